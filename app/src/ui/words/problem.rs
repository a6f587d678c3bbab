//! Why something that a person asked for was not done.

use crate::ui::Lang;

/// A refusal. Services and server functions send its code; people read its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    UnknownItem,
    ItemSoldOut,
    /// It is sold at other hours of the day.
    NotServedNow,
    OptionSoldOut,
    OptionChanged,
    TooFewOptions,
    TooMuch,
    InvalidQuantity,
    AmountOutOfRange,
    CartFull,
    /// As many of one line as there may be.
    TooManyOfOne,
    /// The checkout that was sent is of a page from before another order.
    OldCheckout,
    /// The browser keeps no cookies, so no cart and no choice.
    NoCookies,
    EmptyCart,
    CartChanged,
    Closed,
    /// The store closes before it could be ready.
    ReadyAfterClosing,
    Paused,
    /// The cup that was chosen is not offered.
    CupNotOffered,
    /// The time that was chosen can no longer be had.
    SlotGone,
    /// As many orders of this phone wait for the counter's yes as may.
    TooManyOpenOrders,
    /// This phone has as many pieces in open orders as it may.
    TooManyCups,
    /// Staff have blocked this phone for a while.
    PhoneBlocked,
    /// Only an order that has ended forgets its customer.
    OrderOpen,
    /// Staff took the order, so there is no phone to block.
    NoPhone,
    TooManyBlocked,
    MenuUnknown,
    /// The menu service did not answer: what was asked may be asked again.
    MenuUnavailable,
    PriceChanged,
    KeyReused,
    /// The order service is not there.
    Unavailable(Act),
    /// The order service is there and cannot save anything: it was not done.
    Storage(Act),
    /// So much is under way that this was not taken up.
    Busy(Act),
    /// Nobody answered in time: it may have been done.
    Unknown(Act),
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
    /// The service of people is away.
    SignInUnavailable,
    /// Who works here is not known yet, so nobody is admitted.
    RosterUnknown,
    /// It takes a manager.
    Forbidden,
    TooManyAttempts,
    SignInBusy,
    SignedOut,
    MovedElsewhere,
    RecallTooLate,
    ReasonMissing,
    Offline,
    /// The surface itself has too much to do.
    Overloaded,
    /// Anything else.
    Other,
}

/// What was asked of the order service; whether asking again is safe is said of this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// A customer orders.
    Place,
    /// A customer takes an order back.
    Cancel,
    /// Staff move an order.
    Step,
}

impl Problem {
    /// What a stable code stands for, when it refused this act.
    pub fn of(code: &str, act: Act) -> Self {
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
            "sign_in_unavailable" | "member_unavailable" => Self::SignInUnavailable,
            "roster_unknown" => Self::RosterUnknown,
            "forbidden" => Self::Forbidden,
            "too_many_attempts" => Self::TooManyAttempts,
            "sign_in_busy" => Self::SignInBusy,
            "signed_out" => Self::SignedOut,
            "version_conflict" | "transition_not_allowed" | "amendment_not_allowed" => Self::MovedElsewhere,
            "recall_too_late" => Self::RecallTooLate,
            "reason_missing" => Self::ReasonMissing,
            "offline" => Self::Offline,
            "overloaded" => Self::Overloaded,
            _ => Self::Other,
        }
    }

    /// What a person reads.
    pub fn text(self, lang: Lang) -> &'static str {
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
            (CartFull::Lines.code(), MAX_LINES.to_string()),
            (CartFull::Quantity.code(), MAX_QUANTITY.to_string()),
            ("invalid_quantity", MAX_QUANTITY.to_string()),
            ("name_too_long", limits::NAME_CHARS.to_string()),
            ("note_too_long", limits::NOTE_CHARS.to_string()),
            ("too_many_blocked", limits::BLOCKED_PHONES.to_string()),
        ];
        for (code, limit) in limits {
            for lang in Lang::ALL {
                let words = Problem::of(code, Act::Place).text(*lang);
                assert!(words.contains(&limit), "{code}: {words} says no {limit}");
            }
        }
    }
}
