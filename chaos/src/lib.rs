//! The project's auditor. It runs the real processes, injects faults on a printed seed while
//! customers and staff keep working, records every acknowledgement on the clients' side, and checks
//! the databases and feeds against that record.

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
pub mod system_signal;
pub mod terminal;
pub mod world;
