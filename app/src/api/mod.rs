//! Server functions, one per file. Each is a public endpoint: its first line is the guard, and
//! every change is a POST. A plain form gets a redirect, a script gets the typed answer.

mod error;
pub use error::ApiError;

#[cfg(feature = "client")]
mod accept_changes;
#[cfg(feature = "client")]
mod add_to_cart;
#[cfg(feature = "client")]
mod asked;
#[cfg(feature = "client")]
mod cancel_order;
#[cfg(feature = "client")]
mod erase_own_order;
#[cfg(feature = "client")]
mod keep_checkout;
#[cfg(feature = "client")]
mod order_again;
#[cfg(feature = "client")]
mod place_order;
#[cfg(feature = "client")]
mod restore_line;
#[cfg(feature = "client")]
mod save_settings;
#[cfg(feature = "client")]
mod set_cart_quantity;
#[cfg(feature = "client")]
pub use {
    accept_changes::AcceptChanges, add_to_cart::AddToCart, asked::Asked, cancel_order::CancelOrder,
    erase_own_order::EraseOwnOrder, keep_checkout::KeepCheckout, order_again::OrderAgain,
    place_order::PlaceOrder, restore_line::RestoreLine, save_settings::SaveSettings,
    set_cart_quantity::SetCartQuantity,
};

#[cfg(feature = "admin")]
mod add_person;
#[cfg(feature = "admin")]
mod add_print_job;
#[cfg(feature = "admin")]
mod amend_order;
#[cfg(feature = "admin")]
mod block_phone;
#[cfg(feature = "admin")]
mod change_my_pin;
#[cfg(feature = "admin")]
mod change_person;
#[cfg(feature = "admin")]
mod end_other_sessions;
#[cfg(feature = "admin")]
mod erase_order;
#[cfg(feature = "admin")]
mod move_order;
#[cfg(feature = "admin")]
mod place_walk_in;
#[cfg(feature = "admin")]
mod remove_device;
#[cfg(feature = "admin")]
mod remove_person;
#[cfg(feature = "admin")]
mod remove_printer;
#[cfg(feature = "admin")]
mod save_printer;
#[cfg(feature = "admin")]
mod save_store;
#[cfg(feature = "admin")]
mod set_language;
#[cfg(feature = "admin")]
mod set_pause;
#[cfg(feature = "admin")]
mod set_sale;
#[cfg(feature = "admin")]
mod set_wait;
#[cfg(feature = "admin")]
mod settle_print_job;
#[cfg(feature = "admin")]
mod sign_in;
#[cfg(feature = "admin")]
mod sign_out;
#[cfg(feature = "admin")]
mod sign_out_device;
#[cfg(feature = "admin")]
mod sign_out_person;
#[cfg(feature = "admin")]
mod touch;
#[cfg(feature = "admin")]
mod traced;
#[cfg(feature = "admin")]
mod unblock_phone;
#[cfg(feature = "admin")]
pub use {
    add_person::{AddPerson, PersonForm},
    add_print_job::AddPrintJob,
    amend_order::{AmendOrder, amend_order},
    block_phone::{BlockPhone, block_phone},
    change_my_pin::ChangeMyPin,
    change_person::ChangePerson,
    end_other_sessions::EndOtherSessions,
    erase_order::EraseOrder,
    move_order::{MoveOrder, move_order},
    place_walk_in::{PlaceWalkIn, WalkInForm},
    remove_device::RemoveDevice,
    remove_person::RemovePerson,
    remove_printer::RemovePrinter,
    save_printer::{PrinterForm, SavePrinter},
    save_store::{SaveStore, StoreForm},
    set_language::SetLanguage,
    set_pause::SetPause,
    set_sale::SetSale,
    set_wait::SetWait,
    settle_print_job::SettlePrintJob,
    sign_in::SignIn,
    sign_out::SignOut,
    sign_out_device::SignOutDevice,
    sign_out_person::SignOutPerson,
    touch::Touch,
    unblock_phone::UnblockPhone,
};
