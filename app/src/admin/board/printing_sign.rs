//! The printers' state in one line for the board. `printing.js` loads it into the board's page, so
//! that the board never waits for printing.

use crate::{
    admin::{printers::jobs::fault_text, words::page_words},
    shared::ssr::request_context,
};
use gateway::PrintJobQuery;
use leptos::prelude::*;
use order_api::{PrintJob, PrintState};

/// Jobs counted at most; more are shown as "50 or more".
const MOST: u32 = 50;

/// `/admin/printers/sign`
#[component]
pub fn PrintingSignPage() -> impl IntoView {
    let context = request_context();
    let sign = Suspend::new(async move {
        let undecided = PrintJobQuery { order: None, undecided: true, limit: MOST };
        let newest = PrintJobQuery { undecided: false, ..undecided.clone() };
        let asked = futures::future::try_join(
            context.gateway.list_print_jobs(&undecided),
            context.gateway.list_print_jobs(&newest),
        );
        match asked.await {
            Ok((undecided, newest)) => {
                let words = printing_notice(undecided.jobs.len(), undecided.more, &newest.jobs);
                let is_well = words.is_none();
                view! {
                    <p id="printing" class="stale" role="status" hidden=is_well>
                        {words}" "<a href="/admin/printers">{page_words().panels.see_printers}</a>
                    </p>
                }
                .into_any()
            }
            // On failure the board keeps its last line; the gateway has logged the error.
            Err(_) => ().into_any(),
        }
    });
    view! { <main><Suspense>{sign}</Suspense></main> }
}

/// The number of jobs that need a decision, then the first printer's trouble; `None` when there is
/// neither.
fn printing_notice(undecided: usize, more: bool, newest: &[PrintJob]) -> Option<String> {
    let decisions = (undecided > 0).then(|| (page_words().panels.prints_to_check)(undecided, more));
    let stuck = newest.iter().find(|job| job.state == PrintState::Waiting && job.cause.is_some());
    let trouble = stuck.and_then(|job| {
        Some(format!(
            "{}: {}",
            job.printer_name,
            fault_text(job.cause?, crate::shared::ssr::request_lang())
        ))
    });
    let said: Vec<_> = decisions.into_iter().chain(trouble).collect();
    (!said.is_empty()).then(|| said.join(" · "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(state: &str, cause: Option<&str>) -> PrintJob {
        serde_json::from_value(serde_json::json!({
            "id": "01980000-0000-7000-8000-000000000001", "printer": "01980000-0000-7000-8000-000000000002",
            "printer_name": "바", "version": 2, "copy": 0, "state": state, "cause": cause, "tries": 1,
            "created_at": "2026-03-02T03:00:00Z", "changed_at": "2026-03-02T03:00:00Z"
        }))
        .unwrap()
    }

    #[test]
    fn the_sign_says_what_has_to_be_decided_and_which_printer_waits_for_what() {
        assert_eq!(printing_notice(0, false, &[job("printed", None), job("waiting", None)]), None);
        let stuck = [job("waiting", Some("paper_out"))];
        assert_eq!(printing_notice(0, false, &stuck).as_deref(), Some("바: 용지가 없어요."));
        assert_eq!(
            printing_notice(2, false, &stuck).as_deref(),
            Some("확인이 필요한 출력 2건 · 바: 용지가 없어요.")
        );
        assert_eq!(printing_notice(50, true, &[]).as_deref(), Some("확인이 필요한 출력 50건 이상"));
    }
}
