//! Export and import of the menu as a table. An import first lists its changes and every fault by
//! row. Saving then applies exactly these changes, to the version that was shown, or nothing.

use crate::{
    admin::{
        menu_editor::{
            draft,
            edit_target::EditTarget,
            form::{
                EditorHeader, MOST_BYTES, render_menu_unknown, render_problem,
                render_unavailable_notice, require_edit_target,
            },
            import::{ImportPlan, plan_import_async},
            submit::is_conflict,
        },
        words::page_words,
    },
    shared::{
        ssr::{PageScript, menu_code, query_value, set_status, typed_form},
        ui::Lang,
    },
};
use gateway::{Gateway, MenuEdit};
use leptos::prelude::*;
use std::sync::Arc;

/// Result of an import.
#[derive(Debug, Clone)]
pub enum ImportOutcome {
    /// Saved, with this many changes.
    Done(usize),
    /// To be reviewed.
    Shown(Arc<ImportPreview>),
}

/// A table and its differences from the menu.
#[derive(Debug)]
pub struct ImportPreview {
    table: Arc<str>,
    /// Version of the menu that it was compared with.
    version: i64,
    plan: ImportPlan,
    /// Why it was not saved; `None` if that was not asked for.
    pub code: Option<String>,
}

/// Compares `table` with the menu, and saves it if `seen` is the current version and there are no
/// faults. Differences and faults are in `lang`.
pub async fn import_table(
    gateway: &Gateway,
    table: String,
    seen: Option<i64>,
    lang: Lang,
) -> Option<ImportOutcome> {
    let book = EditTarget::load(gateway).await?;
    let table = Arc::<str>::from(table);
    let plan = plan_import_async(&table, &book.menu, lang).await;
    let version = book.menu.version;
    let shown = |code: Option<&str>, version, plan| {
        let code = code.map(str::to_owned);
        Some(ImportOutcome::Shown(Arc::new(ImportPreview {
            table: table.clone(),
            version,
            plan,
            code,
        })))
    };
    if seen.is_none() || !plan.faults.is_empty() {
        return shown(None, version, plan);
    }
    if seen != Some(version) {
        return shown(Some("menu_changed"), version, plan);
    }
    match book.send_edit(gateway, &MenuEdit::Content(plan.content.clone())).await {
        Ok(()) => Some(ImportOutcome::Done(plan.changes.len())),
        Err(error) if is_conflict(&error) => {
            let menu = book.reload(gateway).await.menu;
            shown(Some("menu_changed"), menu.version, plan_import_async(&table, &menu, lang).await)
        }
        Err(error) => shown(Some(menu_code(&error)), version, plan),
    }
}

/// `/admin/menu/csv`
#[component]
pub fn CsvPage() -> impl IntoView {
    let Some(book) = require_edit_target() else { return render_menu_unknown() };
    let shown: Option<Arc<ImportPreview>> = typed_form();
    let words = &page_words().menu_editor.import;
    let too_large = page_words().menu_editor.file_too_large;
    view! {
        <EditorHeader title=words.title to="/admin/menu".to_owned()/>
        <main class="finding editing">
            {render_unavailable_notice(&book)}
            {draft::render_draft_notice(&book)}
            {query_value("problem").as_deref().map(render_file_problem)}
            {query_value("saved").filter(|_| shown.is_none()).map(|count| view! { <p class="done" role="status">{(words.saved)(&count)}</p> })}
            {shown.as_deref().map(render_import_preview)}
            <section class="part">
                <h2>{words.download}<a class="quiet" href="/admin/menu.csv" download="">{words.download_csv}</a></h2>
                <p>{words.download_hint}</p>
            </section>
            <section class="part">
                <h2>{words.upload}</h2>
                <form method="post" action="/admin/menu/csv" enctype="multipart/form-data">
                    <label class="field">
                        <span>{words.table_file}</span>
                        <input type="file" name="table" accept=".csv,.tsv,.txt,.xlsx,text/csv" required data-most=MOST_BYTES data-too-large=too_large/>
                    </label>
                    <button type="submit" class="primary">{words.preview}</button>
                </form>
                <PageScript name="upload.js" defer=true/>
                <p>{words.upload_hint}</p>
            </section>
        </main>
    }
    .into_any()
}

fn render_file_problem(code: &str) -> AnyView {
    let words = &page_words().menu_editor.import;
    let why = match code {
        "no_file" => words.no_file,
        "unknown_encoding" => words.unknown_encoding,
        "old_workbook" => words.old_workbook,
        "no_workbook" => words.no_workbook,
        "table_too_large" => words.table_too_large,
        code => return render_problem(code),
    };
    view! { <p class="problem" role="alert" data-code=code.to_owned()>{why}</p> }.into_any()
}

fn render_import_preview(shown: &ImportPreview) -> AnyView {
    let ImportPreview { table, version, plan, code } = shown;
    let words = &page_words().menu_editor.import;
    let line = |(at, text): &(u64, String)| {
        let at = if *at == 0 { "–".to_owned() } else { (words.row)(*at) };
        view! { <li><span>{at}</span><span>{text.clone()}</span></li> }
    };
    let faults = plan.faults.iter().map(line).collect_view();
    let changes = plan.changes.iter().map(line).collect_view();
    let count = plan.changes.len();
    let wrong = plan.faults.len();
    let why = match code.as_deref() {
        Some("menu_changed") => Some(
            view! { <p class="problem" role="alert" data-code="menu_changed">{words.menu_changed}</p> }
                .into_any(),
        ),
        code => code.map(render_problem),
    };
    set_status(match (code.as_deref(), wrong) {
        (Some("menu_unavailable"), _) => 503,
        (Some("menu_changed"), _) => 409,
        (None, 0) => 200,
        _ => 422,
    });
    let apply = (wrong == 0 && count > 0).then(|| {
        view! {
            <form method="post" action="/admin/menu/csv" enctype="multipart/form-data">
                <input type="hidden" name="version" value=*version/>
                <input type="hidden" name="table" value=table.to_string()/>
                <button type="submit" class="primary">{(words.apply)(count)}</button>
            </form>
        }
    });
    view! {
        {why}
        <section class="part dry-run" aria-label=words.preview>
            {(wrong > 0).then(|| view! {
                <h2>{(words.faults)(wrong)}</h2>
                <p class="problem" role="alert">{words.faults_hint}</p>
                <ol class="faults">{faults}</ol>
            })}
            <h2>{(words.changes)(count)}</h2>
            <ol class="changes">{changes}</ol>
            {apply}
        </section>
    }
    .into_any()
}
