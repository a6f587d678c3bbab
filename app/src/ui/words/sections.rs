//! The words of one page or place each; a page that needs another word gets a field in its section.

use order_api::Cup;

/// What several pages of the customer's surface say.
pub struct Common {
    /// What the pages are called while no store's name is known.
    pub shop: &'static str,
    /// For the arrow that leads back.
    pub back: &'static str,
    pub menu: &'static str,
    pub see_menu: &'static str,
    pub sold_out: &'static str,
    pub total: &'static str,
    pub quantity: &'static str,
    pub takeout: &'static str,
    pub here: &'static str,
    pub not_found_title: &'static str,
    pub not_found: &'static str,
    pub try_again: &'static str,
    /// Before the number under which the logs know a request.
    pub request_id: &'static str,
}

/// The menu.
pub struct Menu {
    pub my_orders: &'static str,
    pub categories: &'static str,
    /// An item was just put into the cart.
    pub added: &'static str,
    /// Names or prices changed since the page was made; before [`Self::see_newer`].
    pub newer: &'static str,
    pub see_newer: &'static str,
    pub see_cart: &'static str,
    pub cart_count: &'static str,
    /// Of allergens and tax.
    pub fine_print: &'static str,
    pub search: &'static str,
    pub search_button: &'static str,
    pub search_clear: &'static str,
    /// How many items were found.
    pub found: fn(&str) -> String,
    /// With what was looked for.
    pub none_found: fn(&str) -> String,
    pub whole: &'static str,
    pub new: &'static str,
    /// Served until this time of the day.
    pub until: fn(&str) -> String,
    /// Served again from this time on.
    pub from: fn(&str) -> String,
    /// Above the categories, where one picks one of them first.
    pub pick_category: &'static str,
    pub other_categories: &'static str,
}

/// When one can order; times are said already.
pub struct Hours {
    pub open: &'static str,
    /// With the last order time, and when the store closes if that is later.
    pub open_until: fn(&str, Option<&str>) -> String,
    /// With when it ends, if that is known.
    pub paused: fn(Option<&str>) -> String,
    /// With when it opens, if it does.
    pub closed: fn(Option<&str>) -> String,
    /// A page with times on it was made for others; before the button that makes it anew.
    pub changed: &'static str,
}

/// One item and its options.
pub struct Item {
    pub add: &'static str,
    /// On the button, with the amount.
    pub add_for: fn(&str) -> String,
    /// For the button that takes one away of what is named.
    pub less: fn(&str) -> String,
    /// For the button that adds one to what is named.
    pub more: fn(&str) -> String,
    /// How many of a group must be chosen, and how many may.
    pub rule: fn(u32, u32) -> String,
    /// With their names.
    pub allergens: fn(&str) -> String,
    /// Nobody has filled in what an item contains.
    pub allergens_not_stated: &'static str,
    /// It contains none.
    pub allergen_free: &'static str,
    /// In milligrams.
    pub caffeine: fn(u32) -> String,
    /// Of the item as it is chosen, in milligrams; what replaces something with caffeine may make it less.
    pub caffeine_chosen: fn(&str) -> String,
    /// What the button asks for while nothing is chosen of a required group.
    pub choose: fn(&str) -> String,
    /// The same as a sentence.
    pub missing: fn(&str) -> String,
    pub too_many: fn(&str) -> String,
    /// What the button asks for while something chosen of a group is sold out.
    pub change: fn(&str) -> String,
    /// A chosen option is sold out.
    pub option_gone: fn(&str) -> String,
    pub removed: &'static str,
    pub sold_out: &'static str,
    /// With when it is served again, if that is known.
    pub not_served: fn(Option<&str>) -> String,
    /// It can be ordered ahead, with from when it is served.
    pub served_later: fn(&str) -> String,
    pub repriced: &'static str,
    /// Options came or went since the page was made.
    pub changed: &'static str,
    /// Of a group of which one option may be chosen.
    pub none: &'static str,
    /// What need not be chosen.
    pub more_options: &'static str,
}

/// The cart.
pub struct Cart {
    pub title: &'static str,
    pub empty: &'static str,
    pub add_more: &'static str,
    pub checkout: &'static str,
    /// What to do about lines that cannot be ordered.
    pub mend: &'static str,
    pub remove: &'static str,
    pub one_less: &'static str,
    pub one_more: &'static str,
    /// Leads to the item's page with the choice filled in.
    pub edit: &'static str,
    /// As that, when the choice cannot be had any more.
    pub choose_again: &'static str,
    /// On the item's page: keeps the other choice.
    pub edit_save: &'static str,
    /// With what was taken out.
    pub removed: fn(&str) -> String,
    pub undo: &'static str,
    /// Above lines that are not as they were.
    pub changed: &'static str,
    /// Accepts all of it.
    pub accept: &'static str,
    /// Accepts it when nothing is left.
    pub accept_none: &'static str,
    /// An item or an option is not on the menu any more.
    pub unsold: &'static str,
    /// When it is served next.
    pub served_from: fn(&str) -> String,
    /// Accepting takes the line out.
    pub leaves: &'static str,
    /// Accepting leaves the option out.
    pub left_out: &'static str,
}

/// Checkout.
pub struct Checkout {
    pub title: &'static str,
    /// From how many minutes to how many it takes; the times that it is ready at stand between the two.
    pub promise: fn(u32, u32) -> (String, &'static str),
    /// Until when it can be taken back.
    pub cancel_until: &'static str,
    pub pay_in_store: &'static str,
    /// On the button, with the amount.
    pub order_for: fn(&str) -> String,
    pub dining: &'static str,
    /// What to drink from, for takeout.
    pub cup_takeout: &'static str,
    /// What to drink from, in the store.
    pub cup_here: &'static str,
    pub cup: fn(Cup) -> &'static str,
    /// What an own cup takes off, with the amount.
    pub own_cup_off: fn(&str) -> String,
    /// In place of the button's amount, where no style can follow the choice of a cup.
    pub recalculate: &'static str,
    pub when: &'static str,
    /// As soon as it is ready.
    pub when_now: &'static str,
    /// As that, with how many minutes it takes.
    pub when_now_in: fn(u32, u32) -> String,
    /// While no time is chosen.
    pub when_choose: &'static str,
    /// The store is closed and opens again today.
    pub when_later: &'static str,
    /// It is open, and what is in the cart can be had at other times only.
    pub when_not_now: &'static str,
    /// There is no time at which all of the cart can be had.
    pub when_never: &'static str,
    /// How many orders of one phone may wait to be accepted.
    pub most_orders: fn(u32) -> String,
    /// How many pieces one phone may have open.
    pub most_pieces: fn(u32) -> String,
    /// How the hour above a few times is written, for `strftime`.
    pub hour: &'static str,
    /// With the time that was chosen.
    pub pickup_at: fn(&str) -> String,
    pub name: &'static str,
    pub name_hint: &'static str,
    pub name_example: &'static str,
    pub note: &'static str,
    pub note_hint: &'static str,
    /// What is kept of name and note and for how many days.
    pub kept: fn(u32) -> String,
    pub note_example: &'static str,
    /// Unfolds what need not be filled in.
    pub more: &'static str,
}

/// Following one order.
pub struct Order {
    pub title: &'static str,
    pub number: &'static str,
    pub contents: &'static str,
    /// With where it is eaten and when it was placed.
    pub receipt: fn(&str, &str) -> String,
    pub see_all: &'static str,
    /// Erases name and note of an order that has ended, and what that does.
    pub erase: &'static str,
    pub erase_hint: &'static str,
    /// Of name and note, what the café's printer has no letter for.
    pub unprintable: fn(&str) -> String,
    /// Before the time.
    pub promised: &'static str,
    /// Placed, accepted, preparing, ready.
    pub steps: [&'static str; 4],
    pub cancel: &'static str,
    /// Until when that works.
    pub cancel_until: &'static str,
    /// Before the time that was chosen for it.
    pub pickup_at: &'static str,
    /// Before the store's address.
    pub collect_at: &'static str,
    /// In large type, on what is not shown at once.
    pub more: &'static str,
    /// With the number: the page's title and the notification's when it is ready.
    pub ready: fn(i64) -> String,
    /// On the switch of sound and notification.
    pub bell_on: &'static str,
    pub bell_off: &'static str,
    /// It is on, and the browser waits for a touch.
    pub bell_touch: &'static str,
    /// What staff tell a customer when an order cannot be made, in the order of [`order_api::REASONS`].
    pub reasons: [&'static str; 4],
}

/// The orders of this phone.
pub struct Orders {
    pub title: &'static str,
    pub none: &'static str,
    pub older: &'static str,
    /// After the first line's name: how many further lines there are.
    pub and_more: fn(usize) -> String,
    /// Above those that are under way.
    pub open: &'static str,
    /// Above the others.
    pub past: &'static str,
    /// On the button that puts the same into the cart.
    pub again: &'static str,
    /// It is all in the cart.
    pub again_done: &'static str,
    /// It is in the cart, but for the differences below.
    pub again_differs: &'static str,
    /// What the difference is could not be found out.
    pub again_unknown: &'static str,
    /// Of a line: the menu does not have it any more.
    pub again_gone: &'static str,
    /// Of a line: the cart is full.
    pub again_no_room: &'static str,
    /// Of a line: what one cost then and what it costs now.
    pub again_price: fn(&str, &str) -> String,
}

/// The public screen.
pub struct Board {
    pub title: &'static str,
    pub preparing: &'static str,
    pub ready: &'static str,
    /// How many are not shown.
    pub more: fn(&str) -> String,
    /// Spoken, with the number.
    pub spoken: fn(&str) -> String,
    pub offline: &'static str,
    /// The same after so many minutes.
    pub offline_for: fn(&str) -> String,
    pub voice_on: &'static str,
    pub voice_off: &'static str,
    /// It is on, and the browser waits for a touch.
    pub voice_touch: &'static str,
}

/// What a customer chooses of the pages themselves.
pub struct Settings {
    pub title: &'static str,
    pub language: &'static str,
    pub display: &'static str,
    pub display_usual: &'static str,
    pub display_easy: &'static str,
    pub save: &'static str,
    pub saved: &'static str,
}

/// What a phone says of pages when nobody answers it.
pub struct Offline {
    pub title: &'static str,
    /// Above a page that was kept: the time that it was made at.
    pub kept: fn(&str) -> String,
    /// Instead of a page that was not kept.
    pub page: &'static str,
    /// After a form that was pressed without a network: it was never sent.
    pub unsent: &'static str,
    /// After a form that may have been sent.
    pub unanswered: &'static str,
    pub back: &'static str,
}

/// The counter's surface: short words of degraded pages and of the system page.
pub struct Counter {
    pub refresh: &'static str,
    pub close: &'static str,
    pub sign_in: &'static str,
    /// Before the status that an order turned out to have.
    pub status_now: &'static str,
    pub system: &'static str,
    pub board: &'static str,
    /// Whose view the system page is.
    pub seen_from_here: &'static str,
    pub menu_service: &'static str,
    pub order_service: &'static str,
    pub member_service: &'static str,
    pub rate: &'static str,
    pub success: &'static str,
    /// Of a service, with its limit.
    pub in_flight: &'static str,
    pub endpoint_in_flight: &'static str,
    pub shed: &'static str,
    pub retries: &'static str,
    pub opened: &'static str,
    pub last_failure: &'static str,
    pub no_endpoints: &'static str,
    /// What the state closed means.
    pub closed: &'static str,
    /// What the state open means.
    pub open: &'static str,
    /// What the state half-open means.
    pub half_open: &'static str,
    pub menu: &'static str,
    pub fresh: &'static str,
    pub stale: &'static str,
    pub stale_on_disk: &'static str,
    pub unseen: &'static str,
    pub age: &'static str,
    pub feed: &'static str,
    pub connected: &'static str,
    pub lost: &'static str,
    pub starting: &'static str,
    pub since: &'static str,
    pub lag: &'static str,
    /// The server's clock shows a time before one that has been.
    pub clock_early: &'static str,
    /// The server's clock was set forward by much.
    pub clock_ahead: &'static str,
    pub orders: &'static str,
    pub streams: &'static str,
}
