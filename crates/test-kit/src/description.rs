//! The OpenAPI description of a running service, compared with its router.

use reqwest::{Client, Method};
use serde_json::Value;

/// Checks that the service at `base` allows on each path of its description the methods that are
/// described, and no other. `id` stands in for the `{id}` of a path.
pub async fn assert_methods_described(base: &str, id: &str) {
    let client = Client::new();
    let answer = client.get(format!("{base}/openapi.json")).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "application/json");
    let description: Value = answer.json().await.unwrap();
    assert_eq!(description["openapi"], "3.1.0");
    for (path, methods) in description["paths"].as_object().unwrap() {
        let url = format!("{base}{}", path.replace("{id}", id));
        let refused = client.request(Method::TRACE, url).send().await.unwrap();
        assert_eq!(refused.status(), 405, "{path}");
        let allow = refused.headers()["allow"].to_str().unwrap().to_lowercase();
        let mut allowed: Vec<_> = allow.split(',').filter(|method| *method != "head").collect();
        allowed.sort_unstable();
        let mut described: Vec<_> =
            methods.as_object().unwrap().keys().map(String::as_str).collect();
        described.sort_unstable();
        assert_eq!(described, allowed, "{path}");
    }
}
