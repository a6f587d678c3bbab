//! Taking an order at the counter: the items on the left, the slip on the right. A press is a link
//! or a form, so the page needs no script.

use crate::{
    admin::{
        page::PageHeader,
        walk_in::{
            order::{WalkInOrder, WalkInSelection},
            place_walk_in::WalkInForm,
        },
        words::{page_words, walk_in::WalkInWords},
    },
    client::item::{fields::OptionFields, selection::default_choice, words::ItemFormWords},
    shared::{
        ssr::{
            redirect_to, refusal_code, render_unprintable_notice, request_context, request_lang,
            request_words, set_status, typed_form,
        },
        ui::{Lang, MoneyFormat, OrderAction, PageProblem, foreign_tag},
    },
};
use jiff::Timestamp;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use menu_api::{
    CartLine, Item, LocalizedText, Menu, OptionId,
    cart::MAX_QUANTITY,
    pricing::{
        CupOwner, ItemOffer, LineFault, OfferGroup, OfferOption, PricedLine, price_cart_for_now,
        price_line,
    },
};
use order_api::{
    DiningMode,
    limits::{NAME_CHARS, NOTE_CHARS},
};
use std::sync::Arc;

/// `/admin/walk-in?key=&cart=`, with `item=` and optionally `line=` while options are chosen, and
/// `placed=` afterwards.
#[component]
pub fn WalkInPage() -> impl IntoView {
    let context = request_context();
    let lang = request_lang();
    let words = &page_words().walk_in;
    let Some(known) = context.gateway.known_menu() else {
        set_status(503);
        return view! {
            <PageHeader title=page_words().common.walk_in/>
            <main class="finding"><p class="problem" role="alert">{PageProblem::MenuUnknown.text_in(lang)}</p></main>
        }
        .into_any();
    };
    let asked = use_query_map().get_untracked();
    let slip = WalkInOrder::from_query(&asked, context.fresh_id);
    let counter = WalkInView {
        money: MoneyFormat::for_currency(&known.menu.store.currency, lang),
        menu: known.menu.clone(),
        now: context.now,
        slip,
        lang,
        words,
    };
    let shelf = match WalkInSelection::from_query(&asked)
        .and_then(|choosing| counter.apply_selection(choosing))
    {
        Some(SelectionOutcome::Done(next)) => {
            redirect_to(next.page_address());
            return ().into_any();
        }
        Some(SelectionOutcome::Asked(form)) => form,
        None => counter.render_items(),
    };
    let problem = refusal_code().map(|code| {
        let why = PageProblem::from_code(&code, OrderAction::Place).text_in(lang);
        view! { <p class="problem" role="alert" data-code=code>{why}</p> }
    });
    view! {
        <PageHeader title=page_words().common.walk_in/>
        <main class="walk-in">
            <section class="shelf">{shelf}</section>
            <section class="slip" aria-label=words.slip>
                {problem}
                {asked.get("placed").map(|id| view! { <PlacedOrderNotice id/> })}
                {counter.render_order_form()}
            </section>
        </main>
    }
    .into_any()
}

/// Everything that the page is rendered from.
struct WalkInView {
    menu: Arc<Menu>,
    money: MoneyFormat,
    now: Timestamp,
    slip: WalkInOrder,
    lang: Lang,
    words: &'static WalkInWords,
}

/// Result of choosing options.
enum SelectionOutcome {
    /// The slip with the line in it.
    Done(WalkInOrder),
    /// The options form, with the fault of the choice that it sent.
    Asked(AnyView),
}

impl WalkInView {
    /// A name in the page's language, or in another one with its tag.
    fn localized_name(&self, name: &LocalizedText) -> (Option<&'static str>, String) {
        let tag = self.lang.tag();
        (foreign_tag(name, tag), name.in_language(tag).to_owned())
    }

    /// All items by category.
    fn render_items(&self) -> AnyView {
        let category = |category: &menu_api::Category| {
            let items = self.menu.items.iter().filter(|item| item.category == category.id);
            let tiles: Vec<_> = items.filter_map(|item| self.render_item_tile(item)).collect();
            let (foreign, name) = self.localized_name(&category.name);
            (!tiles.is_empty())
                .then(|| view! { <h2 lang=foreign>{name}</h2><ul class="tiles">{tiles}</ul> })
        };
        self.menu.categories.iter().map(category).collect_view().into_any()
    }

    /// A tile that adds the item with its default options; where these cannot be ordered, it opens
    /// the options first.
    fn render_item_tile(&self, item: &Item) -> Option<impl IntoView + use<>> {
        let offer = self.menu.offer_of(item, self.now)?.for_now();
        let line = default_choice(&offer);
        let href = match price_line(&offer, &line) {
            Ok(_) => self.slip.with_line(line, None).ok().map(|next| next.page_href()),
            Err(_) => Some(format!("{}&item={}", self.slip.page_href(), item.id)),
        };
        let ((foreign, name), price) =
            (self.localized_name(&item.name), self.money.format_amount(item.price_minor));
        let gone = (!offer.available).then_some(request_words().common.sold_out);
        Some(view! {
            <li>
                <a class="tile" href={href.filter(|_| gone.is_none())} aria-disabled=gone.map(|_| "true")>
                    <span lang=foreign>{name}</span>
                    <small>{gone.map_or(price, str::to_owned)}</small>
                </a>
            </li>
        })
    }

    /// The options form, or the slip once the choice can be ordered; `None` when the item was
    /// removed from the menu.
    fn apply_selection(&self, choosing: WalkInSelection) -> Option<SelectionOutcome> {
        let offer = self.menu.find_offer(&choosing.item, self.now)?.for_now();
        let known = || choosing.at.and_then(|at| self.slip.cart.lines.get(at)).cloned();
        let fault = match choosing.sent.as_ref().map(|line| price_line(&offer, line)) {
            Some(Ok(_)) => match self.slip.with_line(choosing.sent.clone()?, choosing.at) {
                Ok(next) => return Some(SelectionOutcome::Done(next)),
                Err(full) => Some(
                    PageProblem::from_code(full.error_code(), OrderAction::Place)
                        .text_in(self.lang)
                        .to_owned(),
                ),
            },
            Some(Err(fault)) => Some(
                ItemFormWords::for_lang(self.lang, false)
                    .correction_for(&fault, &offer, &offer)
                    .hint,
            ),
            None => None,
        };
        let line = choosing.sent.clone().or_else(known).filter(|line| line.item == offer.item);
        let line = line.unwrap_or_else(|| default_choice(&offer));
        Some(SelectionOutcome::Asked(self.render_options_form(&offer, &line, choosing.at, fault)))
    }

    fn render_options_form(
        &self,
        offer: &ItemOffer,
        line: &CartLine,
        at: Option<usize>,
        fault: Option<String>,
    ) -> AnyView {
        let words = ItemFormWords::for_lang(self.lang, at.is_some());
        let (foreign, name) = self.localized_name(&offer.name);
        let fields =
            OptionFields { menu: &self.menu, offer, line, money: &self.money, words: &words }
                .render_all();
        view! {
            <form method="get" action="/admin/walk-in" class="choosing">
                <h2><span lang=foreign>{name}</span><small>{self.money.format_amount(offer.price_minor)}</small></h2>
                <input type="hidden" name="key" value=self.slip.key.to_string()/>
                <input type="hidden" name="cart" value=self.slip.cart.to_string()/>
                <input type="hidden" name="item" value=offer.item.to_string()/>
                {at.map(|at| view! { <input type="hidden" name="line" value=at/> })}
                {fault.map(|fault| view! { <p class="problem" role="alert">{fault}</p> })}
                {fields}
                <footer>
                    <label class="field"><span>{words.quantity.clone()}</span>
                        <input type="number" inputmode="numeric" name="quantity" min="1" max=MAX_QUANTITY value=line.quantity required/></label>
                    <button type="submit" class="primary">{words.add.clone()}</button>
                    <a class="quiet" href=self.slip.page_href()>{self.words.cancel}</a>
                </footer>
            </form>
        }
        .into_any()
    }

    /// The lines so far, and the form that places the order.
    fn render_order_form(&self) -> AnyView {
        let (WalkInOrder { cart, key }, walk_in, words) = (&self.slip, self.words, request_words());
        if cart.is_empty() {
            return view! { <p class="empty">{walk_in.empty}</p> }.into_any();
        }
        let lines = cart
            .lines
            .iter()
            .enumerate()
            .map(|(at, line)| self.render_line(at, line))
            .collect_view();
        let priced = price_cart_for_now(&self.menu, cart, CupOwner::Cafe, self.now);
        let total = priced.ok().map(|priced| priced.total_minor);
        let place = total.map(|total| (walk_in.place_for)(&self.money.format_amount(total)));
        let empty =
            || WalkInForm { name: String::new(), note: String::new(), dining: DiningMode::Takeout };
        let typed = typed_form().unwrap_or_else(empty);
        let is_here = typed.dining == DiningMode::Here;
        view! {
            <ul>{lines}</ul>
            <form method="post" action="/admin/walk-in">
                <input type="hidden" name="key" value=key.to_string()/>
                <input type="hidden" name="cart" value=cart.to_string()/>
                <input type="hidden" name="shown_total" value=total.unwrap_or_default()/>
                <fieldset class="chips" aria-label=walk_in.dining>
                    <div class="options">
                        <label class="choice"><input type="radio" name="dining" value="takeout" checked=!is_here/><span class="name">{words.common.takeout}</span></label>
                        <label class="choice"><input type="radio" name="dining" value="here" checked=is_here/><span class="name">{words.common.here}</span></label>
                    </div>
                </fieldset>
                <label class="field"><span>{words.checkout.name}</span><input name="name" value=typed.name maxlength=NAME_CHARS autocomplete="off"/></label>
                <label class="field"><span>{walk_in.note}</span><input name="note" value=typed.note maxlength=NOTE_CHARS autocomplete="off"/></label>
                <button type="submit" class="primary" disabled=total.is_none()>{place.unwrap_or_else(|| walk_in.check.to_owned())}</button>
            </form>
        }
        .into_any()
    }

    /// A line with its buttons.
    fn render_line(&self, at: usize, line: &CartLine) -> impl IntoView + use<> {
        let offer = self.menu.find_offer(&line.item, self.now).map(ItemOffer::for_now);
        let priced =
            offer.as_ref().ok_or(LineFault::UnknownItem).and_then(|offer| price_line(offer, line));
        let item = self.menu.find_item(&line.item);
        let (foreign, name) = item
            .map_or_else(|| (None, line.item.to_string()), |item| self.localized_name(&item.name));
        let (options, sum) = match &priced {
            Ok(priced) => {
                (self.describe_options(priced), self.money.format_amount(priced.line_total_minor))
            }
            Err(
                LineFault::UnknownItem | LineFault::ItemSoldOut | LineFault::OptionSoldOut { .. },
            ) => (String::new(), request_words().common.sold_out.to_owned()),
            Err(_) => (String::new(), self.words.choose_options.to_owned()),
        };
        let counted = |quantity| self.slip.with_quantity(at, quantity).page_href();
        let more = (line.quantity < MAX_QUANTITY).then(|| counted(line.quantity + 1));
        let one_less = (self.words.one_less)(&name);
        let one_more = (self.words.one_more)(&name);
        view! {
            <li class:out=priced.is_err()>
                <a class="what" href=format!("{}&item={}&line={at}", self.slip.page_href(), line.item)>
                    <span lang=foreign>{name}</span>
                    <small>{options}</small>
                </a>
                <a class="step" href=counted(line.quantity.saturating_sub(1)) aria-label=one_less>"−"</a>
                <strong>{line.quantity}</strong>
                <a class="step" href=more aria-label=one_more>"+"</a>
                {offer.map(|offer| self.render_first_choice(&offer, at, line))}
                <span class="sum">{sum}</span>
            </li>
        }
    }

    /// Chips for the first group that requires one of two options, such as hot or iced.
    fn render_first_choice(
        &self,
        offer: &ItemOffer,
        at: usize,
        line: &CartLine,
    ) -> impl IntoView + use<> {
        let either_or =
            |group: &&OfferGroup| (group.min, group.max, group.options.len()) == (1, 1, 2);
        let group = offer.groups.iter().find(either_or)?;
        let is_here = |id: &OptionId| group.options.iter().any(|option| option.id == *id);
        let link = |option: &OfferOption| {
            let mut other = line.clone();
            other.options.retain(|(id, _)| !is_here(id));
            other.options.push((option.id.clone(), 1));
            let is_chosen = line.options.iter().any(|(id, _)| *id == option.id);
            let href = self.slip.with_line(other, Some(at)).ok().map(|next| next.page_href());
            let (foreign, name) = self.localized_name(&option.name);
            view! { <a class="chip" href=href aria-current=is_chosen.then_some("true") lang=foreign>{name}</a> }
        };
        let links = group.options.iter().filter(|option| option.available).map(link).collect_view();
        let (_, name) = self.localized_name(&group.name);
        Some(view! { <span class="first" role="group" aria-label=name>{links}</span> })
    }

    fn describe_options(&self, line: &PricedLine) -> String {
        let option = |option: &menu_api::pricing::PricedOption| {
            let name = option.name.in_language(self.lang.tag());
            if option.quantity == 1 {
                name.to_owned()
            } else {
                format!("{name} ×{}", option.quantity)
            }
        };
        line.options.iter().map(option).collect::<Vec<_>>().join(", ")
    }
}

/// Pickup number of the order just taken, for staff to call out.
#[component]
fn PlacedOrderNotice(id: String) -> impl IntoView {
    let context = request_context();
    let lang = request_lang();
    let words = &page_words().walk_in;
    let order = Suspend::new(async move {
        let id = id.parse().ok()?;
        let order = match context.live.find_order(id) {
            Some(order) => (*order).clone(),
            None => context.gateway.fetch_order(id).await.ok().flatten()?,
        };
        Some(view! {
            <p class="taken" role="status">
                <strong class="number">{order.number}</strong>
                <span>{words.taken}</span>
                <a class="quiet" href=format!("/admin/orders/{}", order.id)>{words.see}</a>
            </p>
            {render_unprintable_notice(&order, lang)}
        })
    });
    view! { <Suspense>{order}</Suspense> }
}
