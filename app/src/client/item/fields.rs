//! Form fields of an item's options. The server renders them as plain fields; the browser only
//! reads them and writes prices over them.

use crate::{
    client::item::{stepper::render_stepper, words::ItemFormWords},
    shared::{
        ssr::request_words,
        ui::{MoneyFormat, foreign_tag},
    },
};
use leptos::prelude::*;
use menu_api::{
    CartLine, ItemOption, Menu,
    cart::MAX_QUANTITY,
    pricing::{ItemOffer, OfferGroup, OfferOption},
};

/// Everything that the fields are rendered from.
pub struct OptionFields<'a> {
    pub menu: &'a Menu,
    pub offer: &'a ItemOffer,
    /// The current choice.
    pub line: &'a CartLine,
    pub money: &'a MoneyFormat,
    pub words: &'a ItemFormWords,
}

impl OptionFields<'_> {
    /// Every group in the menu's sequence.
    pub fn render_all(&self) -> AnyView {
        self.offer.groups.iter().map(|group| self.render_group(group)).collect_view().into_any()
    }

    /// Required groups and the quantity; the other groups are folded away.
    pub fn render_required_first(&self) -> AnyView {
        let (required, others): (Vec<_>, Vec<_>) =
            self.offer.groups.iter().partition(|group| group.min > 0);
        let is_touched = others
            .iter()
            .flat_map(|g| &g.options)
            .any(|option| self.chosen_quantity(option) != option.default_quantity);
        let others = (!others.is_empty()).then(|| {
            let groups = others.into_iter().map(|group| self.render_group(group)).collect_view();
            view! {
                <details class="folded" open=is_touched>
                    <summary>{request_words().item.more_options}</summary>
                    {groups}
                </details>
            }
        });
        let ItemFormWords { quantity, less, more, .. } = self.words;
        view! {
            {required.into_iter().map(|group| self.render_group(group)).collect_view()}
            <div class="counted">
                <span class="name">{quantity.clone()}</span>
                {render_stepper("quantity", quantity, (less, more), (1, MAX_QUANTITY), self.line.quantity)}
            </div>
            {others}
        }
        .into_any()
    }

    fn render_group(&self, group: &OfferGroup) -> AnyView {
        let pick_one = group.max == 1 && (group.min == 1 || group.options.len() > 1);
        let fields = group.options.iter().map(|option| self.render_option(group, option, pick_one));
        let none = (pick_one && group.min == 0).then(|| self.render_no_choice(group));
        let rule = (request_words().item.rule)(group.min, group.max);
        let tag = &self.words.lang;
        view! {
            <fieldset id=format!("group-{}", group.id) class:chips=pick_one>
                <legend><span lang=foreign_tag(&group.name, tag)>{group.name.in_language(tag).to_owned()}</span><small>{rule}</small></legend>
                <div class="options">{none} {fields.collect_view()}</div>
            </fieldset>
        }
        .into_any()
    }

    /// The choice "none" of an optional group.
    fn render_no_choice(&self, group: &OfferGroup) -> AnyView {
        let is_chosen = group.options.iter().all(|option| self.chosen_quantity(option) == 0);
        view! {
            <label class="choice">
                <input type="radio" name=format!("choice[{}]", group.id) value="" checked=is_chosen/>
                <span class="name">{request_words().item.none}</span>
            </label>
        }
        .into_any()
    }

    fn render_option(&self, group: &OfferGroup, option: &OfferOption, pick_one: bool) -> AnyView {
        let (id, chosen, label) =
            (option.id.to_string(), self.chosen_quantity(option), self.render_label(option));
        let is_chosen = chosen > 0;
        let is_gone = !option.available;
        if !pick_one && option.max_quantity > 1 {
            let ItemFormWords { less, more, lang, .. } = self.words;
            let most = option.max_quantity.min(group.max);
            let field = render_stepper(
                &format!("count[{id}]"),
                option.name.in_language(lang),
                (less, more),
                (0, most),
                chosen,
            );
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

    fn chosen_quantity(&self, option: &OfferOption) -> u32 {
        self.line
            .options
            .iter()
            .find(|(id, _)| *id == option.id)
            .map_or(0, |(_, quantity)| *quantity)
    }

    /// Name and contents of an option, and its extra price or that it is sold out.
    fn render_label(&self, option: &OfferOption) -> AnyView {
        let ItemFormWords { lang, sold_out, .. } = self.words;
        let adds = if option.available {
            self.money.format_surcharge(option.price_minor)
        } else {
            sold_out.clone()
        };
        let known = self
            .menu
            .option_groups
            .iter()
            .flat_map(|group| &group.options)
            .find(|o| o.id == option.id);
        let contents = known.map(describe_contents).filter(|text| !text.is_empty());
        view! {
            <span class="what">
                <span class="name" lang=foreign_tag(&option.name, lang)>{option.name.in_language(lang).to_owned()}</span>
                {contents.map(|text| view! { <small>{text}</small> })}
            </span>
            <small class="adds">{adds}</small>
        }
        .into_any()
    }
}

/// Allergens and caffeine of an option, in words.
fn describe_contents(option: &ItemOption) -> String {
    let words = request_words();
    let allergens: Vec<_> =
        option.allergens.iter().map(|allergen| (words.allergen)(*allergen)).collect();
    let allergens = (!allergens.is_empty()).then(|| (words.item.allergens)(&allergens.join(", ")));
    let caffeine = option.caffeine_mg.filter(|mg| *mg > 0).map(words.item.caffeine);
    allergens.into_iter().chain(caffeine).collect::<Vec<_>>().join(" · ")
}
