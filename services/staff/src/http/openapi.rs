//! OpenAPI description of this service at `/openapi.json`, checked in as `openapi.json`.
//!
//! Its bounds come from the constants that the parsers use. `cargo xtask contract` tests the
//! running service against it.

use serde_json::{Value, json};
use service_kit::openapi::{self, Bounds, ONE_LINE};
use staff_api::{
    DeviceId,
    limits::{AUDIT_PAGE, BARISTA_PIN_CHARS, NAME_CHARS, PIN_CHARS},
};
use utoipa::{OpenApi, openapi::OpenApi as Generated};

/// The description but for its endpoints.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Jumun staff service",
        description = "Who works in the store, with which PIN and role, and on which devices. Not public. People and devices are \
                       changed with a manager's session."
    ),
    components(schemas(DeviceId)),
    tags((name = "signing in"), (name = "reading"), (name = "people"), (name = "devices"), (name = "health"))
)]
pub(super) struct StaffApiBase;

/// The complete description, from the one that the handlers generated.
pub(super) fn describe_api(generated: &Generated) -> Value {
    openapi::complete_document(generated, &schema_bounds())
}

fn schema_bounds() -> Bounds {
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
    use crate::{StaffService, db};
    use service_kit::Clock;
    use staff_token::SigningKey;

    #[tokio::test]
    async fn the_checked_in_description_is_the_codes() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}/staff.db", folder.path().display());
        let key = SigningKey::generate().unwrap();
        let app = StaffService::new(
            db::open_repository(&url).await.unwrap(),
            "main",
            Clock::system(),
            key,
        )
        .unwrap();
        let generated = super::super::build_endpoints(&app).into_openapi();
        let folder = env!("CARGO_MANIFEST_DIR");
        openapi::assert_described(folder, &describe_api(&generated), &generated, &schema_bounds());
    }
}
