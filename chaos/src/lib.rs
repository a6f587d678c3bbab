//! The project's auditor: it runs the real processes, breaks them on a printed seed while customers and staff go
//! on, keeps the customers' own record of what was acknowledged, and holds the databases and feeds against it.

pub mod addresses;
pub mod bench;
pub mod check;
pub mod cpu;
pub mod drill;
pub mod fault;
pub mod history;
pub mod lab;
pub mod load;
pub mod open_files;
pub mod options;
pub mod programs;
pub mod report;
pub mod retention;
pub mod run;
pub mod say;
pub mod system_signal;
pub mod world;
