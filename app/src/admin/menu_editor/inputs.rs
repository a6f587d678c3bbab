//! Inputs of an edit form, each with its messages.

use crate::{
    admin::{
        menu_editor::{
            edited_entity::What,
            fields::{Field, Kind},
            form_state::{Sheet, Texts},
        },
        words::{menu_editor::fields::FieldWords, page_words, staff_words},
    },
    shared::{
        ssr::{TextArea, lang},
        ui::Lang,
    },
};
use leptos::prelude::*;
use menu_api::Menu;
use order_api::paper_text::unprintable;

/// Everything that the inputs are rendered from.
pub struct Inputs<'a> {
    pub sheet: &'a Sheet,
    pub menu: &'a Menu,
    /// The menu's current texts.
    pub now: &'a Texts,
}

fn words() -> &'static FieldWords {
    &page_words().menu_editor.fields
}

impl Inputs<'_> {
    pub fn all(&self) -> AnyView {
        self.sheet.place.fields().into_iter().map(|field| self.field(field)).collect_view().into_any()
    }

    fn field(&self, field: &'static Field) -> AnyView {
        let note = format!("{}-note", field.path);
        let is_wrong = self.sheet.wrong.iter().any(|path| path == field.path);
        let wrong = is_wrong.then(|| view! { <p class="now" id=note.clone()>{self.mending(field)}</p> });
        let wide = matches!(field.kind, Kind::Lines | Kind::Allergens | Kind::Groups);
        let input = match field.kind {
            Kind::Allergens => self.allergens(field),
            Kind::Groups => self.groups(field),
            Kind::Flag => self.flag(field),
            _ => self.labelled(field, is_wrong, note),
        };
        view! { <div class:wide=wide data-field=field.path>{input}{wrong}{self.unprintable(field)}{self.conflict(field)}</div> }
            .into_any()
    }

    /// Why the typed text cannot be read, or that the menu service refused it.
    fn mending(&self, field: &Field) -> String {
        match field.value(&self.typed(field), self.menu) {
            Err(invalid) => field.refusal(&invalid, self.menu, lang()),
            Ok(_) => words().refused.to_owned(),
        }
    }

    /// Characters of a name that printers lack; names are printed on every ticket.
    fn unprintable(&self, field: &Field) -> Option<impl IntoView + use<>> {
        let is_printed =
            field.kind == Kind::Name && !matches!(self.sheet.place.what, What::Category | What::Group);
        let missing = unprintable(&self.typed(field)).join(" ");
        (is_printed && !missing.is_empty())
            .then(|| view! { <p class="now">{(words().unprintable)(&missing)}</p> })
    }

    fn typed(&self, field: &Field) -> String {
        self.sheet.typed.get(field.path).cloned().unwrap_or_default()
    }

    fn labelled(&self, field: &'static Field, is_wrong: bool, note: String) -> AnyView {
        let (name, value) = (field.path, self.typed(field));
        let (invalid, note) = (is_wrong.then_some("true"), is_wrong.then_some(note));
        let input = match field.kind {
            Kind::Lines => {
                view! { <TextArea name text=value attr:lang=foreign(field) attr:aria-invalid=invalid attr:aria-describedby=note/> }
                    .into_any()
            }
            Kind::Category | Kind::Lane | Kind::Sale => select(field, &value, field.choices(self.menu, lang())),
            kind => {
                let (kind, mode) = match kind {
                    Kind::Day => ("date", None),
                    Kind::Number(..) | Kind::Perhaps(..) | Kind::Amount(..) => ("text", Some("numeric")),
                    _ => ("text", None),
                };
                view! { <input type=kind name=name value=value inputmode=mode lang=foreign(field) autocomplete="off" aria-invalid=invalid aria-describedby=note/> }
                    .into_any()
            }
        };
        view! { <label class="field"><span>{label(field)}</span>{input}</label> }.into_any()
    }

    fn flag(&self, field: &'static Field) -> AnyView {
        let checked = self.typed(field) == "true";
        view! {
            <label class="choice"><input type="checkbox" name=field.path value="true" checked=checked/><span class="name">{field.label(lang())}</span></label>
        }
        .into_any()
    }

    fn allergens(&self, field: &'static Field) -> AnyView {
        let typed = self.typed(field);
        let choice = |(id, name): (String, String)| {
            let checked = typed.split(',').any(|other| other == id);
            view! { <label class="choice"><input type="checkbox" name=field.path value=id checked=checked/><span class="name">{name}</span></label> }
        };
        let choices = field.choices(self.menu, lang()).into_iter().map(choice).collect_view();
        view! { <fieldset class="ticks"><legend>{field.label(lang())}</legend>{choices}</fieldset> }
            .into_any()
    }

    /// The chosen groups in the sequence in which customers are asked, then the others.
    fn groups(&self, field: &'static Field) -> AnyView {
        let typed = self.typed(field);
        let chosen: Vec<&str> = typed.split(',').filter(|id| !id.is_empty()).collect();
        let name_of = |id: &str| shown(field, id, self.menu, lang());
        let moves = &page_words().menu_editor;
        let row = |id: String, is_chosen: bool| {
            let name = name_of(&id);
            let button = |way: &'static str, sign: &'static str, label: String| {
                view! { <button type="submit" class="quiet" name="move" value=format!("{id}:{way}") formnovalidate aria-label=label>{sign}</button> }
            };
            let buttons = is_chosen.then(|| {
                (button("up", "↑", (moves.move_up)(&name)), button("down", "↓", (moves.move_down)(&name)))
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
            <fieldset class="ticks"><legend>{field.label(lang())}<small>{words().groups_hint}</small></legend><ul>{rows.collect_view()}</ul></fieldset>
        }
        .into_any()
    }

    /// A conflict: the opened, the current and the typed text.
    fn conflict(&self, field: &'static Field) -> Option<AnyView> {
        let opened = self.sheet.conflicts.get(field.path)?;
        let now = self.now.get(field.path).map_or("", String::as_str);
        let value = |text: &str| shown(field, text, self.menu, lang());
        let words = words();
        Some(
            view! {
                <div class="conflict" role="group" aria-label=(words.conflict)(field.label(lang()))>
                    <dl>
                        <div><dt>{words.opened}</dt><dd>{value(opened)}</dd></div>
                        <div><dt>{words.current}</dt><dd>{value(now)}</dd></div>
                        <div><dt>{words.typed}</dt><dd>{value(&self.typed(field))}</dd></div>
                    </dl>
                    <button type="submit" class="quiet" name="take" value=field.path formnovalidate>{words.take_current}</button>
                    <p>{words.keep_typed}</p>
                </div>
            }
            .into_any(),
        )
    }
}

fn label(field: &'static Field) -> AnyView {
    let hint = Some(field.hint(lang())).filter(|hint| !hint.is_empty());
    view! { {field.label(lang())}{hint.map(|hint| view! { <small>{hint}</small> })} }.into_any()
}

/// The language of a text field, if it is not the page's.
fn foreign(field: &'static Field) -> Option<&'static str> {
    let (_, tag) = field.path.split_once('.')?;
    (tag != lang().tag()).then_some(tag)
}

/// Includes a value that the menu no longer offers, so that no other choice is made silently.
fn select(field: &'static Field, value: &str, mut choices: Vec<(String, String)>) -> AnyView {
    if !choices.iter().any(|(id, _)| id == value) {
        choices.push((value.to_owned(), value.to_owned()));
    }
    let choice = |(id, words): (String, String)| {
        let selected = id == value;
        view! { <option value=id selected=selected>{words}</option> }
    };
    view! { <select name=field.path>{choices.into_iter().map(choice).collect_view()}</select> }.into_any()
}

/// A field's text as staff read it.
pub fn shown(field: &Field, text: &str, menu: &Menu, lang: Lang) -> String {
    let words = &staff_words(lang).menu_editor.fields;
    let choices = field.choices(menu, lang);
    let name = |id: &str| {
        let named = choices.iter().find(|(other, _)| other == id);
        named.map_or_else(|| id.to_owned(), |(_, name)| name.clone())
    };
    let shown = match field.kind {
        Kind::Flag => if text == "true" { words.yes } else { words.no }.to_owned(),
        Kind::Groups | Kind::Allergens => text.split(',').map(name).collect::<Vec<_>>().join(", "),
        _ => name(text),
    };
    if shown.is_empty() { words.none.to_owned() } else { shown }
}
