//! Offers: the menu with availability decided for one moment. Pages show an offer and pricing
//! checks against it, so the two cannot disagree.

use crate::{Availability, Item, ItemId, LocalizedText, Menu, OptionGroupId, OptionId, hours};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// An item on offer at one moment: availability is decided, hidden options are left out, groups are
/// joined in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemOffer {
    /// Id of the item.
    pub item: ItemId,
    /// Display name.
    pub name: LocalizedText,
    /// Price without options, minor units.
    pub price_minor: i64,
    /// Whether it can be ordered, now or for later. Also false when a required group has too
    /// little left.
    pub available: bool,
    /// Set while it is not served. With `available`, it can be ordered for a time at which it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_served: Option<NotServed>,
    /// Discount on one piece for a customer's own cup, minor units; 0 for an item without a cup.
    #[serde(default)]
    pub own_cup_discount_minor: i64,
    /// Groups to choose from.
    pub groups: Vec<OfferGroup>,
}

/// An item outside its hours. The time is a number, since parsing a date would enlarge the
/// browser's build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotServed {
    /// When it is served next, in milliseconds since 1970; `None` when not within two weeks.
    pub next_at_ms: Option<i64>,
}

/// An option group on offer, with the rule of [`crate::OptionGroup`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferGroup {
    /// Id of the group.
    pub id: OptionGroupId,
    /// Display name.
    pub name: LocalizedText,
    /// Least sum of quantities.
    pub min: u32,
    /// Greatest sum of quantities.
    pub max: u32,
    /// In display order.
    pub options: Vec<OfferOption>,
}

/// An option on offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferOption {
    /// Id of the option.
    pub id: OptionId,
    /// Display name.
    pub name: LocalizedText,
    /// Price of each quantity, minor units.
    pub price_minor: i64,
    /// Greatest quantity.
    pub max_quantity: u32,
    /// Quantity that is chosen by default; 0 when sold out.
    pub default_quantity: u32,
    /// Whether it can be chosen.
    pub available: bool,
}

impl ItemOffer {
    /// The offer for an order for now: unavailable while the item is not served.
    #[must_use]
    pub fn for_now(self) -> Self {
        Self { available: self.available && self.not_served.is_none(), ..self }
    }
}

impl Menu {
    /// The item as it is on offer at `now`; `None` when it is unknown or hidden.
    pub fn find_offer(&self, id: &ItemId, now: Timestamp) -> Option<ItemOffer> {
        self.find_item(id).and_then(|item| self.offer_of(item, now))
    }

    /// Like [`Menu::find_offer`], for an item that was found already.
    pub fn offer_of(&self, item: &Item, now: Timestamp) -> Option<ItemOffer> {
        let availability = item.availability.effective_at(now);
        if availability == Availability::Hidden {
            return None;
        }
        let groups: Vec<OfferGroup> =
            item.option_groups.iter().filter_map(|id| self.offer_group(id, now)).collect();
        let satisfiable = groups.iter().all(|group| {
            let left = group
                .options
                .iter()
                .filter(|o| o.available)
                .map(|o| u64::from(o.max_quantity))
                .sum::<u64>();
            left >= u64::from(group.min)
        });
        let on_sale = availability == Availability::Available && satisfiable;
        let not_served = if on_sale { self.not_served(item, now) } else { None };
        let for_later = || hours::has_served_slot(&self.store, &item.served, now) == Ok(true);
        Some(ItemOffer {
            item: item.id.clone(),
            name: item.name.clone(),
            price_minor: item.price_minor,
            available: on_sale && (not_served.is_none() || for_later()),
            not_served,
            own_cup_discount_minor: if item.takes_cup {
                self.store.own_cup_discount_minor
            } else {
                0
            },
            groups,
        })
    }

    /// Whether an item is outside its hours at `now`. In an unknown time zone nothing is served, as
    /// nothing can be ordered.
    fn not_served(&self, item: &Item, now: Timestamp) -> Option<NotServed> {
        match hours::serving_status(&self.store, &item.served, now) {
            Ok(hours::ServingStatus::Now) => None,
            Ok(hours::ServingStatus::Later { next }) => {
                Some(NotServed { next_at_ms: next.map(Timestamp::as_millisecond) })
            }
            Err(hours::UnknownZone(_)) => Some(NotServed { next_at_ms: None }),
        }
    }

    fn offer_group(&self, id: &OptionGroupId, now: Timestamp) -> Option<OfferGroup> {
        let group = self.find_option_group(id)?;
        let options = group
            .options
            .iter()
            .filter_map(|option| {
                let availability = option.availability.effective_at(now);
                let available = availability == Availability::Available;
                (availability != Availability::Hidden).then(|| OfferOption {
                    id: option.id.clone(),
                    name: option.name.clone(),
                    price_minor: option.price_minor,
                    max_quantity: option.max_quantity,
                    default_quantity: if available { option.default_quantity } else { 0 },
                    available,
                })
            })
            .collect();
        Some(OfferGroup {
            id: group.id.clone(),
            name: group.name.clone(),
            min: group.min,
            max: group.max,
            options,
        })
    }
}
