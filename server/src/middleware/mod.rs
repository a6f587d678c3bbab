//! Layers around the handlers, one a file.

pub mod access;
pub mod cross_site;
pub mod error_pages;
pub mod headers;
pub mod identify;
pub mod normal_path;
pub mod normal_text;
pub mod pin_again;
pub mod trace;
