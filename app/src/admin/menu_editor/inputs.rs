//! Inputs of an edit form, each with its messages.

use crate::{
    admin::{
        menu_editor::{
            edited_entity::EditedEntityKind,
            fields::{FieldKind, MenuField},
            form_state::{FormState, Texts},
        },
        words::{menu_editor::fields::FieldWords, page_words, staff_words},
    },
    shared::{
        ssr::{TextArea, request_lang},
        ui::Lang,
    },
};
use leptos::prelude::*;
use menu_api::Menu;
use order_api::paper_text::find_unprintable;

/// Everything that the inputs are rendered from.
pub struct FormInputs<'a> {
    pub sheet: &'a FormState,
    pub menu: &'a Menu,
    /// The menu's current texts.
    pub now: &'a Texts,
}

fn field_words() -> &'static FieldWords {
    &page_words().menu_editor.fields
}

impl FormInputs<'_> {
    pub fn render_inputs(&self) -> AnyView {
        self.sheet
            .place
            .form_fields()
            .into_iter()
            .map(|field| self.render_field(field))
            .collect_view()
            .into_any()
    }

    fn render_field(&self, field: &'static MenuField) -> AnyView {
        let note = format!("{}-note", field.path);
        let is_wrong = self.sheet.wrong.iter().any(|path| path == field.path);
        let wrong = is_wrong
            .then(|| view! { <p class="now" id=note.clone()>{self.describe_fault(field)}</p> });
        let wide =
            matches!(field.kind, FieldKind::Lines | FieldKind::Allergens | FieldKind::Groups);
        let input = match field.kind {
            FieldKind::Allergens => self.render_allergens(field),
            FieldKind::Groups => self.render_groups(field),
            FieldKind::Flag => self.render_checkbox(field),
            _ => self.render_labelled_input(field, is_wrong, note),
        };
        view! { <div class:wide=wide data-field=field.path>{input}{wrong}{self.unprintable_notice(field)}{self.render_conflict(field)}</div> }
            .into_any()
    }

    /// Why the typed text cannot be read, or that the menu service refused it.
    fn describe_fault(&self, field: &MenuField) -> String {
        match field.parse_value(&self.typed_text(field), self.menu) {
            Err(invalid) => field.explain_invalid(&invalid, self.menu, request_lang()),
            Ok(_) => field_words().refused.to_owned(),
        }
    }

    /// Characters of a name that printers lack; names are printed on every ticket.
    fn unprintable_notice(&self, field: &MenuField) -> Option<impl IntoView + use<>> {
        let is_printed = field.kind == FieldKind::Name
            && !matches!(
                self.sheet.place.what,
                EditedEntityKind::Category | EditedEntityKind::Group
            );
        let missing = find_unprintable(&self.typed_text(field)).join(" ");
        (is_printed && !missing.is_empty())
            .then(|| view! { <p class="now">{(field_words().unprintable)(&missing)}</p> })
    }

    fn typed_text(&self, field: &MenuField) -> String {
        self.sheet.typed.get(field.path).cloned().unwrap_or_default()
    }

    fn render_labelled_input(
        &self,
        field: &'static MenuField,
        is_wrong: bool,
        note: String,
    ) -> AnyView {
        let name = field.path;
        let value = self.typed_text(field);
        let invalid = is_wrong.then_some("true");
        let note = is_wrong.then_some(note);
        let input = match field.kind {
            FieldKind::Lines => {
                view! { <TextArea name text=value attr:lang=foreign_language(field) attr:aria-invalid=invalid attr:aria-describedby=note/> }
                    .into_any()
            }
            FieldKind::Category | FieldKind::Lane | FieldKind::Sale => render_select(field, &value, field.valid_choices(self.menu, request_lang())),
            kind => {
                let (kind, mode) = match kind {
                    FieldKind::Day => ("date", None),
                    FieldKind::Number(..) | FieldKind::Perhaps(..) | FieldKind::Amount(..) => ("text", Some("numeric")),
                    _ => ("text", None),
                };
                view! { <input type=kind name=name value=value inputmode=mode lang=foreign_language(field) autocomplete="off" aria-invalid=invalid aria-describedby=note/> }
                    .into_any()
            }
        };
        view! { <label class="field"><span>{render_label(field)}</span>{input}</label> }.into_any()
    }

    fn render_checkbox(&self, field: &'static MenuField) -> AnyView {
        let checked = self.typed_text(field) == "true";
        view! {
            <label class="choice"><input type="checkbox" name=field.path value="true" checked=checked/><span class="name">{field.label(request_lang())}</span></label>
        }
        .into_any()
    }

    fn render_allergens(&self, field: &'static MenuField) -> AnyView {
        let typed = self.typed_text(field);
        let choice = |(id, name): (String, String)| {
            let checked = typed.split(',').any(|other| other == id);
            view! { <label class="choice"><input type="checkbox" name=field.path value=id checked=checked/><span class="name">{name}</span></label> }
        };
        let choices =
            field.valid_choices(self.menu, request_lang()).into_iter().map(choice).collect_view();
        view! { <fieldset class="ticks"><legend>{field.label(request_lang())}</legend>{choices}</fieldset> }
            .into_any()
    }

    /// The chosen groups in the sequence in which customers are asked, then the others.
    fn render_groups(&self, field: &'static MenuField) -> AnyView {
        let typed = self.typed_text(field);
        let chosen: Vec<&str> = typed.split(',').filter(|id| !id.is_empty()).collect();
        let name_of = |id: &str| display_text(field, id, self.menu, request_lang());
        let moves = &page_words().menu_editor;
        let row = |id: String, is_chosen: bool| {
            let name = name_of(&id);
            let button = |way: &'static str, sign: &'static str, label: String| {
                view! { <button type="submit" class="quiet" name="move" value=format!("{id}:{way}") formnovalidate aria-label=label>{sign}</button> }
            };
            let buttons = is_chosen.then(|| {
                (
                    button("up", "↑", (moves.move_up)(&name)),
                    button("down", "↓", (moves.move_down)(&name)),
                )
            });
            view! {
                <li>
                    <label class="choice"><input type="checkbox" name=field.path value=id.clone() checked=is_chosen/><span class="name">{name.clone()}</span></label>
                    {buttons}
                </li>
            }
        };
        let others = self.menu.option_groups.iter().map(|group| group.id.to_string());
        let others: Vec<_> = others.filter(|id| !chosen.contains(&id.as_str())).collect();
        let rows = chosen
            .iter()
            .map(|id| row((*id).to_owned(), true))
            .chain(others.into_iter().map(|id| row(id, false)));
        view! {
            <fieldset class="ticks"><legend>{field.label(request_lang())}<small>{field_words().groups_hint}</small></legend><ul>{rows.collect_view()}</ul></fieldset>
        }
        .into_any()
    }

    /// A conflict: the opened, the current and the typed text.
    fn render_conflict(&self, field: &'static MenuField) -> Option<AnyView> {
        let opened = self.sheet.conflicts.get(field.path)?;
        let now = self.now.get(field.path).map_or("", String::as_str);
        let value = |text: &str| display_text(field, text, self.menu, request_lang());
        let words = field_words();
        Some(
            view! {
                <div class="conflict" role="group" aria-label=(words.conflict)(field.label(request_lang()))>
                    <dl>
                        <div><dt>{words.opened}</dt><dd>{value(opened)}</dd></div>
                        <div><dt>{words.current}</dt><dd>{value(now)}</dd></div>
                        <div><dt>{words.typed}</dt><dd>{value(&self.typed_text(field))}</dd></div>
                    </dl>
                    <button type="submit" class="quiet" name="take" value=field.path formnovalidate>{words.take_current}</button>
                    <p>{words.keep_typed}</p>
                </div>
            }
            .into_any(),
        )
    }
}

fn render_label(field: &'static MenuField) -> AnyView {
    let hint = Some(field.hint(request_lang())).filter(|hint| !hint.is_empty());
    view! { {field.label(request_lang())}{hint.map(|hint| view! { <small>{hint}</small> })} }
        .into_any()
}

/// The language of a text field, if it is not the page's.
fn foreign_language(field: &'static MenuField) -> Option<&'static str> {
    let (_, tag) = field.path.split_once('.')?;
    (tag != request_lang().tag()).then_some(tag)
}

/// Includes a value that the menu no longer offers, so that no other choice is made silently.
fn render_select(
    field: &'static MenuField,
    value: &str,
    mut choices: Vec<(String, String)>,
) -> AnyView {
    if !choices.iter().any(|(id, _)| id == value) {
        choices.push((value.to_owned(), value.to_owned()));
    }
    let choice = |(id, words): (String, String)| {
        let selected = id == value;
        view! { <option value=id selected=selected>{words}</option> }
    };
    view! { <select name=field.path>{choices.into_iter().map(choice).collect_view()}</select> }
        .into_any()
}

/// A field's text as staff read it.
pub fn display_text(field: &MenuField, text: &str, menu: &Menu, lang: Lang) -> String {
    let words = &staff_words(lang).menu_editor.fields;
    let choices = field.valid_choices(menu, lang);
    let name = |id: &str| {
        let named = choices.iter().find(|(other, _)| other == id);
        named.map_or_else(|| id.to_owned(), |(_, name)| name.clone())
    };
    let shown = match field.kind {
        FieldKind::Flag => if text == "true" { words.yes } else { words.no }.to_owned(),
        FieldKind::Groups | FieldKind::Allergens => {
            text.split(',').map(name).collect::<Vec<_>>().join(", ")
        }
        _ => name(text),
    };
    if shown.is_empty() { words.none.to_owned() } else { shown }
}
