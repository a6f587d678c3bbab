//! The system page: the state of the services as this process sees them, for diagnosis.

use crate::{
    admin::{
        system::{board::SystemBoard, state::SystemSample},
        words::staff_words,
    },
    shared::{
        ssr::{PageTitle, PeriodicRefresh, request_context},
        ui::PageNotice,
    },
};
use leptos::prelude::*;

/// `/admin/system`
#[component]
pub fn SystemPage() -> impl IntoView {
    let context = request_context();
    let lang = context.lang;
    let words = &staff_words(lang).common;
    let initial = SystemSample::take_sample(&context.gateway, context.live.as_ref(), context.now);
    view! {
        <PageTitle text=words.system/>
        <header class="bar" lang=lang.tag()>
            <h1>{words.system}</h1>
            <nav><a class="quiet" href="/admin">{words.board}</a></nav>
        </header>
        <main>
            <PeriodicRefresh every_s=5 says=PageNotice::PageAsleep/>
            <SystemBoard initial lang/>
        </main>
    }
}
