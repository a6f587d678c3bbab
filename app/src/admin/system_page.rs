//! The system page: the state of the services as this process sees them, for diagnosis.

use super::{SystemBoard, system::System};
use crate::{
    ssr::{LoadedAnew, PageTitle, context},
    ui::State,
};
use leptos::prelude::*;

/// `/admin/system`
#[component]
pub fn SystemPage() -> impl IntoView {
    let context = context();
    let lang = context.lang;
    let initial = System::look(&context.gateway, context.live.as_ref(), context.now);
    view! {
        <PageTitle text=lang.words().counter.system/>
        <header class="bar" lang=lang.tag()>
            <h1>{lang.words().counter.system}</h1>
            <nav><a class="quiet" href="/admin">{lang.words().counter.board}</a></nav>
        </header>
        <main>
            <LoadedAnew every_s=5 says=State::PageAsleep/>
            <SystemBoard initial lang/>
        </main>
    }
}
