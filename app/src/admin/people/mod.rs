//! Staff, their PINs, devices and sessions.

pub mod add_person;
pub(crate) mod change_my_pin;
pub(crate) mod change_person;
pub(crate) mod end_other_sessions;
pub(crate) mod remove_device;
pub(crate) mod remove_person;
pub(crate) mod set_language;
pub(crate) mod sign_in;
pub(crate) mod sign_out;
pub(crate) mod sign_out_device;
pub(crate) mod sign_out_person;
pub(crate) mod touch;

#[cfg(feature = "ssr")]
pub(crate) mod change_staff;
#[cfg(feature = "ssr")]
pub(crate) mod device_name;
#[cfg(feature = "ssr")]
pub(crate) mod managers_only_page;
#[cfg(feature = "ssr")]
pub(crate) mod my_pin_page;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
pub mod pin_again_page;
#[cfg(feature = "ssr")]
pub(crate) mod sign_in_page;
