//! The cookies the pages read and write. The cart is readable for scripts too; everything else is not.

use super::{
    context,
    shown::{self, Shown},
};
use crate::ui::Lang;
use cookie::{Cookie, SameSite, time::Duration};
use http::{HeaderMap, HeaderValue, header, request::Parts};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use menu_api::{Cart, CartLine};

/// Ids and quantities of what the customer chose.
pub const CART: &str = "jumun_cart";
/// What each line of the cart was last shown at.
pub const SHOWN: &str = "jumun_shown";
/// The idempotency key and what was typed at checkout.
pub const CHECKOUT: &str = "jumun_checkout";

/// The tag of the language that was chosen.
pub const LANG: &str = "lang";
/// Whether large type and fewer choices were chosen.
pub const EASY: &str = "easy";

const SETTINGS_DAYS: i64 = 365;
/// From the last change of it: a page that is only looked at writes no cart, since it could write an old one over a
/// newer one of another tab.
const CART_DAYS: i64 = 7;
/// Longer than anybody waits for a lost answer, shorter than until the next coffee of the same kind.
const CHECKOUT_HOURS: i64 = 3;

/// The name under which a browser keeps a cookie. Under https it is one that only this very host can set, and only by https.
pub fn full_name(secure: bool, name: &str) -> String {
    if secure { format!("__Host-{name}") } else { name.to_owned() }
}

/// The name of the cart, for the script that changes it.
pub fn cart_name() -> String {
    full_name(context().secure, CART)
}

/// The value of a cookie of the request that is being answered.
pub fn read(name: &str) -> Option<String> {
    find(&use_context::<Parts>()?.headers, &full_name(context().secure, name))
}

/// The value of a cookie among a request's headers.
pub fn find(headers: &HeaderMap, name: &str) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(Cookie::split_parse_encoded)
        .filter_map(Result::ok)
        .find(|cookie| cookie.name() == name)
        .map(|cookie| cookie.value().to_owned())
}

/// Sets a cookie on the answer, given as a `Set-Cookie` value.
pub fn append(set_cookie: &str) {
    if let (Some(response), Ok(value)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(set_cookie))
    {
        response.append_header(header::SET_COOKIE, value);
    }
}

/// The cart; one that cannot be read is empty.
pub fn cart() -> Cart {
    let lines = kept_cart().lines.into_iter().filter(is_wanted).collect();
    Cart { lines }
}

/// The cart, and what its owner was last shown of each line.
pub fn cart_as_shown() -> (Cart, Vec<Option<Shown>>) {
    let kept = kept_cart();
    let shown = shown::read(&read(SHOWN).unwrap_or_default(), &kept);
    let (lines, shown) = kept.lines.into_iter().zip(shown).filter(|(line, _)| is_wanted(line)).unzip();
    (Cart { lines }, shown)
}

fn kept_cart() -> Cart {
    read(CART).and_then(|text| text.parse().ok()).unwrap_or_default()
}

/// What was taken out while no server answered stands in the cart as none of it: see `cart.js`.
fn is_wanted(line: &CartLine) -> bool {
    line.quantity > 0
}

/// Keeps the cart. Of lines that were in it the phone remembers what was shown before, of others what they cost now. The
/// checkout's key stays: if its answer was lost, the next press finds out that it had been placed.
pub fn set_cart(cart: &Cart) {
    let (before, shown) = cart_as_shown();
    keep_cart(cart, &before.lines.iter().zip(shown).collect::<Vec<_>>());
}

/// Keeps the cart as its owner has just agreed to it, with today's prices.
pub fn set_cart_anew(cart: &Cart) {
    keep_cart(cart, &[]);
}

fn keep_cart(cart: &Cart, before: &[(&CartLine, Option<Shown>)]) {
    let context = context();
    let known = context.gateway.menu();
    let menu = known.as_ref().map(|known| (&*known.menu, context.now, context.lang));
    append(&cookie(CART, cart.to_string(), Duration::days(CART_DAYS), false));
    append(&cookie(SHOWN, shown::carry(before, cart, menu), Duration::days(CART_DAYS), true));
}

/// A cart line in a form or an address.
pub fn one_line(text: &str) -> Option<CartLine> {
    let mut lines = text.parse::<Cart>().ok()?.lines;
    let line = lines.pop()?;
    lines.is_empty().then_some(line)
}

/// [`one_line`] as it is written.
pub fn encoded(line: &CartLine) -> String {
    Cart { lines: vec![line.clone()] }.to_string()
}

/// Empties the cart after it was ordered.
pub fn clear_cart() {
    forget(CART);
    forget(SHOWN);
    forget_checkout();
}

/// The next checkout gets a new key.
pub fn forget_checkout() {
    forget(CHECKOUT);
}

/// Keeps what checkout needs for a retry.
pub fn set_checkout(value: String) {
    append(&cookie(CHECKOUT, value, Duration::hours(CHECKOUT_HOURS), true));
}

/// Keeps the language that was chosen.
pub fn set_lang(lang: Lang) {
    append(&cookie(LANG, lang.tag().to_owned(), Duration::days(SETTINGS_DAYS), true));
}

/// Keeps whether large type and fewer choices were chosen.
pub fn set_easy(easy: bool) {
    append(&cookie(EASY, easy.to_string(), Duration::days(SETTINGS_DAYS), true));
}

/// The language chosen on this phone, among a request's headers.
pub fn chosen_lang(headers: &HeaderMap, secure: bool) -> Option<Lang> {
    Lang::tagged(&find(headers, &full_name(secure, LANG))?)
}

/// Whether large type and fewer choices were chosen on this phone, among a request's headers.
pub fn is_easy(headers: &HeaderMap, secure: bool) -> bool {
    find(headers, &full_name(secure, EASY)).is_some_and(|easy| easy == "true")
}

fn forget(name: &str) {
    append(&cookie(name, String::new(), Duration::ZERO, true));
}

fn cookie(name: &str, value: String, age: Duration, http_only: bool) -> String {
    let secure = context().secure;
    // What a host alone may set is for all of its pages; without https two surfaces share one host.
    let path = if secure { "/" } else { "/client" };
    let cookie = Cookie::build((full_name(secure, name), value)).path(path).same_site(SameSite::Lax);
    cookie.max_age(age).http_only(http_only).secure(secure).build().encoded().to_string()
}
