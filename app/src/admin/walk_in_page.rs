//! Taking an order at the counter: the items on the left, the slip on the right. A press is a link
//! or a form, so the page needs no script.

use super::{
    page::Head,
    walk_in::{Choosing, Slip},
};
use crate::{
    api::WalkInForm,
    client::{item_fields::Fields, item_words::ItemWords, selection::usual},
    ssr::{TypedForm, context, redirect_to, refusal_code, refused_form, set_status, unprinted},
    ui::{Act, Lang, Money, Problem},
};
use jiff::Timestamp;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use menu_api::{
    CartLine, Item, Menu, OptionId,
    cart::MAX_QUANTITY,
    pricing::{Cups, LineFault, Offer, OfferGroup, OfferOption, PricedLine, price_cart_for_now, price_line},
};
use order_api::{
    Dining,
    limits::{NAME_CHARS, NOTE_CHARS},
};
use std::sync::Arc;

/// `/admin/walk-in?key=&cart=`, with `item=` and optionally `line=` while options are chosen, and
/// `placed=` afterwards.
#[component]
pub fn WalkInPage() -> impl IntoView {
    let context = context();
    let Some(known) = context.gateway.menu() else {
        set_status(503);
        return view! {
            <Head title="주문 받기"/>
            <main class="finding"><p class="problem" role="alert">{Problem::MenuUnknown.text(Lang::Ko)}</p></main>
        }
        .into_any();
    };
    let asked = use_query_map().get_untracked();
    let slip = Slip::of(&asked, context.fresh_id);
    let counter = Counter {
        money: Money::of(&known.menu.store.currency, Lang::Ko),
        menu: known.menu.clone(),
        now: context.now,
        slip,
    };
    let shelf = match Choosing::of(&asked).and_then(|choosing| counter.choosing(choosing)) {
        Some(Chosen::Done(next)) => {
            redirect_to(next.page());
            return ().into_any();
        }
        Some(Chosen::Asked(form)) => form,
        None => counter.shelf(),
    };
    let problem = refusal_code().map(|code| {
        let words = Problem::of(&code, Act::Place).text(Lang::Ko);
        view! { <p class="problem" role="alert" data-code=code>{words}</p> }
    });
    view! {
        <Head title="주문 받기"/>
        <main class="walk-in">
            <section class="shelf">{shelf}</section>
            <section class="slip" aria-label="받은 주문">
                {problem}
                {asked.get("placed").map(|id| view! { <Taken id/> })}
                {counter.slip()}
            </section>
        </main>
    }
    .into_any()
}

/// Everything that the page is rendered from.
struct Counter {
    menu: Arc<Menu>,
    money: Money,
    now: Timestamp,
    slip: Slip,
}

/// Result of choosing options.
enum Chosen {
    /// The slip with the line in it.
    Done(Slip),
    /// The options form, with the fault of the choice that it sent.
    Asked(AnyView),
}

impl Counter {
    /// All items by category.
    fn shelf(&self) -> AnyView {
        let category = |category: &menu_api::Category| {
            let items = self.menu.items.iter().filter(|item| item.category == category.id);
            let tiles: Vec<_> = items.filter_map(|item| self.tile(item)).collect();
            (!tiles.is_empty())
                .then(|| view! { <h2>{category.name.ko.clone()}</h2><ul class="tiles">{tiles}</ul> })
        };
        self.menu.categories.iter().map(category).collect_view().into_any()
    }

    /// A tile that adds the item with its default options; where these cannot be ordered, it opens
    /// the options first.
    fn tile(&self, item: &Item) -> Option<impl IntoView + use<>> {
        let offer = self.menu.offer_of(item, self.now)?.for_now();
        let line = usual(&offer);
        let href = match price_line(&offer, &line) {
            Ok(_) => self.slip.with(line, None).ok().map(|next| next.address()),
            Err(_) => Some(format!("{}&item={}", self.slip.address(), item.id)),
        };
        let (name, price) = (item.name.ko.clone(), self.money.text(item.price_minor));
        let gone = (!offer.available).then_some("품절");
        Some(view! {
            <li>
                <a class="tile" href={href.filter(|_| gone.is_none())} aria-disabled=gone.map(|_| "true")>
                    <span>{name}</span>
                    <small>{gone.map_or(price, str::to_owned)}</small>
                </a>
            </li>
        })
    }

    /// The options form, or the slip once the choice can be ordered; `None` when the item was
    /// removed from the menu.
    fn choosing(&self, choosing: Choosing) -> Option<Chosen> {
        let offer = self.menu.offer(&choosing.item, self.now)?.for_now();
        let known = || choosing.at.and_then(|at| self.slip.cart.lines.get(at)).cloned();
        let fault = match choosing.sent.as_ref().map(|line| price_line(&offer, line)) {
            Some(Ok(_)) => match self.slip.with(choosing.sent.clone()?, choosing.at) {
                Ok(next) => return Some(Chosen::Done(next)),
                Err(full) => Some(Problem::of(full.code(), Act::Place).text(Lang::Ko).to_owned()),
            },
            Some(Err(fault)) => Some(ItemWords::of(Lang::Ko, false).mending(&fault, &offer, &offer).hint),
            None => None,
        };
        let line = choosing.sent.clone().or_else(known).filter(|line| line.item == offer.item);
        let line = line.unwrap_or_else(|| usual(&offer));
        Some(Chosen::Asked(self.options(&offer, &line, choosing.at, fault)))
    }

    fn options(&self, offer: &Offer, line: &CartLine, at: Option<usize>, fault: Option<String>) -> AnyView {
        let words = ItemWords::of(Lang::Ko, at.is_some());
        let fields = Fields { menu: &self.menu, offer, line, money: &self.money, words: &words }.all();
        view! {
            <form method="get" action="/admin/walk-in" class="choosing">
                <h2>{offer.name.ko.clone()}<small>{self.money.text(offer.price_minor)}</small></h2>
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
                    <a class="quiet" href=self.slip.address()>"취소"</a>
                </footer>
            </form>
        }
        .into_any()
    }

    /// The lines so far, and the form that places the order.
    fn slip(&self) -> AnyView {
        let Slip { cart, key } = &self.slip;
        if cart.is_empty() {
            return view! { <p class="empty">"메뉴를 누르면 여기에 쌓여요"</p> }.into_any();
        }
        let lines = cart.lines.iter().enumerate().map(|(at, line)| self.line(at, line)).collect_view();
        let priced = price_cart_for_now(&self.menu, cart, Cups::Cafe, self.now);
        let total = priced.ok().map(|priced| priced.total_minor);
        let sum = total.map(|total| self.money.text(total));
        let typed = match refused_form().map(|refused| refused.typed) {
            Some(TypedForm::WalkIn(typed)) => typed,
            _ => WalkInForm { name: String::new(), note: String::new(), dining: Dining::Takeout },
        };
        let is_here = typed.dining == Dining::Here;
        let place = sum
            .clone()
            .map_or_else(|| "담긴 메뉴를 확인해 주세요".to_owned(), |sum| format!("{sum} 주문 넣기"));
        view! {
            <ul>{lines}</ul>
            <form method="post" action="/admin/walk-in">
                <input type="hidden" name="key" value=key.to_string()/>
                <input type="hidden" name="cart" value=cart.to_string()/>
                <input type="hidden" name="shown_total" value=total.unwrap_or_default()/>
                <fieldset class="chips" aria-label="어디서 드시나요">
                    <div class="options">
                        <label class="choice"><input type="radio" name="dining" value="takeout" checked=!is_here/><span class="name">"포장"</span></label>
                        <label class="choice"><input type="radio" name="dining" value="here" checked=is_here/><span class="name">"매장"</span></label>
                    </div>
                </fieldset>
                <label class="field"><span>"이름"</span><input name="name" value=typed.name maxlength=NAME_CHARS autocomplete="off"/></label>
                <label class="field"><span>"메모"</span><input name="note" value=typed.note maxlength=NOTE_CHARS autocomplete="off"/></label>
                <button type="submit" class="primary" disabled=total.is_none()>{place}</button>
            </form>
        }
        .into_any()
    }

    /// A line with its buttons.
    fn line(&self, at: usize, line: &CartLine) -> impl IntoView + use<> {
        let offer = self.menu.offer(&line.item, self.now).map(Offer::for_now);
        let priced = offer.as_ref().ok_or(LineFault::UnknownItem).and_then(|offer| price_line(offer, line));
        let name =
            self.menu.item(&line.item).map_or_else(|| line.item.to_string(), |item| item.name.ko.clone());
        let (options, sum) = match &priced {
            Ok(priced) => (chosen(priced), self.money.text(priced.line_total_minor)),
            Err(LineFault::UnknownItem | LineFault::ItemSoldOut | LineFault::OptionSoldOut { .. }) => {
                (String::new(), "품절".to_owned())
            }
            Err(_) => (String::new(), "옵션을 골라 주세요".to_owned()),
        };
        let counted = |quantity| self.slip.counted(at, quantity).address();
        let more = (line.quantity < MAX_QUANTITY).then(|| counted(line.quantity + 1));
        let (fewer, more_of) = (format!("{name} 하나 빼기"), format!("{name} 하나 더"));
        view! {
            <li class:out=priced.is_err()>
                <a class="what" href=format!("{}&item={}&line={at}", self.slip.address(), line.item)>
                    <span>{name}</span>
                    <small>{options}</small>
                </a>
                <a class="step" href=counted(line.quantity.saturating_sub(1)) aria-label=fewer>"−"</a>
                <strong>{line.quantity}</strong>
                <a class="step" href=more aria-label=more_of>"+"</a>
                {offer.map(|offer| self.first_choice(&offer, at, line))}
                <span class="sum">{sum}</span>
            </li>
        }
    }

    /// Chips for the first group that requires one of two options, such as hot or iced.
    fn first_choice(&self, offer: &Offer, at: usize, line: &CartLine) -> impl IntoView + use<> {
        let either_or = |group: &&OfferGroup| (group.min, group.max, group.options.len()) == (1, 1, 2);
        let group = offer.groups.iter().find(either_or)?;
        let is_here = |id: &OptionId| group.options.iter().any(|option| option.id == *id);
        let link = |option: &OfferOption| {
            let mut other = line.clone();
            other.options.retain(|(id, _)| !is_here(id));
            other.options.push((option.id.clone(), 1));
            let is_chosen = line.options.iter().any(|(id, _)| *id == option.id);
            let href = self.slip.with(other, Some(at)).ok().map(|next| next.address());
            view! { <a class="chip" href=href aria-current=is_chosen.then_some("true")>{option.name.ko.clone()}</a> }
        };
        let links = group.options.iter().filter(|option| option.available).map(link).collect_view();
        Some(view! { <span class="first" role="group" aria-label=group.name.ko.clone()>{links}</span> })
    }
}

fn chosen(line: &PricedLine) -> String {
    let option = |option: &menu_api::pricing::PricedOption| match option.quantity {
        1 => option.name.ko.clone(),
        many => format!("{} ×{many}", option.name.ko),
    };
    line.options.iter().map(option).collect::<Vec<_>>().join(", ")
}

/// Pickup number of the order just taken, for staff to call out.
#[component]
fn Taken(id: String) -> impl IntoView {
    let context = context();
    let order = Suspend::new(async move {
        let id = id.parse().ok()?;
        let order = match context.live.order(id) {
            Some(order) => (*order).clone(),
            None => context.gateway.order(id).await.ok().flatten()?,
        };
        Some(view! {
            <p class="taken" role="status">
                <strong class="number">{order.number}</strong>
                <span>"번 주문을 받았어요"</span>
                <a class="quiet" href=format!("/admin/orders/{}", order.id)>"보기"</a>
            </p>
            {unprinted(&order, Lang::Ko)}
        })
    });
    view! { <Suspense>{order}</Suspense> }
}
