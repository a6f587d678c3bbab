//! Responses that the layers around every endpoint may add, and the endpoints that every binary
//! has.

use super::PROBLEM;
use crate::{
    deadline,
    serve::{BODY_LIMIT, LARGE_BODY_LIMIT},
};
use serde_json::{Map, Value, json};

/// Status and codes of a body that is refused before its endpoint sees it.
const BODY: [(&str, &[&str]); 5] = [
    ("400", &["invalid_json", "unreadable_body"]),
    ("408", &["body_too_slow"]),
    ("413", &["payload_too_large"]),
    ("415", &["unsupported_media_type"]),
    ("422", &["invalid_body"]),
];
/// Status and codes for a caller that is not a surface of the store, or not the right one.
const CALLERS: [(&str, &[&str]); 2] = [
    ("401", &["surface_token_missing", "surface_token_invalid", "surface_token_time"]),
    ("403", &["surface_forbidden"]),
];
/// Names of the security schemes, and of the scope for a recently entered PIN.
const SURFACE: &str = "surface";
const SESSION: &str = "session";
const RECENT_PIN: &str = "recent_pin";
const HOST: &[&str] = &["unknown_host"];
const DEADLINE: &[&str] = &["deadline_exceeded"];
/// Codes of the staff guard: no session, or a role without permission.
const SIGNED_OUT: &[&str] = &["signed_out"];
const FORBIDDEN: &[&str] = &["forbidden"];
/// The session is valid, but its PIN was entered too long ago.
const PIN_NEEDED: &[&str] = &["pin_needed"];
/// The service has not received a roster yet against which to check a session.
const NO_ROSTER: &[&str] = &["roster_unknown"];
const BUSY: &[&str] = &["overloaded", "unavailable"];
const STORAGE: &[&str] = &["storage_full", "storage_read_only"];

pub(super) fn add_layer_responses(document: &mut Value) {
    document["info"]["description"] = format!(
        "{}\n\n{}",
        document["info"]["description"].as_str().unwrap_or_default(),
        description_text()
    )
    .into();
    document["components"]["schemas"]["Problem"] = problem_schema();
    document["components"]["parameters"]["Timeout"] = timeout_parameter();
    document["components"]["headers"] = response_headers();
    document["components"]["securitySchemes"] = security_schemes();
    add_own_endpoints(&mut document["paths"]);
    for (path, item) in document["paths"].as_object_mut().into_iter().flatten() {
        let is_api = path.starts_with("/api/");
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            add_security(operation, is_api);
            add_refusals(operation, is_api, method != "get");
            complete_responses(&mut operation["responses"]);
            let timeout = json!({ "$ref": "#/components/parameters/Timeout" });
            let parameters =
                operation.as_object_mut().map(|o| o.entry("parameters").or_insert(json!([])));
            parameters
                .and_then(Value::as_array_mut)
                .map(|all| all.push(timeout))
                .unwrap_or_default();
        }
    }
}

/// Adds the surface's token to each security requirement of an endpoint, which itself names only
/// the session, and adds the responses of the guards.
fn add_security(operation: &mut Value, is_api: bool) {
    let mut ways = operation["security"].as_array().cloned().unwrap_or_default();
    if ways.is_empty() && is_api {
        ways.push(json!({}));
    }
    let sessions = ways.iter().filter_map(|way| way.get(SESSION)?.as_array());
    let needs: Vec<String> =
        sessions.flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    let asks_session = ways.iter().any(|way| way.get(SESSION).is_some());
    ways.iter_mut().for_each(|way| way[SURFACE] = json!([]));
    operation["security"] = ways.into();
    let Some(responses) = operation["responses"].as_object_mut() else { return };
    if asks_session {
        add_problem_response(responses, "401", SIGNED_OUT);
    }
    if !needs.is_empty() {
        add_problem_response(responses, "403", FORBIDDEN);
        add_problem_response(responses, "503", NO_ROSTER);
    }
    if needs.iter().any(|need| need == RECENT_PIN) {
        add_problem_response(responses, "403", PIN_NEEDED);
    }
}

fn add_refusals(operation: &mut Value, is_api: bool, writes: bool) {
    let has_body = operation.get("requestBody").is_some();
    let Some(responses) = operation["responses"].as_object_mut() else { return };
    add_problem_response(responses, "503", DEADLINE);
    add_problem_response(responses, "421", HOST);
    if !is_api {
        return;
    }
    for (status, codes) in CALLERS {
        add_problem_response(responses, status, codes);
    }
    add_problem_response(responses, "500", &["internal"]);
    add_problem_response(responses, "503", BUSY);
    if writes {
        add_problem_response(responses, "503", STORAGE);
    }
    if has_body {
        BODY.iter().for_each(|(status, codes)| add_problem_response(responses, status, codes));
    }
}

/// Adds a problem response. The codes are collected in its description, from which [`complete_responses`]
/// makes a schema.
fn add_problem_response(responses: &mut Map<String, Value>, status: &str, codes: &[&str]) {
    let response = responses.entry(status).or_insert_with(|| json!({ "description": "" }));
    let problem = json!({ "schema": { "$ref": "#/components/schemas/Problem" } });
    let before = if response["content"].get(PROBLEM).is_some() {
        response["description"].as_str().map(str::to_owned)
    } else {
        None
    };
    response["content"][PROBLEM] = problem;
    let codes = before.into_iter().filter(|b| !b.is_empty()).chain([codes.join(", ")]);
    response["description"] = codes.collect::<Vec<_>>().join(", ").into();
}

/// Puts status and codes of every problem response into its schema, for programs, and adds the
/// headers of every response.
fn complete_responses(responses: &mut Value) {
    for (status, response) in responses.as_object_mut().into_iter().flatten() {
        let names = response["description"].as_str().unwrap_or_default().to_owned();
        if let Some(schema) = response.pointer_mut("/content/application~1problem+json/schema") {
            let mut codes: Vec<_> = names.split(", ").collect();
            codes.sort_unstable();
            codes.dedup();
            let number: u16 = status.parse().unwrap_or_default();
            let narrowed = json!({ "properties": { "status": { "const": number }, "code": { "enum": codes } } });
            *schema = json!({ "allOf": [schema.clone(), narrowed] });
        }
        if status == "503" {
            response["headers"]["Retry-After"] =
                json!({ "$ref": "#/components/headers/RetryAfter" });
        } else {
            response["headers"]["x-request-id"] =
                json!({ "$ref": "#/components/headers/RequestId" });
        }
        if status == "401" {
            response["headers"]["WWW-Authenticate"] =
                json!({ "$ref": "#/components/headers/Challenge" });
        }
    }
}

fn description_text() -> String {
    format!(
        "Refusals are `application/problem+json` with a stable `code`. A path that is not listed here is answered 404 \
         `not_found`, a method that is not listed 405 `method_not_allowed` with `Allow`; `HEAD` is answered as `GET` without its \
         body. A request body has at most {BODY_LIMIT} bytes, or {LARGE_BODY_LIMIT} where that is said. Integers are written without a fraction (`2.0` is none), and numbers \
         stay within a double's range. Every endpoint below `/api/` is for the store's surfaces, which \
         sign their calls; 401 `surface_token_time` says in `now` what time it is here. What staff do takes their session as well. A W3C `traceparent` is taken up."
    )
}

fn problem_schema() -> Value {
    json!({
        "type": "object",
        "description": "An answer that says no (RFC 9457). Programs compare `code`; people read `title` and `detail`.",
        "required": ["status", "code", "title"],
        "properties": {
            "status": { "type": "integer", "minimum": 400, "maximum": 599, "description": "The HTTP status." },
            "code": { "type": "string", "pattern": "^[a-z_]+$", "description": "Stable." },
            "title": { "type": "string", "description": "The code in words." },
            "detail": { "type": "string", "description": "What is wrong with this request." },
            "request_id": { "type": "string", "pattern": "^[0-9a-f]{32}$", "description": "As in `x-request-id`." }
        }
    })
}

fn timeout_parameter() -> Value {
    json!({
        "name": deadline::TIMEOUT_HEADER,
        "in": "header",
        "required": false,
        "description": format!(
            "How long the caller goes on waiting, in milliseconds: then the work is dropped with 503 `deadline_exceeded`. \
             At most {} counts; what is no number is as nothing said.",
            deadline::HANDLER_DEADLINE.as_millis()
        ),
        "schema": { "type": "integer", "minimum": 1 }
    })
}

/// The authentication schemes. The scopes of a session are the minimum role and, where required, a
/// recently entered PIN.
fn security_schemes() -> Value {
    json!({
        SURFACE: {
            "type": "apiKey",
            "in": "header",
            "name": "x-surface-token",
            "description": "A PASETO v4.public that a surface of the store signed for this service, at most five minutes long, with \
                            the customer's session where it is for a customer."
        },
        SESSION: {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "PASETO v4.public",
            "description": "The session of somebody on the staff. `barista` and `manager` are the least role that is taken; \
                            `recent_pin` takes a session whose PIN was typed within the last 15 minutes."
        }
    })
}

fn response_headers() -> Value {
    json!({
        "Challenge": {
            "required": true,
            "description": "The scheme of the credentials (RFC 9110).",
            "schema": { "type": "string", "const": "Bearer" }
        },
        "RequestId": {
            "required": true,
            "description": "The trace id of the request's `traceparent`, or a new one.",
            "schema": { "type": "string", "pattern": "^[0-9a-f]{32}$" }
        },
        "RetryAfter": {
            "description": "In seconds; on every 503 but that of `/readyz`.",
            "schema": { "type": "integer", "minimum": 1 }
        }
    })
}

fn add_own_endpoints(paths: &mut Value) {
    let get = |name: &str, summary: &str, media_type: &str, schema: Value| {
        json!({ "get": {
            "tags": ["health"],
            "operationId": name,
            "summary": summary,
            "responses": { "200": { "description": summary, "content": { media_type: { "schema": schema } } } }
        } })
    };
    let ok = json!({ "type": "string", "const": "ok" });
    let version = json!({ "type": "object", "required": ["name", "version", "commit"], "properties": {
        "name": { "type": "string" }, "version": { "type": "string" }, "commit": { "type": "string" } } });
    paths["/livez"] = get("livez", "The process answers.", "text/plain", ok);
    let ready = json!({ "type": "string", "pattern": "^ok" });
    paths["/readyz"] = get(
        "readyz",
        "The process reaches its database; behind `ok`, what is wrong with its clock.",
        "text/plain",
        ready,
    );
    let why = json!({ "schema": { "type": "string" } });
    paths["/readyz"]["get"]["responses"]["503"] =
        json!({ "description": "", "content": { "text/plain": why } });
    paths["/metrics"] =
        get("metrics", "Prometheus metrics.", "text/plain", json!({ "type": "string" }));
    paths["/version"] =
        get("version", "Name, version and commit of the binary.", "application/json", version);
    paths["/openapi.json"] =
        get("openapi", "This description.", "application/json", json!({ "type": "object" }));
}
