//! A placement taken apart once: what is behind [`Draft`] adds up, fits the limits and has a real time zone.

use super::{
    IdempotencyKey,
    fault::{self, Fault, Invalid},
    sums,
};
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use order_api::{
    Actor, By, EventKind, Handling, Line, NewOrder, OpeningTimes, Order, OrderEvent, OrderId, PhoneLimits,
    Status, limits,
};
use sha2::{Digest, Sha256};
use std::{num::NonZeroU32, ops::RangeInclusive};

/// The latest promise.
pub(crate) const LEAD_TIME_MAX_S: u32 = 7 * 24 * 60 * 60;

/// How long a store may let an order wait for its yes, or for its customer.
pub(crate) const TERMS_S: RangeInclusive<u32> = 1..=LEAD_TIME_MAX_S;

/// Days that a store may keep names and notes of ended orders.
pub(crate) const FORGET_DAYS: RangeInclusive<u32> = 1..=365;

/// When an order may be wanted: what lies far outside is a slip of the pen, and further out no calendar follows.
pub(super) const PICKUPS: RangeInclusive<Timestamp> =
    Timestamp::constant(946_598_400, 0)..=Timestamp::constant(32_503_766_400, 0);
/// The same for a schema: the years 2000 to 2999.
pub(crate) const PICKUPS_PATTERN: &str = "^2[0-9]{3}-";

/// A valid order nobody has placed yet.
#[derive(Debug, Clone)]
pub struct Draft {
    order: NewOrder,
    zone: TimeZone,
}

impl Draft {
    /// # Errors
    /// The first [`Fault`] found, with the line that has it.
    pub fn parse(order: NewOrder) -> Result<Self, Invalid> {
        fault::id(&order.store, Fault::InvalidStore)?;
        fault::id(&order.customer.session, Fault::InvalidSession)?;
        fault::typed_text(&order.customer.name, limits::NAME_CHARS, Fault::NameTooLong)?;
        // A web form writes a newline as CR LF.
        fault::typed_text(&order.note.replace(['\r', '\n'], " "), limits::NOTE_CHARS, Fault::NoteTooLong)?;
        let zone = TimeZone::get(&order.zone).map_err(|_unknown| Fault::InvalidZone)?;
        if order.currency.len() != 3 || !order.currency.bytes().all(|b| b.is_ascii_uppercase()) {
            return Err(Fault::InvalidCurrency.into());
        }
        if order.lead_time_s > LEAD_TIME_MAX_S {
            return Err(Fault::InvalidLeadTime.into());
        }
        if [order.terms.accept_within_s, order.terms.hold_s].iter().any(|seconds| !TERMS_S.contains(seconds))
        {
            return Err(Fault::InvalidTerms.into());
        }
        if !FORGET_DAYS.contains(&order.terms.forget_after_days) {
            return Err(Fault::InvalidTerms.into());
        }
        if order.pickup_at.is_some_and(|at| !PICKUPS.contains(&at)) {
            return Err(Fault::InvalidPickup.into());
        }
        if let Some(OpeningTimes { opens_at, closes_at }) = order.opening
            && !(PICKUPS.contains(&opens_at) && PICKUPS.contains(&closes_at))
        {
            return Err(Fault::InvalidOpening.into());
        }
        if order.day_begins_hour > limits::DAY_BEGINS_HOUR {
            return Err(Fault::InvalidDay.into());
        }
        match order.lines.len() {
            0 => return Err(Fault::NoLines.into()),
            1..=limits::LINES => {}
            _ => return Err(Fault::TooManyLines.into()),
        }
        for (index, line) in order.lines.iter().enumerate() {
            check_texts(line).map_err(Invalid::on_line(index))?;
        }
        sums::check(&order)?;
        Ok(Self { order, zone })
    }

    fn fingerprint(&self) -> Result<[u8; 32], serde_json::Error> {
        serde_json::to_vec(&self.order).map(|bytes| Sha256::digest(bytes).into())
    }

    /// The local date, or the day before it in the hours before the business day begins.
    fn business_date(&self, now: Timestamp) -> Date {
        let wall = self.zone.to_datetime(now);
        let is_night = u32::from(wall.hour().unsigned_abs()) < self.order.day_begins_hour;
        if is_night { wall.date().yesterday().unwrap_or(wall.date()) } else { wall.date() }
    }
}

fn check_texts(line: &Line) -> Result<(), Fault> {
    fault::id(&line.item_id, Fault::InvalidItem)?;
    fault::text(&line.name, limits::TEXT_CHARS, Fault::TextTooLong)?;
    if line.options.len() > limits::OPTIONS {
        return Err(Fault::TooManyOptions);
    }
    for (index, option) in line.options.iter().enumerate() {
        fault::id(&option.option_id, Fault::InvalidOption)?;
        fault::text(&option.group, limits::TEXT_CHARS, Fault::TextTooLong)?;
        fault::text(&option.name, limits::TEXT_CHARS, Fault::TextTooLong)?;
        if line.options[..index].iter().any(|other| other.option_id == option.option_id) {
            return Err(Fault::DoubledOption);
        }
    }
    Ok(())
}

/// A customer's session that places an order.
#[derive(Debug, Clone, Copy)]
pub struct Phone<'a> {
    /// As in [`order_api::Customer`].
    pub session: &'a str,
    /// What it may have at once.
    pub limits: PhoneLimits,
    /// Pieces in this order.
    pub cups: i64,
}

/// A draft that somebody places now, under a key.
#[derive(Debug, Clone)]
pub struct Placement {
    draft: Draft,
    key: IdempotencyKey,
    fingerprint: [u8; 32],
    id: OrderId,
    at: Timestamp,
    by: Option<By>,
}

impl Placement {
    /// `id` and `at` become the order's, if the key is new.
    ///
    /// # Errors
    /// When the draft cannot be written as JSON, which its type rules out.
    pub fn new(draft: Draft, key: IdempotencyKey, id: OrderId, at: Timestamp) -> serde_json::Result<Self> {
        let fingerprint = draft.fingerprint()?;
        Ok(Self { draft, key, fingerprint, id, at, by: None })
    }

    /// Taken at the counter by this person.
    #[must_use]
    pub fn by(self, by: Option<By>) -> Self {
        Self { by, ..self }
    }

    /// The store's id.
    pub fn store(&self) -> &str {
        &self.draft.order.store
    }

    /// The key.
    pub fn key(&self) -> &str {
        self.key.as_str()
    }

    /// SHA-256 of what is placed: the same key with the same is a retry. With another one [`Self::asks_for`] decides.
    pub fn fingerprint(&self) -> &[u8] {
        &self.fingerprint
    }

    /// The order's id.
    pub fn id(&self) -> OrderId {
        self.id
    }

    /// The day its number counts in.
    pub fn business_date(&self) -> Date {
        self.draft.business_date(self.at)
    }

    /// The time at which it is wanted and the most orders that may be, if that is bounded.
    pub fn slot(&self) -> Option<(Timestamp, NonZeroU32)> {
        self.draft.order.pickup_at.zip(self.draft.order.slot_limit)
    }

    /// When.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// What places it, unless staff do.
    pub fn phone(&self) -> Option<Phone<'_>> {
        let NewOrder { customer, lines, phone_limits: limits, .. } = &self.draft.order;
        let cups = lines.iter().map(|line| line.quantity).sum();
        (!customer.is_at_counter()).then_some(Phone { session: &customer.session, limits: *limits, cups })
    }

    /// From the end of the order to when its customer's name and note are erased.
    pub fn forget_after(&self) -> SignedDuration {
        SignedDuration::from_hours(24 * i64::from(self.draft.order.terms.forget_after_days))
    }

    /// The order under its pickup number.
    pub fn order(&self, number: i64) -> Order {
        let NewOrder {
            store,
            zone: _,
            day_begins_hour: _,
            customer,
            dining,
            menu_version,
            menu_verified,
            currency,
            lines,
            total,
            note,
            lead_time_s,
            opening,
            slot_limit: _,
            cup,
            pickup_at,
            terms,
            phone_limits: _,
        } = self.draft.order.clone();
        let pickup_at = pickup_at.and_then(whole_millis);
        let ready_at = self.at + SignedDuration::from_secs(lead_time_s.into());
        let ready_at = opening.map_or(ready_at, |opening| ready_at.min(opening.closes_at));
        Order {
            id: self.id,
            store,
            number,
            business_date: self.business_date(),
            status: Status::Placed,
            version: 1,
            placed_at: self.at,
            promised_at: pickup_at.unwrap_or(ready_at),
            status_at: self.at,
            reason: None,
            customer,
            dining,
            menu_version,
            menu_verified,
            currency,
            lines,
            total,
            note,
            cup,
            pickup_at,
            handling: Handling {
                accept_by: Some(terms.accept_by(self.at, pickup_at, opening)),
                hold_s: terms.hold_s,
                changed_by: self.by.clone(),
                ..Handling::default()
            },
        }
    }

    /// Whether `placed`, the order that this key stands for, is what is asked for here. Between a lost answer and its retry
    /// the menu and the queue go on: what only they decide may differ.
    pub fn asks_for(&self, placed: &Order) -> bool {
        let asked = Order {
            id: placed.id,
            business_date: placed.business_date,
            placed_at: placed.placed_at,
            promised_at: placed.promised_at,
            status_at: placed.status_at,
            menu_version: placed.menu_version,
            menu_verified: placed.menu_verified,
            handling: placed.handling.clone(),
            ..self.order(placed.number)
        };
        asked == *placed
    }

    /// What goes into the feed.
    pub fn event(&self, number: i64) -> OrderEvent {
        OrderEvent { kind: EventKind::Placed, actor: Actor::Customer, at: self.at, order: self.order(number) }
    }

    /// What follows `placed` at once, where the store says yes by itself.
    pub fn accepted(&self, placed: &Order) -> Option<OrderEvent> {
        self.draft.order.terms.auto_accept.then(|| {
            let order = Order { status: Status::Accepted, version: placed.version + 1, ..placed.clone() };
            OrderEvent { kind: EventKind::StatusChanged, actor: Actor::System, at: self.at, order }
        })
    }
}

/// As the database keeps it.
pub(super) fn whole_millis(at: Timestamp) -> Option<Timestamp> {
    Timestamp::from_millisecond(at.as_millisecond()).ok()
}

#[cfg(test)]
#[path = "draft_tests.rs"]
pub(crate) mod tests;
