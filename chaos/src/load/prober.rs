//! A prober that looks at pages, at the first replica of a surface, over one kept connection, and
//! can move an order.

use super::{
    browser::SimulatedBrowser,
    context::{LoadContext, LoadPhase, deepest_cause},
    staff,
};
use crate::{
    addresses::SystemAddresses,
    history::{OrderState, RunHistory},
};
use order_api::OrderStatus;
use reqwest::header::{ACCEPT, COOKIE};
use tokio::sync::watch;

/// A client that is signed in as staff, so that every page is open to it.
pub struct PageProber {
    shop: LoadContext,
    cookie: String,
    _open: watch::Sender<LoadPhase>,
}

impl PageProber {
    /// Signs in; `None` if that is not possible.
    pub async fn new(addresses: &SystemAddresses, history: &RunHistory) -> Option<Self> {
        let (open, phases) = watch::channel(LoadPhase::Open);
        let shop = LoadContext::new(addresses.clone(), history.clone(), phases);
        let cookie = staff::session_cookies(&shop).await?;
        Some(Self { shop, cookie, _open: open })
    }

    /// Reads the whole page; returns its status.
    ///
    /// # Errors
    /// If there was no answer; the text is the cause.
    pub async fn get(&self, path: &str) -> Result<u16, String> {
        let addresses = &self.shop.addresses;
        let bases = if path.starts_with("/admin") { &addresses.admins } else { &addresses.clients };
        let base = bases.first().map_or("", String::as_str);
        let request = self.shop.http.get(format!("{base}{path}"));
        let request = request.header(ACCEPT, "text/html").header(COOKIE, &self.cookie);
        let answer = request.send().await.map_err(|error| deepest_cause(&error))?;
        let status = answer.status().as_u16();
        answer.bytes().await.map_err(|error| deepest_cause(&error))?;
        Ok(status)
    }

    /// Moves an order to `to`, as the board's script does; returns the answer's status.
    ///
    /// # Errors
    /// If there was no answer; the text is the cause.
    pub async fn move_ticket(&self, ticket: OrderState, to: OrderStatus) -> Result<u16, String> {
        staff::move_ticket(
            &self.shop,
            &mut staff::new_tablet(&self.shop, &self.cookie, 0),
            ticket,
            to,
        )
        .await
    }

    /// Whether a new sign-in with the PIN alone works now.
    pub async fn can_sign_in(&self) -> bool {
        staff::try_sign_in(
            &self.shop,
            &mut SimulatedBrowser::new(&self.shop, &self.shop.addresses.admins, 0),
        )
        .await
        .is_ok_and(|cookie| cookie.is_some())
    }
}
