//! A browser without scripts: it keeps cookies, sends forms, and follows no redirect by itself.

use super::context::{LoadContext, deepest_cause};
use reqwest::{
    RequestBuilder, Url,
    header::{ACCEPT, CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE},
};
use std::collections::BTreeMap;

/// End of the name of the customer's cookie; a prefix such as `__Host-` may precede it.
const CUSTOMER_COOKIE: &str = "jumun_customer";

/// An answer with its body.
pub(crate) struct BrowserResponse {
    pub(crate) status: u16,
    pub(crate) location: Option<String>,
    pub(crate) body: String,
}

pub(crate) struct SimulatedBrowser<'a> {
    shop: &'a LoadContext,
    bases: &'a [String],
    /// Index of the replica it uses; the next one after a failure.
    replica: usize,
    pub(crate) cookies: BTreeMap<String, String>,
}

impl<'a> SimulatedBrowser<'a> {
    pub(crate) fn new(shop: &'a LoadContext, bases: &'a [String], replica: usize) -> Self {
        Self { shop, bases, replica, cookies: BTreeMap::new() }
    }

    /// Makes it the phone of another customer from now on: one customer may have only few orders
    /// open.
    pub(crate) fn drop_customer_cookie(&mut self) {
        self.cookies.retain(|name, _| !name.ends_with(CUSTOMER_COOKIE));
    }

    /// Base URL of the next request.
    pub(crate) fn base_url(&self) -> &'a str {
        self.bases.get(self.replica % self.bases.len().max(1)).map_or("", String::as_str)
    }

    /// Turns to the next replica, as a person or a load balancer would.
    pub(crate) fn switch_replica(&mut self) {
        self.replica = self.replica.wrapping_add(1);
    }

    pub(crate) async fn get(&mut self, path: &str) -> Result<BrowserResponse, String> {
        let request = self.shop.http.get(format!("{}{path}", self.base_url()));
        self.send(request.header(ACCEPT, "text/html")).await
    }

    /// Sends a form as a page does (accept `text/html`), or as the board's script does (accept
    /// `application/json`).
    pub(crate) async fn post_form(
        &mut self,
        path: &str,
        fields: &[(String, String)],
        accept: &str,
    ) -> Result<BrowserResponse, String> {
        let request =
            self.shop.http.post(format!("{}{path}", self.base_url())).body(encode_form(fields));
        let form = "application/x-www-form-urlencoded";
        self.send(request.header(CONTENT_TYPE, form).header(ACCEPT, accept)).await
    }

    /// Adds this phone's cookies to a request.
    pub(crate) fn with_cookies(&self, request: RequestBuilder) -> RequestBuilder {
        let pairs: Vec<_> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if pairs.is_empty() { request } else { request.header(COOKIE, pairs.join("; ")) }
    }

    async fn send(&mut self, request: RequestBuilder) -> Result<BrowserResponse, String> {
        let page = self.send_with_cookies(request).await;
        if page.is_err() {
            self.switch_replica();
        }
        page
    }

    async fn send_with_cookies(
        &mut self,
        request: RequestBuilder,
    ) -> Result<BrowserResponse, String> {
        let answer =
            self.with_cookies(request).send().await.map_err(|error| deepest_cause(&error))?;
        let text = |value: &reqwest::header::HeaderValue| value.to_str().ok().map(str::to_owned);
        let status = answer.status().as_u16();
        let location = answer.headers().get(LOCATION).and_then(text);
        let cookies: Vec<String> =
            answer.headers().get_all(SET_COOKIE).iter().filter_map(text).collect();
        // Cookies of an answer that breaks off are kept, as browsers do.
        cookies.iter().for_each(|cookie| self.store_cookie(cookie));
        let body = answer.text().await.map_err(|error| deepest_cause(&error))?;
        Ok(BrowserResponse { status, location, body })
    }

    fn store_cookie(&mut self, set_cookie: &str) {
        let mut parts = set_cookie.split(';').map(str::trim);
        let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else {
            return;
        };
        if parts.any(|attribute| attribute.eq_ignore_ascii_case("max-age=0")) {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

fn encode_form(fields: &[(String, String)]) -> String {
    let url = Url::parse_with_params("http://form/", fields);
    url.ok().and_then(|url| url.query().map(str::to_owned)).unwrap_or_default()
}

/// The value of the form field `name`.
pub(crate) fn form_field_value(html: &str, name: &str) -> Option<String> {
    let at = html.find(&format!("name=\"{name}\""))?;
    let tag = html.get(html.get(..at)?.rfind('<')?..)?;
    let tag = tag.get(..tag.find('>')?)?;
    let (_, value) = tag.split_once("value=\"")?;
    value.split_once('"').map(|(value, _)| value.to_owned())
}

/// The number in the first `<strong>` after `mark`; thousands may be separated.
pub(crate) fn number_after(html: &str, mark: &str) -> Option<i64> {
    let rest = html.split_once(mark)?.1.split_once("<strong>")?.1;
    let digits: String =
        rest.split_once("</strong>")?.0.chars().filter(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_and_a_price_are_read_from_a_page() {
        let html = r#"<form><input type="hidden" name="shown_total" value="11200"><input name="key" value="k-1"></form>
            <p class="total">합계 <strong>11,200원</strong></p>"#;
        assert_eq!(form_field_value(html, "shown_total").as_deref(), Some("11200"));
        assert_eq!(form_field_value(html, "key").as_deref(), Some("k-1"));
        assert_eq!(form_field_value(html, "pin"), None);
        assert_eq!(number_after(html, "class=\"total\""), Some(11_200));
    }

    #[test]
    fn a_form_is_encoded_as_browsers_do() {
        let fields = [
            ("choice[size]".to_owned(), "large".to_owned()),
            ("note".to_owned(), "얼음 적게&".to_owned()),
        ];
        assert_eq!(
            encode_form(&fields),
            "choice%5Bsize%5D=large&note=%EC%96%BC%EC%9D%8C+%EC%A0%81%EA%B2%8C%26"
        );
    }
}
