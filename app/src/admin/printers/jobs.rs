//! Print jobs in staff's words, and the forms that create new ones.

use crate::{
    admin::words::{page_words, staff_words},
    shared::{
        ssr::{request_context, request_lang, time},
        ui::Lang,
    },
};
use leptos::prelude::*;
use order_api::{NewPrintJob, PrintFault, PrintJob, PrintState, PrinterId};

/// Why a job was not printed, and how to fix it.
pub fn fault_text(cause: PrintFault, lang: Lang) -> &'static str {
    (staff_words(lang).printers.cause)(cause)
}

/// Title of a job: the order's number, or a test print.
fn job_title(job: &PrintJob) -> String {
    let words = &page_words().printers;
    job.number.map_or_else(|| words.test.to_owned(), |number| (words.job)(number, job.copy > 0))
}

/// One job: order, printer, time, state, and the forms for a decision.
pub fn render_job_row(job: &PrintJob, zone: &str) -> impl IntoView + use<> {
    let lang = request_lang();
    let words = &page_words().printers;
    let name = job_title(job);
    let name = match job.order {
        Some(order) => view! { <a href=format!("/admin/orders/{order}")>{name}</a> }.into_any(),
        None => name.into_any(),
    };
    let shown_cause = job.cause.filter(|_| job.state != PrintState::Printed);
    let decision = job.state.needs_decision().then(|| render_decision(job));
    view! {
        <li class="job" data-state=job.state.as_str()>
            <strong>{name}</strong>
            <span>{job.printer_name.clone()}</span>
            <time>{time::clock_time(job.created_at, zone, lang)}</time>
            <span class="stands">{(words.state)(job.state)}</span>
            {shown_cause.map(|cause| view! { <span class="cause">{fault_text(cause, lang)}</span> })}
            {decision}
        </li>
    }
}

/// The forms for a decision: the paper has come out, or print again.
fn render_decision(job: &PrintJob) -> impl IntoView + use<> {
    let title = job_title(job);
    let words = &page_words().printers;
    let done = match job.state {
        PrintState::Failed => words.not_needed,
        _ => (words.state)(PrintState::Printed),
    };
    view! {
        <form method="post" action="/admin/api/print-jobs/done">
            <input type="hidden" name="id" value=job.id.to_string()/>
            <button type="submit" class="chip" aria-label=(words.act_on)(done, &title)>{done}</button>
        </form>
        <PrintForm printer=job.printer label=words.again about=title instead_of=job.id.to_string()/>
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
    let fresh = request_context().fresh_id;
    let thing = order.as_ref().or(instead_of.as_ref());
    let id = new_id(fresh, printer, thing.map_or("", String::as_str));
    let order = order.map(|order| {
        view! {
            <input type="hidden" name="order" value=order/>
            <input type="hidden" name="from_order" value="true"/>
        }
    });
    let name = (page_words().printers.act_on)(label, &about);
    view! {
        <form method="post" action="/admin/api/print-jobs">
            <input type="hidden" name="id" value=id.to_string()/>
            <input type="hidden" name="printer" value=printer.to_string()/>
            {order}
            {instead_of.map(|job| view! { <input type="hidden" name="instead_of" value=job/> })}
            <button type="submit" class="chip" aria-label=name>{label}</button>
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
pub(crate) fn parse_print_job(
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
