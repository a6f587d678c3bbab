//! The test of a service's description.

use super::{Bounds, find_schema, render_document};
use serde_json::Value;
use std::{
    env, fs,
    path::{Path, PathBuf},
};
use utoipa::openapi::OpenApi;

/// Ways to add an endpoint to a router without its description.
const UNDESCRIBED: [&str; 4] = [".route(", ".route_service(", ".nest_service(", ".fallback"];

/// For a test: checks that `openapi.json` in the crate's `folder` equals `document`, that each of
/// its `bounds` has a place in the `generated` description, and that the crate's endpoints are
/// described and routed. If `JUMUN_WRITE_OPENAPI` is set, writes `openapi.json`.
///
/// # Panics
/// When something of it does not hold; the message says what to do.
pub fn assert_described(folder: &str, document: &Value, generated: &OpenApi, bounds: &Bounds) {
    let folder = Path::new(folder);
    for file in source_files(&folder.join("src")) {
        assert_endpoints_match(&file, &read_file(&file), document);
    }
    let unknown = unknown_bounds(generated, bounds);
    assert!(unknown.is_empty(), "bounds on schemas or fields that do not exist: {unknown:?}");
    assert_checked_in(document, &folder.join("openapi.json"));
}

fn assert_checked_in(document: &Value, file: &Path) {
    if env::var_os("JUMUN_WRITE_OPENAPI").is_some() {
        fs::write(file, render_document(document))
            .unwrap_or_else(|error| panic!("cannot write {}: {error}", file.display()));
    }
    // Compared as values: the order of an object's members depends on a feature of serde_json that
    // another crate of the build may enable.
    let checked_in: Option<Value> = serde_json::from_str(&read_file(file)).ok();
    assert!(
        checked_in.as_ref() == Some(document),
        "{} is not what the code says; `cargo xtask contract --write` renews it",
        file.display()
    );
}

fn unknown_bounds(generated: &OpenApi, bounds: &Bounds) -> Vec<&'static str> {
    let mut document = serde_json::to_value(generated).unwrap_or_default();
    bounds
        .iter()
        .map(|(place, _)| *place)
        .filter(|place| find_schema(&mut document, place).is_none())
        .collect()
}

/// Compares the handlers in one source with the description, which has what `routes!` was given.
fn assert_endpoints_match(file: &Path, source: &str, document: &Value) {
    let file = file.display();
    for way in UNDESCRIBED {
        assert!(
            !source.contains(way),
            "{file}: `{way}` adds an endpoint without its description; add `#[utoipa::path]` to its handler \
             and pass the handler to `routes!`"
        );
    }
    for id in source.split("#[utoipa::path(").skip(1).filter_map(operation_id) {
        assert!(
            has_operation(document, id),
            "{file}: {id} is described and has no route; pass its handler to `routes!` in http/mod.rs"
        );
    }
}

/// The id of the endpoint whose attributes begin `text`: what they say, or the handler's name.
/// `None` in a macro that makes handlers; the compiler reports those without a route as unused.
fn operation_id(text: &str) -> Option<&str> {
    let (attributes, function) = text.split_once("fn ")?;
    let named = attributes.split_once("operation_id = \"").and_then(|(_, id)| id.split('"').next());
    let is_part = |part: char| part.is_alphanumeric() || part == '_';
    named.or_else(|| function.split(|part| !is_part(part)).next()).filter(|id| !id.is_empty())
}

fn has_operation(document: &Value, id: &str) -> bool {
    let paths = document["paths"].as_object().into_iter().flatten();
    let mut operations = paths.flat_map(|(_, item)| item.as_object().into_iter().flatten());
    operations.any(|(_, operation)| operation["operationId"] == id)
}

fn source_files(folder: &Path) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("cannot read {folder:?}: {error}"));
    let paths =
        entries.map(|entry| entry.unwrap_or_else(|error| panic!("{folder:?}: {error}")).path());
    let (folders, files): (Vec<_>, Vec<_>) = paths.partition(|path| path.is_dir());
    let below = folders.iter().flat_map(|folder| source_files(folder));
    below
        .chain(files.into_iter().filter(|file| file.extension().is_some_and(|kind| kind == "rs")))
        .collect()
}

fn read_file(file: &Path) -> String {
    fs::read_to_string(file)
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const DESCRIBED: &str = "#[utoipa::path(get, path = \"/a\")]\npub(super) async fn list_orders(";
    const NAMED: &str = "#[utoipa::path(get, operation_id = \"list_orders\")]\nasync fn handle(";
    const IN_MACRO: &str = "#[utoipa::path(get, path = $path)]\nasync fn $name(";

    fn refusal(source: &str, operation: &str) -> Option<String> {
        let document = json!({ "paths": { "/a": { "get": { "operationId": operation } } } });
        let check = || assert_endpoints_match(Path::new("src/http/list.rs"), source, &document);
        let panic = std::panic::catch_unwind(check).err()?;
        Some(panic.downcast_ref::<String>().cloned().unwrap_or_default())
    }

    #[test]
    fn an_endpoint_is_described_and_routed_or_its_file_is_named() {
        for fine in [DESCRIBED, NAMED, IN_MACRO] {
            assert_eq!(refusal(fine, "list_orders"), None);
        }
        for unrouted in [DESCRIBED, NAMED] {
            let told = refusal(unrouted, "place_order").unwrap();
            assert!(
                told.contains("src/http/list.rs: list_orders") && told.contains("routes!"),
                "{told}"
            );
        }
        let told = refusal("Router::new().route(\"/a\", get(list_orders))", "list_orders").unwrap();
        assert!(told.contains("src/http/list.rs") && told.contains("#[utoipa::path]"), "{told}");
    }
}
