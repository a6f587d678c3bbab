//! A validated order: the sums of a [`Draft`] are correct, its values are within the limits, and
//! its time zone exists.

use super::{
    IdempotencyKey,
    fault::{self, InvalidRequest, RequestFault},
    sums,
};
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use order_api::{
    ActingStaff, EventKind, NewOrder, OpeningTimes, Order, OrderActor, OrderEvent, OrderHandling,
    OrderId, OrderLine, OrderStatus, PhoneLimits, limits,
    retry::{RetriedOrder, is_same_order},
};
use sha2::{Digest, Sha256};
use std::{num::NonZeroU32, ops::RangeInclusive};

/// Maximum lead time, in seconds: one week.
pub(crate) const LEAD_TIME_MAX_S: u32 = 7 * 24 * 60 * 60;

/// Seconds that a store may let an order wait for acceptance or hold it for its customer.
pub(crate) const TERMS_S: RangeInclusive<u32> = 1..=LEAD_TIME_MAX_S;

/// Days that a store may keep names and notes of ended orders.
pub(crate) const FORGET_DAYS: RangeInclusive<u32> = 1..=365;

/// Accepted times: the years 2000 to 2999, with a day of margin at either end. A time far outside
/// is a mistake, and calendars do not reach much further.
pub(super) const PICKUPS: RangeInclusive<Timestamp> =
    Timestamp::constant(946_598_400, 0)..=Timestamp::constant(32_503_766_400, 0);
/// [`PICKUPS`] as a pattern for the JSON schema.
pub(crate) const PICKUPS_PATTERN: &str = "^2[0-9]{3}-";

/// A valid order that is not placed yet.
#[derive(Debug, Clone)]
pub struct ValidOrder {
    order: NewOrder,
    zone: TimeZone,
}

impl ValidOrder {
    /// Validates an order.
    ///
    /// # Errors
    /// The first [`RequestFault`] found, with its line.
    pub fn parse(order: NewOrder) -> Result<Self, InvalidRequest> {
        fault::check_id(&order.store, RequestFault::InvalidStore)?;
        fault::check_id(&order.customer.session, RequestFault::InvalidSession)?;
        fault::check_typed_text(
            &order.customer.name,
            limits::NAME_CHARS,
            RequestFault::NameTooLong,
        )?;
        // Web forms send newlines as CR LF.
        fault::check_typed_text(
            &order.note.replace(['\r', '\n'], " "),
            limits::NOTE_CHARS,
            RequestFault::NoteTooLong,
        )?;
        let zone = TimeZone::get(&order.zone).map_err(|_unknown| RequestFault::InvalidZone)?;
        if order.currency.len() != 3 || !order.currency.bytes().all(|b| b.is_ascii_uppercase()) {
            return Err(RequestFault::InvalidCurrency.into());
        }
        if order.lead_time_s > LEAD_TIME_MAX_S {
            return Err(RequestFault::InvalidLeadTime.into());
        }
        if [order.terms.accept_within_s, order.terms.hold_s]
            .iter()
            .any(|seconds| !TERMS_S.contains(seconds))
        {
            return Err(RequestFault::InvalidTerms.into());
        }
        if !FORGET_DAYS.contains(&order.terms.forget_after_days) {
            return Err(RequestFault::InvalidTerms.into());
        }
        if order.pickup_at.is_some_and(|at| !PICKUPS.contains(&at)) {
            return Err(RequestFault::InvalidPickup.into());
        }
        if let Some(OpeningTimes { opens_at, closes_at }) = order.opening
            && !(PICKUPS.contains(&opens_at) && PICKUPS.contains(&closes_at))
        {
            return Err(RequestFault::InvalidOpening.into());
        }
        if order.day_begins_hour > limits::DAY_BEGINS_HOUR {
            return Err(RequestFault::InvalidDay.into());
        }
        match order.lines.len() {
            0 => return Err(RequestFault::NoLines.into()),
            1..=limits::LINES => {}
            _ => return Err(RequestFault::TooManyLines.into()),
        }
        for (index, line) in order.lines.iter().enumerate() {
            check_texts(line).map_err(InvalidRequest::on_line(index))?;
        }
        sums::check_sums(&order)?;
        Ok(Self { order, zone })
    }

    fn compute_fingerprint(&self) -> Result<[u8; 32], serde_json::Error> {
        serde_json::to_vec(&self.order).map(|bytes| Sha256::digest(bytes).into())
    }

    /// Local date at `now`; before the business day's first hour, the date of the day before.
    fn business_date(&self, now: Timestamp) -> Date {
        let wall = self.zone.to_datetime(now);
        let is_night = u32::from(wall.hour().unsigned_abs()) < self.order.day_begins_hour;
        if is_night { wall.date().yesterday().unwrap_or(wall.date()) } else { wall.date() }
    }
}

fn check_texts(line: &OrderLine) -> Result<(), RequestFault> {
    fault::check_id(&line.item_id, RequestFault::InvalidItem)?;
    fault::check_text(&line.name, limits::TEXT_CHARS, RequestFault::TextTooLong)?;
    if line.options.len() > limits::OPTIONS {
        return Err(RequestFault::TooManyOptions);
    }
    for (index, option) in line.options.iter().enumerate() {
        fault::check_id(&option.option_id, RequestFault::InvalidOption)?;
        fault::check_text(&option.group, limits::TEXT_CHARS, RequestFault::TextTooLong)?;
        fault::check_text(&option.name, limits::TEXT_CHARS, RequestFault::TextTooLong)?;
        if line.options[..index].iter().any(|other| other.option_id == option.option_id) {
            return Err(RequestFault::DoubledOption);
        }
    }
    Ok(())
}

/// The phone that places an order, identified by its customer session.
#[derive(Debug, Clone, Copy)]
pub struct OrderingPhone<'a> {
    /// Session, as in [`order_api::CustomerIdentity`].
    pub session: &'a str,
    /// Limits for what the phone may have open.
    pub limits: PhoneLimits,
    /// Pieces in this order.
    pub cups: i64,
}

/// A valid order to place now, under an idempotency key.
#[derive(Debug, Clone)]
pub struct OrderPlacement {
    draft: ValidOrder,
    key: IdempotencyKey,
    fingerprint: [u8; 32],
    id: OrderId,
    at: Timestamp,
    by: Option<ActingStaff>,
}

impl OrderPlacement {
    /// `id` and `at` become the order's id and time if the key is new.
    ///
    /// # Errors
    /// When the draft cannot be serialized to JSON, which its type rules out.
    pub fn new(
        draft: ValidOrder,
        key: IdempotencyKey,
        id: OrderId,
        at: Timestamp,
    ) -> serde_json::Result<Self> {
        let fingerprint = draft.compute_fingerprint()?;
        Ok(Self { draft, key, fingerprint, id, at, by: None })
    }

    /// Records the member of staff who took the order at the counter.
    #[must_use]
    pub fn with_staff(self, by: Option<ActingStaff>) -> Self {
        Self { by, ..self }
    }

    /// Id of the store.
    pub fn store_id(&self) -> &str {
        &self.draft.order.store
    }

    /// Idempotency key.
    pub fn idempotency_key(&self) -> &str {
        self.key.as_str()
    }

    /// SHA-256 of the order. The same key with the same fingerprint is a retry; with another
    /// fingerprint, [`Self::is_retry_of`] decides.
    pub fn order_fingerprint(&self) -> &[u8] {
        &self.fingerprint
    }

    /// Id of the order.
    pub fn order_id(&self) -> OrderId {
        self.id
    }

    /// Business date that the pickup number belongs to.
    pub fn business_date(&self) -> Date {
        self.draft.business_date(self.at)
    }

    /// Pickup time and the maximum orders for it, if the order has both.
    pub fn pickup_slot(&self) -> Option<(Timestamp, NonZeroU32)> {
        self.draft.order.pickup_at.zip(self.draft.order.slot_limit)
    }

    /// Time of the placement.
    pub fn placed_at(&self) -> Timestamp {
        self.at
    }

    /// The phone that places the order; `None` if staff take it at the counter.
    pub fn ordering_phone(&self) -> Option<OrderingPhone<'_>> {
        let NewOrder { customer, lines, phone_limits: limits, .. } = &self.draft.order;
        let cups = lines.iter().map(|line| line.quantity).sum();
        (!customer.is_at_counter()).then_some(OrderingPhone {
            session: &customer.session,
            limits: *limits,
            cups,
        })
    }

    /// Time from the end of the order until its customer's name and note are erased.
    pub fn forget_after(&self) -> SignedDuration {
        SignedDuration::from_hours(24 * i64::from(self.draft.order.terms.forget_after_days))
    }

    /// The new order, with its pickup number.
    pub fn build_order(&self, number: i64) -> Order {
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
        let pickup_at = pickup_at.and_then(truncate_to_millis);
        let ready_at = self.at + SignedDuration::from_secs(lead_time_s.into());
        let ready_at = opening.map_or(ready_at, |opening| ready_at.min(opening.closes_at));
        Order {
            id: self.id,
            store,
            number,
            business_date: self.business_date(),
            status: OrderStatus::Placed,
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
            handling: OrderHandling {
                accept_by: Some(terms.accept_by(self.at, pickup_at, opening)),
                hold_s: terms.hold_s,
                changed_by: self.by.clone(),
                ..OrderHandling::default()
            },
        }
    }

    /// Whether the order `placed` under this key is the one requested here, by [`is_same_order`].
    pub fn is_retry_of(&self, placed: &Order) -> bool {
        let (retried, price) = RetriedOrder::with_price(&self.draft.order);
        let pickup_at = retried.pickup_at.and_then(truncate_to_millis);
        is_same_order(placed, &RetriedOrder { pickup_at, ..retried }, price)
    }

    /// The feed's event for the placement.
    pub fn placement_event(&self, number: i64) -> OrderEvent {
        OrderEvent {
            kind: EventKind::Placed,
            actor: OrderActor::Customer,
            at: self.at,
            order: self.build_order(number),
        }
    }

    /// The event that follows the placement at once if the store accepts orders automatically.
    pub fn auto_accept_event(&self, placed: &Order) -> Option<OrderEvent> {
        self.draft.order.terms.auto_accept.then(|| {
            let order = Order {
                status: OrderStatus::Accepted,
                version: placed.version + 1,
                ..placed.clone()
            };
            OrderEvent {
                kind: EventKind::StatusChanged,
                actor: OrderActor::System,
                at: self.at,
                order,
            }
        })
    }
}

/// Truncates to milliseconds, the precision of the database.
pub(super) fn truncate_to_millis(at: Timestamp) -> Option<Timestamp> {
    Timestamp::from_millisecond(at.as_millisecond()).ok()
}

#[cfg(test)]
#[path = "draft_tests.rs"]
pub(crate) mod tests;
