//! Changes made by staff, newest first. Each service keeps its own list; a page merges the newest
//! of all lists and its address holds the position in each.

use super::{orders_page::refused, page::Head};
use crate::{
    ssr::{Context, context, time},
    ui::Lang,
};
use futures::future::join_all;
use gateway::{AuditSource, GatewayError};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use member_api::AuditEvent;

/// Changes on one page.
const MOST: usize = 50;

/// The list's parameter in the address, and its name in staff's words.
fn source_name(source: AuditSource) -> (&'static str, &'static str) {
    match source {
        AuditSource::Menu => ("menu", "메뉴·매장"),
        AuditSource::Order => ("order", "주문·프린터"),
        AuditSource::Member => ("member", "직원·기기"),
    }
}

/// `/admin/audit?menu=&order=&member=`
#[component]
pub fn AuditPage() -> impl IntoView {
    let context = context();
    let asked = use_query_map().get_untracked();
    let read = AuditSource::ALL.map(|source| {
        let before = asked.get(source_name(source).0).and_then(|before| before.parse().ok());
        (source, before)
    });
    let list = Suspend::new(async move {
        match Page::read(&context, read).await {
            Ok(page) => page.view(&context).into_any(),
            Err(error) => refused(&context, &error).into_any(),
        }
    });
    view! {
        <Head title="변경 기록"/>
        <main class="finding"><Suspense>{list}</Suspense></main>
    }
}

/// The newest changes of all lists.
struct Page {
    /// Services whose list could not be read.
    missing: Vec<AuditSource>,
    events: Vec<(AuditSource, AuditEvent)>,
    /// Query of the next page, with the position in each list; `None` on the last page.
    next: Option<String>,
}

impl Page {
    async fn read(
        context: &Context,
        from: [(AuditSource, Option<i64>); AuditSource::ALL.len()],
    ) -> Result<Self, GatewayError> {
        let limit = u32::try_from(MOST).unwrap_or(u32::MAX);
        let lists = from.map(|(source, before)| context.gateway.audit(source, before, limit));
        let (mut missing, mut events, mut more) = (Vec::new(), Vec::new(), false);
        for ((source, _), list) in from.iter().zip(join_all(lists).await) {
            match list {
                Ok(list) => {
                    more |= list.more;
                    events.extend(list.events.into_iter().map(|event| (*source, event)));
                }
                Err(error) if error.refusal_code().is_some() => return Err(error),
                Err(_) => missing.push(*source),
            }
        }
        events.sort_by_key(|(_, event)| std::cmp::Reverse(event.at));
        more |= events.len() > MOST;
        events.truncate(MOST);
        let positions = from.iter().filter_map(|(source, before)| {
            let read = events.iter().filter(|(of, _)| of == source).map(|(_, event)| event.id);
            let position = read.min().or(*before)?;
            Some(format!("{}={position}", source_name(*source).0))
        });
        let next = more.then(|| positions.collect::<Vec<_>>().join("&"));
        Ok(Self { missing, events, next })
    }

    fn view(self, context: &Context) -> impl IntoView + use<> {
        let zone = time::store_zone(&context.gateway);
        let is_empty = self.events.is_empty() && self.missing.is_empty();
        let missing = self.missing.iter().map(|source| {
            let name = source_name(*source).1;
            view! { <p class="problem" role="alert">{format!("{name}: 지금은 읽을 수 없어요. 잠시 뒤 다시 열어 주세요.")}</p> }
        });
        let missing = missing.collect_view();
        let rows = self.events.iter().map(|(source, event)| row(*source, event, &zone)).collect_view();
        view! {
            {missing}
            {is_empty.then(|| view! { <p role="status">"바뀐 것이 없어요"</p> })}
            <ul class="audit">{rows}</ul>
            {self.next.map(|next| view! { <a class="quiet" href=format!("/admin/audit?{next}")>"더 오래된 기록"</a> })}
        }
    }
}

fn row(source: AuditSource, event: &AuditEvent, zone: &str) -> impl IntoView + use<> {
    let who = event.actor.as_ref().map_or_else(|| "자동".to_owned(), |actor| actor.name.clone());
    let value = |label: &'static str, text: &Option<String>| {
        text.as_deref()
            .map(|text| time::on_store_clock(text, zone))
            .map(|text| view! { <p class="fine">{label}" "<code>{text}</code></p> })
    };
    view! {
        <li>
            <p><time>{time::day_and_time(event.at, zone, Lang::Ko)}</time>" · "<strong>{who}</strong>" · "{source_name(source).1}</p>
            <p>{action(&event.action)}" "<small>{event.subject.clone()}</small></p>
            {value("전", &event.before)}
            {value("후", &event.after)}
        </li>
    }
}

/// The change in staff's words: subject and action. Unknown parts stay as they are.
fn action(action: &str) -> String {
    let words = |part: &str| match part {
        "draft" => "초안",
        "store" => "매장 설정",
        "category" => "분류",
        "item" => "메뉴",
        "option_group" => "옵션 묶음",
        "option" => "옵션",
        "printer" => "프린터",
        "print" => "출력",
        "phone" => "휴대폰",
        "person" => "직원",
        "device" => "기기",
        "pin" => "PIN",
        "sign_in" => "로그인",
        "sign_out" => "로그아웃",
        "lock" => "잠금",
        "enrol" => "등록",
        "wrong_pin" => "틀림",
        "order" => "주문",
        "add" => "추가",
        "change" => "변경",
        "remove" => "삭제",
        "arrange" => "순서",
        "availability" => "판매 상태",
        "open" => "열기",
        "publish" => "적용",
        "drop" => "버리기",
        "again" => "다시",
        "settle" => "처리",
        "block" => "막기",
        "unblock" => "풀기",
        "erase" => "손님 정보 지우기",
        _ => "",
    };
    let parts: Vec<_> = action
        .split('.')
        .map(|part| Some(words(part)).filter(|word| !word.is_empty()).unwrap_or(part))
        .collect();
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_told_in_words_and_an_unknown_one_as_it_is() {
        assert_eq!(action("draft.item.change"), "초안 메뉴 변경");
        assert_eq!(action("person.pin.wrong_pin"), "직원 PIN 틀림");
        assert_eq!(action("wheel.turn"), "wheel turn");
    }
}
