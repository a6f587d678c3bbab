//! Layers around the handlers, one a file.

pub mod access;
pub mod cross_site;
pub mod headers;
pub mod identify;
pub mod normal_path;
pub mod one_spelling;
pub mod overloaded;
pub mod pin_again;
pub mod trace;
