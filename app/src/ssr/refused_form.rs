//! Refused forms, shown again as typed in the answer to the POST. Typed values are never put into a
//! URL, where histories and logs would keep them and a link of another site could prefill our form.

use super::refusal::{is_form, is_passing, refuse};
use crate::api::{ApiError, PersonForm, PrinterForm, StoreForm, WalkInForm};
use leptos::prelude::*;
use std::sync::{Arc, Mutex, PoisonError};

/// The fields of a form as sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypedForm {
    /// The store's settings, and the invalid field with the reason in words.
    Store(Box<StoreForm>, Option<(&'static str, String)>),
    /// A printer's settings.
    Printer(PrinterForm),
    /// An existing or a new staff member. A PIN is not shown again.
    Person(PersonForm),
    /// A walk-in order.
    WalkIn(WalkInForm),
}

/// The answer to a refused form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedForm {
    /// The path of the form's page.
    pub page: String,
    /// The stable code of the refusal.
    pub code: String,
    /// The values to fill the form with.
    pub typed: TypedForm,
}

impl RefusedForm {
    /// The status of the response: 503 if the error is retryable, else 422.
    pub fn status(&self) -> u16 {
        if is_passing(&self.code) { 503 } else { 422 }
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
pub fn refuse_form<T>(page: &str, code: &str, typed: TypedForm) -> Result<T, ApiError> {
    let Some(slot) = use_context::<RefusalSlot>().filter(|_| is_form()) else { return refuse(page, code) };
    slot.put(RefusedForm { page: page.to_owned(), code: code.to_owned(), typed });
    Err(ApiError::new(code))
}

/// The refused form that this page answers, if any.
pub fn refused_form() -> Option<RefusedForm> {
    use_context()
}
