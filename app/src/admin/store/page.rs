//! The store's settings as one form. A form that cannot be saved is shown again as typed, beside
//! the current values.

use crate::{
    admin::{
        page::PageHeader,
        store::{
            form::{RefusedStoreForm, WrongField},
            save_store::StoreForm,
            set_up_warnings::render_notices,
            warnings::store_warnings,
        },
        words::{page_words, store::StoreWords},
    },
    shared::{
        ssr::{
            TextArea, query_value, refusal_code, request_context, request_lang, set_status,
            typed_form,
        },
        ui::{OrderAction, PageProblem},
    },
};
use leptos::prelude::*;

/// The form's values for the languages offered to customers.
const LANGUAGES: [&str; 4] = ["ko,en", "en,ko", "ko", "en"];

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
    let words = &page_words().store;
    let common = &page_words().common;
    let Some(known) = request_context().gateway.known_menu() else {
        set_status(503);
        return view! {
            <PageHeader title=common.store_settings/>
            <main class="finding"><p class="problem" role="alert">{PageProblem::MenuUnknown.text_in(request_lang())}</p></main>
        }
        .into_any();
    };
    let store = &known.menu.store;
    let kept = StoreForm::from_store(store, known.menu.version);
    let (typed, wrong) = match typed_form() {
        // The form carries the current version, so saving it again overwrites the other change.
        Some(RefusedStoreForm { form, wrong }) => {
            (StoreForm { version: kept.version, ..form }, wrong)
        }
        None => (kept.clone(), None),
    };
    let fields = StoreFields { typed, kept, wrong, words };
    let problem = refusal_code().map(|code| {
        let text = match code.as_str() {
            "invalid_form" => common.invalid_form,
            "version_conflict" => common.changed_elsewhere,
            "invalid_menu" => words.invalid_menu,
            code => PageProblem::from_code(code, OrderAction::Step).text_in(request_lang()),
        };
        view! { <p class="problem" role="alert" data-code=code>{text}</p> }
    });
    view! {
        <PageHeader title=common.store_settings/>
        <main class="finding">
            {problem}
            {query_value("saved").map(|_| view! { <p class="done" role="status">{common.saved}</p> })}
            {render_notices(store_warnings(store))}
            <form method="post" action="/admin/store" class="settings">
                <input type="hidden" name="form[version]" value=fields.typed.version/>
                <fieldset>
                    <legend>{words.store}</legend>
                    {fields.render_text("name", words.name, |form| &form.name)}
                    {fields.render_text("name_en", words.name_en, |form| &form.name_en)}
                    {fields.render_text("address", words.address, |form| &form.address)}
                    {fields.render_text("address_en", words.address_en, |form| &form.address_en)}
                    {fields.render_text("phone", words.phone, |form| &form.phone)}
                    {fields.render_languages()}
                    {fields.render_zone()}
                </fieldset>
                <fieldset>
                    <legend>{words.hours}<small>{words.hours_hint}</small></legend>
                    {fields.render_week()}
                    {fields.render_exceptions()}
                    {fields.render_number("last_order_min", words.last_order, |form| &form.last_order_min)}
                    {fields.render_number("day_begins_hour", words.day_begins, |form| &form.day_begins_hour)}
                </fieldset>
                <fieldset>
                    <legend>{words.orders}</legend>
                    {fields.render_number("lead_min", words.lead, |form| &form.lead_min)}
                    {fields.render_number("slot_min", words.slot, |form| &form.slot_min)}
                    {fields.render_number("slot_orders", words.slot_orders, |form| &form.slot_orders)}
                    {fields.render_number("unattended_min", words.unattended, |form| &form.unattended_min)}
                    {fields.render_number("accept_min", words.accept, |form| &form.accept_min)}
                    {fields.render_number("hold_min", words.hold, |form| &form.hold_min)}
                    {fields.render_number("phone_orders", words.phone_orders, |form| &form.phone_orders)}
                    {fields.render_number("phone_cups", words.phone_cups, |form| &form.phone_cups)}
                    {fields.render_number("forget_days", words.forget, |form| &form.forget_days)}
                    <label class="choice"><input type="checkbox" name="form[auto_accept]" value="true" checked=fields.typed.auto_accept/><span class="name">{words.auto_accept}</span></label>
                </fieldset>
                <fieldset>
                    <legend>{words.lanes}<small>{words.lanes_hint}</small></legend>
                    {fields.render_lanes()}
                </fieldset>
                <fieldset>
                    <legend>{words.prices}</legend>
                    {fields.render_number("own_cup_discount", words.own_cup_discount, |form| &form.own_cup_discount)}
                    {fields.render_number("tax_percent", words.tax, |form| &form.tax_percent)}
                </fieldset>
                <button type="submit" class="primary">{request_lang().words().settings.save}</button>
            </form>
            <p><a class="quiet" href="/admin/poster">{words.poster.link}</a></p>
        </main>
    }
    .into_any()
}

/// Numeric keyboard on phones. The field accepts any text, since units around a number are read as
/// well.
const NUMBER: Option<&str> = Some("numeric");

/// State of the form.
struct StoreFields {
    typed: StoreForm,
    /// The store's current settings.
    kept: StoreForm,
    /// The field that cannot be saved.
    wrong: Option<WrongField>,
    words: &'static StoreWords,
}

impl StoreFields {
    fn render_text(
        &self,
        name: &'static str,
        label: &str,
        of: fn(&StoreForm) -> &String,
    ) -> AnyView {
        self.render_field(
            name,
            format!("form[{name}]"),
            label,
            of(&self.typed),
            of(&self.kept),
            None,
        )
    }

    fn render_number(
        &self,
        name: &'static str,
        label: &str,
        of: fn(&StoreForm) -> &String,
    ) -> AnyView {
        self.render_field(
            name,
            format!("form[{name}]"),
            label,
            of(&self.typed),
            of(&self.kept),
            NUMBER,
        )
    }

    fn render_languages(&self) -> AnyView {
        let words = self.words;
        let choice = |tags: &'static str| {
            view! { <option value=tags selected=self.typed.languages == tags>{(words.offer)(tags)}</option> }
        };
        view! {
            <div>
                <label class="field">
                    <span>{words.languages}</span>
                    <select name="form[languages]" aria-invalid=self.aria_invalid("languages")>{LANGUAGES.map(choice)}</select>
                </label>
                {self.render_current_value((words.offer)(&self.typed.languages), (words.offer)(&self.kept.languages))}
            </div>
        }
        .into_any()
    }

    fn render_zone(&self) -> AnyView {
        view! {
            <div class="wide">
                <label class="field">
                    <span>{self.words.zone}<small>{self.words.zone_hint}</small></span>
                    <input type="text" name="form[zone]" value=self.typed.zone.clone() list="zones" aria-invalid=self.aria_invalid("zone")/>
                </label>
                <datalist id="zones">{ZONES.map(|zone| view! { <option value=zone></option> })}</datalist>
                {self.render_current_value(&self.typed.zone, &self.kept.zone)}
            </div>
        }
        .into_any()
    }

    fn render_week(&self) -> AnyView {
        type TextOf = fn(&StoreForm) -> &String;
        let days: [(&'static str, TextOf); 7] = [
            ("mon", |form| &form.mon),
            ("tue", |form| &form.tue),
            ("wed", |form| &form.wed),
            ("thu", |form| &form.thu),
            ("fri", |form| &form.fri),
            ("sat", |form| &form.sat),
            ("sun", |form| &form.sun),
        ];
        let labelled = days.into_iter().zip(self.words.days);
        labelled
            .map(|((name, of), label)| self.render_text(name, label, of))
            .collect_view()
            .into_any()
    }

    /// The lanes with their number of workers, and empty fields for one more.
    fn render_lanes(&self) -> AnyView {
        let words = self.words;
        let lane = |at: usize| {
            let of = |all: &Vec<String>, none: &str| {
                all.get(at).map_or_else(|| none.to_owned(), Clone::clone)
            };
            let name = of(&self.typed.lanes, "");
            let (called, hands) = match self.kept.lanes.get(at) {
                None => (words.new_lane.to_owned(), words.new_workers.to_owned()),
                Some(kept) => ((words.lane)(at + 1), (words.workers)(kept)),
            };
            let names = self.render_field(
                "lanes",
                format!("form[lanes][{at}]"),
                &called,
                &name,
                &of(&self.kept.lanes, ""),
                None,
            );
            let typed = of(&self.typed.workers, "1");
            let kept = of(&self.kept.workers, "1");
            let hands = self.render_field(
                "workers",
                format!("form[workers][{at}]"),
                &hands,
                &typed,
                &kept,
                NUMBER,
            );
            view! { <div class="wide lane">{names}{hands}</div> }
        };
        let shown =
            self.typed.lanes.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last + 1);
        (0..=shown.max(self.kept.lanes.len())).map(lane).collect_view().into_any()
    }

    fn render_exceptions(&self) -> AnyView {
        let rows = self.typed.exceptions.lines().count().max(2) + 1;
        view! {
            <div class="wide">
                <label class="field">
                    <span>{self.words.exceptions}<small>{self.words.exceptions_hint}</small></span>
                    <TextArea name="form[exceptions]" rows text=self.typed.exceptions.clone() attr:aria-invalid=self.aria_invalid("exceptions")/>
                </label>
                {self.render_fault("exceptions")}
                {self.render_current_value(&self.typed.exceptions, &self.kept.exceptions)}
            </div>
        }
        .into_any()
    }

    fn render_field(
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
                    <input type="text" name=field value=typed.to_owned() inputmode=keyboard autocomplete="off" aria-invalid=self.aria_invalid(name)/>
                </label>
                {self.render_fault(name)}
                {self.render_current_value(typed, kept)}
            </div>
        }
        .into_any()
    }

    /// Why this field cannot be saved.
    fn render_fault(&self, name: &str) -> Option<impl IntoView + use<>> {
        let why = self.wrong.as_ref().filter(|(wrong, why)| *wrong == name && !why.is_empty());
        why.map(|(_, why)| view! { <p class="now">{why.clone()}</p> })
    }

    fn aria_invalid(&self, name: &str) -> Option<&'static str> {
        self.wrong.as_ref().is_some_and(|(wrong, _)| *wrong == name).then_some("true")
    }

    /// The store's current value, where the typed one differs.
    fn render_current_value(&self, typed: &str, kept: &str) -> Option<impl IntoView + use<>> {
        let shown = if kept.is_empty() { self.words.nothing } else { kept };
        (typed != kept).then(|| view! { <p class="now">{(self.words.now)(shown)}</p> })
    }
}
