//! Changing the store's settings, by a manager.

use crate::shared::api_error::ApiError;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The fields of the settings form, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct StoreForm {
    /// The menu version that the form shows, for optimistic concurrency.
    pub version: i64,
    /// Display name, in Korean and in English.
    pub name: String,
    pub name_en: String,
    /// Street address, in Korean and in English.
    pub address: String,
    pub address_en: String,
    pub phone: String,
    /// Tags of the languages offered to customers, the default first, such as `ko,en`.
    pub languages: String,
    /// IANA time zone.
    pub zone: String,
    /// Opening hours by weekday, such as `07:30-11:00, 12:00-22:00`; empty means closed.
    pub mon: String,
    pub tue: String,
    pub wed: String,
    pub thu: String,
    pub fri: String,
    pub sat: String,
    pub sun: String,
    /// Exceptions to the weekly hours: a date and its ranges, one per line.
    pub exceptions: String,
    /// Minimum lead time that is quoted, in minutes.
    pub lead_min: String,
    /// Interval between pickup slots, in minutes.
    pub slot_min: String,
    /// Maximum number of orders per pickup slot.
    pub slot_orders: String,
    /// How long before closing the last order is accepted, in minutes.
    pub last_order_min: String,
    /// The hour at which the business day begins.
    pub day_begins_hour: String,
    /// Time without a connected counter screen after which ordering pauses by itself, in minutes.
    pub unattended_min: String,
    /// How long an order waits for acceptance, in minutes.
    pub accept_min: String,
    /// How long a ready order is held for pickup, in minutes.
    pub hold_min: String,
    /// Whether orders are accepted automatically.
    pub auto_accept: bool,
    /// Maximum number of unaccepted orders per phone.
    pub phone_orders: String,
    /// Maximum number of pieces per phone.
    pub phone_cups: String,
    /// Retention of customers' names and notes, in days.
    pub forget_days: String,
    /// Names of the preparation lanes: the store's lanes in order, then new ones. Lanes without a
    /// name are ignored.
    pub lanes: Vec<String>,
    /// Number of workers of each lane.
    pub workers: Vec<String>,
    /// In minor units of the currency.
    pub own_cup_discount: String,
    pub tax_percent: String,
}

/// A form that cannot be saved is shown again as typed, with the invalid field marked or with the
/// store's current values.
///
/// # Errors
/// `signed_out`, `forbidden`, `invalid_form`, `version_conflict`, `invalid_menu`, `menu_unknown`,
/// `menu_unavailable`.
#[server(prefix = "/admin/api", endpoint = "store")]
pub async fn save_store(form: StoreForm) -> Result<(), ApiError> {
    use crate::{
        admin::store::form::{RefusedStoreForm, refused_field, store_patch},
        shared::ssr::{menu_code, redirect_to, refuse_form, request_context, require_manager},
    };
    require_manager()?;
    let gateway = request_context().gateway;
    let refused = |code: &str, wrong| {
        refuse_form("/admin/store", code, RefusedStoreForm { form: form.clone(), wrong })
    };
    let Some(known) = gateway.known_menu() else { return refused("menu_unknown", None) };
    let patch = match store_patch(&form, &known.menu.store) {
        Ok(patch) => patch,
        Err(field) => return refused("invalid_form", Some(field)),
    };
    match gateway.patch_store(form.version, &patch).await {
        Ok(()) => {
            redirect_to("/admin/store?saved=1");
            Ok(())
        }
        Err(error) => {
            let field = refused_field(&error).map(|field| (field, String::new()));
            refused(menu_code(&error), field)
        }
    }
}
