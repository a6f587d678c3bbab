//! Print jobs in staff's words, and the forms that create new ones.

use crate::{
    ssr::{context, time},
    ui::Lang,
};
use leptos::prelude::*;
use order_api::{NewPrintJob, PrintFault, PrintJob, PrintState, PrinterId};

/// Why a job was not printed, and how to fix it.
pub fn cause_words(cause: PrintFault) -> &'static str {
    match cause {
        PrintFault::Unreachable => "프린터에 연결할 수 없어요. 전원과 네트워크를 확인해 주세요.",
        PrintFault::Refused => "프린터가 연결을 받지 않아요. 주소와 포트를 확인해 주세요.",
        PrintFault::NoAnswer => "프린터가 상태를 알려 주지 않아요. 껐다 켜 보세요.",
        PrintFault::PaperOut => "용지가 없어요.",
        PrintFault::CoverOpen => "덮개가 열려 있어요.",
        PrintFault::PrinterError => "프린터에 오류가 있어요. 칼날과 용지 걸림을 확인해 주세요.",
        PrintFault::Offline => "프린터가 오프라인이에요.",
        PrintFault::ConnectionLost => "출력하는 중에 연결이 끊겼어요.",
        PrintFault::Unconfirmed => "보냈지만 출력했다는 답이 없었어요.",
        PrintFault::Interrupted => "출력하는 중에 서비스가 다시 시작됐어요.",
        PrintFault::SwitchedOff => "프린터를 쓰지 않음으로 해 두었어요.",
    }
}

/// The state of a job.
pub fn state_words(state: PrintState) -> &'static str {
    match state {
        PrintState::Waiting => "대기",
        PrintState::Claimed => "프린터 확인 중",
        PrintState::Sending => "출력 중",
        PrintState::Printed => "출력됨",
        PrintState::Unknown => "확인 필요",
        PrintState::Failed => "출력 못 함",
        PrintState::Settled => "처리함",
        PrintState::Dropped => "필요 없어짐",
    }
}

/// Title of a job: the order's number, or a test print.
fn what(job: &PrintJob) -> String {
    let copy = if job.copy > 0 { " · 재출력" } else { "" };
    match job.number {
        Some(number) => format!("{number}번{copy}"),
        None => "시험 출력".to_owned(),
    }
}

/// One job: order, printer, time, state, and the forms for a decision.
pub fn job_row(job: &PrintJob, zone: &str) -> impl IntoView + use<> {
    let name = what(job);
    let name = match job.order {
        Some(order) => view! { <a href=format!("/admin/orders/{order}")>{name}</a> }.into_any(),
        None => name.into_any(),
    };
    let shown_cause = job.cause.filter(|_| job.state != PrintState::Printed);
    let decision = job.state.needs_decision().then(|| decision(job));
    view! {
        <li class="job" data-state=job.state.as_str()>
            <strong>{name}</strong>
            <span>{job.printer_name.clone()}</span>
            <time>{time::clock_time(job.created_at, zone, Lang::Ko)}</time>
            <span class="stands">{state_words(job.state)}</span>
            {shown_cause.map(|cause| view! { <span class="cause">{cause_words(cause)}</span> })}
            {decision}
        </li>
    }
}

/// The forms for a decision: the paper has come out, or print again.
fn decision(job: &PrintJob) -> impl IntoView + use<> {
    let what = what(job);
    let done = if job.state == PrintState::Failed { "필요 없음" } else { "출력됨" };
    view! {
        <form method="post" action="/admin/api/print-jobs/done">
            <input type="hidden" name="id" value=job.id.to_string()/>
            <button type="submit" class="chip" aria-label=format!("{what} {done}")>{done}</button>
        </form>
        <PrintForm printer=job.printer label="다시 출력" about=what instead_of=job.id.to_string()/>
    }
}

/// A button that creates one print job, however often it is pressed: the form carries the job's id.
#[component]
pub fn PrintForm(
    /// The printer.
    printer: PrinterId,
    /// Label of the button.
    label: &'static str,
    /// Subject of the button, for screen readers.
    #[prop(into)]
    about: String,
    /// The order to print, when the button is on the order's page.
    #[prop(optional, into)]
    order: Option<String>,
    /// Id of the job that this one replaces.
    #[prop(optional, into)]
    instead_of: Option<String>,
) -> impl IntoView {
    // The id differs between the forms of a page; the same form sent twice has the same id.
    let (fresh, thing) = (context().fresh_id, order.as_ref().or(instead_of.as_ref()));
    let id = new_id(fresh, printer, thing.map_or("", String::as_str));
    let order = order.map(|order| {
        view! {
            <input type="hidden" name="order" value=order/>
            <input type="hidden" name="from_order" value="true"/>
        }
    });
    view! {
        <form method="post" action="/admin/api/print-jobs">
            <input type="hidden" name="id" value=id.to_string()/>
            <input type="hidden" name="printer" value=printer.to_string()/>
            {order}
            {instead_of.map(|job| view! { <input type="hidden" name="instead_of" value=job/> })}
            <button type="submit" class="chip" aria-label=format!("{about} {label}")>{label}</button>
        </form>
    }
}

/// Id of the print job for one form of the page.
fn new_id(fresh: uuid::Uuid, printer: PrinterId, thing: &str) -> uuid::Uuid {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    let mut hasher = DefaultHasher::new();
    (printer, thing).hash(&mut hasher);
    uuid::Uuid::from_u128(fresh.as_u128() ^ u128::from(hasher.finish() >> 8))
}

/// The print job that a form asks for; `None` when a field cannot be parsed.
pub(crate) fn print_job(
    id: &str,
    printer: &str,
    order: Option<&str>,
    instead_of: Option<&str>,
) -> Option<NewPrintJob> {
    Some(NewPrintJob {
        id: id.parse().ok()?,
        printer: printer.parse().ok()?,
        order: order.map(str::parse).transpose().ok()?,
        instead_of: instead_of.map(str::parse).transpose().ok()?,
    })
}
