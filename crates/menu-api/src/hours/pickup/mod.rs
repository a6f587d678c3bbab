//! Pickup times of an order: as soon as it is ready, and slots to choose instead. Checkout offers
//! these and a placement takes no others, so no time is promised at which the store is closed.

use super::{
    OrderingStatus, Span, StoreOpening, UnknownZone, business_day_end, is_in_any_span, is_paused,
    openings_around, ordering_status, spans_around, store_time_zone,
};
use crate::{Store, TimeRange};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};

/// How far ahead a slot may lie.
const A_DAY: SignedDuration = SignedDuration::from_hours(24);

/// A time at which an order is ready, and the opening it lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PickupTime {
    /// When the order is ready.
    pub at: Timestamp,
    /// Start of the opening.
    pub opens_at: Timestamp,
    /// End of the opening; never before `at`.
    pub closes_at: Timestamp,
}

/// All pickup times of an order that is placed at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PickupTimes {
    /// As soon as it is ready; `None` when no orders are taken, when it would be ready after
    /// closing, or when an item in it is not served now.
    pub soonest: Option<PickupTime>,
    /// Slots to choose instead, soonest first.
    pub slots: Vec<PickupTime>,
}

/// The times for an order that takes `lead` and whose items are served in these hours; no hours
/// mean always.
///
/// Work on it begins now, or with a later opening. Slots lie in openings that begin within the
/// business day, at most a day ahead, at times at which the store is not paused and its wall clock
/// shows a multiple of `slot_minutes` after midnight. An hour that a clock change repeats has its
/// slots twice, an hour that it skips has none.
///
/// # Errors
/// [`UnknownZone`] when the store's zone is not known.
pub fn pickup_times<'a>(
    store: &Store,
    served: impl IntoIterator<Item = &'a [TimeRange]>,
    lead: SignedDuration,
    now: Timestamp,
) -> Result<PickupTimes, UnknownZone> {
    let zone = store_time_zone(store)?;
    let parts = served.into_iter().filter(|hours| !hours.is_empty());
    let served: Vec<Vec<Span>> = parts.map(|hours| spans_around(now, &zone, |_| hours)).collect();
    let is_served = |at: Timestamp| served.iter().all(|spans| is_in_any_span(spans, at));
    let mut times = PickupTimes::default();
    for (opening, ready_at) in orderable_openings(store, lead, now)? {
        let time = |at| PickupTime { at, opens_at: opening.opens_at, closes_at: opening.closes_at };
        if opening.opens_at <= now && ready_at <= opening.closes_at && is_served(now) {
            times.soonest = Some(time(ready_at));
        }
        let slots = slots_between(store, ready_at, opening.closes_at.min(now + A_DAY), &zone);
        times.slots.extend(slots.filter(|at| is_served(*at)).map(time));
    }
    Ok(times)
}

/// Whether there is a slot already at which an item with these hours is served.
///
/// # Errors
/// [`UnknownZone`] when the store's zone is not known.
pub fn has_served_slot(
    store: &Store,
    served: &[TimeRange],
    now: Timestamp,
) -> Result<bool, UnknownZone> {
    let zone = store_time_zone(store)?;
    let least = SignedDuration::from_secs(store.lead_time_s.into());
    let served = spans_around(now, &zone, |_| served);
    let openings = orderable_openings(store, least, now)?;
    Ok(openings.iter().any(|(opening, ready_at)| {
        let end = opening.closes_at.min(now + A_DAY);
        let in_both = |(from, to): &Span| {
            slots_between(store, (*from).max(*ready_at), (*to).min(end), &zone).next().is_some()
        };
        served.iter().any(in_both)
    }))
}

/// The openings for which orders are taken at `now`, each with the time at which an order that
/// takes `lead` is ready.
fn orderable_openings(
    store: &Store,
    lead: SignedDuration,
    now: Timestamp,
) -> Result<Vec<(StoreOpening, Timestamp)>, UnknownZone> {
    if matches!(ordering_status(store, now)?, OrderingStatus::Paused { .. }) {
        return Ok(Vec::new());
    }
    let zone = store_time_zone(store)?;
    let day_end = business_day_end(store, now)?;
    let taken = |opening: &StoreOpening| now < opening.last_order_at && opening.opens_at < day_end;
    let openings = openings_around(store, now, &zone).into_iter().filter(taken);
    Ok(openings.map(|opening| (opening, now.max(opening.opens_at) + lead)).collect())
}

/// The slots from `from` until before `to`.
fn slots_between<'a>(
    store: &'a Store,
    from: Timestamp,
    to: Timestamp,
    zone: &'a TimeZone,
) -> impl Iterator<Item = Timestamp> + 'a {
    let step = store.slot_minutes;
    let mut next = whole_minute(from).filter(|_| step > 0);
    let moments = std::iter::from_fn(move || {
        let at = next.filter(|at| *at < to)?;
        let to_go = minutes_to_next_step(at, step, zone);
        next = at.checked_add(SignedDuration::from_mins(to_go.into())).ok();
        Some((at, to_go))
    });
    moments.filter(move |(at, to_go)| *to_go == step && !is_paused(store, *at)).map(|(at, _)| at)
}

/// Minutes to the next multiple of `step` on the wall clock, if the clock does not change before;
/// at least 1.
fn minutes_to_next_step(at: Timestamp, step: u32, zone: &TimeZone) -> u32 {
    let wall = zone.to_datetime(at);
    let shown =
        u32::from(wall.hour().unsigned_abs()) * 60 + u32::from(wall.minute().unsigned_abs());
    step - shown % step
}

/// The first whole minute at or after `at`.
fn whole_minute(at: Timestamp) -> Option<Timestamp> {
    let second = at.as_second() + i64::from(at.subsec_nanosecond() > 0);
    Timestamp::from_second(second + (-second).rem_euclid(60)).ok()
}

#[cfg(test)]
mod tests;
