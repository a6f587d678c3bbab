//! The English texts.

use crate::shared::ui::words::{
    CartPageWords, CheckoutPageWords, GeneralWords, ItemPageWords, LanguageWords, MenuPageWords,
    OfflinePageWords, OpeningHoursWords, OrderAction, OrderListWords, OrderPageWords, PageNotice,
    PageProblem, ReadyScreenWords, RoundedAge, SettingsPageWords,
};
use menu_api::Allergen;
use order_api::{CupKind, OrderStatus};

pub static WORDS: LanguageWords = LanguageWords {
    tag: "en",
    name: "English",
    clock: "%-I:%M %p",
    day_and_clock: "%b %-d, %-I:%M %p",
    money: |currency| match currency {
        "KRW" => Some(("₩", "")),
        "JPY" => Some(("¥", "")),
        "USD" => Some(("$", "")),
        "EUR" => Some(("€", "")),
        _ => None,
    },
    common: GeneralWords {
        shop: "Order",
        back: "Back",
        menu: "Menu",
        see_menu: "See the menu",
        sold_out: "Sold out",
        total: "Total",
        quantity: "Quantity",
        takeout: "To go",
        here: "For here",
        not_found_title: "Not found",
        not_found: "This page does not exist or can no longer be seen.",
        try_again: "Try again",
        request_id: "Request id",
    },
    menu: MenuPageWords {
        my_orders: "My orders",
        categories: "Menu categories",
        added: "Added to your cart.",
        newer: "The menu has changed.",
        see_newer: "See the new one",
        see_cart: "View cart",
        cart_count: "Items in the cart",
        fine_print: "Each item's page lists its allergens. Prices include tax.",
        search: "Search the menu",
        search_button: "Search",
        search_clear: "Clear the search",
        found: |count| format!("Items found: {count}."),
        none_found: |query| format!("Nothing on the menu matches “{query}”."),
        whole: "See the whole menu",
        new: "New",
        until: |time| format!("Until {time}"),
        from: |time| format!("From {time}"),
        pick_category: "What would you like?",
        other_categories: "Other categories",
    },
    hours: OpeningHoursWords {
        open: "You can order now",
        open_until: |until, closes| match closes {
            Some(closes) => {
                format!("You can order now · last orders {until} · we close at {closes}")
            }
            None => format!("You can order now · we close at {until}"),
        },
        paused: |until| match until {
            Some(until) => format!("Ordering is paused for a moment. It opens again at {until}"),
            None => "Ordering is paused for a moment".to_owned(),
        },
        closed: |opens_at| match opens_at {
            Some(opens_at) => format!("We are closed. We open at {opens_at}"),
            None => "We are closed now".to_owned(),
        },
        changed: "The times at which you can order have changed.",
    },
    item: ItemPageWords {
        add: "Add to cart",
        add_for: |amount| format!("Add to cart · {amount}"),
        less: |what| format!("Less: {what}"),
        more: |what| format!("More: {what}"),
        rule: |min, max| match (min, max) {
            (1, 1) => "required".to_owned(),
            (0, 1) => "optional".to_owned(),
            (0, max) => format!("optional, up to {max}"),
            (min, max) => format!("required, {min}–{max}"),
        },
        allergens: |names| format!("Allergens: {names}"),
        allergens_not_stated: "Allergens not stated – please ask us",
        allergen_free: "Free of listed allergens",
        caffeine: |mg| format!("Caffeine {mg} mg"),
        caffeine_chosen: |mg| format!("Caffeine as chosen: up to {mg} mg"),
        choose: |group| format!("Choose: {group}"),
        missing: |group| format!("Please choose: {group}."),
        too_many: |group| format!("Too many chosen: {group}."),
        change: |group| format!("Change: {group}"),
        option_gone: |option| format!("{option} has just sold out. Please choose something else."),
        removed: "This item is no longer on the menu.",
        sold_out: "Sold out at the moment.",
        not_served: |from| match from {
            Some(from) => {
                format!("This cannot be ordered at the moment. It is served again from {from}.")
            }
            None => "This cannot be ordered at the moment.".to_owned(),
        },
        served_later: |from| format!("{from}. Please choose a pickup time when you order."),
        repriced: "The price has changed.",
        changed: "The options have changed.",
        none: "None",
        more_options: "More options",
    },
    cart: CartPageWords {
        title: "Cart",
        empty: "Your cart is empty.",
        add_more: "+ Add more items",
        checkout: "Go to checkout",
        mend: "Please remove the marked items or choose them again.",
        remove: "Remove",
        one_less: "One less",
        one_more: "One more",
        edit: "Change options",
        choose_again: "Choose again",
        edit_save: "Save changes",
        removed: |what| format!("Removed: {what}"),
        undo: "Undo",
        changed: "The menu has changed since you filled your cart. Please check what is different.",
        accept: "Continue with the changes",
        accept_none: "Remove everything",
        unsold: "No longer sold",
        served_from: |when| format!("Can be ordered from {when}"),
        leaves: "Leaves your cart if you continue",
        left_out: "Ordered without it",
    },
    checkout: CheckoutPageWords {
        title: "Checkout",
        promise: |from, to| {
            (format!("If you order now it takes {from}–{to} min and is ready around "), ".")
        },
        cancel_until: "You can cancel until we start making it.",
        pay_in_store: "You pay at the café.",
        order_for: |amount| format!("Place order · {amount}"),
        dining: "For here or to go?",
        cup_takeout: "Cup to go",
        cup_here: "Cup for here",
        cup: |cup| match cup {
            CupKind::Store => "Store cup",
            CupKind::Own => "Your own cup",
            CupKind::Disposable => "Disposable cup",
        },
        own_cup_off: |amount| format!("{amount} off each drink"),
        recalculate: "Recalculate",
        when: "When would you like it?",
        when_now: "As soon as it is ready",
        when_now_in: |from, to| format!("Now ({from}–{to} min)"),
        when_choose: "Choose a time",
        when_not_now: "This order cannot be had right away. Please choose a time.",
        when_never: "There is no time before we close at which all of this can be had. Please order fewer, or in several orders.",
        most_orders: |most| format!(" (at most {most} unconfirmed)"),
        most_pieces: |most| format!(" (at most {most} altogether)"),
        when_later: "We are closed now, but you can order ahead for a time later today.",
        hour: "%-I %p",
        pickup_at: |time| format!("Pickup at {time}"),
        name: "Name",
        name_hint: "for us to call, optional",
        name_example: "e.g. Minji",
        note: "Request",
        note_hint: "optional",
        kept: |days| {
            format!(
                "Your name and note are erased {} after the order has ended. We do not ask for a phone number.",
                if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
            )
        },
        note_example: "e.g. less ice, please",
        more: "Add a name or a request (optional)",
    },
    order: OrderPageWords {
        title: "Your order",
        number: "Pickup number",
        contents: "What you ordered",
        receipt: |dining, placed| format!("{dining} · ordered {placed}"),
        see_all: "See all my orders",
        erase: "Erase my details",
        erase_hint: "Erases the name and note of this order now. This cannot be undone.",
        unprintable: |missing| format!("On the café’s printed ticket, ‘{missing}’ comes out as ?"),
        promised: "Ready around",
        steps: ["Order received", "Confirmed", "Being made", "Ready"],
        cancel: "Cancel the order",
        cancel_until: "You can cancel until we start making it.",
        pickup_at: "To be picked up at",
        collect_at: "Pick up at",
        more: "More",
        ready: |number| format!("✔ {number} is ready"),
        bell_on: "While this screen stays on, tell me with a sound when it is ready",
        bell_off: "Sound is on while this screen is · turn off",
        bell_touch: "Touch the screen once to let the sound through.",
        reasons: [
            "We have run out of an ingredient",
            "There are too many orders at the moment",
            "We are about to close",
            "We cannot make it today",
        ],
    },
    orders: OrderListWords {
        title: "My orders",
        none: "Nothing was ordered from this phone yet.",
        older: "See earlier orders",
        and_more: |lines| format!(" and {lines} more"),
        open: "Orders under way",
        past: "Past orders",
        again: "The same again",
        again_done: "The same as last time is in your cart.",
        again_differs: "Your earlier order is in the cart. Some of it is different now.",
        again_unknown: "We cannot compare this with your earlier order right now. Please check your cart.",
        again_gone: "No longer on the menu, so it is not in the cart.",
        again_no_room: "The cart is full, so it is not in it.",
        again_price: |then, now| format!("The price has changed: {then} → {now}"),
    },
    board: ReadyScreenWords {
        title: "Order board",
        preparing: "Being made",
        ready: "Ready",
        more: |count| format!("and {count} more"),
        spoken: |number| format!("Number {number}, your order is ready."),
        offline: "The connection was lost; reconnecting. These numbers are from a moment ago.",
        offline_for: |minutes| {
            format!("The connection was lost; reconnecting. These numbers are {minutes} min old.")
        },
        voice_on: "Call numbers aloud",
        voice_off: "Voice is on · turn off",
        voice_touch: "Touch the screen once to let the sound through.",
    },
    settings: SettingsPageWords {
        title: "Settings",
        language: "Language",
        display: "Display",
        display_usual: "Standard",
        display_easy: "Large type",
        save: "Save",
        saved: "Saved.",
    },
    offline: OfflinePageWords {
        title: "No connection",
        kept: |made_at| {
            format!(
                "There is no connection now. This is the page as it was on {made_at}; you can order once you are connected."
            )
        },
        page: "There is no connection now, so this page cannot be opened. Your cart is kept, and the page opens by itself once you are connected.",
        unsent: "You are not connected, so nothing was sent. Nothing was ordered, and your cart is kept. Go back and press again once you are connected.",
        unanswered: "There was no answer, so we cannot say whether it was done. Go back and look once you are connected. Pressing to order again never orders twice.",
        back: "Go back",
    },
    problem: problem_text,
    state: notice_text,
    status: status_text,
    allergen: allergen_name,
};

fn problem_text(problem: PageProblem) -> &'static str {
    match problem {
        PageProblem::UnknownItem => "This item is not for sale at the moment.",
        PageProblem::ItemSoldOut => "This has just sold out.",
        PageProblem::NotServedNow => "This is not served at this time of the day.",
        PageProblem::OptionSoldOut => "An option you chose has sold out. Please choose another.",
        PageProblem::OptionChanged => "The options have changed. Please choose again.",
        PageProblem::TooFewOptions => "Please choose the required options.",
        PageProblem::TooMuch => "That is more than can be chosen.",
        PageProblem::InvalidQuantity => "Please choose a quantity from 1 to 50.",
        PageProblem::AmountOutOfRange => {
            "The amount cannot be worked out. Please check the quantity."
        }
        PageProblem::TooManyOfOne => "You can have up to 50 of one thing in the cart.",
        PageProblem::OldCheckout => {
            "Another page has ordered already. Please check your cart as it is now and press again."
        }
        PageProblem::NoCookies => {
            "This browser keeps no cookies, so it cannot remember what you choose. Please allow cookies or use another browser."
        }
        PageProblem::CartFull => {
            "Your cart has up to 20 different things. Please order or empty it first."
        }
        PageProblem::EmptyCart => "Your cart is empty.",
        PageProblem::CartChanged => "The menu has changed since. Please check the marked lines.",
        PageProblem::Closed => "We are closed now. Your cart is kept.",
        PageProblem::ReadyAfterClosing => {
            "This cannot be ready before we close. Please order fewer or choose another time. Your cart is kept."
        }
        PageProblem::Paused => "The store has paused ordering for a moment. Your cart is kept.",
        PageProblem::CupNotOffered => "The cup you chose is not available. Please choose another.",
        PageProblem::SlotGone => "That pickup time is no longer available. Please choose another.",
        PageProblem::TooManyOpenOrders => {
            "The café has not confirmed your earlier orders yet. Please order again once they are accepted, or ask at the counter. Your cart is kept."
        }
        PageProblem::TooManyCups => {
            "This is more than can be ordered at once. Please order fewer, order again after you have collected your earlier orders, or ask at the counter. Your cart is kept."
        }
        PageProblem::PhoneBlocked => {
            "This phone cannot order right now. Please ask at the counter. Your cart is kept."
        }
        PageProblem::OrderOpen => "This can be erased once the order has ended.",
        PageProblem::NoPhone => {
            "This order was taken at the counter, so there is no phone to block."
        }
        PageProblem::TooManyBlocked => {
            "Up to 200 phones can be blocked. Please release some first."
        }
        PageProblem::MenuUnavailable => {
            "The menu did not answer, so this may not have been changed. Please press again; twice does no harm."
        }
        PageProblem::MenuUnknown => {
            "The menu could not be loaded yet. Please try again in a moment."
        }
        PageProblem::PriceChanged => {
            "The price has changed. Please check the new total and press again."
        }
        PageProblem::KeyReused => {
            "The order you just pressed is already placed. Your cart is kept; see below."
        }
        PageProblem::Unavailable(act) => match act {
            OrderAction::Place => {
                "Ordering is paused right now. Your cart is kept, and pressing again never orders twice."
            }
            OrderAction::Cancel => {
                "Cancelling does not work right now. Please press again in a moment."
            }
            OrderAction::Step => "The order service cannot be reached. It is safe to press again.",
        },
        PageProblem::Storage(act) => match act {
            OrderAction::Place => {
                "Your order was not placed: new orders cannot be saved right now. Your cart is kept, and pressing \
                 again in a moment never orders twice."
            }
            OrderAction::Cancel => {
                "It was not cancelled: changes cannot be saved right now. Please press again in a moment."
            }
            OrderAction::Step => {
                "This was not done: the order service is there but cannot save, its disk is full or read-only. \
                 It is safe to press again."
            }
        },
        PageProblem::Busy(act) => match act {
            OrderAction::Place => {
                "Many orders are coming in right now. Your cart is kept: please press again in a moment. \
                 It never orders twice."
            }
            OrderAction::Cancel => {
                "Too much is going on to cancel it now. Please press again in a moment."
            }
            OrderAction::Step => {
                "Too much is going on right now. Press again in a moment; it is safe."
            }
        },
        PageProblem::Unknown(act) => match act {
            OrderAction::Place => {
                "We could not confirm your order yet; it may have been placed. Press again: we will find it, and it \
                 is never placed twice."
            }
            OrderAction::Cancel => {
                "We could not confirm the cancellation yet. Check the status below; it is safe to press again."
            }
            OrderAction::Step => {
                "It is not known whether this was done. It is safe to press again."
            }
        },
        PageProblem::OrdersUnavailable => {
            "Your orders cannot be loaded right now. Placed orders are safely stored."
        }
        PageProblem::TooLate => "It can no longer be cancelled.",
        PageProblem::NameTooLong => "A name has at most 40 characters.",
        PageProblem::NoteTooLong => "A request has at most 300 characters.",
        PageProblem::InvalidText => "There is a character in it that cannot be used.",
        PageProblem::NotFound => "There is no such order.",
        PageProblem::WrongPin => "That is not the PIN.",
        PageProblem::DeviceUnknown => {
            "This device is not enrolled. A manager has to sign in on it first."
        }
        PageProblem::RosterUnknown => {
            "This screen has just started and does not know yet who works here. Please try again in a moment."
        }
        PageProblem::SignInUnavailable => {
            "Signing in and changing staff are not possible right now. Devices that are signed in go on working."
        }
        PageProblem::Forbidden => "Only a manager can do this.",
        PageProblem::TooManyAttempts => "Too many wrong PINs. Please try again in a moment.",
        PageProblem::SignInBusy => "Many are signing in right now. Please try again in a moment.",
        PageProblem::SignedOut => "You are signed out. Please sign in again.",
        PageProblem::MovedElsewhere => "Another screen was first.",
        PageProblem::RecallTooLate => "The time to take this back is over.",
        PageProblem::ReasonMissing => "Please choose a reason.",
        PageProblem::Offline => {
            "There is no connection, so nothing was done. Please press again once it is back."
        }
        PageProblem::Overloaded => "We are very busy right now. Please press again in a moment.",
        PageProblem::Other => "That did not work. Please try again.",
    }
}

fn notice_text(state: PageNotice) -> String {
    match state {
        PageNotice::MenuStale(age) => {
            format!("We last checked this menu {}. Prices and what is sold out may have changed.", ago_text(age))
        }
        PageNotice::MenuOnDisk(age) => format!(
            "This is a saved menu, last checked {}. Prices and what is sold out may have changed.",
            ago_text(age)
        ),
        PageNotice::MenuOffline => "The connection was lost; reconnecting. The menu is as it was before that.".to_owned(),
        PageNotice::OrderingPaused => {
            "Ordering is paused for the moment. Your cart is kept, and pressing again never orders twice.".to_owned()
        }
        PageNotice::BrowsingOnly => "Ordering is paused for the moment. You can browse and fill your cart.".to_owned(),
        PageNotice::OrdersRemembered(age) => {
            format!("Not all orders can be loaded right now. These are your recent ones {}.", as_of_text(age))
        }
        PageNotice::OrderStale(None) => {
            "The store cannot be reached; trying again. Your order is safely stored.".to_owned()
        }
        PageNotice::OrderStale(age) => format!(
            "The connection to the store was lost; reconnecting. Your order is safely stored. This is its status {}.",
            as_of_text(age)
        ),
        PageNotice::OrderOffline => "The connection was lost; reconnecting. Your order is safe.".to_owned(),
        PageNotice::OrderUnreachable => {
            "Your order cannot be loaded right now. Placed orders are safely stored, and we will look again shortly."
                .to_owned()
        }
        PageNotice::CallsStale(None) => {
            "Connecting to the store. Some numbers may not be here yet.".to_owned()
        }
        PageNotice::CallsStale(Some(age)) => {
            format!("The connection to the store was lost; reconnecting. These numbers are from {}.", ago_text(age))
        }
        PageNotice::BoardLoading => "Loading the orders.".to_owned(),
        PageNotice::BoardStale(None) => {
            "The order service cannot be reached. No orders have been loaded yet.".to_owned()
        }
        PageNotice::BoardStale(age) => format!("The connection to the order service was lost. {}", screen_age_text(age)),
        PageNotice::BoardOffline(age) => format!("The connection to the server was lost. {}", screen_age_text(age)),
        PageNotice::BoardAsleep(every_s) => format!(
            "Scripts are off, or this browser is too old or locked down for them: this board can only be read. \
             It refreshes every {every_s} seconds."
        ),
        PageNotice::PageAsleep(every_s) => {
            format!("This browser does not keep the page up to date, so it refreshes every {every_s} seconds.")
        }
        PageNotice::MenuUnverified => "Ordered while the menu could not be checked · check stock and price".to_owned(),
        PageNotice::SystemOffline(age) => {
            format!("The connection to the server was lost. This is how it was {}.", ago_text(age))
        }
        PageNotice::SurfaceBusy => "We are very busy right now.".to_owned(),
        PageNotice::AddressShare => "Too many requests came from your network.".to_owned(),
        PageNotice::SurfaceLate => "We could not answer in time.".to_owned(),
        PageNotice::NoSuchPage => "There is no such page.".to_owned(),
        PageNotice::SignInFirst => "Please sign in first.".to_owned(),
        PageNotice::NotAllowed => "This cannot be done from here.".to_owned(),
        PageNotice::SentTooSlowly => "The connection was too slow for what was sent. Please go back and send it again.".to_owned(),
        PageNotice::SentTooMuch => "What was sent is too large (64 KB of text, 8 MB of a file). Please go back and shorten it.".to_owned(),
        PageNotice::NotUnderstood => "What was sent could not be understood. Please go back and try again.".to_owned(),
        PageNotice::ToStart => "To the first page".to_owned(),
        PageNotice::PageAgain => "This page tries again by itself in a moment.".to_owned(),
        PageNotice::FormAgain => "Please go back and press again.".to_owned(),
        PageNotice::PlacingAgain => "Please go back and press again; it never orders twice.".to_owned(),
    }
}

fn ago_text(age: RoundedAge) -> String {
    let count = |n: u64, unit: &str| format!("{n} {unit}{} ago", if n == 1 { "" } else { "s" });
    match age {
        RoundedAge::Moments => "a moment ago".to_owned(),
        RoundedAge::Minutes(minutes) => count(minutes, "minute"),
        RoundedAge::Hours(hours) => count(hours, "hour"),
        RoundedAge::Days(days) => count(days, "day"),
    }
}

fn as_of_text(age: Option<RoundedAge>) -> String {
    age.map_or_else(|| "when we last heard".to_owned(), |age| format!("as of {}", ago_text(age)))
}

fn screen_age_text(age: Option<RoundedAge>) -> String {
    match age {
        None => "No orders have been loaded yet.".to_owned(),
        Some(RoundedAge::Moments) => "The screen is less than a minute old.".to_owned(),
        Some(age) => format!("The screen was last checked {}.", ago_text(age)),
    }
}

fn status_text(status: OrderStatus) -> &'static str {
    match status {
        OrderStatus::Placed => "We have received your order",
        OrderStatus::Accepted => "The café has confirmed your order",
        OrderStatus::Preparing => "Your order is being made",
        OrderStatus::Ready => "It is ready! Please collect it at the counter",
        OrderStatus::Completed => "Collected. Enjoy!",
        OrderStatus::Rejected => "Sorry, the café could not take your order",
        OrderStatus::Cancelled => "The order was cancelled",
        OrderStatus::Expired => "The café did not confirm the order in time, so it expired",
        OrderStatus::NoShow => "It was not collected, so the order was closed",
    }
}

fn allergen_name(allergen: Allergen) -> &'static str {
    match allergen {
        Allergen::Egg => "egg",
        Allergen::Milk => "milk",
        Allergen::Buckwheat => "buckwheat",
        Allergen::Peanut => "peanut",
        Allergen::Soy => "soy",
        Allergen::Wheat => "wheat",
        Allergen::Mackerel => "mackerel",
        Allergen::Crab => "crab",
        Allergen::Shrimp => "shrimp",
        Allergen::Pork => "pork",
        Allergen::Peach => "peach",
        Allergen::Tomato => "tomato",
        Allergen::Sulfite => "sulfites",
        Allergen::Walnut => "walnut",
        Allergen::Chicken => "chicken",
        Allergen::Beef => "beef",
        Allergen::Squid => "squid",
        Allergen::Shellfish => "shellfish (oyster, abalone, mussel)",
        Allergen::PineNut => "pine nut",
        Allergen::Gluten => "gluten (rye, barley, oats)",
        Allergen::TreeNut => "tree nuts (almond, hazelnut and others)",
        Allergen::Sesame => "sesame",
        Allergen::Celery => "celery",
        Allergen::Mustard => "mustard",
        Allergen::Lupin => "lupin",
        Allergen::Fish => "fish",
        Allergen::Crustacean => "crustaceans",
        Allergen::Mollusc => "molluscs",
    }
}
