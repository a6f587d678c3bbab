//! Signing in at the counter.

use crate::{
    ssr::{context, query},
    ui::{Act, LONGEST_PIN, Problem},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// `/admin/sign-in`
#[component]
pub fn SignInPage() -> impl IntoView {
    if context().person.is_some() || context().device.is_some() {
        leptos_axum::redirect("/admin");
        return ().into_any();
    }
    let problem = query("problem").map(|code| {
        let (problem, lang) = (Problem::of(&code, Act::Step), context().lang);
        view! { <p class="problem" role="alert" data-code=code lang=lang.tag()>{problem.text(lang)}</p> }
    });
    view! {
        <Title text="직원 로그인"/>
        <main class="sign-in">
            <h1>"직원 로그인"</h1>
            <p>"처음 쓰는 기기는 관리자가 로그인하면 등록돼요."</p>
            <form method="post" action="/admin/api/sign-in">
                <label class="field">
                    <span>"PIN"</span>
                    <input type="password" name="pin" inputmode="numeric" autocomplete="current-password" maxlength=LONGEST_PIN required autofocus/>
                </label>
                {problem}
                <button type="submit" class="primary">"로그인"</button>
            </form>
        </main>
    }
    .into_any()
}
