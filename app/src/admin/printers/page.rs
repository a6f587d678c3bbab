//! The store's printers: state, jobs that need a decision, and recent jobs. Plain forms.

use crate::{
    admin::{
        page::PageHeader,
        printers::{
            form::{paper_language, printer_warnings},
            jobs::{PrintForm, render_job_row},
            save_printer::PrinterForm,
        },
        store::set_up_warnings::render_notices,
        words::{page_words, printers::PrintersWords},
    },
    shared::{
        ssr::{
            RequestContext, query_value, reading_code, refusal_code, request_context, request_lang,
            set_status, time, typed_form,
        },
        ui::{Lang, OrderAction, PageProblem},
    },
};
use gateway::PrintJobQuery;
use leptos::prelude::*;
use order_api::{PaperWidth, PrintConfirmation, PrintJob, PrintJobs, PrintState, Printer};

/// Most jobs in each list; the page says when there are more.
const MOST: u32 = 50;

/// `/admin/printers`
#[component]
pub fn PrintersPage() -> impl IntoView {
    let context = request_context();
    let words = &page_words().printers;
    let typed: Option<PrinterForm> = typed_form();
    let page = Suspend::new(async move {
        let undecided = PrintJobQuery { order: None, undecided: true, limit: MOST };
        let newest = PrintJobQuery { undecided: false, ..undecided.clone() };
        let gateway = &context.gateway;
        let asked = futures::future::try_join3(
            gateway.list_printers(),
            gateway.list_print_jobs(&undecided),
            gateway.list_print_jobs(&newest),
        );
        match asked.await {
            Ok((printers, undecided, newest)) => {
                render_printers(&context, &printers, &undecided, &newest, typed).into_any()
            }
            Err(error) => {
                set_status(503);
                let problem = PageProblem::from_code(reading_code(&error), OrderAction::Step)
                    .text_in(request_lang());
                let typed = typed
                    .map(|typed| view! { <section class="printing">{render_printer_form(typed)}</section> });
                view! { <p class="problem" role="alert">{problem}</p>{typed} }.into_any()
            }
        }
    });
    view! {
        <PageHeader title=page_words().common.printers/>
        <main class="finding">
            {refusal_code().map(render_problem)}
            {query_value("saved").map(|_| view! { <p class="done" role="status">{page_words().common.saved}</p> })}
            {query_value("sent").map(|_| view! { <p class="done" role="status">{words.sent}</p> })}
            <Suspense>{page}</Suspense>
        </main>
    }
}

fn render_problem(code: String) -> impl IntoView {
    let words = &page_words().printers;
    let text = match code.as_str() {
        "invalid_printer_name" => words.invalid_name,
        "invalid_address" => words.invalid_address,
        "version_conflict" => page_words().common.changed_elsewhere,
        "too_many_printers" => words.too_many,
        "printer_off" => words.printer_off,
        "print_queue_full" => words.queue_full,
        "already_decided" => words.already_decided,
        code => PageProblem::from_code(code, OrderAction::Step).text_in(request_lang()),
    };
    view! { <p class="problem" role="alert" data-code=code>{text}</p> }
}

fn render_printers(
    context: &RequestContext,
    printers: &[Printer],
    undecided: &PrintJobs,
    newest: &PrintJobs,
    typed: Option<PrinterForm>,
) -> impl IntoView + use<> {
    let zone = time::store_zone(&context.gateway);
    let words = &page_words().printers;
    let list = |jobs: &[PrintJob], is_whole: bool| {
        let more = (!is_whole).then(|| view! { <p class="stale">{words.more}</p> });
        let rows = jobs.iter().map(|job| render_job_row(job, &zone)).collect_view();
        view! { <ul class="jobs">{rows}</ul>{more} }
    };
    let deciding = (!undecided.jobs.is_empty()).then(|| {
        view! {
            <section class="printing" aria-label=words.undecided>
                <h2>{words.check_paper}</h2>
                <p>{words.check_paper_hint}</p>
                {list(&undecided.jobs, !undecided.more)}
            </section>
        }
    });
    // Jobs that need a decision are in the list above.
    let lately: Vec<_> =
        newest.jobs.iter().filter(|job| !job.state.needs_decision()).cloned().collect();
    let is_typed = |id: &str| typed.as_ref().filter(|typed| typed.id == id).cloned();
    let cards = printers.iter().map(|printer| {
        let kept = PrinterForm::from_printer(printer);
        // The form carries the current version, so saving it again overwrites the other change.
        let version = kept.version;
        let typed = is_typed(&kept.id).map(|typed| PrinterForm { version, ..typed });
        render_printer_card(printer, &newest.jobs, typed.is_some(), typed.unwrap_or(kept))
    });
    let cards = cards.collect_view();
    let new = typed.filter(|typed| {
        typed.version == 0 && !printers.iter().any(|p| p.id.to_string() == typed.id)
    });
    let open = new.is_some() || printers.is_empty();
    let recent = (!lately.is_empty()).then(|| {
        view! { <section class="printing" aria-label=words.recent><h2>{words.recent}</h2>{list(&lately, !newest.more)}</section> }
    });
    let new = new.unwrap_or_else(|| PrinterForm::for_new_printer(context.fresh_id, request_lang()));
    view! {
        {deciding}
        {render_notices(printer_warnings(printers, &zone))}
        <section class="printing" aria-label=page_words().common.printers>{cards}</section>
        <details class="printer" open=open><summary>{words.add}</summary>{render_printer_form(new)}</details>
        {recent}
    }
}

/// The printer's state, as shown by its last jobs.
fn printer_status(
    printer: &Printer,
    newest: &[PrintJob],
    words: &PrintersWords,
) -> (&'static str, String) {
    if !printer.settings.enabled {
        return ("off", words.off.to_owned());
    }
    let mut own = newest.iter().filter(|job| job.printer == printer.id);
    let waiting = own.clone().filter(|job| job.state.is_pending()).count();
    if let Some(cause) =
        own.clone().find(|job| job.state == PrintState::Waiting).and_then(|job| job.cause)
    {
        return ("bad", (words.stuck)((words.cause)(cause), waiting));
    }
    match own.find(|job| !job.state.is_pending() && job.state != PrintState::Dropped) {
        None => ("good", words.unused.to_owned()),
        Some(job) => match job.cause.filter(|_| job.state != PrintState::Printed) {
            Some(cause) => ("bad", (words.last_failed)((words.cause)(cause))),
            None => ("good", words.well.to_owned()),
        },
    }
}

fn render_printer_card(
    printer: &Printer,
    newest: &[PrintJob],
    open: bool,
    form: PrinterForm,
) -> impl IntoView + use<> {
    let words = &page_words().printers;
    let (kind, condition) = printer_status(printer, newest, words);
    let id = printer.id;
    let name = printer.settings.name.clone();
    let test = printer
        .settings
        .enabled
        .then(|| view! { <PrintForm printer=id label=words.test about=name.clone()/> });
    view! {
        <article class="printer">
            <h2>{name.clone()}" "<small>{printer.settings.address.clone()}</small></h2>
            <p class="condition" data-kind=kind>{condition}</p>
            {test}
            <details open=open>
                <summary>{request_lang().words().settings.title}</summary>
                {render_printer_form(form)}
                <form method="post" action="/admin/api/printers/remove">
                    <input type="hidden" name="id" value=id.to_string()/>
                    <button type="submit" class="quiet" aria-label=(words.act_on)(words.remove, &name)>{words.remove}</button>
                </form>
            </details>
        </article>
    }
}

fn render_printer_form(form: PrinterForm) -> impl IntoView {
    let words = &page_words().printers;
    let check = |name: &'static str, label: &'static str, checked: bool| {
        view! {
            <label class="choice">
                <input type="checkbox" name=name value="true" checked=checked/>
                <span class="name">{label}</span>
            </label>
        }
    };
    let confirmation = |value: &'static str, of: PrintConfirmation| {
        view! { <option value=value selected={form.confirmation == of}>{(words.confirm_by)(of)}</option> }
    };
    let paper = |value: &'static str, of: PaperWidth| {
        view! { <option value=value selected={form.paper == of}>{(words.paper_width)(of)}</option> }
    };
    let languages = Lang::ALL.iter().map(|lang| {
        let tag = lang.tag();
        let is_chosen = form.language == paper_language(*lang);
        view! { <option value=tag lang=tag selected=is_chosen>{lang.words().name}</option> }
    });
    let languages = languages.collect_view();
    view! {
        <form method="post" action="/admin/printers" class="settings">
            <input type="hidden" name="form[id]" value=form.id/>
            <input type="hidden" name="form[version]" value=form.version/>
            <label class="field"><span>{page_words().common.name}</span><input type="text" name="form[name]" value=form.name maxlength="40" required autocomplete="off"/></label>
            <label class="field"><span>{words.address}<small>{words.address_hint}</small></span><input type="text" name="form[address]" value=form.address required autocomplete="off" inputmode="url"/></label>
            <label class="field">
                <span>{words.confirmation}<small>{words.confirmation_hint}</small></span>
                <select name="form[confirmation]">
                    {confirmation("process_id", PrintConfirmation::ProcessId)}
                    {confirmation("status", PrintConfirmation::Status)}
                </select>
            </label>
            <label class="field">
                <span>{words.paper}<small>{words.paper_hint}</small></span>
                <select name="form[paper]">
                    {paper("mm80", PaperWidth::Mm80)}
                    {paper("mm80_42", PaperWidth::Mm80Of42)}
                    {paper("mm58", PaperWidth::Mm58)}
                </select>
            </label>
            <label class="field">
                <span>{words.language}</span>
                <select name="form[language]">{languages}</select>
            </label>
            {check("form[on_accepted]", words.on_accepted, form.on_accepted)}
            {check("form[on_cancelled]", words.on_cancelled, form.on_cancelled)}
            {check("form[enabled]", words.enabled, form.enabled)}
            <button type="submit" class="primary">{request_lang().words().settings.save}</button>
        </form>
    }
}
