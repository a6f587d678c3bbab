//! Sections of [`Words`](crate::shared::ui::words::Words), one per page or part of a page. A new
//! text of a page is a new field in its section.

use order_api::CupKind;

/// Texts shared by several customer pages.
pub struct GeneralWords {
    /// The pages' name while the store's name is unknown.
    pub shop: &'static str,
    /// Label of the back arrow.
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
    /// Precedes the id of a request in the logs.
    pub request_id: &'static str,
}

/// The menu page.
pub struct MenuPageWords {
    pub my_orders: &'static str,
    pub categories: &'static str,
    /// An item was just added to the cart.
    pub added: &'static str,
    /// Names or prices have changed since the page was rendered; precedes [`Self::see_newer`].
    pub newer: &'static str,
    pub see_newer: &'static str,
    pub see_cart: &'static str,
    pub cart_count: &'static str,
    /// Notes on allergens and tax.
    pub fine_print: &'static str,
    pub search: &'static str,
    pub search_button: &'static str,
    pub search_clear: &'static str,
    /// Takes the number of items found.
    pub found: fn(&str) -> String,
    /// Takes the search text.
    pub none_found: fn(&str) -> String,
    pub whole: &'static str,
    pub new: &'static str,
    /// Takes the time of day until which the item is served.
    pub until: fn(&str) -> String,
    /// Takes the time from which the item is served again.
    pub from: fn(&str) -> String,
    /// Heads the categories on screens where the customer picks a category first.
    pub pick_category: &'static str,
    pub other_categories: &'static str,
}

/// When customers can order. Times are passed as formatted text.
pub struct OpeningHoursWords {
    pub open: &'static str,
    /// Takes the time of the last order, and the closing time if that is later.
    pub open_until: fn(&str, Option<&str>) -> String,
    /// Takes the end of the pause, if known.
    pub paused: fn(Option<&str>) -> String,
    /// Takes the next opening, if there is one.
    pub closed: fn(Option<&str>) -> String,
    /// The opening times have changed since the page was rendered; precedes the button that
    /// reloads it.
    pub changed: &'static str,
}

/// The page of one item and its options.
pub struct ItemPageWords {
    pub add: &'static str,
    /// Button label; takes the amount.
    pub add_for: fn(&str) -> String,
    /// Label of the button that removes one; takes the name.
    pub less: fn(&str) -> String,
    /// Label of the button that adds one; takes the name.
    pub more: fn(&str) -> String,
    /// Takes the minimum and maximum number of options in a group.
    pub rule: fn(u32, u32) -> String,
    /// Takes the names of the allergens.
    pub allergens: fn(&str) -> String,
    /// The store has not entered the item's allergens.
    pub allergens_not_stated: &'static str,
    /// The item contains no allergens.
    pub allergen_free: &'static str,
    /// Takes the caffeine in milligrams.
    pub caffeine: fn(u32) -> String,
    /// Takes the caffeine of the item with its chosen options, in milligrams. An option that
    /// replaces a caffeinated ingredient may lower it.
    pub caffeine_chosen: fn(&str) -> String,
    /// Button label while a required group has no choice; takes the group's name.
    pub choose: fn(&str) -> String,
    /// As [`Self::choose`], as a sentence.
    pub missing: fn(&str) -> String,
    pub too_many: fn(&str) -> String,
    /// Button label while a chosen option of a group is sold out; takes the group's name.
    pub change: fn(&str) -> String,
    /// A chosen option is sold out.
    pub option_gone: fn(&str) -> String,
    pub removed: &'static str,
    pub sold_out: &'static str,
    /// Takes the time at which the item is served again, if known.
    pub not_served: fn(Option<&str>) -> String,
    /// The item can be ordered ahead; takes the time from which it is served.
    pub served_later: fn(&str) -> String,
    pub repriced: &'static str,
    /// Options were added or removed since the page was rendered.
    pub changed: &'static str,
    /// The empty choice of an optional pick-one group.
    pub none: &'static str,
    /// Heads the optional groups.
    pub more_options: &'static str,
}

/// The cart page.
pub struct CartPageWords {
    pub title: &'static str,
    pub empty: &'static str,
    pub add_more: &'static str,
    pub checkout: &'static str,
    /// Instruction for lines that cannot be ordered.
    pub mend: &'static str,
    pub remove: &'static str,
    pub one_less: &'static str,
    pub one_more: &'static str,
    /// Link to the item's page with the current choice filled in.
    pub edit: &'static str,
    /// As [`Self::edit`], if the choice is no longer available.
    pub choose_again: &'static str,
    /// On the item's page: button that saves the new choice.
    pub edit_save: &'static str,
    /// Takes the name of the removed line.
    pub removed: fn(&str) -> String,
    pub undo: &'static str,
    /// Heads the lines that have changed.
    pub changed: &'static str,
    /// Button that accepts all changes.
    pub accept: &'static str,
    /// As [`Self::accept`], if no line would remain.
    pub accept_none: &'static str,
    /// An item or option is no longer on the menu.
    pub unsold: &'static str,
    /// Takes the time at which the item is served next.
    pub served_from: fn(&str) -> String,
    /// Accepting the changes removes the line.
    pub leaves: &'static str,
    /// Accepting the changes removes the option.
    pub left_out: &'static str,
}

/// The checkout page.
pub struct CheckoutPageWords {
    pub title: &'static str,
    /// Takes the minimum and maximum wait in minutes. Returns the texts before and after the ready
    /// times.
    pub promise: fn(u32, u32) -> (String, &'static str),
    /// Until when the order can be cancelled.
    pub cancel_until: &'static str,
    pub pay_in_store: &'static str,
    /// Button label; takes the amount.
    pub order_for: fn(&str) -> String,
    pub dining: &'static str,
    /// Question for the cup of a takeout order.
    pub cup_takeout: &'static str,
    /// Question for the cup of an order that is drunk here.
    pub cup_here: &'static str,
    pub cup: fn(CupKind) -> &'static str,
    /// The discount for the customer's own cup; takes the amount.
    pub own_cup_off: fn(&str) -> String,
    /// Button that recalculates the total, where the style sheet cannot react to the choice of a
    /// cup.
    pub recalculate: &'static str,
    pub when: &'static str,
    /// Pickup as soon as possible.
    pub when_now: &'static str,
    /// As [`Self::when_now`]; takes the minimum and maximum wait in minutes.
    pub when_now_in: fn(u32, u32) -> String,
    /// Placeholder while no time is chosen.
    pub when_choose: &'static str,
    /// The store is closed and opens again today.
    pub when_later: &'static str,
    /// The store is open, but the items in the cart are available only at other times.
    pub when_not_now: &'static str,
    /// There is no time at which the whole cart is available.
    pub when_never: &'static str,
    /// Takes the maximum number of unaccepted orders per phone.
    pub most_orders: fn(u32) -> String,
    /// Takes the maximum number of pieces in a phone's open orders.
    pub most_pieces: fn(u32) -> String,
    /// `strftime` format of the hour that heads a group of pickup times.
    pub hour: &'static str,
    /// Takes the chosen time.
    pub pickup_at: fn(&str) -> String,
    pub name: &'static str,
    pub name_hint: &'static str,
    pub name_example: &'static str,
    pub note: &'static str,
    pub note_hint: &'static str,
    /// The retention of name and note; takes the number of days.
    pub kept: fn(u32) -> String,
    pub note_example: &'static str,
    /// Button that shows the optional fields.
    pub more: &'static str,
}

/// The page of one order.
pub struct OrderPageWords {
    pub title: &'static str,
    pub number: &'static str,
    pub contents: &'static str,
    /// Takes the way of dining and the time of the order.
    pub receipt: fn(&str, &str) -> String,
    pub see_all: &'static str,
    /// Button that erases name and note of an order that has ended; [`Self::erase_hint`] explains
    /// it.
    pub erase: &'static str,
    pub erase_hint: &'static str,
    /// Takes the characters of name and note that printers cannot print.
    pub unprintable: fn(&str) -> String,
    /// Precedes the promised time.
    pub promised: &'static str,
    /// Labels of the steps: placed, accepted, preparing, ready.
    pub steps: [&'static str; 4],
    pub cancel: &'static str,
    /// Until when the order can be cancelled.
    pub cancel_until: &'static str,
    /// Precedes the chosen pickup time.
    pub pickup_at: &'static str,
    /// Precedes the store's address.
    pub collect_at: &'static str,
    /// In easy mode: label of the part that is folded at first.
    pub more: &'static str,
    /// Title of the page and of the notification when the order is ready; takes the pickup number.
    pub ready: fn(i64) -> String,
    /// Labels of the toggle for sound and notification.
    pub bell_on: &'static str,
    pub bell_off: &'static str,
    /// The toggle is on, but the browser needs a touch before it plays sound.
    pub bell_touch: &'static str,
    /// Reasons why an order cannot be made, in the sequence of [`order_api::REASONS`].
    pub reasons: [&'static str; 4],
}

/// The page of this phone's orders.
pub struct OrderListWords {
    pub title: &'static str,
    pub none: &'static str,
    pub older: &'static str,
    /// Follows the first line's name; takes the number of further lines.
    pub and_more: fn(usize) -> String,
    /// Heads the open orders.
    pub open: &'static str,
    /// Heads the orders that have ended.
    pub past: &'static str,
    /// Label of the reorder button.
    pub again: &'static str,
    /// All reordered lines are in the cart.
    pub again_done: &'static str,
    /// The reordered lines are in the cart, except for the differences listed below.
    pub again_differs: &'static str,
    /// The differences could not be determined.
    pub again_unknown: &'static str,
    /// A line's item is no longer on the menu.
    pub again_gone: &'static str,
    /// A line was not added because the cart is full.
    pub again_no_room: &'static str,
    /// A line's unit price has changed; takes the old and the new price.
    pub again_price: fn(&str, &str) -> String,
}

/// The public screen of pickup numbers.
pub struct ReadyScreenWords {
    pub title: &'static str,
    pub preparing: &'static str,
    pub ready: &'static str,
    /// Takes the number of orders that are not shown.
    pub more: fn(&str) -> String,
    /// Spoken announcement; takes the pickup number.
    pub spoken: fn(&str) -> String,
    pub offline: &'static str,
    /// As [`Self::offline`]; takes the number of minutes.
    pub offline_for: fn(&str) -> String,
    pub voice_on: &'static str,
    pub voice_off: &'static str,
    /// The voice is on, but the browser needs a touch before it plays sound.
    pub voice_touch: &'static str,
}

/// The settings page: language and display mode.
pub struct SettingsPageWords {
    pub title: &'static str,
    pub language: &'static str,
    pub display: &'static str,
    pub display_usual: &'static str,
    pub display_easy: &'static str,
    pub save: &'static str,
    pub saved: &'static str,
}

/// Texts of the service worker for pages without a connection.
pub struct OfflinePageWords {
    pub title: &'static str,
    /// Heads a cached page; takes the time at which it was rendered.
    pub kept: fn(&str) -> String,
    /// Replaces a page that is not cached.
    pub page: &'static str,
    /// After a form was submitted without a network: it was not sent.
    pub unsent: &'static str,
    /// After a form was submitted and no answer came: it may have been sent.
    pub unanswered: &'static str,
    pub back: &'static str,
}
