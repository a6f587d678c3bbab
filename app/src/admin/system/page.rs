//! The system page: the state of the services as this process sees them, for diagnosis.

use crate::{
    admin::{
        system::{board::SystemBoard, state::System},
        words::staff_words,
    },
    shared::{
        ssr::{LoadedAnew, PageTitle, context},
        ui::State,
    },
};
use leptos::prelude::*;

/// `/admin/system`
#[component]
pub fn SystemPage() -> impl IntoView {
    let context = context();
    let lang = context.lang;
    let words = &staff_words(lang).common;
    let initial = System::look(&context.gateway, context.live.as_ref(), context.now);
    view! {
        <PageTitle text=words.system/>
        <header class="bar" lang=lang.tag()>
            <h1>{words.system}</h1>
            <nav><a class="quiet" href="/admin">{words.board}</a></nav>
        </header>
        <main>
            <LoadedAnew every_s=5 says=State::PageAsleep/>
            <SystemBoard initial lang/>
        </main>
    }
}
