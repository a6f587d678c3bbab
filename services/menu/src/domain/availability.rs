//! Changes of availability as staff request them. "Until the end of the day" becomes a fixed time
//! when the request is handled.

use super::EditRefusal;
use jiff::Timestamp;
use menu_api::{Availability, ItemId, Menu, OptionId, SoldOutUntil, hours};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

/// The availability to set. Only `sold_out` has an `until`: an RFC 3339 time, `end_of_business_day`
/// or `manual`, the default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetAvailability {
    #[schema(value_type = String)]
    #[serde(skip_serializing)]
    state: RequestedState,
    #[schema(value_type = Option<String>)]
    #[serde(default, skip_serializing)]
    until: Option<AvailableUntil>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum RequestedState {
    Available,
    SoldOut,
    Hidden,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AvailableUntil {
    Manual,
    EndOfBusinessDay,
    Time(Timestamp),
}

impl<'de> Deserialize<'de> for AvailableUntil {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.as_str() {
            "manual" => Ok(Self::Manual),
            "end_of_business_day" => Ok(Self::EndOfBusinessDay),
            time => time.parse().map(Self::Time).map_err(|_| {
                D::Error::custom("until is an RFC 3339 time, \"end_of_business_day\" or \"manual\"")
            }),
        }
    }
}

impl SetAvailability {
    /// The availability to store for `menu`'s store at `now`.
    ///
    /// # Errors
    /// [`EditRefusal::InvalidBody`] when a state other than sold out has an `until`;
    /// [`EditRefusal::InvalidMenu`] when the end of the business day cannot be computed.
    fn resolve_availability(
        self,
        menu: &Menu,
        now: Timestamp,
    ) -> Result<Availability, EditRefusal> {
        let until = match (self.state, self.until) {
            (RequestedState::Available, None) => return Ok(Availability::Available),
            (RequestedState::Hidden, None) => return Ok(Availability::Hidden),
            (RequestedState::Available | RequestedState::Hidden, Some(_)) => {
                return Err(EditRefusal::InvalidBody("only sold_out has an until".to_owned()));
            }
            (RequestedState::SoldOut, None | Some(AvailableUntil::Manual)) => SoldOutUntil::Manual,
            (RequestedState::SoldOut, Some(AvailableUntil::Time(time))) => SoldOutUntil::Time(time),
            (RequestedState::SoldOut, Some(AvailableUntil::EndOfBusinessDay)) => {
                SoldOutUntil::Time(
                    hours::business_day_end(&menu.store, now)
                        .map_err(|error| EditRefusal::InvalidMenu(error.to_string().into()))?,
                )
            }
        };
        Ok(Availability::SoldOut { until })
    }
}

/// Sets an item's availability.
///
/// # Errors
/// [`EditRefusal::NotFound`], [`EditRefusal::InvalidBody`], [`EditRefusal::InvalidMenu`].
pub fn change_item_availability(
    menu: &mut Menu,
    id: &ItemId,
    to: SetAvailability,
    now: Timestamp,
) -> Result<(), EditRefusal> {
    let availability = to.resolve_availability(menu, now)?;
    let item =
        menu.items.iter_mut().find(|item| item.id == *id).ok_or(EditRefusal::NotFound("item"))?;
    item.availability = availability;
    Ok(())
}

/// Sets an option's availability.
///
/// # Errors
/// [`EditRefusal::NotFound`], [`EditRefusal::InvalidBody`], [`EditRefusal::InvalidMenu`].
pub fn change_option_availability(
    menu: &mut Menu,
    id: &OptionId,
    to: SetAvailability,
    now: Timestamp,
) -> Result<(), EditRefusal> {
    let availability = to.resolve_availability(menu, now)?;
    let mut options = menu.option_groups.iter_mut().flat_map(|group| &mut group.options);
    let option = options.find(|option| option.id == *id).ok_or(EditRefusal::NotFound("option"))?;
    option.availability = availability;
    Ok(())
}

/// Truncates every end of "sold out" to milliseconds, the precision of the databases, so that an
/// answer equals the stored value.
pub fn truncate_to_millis(menu: &mut Menu) {
    let options = menu.option_groups.iter_mut().flat_map(|group| &mut group.options);
    let all = menu.items.iter_mut().map(|item| &mut item.availability);
    for availability in all.chain(options.map(|option| &mut option.availability)) {
        if let Availability::SoldOut { until: SoldOutUntil::Time(time) } = availability {
            *time = Timestamp::from_millisecond(time.as_millisecond()).unwrap_or(*time);
        }
    }
}
