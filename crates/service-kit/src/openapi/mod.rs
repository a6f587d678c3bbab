//! Common parts of the services' OpenAPI descriptions: the schema of a problem, the responses of
//! the layers around every endpoint, and the health endpoints. An endpoint describes only its own
//! responses, so that a layer is described once.
//!
//! A description is generated from the handlers. Bounds that a derive cannot know, since they are
//! constants of the parsers, are added from a table that uses these same constants.

mod checks;
mod layers;
mod refusals;
mod schemas;

pub use checks::assert_described;
pub use refusals::{
    IdRefusals, NotFoundRefusal, QueryRefusals, RefusalCodes, Responses, describe_refusals,
};
pub use schemas::{add_closed_schema, merge_patch};

use axum::{Router, http::header, routing::get};
use serde_json::{Value, json};
use utoipa::openapi::OpenApi;

/// The media type of every problem.
pub const PROBLEM: &str = "application/problem+json";
/// Pattern of a text without control characters.
pub const ONE_LINE: &str = r"^[^\x00-\x1F\x7F-\x9F]*$";
/// Pattern of a text whose only control characters are line ends.
pub const LINES: &str = r"^[^\x00-\x09\x0B\x0C\x0E-\x1F\x7F-\x9F]*$";

/// Additional keywords of schemas or properties, by their path such as `NewOrder.note`.
pub type Bounds = Vec<(&'static str, Value)>;

/// The complete description: the generated `document`, with `bounds` in its schemas and the layers'
/// responses. Bounds for an unknown path are skipped; [`assert_described`] refuses them in a test.
pub fn complete_document(document: &OpenApi, bounds: &Bounds) -> Value {
    let mut document = serde_json::to_value(document).unwrap_or_default();
    for (place, keywords) in bounds {
        if let Some(schema) = find_schema(&mut document, place) {
            merge_keywords(schema, keywords);
        }
    }
    layers::add_layer_responses(&mut document);
    document
}

/// Adds a link from the responses of one operation to another operation; its `parameters` are
/// runtime expressions.
pub fn add_link(
    document: &mut Value,
    from: (&str, &str),
    statuses: &[&str],
    to: &str,
    link: Value,
) {
    let operation = &mut document["paths"][from.0][from.1];
    for status in statuses {
        operation["responses"][*status]["links"][to] = link.clone();
    }
}

/// Router of `GET /openapi.json`.
pub fn document_router<S: Clone + Send + Sync + 'static>(document: &Value) -> Router<S> {
    let text = render_document(document);
    Router::new().route(
        "/openapi.json",
        get(move || async move { ([(header::CONTENT_TYPE, "application/json")], text) }),
    )
}

/// The text of the description, as served and checked in.
pub fn render_document(document: &Value) -> String {
    format!("{document:#}\n")
}

/// Finds a schema by `Schema`, `Schema.property` or `Schema/json/pointer`.
fn find_schema<'a>(document: &'a mut Value, place: &str) -> Option<&'a mut Value> {
    let schemas = document.pointer_mut("/components/schemas")?;
    if place.contains('/') {
        return schemas.pointer_mut(&format!("/{place}"));
    }
    match place.split_once('.') {
        None => schemas.get_mut(place),
        Some((schema, property)) => {
            schemas.get_mut(schema)?.get_mut("properties")?.get_mut(property)
        }
    }
}

/// Sets `keywords`; a `null` removes a keyword.
fn merge_keywords(schema: &mut Value, keywords: &Value) {
    for (keyword, value) in keywords.as_object().into_iter().flatten() {
        if value.is_null() {
            schema.as_object_mut().map(|schema| schema.remove(keyword));
        } else {
            schema[keyword] = value.clone();
        }
    }
}

/// Bounds of a 64-bit integer that is at least `least`.
pub fn integer_from(least: i64) -> Value {
    json!({ "minimum": least, "maximum": i64::MAX })
}
