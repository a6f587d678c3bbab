//! Export and import of the menu as a table. An import first lists its changes and every fault by
//! row. Saving then applies exactly these changes, to the version that was shown, or nothing.

use super::{
    book::Book,
    draft,
    form::{EditHead, MOST_BYTES, TOO_LARGE, book, out_of_reach, problem, unknown},
    import::{Plan, read_apart},
    submit::is_conflict,
};
use crate::ssr::{PageScript, TypedForm, menu_code, query, refused_form, set_status};
use gateway::{Edit, Gateway};
use leptos::prelude::*;
use std::sync::Arc;

/// Result of an import.
#[derive(Debug, Clone)]
pub enum Imported {
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
    plan: Plan,
    /// Why it was not saved; `None` if that was not asked for.
    pub code: Option<String>,
}

/// Compares `table` with the menu, and saves it if `seen` is the current version and there are no
/// faults.
pub async fn import(gateway: &Gateway, table: String, seen: Option<i64>) -> Option<Imported> {
    let (book, table) = (Book::open(gateway).await?, Arc::<str>::from(table));
    let plan = read_apart(&table, &book.menu).await;
    let version = book.menu.version;
    let shown = |code: Option<&str>, version, plan| {
        let code = code.map(str::to_owned);
        Some(Imported::Shown(Arc::new(ImportPreview { table: table.clone(), version, plan, code })))
    };
    if seen.is_none() || !plan.faults.is_empty() {
        return shown(None, version, plan);
    }
    if seen != Some(version) {
        return shown(Some("menu_changed"), version, plan);
    }
    match book.edit(gateway, &Edit::Content(plan.content.clone())).await {
        Ok(()) => Some(Imported::Done(plan.changes.len())),
        Err(error) if is_conflict(&error) => {
            let menu = book.again(gateway).await.menu;
            shown(Some("menu_changed"), menu.version, read_apart(&table, &menu).await)
        }
        Err(error) => shown(Some(menu_code(&error)), version, plan),
    }
}

/// `/admin/menu/csv`
#[component]
pub fn CsvPage() -> impl IntoView {
    let Some(book) = book() else { return unknown() };
    let shown = match refused_form().map(|refused| refused.typed) {
        Some(TypedForm::MenuTable(shown)) => Some(shown),
        _ => None,
    };
    view! {
        <EditHead title="메뉴를 표로".to_owned() to="/admin/menu".to_owned()/>
        <main class="finding editing">
            {out_of_reach(&book)}
            {draft::notice(&book)}
            {query("problem").as_deref().map(file_problem)}
            {query("saved").filter(|_| shown.is_none()).map(|count| view! { <p class="done" role="status">"저장했어요: "{count}"가지가 바뀌었어요"</p> })}
            {shown.as_deref().map(dry_run)}
            <section class="part">
                <h2>"내려받기"<a class="quiet" href="/admin/menu.csv" download="">"CSV 파일 받기"</a></h2>
                <p>"지금 메뉴 전체예요. 스프레드시트에서 고친 다음 아래에서 올리세요. 표에서 지운 줄은 메뉴에서도 지워지고, 줄의 순서가 메뉴의 순서가 돼요."</p>
            </section>
            <section class="part">
                <h2>"올리기"</h2>
                <form method="post" action="/admin/menu/csv" enctype="multipart/form-data">
                    <label class="field">
                        <span>"CSV 파일이나 엑셀 파일(.xlsx)"</span>
                        <input type="file" name="table" accept=".csv,.tsv,.txt,.xlsx,text/csv" required data-most=MOST_BYTES data-too-large=TOO_LARGE/>
                    </label>
                    <button type="submit" class="primary">"미리 보기"</button>
                </form>
                <PageScript name="upload.js" defer=true/>
                <p>"아직 아무것도 저장하지 않아요. 무엇이 바뀌는지 먼저 보여 드려요."</p>
            </section>
        </main>
    }
    .into_any()
}

fn file_problem(code: &str) -> AnyView {
    let words = match code {
        "no_file" => "올릴 파일을 골라 주세요.",
        "unknown_encoding" => {
            "글자를 읽을 수 없는 파일이에요. ‘CSV UTF-8’이나 엑셀 파일(.xlsx)로 저장해서 다시 올려 주세요."
        }
        "old_workbook" => "예전 형식의 엑셀 파일(.xls)이에요. .xlsx나 CSV로 저장해서 다시 올려 주세요.",
        "no_workbook" => {
            "표로 읽을 수 없는 파일이에요. 엑셀 파일(.xlsx)이나 CSV로 저장해서 다시 올려 주세요."
        }
        "table_too_large" => "메뉴보다 훨씬 큰 파일이에요. 첫 번째 시트에 메뉴 표만 남기고 다시 올려 주세요.",
        code => return problem(code),
    };
    view! { <p class="problem" role="alert" data-code=code.to_owned()>{words}</p> }.into_any()
}

fn dry_run(shown: &ImportPreview) -> AnyView {
    let ImportPreview { table, version, plan, code } = shown;
    let line = |(at, words): &(u64, String)| {
        let at = if *at == 0 { "–".to_owned() } else { format!("{at}번째 줄") };
        view! { <li><span>{at}</span><span>{words.clone()}</span></li> }
    };
    let faults = plan.faults.iter().map(line).collect_view();
    let changes = plan.changes.iter().map(line).collect_view();
    let (count, wrong) = (plan.changes.len(), plan.faults.len());
    let words = match code.as_deref() {
        Some("menu_changed") => Some(
            view! { <p class="problem" role="alert" data-code="menu_changed">"그사이 메뉴가 바뀌어서 저장하지 않았어요. 지금 메뉴와 다시 견주었으니 확인하고 눌러 주세요."</p> }.into_any(),
        ),
        code => code.map(problem),
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
                <button type="submit" class="primary">{format!("{count}가지를 이대로 저장")}</button>
            </form>
        }
    });
    view! {
        {words}
        <section class="part dry-run" aria-label="미리 보기">
            {(wrong > 0).then(|| view! {
                <h2>{format!("고칠 곳 {wrong}군데")}</h2>
                <p class="problem" role="alert">"고쳐서 다시 올려 주세요. 아무것도 저장하지 않았어요."</p>
                <ol class="faults">{faults}</ol>
            })}
            <h2>{if count == 0 { "바뀌는 것이 없어요".to_owned() } else { format!("바뀌는 것 {count}가지") }}</h2>
            <ol class="changes">{changes}</ol>
            {apply}
        </section>
    }
    .into_any()
}
