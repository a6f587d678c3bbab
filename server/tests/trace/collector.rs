//! A small OTLP/HTTP collector that keeps every body it receives.

use axum::{Router, body::Bytes, extract::State, http::header, routing::post};
use opentelemetry_proto::tonic::{
    collector::trace::v1::ExportTraceServiceRequest,
    common::v1::{KeyValue, any_value::Value},
};
use prost::Message as _;
use std::sync::{Arc, Mutex};
use tokio::{net::TcpListener, task::JoinHandle};

type Bodies = Arc<Mutex<Vec<Bytes>>>;

pub struct Collector {
    url: String,
    bodies: Bodies,
    task: JoinHandle<()>,
}

/// A span, with its ids in hexadecimal.
#[derive(Debug)]
pub struct Hop {
    pub service: String,
    pub name: String,
    pub trace: String,
    pub id: String,
    pub parent: String,
    attributes: Vec<(String, String)>,
}

impl Collector {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let bodies = Bodies::default();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().route("/v1/traces", post(take)).with_state(bodies.clone());
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, bodies, task }
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// Every span that was received.
    pub fn spans(&self) -> Vec<Hop> {
        let requests = self.bodies.lock().unwrap().clone();
        let requests =
            requests.into_iter().map(|body| ExportTraceServiceRequest::decode(body).unwrap());
        requests.flat_map(|request| request.resource_spans).flat_map(hops).collect()
    }

    /// Whether a body contains this text byte for byte.
    pub fn received(&self, text: &str) -> bool {
        let holds = |body: &Bytes| body.windows(text.len()).any(|window| window == text.as_bytes());
        self.bodies.lock().unwrap().iter().any(holds)
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Hop {
    /// The attribute's value; empty if there is none.
    pub fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }
}

async fn take(State(bodies): State<Bodies>, body: Bytes) -> impl axum::response::IntoResponse {
    bodies.lock().unwrap().push(body);
    [(header::CONTENT_TYPE, "application/x-protobuf")]
}

fn hops(spans: opentelemetry_proto::tonic::trace::v1::ResourceSpans) -> Vec<Hop> {
    let resource =
        spans.resource.map(|resource| attributes(resource.attributes)).unwrap_or_default();
    let service = resource.into_iter().find(|(key, _)| key == "service.name").unwrap().1;
    let all = spans.scope_spans.into_iter().flat_map(|scope| scope.spans);
    let hop = |span: opentelemetry_proto::tonic::trace::v1::Span| Hop {
        service: service.clone(),
        name: span.name,
        trace: hex::encode(&span.trace_id),
        id: hex::encode(&span.span_id),
        parent: hex::encode(&span.parent_span_id),
        attributes: attributes(span.attributes),
    };
    all.map(hop).collect()
}

fn attributes(pairs: Vec<KeyValue>) -> Vec<(String, String)> {
    let text = |value: Value| match value {
        Value::StringValue(text) => text,
        Value::IntValue(number) => number.to_string(),
        other => format!("{other:?}"),
    };
    let text = |pair: KeyValue| Some((pair.key, text(pair.value?.value?)));
    pairs.into_iter().filter_map(text).collect()
}
