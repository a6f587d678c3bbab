//! The cookies that the pages read and write. Only the cart is readable for scripts; the others are
//! `HttpOnly`.

use crate::{
    shared::ssr::last_seen_prices::{self, LastSeenPrice},
    shared::{ssr::request_context, ui::Lang},
};
use cookie::{Cookie, SameSite, time::Duration};
use http::{HeaderMap, HeaderValue, header, request::Parts};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use menu_api::{Cart, CartLine};

/// The cart: ids and quantities of items and options.
pub const CART: &str = "jumun_cart";
/// The price and name of each cart line as last shown.
pub const SHOWN: &str = "jumun_shown";
/// The idempotency key and the form values of checkout.
pub const CHECKOUT: &str = "jumun_checkout";

/// The tag of the chosen language.
pub const LANG: &str = "lang";
/// Whether easy mode (large type, fewer choices) is on.
pub const EASY: &str = "easy";

const SETTINGS_DAYS: i64 = 365;
/// Counted from the last change. Viewing a page does not renew the cookie, since that could
/// overwrite a newer cart of another tab with an old one.
const CART_DAYS: i64 = 7;
/// Longer than a customer waits for a lost answer, shorter than the time until the next order of
/// the same drink.
const CHECKOUT_HOURS: i64 = 3;

/// The full name of a cookie. Under HTTPS it has the `__Host-` prefix, so only this host can set
/// it, and only over HTTPS.
pub fn full_cookie_name(secure: bool, name: &str) -> String {
    if secure { format!("__Host-{name}") } else { name.to_owned() }
}

/// The name of the cart cookie, for the script that changes it.
pub fn cart_cookie_name() -> String {
    full_cookie_name(request_context().secure, CART)
}

/// The value of a cookie of the current request.
pub fn read_cookie(name: &str) -> Option<String> {
    find_cookie(&use_context::<Parts>()?.headers, &full_cookie_name(request_context().secure, name))
}

/// The value of a cookie in a request's headers.
pub fn find_cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(Cookie::split_parse_encoded)
        .filter_map(Result::ok)
        .find(|cookie| cookie.name() == name)
        .map(|cookie| cookie.value().to_owned())
}

/// Sets a cookie on the response, given as a `Set-Cookie` value.
pub fn append_cookie(set_cookie: &str) {
    if let (Some(response), Ok(value)) =
        (use_context::<ResponseOptions>(), HeaderValue::from_str(set_cookie))
    {
        response.append_header(header::SET_COOKIE, value);
    }
}

/// The cart from the request's cookie; empty if it cannot be parsed.
pub fn read_cart() -> Cart {
    let lines = parse_cart_cookie().lines.into_iter().filter(has_quantity).collect();
    Cart { lines }
}

/// The cart, and for each line the price and name as last shown to its owner.
pub fn read_cart_and_prices() -> (Cart, Vec<Option<LastSeenPrice>>) {
    let kept = parse_cart_cookie();
    let shown = last_seen_prices::parse_prices(&read_cookie(SHOWN).unwrap_or_default(), &kept);
    let (lines, shown) =
        kept.lines.into_iter().zip(shown).filter(|(line, _)| has_quantity(line)).unzip();
    (Cart { lines }, shown)
}

fn parse_cart_cookie() -> Cart {
    read_cookie(CART).and_then(|text| text.parse().ok()).unwrap_or_default()
}

/// `cart.js` sets the quantity to 0 for a line that was removed while the server was unreachable.
fn has_quantity(line: &CartLine) -> bool {
    line.quantity > 0
}

/// Saves the cart. Lines that were in it keep the price and name that were shown before; new lines
/// get the current ones. The checkout's idempotency key stays: if its answer was lost, the next
/// attempt finds the placed order.
pub fn set_cart(cart: &Cart) {
    let (before, shown) = read_cart_and_prices();
    write_cart_cookies(cart, &before.lines.iter().zip(shown).collect::<Vec<_>>());
}

/// Saves the cart with the current prices, to which its owner has just agreed.
pub fn set_cart_at_current_prices(cart: &Cart) {
    write_cart_cookies(cart, &[]);
}

fn write_cart_cookies(cart: &Cart, before: &[(&CartLine, Option<LastSeenPrice>)]) {
    let context = request_context();
    let known = context.gateway.known_menu();
    let menu = known.as_ref().map(|known| (&*known.menu, context.now, context.lang));
    append_cookie(&client_cookie(CART, cart.to_string(), Duration::days(CART_DAYS), false));
    append_cookie(&client_cookie(
        SHOWN,
        last_seen_prices::carry_over_prices(before, cart, menu),
        Duration::days(CART_DAYS),
        true,
    ));
}

/// Parses a single cart line from a form field or a URL.
pub fn parse_cart_line(text: &str) -> Option<CartLine> {
    let mut lines = text.parse::<Cart>().ok()?.lines;
    let line = lines.pop()?;
    lines.is_empty().then_some(line)
}

/// Encodes a cart line; the inverse of [`parse_cart_line`].
pub fn encode_cart_line(line: &CartLine) -> String {
    Cart { lines: vec![line.clone()] }.to_string()
}

/// Clears the cart and the checkout after the order was placed.
pub fn clear_cart() {
    delete_cookie(CART);
    delete_cookie(SHOWN);
    clear_checkout();
}

/// Deletes the checkout cookie, so that the next checkout gets a new idempotency key.
pub fn clear_checkout() {
    delete_cookie(CHECKOUT);
}

/// Saves the state of checkout, which a retry needs.
pub fn set_checkout(value: String) {
    append_cookie(&client_cookie(CHECKOUT, value, Duration::hours(CHECKOUT_HOURS), true));
}

/// Saves the language chosen for the pages of `surface`, which is `/client` or `/admin`.
pub fn set_lang(lang: Lang, surface: &'static str) {
    append_cookie(&surface_cookie(
        surface,
        LANG,
        lang.tag().to_owned(),
        Duration::days(SETTINGS_DAYS),
        true,
    ));
}

/// Saves the choice of easy mode.
pub fn set_easy(easy: bool) {
    append_cookie(&client_cookie(EASY, easy.to_string(), Duration::days(SETTINGS_DAYS), true));
}

/// The language chosen on this phone, from a request's headers.
pub fn chosen_lang(headers: &HeaderMap, secure: bool) -> Option<Lang> {
    Lang::from_tag(&find_cookie(headers, &full_cookie_name(secure, LANG))?)
}

/// Whether easy mode is chosen on this phone, from a request's headers.
pub fn is_easy(headers: &HeaderMap, secure: bool) -> bool {
    find_cookie(headers, &full_cookie_name(secure, EASY)).is_some_and(|easy| easy == "true")
}

fn delete_cookie(name: &str) {
    append_cookie(&client_cookie(name, String::new(), Duration::ZERO, true));
}

fn client_cookie(name: &str, value: String, age: Duration, http_only: bool) -> String {
    surface_cookie("/client", name, value, age, http_only)
}

fn surface_cookie(
    surface: &str,
    name: &str,
    value: String,
    age: Duration,
    http_only: bool,
) -> String {
    let secure = request_context().secure;
    // A `__Host-` cookie requires the path `/`. Without HTTPS, both surfaces share one host, so the
    // path separates them.
    let path = if secure { "/" } else { surface };
    let cookie =
        Cookie::build((full_cookie_name(secure, name), value)).path(path).same_site(SameSite::Lax);
    cookie.max_age(age).http_only(http_only).secure(secure).build().encoded().to_string()
}
