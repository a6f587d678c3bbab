//! Phones that are blocked from ordering.

use super::{orders_page::refused, page::Head};
use crate::{
    ssr::{context, query, time},
    ui::{Act, Lang, Problem},
};
use leptos::prelude::*;
use order_api::BlockedPhone;

/// `/admin/blocked`
#[component]
pub fn BlockedPage() -> impl IntoView {
    let context = context();
    let problem = query("problem").map(|code| {
        let words = Problem::of(&code, Act::Step).text(Lang::Ko);
        view! { <p class="problem" role="alert" data-code=code>{words}</p> }
    });
    let list = Suspend::new(async move {
        let zone = time::store_zone(&context.gateway);
        match context.gateway.blocked_phones().await {
            Ok(phones) if phones.is_empty() => {
                view! { <p role="status">"막아 둔 휴대폰이 없어요"</p> }.into_any()
            }
            Ok(phones) => {
                let rows = phones.iter().map(|phone| row(phone, &zone)).collect_view();
                view! { <ul class="devices">{rows}</ul> }.into_any()
            }
            Err(error) => refused(&context, &error).into_any(),
        }
    });
    view! {
        <Head title="막아 둔 휴대폰" to_orders=true/>
        <main class="finding">
            {problem}
            <Suspense>{list}</Suspense>
        </main>
    }
}

fn row(phone: &BlockedPhone, zone: &str) -> impl IntoView + use<> {
    let at = |at| time::day_and_time(at, zone, Lang::Ko);
    let by = phone.by.as_ref().map_or_else(|| "직원".to_owned(), |by| by.name.clone());
    let when = format!("{} {by} · {}까지", at(phone.since), at(phone.until));
    view! {
        <li>
            <a href=format!("/admin/orders/{}", phone.order)><strong>{phone.number}"번 주문"</strong></a>
            <small>{when}</small>
            <form method="post" action="/admin/api/orders/unblock">
                <input type="hidden" name="id" value=phone.order.to_string()/>
                <button type="submit" class="quiet" aria-label=format!("{}번 주문의 휴대폰 풀기", phone.number)>"풀기"</button>
            </form>
        </li>
    }
}
