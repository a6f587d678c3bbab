//! A form that was refused comes back in the answer to it, as it was typed. Nothing that was typed travels in an address, where
//! it would stay in histories and logs, and where another site's link could fill our form.

use super::refusal::{is_form, is_passing, refuse};
use crate::api::{ApiError, PersonForm, PrinterForm, StoreForm, WalkInForm};
use leptos::prelude::*;
use std::sync::{Arc, Mutex, PoisonError};

/// The fields as they were sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypedForm {
    /// The store's settings, and the field that is wrong with the reason in words.
    Store(Box<StoreForm>, Option<(&'static str, String)>),
    /// A printer's settings.
    Printer(PrinterForm),
    /// Somebody of the staff, or somebody new. A PIN is not shown again.
    Person(PersonForm),
    /// An order that staff take.
    WalkIn(WalkInForm),
}

/// What is shown in answer to a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedForm {
    /// The address of the form's page.
    pub page: String,
    /// Why.
    pub code: String,
    /// With what it is filled.
    pub typed: TypedForm,
}

impl RefusedForm {
    /// The status of the answer: whether asking again may help.
    pub fn status(&self) -> u16 {
        if is_passing(&self.code) { 503 } else { 422 }
    }
}

/// Where a server function leaves a refused form for the web binary, which shows the page; one for each request.
#[derive(Debug, Clone, Default)]
pub struct RefusalSlot(Arc<Mutex<Option<RefusedForm>>>);

impl RefusalSlot {
    /// What was left, if anything.
    pub fn take(&self) -> Option<RefusedForm> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn put(&self, refused: RefusedForm) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(refused);
    }
}

/// As [`refuse`], but a form comes back as it was typed.
///
/// # Errors
/// Always: it is the caller's answer.
pub fn refuse_form<T>(page: &str, code: &str, typed: TypedForm) -> Result<T, ApiError> {
    let Some(slot) = use_context::<RefusalSlot>().filter(|_| is_form()) else { return refuse(page, code) };
    slot.put(RefusedForm { page: page.to_owned(), code: code.to_owned(), typed });
    Err(ApiError::new(code))
}

/// The form that this page answers, if it answers one.
pub fn refused_form() -> Option<RefusedForm> {
    use_context()
}
