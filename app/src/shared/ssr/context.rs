//! The request context, provided by the web binary: the person behind the request, the time, and
//! the services to call.

use crate::{
    shared::ui::ClockDoubt,
    shared::{
        api_error::ApiError,
        ssr::{
            ClientOrigin,
            refusal::{error_with_status, signed_out_error},
        },
        ui::{Lang, LanguageWords, OrderFeedState, RoundedAge},
    },
};
use futures::future::BoxFuture;
use gateway::{Gateway, GatewayError};
use jiff::{SignedDuration, Timestamp};
use leptos::prelude::*;
use menu_api::QueuedWork;
use order_api::{Order, OrderId};
use staff_api::{PinAgain, PinChange, StaffPerson, StaffRole, StaffSession};
use std::{net::IpAddr, sync::Arc};
use uuid::Uuid;

/// The values that pages and server functions need to answer a request.
#[derive(Clone)]
pub struct RequestContext {
    /// The only access to the services.
    pub gateway: Gateway,
    /// When the request arrived.
    pub now: Timestamp,
    /// A fresh UUID for this request.
    pub fresh_id: Uuid,
    /// Digest of the customer's session cookie.
    pub session: String,
    /// The client's address, for throttling.
    pub peer: IpAddr,
    /// The signed-in staff member.
    pub person: Option<StaffPerson>,
    /// The staff session and its signed token.
    pub staff_session: Option<(StaffSession, String)>,
    /// The signed token of the enrolled device, if the request carried one.
    pub device: Option<String>,
    /// Minutes without a touch after which a tablet locks itself; 0 means never.
    pub idle_lock_min: u32,
    /// Whether browsers connect by HTTPS.
    pub secure: bool,
    /// The web origin where customers order.
    pub client_address: ClientOrigin,
    /// The request's id in the logs of every process.
    pub request_id: Option<String>,
    /// The language of the answer.
    pub lang: Lang,
    /// The languages offered, the default first; `lang` is one of them.
    pub offered: Vec<Lang>,
    /// Easy mode: large type and fewer choices per screen.
    pub easy: bool,
    /// Sign-in, sign-out and renewal of staff sessions.
    pub staff: Arc<dyn StaffSignIn>,
    /// The orders as last received from the live feed.
    pub live: Arc<dyn LiveOrders>,
}

impl RequestContext {
    /// Whether the signed-in staff member is a manager.
    pub fn is_manager(&self) -> bool {
        self.person.as_ref().is_some_and(|person| person.role >= StaffRole::Manager)
    }
}

/// Staff sign-in, implemented by the web binary.
pub trait StaffSignIn: Send + Sync {
    /// Signs in the person with this PIN from the address `peer`, on the enrolled `device` or else
    /// on a new device named `device_name`. Returns `Set-Cookie` values.
    fn sign_in(
        &self,
        pin: String,
        peer: IpAddr,
        device: Option<String>,
        device_name: String,
    ) -> BoxFuture<'_, Result<Vec<String>, SignInRefusal>>;
    /// Ends the session everywhere. Returns the `Set-Cookie` value that removes it from this
    /// browser.
    fn sign_out(&self, session: Option<(StaffSession, String)>) -> BoxFuture<'_, String>;
    /// Checks the PIN of the person that `gateway` acts for once more. Returns the `Set-Cookie`
    /// value of their new session.
    fn renew_session<'a>(
        &'a self,
        gateway: &'a Gateway,
        again: &'a PinAgain,
    ) -> BoxFuture<'a, Result<String, GatewayError>>;
    /// Changes the PIN of the person that `gateway` acts for. Returns the `Set-Cookie` value of
    /// their new session.
    fn change_pin(
        &self,
        gateway: Gateway,
        change: PinChange,
    ) -> BoxFuture<'_, Result<String, GatewayError>>;
}

/// Why a sign-in failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInRefusal {
    /// The PIN is wrong.
    WrongPin,
    /// A manager has to sign in on this device first.
    DeviceUnknown,
    /// Too many wrong attempts; try again later.
    TooManyAttempts,
    /// Too many PIN checks are running at once.
    Busy,
    /// The staff service is unavailable; existing sessions stay valid.
    Unavailable,
}

/// The last known state of all open orders, maintained by the web binary from one upstream feed.
pub trait LiveOrders: Send + Sync {
    /// One order, if it is open or ended recently.
    fn find_order(&self, id: OrderId) -> Option<Arc<Order>>;
    /// All known orders and the state of the feed.
    fn board_orders(&self) -> (Vec<Arc<Order>>, FeedStatus);
    /// The orders of one customer session. Called for every page, while thousands of orders may be
    /// open in a rush.
    fn orders_of(&self, session: &str) -> Vec<Arc<Order>>;
    /// The unmade work of the store's open orders, at most half a second old. Called for every
    /// order that is placed.
    fn queued_work(&self, store: &str, now: Timestamp) -> Vec<QueuedWork>;
    /// The state of the feed.
    fn feed_status(&self) -> FeedStatus;
    /// The number of live streams that browsers hold open on this process, and its limit.
    fn stream_counts(&self) -> (usize, usize);
    /// Why this process's clock is unreliable, if it is.
    fn clock_doubt(&self) -> Option<ClockDoubt>;
}

/// The state of the feed of all orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FeedStatus {
    /// Whether changes arrive.
    pub upstream: OrderFeedState,
    /// When the feed last connected or was lost; `None` before the first connection.
    pub since: Option<Timestamp>,
    /// The delay between the last change since then and its arrival here, by the clocks of the two
    /// machines.
    pub lag: Option<SignedDuration>,
}

impl FeedStatus {
    /// Whether changes arrive.
    pub fn is_connected(&self) -> bool {
        self.upstream == OrderFeedState::Connected
    }

    /// Whether the last connection or attempt failed.
    pub fn is_lost(&self) -> bool {
        self.upstream == OrderFeedState::Lost
    }

    /// Time since the feed last connected or was lost; `None` before the first connection.
    pub fn age_at(&self, now: Timestamp) -> Option<RoundedAge> {
        Some(RoundedAge::between_ms(self.since?.as_millisecond(), now.as_millisecond()))
    }
}

/// An order of the asking customer.
#[derive(Debug, Clone)]
pub struct OwnOrder {
    pub order: Arc<Order>,
    /// False if the order service could not be asked and the order is from the feed before it was
    /// lost.
    pub is_current: bool,
}

/// The context of the current request.
pub fn request_context() -> RequestContext {
    expect_context()
}

/// The language of the answer; Korean outside of a request.
pub fn request_lang() -> Lang {
    with_context(|context: &RequestContext| context.lang).unwrap_or_default()
}

/// The words of the request's language.
pub fn request_words() -> &'static LanguageWords {
    request_lang().words()
}

/// The order with this id if the asking customer placed it. Another customer's order is reported as
/// not found.
///
/// # Errors
/// The order service cannot be asked and the live feed does not know the order.
pub async fn find_own_order(id: OrderId) -> Result<Option<OwnOrder>, GatewayError> {
    let context = request_context();
    find_order_of(&context.session, id, &context.gateway, context.live.as_ref()).await
}

/// The order with this id if the customer with this session placed it.
///
/// # Errors
/// As [`find_own_order`].
pub async fn find_order_of(
    session: &str,
    id: OrderId,
    gateway: &Gateway,
    live: &dyn LiveOrders,
) -> Result<Option<OwnOrder>, GatewayError> {
    let found = match live.find_order(id) {
        Some(order) if live.feed_status().is_connected() => {
            Some(OwnOrder { order, is_current: true })
        }
        // The order from a lost feed may be stale: ask the service first and fall back to it.
        known => match gateway.fetch_order(id).await {
            Ok(order) => order.map(|order| OwnOrder { order: Arc::new(order), is_current: true }),
            Err(error) => Some(OwnOrder { order: known.ok_or(error)?, is_current: false }),
        },
    };
    Ok(found.filter(|found| found.order.customer.session == session))
}

/// The guard of every server function for managers; the service that owns the data checks again.
///
/// # Errors
/// 401 `signed_out`, 403 `forbidden`.
pub fn require_manager() -> Result<(), ApiError> {
    require_staff()?;
    if request_context().is_manager() {
        Ok(())
    } else {
        Err(error_with_status(403, ApiError::new("forbidden")))
    }
}

/// The guard of every server function for staff.
///
/// # Errors
/// 401 `signed_out`.
pub fn require_staff() -> Result<(), ApiError> {
    if request_context().person.is_some() { Ok(()) } else { Err(signed_out_error()) }
}
