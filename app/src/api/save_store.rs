//! The owner changes the store's settings.

use super::ApiError;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The settings as the form has them, all as they are typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct StoreForm {
    /// Of the menu that the form was made of.
    pub version: i64,
    /// Shown name, in Korean and in English.
    pub name: String,
    pub name_en: String,
    /// Where it is, in Korean and in English.
    pub address: String,
    pub address_en: String,
    pub phone: String,
    /// Tags of those that customers are served in, the usual one first, such as `ko,en`.
    pub languages: String,
    /// IANA name.
    pub zone: String,
    /// Opening ranges by weekday, such as `07:30-11:00, 12:00-22:00`; nothing is closed.
    pub mon: String,
    pub tue: String,
    pub wed: String,
    pub thu: String,
    pub fri: String,
    pub sat: String,
    pub sun: String,
    /// A date and its ranges, one to a line.
    pub exceptions: String,
    /// The least that is quoted, in minutes.
    pub lead_min: String,
    /// From one pickup slot to the next, in minutes.
    pub slot_min: String,
    /// The most orders of a slot.
    pub slot_orders: String,
    /// How long before closing the last order is taken, in minutes.
    pub last_order_min: String,
    /// The hour at which the business day begins.
    pub day_begins_hour: String,
    /// How long nobody may be at the counter, in minutes.
    pub unattended_min: String,
    /// How long an order waits for the counter's yes, in minutes.
    pub accept_min: String,
    /// How long a ready order is kept, in minutes.
    pub hold_min: String,
    /// Orders are accepted as they come.
    pub auto_accept: bool,
    /// The most unaccepted orders, and the most pieces, of one phone.
    pub phone_orders: String,
    pub phone_cups: String,
    /// How long names and notes are kept, in days.
    pub forget_days: String,
    /// What the lanes are called, in the store's order and then the new ones; one without a name is none.
    pub lanes: Vec<String>,
    /// Hands in each of them.
    pub workers: Vec<String>,
    /// Minor units.
    pub own_cup_discount: String,
    pub tax_percent: String,
}

/// A form that cannot be saved comes back as it was typed, with the field that is wrong, or with what the store has by now.
///
/// # Errors
/// `signed_out`, `invalid_form`, `version_conflict`, `invalid_menu`, `menu_unknown`, `menu_unavailable`.
#[server(prefix = "/admin/api", endpoint = "store")]
pub async fn save_store(form: StoreForm) -> Result<(), ApiError> {
    use crate::{
        admin::{store_fault, store_patch},
        ssr::{TypedForm, context, menu_code, refuse_form, require_manager},
    };
    require_manager()?;
    let gateway = context().gateway;
    let refused = |code: &str, field| {
        refuse_form("/admin/store", code, TypedForm::Store(Box::new(form.clone()), field))
    };
    let Some(known) = gateway.menu() else { return refused("menu_unknown", None) };
    let patch = match store_patch(&form, &known.menu.store) {
        Ok(patch) => patch,
        Err(field) => return refused("invalid_form", Some(field)),
    };
    match gateway.store_patch(form.version, &patch).await {
        Ok(()) => {
            leptos_axum::redirect("/admin/store?saved=1");
            Ok(())
        }
        Err(error) => {
            let field = store_fault(&error).map(|field| (field, String::new()));
            refused(menu_code(&error), field)
        }
    }
}
