//! The store's address and telephone number.

use crate::shared::{
    ssr::{request_context, request_lang},
    ui::foreign_tag,
};
use leptos::prelude::*;

/// Address and telephone number, where the store has set them.
#[component]
pub fn StoreAddress(
    /// Label before the address.
    #[prop(optional)]
    label: &'static str,
) -> impl IntoView {
    let known = request_context().gateway.known_menu()?;
    let tag = request_lang().tag();
    let address = &known.menu.store.address;
    let phone = known.menu.store.phone.clone();
    let place = address.in_language(tag).to_owned();
    if place.is_empty() && phone.is_empty() {
        return None;
    }
    let place = (!place.is_empty()).then(|| {
        view! { <span>{label} " " <span lang=foreign_tag(address, tag)>{place}</span></span> }
    });
    let call = (!phone.is_empty()).then(|| view! { <a href=tel_link(&phone)>{phone.clone()}</a> });
    Some(view! { <address class="place">{place}{call}</address> })
}

/// The number as a `tel:` link.
fn tel_link(phone: &str) -> String {
    let digits: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    format!("tel:{digits}")
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_tel_link_drops_the_separators_between_digits() {
        assert_eq!(super::tel_link("+82 (2) 123-4567"), "tel:+8221234567");
    }
}
