//! A browser without scripts, which keeps its cookies.

use reqwest::{Client, RequestBuilder, header, redirect::Policy};
use sha2::{Digest as _, Sha256};
use std::{collections::BTreeMap, time::Duration};

pub struct Phone {
    client: Client,
    base: String,
    cookies: BTreeMap<String, String>,
}

#[derive(Debug)]
pub struct Answer {
    pub request_id: String,
    pub location: String,
    pub body: String,
}

impl Phone {
    pub fn new(base: &str) -> Self {
        let client = Client::builder().redirect(Policy::none()).timeout(Duration::from_secs(10));
        Self { client: client.build().unwrap(), base: base.to_owned(), cookies: BTreeMap::new() }
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(self.client.get(format!("{}{path}", self.base))).await
    }

    pub async fn get_with(&mut self, path: &str, name: &str, value: &str) -> Answer {
        self.send(self.client.get(format!("{}{path}", self.base)).header(name, value)).await
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = fields.iter().map(|(name, value)| format!("{name}={}", escaped(value)));
        let request = self
            .client
            .post(format!("{}{path}", self.base))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body.collect::<Vec<_>>().join("&"));
        self.send(request).await
    }

    /// Adds the item to the cart, opens the checkout and sends its form; returns the answer to that
    /// form.
    pub async fn place_order(&mut self, item: &str, name: &str, note: &str) -> Answer {
        let added = self.post("/client/api/cart/add", &[("item", item), ("quantity", "1")]).await;
        assert!(added.location.starts_with("/client?added=1"), "{}", added.location);
        let checkout = self.get("/client/checkout").await.body;
        let key = field(&checkout, "key");
        let total = field(&checkout, "shown_total");
        let order = [
            ("key", &*key),
            ("dining", "takeout"),
            ("shown_total", &*total),
            ("name", name),
            ("note", note),
        ];
        self.post("/client/api/orders", &order).await
    }

    pub fn cookie(&self, name: &str) -> &str {
        &self.cookies[name]
    }

    /// The digest by which services know the customer.
    pub fn session_digest(&self) -> String {
        hex::encode(Sha256::digest(self.cookie("jumun_customer").as_bytes()))
    }

    async fn send(&mut self, request: RequestBuilder) -> Answer {
        let cookies: Vec<_> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request =
            request.header(header::ACCEPT, "text/html").header(header::COOKIE, cookies.join("; "));
        let answer = request.send().await.unwrap();
        for cookie in answer.headers().get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let text = |name: &str| {
            answer.headers().get(name).map_or("", |value| value.to_str().unwrap()).to_owned()
        };
        let request_id = text("x-request-id");
        let location = text("location");
        Answer { request_id, location, body: answer.text().await.unwrap() }
    }
}

fn escaped(value: &str) -> String {
    value.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// The value of a hidden field.
fn field(page: &str, name: &str) -> String {
    let inputs = page.split("<input").skip(1).map(|rest| rest.split('>').next().unwrap());
    let input =
        inputs.into_iter().find(|input| input.contains(&format!("name=\"{name}\""))).unwrap();
    input.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}
