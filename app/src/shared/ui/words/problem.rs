//! The reasons, in words, for which a person's request was refused or failed.

use crate::shared::ui::Lang;

/// A refusal or failure. Services and server functions send its code; people read its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageProblem {
    UnknownItem,
    ItemSoldOut,
    /// The item is served at other hours of the day.
    NotServedNow,
    OptionSoldOut,
    OptionChanged,
    TooFewOptions,
    TooMuch,
    InvalidQuantity,
    AmountOutOfRange,
    CartFull,
    /// A cart line has reached its maximum quantity.
    TooManyOfOne,
    /// The submitted checkout page is older than another order that was placed since.
    OldCheckout,
    /// The browser accepts no cookies, so neither the cart nor the settings can be kept.
    NoCookies,
    EmptyCart,
    CartChanged,
    Closed,
    /// The store closes before the order could be ready.
    ReadyAfterClosing,
    Paused,
    /// The chosen cup is not offered.
    CupNotOffered,
    /// The chosen pickup time is no longer available.
    SlotGone,
    /// This phone has reached the maximum number of unaccepted orders.
    TooManyOpenOrders,
    /// This phone has reached the maximum number of pieces in open orders.
    TooManyCups,
    /// Staff have blocked this phone temporarily.
    PhoneBlocked,
    /// The customer's data can be erased only after the order has ended.
    OrderOpen,
    /// The order is a walk-in, so there is no phone to block.
    NoPhone,
    TooManyBlocked,
    MenuUnknown,
    /// The menu service did not answer; a retry is safe.
    MenuUnavailable,
    PriceChanged,
    KeyReused,
    /// The order service is unavailable.
    Unavailable(OrderAction),
    /// The order service cannot write to its storage; nothing was done.
    Storage(OrderAction),
    /// The request was shed because of overload; nothing was done.
    Busy(OrderAction),
    /// The outcome is unknown: no answer came in time, and the request may have been processed.
    Unknown(OrderAction),
    /// The list of a customer's orders cannot be read.
    OrdersUnavailable,
    TooLate,
    NameTooLong,
    NoteTooLong,
    InvalidText,
    NotFound,
    WrongPin,
    /// A manager has to sign in on this device first.
    DeviceUnknown,
    /// The staff service is unavailable.
    SignInUnavailable,
    /// The staff roster is not known yet, so no session is accepted.
    RosterUnknown,
    /// The action requires a manager.
    Forbidden,
    TooManyAttempts,
    SignInBusy,
    SignedOut,
    MovedElsewhere,
    RecallTooLate,
    ReasonMissing,
    Offline,
    /// The surface itself is overloaded.
    Overloaded,
    /// Anything else.
    Other,
}

/// The action requested of the order service; the text says whether a retry of it is safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderAction {
    /// A customer places an order.
    Place,
    /// A customer cancels an order.
    Cancel,
    /// Staff move an order to another status.
    Step,
}

impl PageProblem {
    /// The problem for a stable code that refused `act`.
    pub fn from_code(code: &str, act: OrderAction) -> Self {
        match code {
            "unknown_item" => Self::UnknownItem,
            "item_sold_out" => Self::ItemSoldOut,
            "not_served_now" => Self::NotServedNow,
            "option_sold_out" => Self::OptionSoldOut,
            "unknown_option" | "doubled_option" => Self::OptionChanged,
            "too_few_options" => Self::TooFewOptions,
            "too_many_options" | "invalid_option_quantity" => Self::TooMuch,
            "invalid_quantity" => Self::InvalidQuantity,
            "amount_out_of_range" => Self::AmountOutOfRange,
            "cart_full" => Self::CartFull,
            "too_many_of_one" => Self::TooManyOfOne,
            "old_checkout" => Self::OldCheckout,
            "no_cookies" => Self::NoCookies,
            "empty_cart" => Self::EmptyCart,
            "cart_changed" => Self::CartChanged,
            "closed" => Self::Closed,
            "ready_after_closing" => Self::ReadyAfterClosing,
            "paused" => Self::Paused,
            "cup_not_offered" => Self::CupNotOffered,
            "slot_gone" => Self::SlotGone,
            "too_many_open_orders" => Self::TooManyOpenOrders,
            "too_many_cups" => Self::TooManyCups,
            "phone_blocked" => Self::PhoneBlocked,
            "order_open" => Self::OrderOpen,
            "no_phone" => Self::NoPhone,
            "too_many_blocked" => Self::TooManyBlocked,
            "menu_unknown" => Self::MenuUnknown,
            "menu_unavailable" => Self::MenuUnavailable,
            "price_changed" => Self::PriceChanged,
            "key_reused" => Self::KeyReused,
            "order_unavailable" => Self::Unavailable(act),
            "order_storage" | "storage_full" | "storage_read_only" => Self::Storage(act),
            "order_busy" => Self::Busy(act),
            "order_unknown" | "deadline_exceeded" => Self::Unknown(act),
            "orders_unavailable" => Self::OrdersUnavailable,
            "too_late" => Self::TooLate,
            "name_too_long" => Self::NameTooLong,
            "note_too_long" => Self::NoteTooLong,
            "invalid_text" => Self::InvalidText,
            "not_found" => Self::NotFound,
            "wrong_pin" => Self::WrongPin,
            "device_unknown" => Self::DeviceUnknown,
            "sign_in_unavailable" | "staff_unavailable" => Self::SignInUnavailable,
            "roster_unknown" => Self::RosterUnknown,
            "forbidden" => Self::Forbidden,
            "too_many_attempts" => Self::TooManyAttempts,
            "sign_in_busy" => Self::SignInBusy,
            "signed_out" => Self::SignedOut,
            "version_conflict" | "transition_not_allowed" | "amendment_not_allowed" => {
                Self::MovedElsewhere
            }
            "recall_too_late" => Self::RecallTooLate,
            "reason_missing" => Self::ReasonMissing,
            "offline" => Self::Offline,
            "overloaded" => Self::Overloaded,
            _ => Self::Other,
        }
    }

    /// The text for people.
    pub fn text_in(self, lang: Lang) -> &'static str {
        (lang.words().problem)(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use menu_api::cart::{CartFull, MAX_LINES, MAX_QUANTITY};
    use order_api::limits;

    #[test]
    fn whoever_reaches_a_limit_is_told_which_one() {
        let limits = [
            (CartFull::Lines.error_code(), MAX_LINES.to_string()),
            (CartFull::Quantity.error_code(), MAX_QUANTITY.to_string()),
            ("invalid_quantity", MAX_QUANTITY.to_string()),
            ("name_too_long", limits::NAME_CHARS.to_string()),
            ("note_too_long", limits::NOTE_CHARS.to_string()),
            ("too_many_blocked", limits::BLOCKED_PHONES.to_string()),
        ];
        for (code, limit) in limits {
            for lang in Lang::ALL {
                let words = PageProblem::from_code(code, OrderAction::Place).text_in(*lang);
                assert!(words.contains(&limit), "{code}: {words} says no {limit}");
            }
        }
    }
}
