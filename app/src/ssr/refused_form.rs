//! Forms that come back as typed, in the answer to the POST. This is the one way back for typed values:
//! [`PageAddress`] keeps them out of addresses, and only checkout, which goes on over several pages,
//! keeps them in a cookie.

use super::{
    PageAddress,
    checkout::Checkout,
    redirect_to,
    refusal::{is_form, is_passing, refuse},
};
use crate::{
    admin::menu::{ImportPreview, Sheet},
    api::{ApiError, PersonForm, PrinterForm, StoreForm, WalkInForm},
};
use leptos::prelude::*;
use menu_api::CartLine;
use std::sync::{Arc, Mutex, PoisonError};

/// The fields of a form as sent.
#[derive(Debug, Clone)]
pub enum TypedForm {
    /// The store's settings, and the invalid field with the reason in words.
    Store(Box<StoreForm>, Option<(&'static str, String)>),
    /// A printer's settings.
    Printer(PrinterForm),
    /// An existing or a new staff member. A PIN is not shown again.
    Person(PersonForm),
    /// A walk-in order.
    WalkIn(WalkInForm),
    /// A category, an item, a group or an option of the menu.
    MenuEntry(Box<Sheet>),
    /// The menu as a table.
    MenuTable(Arc<ImportPreview>),
    /// The chosen options of an item.
    Choice(CartLine),
    /// Checkout. Its values are kept with the open checkout, since a refusal may lead to the cart
    /// first.
    Checkout(Checkout),
}

/// The answer to a form.
#[derive(Debug, Clone)]
pub struct RefusedForm {
    /// The form's page.
    pub page: PageAddress,
    /// The stable code of the refusal; `None` if the form comes back to be filled in further.
    pub code: Option<String>,
    /// The values to fill the form with.
    pub typed: TypedForm,
}

impl RefusedForm {
    /// The status of the response, unless the page sets one.
    pub fn status(&self) -> u16 {
        match self.code.as_deref() {
            None => 200,
            Some(code) if is_passing(code) => 503,
            Some(_) => 422,
        }
    }
}

/// The slot through which a server function passes a refused form to the web binary, which renders
/// the page. One per request.
#[derive(Debug, Clone, Default)]
pub struct RefusalSlot(Arc<Mutex<Option<RefusedForm>>>);

impl RefusalSlot {
    /// Takes the refused form out of the slot, if there is one.
    pub fn take(&self) -> Option<RefusedForm> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn put(&self, refused: RefusedForm) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(refused);
    }
}

/// As [`refuse`], but a form is shown again as typed.
///
/// # Errors
/// Always: the error is the caller's answer.
pub fn refuse_form<T>(page: impl Into<PageAddress>, code: &str, typed: TypedForm) -> Result<T, ApiError> {
    match hand_over(page.into(), Some(code), typed) {
        Some(page) => refuse(page, code),
        None => Err(ApiError::new(code)),
    }
}

/// Shows a form again as typed, to be filled in further.
pub fn return_form(page: impl Into<PageAddress>, typed: TypedForm) {
    if let Some(page) = hand_over(page.into(), None, typed) {
        redirect_to(page);
    }
}

/// Puts the form into the slot of its request; gives the page back to be redirected to if the form's
/// values are kept, or if a script has sent them and keeps them itself.
fn hand_over(page: PageAddress, code: Option<&str>, typed: TypedForm) -> Option<PageAddress> {
    if let TypedForm::Checkout(checkout) = &typed {
        checkout.keep();
        return Some(page);
    }
    let Some(slot) = use_context::<RefusalSlot>().filter(|_| is_form()) else { return Some(page) };
    slot.put(RefusedForm { page, code: code.map(str::to_owned), typed });
    None
}

/// The refused form that this page answers, if any.
pub fn refused_form() -> Option<RefusedForm> {
    use_context()
}
