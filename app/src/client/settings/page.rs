//! A customer's display settings: the language, where several are offered, and large type. Plain
//! forms that set two cookies, so the server renders every page accordingly.

use crate::{
    client::parts::{NoCookiesNotice, ProblemNotice, TopBar},
    shared::{
        ssr::{cookies, query_value, request_context, request_words},
        ui::Lang,
    },
};
use leptos::prelude::*;

/// `/client/settings`
#[component]
pub fn SettingsPage() -> impl IntoView {
    let context = request_context();
    let board = request_words().board.title;
    let words = &request_words().settings;
    let easy = context.easy;
    let language = |lang: &Lang| {
        let tag = lang.tag();
        let chosen = *lang == context.lang;
        render_choice(
            "lang",
            tag,
            chosen,
            view! { <span lang=tag>{lang.words().name}</span> }.into_any(),
        )
    };
    let languages = (context.offered.len() > 1).then(|| {
        view! {
            <fieldset class="chips">
                <legend>{words.language}</legend>
                <div class="options">{context.offered.iter().map(language).collect_view()}</div>
            </fieldset>
        }
    });
    let display = |value: &'static str, chosen: bool, words: &'static str| {
        render_choice("easy", value, chosen, view! { <span>{words}</span> }.into_any())
    };
    view! {
        <TopBar title=words.title back="/client"/>
        <main class="settings">
            <ProblemNotice/>
            {query_value("saved").map(|_| match [cookies::LANG, cookies::EASY].into_iter().find_map(cookies::read_cookie) {
                Some(_) => view! { <p class="done" role="status">{words.saved}</p> }.into_any(),
                None => view! { <NoCookiesNotice/> }.into_any(),
            })}
            <form method="post" action="/client/api/settings">
                <input type="hidden" name="back" value="/client/settings?saved=1"/>
                {languages}
                <fieldset class="chips">
                    <legend>{words.display}</legend>
                    <div class="options">
                        {display("false", !easy, words.display_usual)}
                        {display("true", easy, words.display_easy)}
                    </div>
                </fieldset>
                <button type="submit" class="primary">{words.save}</button>
            </form>
            <a class="quiet" href="/client/ready">{board}</a>
        </main>
    }
}

fn render_choice(
    name: &'static str,
    value: &'static str,
    chosen: bool,
    label: AnyView,
) -> impl IntoView {
    view! {
        <label class="choice">
            <input type="radio" name=name value=value checked=chosen/>
            {label}
        </label>
    }
}

/// For the menu's header: a button for each other language, and the link to the settings.
#[component]
pub fn PreferenceBar() -> impl IntoView {
    let offered = request_context().offered;
    let words = request_words();
    let other = |lang: &Lang| {
        let tag = lang.tag();
        let name = lang.words().name;
        view! { <button type="submit" class="quiet" name="lang" value=tag lang=tag>{name}</button> }
    };
    let others: Vec<_> = offered.iter().filter(|lang| lang.tag() != words.tag).map(other).collect();
    let switch = (!others.is_empty()).then(|| {
        view! {
            <form method="post" action="/client/api/settings" class="languages">
                <input type="hidden" name="back" value="/client"/>
                {others}
            </form>
        }
    });
    view! {
        <div class="preferences">
            {switch}
            <a class="quiet" href="/client/settings">{words.settings.title}</a>
        </div>
    }
}
