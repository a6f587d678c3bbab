//! Opening hours and the pause, as staff set them.

use super::Refusal;
use jiff::Timestamp;
use menu_api::{HoursException, Menu, Pause, WeeklyHours};
use serde::{Deserialize, Serialize};

/// The usual week and the dates on which it does not hold; together they replace what was there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Hours)]
pub struct SetHours {
    hours: WeeklyHours,
    #[serde(default)]
    exceptions: Vec<HoursException>,
}

/// Ordering stopped, or taken up again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPause {
    paused: bool,
    #[serde(default)]
    until: Option<Timestamp>,
}

/// Sets the opening hours.
pub fn set_hours(menu: &mut Menu, to: &SetHours) {
    menu.store.hours = to.hours.clone();
    menu.store.exceptions = to.exceptions.clone();
}

/// Pauses ordering or ends the pause.
///
/// # Errors
/// [`Refusal::InvalidBody`] when the end of a pause has an end.
pub fn set_pause(menu: &mut Menu, to: SetPause) -> Result<(), Refusal> {
    menu.store.pause = match to {
        SetPause { paused: true, until } => Some(Pause { until }),
        SetPause { paused: false, until: None } => None,
        SetPause { paused: false, until: Some(_) } => {
            return Err(Refusal::InvalidBody("only a pause has an until".to_owned()));
        }
    };
    Ok(())
}
