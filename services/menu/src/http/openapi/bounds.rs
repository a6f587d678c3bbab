//! Limits of a menu as JSON Schema keywords, from the constants that validate it.

use super::PATTERN;
use crate::domain::bounds as most;
use menu_api::estimate::PREP_S;
use serde_json::{Value, json};
use service_kit::openapi::{Bounds, integer_from};
use staff_api::{limits::AUDIT_PAGE, text::hidden_class};

/// Pattern of a text without hidden or control characters, except for line feeds.
fn plain_text_pattern() -> String {
    format!(r"[^\x00-\x09\x0B-\x1F\x7F-\x9F{}]*", hidden_class())
}

/// Pattern of such a text that is not blank either.
fn not_blank_pattern() -> String {
    format!(r"^{0}[^\s\x00-\x1F\x7F-\x9F{1}]{0}$", plain_text_pattern(), hidden_class())
}

/// Keywords that the types do not express.
pub(super) fn schema_bounds() -> Bounds {
    let ids =
        ["StoreId", "CategoryId", "ItemId", "OptionGroupId", "OptionId", "LaneId", "PictureId"];
    let ids = ids.map(|id| (id, json!({ "pattern": PATTERN })));
    [ids.to_vec(), menu_bounds(), entity_bounds(), time_bounds(), request_bounds()].concat()
}

fn schema_reference(to: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{to}") })
}

fn menu_bounds() -> Bounds {
    let cup = most::OWN_CUP_DISCOUNT_MINOR;
    let term = |usual: u32| json!({ "minimum": most::TERM_S.start(), "maximum": most::TERM_S.end(), "default": usual });
    vec![
        ("Menu.version", integer_from(1)),
        ("Menu.categories", json!({ "maxItems": most::CATEGORIES })),
        ("Menu.items", json!({ "maxItems": most::ITEMS })),
        ("Menu.option_groups", json!({ "maxItems": most::OPTION_GROUPS })),
        ("MenuContent.categories", json!({ "maxItems": most::CATEGORIES })),
        ("MenuContent.items", json!({ "maxItems": most::ITEMS })),
        ("MenuContent.option_groups", json!({ "maxItems": most::OPTION_GROUPS })),
        ("AuditPage.events", json!({ "maxItems": AUDIT_PAGE.end() })),
        ("MenuChanged.version", integer_from(1)),
        ("NewVersion.version", integer_from(1)),
        ("Store.name", schema_reference("Name")),
        ("Store.address", schema_reference("Address")),
        (
            "Store.phone",
            json!({ "maxLength": most::PHONE_CHARS, "pattern": most::PHONE_PATTERN, "default": "" }),
        ),
        ("Store.languages", json!({ "minItems": 1, "uniqueItems": true, "default": ["ko", "en"] })),
        ("Store.currency", json!({ "pattern": "^[A-Z]{3}$" })),
        ("Store.zone", json!({ "format": "iana-time-zone" })),
        ("Store.lead_time_s", json!({ "maximum": most::LEAD_TIME_S, "default": 600 })),
        ("Store.lanes", json!({ "maxItems": most::LANES })),
        ("LaneSetting.name", schema_reference("Name")),
        ("LaneSetting.workers", json!({ "minimum": 1, "maximum": most::WORKERS, "default": 1 })),
        ("Store.own_cup_discount_minor", json!({ "minimum": cup.start(), "maximum": cup.end() })),
        ("Store.tax_percent", json!({ "minimum": 0, "maximum": most::TAX_PERCENT, "default": 10 })),
        ("Store.accept_within_s", term(600)),
        ("Store.hold_s", term(3600)),
        (
            "Store.slot_minutes",
            json!({ "minimum": 0, "maximum": most::SLOT_MINUTES, "default": 10 }),
        ),
        (
            "Store.last_order_minutes",
            json!({ "minimum": 0, "maximum": most::LAST_ORDER_MINUTES, "default": 0 }),
        ),
        (
            "Store.day_begins_hour",
            json!({ "minimum": 0, "maximum": most::DAY_BEGINS_HOUR, "default": 4 }),
        ),
        (
            "Store.unattended_s",
            json!({ "minimum": 0, "maximum": most::UNATTENDED_S, "default": 0 }),
        ),
        (
            "Store.orders_per_slot",
            json!({ "minimum": 0, "maximum": most::ORDERS_PER_SLOT, "default": 0 }),
        ),
        (
            "Store.phone_orders",
            json!({ "minimum": 0, "maximum": most::PHONE_ORDERS, "default": 3 }),
        ),
        ("Store.phone_cups", json!({ "minimum": 0, "maximum": most::PHONE_CUPS, "default": 30 })),
        (
            "Store.forget_after_days",
            json!({ "minimum": most::FORGET_DAYS.start(), "maximum": most::FORGET_DAYS.end(), "default": 30 }),
        ),
        ("Store.exceptions", json!({ "maxItems": most::EXCEPTIONS })),
        ("MenuFrame.event", json!({ "const": "menu" })),
        ("MenuFrame.id", json!({ "pattern": "^[0-9]+$" })),
        (
            "MenuFrame.data",
            json!({ "contentMediaType": "application/json", "contentSchema": schema_reference("MenuChanged") }),
        ),
    ]
}

fn entity_bounds() -> Bounds {
    let allergens = || json!({ "maxItems": most::ALLERGENS });
    let quantity = |least: u32| json!({ "minimum": least, "maximum": most::OPTION_QUANTITY });
    let price = most::ITEM_PRICE_MINOR;
    let option_price = most::OPTION_PRICE_MINOR;
    vec![
        ("Category.name", schema_reference("Name")),
        ("Item.name", schema_reference("Name")),
        ("Item.description", schema_reference("Description")),
        ("ItemPicture.alt", schema_reference("Alt")),
        ("Item.price_minor", json!({ "minimum": price.start(), "maximum": price.end() })),
        ("Item.allergens", allergens()),
        ("Item.caffeine_mg", json!({ "maximum": most::CAFFEINE_MG })),
        ("Item.option_groups", json!({ "maxItems": most::GROUPS_OF_ITEM, "uniqueItems": true })),
        ("Item.new_until", json!({ "pattern": most::ENDS_PATTERN })),
        ("Item.served", json!({ "maxItems": most::RANGES_OF_DAY })),
        ("Item.prep_s", json!({ "minimum": 0, "maximum": most::PREP_S, "default": PREP_S })),
        ("OptionGroup.name", schema_reference("Name")),
        ("OptionGroup.min", quantity(0)),
        ("OptionGroup.max", quantity(1)),
        ("OptionGroup.options", json!({ "minItems": 1, "maxItems": most::OPTIONS_OF_GROUP })),
        ("ItemOption.name", schema_reference("Name")),
        (
            "ItemOption.price_minor",
            json!({ "minimum": option_price.start(), "maximum": option_price.end() }),
        ),
        ("ItemOption.max_quantity", quantity(1)),
        ("ItemOption.default_quantity", quantity(0)),
        ("ItemOption.allergens", allergens()),
        ("ItemOption.caffeine_mg", json!({ "maximum": most::CAFFEINE_MG })),
    ]
}

fn time_bounds() -> Bounds {
    let range = json!({
        "type": "string", "properties": null, "required": null,
        "format": "opening-range",
        "pattern": "^[0-9]{1,2}:[0-9]{1,2}-[0-9]{1,2}:[0-9]{1,2}$",
        "example": "07:30-22:00",
        "description": "Opening hours of a local day; the end may pass midnight as `25:30`, up to `36:00`."
    });
    let places = [
        "WeeklyHours.mon",
        "WeeklyHours.tue",
        "WeeklyHours.wed",
        "WeeklyHours.thu",
        "WeeklyHours.fri",
        "WeeklyHours.sat",
        "WeeklyHours.sun",
    ];
    let day = || json!({ "maxItems": most::RANGES_OF_DAY });
    let mut bounds: Bounds = places.into_iter().map(|place| (place, day())).collect();
    bounds.extend([
        ("TimeRange", range),
        ("HoursException.hours", day()),
        ("Hours.exceptions", json!({ "maxItems": most::EXCEPTIONS })),
        ("ExtraWait.extra_s", json!({ "minimum": 1, "maximum": most::EXTRA_WAIT_S })),
        ("ExtraWait.until", json!({ "pattern": most::ENDS_PATTERN })),
        ("SetWait.extra_s", json!({ "minimum": 0, "maximum": most::EXTRA_WAIT_S })),
        ("SetWait.until", json!({ "pattern": most::ENDS_PATTERN })),
        ("OrderingPause.until", json!({ "pattern": most::ENDS_PATTERN })),
        ("SoldOutUntil/oneOf/0/properties/time", json!({ "pattern": most::ENDS_PATTERN })),
    ]);
    bounds
}

fn request_bounds() -> Bounds {
    let moment =
        || json!({ "type": "string", "format": "date-time", "pattern": most::ENDS_PATTERN });
    let object = |properties: Value, required: &str| json!({ "type": "object", "required": [required], "additionalProperties": false, "properties": properties });
    let words = json!({ "enum": ["manual", "end_of_business_day"] });
    let sold_out = object(
        json!({ "state": { "const": "sold_out" }, "until": { "anyOf": [words, moment(), { "type": "null" }] } }),
        "state",
    );
    let other = object(
        json!({ "state": { "enum": ["available", "hidden"] }, "until": { "type": "null" } }),
        "state",
    );
    let paused = object(
        json!({ "paused": { "const": true }, "until": { "anyOf": [moment(), { "type": "null" }] } }),
        "paused",
    );
    let open =
        object(json!({ "paused": { "const": false }, "until": { "type": "null" } }), "paused");
    let one_of = |all: Value| json!({ "properties": null, "required": null, "additionalProperties": null, "oneOf": all });
    let all = |most: usize| json!({ "maxItems": most, "uniqueItems": true });
    vec![
        ("SetAvailability", one_of(json!([sold_out, other]))),
        ("SetPause", one_of(json!([paused, open]))),
        ("MenuArrangement.categories", all(most::CATEGORIES)),
        ("MenuArrangement.items", all(most::ITEMS)),
        ("MenuArrangement.option_groups", all(most::OPTION_GROUPS)),
    ]
}

/// Schemas for each use of a `Text`, since a name and a description have different limits.
pub(super) fn bound_texts(schemas: &mut Value) {
    let language = |most: usize, pattern: &str| json!({ "type": "string", "maxLength": most, "pattern": pattern });
    let text = |ko: Value, en: Value, what: &str| {
        let mut en = en;
        en["default"] = "".into();
        json!({ "type": "object", "description": what, "required": ["ko"], "properties": { "ko": ko, "en": en } })
    };
    let name = most::NAME_CHARS;
    let line = format!("^{}$", plain_text_pattern());
    schemas["Name"] = text(
        language(name, &not_blank_pattern()),
        language(name, &line),
        "A shown name, in Korean and in English.",
    );
    let long = || language(most::DESCRIPTION_CHARS, &line);
    schemas["Description"] = text(long(), long(), "A sentence or two, in Korean and in English.");
    let address = || language(most::ADDRESS_CHARS, &line);
    schemas["Address"] = text(address(), address(), "Where it is, in Korean and in English.");
    let alt = || language(most::ALT_CHARS, &line);
    schemas["Alt"] = text(alt(), alt(), "What is to be seen, in Korean and in English.");
    schemas.as_object_mut().map(|schemas| schemas.remove("LocalizedText"));
}
