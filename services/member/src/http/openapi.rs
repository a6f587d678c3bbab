//! OpenAPI description of this service at `/openapi.json`, checked in as `openapi.json`.
//!
//! Its bounds come from the constants that the parsers use. `cargo xtask contract` tests the
//! running service against it.

use super::{
    activity_key, audit, device_remove, device_sign_out, my_pin, person_add, person_change, person_remove,
    roster_get, session_add, session_end, session_renew, sign_out,
};
use member_api::{
    DeviceId,
    limits::{AUDIT_PAGE, BARISTA_PIN_CHARS, NAME_CHARS, PIN_CHARS},
};
use serde_json::{Value, json};
use service_kit::openapi::{self, Bounds, ONE_LINE};
use utoipa::OpenApi;

/// The description as the handlers declare it, before bounds are added.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Jumun member service",
        description = "Who works in the store, with which PIN and role, and on which devices. Not public. People and devices are \
                       changed with a manager's session."
    ),
    paths(
        session_add::handle,
        session_end::handle,
        session_renew::handle,
        my_pin::handle,
        roster_get::handle,
        activity_key::handle,
        person_add::handle,
        person_change::handle,
        person_remove::handle,
        sign_out::one,
        sign_out::everybody,
        device_sign_out::handle,
        device_remove::handle,
        audit::handle
    ),
    components(schemas(DeviceId)),
    tags((name = "signing in"), (name = "reading"), (name = "people"), (name = "devices"), (name = "health"))
)]
struct Described;

/// The complete description.
pub(super) fn document() -> Value {
    openapi::complete(&Described::openapi(), &bounds())
}

fn bounds() -> Bounds {
    // No upper bound: white space around a name is removed before its length is checked.
    let name = || json!({ "minLength": NAME_CHARS.start(), "pattern": ONE_LINE });
    let pin = || json!({ "minLength": BARISTA_PIN_CHARS, "maxLength": PIN_CHARS.end(), "pattern": r"^[^\s\x00-\x1F\x7F-\x9F]*$" });
    vec![
        ("NewPerson.name", name()),
        ("NewPerson.pin", pin()),
        ("PersonPatch.name", name()),
        ("PersonPatch.pin", pin()),
        ("PinChange.new", pin()),
        ("AuditPage.events", json!({ "maxItems": AUDIT_PAGE.end() })),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn the_checked_in_description_is_the_codes() {
        openapi::assert_checked_in(&document(), &Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi.json"));
    }

    #[test]
    fn every_bound_is_on_something_that_is_there() {
        assert_eq!(openapi::unknown(&Described::openapi(), &bounds()), Vec::<&str>::new());
    }
}
