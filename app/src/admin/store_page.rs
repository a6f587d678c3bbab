//! The store's settings as one form. A form that cannot be saved is shown again as typed, beside
//! the current values.

use super::{page::Head, set_up_warnings::notices, store_form::WrongField, store_warnings::store_warnings};
use crate::{
    api::StoreForm,
    ssr::{TextArea, TypedForm, context, query, refusal_code, refused_form, set_status},
    ui::{Act, Lang, Problem},
};
use leptos::prelude::*;

const DAYS: [(&str, &str); 7] =
    [("mon", "월"), ("tue", "화"), ("wed", "수"), ("thu", "목"), ("fri", "금"), ("sat", "토"), ("sun", "일")];

/// Languages offered to customers: the form's value, and its name for staff.
const LANGUAGES: [(&str, &str); 4] = [
    ("ko,en", "한국어와 영어 (기본 한국어)"),
    ("en,ko", "영어와 한국어 (기본 영어)"),
    ("ko", "한국어만"),
    ("en", "영어만"),
];

/// Suggestions; any other IANA time zone can be typed.
const ZONES: [&str; 12] = [
    "Asia/Seoul",
    "Asia/Tokyo",
    "Asia/Shanghai",
    "Asia/Taipei",
    "Asia/Hong_Kong",
    "Asia/Singapore",
    "Asia/Bangkok",
    "Asia/Ho_Chi_Minh",
    "Australia/Sydney",
    "Europe/London",
    "America/New_York",
    "America/Los_Angeles",
];

/// `/admin/store`
#[component]
pub fn StorePage() -> impl IntoView {
    let Some(known) = context().gateway.menu() else {
        set_status(503);
        return view! {
            <Head title="매장 설정"/>
            <main class="finding"><p class="problem" role="alert">{Problem::MenuUnknown.text(Lang::Ko)}</p></main>
        }
        .into_any();
    };
    let store = &known.menu.store;
    let kept = StoreForm::of(store, known.menu.version);
    let (typed, wrong) = match refused_form().map(|refused| refused.typed) {
        // The form carries the current version, so saving it again overwrites the other change.
        Some(TypedForm::Store(typed, wrong)) => (StoreForm { version: kept.version, ..*typed }, wrong),
        _ => (kept.clone(), None),
    };
    let fields = Fields { typed, kept, wrong };
    let problem = refusal_code().map(|code| {
        let words = match code.as_str() {
            "invalid_form" => "표시된 칸을 확인해 주세요. 입력한 내용은 그대로 있어요.",
            "version_conflict" => "그사이 다른 곳에서 바뀌었어요. 지금 값을 확인하고 다시 저장해 주세요.",
            "invalid_menu" => "저장할 수 없는 값이 있어요. 표시된 칸과 시간·숫자의 범위를 확인해 주세요.",
            code => Problem::of(code, Act::Step).text(Lang::Ko),
        };
        view! { <p class="problem" role="alert" data-code=code>{words}</p> }
    });
    view! {
        <Head title="매장 설정"/>
        <main class="finding">
            {problem}
            {query("saved").map(|_| view! { <p class="done" role="status">"저장했어요"</p> })}
            {notices(store_warnings(store))}
            <form method="post" action="/admin/store" class="settings">
                <input type="hidden" name="form[version]" value=fields.typed.version/>
                <fieldset>
                    <legend>"매장"</legend>
                    {fields.text("name", "이름", |form| &form.name)}
                    {fields.text("name_en", "영어 이름", |form| &form.name_en)}
                    {fields.text("address", "주소", |form| &form.address)}
                    {fields.text("address_en", "영어 주소", |form| &form.address_en)}
                    {fields.text("phone", "전화번호", |form| &form.phone)}
                    {fields.languages()}
                    {fields.zone()}
                </fieldset>
                <fieldset>
                    <legend>"영업시간"<small>"07:30-11:00, 12:00-22:00처럼 적어요. 8시~22시, 18:00-02:00처럼 적어도 되고, 비우면 쉬는 날이에요."</small></legend>
                    {fields.week()}
                    {fields.exceptions()}
                    {fields.number("last_order_min", "주문 마감(문 닫기 몇 분 전, 0이면 닫기 전에 준비할 수 있을 때까지)", |form| &form.last_order_min)}
                    {fields.number("day_begins_hour", "영업일이 바뀌는 시각(0–12시, 밤에 여는 매장은 문 닫은 뒤로)", |form| &form.day_begins_hour)}
                </fieldset>
                <fieldset>
                    <legend>"주문"</legend>
                    {fields.number("lead_min", "가장 짧은 예상 시간(분)", |form| &form.lead_min)}
                    {fields.number("slot_min", "예약 간격(분, 0이면 받지 않음)", |form| &form.slot_min)}
                    {fields.number("slot_orders", "한 시간대의 예약 주문 수(0이면 제한 없음)", |form| &form.slot_orders)}
                    {fields.number("unattended_min", "카운터 화면이 꺼지면 멈추기까지(분, 0이면 멈추지 않음)", |form| &form.unattended_min)}
                    {fields.number("accept_min", "접수를 기다리는 시간(분)", |form| &form.accept_min)}
                    {fields.number("hold_min", "찾아가기를 기다리는 시간(분)", |form| &form.hold_min)}
                    {fields.number("phone_orders", "손님 한 명의 접수 전 주문 수(0이면 제한 없음)", |form| &form.phone_orders)}
                    {fields.number("phone_cups", "손님 한 명이 한꺼번에 주문할 수 있는 잔 수(0이면 제한 없음)", |form| &form.phone_cups)}
                    {fields.number("forget_days", "끝난 주문의 이름과 요청 사항을 지우기까지(일)", |form| &form.forget_days)}
                    <label class="choice"><input type="checkbox" name="form[auto_accept]" value="true" checked=fields.typed.auto_accept/><span class="name">"주문을 자동으로 접수"</span></label>
                </fieldset>
                <fieldset>
                    <legend>"만드는 곳"<small>"그곳에서 일하는 사람 수로 예상 시간을 계산해요. 이름을 지우면 없어지는데, 메뉴를 만드는 곳은 지울 수 없어요."</small></legend>
                    {fields.lanes()}
                </fieldset>
                <fieldset>
                    <legend>"가격"</legend>
                    {fields.number("own_cup_discount", "개인 컵 할인", |form| &form.own_cup_discount)}
                    {fields.number("tax_percent", "부가세율(%)", |form| &form.tax_percent)}
                </fieldset>
                <button type="submit" class="primary">"저장"</button>
            </form>
            <p><a class="quiet" href="/admin/poster">"주문 QR 포스터"</a></p>
        </main>
    }
    .into_any()
}

/// Numeric keyboard on phones. The field accepts any text, since units around a number are read as
/// well.
const NUMBER: Option<&str> = Some("numeric");

/// State of the form.
struct Fields {
    typed: StoreForm,
    /// The store's current settings.
    kept: StoreForm,
    /// The field that cannot be saved.
    wrong: Option<WrongField>,
}

impl Fields {
    fn text(&self, name: &'static str, label: &str, of: fn(&StoreForm) -> &String) -> AnyView {
        self.field(name, format!("form[{name}]"), label, of(&self.typed), of(&self.kept), None)
    }

    fn number(&self, name: &'static str, label: &str, of: fn(&StoreForm) -> &String) -> AnyView {
        self.field(name, format!("form[{name}]"), label, of(&self.typed), of(&self.kept), NUMBER)
    }

    fn languages(&self) -> AnyView {
        let words =
            |tags: &String| LANGUAGES.iter().find(|(known, _)| known == tags).map_or("", |(_, words)| words);
        let choice = |(tags, words): (&'static str, &'static str)| {
            view! { <option value=tags selected=self.typed.languages == tags>{words}</option> }
        };
        view! {
            <div>
                <label class="field">
                    <span>"손님 화면의 언어"</span>
                    <select name="form[languages]" aria-invalid=self.is_wrong("languages")>{LANGUAGES.map(choice)}</select>
                </label>
                {self.now(words(&self.typed.languages), words(&self.kept.languages))}
            </div>
        }
        .into_any()
    }

    fn zone(&self) -> AnyView {
        view! {
            <div class="wide">
                <label class="field">
                    <span>"시간대"<small>"영업시간, 영업일과 모든 시각이 이곳 시계를 따라요. 받아 둔 주문의 번호와 영업일은 그대로예요. 프린터는 프린터 설정을 다시 저장해야 바뀌어요."</small></span>
                    <input type="text" name="form[zone]" value=self.typed.zone.clone() list="zones" aria-invalid=self.is_wrong("zone")/>
                </label>
                <datalist id="zones">{ZONES.map(|zone| view! { <option value=zone></option> })}</datalist>
                {self.now(&self.typed.zone, &self.kept.zone)}
            </div>
        }
        .into_any()
    }

    fn week(&self) -> AnyView {
        let of: [fn(&StoreForm) -> &String; 7] = [
            |form| &form.mon,
            |form| &form.tue,
            |form| &form.wed,
            |form| &form.thu,
            |form| &form.fri,
            |form| &form.sat,
            |form| &form.sun,
        ];
        DAYS.into_iter()
            .zip(of)
            .map(|((name, label), of)| self.text(name, label, of))
            .collect_view()
            .into_any()
    }

    /// The lanes with their number of workers, and empty fields for one more.
    fn lanes(&self) -> AnyView {
        let lane = |at: usize| {
            let of =
                |all: &Vec<String>, none: &str| all.get(at).map_or_else(|| none.to_owned(), Clone::clone);
            let name = of(&self.typed.lanes, "");
            let (called, hands) = match self.kept.lanes.get(at) {
                None => ("새로운 곳".to_owned(), "새로운 곳에서 일하는 사람".to_owned()),
                Some(kept) => (format!("{}번째 곳", at + 1), format!("{kept}에서 일하는 사람")),
            };
            let names = self.field(
                "lanes",
                format!("form[lanes][{at}]"),
                &called,
                &name,
                &of(&self.kept.lanes, ""),
                None,
            );
            let (typed, kept) = (of(&self.typed.workers, "1"), of(&self.kept.workers, "1"));
            let hands = self.field("workers", format!("form[workers][{at}]"), &hands, &typed, &kept, NUMBER);
            view! { <div class="wide lane">{names}{hands}</div> }
        };
        let shown = self.typed.lanes.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last + 1);
        (0..=shown.max(self.kept.lanes.len())).map(lane).collect_view().into_any()
    }

    fn exceptions(&self) -> AnyView {
        let rows = self.typed.exceptions.lines().count().max(2) + 1;
        view! {
            <div class="wide">
                <label class="field">
                    <span>"특별한 날"<small>"한 줄에 하루씩: 2026-12-25 휴무, 2026-12-24 09:00-15:00"</small></span>
                    <TextArea name="form[exceptions]" rows text=self.typed.exceptions.clone() attr:aria-invalid=self.is_wrong("exceptions")/>
                </label>
                {self.why("exceptions")}
                {self.now(&self.typed.exceptions, &self.kept.exceptions)}
            </div>
        }
        .into_any()
    }

    fn field(
        &self,
        name: &str,
        field: String,
        label: &str,
        typed: &str,
        kept: &str,
        keyboard: Option<&'static str>,
    ) -> AnyView {
        view! {
            <div>
                <label class="field">
                    <span>{label.to_owned()}</span>
                    <input type="text" name=field value=typed.to_owned() inputmode=keyboard autocomplete="off" aria-invalid=self.is_wrong(name)/>
                </label>
                {self.why(name)}
                {self.now(typed, kept)}
            </div>
        }
        .into_any()
    }

    /// Why this field cannot be saved.
    fn why(&self, name: &str) -> Option<impl IntoView + use<>> {
        let why = self.wrong.as_ref().filter(|(wrong, why)| *wrong == name && !why.is_empty());
        why.map(|(_, why)| view! { <p class="now">{why.clone()}</p> })
    }

    fn is_wrong(&self, name: &str) -> Option<&'static str> {
        self.wrong.as_ref().is_some_and(|(wrong, _)| *wrong == name).then_some("true")
    }

    /// The store's current value, where the typed one differs.
    fn now(&self, typed: &str, kept: &str) -> Option<impl IntoView + use<>> {
        let shown = if kept.is_empty() { "없음" } else { kept };
        (typed != kept).then(|| view! { <p class="now">{format!("지금: {shown}")}</p> })
    }
}
