//! The item form: choosing options, with the price as it will be charged. The server renders the
//! fields and they keep their own state: the island reads the form after every change, so a choice
//! made before hydration counts, and menu updates are patched in without changing a choice.

use crate::{
    client::item::{
        stepper::stepper,
        updates::{ItemNews, same_fields},
        words::{ItemWords, Mending},
    },
    shared::ui::{Money, fill, said},
};
use leptos::{html, prelude::*};
use menu_api::{
    CartLine,
    cart::MAX_QUANTITY,
    pricing::{LineFault, PricedLine, price_line},
};
use serde::{Deserialize, Serialize};

/// Initial state of the form.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Start {
    /// The item as offered when the page was rendered.
    pub news: ItemNews,
    /// The initial choice.
    pub line: CartLine,
    /// The encoded cart line that this form replaces; empty for a new line.
    pub replaces: String,
    /// The page shows the server's refusal of this form.
    pub is_refused: bool,
    /// Easy mode: the amount is shown apart from the button.
    pub easy: bool,
}

/// State of the form.
#[derive(Clone, Copy)]
struct Form {
    place: NodeRef<html::Form>,
    /// The page as it was rendered; its offer decides which fields exist.
    start: StoredValue<(Start, Money, ItemWords)>,
    news: RwSignal<ItemNews>,
    line: RwSignal<CartLine>,
    /// The customer has pressed the button, so missing choices are named.
    tried: RwSignal<bool>,
    /// Before hydration the amount would not follow the choice, so the button shows none.
    hydrated: RwSignal<bool>,
    repriced: RwSignal<bool>,
}

impl Form {
    fn of(start: Start, money: Money, words: ItemWords) -> Self {
        Self {
            place: NodeRef::new(),
            news: RwSignal::new(start.news.clone()),
            line: RwSignal::new(start.line.clone()),
            tried: RwSignal::new(start.is_refused),
            hydrated: RwSignal::new(false),
            repriced: RwSignal::new(false),
            start: StoredValue::new((start, money, words)),
        }
    }

    fn say(self, words: impl Fn(&ItemWords) -> String) -> String {
        self.start.with_value(|(.., said)| words(said))
    }

    fn priced(self) -> Result<PricedLine, LineFault> {
        self.news.with(|news| {
            let offer = news.offer.as_ref().ok_or(LineFault::UnknownItem)?;
            self.line.with(|line| price_line(offer, line))
        })
    }

    fn amount(self) -> Option<String> {
        let line = self.priced().ok()?;
        Some(self.start.with_value(|(_, money, _)| money.text(line.line_total_minor)))
    }

    fn mending(self) -> Option<Mending> {
        let fault = self.priced().err()?;
        self.news.with(|news| {
            self.start.with_value(|(start, _, words)| {
                Some(words.mending(&fault, start.news.offer.as_ref()?, news.offer.as_ref()?))
            })
        })
    }

    fn button(self) -> String {
        if let Some((button, _)) = self.news.with(|news| news.unavailable.clone()) {
            return button;
        }
        match (self.mending(), self.amount()) {
            (Some(mending), _) => mending.button,
            (None, Some(amount))
                if self.hydrated.get() && self.start.with_value(|(start, ..)| !start.easy) =>
            {
                self.say(|words| fill(&words.add_for, &amount))
            }
            _ => self.say(|words| words.add.clone()),
        }
    }

    fn hint(self) -> Option<String> {
        if let Some((_, why)) = self.news.with(|news| news.unavailable.clone()) {
            return Some(why);
        }
        let waits = !self.tried.get() && matches!(self.priced(), Err(LineFault::TooFewOptions { .. }));
        let mending = self.mending().filter(|_| !waits).map(|mending| mending.hint);
        let repriced = || self.repriced.get().then(|| self.say(|words| words.repriced.clone()));
        mending.or_else(repriced).or_else(|| self.news.with(|news| news.served_later.clone()))
    }

    fn caffeine(self) -> Option<String> {
        let mg = self.news.with(|news| news.caffeine.as_ref()?.most_mg(&self.priced().ok()?))?;
        Some(self.say(|words| fill(&words.caffeine, &mg.to_string())))
    }

    /// Whether the fields still fit the offer, or the item is no longer on it.
    fn is_current(self) -> bool {
        self.news.with(|news| {
            self.start.with_value(|(start, ..)| match (&start.news.offer, &news.offer) {
                (Some(shown), Some(now)) => same_fields(shown, now),
                _ => true,
            })
        })
    }
}

#[cfg(feature = "hydrate")]
impl Form {
    fn wake(self) {
        self.read();
        let item = self.line.with_untracked(|line| line.item.clone());
        crate::client::item::dom::remember_way_back();
        crate::shared::live::follow(
            format!("/client/live/items/{item}"),
            crate::shared::live::Follower {
                events: &["item", "store"],
                on_frame: Box::new(move |name, data| {
                    if let Some(news) = (name == "item").then(|| serde_json::from_str(data).ok()).flatten() {
                        self.hear(news);
                    }
                }),
                on_connection: Box::new(|_| {}),
            },
        );
    }

    fn hear(self, news: ItemNews) {
        let amount = untrack(|| self.amount());
        if let (Some(form), Some(offer)) = (self.place.get_untracked(), &news.offer) {
            self.start
                .with_value(|(_, money, words)| crate::client::item::dom::write(&form, offer, money, words));
        }
        self.news.set(news);
        let now = untrack(|| self.amount());
        if amount.is_some() && now.is_some() && amount != now {
            self.repriced.set(true);
        }
    }

    /// Reads the choice from the fields. While a field cannot be read, the last choice and its
    /// price stay.
    fn read(self) {
        let Some(form) = self.place.get_untracked() else { return };
        crate::client::item::dom::settle(&form);
        let read = |(start, ..): &(Start, Money, ItemWords)| crate::client::item::dom::read(&form, start);
        if let Some(line) = self.start.with_value(read) {
            self.line.set(line);
        }
    }

    fn input(self) {
        self.repriced.set(false);
        self.read();
    }

    fn submit(self, event: &web_sys::SubmitEvent) {
        let mending = untrack(|| self.mending());
        if let (Some(mending), Some(form)) = (mending, self.place.get_untracked()) {
            event.prevent_default();
            self.tried.set(true);
            crate::client::item::dom::go_to(&form, mending.group.as_ref());
        }
    }

    /// Has the page rendered again with the present options and the current choice.
    fn look_again(self) {
        if let Some(form) = self.place.get_untracked() {
            crate::client::item::dom::look_again(&form);
        }
    }

    fn step(self, event: &web_sys::MouseEvent) {
        let _was_another_button = crate::client::item::dom::step(event);
    }
}

/// Form of one item around its fields. Before hydration the button shows no amount; the server
/// decides the price.
#[island]
pub fn ItemForm(
    /// Initial state.
    start: Start,
    /// Formats amounts.
    money: Money,
    /// Texts of the form.
    words: ItemWords,
    children: Children,
) -> impl IntoView {
    let (easy, replaces) = (start.easy, start.replaces.clone());
    let (item, quantity) = (start.line.item.to_string(), start.line.quantity);
    let line = if replaces.is_empty() { String::new() } else { format!("?line={replaces}") };
    let action = format!("/client/items/{item}{line}");
    let form = Form::of(start, money, words.clone());
    Effect::new(move |_| {
        #[cfg(feature = "hydrate")]
        form.wake();
        form.hydrated.set(true);
    });
    let is_gone = move || form.news.with(|news| news.offer.is_none());
    let lang = words.lang.clone();
    view! {
        <form
            method="post"
            action=action
            class="item-form"
            node_ref=form.place
            novalidate=move || form.hydrated.get()
            data-hydrated=move || form.hydrated.get()
            on:input=move |_| { #[cfg(feature = "hydrate")] form.input(); }
            on:click=move |_event| { #[cfg(feature = "hydrate")] form.step(&_event); }
            on:submit=move |_event| { #[cfg(feature = "hydrate")] form.submit(&_event); }
        >
            <input type="hidden" name="item" value=item/>
            <input type="hidden" name="line" value=replaces/>
            <input type="hidden" name="again" value="false"/>
            {children()}
            <div class="order-bar">
                <p class="notice" hidden=move || form.is_current()>
                    {words.changed.0}" "
                    <button type="button" class="quiet" on:click=move |_| { #[cfg(feature = "hydrate")] form.look_again(); }>{words.changed.1}</button>
                </p>
                <p class="fine caffeine" {..said(move || form.caffeine().unwrap_or_default())}></p>
                {easy.then(|| view! { <p class="sum" {..said(move || form.amount().unwrap_or_default())}></p> })}
                {(!easy).then(|| stepper("quantity", &words.quantity, (&words.less, &words.more), (1, MAX_QUANTITY), quantity))}
                <button
                    type="submit"
                    class="primary"
                    disabled=move || form.news.with(|news| news.unavailable.is_some())
                    {..said(move || form.button())}
                    hidden=is_gone
                ></button>
                <a class="primary" href="/client" hidden=move || !is_gone()>{words.see_menu}</a>
                <p class="hint" {..said(move || form.hint().unwrap_or_default())} role="status" lang=lang></p>
            </div>
        </form>
    }
}
