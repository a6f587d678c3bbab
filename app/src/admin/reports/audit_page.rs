//! Changes made by staff, newest first. Each service keeps its own list; a page merges the newest
//! of all lists and its address holds the position in each.

use crate::{
    admin::{
        orders::page::render_read_failure,
        page::PageHeader,
        words::{
            audit::{AuditPart, AuditWords},
            page_words, staff_words,
        },
    },
    shared::{
        ssr::{RequestContext, request_context, time},
        ui::Lang,
    },
};
use futures::future::join_all;
use gateway::{AuditSource, GatewayError};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use staff_api::AuditEvent;

/// Changes on one page.
const MOST: usize = 50;

/// The list's parameter in the address.
fn query_parameter(source: AuditSource) -> &'static str {
    match source {
        AuditSource::Menu => "menu",
        AuditSource::Order => "order",
        AuditSource::Staff => "staff",
    }
}

/// `/admin/audit?menu=&order=&staff=`
#[component]
pub fn AuditPage() -> impl IntoView {
    let context = request_context();
    let asked = use_query_map().get_untracked();
    let read = AuditSource::ALL.map(|source| {
        let before = asked.get(query_parameter(source)).and_then(|before| before.parse().ok());
        (source, before)
    });
    let list = Suspend::new(async move {
        match MergedAuditPage::read(&context, read).await {
            Ok(page) => page.render_page(&context).into_any(),
            Err(error) => render_read_failure(&context, &error).into_any(),
        }
    });
    view! {
        <PageHeader title=page_words().common.audit/>
        <main class="finding"><Suspense>{list}</Suspense></main>
    }
}

/// The newest changes of all lists.
struct MergedAuditPage {
    /// Services whose list could not be read.
    missing: Vec<AuditSource>,
    events: Vec<(AuditSource, AuditEvent)>,
    /// Query of the next page, with the position in each list; `None` on the last page.
    next: Option<String>,
}

impl MergedAuditPage {
    async fn read(
        context: &RequestContext,
        from: [(AuditSource, Option<i64>); AuditSource::ALL.len()],
    ) -> Result<Self, GatewayError> {
        let limit = u32::try_from(MOST).unwrap_or(u32::MAX);
        let lists =
            from.map(|(source, before)| context.gateway.fetch_audit_page(source, before, limit));
        let mut missing = Vec::new();
        let mut events = Vec::new();
        let mut more = false;
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
            Some(format!("{}={position}", query_parameter(*source)))
        });
        let next = more.then(|| positions.collect::<Vec<_>>().join("&"));
        Ok(Self { missing, events, next })
    }

    fn render_page(self, context: &RequestContext) -> impl IntoView + use<> {
        let zone = time::store_zone(&context.gateway);
        let words = &staff_words(context.lang).audit;
        let is_empty = self.events.is_empty() && self.missing.is_empty();
        let missing = self.missing.iter().map(|source| {
            view! { <p class="problem" role="alert">{(words.unreadable)((words.source)(*source))}</p> }
        });
        let missing = missing.collect_view();
        let rows = self
            .events
            .iter()
            .map(|(source, event)| render_event(*source, event, &zone, context.lang))
            .collect_view();
        view! {
            {missing}
            {is_empty.then(|| view! { <p role="status">{words.no_changes}</p> })}
            <ul class="audit">{rows}</ul>
            {self.next.map(|next| view! { <a class="quiet" href=format!("/admin/audit?{next}")>{words.older}</a> })}
        }
    }
}

fn render_event(
    source: AuditSource,
    event: &AuditEvent,
    zone: &str,
    lang: Lang,
) -> impl IntoView + use<> {
    let words = &staff_words(lang).audit;
    let automatic = staff_words(lang).orders.automatic;
    let who = event.actor.as_ref().map_or(automatic, |actor| &actor.name).to_owned();
    let value = |label: &'static str, text: &Option<String>| {
        text.as_deref()
            .map(|text| time::localize_timestamps(text, zone))
            .map(|text| view! { <p class="fine">{label}" "<code>{text}</code></p> })
    };
    view! {
        <li>
            <p><time>{time::day_and_time(event.at, zone, lang)}</time>" · "<strong>{who}</strong>" · "{(words.source)(source)}</p>
            <p>{describe_action(&event.action, words)}" "<small>{event.subject.clone()}</small></p>
            {value(words.before, &event.before)}
            {value(words.after, &event.after)}
        </li>
    }
}

/// The change in staff's words: subject and action, begun with a capital letter. Unknown parts stay
/// as they are.
fn describe_action(action: &str, words: &AuditWords) -> String {
    let parts = action
        .split('.')
        .map(|part| AuditPart::from_code(part).map_or(part, |part| (words.part)(part)));
    let mut action = parts.collect::<Vec<_>>().join(" ");
    if let Some(first) = action.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    action
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_told_in_words_and_an_unknown_one_as_it_is() {
        let told = |code| {
            Lang::ALL
                .iter()
                .map(|lang| describe_action(code, &staff_words(*lang).audit))
                .collect::<Vec<_>>()
        };
        assert_eq!(told("draft.item.change"), ["초안 메뉴 변경", "Draft item changed"]);
        assert_eq!(told("sign_in.wrong_pin"), ["로그인 틀림", "Sign-in with a wrong PIN"]);
        assert_eq!(told("option_group.turn"), ["옵션 묶음 turn", "Option group turn"]);
    }
}
