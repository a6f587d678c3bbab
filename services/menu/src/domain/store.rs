//! Changes of the store's settings by staff.

use super::{EditRefusal, decode::decode_entity, merge_patch::merge_patch};
use jiff::Timestamp;
use menu_api::{ExtraWait, HoursException, Menu, OrderingPause, Store, WeeklyHours};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Weekly opening hours and dated exceptions. Together they replace the previous ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Hours)]
pub struct SetHours {
    hours: WeeklyHours,
    #[serde(default)]
    exceptions: Vec<HoursException>,
}

/// Pauses ordering, until a time if one is given, or resumes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPause {
    paused: bool,
    #[serde(default)]
    until: Option<Timestamp>,
}

/// Adds to every quoted time, until a time if one is given, or stops doing so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetWait {
    /// Seconds; 0 ends it.
    extra_s: u32,
    /// When it ends by itself.
    #[serde(default)]
    until: Option<Timestamp>,
}

/// Sets the opening hours.
pub fn set_hours(menu: &mut Menu, to: &SetHours) {
    menu.store.hours = to.hours.clone();
    menu.store.exceptions = to.exceptions.clone();
}

/// Pauses ordering, or resumes it.
///
/// # Errors
/// [`EditRefusal::InvalidBody`] when a resumption has an `until`.
pub fn set_pause(menu: &mut Menu, to: SetPause) -> Result<(), EditRefusal> {
    menu.store.pause = match to {
        SetPause { paused: true, until } => Some(OrderingPause::by_staff(until)),
        SetPause { paused: false, until: None } => None,
        SetPause { paused: false, until: Some(_) } => {
            return Err(EditRefusal::InvalidBody("only a pause has an until".to_owned()));
        }
    };
    Ok(())
}

/// Ends the pause for an unattended counter; any other pause stays.
pub fn end_unattended_pause(menu: &mut Menu) {
    menu.store.pause = menu.store.pause.filter(|pause| !pause.unattended);
}

/// Pauses ordering for an unattended counter, unless it is paused already.
pub fn begin_unattended_pause(menu: &mut Menu) {
    menu.store.pause = menu.store.pause.or(Some(OrderingPause { until: None, unattended: true }));
}

/// Sets the extra wait, or ends it.
pub fn set_wait(menu: &mut Menu, to: SetWait) {
    let SetWait { extra_s, until } = to;
    menu.store.extra_wait = (extra_s > 0).then_some(ExtraWait { extra_s, until });
}

/// Merges `patch` (RFC 7396) into the store.
///
/// # Errors
/// [`EditRefusal::InvalidBody`] when the result does not decode; [`EditRefusal::InvalidMenu`] when
/// the patch would change the id, which orders refer to, or the currency of the prices.
pub fn patch_store(menu: &mut Menu, patch: &Value) -> Result<(), EditRefusal> {
    let old = serde_json::to_value(&menu.store)
        .map_err(|error| EditRefusal::InvalidBody(error.to_string()))?;
    let patched: Store = decode_entity(merge_patch(old, patch.clone()))?;
    if patched.id != menu.store.id || patched.currency != menu.store.currency {
        return Err(EditRefusal::InvalidMenu(
            "the id and the currency of a store cannot change".into(),
        ));
    }
    menu.store = patched;
    Ok(())
}
