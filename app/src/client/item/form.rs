//! The item form: choosing options, with the price as it will be charged. The server renders the
//! fields and they keep their own state: the island reads the form after every change, so a choice
//! made before hydration counts, and menu updates are patched in without changing a choice.

use crate::{
    client::item::{
        stepper::render_stepper,
        updates::{ItemUpdate, has_same_fields},
        words::{FaultCorrection, ItemFormWords},
    },
    shared::ui::{MoneyFormat, bind_text, fill_placeholder},
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
pub struct ItemFormStart {
    /// The item as offered when the page was rendered.
    pub news: ItemUpdate,
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
struct ItemFormState {
    place: NodeRef<html::Form>,
    /// The page as it was rendered; its offer decides which fields exist.
    start: StoredValue<(ItemFormStart, MoneyFormat, ItemFormWords)>,
    news: RwSignal<ItemUpdate>,
    line: RwSignal<CartLine>,
    /// The customer has pressed the button, so missing choices are named.
    tried: RwSignal<bool>,
    /// Before hydration the amount would not follow the choice, so the button shows none.
    hydrated: RwSignal<bool>,
    repriced: RwSignal<bool>,
}

impl ItemFormState {
    fn from_start(start: ItemFormStart, money: MoneyFormat, words: ItemFormWords) -> Self {
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

    fn pick_text(self, words: impl Fn(&ItemFormWords) -> String) -> String {
        self.start.with_value(|(.., said)| words(said))
    }

    fn price_choice(self) -> Result<PricedLine, LineFault> {
        self.news.with(|news| {
            let offer = news.offer.as_ref().ok_or(LineFault::UnknownItem)?;
            self.line.with(|line| price_line(offer, line))
        })
    }

    fn amount_text(self) -> Option<String> {
        let line = self.price_choice().ok()?;
        Some(self.start.with_value(|(_, money, _)| money.format_amount(line.line_total_minor)))
    }

    fn correction(self) -> Option<FaultCorrection> {
        let fault = self.price_choice().err()?;
        self.news.with(|news| {
            self.start.with_value(|(start, _, words)| {
                Some(words.correction_for(&fault, start.news.offer.as_ref()?, news.offer.as_ref()?))
            })
        })
    }

    fn button_label(self) -> String {
        if let Some((button, _)) = self.news.with(|news| news.unavailable.clone()) {
            return button;
        }
        match (self.correction(), self.amount_text()) {
            (Some(mending), _) => mending.button,
            (None, Some(amount))
                if self.hydrated.get() && self.start.with_value(|(start, ..)| !start.easy) =>
            {
                self.pick_text(|words| fill_placeholder(&words.add_for, &amount))
            }
            _ => self.pick_text(|words| words.add.clone()),
        }
    }

    fn hint_text(self) -> Option<String> {
        if let Some((_, why)) = self.news.with(|news| news.unavailable.clone()) {
            return Some(why);
        }
        let waits = !self.tried.get()
            && matches!(self.price_choice(), Err(LineFault::TooFewOptions { .. }));
        let mending = self.correction().filter(|_| !waits).map(|mending| mending.hint);
        let repriced =
            || self.repriced.get().then(|| self.pick_text(|words| words.repriced.clone()));
        mending.or_else(repriced).or_else(|| self.news.with(|news| news.served_later.clone()))
    }

    fn caffeine_text(self) -> Option<String> {
        let mg = self
            .news
            .with(|news| news.caffeine.as_ref()?.upper_bound_mg(&self.price_choice().ok()?))?;
        Some(self.pick_text(|words| fill_placeholder(&words.caffeine, &mg.to_string())))
    }

    /// Whether the fields still fit the offer, or the item is no longer on it.
    fn is_current(self) -> bool {
        self.news.with(|news| {
            self.start.with_value(|(start, ..)| match (&start.news.offer, &news.offer) {
                (Some(shown), Some(now)) => has_same_fields(shown, now),
                _ => true,
            })
        })
    }
}

#[cfg(feature = "hydrate")]
impl ItemFormState {
    fn start_live_updates(self) {
        self.read_fields();
        let item = self.line.with_untracked(|line| line.item.clone());
        crate::client::item::dom::bind_back_link();
        crate::shared::live::follow_feed(
            format!("/client/live/items/{item}"),
            crate::shared::live::FeedCallbacks {
                events: &["item", "store"],
                on_frame: Box::new(move |name, data| {
                    if let Some(news) =
                        (name == "item").then(|| serde_json::from_str(data).ok()).flatten()
                    {
                        self.apply_update(news);
                    }
                }),
                on_connection: Box::new(|_| {}),
            },
        );
    }

    fn apply_update(self, news: ItemUpdate) {
        let amount = untrack(|| self.amount_text());
        if let (Some(form), Some(offer)) = (self.place.get_untracked(), &news.offer) {
            self.start.with_value(|(_, money, words)| {
                crate::client::item::dom::patch_offer(&form, offer, money, words);
            });
        }
        self.news.set(news);
        let now = untrack(|| self.amount_text());
        if amount.is_some() && now.is_some() && amount != now {
            self.repriced.set(true);
        }
    }

    /// Reads the choice from the fields. While a field cannot be read, the last choice and its
    /// price stay.
    fn read_fields(self) {
        let Some(form) = self.place.get_untracked() else { return };
        crate::client::item::dom::disable_sold_out(&form);
        let read = |(start, ..): &(ItemFormStart, MoneyFormat, ItemFormWords)| {
            crate::client::item::dom::read_choice(&form, start)
        };
        if let Some(line) = self.start.with_value(read) {
            self.line.set(line);
        }
    }

    fn apply_input(self) {
        self.repriced.set(false);
        self.read_fields();
    }

    fn guard_submit(self, event: &web_sys::SubmitEvent) {
        let mending = untrack(|| self.correction());
        if let (Some(mending), Some(form)) = (mending, self.place.get_untracked()) {
            event.prevent_default();
            self.tried.set(true);
            crate::client::item::dom::focus_fields(&form, mending.group.as_ref());
        }
    }

    /// Has the page rendered again with the present options and the current choice.
    fn refresh_options(self) {
        if let Some(form) = self.place.get_untracked() {
            crate::client::item::dom::submit_for_refresh(&form);
        }
    }

    fn apply_step(self, event: &web_sys::MouseEvent) {
        let _was_another_button = crate::client::item::dom::apply_step(event);
    }
}

/// Form of one item around its fields. Before hydration the button shows no amount; the server
/// decides the price.
#[island]
pub fn ItemForm(
    /// Initial state.
    start: ItemFormStart,
    /// Formats amounts.
    money: MoneyFormat,
    /// Texts of the form.
    words: ItemFormWords,
    children: Children,
) -> impl IntoView {
    let easy = start.easy;
    let replaces = start.replaces.clone();
    let item = start.line.item.to_string();
    let quantity = start.line.quantity;
    let line = if replaces.is_empty() { String::new() } else { format!("?line={replaces}") };
    let action = format!("/client/items/{item}{line}");
    let form = ItemFormState::from_start(start, money, words.clone());
    Effect::new(move |_| {
        #[cfg(feature = "hydrate")]
        form.start_live_updates();
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
            on:input=move |_| { #[cfg(feature = "hydrate")] form.apply_input(); }
            on:click=move |_event| { #[cfg(feature = "hydrate")] form.apply_step(&_event); }
            on:submit=move |_event| { #[cfg(feature = "hydrate")] form.guard_submit(&_event); }
        >
            <input type="hidden" name="item" value=item/>
            <input type="hidden" name="line" value=replaces/>
            <input type="hidden" name="again" value="false"/>
            {children()}
            <div class="order-bar">
                <p class="notice" hidden=move || form.is_current()>
                    {words.changed.0}" "
                    <button type="button" class="quiet" on:click=move |_| { #[cfg(feature = "hydrate")] form.refresh_options(); }>{words.changed.1}</button>
                </p>
                <p class="fine caffeine" {..bind_text(move || form.caffeine_text().unwrap_or_default())}></p>
                {easy.then(|| view! { <p class="sum" {..bind_text(move || form.amount_text().unwrap_or_default())}></p> })}
                {(!easy).then(|| render_stepper("quantity", &words.quantity, (&words.less, &words.more), (1, MAX_QUANTITY), quantity))}
                <button
                    type="submit"
                    class="primary"
                    disabled=move || form.news.with(|news| news.unavailable.is_some())
                    {..bind_text(move || form.button_label())}
                    hidden=is_gone
                ></button>
                <a class="primary" href="/client" hidden=move || !is_gone()>{words.see_menu}</a>
                <p class="hint" {..bind_text(move || form.hint_text().unwrap_or_default())} role="status" lang=lang></p>
            </div>
        </form>
    }
}
