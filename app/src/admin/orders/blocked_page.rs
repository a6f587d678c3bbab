//! Phones that are blocked from ordering.

use crate::{
    admin::{
        orders::page::render_read_failure,
        page::PageHeader,
        words::{page_words, staff_words},
    },
    shared::{
        ssr::{query_value, request_context, time},
        ui::{Lang, OrderAction, PageProblem},
    },
};
use leptos::prelude::*;
use order_api::BlockedPhone;

/// `/admin/blocked`
#[component]
pub fn BlockedPage() -> impl IntoView {
    let context = request_context();
    let words = &page_words().orders;
    let problem = query_value("problem").map(|code| {
        let problem = PageProblem::from_code(&code, OrderAction::Step).text_in(context.lang);
        view! { <p class="problem" role="alert" data-code=code>{problem}</p> }
    });
    let list = Suspend::new(async move {
        let zone = time::store_zone(&context.gateway);
        match context.gateway.list_blocked_phones().await {
            Ok(phones) if phones.is_empty() => {
                view! { <p role="status">{words.none_blocked}</p> }.into_any()
            }
            Ok(phones) => {
                let rows = phones
                    .iter()
                    .map(|phone| render_blocked_phone(phone, &zone, context.lang))
                    .collect_view();
                view! { <ul class="devices">{rows}</ul> }.into_any()
            }
            Err(error) => render_read_failure(&context, &error).into_any(),
        }
    });
    view! {
        <PageHeader title=page_words().common.blocked_phones to_orders=true/>
        <main class="finding">
            {problem}
            <Suspense>{list}</Suspense>
        </main>
    }
}

fn render_blocked_phone(phone: &BlockedPhone, zone: &str, lang: Lang) -> impl IntoView + use<> {
    let words = &staff_words(lang).orders;
    let at = |at| time::day_and_time(at, zone, lang);
    let by = phone.by.as_ref().map_or(words.staff, |by| &by.name);
    let when = (words.blocked)(&at(phone.since), by, &at(phone.until));
    view! {
        <li>
            <a href=format!("/admin/orders/{}", phone.order)><strong>{(words.order_number)(phone.number)}</strong></a>
            <small>{when}</small>
            <form method="post" action="/admin/api/orders/unblock">
                <input type="hidden" name="id" value=phone.order.to_string()/>
                <button type="submit" class="quiet" aria-label=(words.unblock_phone)(phone.number)>{words.unblock}</button>
            </form>
        </li>
    }
}
