//! The store's printers: state, jobs that need a decision, and recent jobs. Plain forms.

use super::{
    page::Head,
    print_jobs::{PrintForm, cause_words, job_row},
    printer_form::printer_warnings,
    set_up_warnings::notices,
};
use crate::{
    api::PrinterForm,
    ssr::{Context, TypedForm, context, query, reading_code, refusal_code, refused_form, set_status, time},
    ui::{Act, Lang, Problem},
};
use gateway::PrintJobQuery;
use leptos::prelude::*;
use order_api::{Confirmation, PaperWidth, PrintJob, PrintJobs, PrintState, Printer};

/// Most jobs in each list; the page says when there are more.
const MOST: u32 = 50;

/// `/admin/printers`
#[component]
pub fn PrintersPage() -> impl IntoView {
    let context = context();
    let typed = match refused_form().map(|refused| refused.typed) {
        Some(TypedForm::Printer(typed)) => Some(typed),
        _ => None,
    };
    let page = Suspend::new(async move {
        let undecided = PrintJobQuery { order: None, undecided: true, limit: MOST };
        let newest = PrintJobQuery { undecided: false, ..undecided.clone() };
        let gateway = &context.gateway;
        let asked = futures::future::try_join3(
            gateway.printers(),
            gateway.print_jobs(&undecided),
            gateway.print_jobs(&newest),
        );
        match asked.await {
            Ok((printers, undecided, newest)) => {
                shown(&context, &printers, &undecided, &newest, typed).into_any()
            }
            Err(error) => {
                set_status(503);
                let problem = Problem::of(reading_code(&error), Act::Step).text(Lang::Ko);
                let typed = typed.map(|typed| view! { <section class="printing">{fields(typed)}</section> });
                view! { <p class="problem" role="alert">{problem}</p>{typed} }.into_any()
            }
        }
    });
    view! {
        <Head title="프린터"/>
        <main class="finding">
            {refusal_code().map(problem)}
            {query("saved").map(|_| view! { <p class="done" role="status">"저장했어요"</p> })}
            {query("sent").map(|_| view! { <p class="done" role="status">"프린터로 보냈어요"</p> })}
            <Suspense>{page}</Suspense>
        </main>
    }
}

fn problem(code: String) -> impl IntoView {
    let words = match code.as_str() {
        "invalid_printer_name" => "프린터 이름을 1~40자로 적어 주세요.",
        "invalid_address" => "주소를 매장 안의 IP로 적어 주세요. 예: 192.168.0.50:9100",
        "version_conflict" => "그사이 다른 곳에서 바뀌었어요. 지금 값을 확인하고 다시 저장해 주세요.",
        "too_many_printers" => "프린터는 16대까지 둘 수 있어요.",
        "printer_off" => "쓰지 않는 프린터예요. 먼저 켜 주세요.",
        "print_queue_full" => "이 프린터를 기다리는 출력이 너무 많아요.",
        "already_decided" => "그사이 다른 사람이 처리했어요.",
        code => Problem::of(code, Act::Step).text(Lang::Ko),
    };
    view! { <p class="problem" role="alert" data-code=code>{words}</p> }
}

fn shown(
    context: &Context,
    printers: &[Printer],
    undecided: &PrintJobs,
    newest: &PrintJobs,
    typed: Option<PrinterForm>,
) -> impl IntoView + use<> {
    let zone = time::store_zone(&context.gateway);
    let list = |jobs: &[PrintJob], is_whole: bool| {
        let more = (!is_whole).then(|| view! { <p class="stale">"더 오래된 것은 보이지 않아요"</p> });
        let rows = jobs.iter().map(|job| job_row(job, &zone)).collect_view();
        view! { <ul class="jobs">{rows}</ul>{more} }
    };
    let deciding = (!undecided.jobs.is_empty()).then(|| {
        view! {
            <section class="printing" aria-label="확인이 필요한 출력">
                <h2>"종이를 확인해 주세요"</h2>
                <p>"저절로 다시 출력하지 않아요. 종이가 나왔으면 ‘출력됨’, 아니면 ‘다시 출력’을 눌러 주세요."</p>
                {list(&undecided.jobs, !undecided.more)}
            </section>
        }
    });
    // Jobs that need a decision are in the list above.
    let lately: Vec<_> = newest.jobs.iter().filter(|job| !job.state.needs_decision()).cloned().collect();
    let is_typed = |id: &str| typed.as_ref().filter(|typed| typed.id == id).cloned();
    let cards = printers.iter().map(|printer| {
        let kept = PrinterForm::of(printer);
        // The form carries the current version, so saving it again overwrites the other change.
        let version = kept.version;
        let typed = is_typed(&kept.id).map(|typed| PrinterForm { version, ..typed });
        card(printer, &newest.jobs, typed.is_some(), typed.unwrap_or(kept))
    });
    let cards = cards.collect_view();
    let new =
        typed.filter(|typed| typed.version == 0 && !printers.iter().any(|p| p.id.to_string() == typed.id));
    let open = new.is_some() || printers.is_empty();
    let recent = (!lately.is_empty()).then(|| {
        view! { <section class="printing" aria-label="최근 출력"><h2>"최근 출력"</h2>{list(&lately, !newest.more)}</section> }
    });
    let new = new.unwrap_or_else(|| PrinterForm::fresh(context.fresh_id));
    view! {
        {deciding}
        {notices(printer_warnings(printers, &zone))}
        <section class="printing" aria-label="프린터">{cards}</section>
        <details class="printer" open=open><summary>"프린터 추가"</summary>{fields(new)}</details>
        {recent}
    }
}

/// The printer's state, as shown by its last jobs.
fn condition(printer: &Printer, newest: &[PrintJob]) -> (&'static str, String) {
    if !printer.settings.enabled {
        return ("off", "쓰지 않음".to_owned());
    }
    let mut own = newest.iter().filter(|job| job.printer == printer.id);
    let waiting = own.clone().filter(|job| job.state.is_pending()).count();
    if let Some(cause) = own.clone().find(|job| job.state == PrintState::Waiting).and_then(|job| job.cause) {
        return ("bad", format!("{} · {waiting}건 대기", cause_words(cause)));
    }
    match own.find(|job| !job.state.is_pending() && job.state != PrintState::Dropped) {
        None => ("good", "아직 출력한 것이 없어요".to_owned()),
        Some(job) => match job.cause.filter(|_| job.state != PrintState::Printed) {
            Some(cause) => ("bad", format!("지난 출력: {}", cause_words(cause))),
            None => ("good", "정상".to_owned()),
        },
    }
}

fn card(printer: &Printer, newest: &[PrintJob], open: bool, form: PrinterForm) -> impl IntoView + use<> {
    let (kind, words) = condition(printer, newest);
    let (id, name) = (printer.id, printer.settings.name.clone());
    let test = printer
        .settings
        .enabled
        .then(|| view! { <PrintForm printer=id label="시험 출력" about=name.clone()/> });
    view! {
        <article class="printer">
            <h2>{name.clone()}" "<small>{printer.settings.address.clone()}</small></h2>
            <p class="condition" data-kind=kind>{words}</p>
            {test}
            <details open=open>
                <summary>"설정"</summary>
                {fields(form)}
                <form method="post" action="/admin/api/printers/remove">
                    <input type="hidden" name="id" value=id.to_string()/>
                    <button type="submit" class="quiet" aria-label=format!("{name} 삭제")>"삭제"</button>
                </form>
            </details>
        </article>
    }
}

fn fields(form: PrinterForm) -> impl IntoView {
    let check = |name: &'static str, words: &'static str, checked: bool| {
        view! {
            <label class="choice">
                <input type="checkbox" name=name value="true" checked=checked/>
                <span class="name">{words}</span>
            </label>
        }
    };
    let confirmation = |value: &'static str, words: &'static str, of: Confirmation| {
        view! { <option value=value selected={form.confirmation == of}>{words}</option> }
    };
    let paper = |value: &'static str, words: &'static str, of: PaperWidth| {
        view! { <option value=value selected={form.paper == of}>{words}</option> }
    };
    view! {
        <form method="post" action="/admin/printers" class="settings">
            <input type="hidden" name="form[id]" value=form.id/>
            <input type="hidden" name="form[version]" value=form.version/>
            <label class="field"><span>"이름"</span><input type="text" name="form[name]" value=form.name maxlength="40" required autocomplete="off"/></label>
            <label class="field"><span>"주소"<small>"매장 안의 IP, 예: 192.168.0.50:9100"</small></span><input type="text" name="form[address]" value=form.address required autocomplete="off" inputmode="url"/></label>
            <label class="field">
                <span>"출력 확인"<small>"시험 출력이 ‘확인 필요’가 되면 바꿔 보세요"</small></span>
                <select name="form[confirmation]">
                    {confirmation("process_id", "출력 번호로 (엡손 등)", Confirmation::ProcessId)}
                    {confirmation("status", "상태로", Confirmation::Status)}
                </select>
            </label>
            <label class="field">
                <span>"용지 폭"<small>"시험 출력의 숫자 줄이 두 줄로 나오면 더 좁은 것으로 바꿔 주세요"</small></span>
                <select name="form[paper]">
                    {paper("mm80", "80 mm (48자)", PaperWidth::Mm80)}
                    {paper("mm80_42", "80 mm (42자)", PaperWidth::Mm80Of42)}
                    {paper("mm58", "58 mm (32자)", PaperWidth::Mm58)}
                </select>
            </label>
            {check("form[on_accepted]", "접수한 주문을 출력", form.on_accepted)}
            {check("form[on_cancelled]", "출력한 주문의 취소도 출력", form.on_cancelled)}
            {check("form[enabled]", "사용", form.enabled)}
            <button type="submit" class="primary">"저장"</button>
        </form>
    }
}
