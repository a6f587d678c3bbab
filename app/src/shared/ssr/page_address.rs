//! Addresses that answers lead to. They consist of constants, ids and numbers: what people typed
//! has no way into an address, where histories and logs would keep it.

use http::Uri;
use menu_api::{Cart, CategoryId, ItemId};
use order_api::OrderId;
use std::fmt::{self, Display};
use uuid::Uuid;

/// A path with a query and a fragment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageAddress {
    /// Path and query.
    page: String,
    /// Empty, or with its `#`.
    fragment: String,
}

/// A value that may be a part of an address: its text has only characters that need no escape.
pub trait AddressPart: Display {}

impl AddressPart for u32 {}
impl AddressPart for Uuid {}
impl AddressPart for OrderId {}
impl AddressPart for ItemId {}
impl AddressPart for CategoryId {}
/// Ids and quantities.
impl AddressPart for Cart {}
impl<T: AddressPart> AddressPart for &T {}

impl From<&'static str> for PageAddress {
    fn from(page: &'static str) -> Self {
        Self { page: page.to_owned(), fragment: String::new() }
    }
}

impl PageAddress {
    /// A page of the customer surface as its forms send it back; `None` for any other address, so
    /// that no form redirects elsewhere.
    pub fn parse_customer_page(sent: &str) -> Option<Self> {
        let rest = sent.strip_prefix("/client")?;
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_?=&".contains(&byte);
        let is_ours =
            (rest.is_empty() || rest.starts_with(['/', '?'])) && rest.bytes().all(is_plain);
        is_ours.then(|| Self { page: sent.to_owned(), fragment: String::new() })
    }

    /// The path of a request, for a form that was sent to its own page.
    pub fn from_uri(uri: &Uri) -> Self {
        Self { page: uri.path().to_owned(), fragment: String::new() }
    }

    /// Adds a segment to the path.
    pub fn with_segment(mut self, id: impl AddressPart) -> Self {
        self.page = format!("{}/{id}", self.page);
        self
    }

    /// Adds a parameter to the query.
    pub fn with_query(mut self, name: &'static str, value: impl AddressPart) -> Self {
        self.add_parameter(name, &value.to_string());
        self
    }

    /// Adds the stable code of a refusal, as services define it.
    pub(super) fn with_problem(mut self, code: &str) -> Self {
        self.add_parameter("problem", code);
        self
    }

    /// Adds the id of a request that was refused.
    pub(super) fn with_request_id(mut self, id: &str) -> Self {
        self.add_parameter("request", id);
        self
    }

    /// Leads to the element of this kind and id.
    pub fn with_element(mut self, kind: &'static str, id: impl AddressPart) -> Self {
        self.fragment = format!("#{kind}-{id}");
        self
    }

    fn add_parameter(&mut self, name: &str, value: &str) {
        let mark = if self.page.contains('?') { '&' } else { '?' };
        self.page = format!("{}{mark}{name}={value}", self.page);
    }
}

impl Display for PageAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.page, self.fragment)
    }
}

/// Leads the sender of this request to another page.
#[expect(clippy::disallowed_methods, reason = "the one redirect, which takes no other address")]
pub fn redirect_to(page: impl Into<PageAddress>) {
    leptos_axum::redirect(&page.into().to_string());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_its_query_before_its_fragment() {
        let cart: Cart = "latte*2~hot".parse().unwrap();
        let page =
            PageAddress::from("/client/items").with_element("item", 1).with_query("line", &cart);
        assert_eq!(
            page.with_query("saved", 1).to_string(),
            "/client/items?line=latte*2~hot&saved=1#item-1"
        );
    }

    #[test]
    fn settings_lead_back_to_a_page_of_ours_only() {
        for ours in ["/client", "/client/settings?saved=1", "/client/items/cafe-latte"] {
            assert_eq!(
                PageAddress::parse_customer_page(ours).map(|page| page.to_string()).as_deref(),
                Some(ours)
            );
        }
        for other in [
            "",
            "/",
            "//evil.example",
            "/clientele",
            "/client/../admin",
            "/client\r\nx: y",
            "https://evil.example/client",
        ] {
            assert_eq!(PageAddress::parse_customer_page(other), None, "{other}");
        }
    }
}
