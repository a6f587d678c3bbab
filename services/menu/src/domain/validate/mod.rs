//! Rules of a whole menu, checked after every change and on the seed.

use super::{InvalidMenu, bounds};
use jiff::{Timestamp, tz::TimeZone};
use menu_api::{
    Allergen, Availability, Item, ItemOption, LocalizedText, Menu, MenuLanguage, OptionGroup,
    SoldOutUntil, Store, pricing::OWN_CUP,
};
use staff_api::text::{has_hidden, is_blank};
use std::{collections::HashSet, fmt::Display, hash::Hash};

/// Checks every rule of `menu`.
///
/// # Errors
/// The first broken rule.
pub fn validate_menu(menu: &Menu) -> Result<(), InvalidMenu> {
    validate_store(&menu.store)?;
    check_max_count("categories", menu.categories.len(), bounds::CATEGORIES)?;
    check_max_count("items", menu.items.len(), bounds::ITEMS)?;
    check_max_count("option groups", menu.option_groups.len(), bounds::OPTION_GROUPS)?;
    check_unique("category", menu.categories.iter().map(|category| &category.id))?;
    check_unique("item", menu.items.iter().map(|item| &item.id))?;
    check_unique("option group", menu.option_groups.iter().map(|group| &group.id))?;
    check_unique(
        "option",
        menu.option_groups.iter().flat_map(|group| &group.options).map(|option| &option.id),
    )?;
    for category in &menu.categories {
        validate_name(&category.name)
            .map_err(|fault| fault.of_subject(format_args!("category {}", category.id)))?;
    }
    for group in &menu.option_groups {
        validate_option_group(group)
            .map_err(|fault| fault.of_subject(format_args!("option group {}", group.id)))?;
    }
    for item in &menu.items {
        validate_item(menu, item)
            .map_err(|fault| fault.of_subject(format_args!("item {}", item.id)))?;
    }
    Ok(())
}

fn validate_store(store: &Store) -> Result<(), InvalidMenu> {
    validate_name(&store.name).map_err(|fault| fault.of_subject("store"))?;
    validate_address(&store.address)?;
    validate_phone(&store.phone).map_err(|fault| fault.at_field("phone"))?;
    validate_languages(&store.languages).map_err(|fault| fault.at_field("languages"))?;
    TimeZone::get(&store.zone).map_err(|_| {
        InvalidMenu::from(format!("{:?} is no IANA time zone", store.zone)).at_field("zone")
    })?;
    if store.currency.len() != 3 || !store.currency.bytes().all(|b| b.is_ascii_uppercase()) {
        return Err(format!("{:?} is no ISO 4217 code such as KRW", store.currency).into());
    }
    check_range("lead_time_s", store.lead_time_s, 0, bounds::LEAD_TIME_S)?;
    let week = &store.hours;
    let days = [&week.mon, &week.tue, &week.wed, &week.thu, &week.fri, &week.sat, &week.sun];
    for day in days.into_iter().chain(store.exceptions.iter().map(|exception| &exception.hours)) {
        check_max_count("opening ranges of a day", day.len(), bounds::RANGES_OF_DAY)?;
    }
    check_max_count("exceptions", store.exceptions.len(), bounds::EXCEPTIONS)?;
    check_max_count("lanes", store.lanes.len(), bounds::LANES)?;
    check_unique("lane", store.lanes.iter().map(|lane| &lane.id))?;
    for lane in &store.lanes {
        lane.name
            .as_ref()
            .map_or(Ok(()), validate_name)
            .map_err(|fault| fault.of_subject(format_args!("lane {}", lane.id)))?;
        check_range("workers", lane.workers, 1, bounds::WORKERS)
            .map_err(|fault| fault.of_subject(format_args!("lane {}", lane.id)))?;
    }
    let discounts = bounds::OWN_CUP_DISCOUNT_MINOR;
    check_range(
        "own_cup_discount_minor",
        store.own_cup_discount_minor,
        *discounts.start(),
        *discounts.end(),
    )?;
    check_range("tax_percent", store.tax_percent, 0, bounds::TAX_PERCENT)?;
    check_range("last_order_minutes", store.last_order_minutes, 0, bounds::LAST_ORDER_MINUTES)?;
    check_range("day_begins_hour", store.day_begins_hour, 0, bounds::DAY_BEGINS_HOUR)?;
    check_range("unattended_s", store.unattended_s, 0, bounds::UNATTENDED_S)?;
    check_range("orders_per_slot", store.orders_per_slot, 0, bounds::ORDERS_PER_SLOT)?;
    check_range("slot_minutes", store.slot_minutes, 0, bounds::SLOT_MINUTES)?;
    let terms = bounds::TERM_S;
    check_range("accept_within_s", store.accept_within_s, *terms.start(), *terms.end())?;
    check_range("hold_s", store.hold_s, *terms.start(), *terms.end())?;
    check_range("phone_orders", store.phone_orders, 0, bounds::PHONE_ORDERS)?;
    check_range("phone_cups", store.phone_cups, 0, bounds::PHONE_CUPS)?;
    let days = bounds::FORGET_DAYS;
    check_range("forget_after_days", store.forget_after_days, *days.start(), *days.end())?;
    store
        .pause
        .and_then(|pause| pause.until)
        .map_or(Ok(()), |end| validate_end("the pause", end))?;
    if let Some(wait) = store.extra_wait {
        check_range("extra_s", wait.extra_s, 1, bounds::EXTRA_WAIT_S)?;
        wait.until.map_or(Ok(()), |end| validate_end("the longer wait", end))?;
    }
    check_unique("exception on", store.exceptions.iter().map(|exception| &exception.date))
}

fn validate_item(menu: &Menu, item: &Item) -> Result<(), InvalidMenu> {
    validate_name(&item.name)?;
    validate_description(&item.description)?;
    check_range(
        "price_minor",
        item.price_minor,
        *bounds::ITEM_PRICE_MINOR.start(),
        *bounds::ITEM_PRICE_MINOR.end(),
    )?;
    check_range("caffeine_mg", item.caffeine_mg.unwrap_or(0), 0, bounds::CAFFEINE_MG)?;
    validate_allergens(&item.allergens)?;
    if item.allergen_free && !item.allergens.is_empty() {
        return Err(InvalidMenu::from("it has allergens and is said to have none")
            .at_field("allergen_free"));
    }
    validate_availability(item.availability)?;
    item.new_until
        .map_or(Ok(()), |end| validate_end("new", end))
        .map_err(|fault| fault.at_field("new_until"))?;
    check_max_count("ranges of served", item.served.len(), bounds::RANGES_OF_DAY)
        .map_err(|fault| fault.at_field("served"))?;
    check_range("prep_s", item.prep_s, 0, bounds::PREP_S)?;
    if !menu.store.lanes.iter().any(|lane| lane.id == item.lane) {
        return Err(InvalidMenu::from(format!("there is no lane {}", item.lane)).at_field("lane"));
    }
    if !menu.categories.iter().any(|category| category.id == item.category) {
        return Err(InvalidMenu::from(format!("there is no category {}", item.category))
            .at_field("category"));
    }
    if let Some(picture) = &item.picture {
        for text in [&picture.alt.ko, &picture.alt.en] {
            validate_translation("alt", text, bounds::ALT_CHARS)
                .map_err(|fault| fault.at_field("picture.alt.ko"))?;
        }
    }
    validate_option_groups(menu, item).map_err(|fault| fault.at_field("option_groups"))
}

fn validate_option_groups(menu: &Menu, item: &Item) -> Result<(), InvalidMenu> {
    check_max_count("option groups", item.option_groups.len(), bounds::GROUPS_OF_ITEM)?;
    check_unique("option group", &item.option_groups)?;
    match item.option_groups.iter().find(|id| menu.find_option_group(id).is_none()) {
        Some(id) => Err(format!("there is no option group {id}").into()),
        None => Ok(()),
    }
}

fn validate_option_group(group: &OptionGroup) -> Result<(), InvalidMenu> {
    validate_name(&group.name)?;
    check_range("max", group.max, 1, bounds::OPTION_QUANTITY)?;
    check_range("min", group.min, 0, group.max)?;
    check_max_count("options", group.options.len(), bounds::OPTIONS_OF_GROUP)?;
    for option in &group.options {
        validate_option(option)
            .map_err(|fault| fault.of_subject(format_args!("option {}", option.id)))?;
    }
    let most: u32 = group.options.iter().map(|option| option.max_quantity).sum();
    if group.options.is_empty() || most < group.min {
        let why = format!("its options cannot make up the least of {}", group.min.max(1));
        return Err(InvalidMenu::from(why).at_field("min"));
    }
    let chosen: u32 = group.options.iter().map(|option| option.default_quantity).sum();
    check_bounds("the sum of default_quantity", chosen, 0, group.max)
        .map_err(|fault| fault.at_field("default_quantity"))
}

fn validate_option(option: &ItemOption) -> Result<(), InvalidMenu> {
    validate_name(&option.name)?;
    if option.id.as_str() == OWN_CUP {
        return Err("this id is what the own cup's discount has".into());
    }
    check_range("caffeine_mg", option.caffeine_mg.unwrap_or(0), 0, bounds::CAFFEINE_MG)?;
    let prices = bounds::OPTION_PRICE_MINOR;
    check_range("price_minor", option.price_minor, *prices.start(), *prices.end())?;
    check_range("max_quantity", option.max_quantity, 1, bounds::OPTION_QUANTITY)?;
    check_range("default_quantity", option.default_quantity, 0, option.max_quantity)?;
    validate_allergens(&option.allergens)?;
    validate_availability(option.availability)
}

fn validate_availability(availability: Availability) -> Result<(), InvalidMenu> {
    match availability {
        Availability::SoldOut { until: SoldOutUntil::Time(end) } => validate_end("sold_out", end),
        _ => Ok(()),
    }
}

fn validate_end(what: &str, end: Timestamp) -> Result<(), InvalidMenu> {
    check_bounds(&format!("the end of {what}"), end, *bounds::ENDS.start(), *bounds::ENDS.end())
}

fn validate_allergens(allergens: &[Allergen]) -> Result<(), InvalidMenu> {
    check_max_count("allergens", allergens.len(), bounds::ALLERGENS)
        .map_err(|fault| fault.at_field("allergens"))
}

fn validate_name(name: &LocalizedText) -> Result<(), InvalidMenu> {
    if is_blank(&name.ko) {
        return Err(InvalidMenu::from("a name needs its Korean text").at_field("name.ko"));
    }
    validate_translation("name", &name.ko, bounds::NAME_CHARS)
        .map_err(|fault| fault.at_field("name.ko"))?;
    validate_translation("name", &name.en, bounds::NAME_CHARS)
        .map_err(|fault| fault.at_field("name.en"))
}

fn validate_description(text: &LocalizedText) -> Result<(), InvalidMenu> {
    let most = bounds::DESCRIPTION_CHARS;
    validate_translation("description", &text.ko, most)
        .map_err(|fault| fault.at_field("description.ko"))?;
    validate_translation("description", &text.en, most)
        .map_err(|fault| fault.at_field("description.en"))
}

fn validate_address(text: &LocalizedText) -> Result<(), InvalidMenu> {
    let most = bounds::ADDRESS_CHARS;
    validate_translation("address", &text.ko, most)
        .map_err(|fault| fault.at_field("address.ko"))?;
    validate_translation("address", &text.en, most).map_err(|fault| fault.at_field("address.en"))
}

/// The same rule as [`bounds::PHONE_PATTERN`].
fn validate_phone(phone: &str) -> Result<(), InvalidMenu> {
    check_max_count("characters of phone", phone.chars().count(), bounds::PHONE_CHARS)?;
    let is_digit = |c: char| c.is_ascii_digit();
    let is_written = phone.chars().all(|c| is_digit(c) || " +-()".contains(c));
    if is_written && (phone.is_empty() || phone.contains(is_digit)) {
        Ok(())
    } else {
        Err(format!("{phone:?} is no telephone number: digits, spaces and +-() make one").into())
    }
}

fn validate_languages(languages: &[MenuLanguage]) -> Result<(), InvalidMenu> {
    if languages.is_empty() {
        return Err("customers are served in one language at least".into());
    }
    check_unique("language", languages)
}

fn validate_translation(what: &str, text: &str, most: usize) -> Result<(), InvalidMenu> {
    check_max_count(&format!("characters of {what}"), text.chars().count(), most)?;
    if has_hidden(text) {
        return Err(format!("{what} has a character that is not seen or turns it around").into());
    }
    let is_unprintable = text.chars().any(|c| c.is_control() && c != '\n');
    if is_unprintable { Err(format!("{what} has a control character").into()) } else { Ok(()) }
}

fn check_max_count(what: &str, count: usize, most: usize) -> Result<(), InvalidMenu> {
    if count > most { Err(format!("{count} {what} are more than {most}").into()) } else { Ok(()) }
}

/// Checks the range of the field with this name.
fn check_range<N: PartialOrd + Display>(
    field: &'static str,
    n: N,
    least: N,
    most: N,
) -> Result<(), InvalidMenu> {
    check_bounds(field, n, least, most).map_err(|fault| fault.at_field(field))
}

fn check_bounds<N: PartialOrd + Display>(
    what: &str,
    n: N,
    least: N,
    most: N,
) -> Result<(), InvalidMenu> {
    if n < least || most < n {
        Err(format!("{what} {n} is not {least} to {most}").into())
    } else {
        Ok(())
    }
}

fn check_unique<'a, T: Eq + Hash + Display + 'a>(
    what: &str,
    all: impl IntoIterator<Item = &'a T>,
) -> Result<(), InvalidMenu> {
    let mut seen = HashSet::new();
    match all.into_iter().find(|one| !seen.insert(*one)) {
        Some(twice) => Err(format!("{what} {twice} stands there twice").into()),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
