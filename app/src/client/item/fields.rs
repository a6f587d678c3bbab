//! Form fields of an item's options. The server renders them as plain fields; the browser only
//! reads them and writes prices over them.

use crate::{
    client::item::{stepper::stepper, words::ItemWords},
    shared::{
        ssr::words,
        ui::{Money, foreign},
    },
};
use leptos::prelude::*;
use menu_api::{
    CartLine, ItemOption, Menu,
    cart::MAX_QUANTITY,
    pricing::{Offer, OfferGroup, OfferOption},
};

/// Everything that the fields are rendered from.
pub struct Fields<'a> {
    pub menu: &'a Menu,
    pub offer: &'a Offer,
    /// The current choice.
    pub line: &'a CartLine,
    pub money: &'a Money,
    pub words: &'a ItemWords,
}

impl Fields<'_> {
    /// Every group in the menu's sequence.
    pub fn all(&self) -> AnyView {
        self.offer.groups.iter().map(|group| self.group(group)).collect_view().into_any()
    }

    /// Required groups and the quantity; the other groups are folded away.
    pub fn required_first(&self) -> AnyView {
        let (required, others): (Vec<_>, Vec<_>) = self.offer.groups.iter().partition(|group| group.min > 0);
        let is_touched = others
            .iter()
            .flat_map(|g| &g.options)
            .any(|option| self.chosen(option) != option.default_quantity);
        let others = (!others.is_empty()).then(|| {
            let groups = others.into_iter().map(|group| self.group(group)).collect_view();
            view! {
                <details class="folded" open=is_touched>
                    <summary>{words().item.more_options}</summary>
                    {groups}
                </details>
            }
        });
        let ItemWords { quantity, less, more, .. } = self.words;
        view! {
            {required.into_iter().map(|group| self.group(group)).collect_view()}
            <div class="counted">
                <span class="name">{quantity.clone()}</span>
                {stepper("quantity", quantity, (less, more), (1, MAX_QUANTITY), self.line.quantity)}
            </div>
            {others}
        }
        .into_any()
    }

    fn group(&self, group: &OfferGroup) -> AnyView {
        let pick_one = group.max == 1 && (group.min == 1 || group.options.len() > 1);
        let fields = group.options.iter().map(|option| self.option(group, option, pick_one));
        let none = (pick_one && group.min == 0).then(|| self.none(group));
        let rule = (words().item.rule)(group.min, group.max);
        let tag = &self.words.lang;
        view! {
            <fieldset id=format!("group-{}", group.id) class:chips=pick_one>
                <legend><span lang=foreign(&group.name, tag)>{group.name.of(tag).to_owned()}</span><small>{rule}</small></legend>
                <div class="options">{none} {fields.collect_view()}</div>
            </fieldset>
        }
        .into_any()
    }

    /// The choice "none" of an optional group.
    fn none(&self, group: &OfferGroup) -> AnyView {
        let is_chosen = group.options.iter().all(|option| self.chosen(option) == 0);
        view! {
            <label class="choice">
                <input type="radio" name=format!("choice[{}]", group.id) value="" checked=is_chosen/>
                <span class="name">{words().item.none}</span>
            </label>
        }
        .into_any()
    }

    fn option(&self, group: &OfferGroup, option: &OfferOption, pick_one: bool) -> AnyView {
        let (id, chosen, label) = (option.id.to_string(), self.chosen(option), self.label(option));
        let (is_chosen, is_gone) = (chosen > 0, !option.available);
        if !pick_one && option.max_quantity > 1 {
            let ItemWords { less, more, lang, .. } = self.words;
            let most = option.max_quantity.min(group.max);
            let field =
                stepper(&format!("count[{id}]"), option.name.of(lang), (less, more), (0, most), chosen);
            return view! { <div class="counted" class:gone=is_gone data-option=id>{label}{field}</div> }
                .into_any();
        }
        let (kind, name, value) = if pick_one {
            ("radio", format!("choice[{}]", group.id), id.clone())
        } else {
            ("checkbox", format!("count[{id}]"), "1".to_owned())
        };
        view! {
            <label class="choice" class:gone=is_gone data-option=id>
                <input type=kind name=name value=value checked=is_chosen disabled={is_gone && !is_chosen} required={pick_one && group.min > 0}/>
                {label}
            </label>
        }
        .into_any()
    }

    fn chosen(&self, option: &OfferOption) -> u32 {
        self.line.options.iter().find(|(id, _)| *id == option.id).map_or(0, |(_, quantity)| *quantity)
    }

    /// Name and contents of an option, and its extra price or that it is sold out.
    fn label(&self, option: &OfferOption) -> AnyView {
        let ItemWords { lang, sold_out, .. } = self.words;
        let adds = if option.available { self.money.signed(option.price_minor) } else { sold_out.clone() };
        let known =
            self.menu.option_groups.iter().flat_map(|group| &group.options).find(|o| o.id == option.id);
        let contents = known.map(contents).filter(|text| !text.is_empty());
        view! {
            <span class="what">
                <span class="name" lang=foreign(&option.name, lang)>{option.name.of(lang).to_owned()}</span>
                {contents.map(|text| view! { <small>{text}</small> })}
            </span>
            <small class="adds">{adds}</small>
        }
        .into_any()
    }
}

/// Allergens and caffeine of an option, in words.
fn contents(option: &ItemOption) -> String {
    let words = words();
    let allergens: Vec<_> = option.allergens.iter().map(|allergen| (words.allergen)(*allergen)).collect();
    let allergens = (!allergens.is_empty()).then(|| (words.item.allergens)(&allergens.join(", ")));
    let caffeine = option.caffeine_mg.filter(|mg| *mg > 0).map(words.item.caffeine);
    allergens.into_iter().chain(caffeine).collect::<Vec<_>>().join(" · ")
}
