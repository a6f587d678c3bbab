//! OpenAPI description of this service at `/openapi.json`, checked in as `openapi.json`.
//!
//! Its bounds come from the constants that the parsers use. `cargo xtask contract` tests the
//! running service against it.

mod bounds;

use bounds::schema_bounds;
use menu_api::{
    CategoryId, ItemId, LaneId, MenuChanged, OptionGroupId, OptionId, PictureId, StoreId,
    ids::PATTERN,
};
use serde_json::{Value, json};
use service_kit::openapi;
use staff_api::limits::{AUDIT_PAGE, USUAL_AUDIT_PAGE};
use staff_token::staff_roster;
use utoipa::{OpenApi, openapi::OpenApi as Generated};

/// Paths whose answers carry no version of the menu.
const UNVERSIONED: [&str; 5] = [
    "/api/v1/admin/audit",
    "/api/v1/menu/events",
    "/api/v1/pictures/{id}",
    staff_roster::PATH,
    "/api/v1/thumbnails/{id}",
];

/// The description but for its endpoints.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Jumun menu service",
        description = "What the café sells, at what price, and whether it can be had now. Not public: the customers' surface reads, \
                       staff edit with their sessions. Fields that a request may not have are refused with `invalid_body`."
    ),
    components(schemas(CategoryId, ItemId, LaneId, MenuChanged, OptionGroupId, OptionId, PictureId, StoreId)),
    tags((name = "reading"), (name = "editing"), (name = "audit"), (name = "staff"), (name = "health"))
)]
pub(super) struct MenuApiBase;

/// The complete description, from the one that the handlers generated.
pub(super) fn describe_api(generated: &Generated) -> Value {
    let mut document = openapi::complete_document(generated, &schema_bounds());
    let mut schemas = document["components"]["schemas"].take();
    bounds::bound_texts(&mut schemas);
    for (path, item) in document["paths"].as_object_mut().into_iter().flatten() {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            describe_request(&mut schemas, method, operation);
            if path.starts_with("/api/") && !UNVERSIONED.contains(&path.as_str()) {
                describe_answers(operation);
            }
        }
    }
    for parameter in document["paths"]["/api/v1/admin/audit"]["get"]["parameters"]
        .as_array_mut()
        .into_iter()
        .flatten()
    {
        if parameter.get("$ref").is_some() {
            continue;
        }
        // A query parameter is left out, never `null`.
        parameter["schema"]["type"] = "integer".into();
        if parameter["name"] == "limit" {
            parameter["schema"]["minimum"] = (*AUDIT_PAGE.start()).into();
            parameter["schema"]["maximum"] = (*AUDIT_PAGE.end()).into();
            parameter["schema"]["default"] = USUAL_AUDIT_PAGE.into();
        }
    }
    document["components"]["schemas"] = schemas;
    link_operations(&mut document);
    document
}

/// Request bodies refuse unknown fields, and the body of a `PATCH` is a merge patch.
fn describe_request(schemas: &mut Value, method: &str, operation: &mut Value) {
    let content = &mut operation["requestBody"]["content"];
    if content.get("application/octet-stream").is_some() {
        return;
    }
    let Some(schema) = content.pointer_mut("/application~1json/schema/$ref") else {
        operation.as_object_mut().map(|operation| operation.remove("requestBody"));
        return;
    };
    let name = schema.as_str().and_then(|to| to.rsplit('/').next()).unwrap_or_default().to_owned();
    let name = match method {
        "patch" => openapi::merge_patch(schemas, &name),
        _ if schemas[&name].get("additionalProperties").is_some() || name.starts_with("Set") => {
            name
        }
        _ => openapi::add_closed_schema(schemas, &name),
    };
    *schema = format!("#/components/schemas/{name}").into();
    if method == "patch" {
        content["application/merge-patch+json"] = content["application/json"].clone();
    }
}

/// Adds the version's `ETag` to every answer, and `version` to the answers that contain a created
/// or patched entity.
fn describe_answers(operation: &mut Value) {
    let is_edited = operation["operationId"]
        .as_str()
        .is_some_and(|id| id.starts_with("create_") || id.starts_with("patch_"));
    for status in ["200", "201", "304"] {
        let Some(response) = operation["responses"].get_mut(status) else { continue };
        response["headers"]["ETag"] = json!({
            "required": true,
            "description": "The menu's version.",
            "schema": { "type": "string", "pattern": "^\"[0-9]+\"$" }
        });
        if is_edited {
            let schema = &mut response["content"]["application/json"]["schema"];
            *schema =
                json!({ "allOf": [{ "$ref": "#/components/schemas/NewVersion" }, schema.clone()] });
        }
    }
}

/// Links a created entity to the operations that can follow.
fn link_operations(document: &mut Value) {
    for (path, kind) in
        [("categories", "category"), ("items", "item"), ("option-groups", "option_group")]
    {
        let path = format!("/api/v1/admin/{path}");
        for verb in ["patch", "delete"] {
            let to = format!("{verb}_{kind}");
            let parameters =
                json!({ "id": "$response.body#/id", "header.If-Match": "$response.header.ETag" });
            let link = json!({ "operationId": to, "parameters": parameters });
            openapi::add_link(document, (&path, "post"), &["201"], &to, link);
        }
    }
    let parameters = json!({ "id": "$response.body#/id" });
    let link = json!({ "operationId": "set_item_availability", "parameters": parameters });
    openapi::add_link(
        document,
        ("/api/v1/admin/items", "post"),
        &["201"],
        "set_item_availability",
        link,
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use service_kit::Clock;
    use staff_token::{GuardArgs, StaffGuard};

    #[test]
    fn the_checked_in_description_is_the_codes() {
        let guard = StaffGuard::new(&GuardArgs::default(), Clock::system());
        let generated = super::super::build_endpoints(&guard).into_openapi();
        let folder = env!("CARGO_MANIFEST_DIR");
        openapi::assert_described(folder, &describe_api(&generated), &generated, &schema_bounds());
    }
}
