//! Forms that come back as typed, in the answer to the POST. This is the one way back for typed
//! values: [`PageAddress`] keeps them out of addresses, and only checkout, which goes on over
//! several pages, keeps them in a cookie.

use crate::shared::{
    api_error::ApiError,
    ssr::{
        PageAddress, redirect_to,
        refusal::{is_form, is_retryable, refuse_request},
    },
};
use leptos::prelude::*;
use std::{
    any::Any,
    sync::{Arc, Mutex, PoisonError},
};

/// The answer to a form.
#[derive(Debug, Clone)]
pub struct RefusedForm {
    /// The form's page.
    pub page: PageAddress,
    /// The stable code of the refusal; `None` if the form comes back to be filled in further.
    pub code: Option<String>,
    /// The values to fill the form with, of a type that the page and its server function share.
    typed: Arc<dyn Any + Send + Sync>,
}

impl RefusedForm {
    /// An answer with the fields as sent.
    pub fn new(
        page: impl Into<PageAddress>,
        code: Option<String>,
        typed: impl Any + Send + Sync,
    ) -> Self {
        Self { page: page.into(), code, typed: Arc::new(typed) }
    }

    /// The status of the response, unless the page sets one.
    pub fn response_status(&self) -> u16 {
        match self.code.as_deref() {
            None => 200,
            Some(code) if is_retryable(code) => 503,
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
    pub fn take_form(&self) -> Option<RefusedForm> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn put_form(&self, refused: RefusedForm) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(refused);
    }
}

/// As [`refuse_request`], but a form is shown again as typed.
///
/// # Errors
/// Always: the error is the caller's answer.
pub fn refuse_form<T>(
    page: impl Into<PageAddress>,
    code: &str,
    typed: impl Any + Send + Sync,
) -> Result<T, ApiError> {
    match fill_refusal_slot(RefusedForm::new(page, Some(code.to_owned()), typed)) {
        Some(page) => refuse_request(page, code),
        None => Err(ApiError::new(code)),
    }
}

/// Shows a form again as typed, to be filled in further.
pub fn return_form(page: impl Into<PageAddress>, typed: impl Any + Send + Sync) {
    if let Some(page) = fill_refusal_slot(RefusedForm::new(page, None, typed)) {
        redirect_to(page);
    }
}

/// Puts the form into the slot of its request; gives the page back to be redirected to if a script
/// has sent the values and keeps them itself.
fn fill_refusal_slot(refused: RefusedForm) -> Option<PageAddress> {
    match use_context::<RefusalSlot>().filter(|_| is_form()) {
        Some(slot) => {
            slot.put_form(refused);
            None
        }
        None => Some(refused.page),
    }
}

/// The refused form that this page answers, if any.
pub fn refused_form() -> Option<RefusedForm> {
    use_context()
}

/// The values of the refused form that this page answers, if they are of this type.
pub fn typed_form<T: Any + Clone + Send + Sync>() -> Option<T> {
    refused_form()?.typed.downcast_ref().cloned()
}
