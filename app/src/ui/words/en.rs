//! English.

use super::{Act, Age, Label, Problem, State};

pub fn problem(problem: Problem) -> &'static str {
    match problem {
        Problem::UnknownItem => "This item is not for sale at the moment.",
        Problem::ItemSoldOut => "This has just sold out.",
        Problem::OptionSoldOut => "An option you chose has sold out. Please choose another.",
        Problem::OptionChanged => "The options have changed. Please choose again.",
        Problem::TooFewOptions => "Please choose the required options.",
        Problem::TooMuch => "That is more than can be chosen.",
        Problem::InvalidQuantity => "Please choose a quantity from 1 to 50.",
        Problem::AmountOutOfRange => "The amount cannot be worked out. Please check the quantity.",
        Problem::CartFull => "Your cart is full. Please order or empty it first.",
        Problem::EmptyCart => "Your cart is empty.",
        Problem::CartChanged => "The menu has changed since. Please check the marked lines.",
        Problem::Closed => "We are closed now. Your cart is kept.",
        Problem::Paused => "The store has paused ordering for a moment. Your cart is kept.",
        Problem::MenuUnknown => "The menu could not be loaded yet. Please try again in a moment.",
        Problem::PriceChanged => "The price has changed. Please check the new total and press again.",
        Problem::KeyReused => "The order you just pressed is already placed. Your cart is kept; see below.",
        Problem::Unavailable(act) => match act {
            Act::Place => {
                "Ordering is paused right now. Your cart is kept, and pressing again never orders twice."
            }
            Act::Cancel => "Cancelling does not work right now. Please press again in a moment.",
            Act::Step => "The order service cannot be reached. It is safe to press again.",
        },
        Problem::Storage(act) => match act {
            Act::Place => {
                "Your order was not placed: new orders cannot be saved right now. Your cart is kept, and pressing \
                 again in a moment never orders twice."
            }
            Act::Cancel => {
                "It was not cancelled: changes cannot be saved right now. Please press again in a moment."
            }
            Act::Step => {
                "This was not done: the order service is there but cannot save, its disk is full or read-only. \
                 It is safe to press again."
            }
        },
        Problem::Busy(act) => match act {
            Act::Place => {
                "Many orders are coming in right now. Your cart is kept: please press again in a moment. \
                 It never orders twice."
            }
            Act::Cancel => "Too much is going on to cancel it now. Please press again in a moment.",
            Act::Step => "Too much is going on right now. Press again in a moment; it is safe.",
        },
        Problem::Unknown(act) => match act {
            Act::Place => {
                "We could not confirm your order yet; it may have been placed. Press again: we will find it, and it \
                 is never placed twice."
            }
            Act::Cancel => {
                "We could not confirm the cancellation yet. Check the status below; it is safe to press again."
            }
            Act::Step => "It is not known whether this was done. It is safe to press again.",
        },
        Problem::OrdersUnavailable => {
            "Your orders cannot be loaded right now. Placed orders are safely stored."
        }
        Problem::TooLate => "It can no longer be cancelled.",
        Problem::NameTooLong => "A name has at most 40 characters.",
        Problem::NoteTooLong => "A request has at most 300 characters.",
        Problem::InvalidText => "There is a character in it that cannot be used.",
        Problem::NotFound => "There is no such order.",
        Problem::WrongPin => "That is not the PIN.",
        Problem::TooManyAttempts => "Too many wrong PINs. Please try again in a moment.",
        Problem::SignInBusy => "Many are signing in right now. Please try again in a moment.",
        Problem::SignedOut => "You are signed out. Please sign in again.",
        Problem::MovedElsewhere => "Another screen was first.",
        Problem::RecallTooLate => "It is more than 10 minutes ago and cannot be recalled.",
        Problem::ReasonMissing => "Please choose a reason.",
        Problem::Offline => "The connection was lost. Please press again.",
        Problem::Overloaded => "We are very busy right now. Please press again in a moment.",
        Problem::Other => "That did not work. Please try again.",
    }
}

pub fn state(state: State) -> String {
    match state {
        State::MenuStale(age) => {
            format!("We last checked this menu {}. Prices and what is sold out may have changed.", ago(age))
        }
        State::MenuOnDisk(age) => format!(
            "This is a saved menu, last checked {}. Prices and what is sold out may have changed.",
            ago(age)
        ),
        State::MenuOffline => "The connection was lost; reconnecting. The menu is as it was before that.".to_owned(),
        State::OrderingPaused => {
            "Ordering is paused for the moment. Your cart is kept, and pressing again never orders twice.".to_owned()
        }
        State::BrowsingOnly => "Ordering is paused for the moment. You can browse and fill your cart.".to_owned(),
        State::OrdersRemembered(age) => {
            format!("Not all orders can be loaded right now. These are your recent ones {}.", known(age))
        }
        State::OrderStale(None) => {
            "The store cannot be reached; trying again. Your order is safely stored.".to_owned()
        }
        State::OrderStale(age) => format!(
            "The connection to the store was lost; reconnecting. Your order is safely stored. This is its status {}.",
            known(age)
        ),
        State::OrderOffline => "The connection was lost; reconnecting. Your order is safe.".to_owned(),
        State::OrderUnreachable => {
            "Your order cannot be loaded right now. Placed orders are safely stored, and we will look again shortly."
                .to_owned()
        }
        State::BoardLoading => "Loading the orders.".to_owned(),
        State::BoardStale(None) => {
            "The order service cannot be reached. No orders have been loaded yet.".to_owned()
        }
        State::BoardStale(age) => format!("The connection to the order service was lost. {}", screen(age)),
        State::BoardOffline(age) => format!("The connection to the server was lost. {}", screen(age)),
        State::BoardNeedsScripts => {
            "Scripts are off: this board can only be read. It refreshes every 10 seconds.".to_owned()
        }
        State::MenuUnverified => "Ordered while the menu could not be checked · check stock and price".to_owned(),
        State::SystemOffline(age) => {
            format!("The connection to the server was lost. This is how it was {}.", ago(age))
        }
        State::SurfaceBusy => "We are very busy right now.".to_owned(),
        State::SurfaceLate => "We could not answer in time.".to_owned(),
        State::PageAgain => "This page tries again by itself in a moment.".to_owned(),
        State::FormAgain => "Please go back and press again.".to_owned(),
        State::PlacingAgain => "Please go back and press again; it never orders twice.".to_owned(),
    }
}

fn ago(age: Age) -> String {
    let count = |n: u64, unit: &str| format!("{n} {unit}{} ago", if n == 1 { "" } else { "s" });
    match age {
        Age::Moments => "a moment ago".to_owned(),
        Age::Minutes(minutes) => count(minutes, "minute"),
        Age::Hours(hours) => count(hours, "hour"),
        Age::Days(days) => count(days, "day"),
    }
}

fn known(age: Option<Age>) -> String {
    age.map_or_else(|| "when we last heard".to_owned(), |age| format!("as of {}", ago(age)))
}

fn screen(age: Option<Age>) -> String {
    match age {
        None => "No orders have been loaded yet.".to_owned(),
        Some(Age::Moments) => "The screen is less than a minute old.".to_owned(),
        Some(age) => format!("The screen was last checked {}.", ago(age)),
    }
}

pub fn label(label: Label) -> &'static str {
    match label {
        Label::TryAgain => "Try again",
        Label::RequestId => "Request id",
        Label::Refresh => "Refresh",
        Label::Close => "Close",
        Label::StatusNow => "It is now:",
        Label::System => "System",
        Label::Board => "Order board",
        Label::SeenFromHere => {
            "As this staff server sees it, renewed every second. Figures are of the last ten seconds unless they say otherwise."
        }
        Label::Services => "Services",
        Label::MenuService => "Menu service",
        Label::OrderService => "Order service",
        Label::Rate => "Calls/s",
        Label::Success => "Success",
        Label::InFlight => "In flight / limit",
        Label::EndpointInFlight => "In flight",
        Label::Shed => "Shed since start",
        Label::Retries => "Retries",
        Label::Opened => "Opened since start",
        Label::LastFailure => "Last failure",
        Label::NoEndpoints => "No address was found.",
        Label::Closed => "calls pass",
        Label::Open => "not called",
        Label::HalfOpen => "probing",
        Label::Menu => "Menu",
        Label::Fresh => "Fresh",
        Label::Stale => "Stale",
        Label::StaleOnDisk => "Copy on disk",
        Label::Unseen => "None yet",
        Label::Age => "Last checked",
        Label::Feed => "Order feed",
        Label::Connected => "Connected",
        Label::Lost => "Lost",
        Label::Since => "For",
        Label::Lag => "Lag",
        Label::Orders => "Orders on the board",
        Label::Streams => "Open live streams",
        Label::SignIn => "Sign in",
        Label::Starting => "Connecting",
    }
}
