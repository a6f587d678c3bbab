//! How fresh the screen is: whether the server is heard, whether the server hears the order service, and when that
//! was last so. The board never shows an old state without saying how old.

use leptos::prelude::*;

/// The two lines between the screen and the orders.
#[derive(Clone, Copy)]
pub struct Link {
    /// Frames arrive from the server.
    pub connected: RwSignal<bool>,
    /// The server's own feed is up.
    pub upstream: RwSignal<bool>,
    /// When both last were, on the server's clock in milliseconds since 1970; `None` if never.
    pub heard_ms: RwSignal<Option<i64>>,
}

impl Link {
    /// As the server knew it when it made the page.
    pub fn new(upstream: bool, heard_ms: Option<i64>) -> Self {
        Self {
            connected: RwSignal::new(true),
            upstream: RwSignal::new(upstream),
            heard_ms: RwSignal::new(heard_ms),
        }
    }

    /// What is on the screen is what the order service knows.
    pub fn is_live(self) -> bool {
        self.connected.get() && self.upstream.get()
    }
}

/// Says what is broken and how old the screen is; nothing while all is well.
#[component]
pub fn StaleNotice(
    /// The state of the lines.
    link: Link,
    /// The server's clock.
    now_ms: RwSignal<i64>,
) -> impl IntoView {
    let cause = move || {
        if link.connected.get() {
            "주문 서비스와 연결이 끊겼어요."
        } else {
            "서버와 연결이 끊겼어요."
        }
    };
    let age = move || match link.heard_ms.get() {
        None => "아직 주문을 한 번도 불러오지 못했어요.".to_owned(),
        Some(heard) => match (now_ms.get() - heard).max(0) / 60_000 {
            0 => "화면은 1분 안에 확인된 상태예요.".to_owned(),
            minutes => format!("화면은 {minutes}분 전에 확인된 상태예요."),
        },
    };
    view! {
        <Show when=move || !link.is_live()>
            <p class="stale" role="alert">{cause}" "{age}" "<a href="/admin">"새로 고침"</a></p>
        </Show>
    }
}
