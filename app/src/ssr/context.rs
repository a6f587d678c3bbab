//! One value per request, provided by the web binary: who asks, when, and whom to ask.

use super::{
    ClientAddress,
    refusal::{refused_with, signed_out},
};
use crate::{
    admin::system::ClockDoubt,
    api::ApiError,
    ui::{Age, Lang, Upstream, Words},
};
use futures::future::BoxFuture;
use gateway::{Gateway, GatewayError};
use jiff::{SignedDuration, Timestamp};
use leptos::prelude::*;
use member_api::{Person, PinAgain, PinChange, Role, Session};
use menu_api::Ahead;
use order_api::{Order, OrderId};
use std::{net::IpAddr, sync::Arc};
use uuid::Uuid;

/// Everything a request needs.
#[derive(Clone)]
pub struct Context {
    /// The only way to a service.
    pub gateway: Gateway,
    /// When the request came in.
    pub now: Timestamp,
    /// An id nobody has used yet.
    pub fresh_id: Uuid,
    /// Digest of the customer's session cookie.
    pub session: String,
    /// Where the request came from, for throttling.
    pub peer: IpAddr,
    /// Who of the staff asks.
    pub person: Option<Person>,
    /// Their session, and as it was signed.
    pub staff_session: Option<(Session, String)>,
    /// The signed pass of the enrolled device that came along.
    pub device: Option<String>,
    /// After so many minutes without a touch a tablet locks itself; 0 is never.
    pub idle_lock_min: u32,
    /// Browsers come by https.
    pub secure: bool,
    /// Where customers order.
    pub client_address: ClientAddress,
    /// Under which the logs of every process know this request.
    pub request_id: Option<String>,
    /// What the asker reads.
    pub lang: Lang,
    /// What may be read here, the usual one first; `lang` is one of them.
    pub offered: Vec<Lang>,
    /// They want large type and fewer choices on a screen.
    pub easy: bool,
    /// The keeper of staff sessions.
    pub staff: Arc<dyn Staff>,
    /// The orders as the live feed last told them.
    pub live: Arc<dyn LiveOrders>,
}

impl Context {
    /// Whoever asks is a manager.
    pub fn is_manager(&self) -> bool {
        self.person.as_ref().is_some_and(|person| person.role >= Role::Manager)
    }
}

/// Staff sign-in, kept by the web binary.
pub trait Staff: Send + Sync {
    /// Signs in whoever has the PIN, at this address and on this enrolled device, or on one to be called so; the answer is
    /// `Set-Cookie` values.
    fn sign_in(
        &self,
        pin: String,
        peer: IpAddr,
        device: Option<String>,
        device_name: String,
    ) -> BoxFuture<'_, Result<Vec<String>, SignInError>>;
    /// Ends the session everywhere; the answer is the `Set-Cookie` value that ends it in this browser.
    fn sign_out(&self, session: Option<(Session, String)>) -> BoxFuture<'_, String>;
    /// Takes the PIN of the person whom `gateway` acts as once more; the answer is the `Set-Cookie` value of their new session.
    fn renew<'a>(
        &'a self,
        gateway: &'a Gateway,
        again: &'a PinAgain,
    ) -> BoxFuture<'a, Result<String, GatewayError>>;
    /// Sets the PIN of the person whom `gateway` acts as; the answer is the `Set-Cookie` value of their new session.
    fn change_pin(&self, gateway: Gateway, change: PinChange) -> BoxFuture<'_, Result<String, GatewayError>>;
}

/// Why nobody was signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInError {
    /// Not that PIN.
    WrongPin,
    /// A manager has to sign in on this device first.
    DeviceUnknown,
    /// Wrong too often; later again.
    TooManyAttempts,
    /// Too many checks at once.
    Busy,
    /// The service of people is away; whoever is signed in goes on.
    Unavailable,
}

/// The last known state of all open orders, kept by the web binary from one upstream feed.
pub trait LiveOrders: Send + Sync {
    /// One order, if it is open or ended lately.
    fn order(&self, id: OrderId) -> Option<Arc<Order>>;
    /// All of them, and how far that can be relied on.
    fn board(&self) -> (Vec<Arc<Order>>, FeedStatus);
    /// Those of one customer; asked for with every page, and in a rush thousands are open.
    fn orders_of(&self, session: &str) -> Vec<Arc<Order>>;
    /// What the open orders of a store still need made, as it was half a second ago at most; asked for with every placement.
    fn work_ahead(&self, store: &str, now: Timestamp) -> Vec<Ahead>;
    /// How the feed stands.
    fn feed(&self) -> FeedStatus;
    /// Live streams that browsers hold open on this process, and the most there may be.
    fn streams(&self) -> (usize, usize);
    /// Why this process's clock is not to be relied on, if it is not.
    fn clock_doubt(&self) -> Option<ClockDoubt>;
}

/// How the feed of all orders stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FeedStatus {
    /// Whether changes arrive.
    pub upstream: Upstream,
    /// When it came or went last; `None` before it ever came.
    pub since: Option<Timestamp>,
    /// Between the last change since then and its arrival here, by the two machines' clocks.
    pub lag: Option<SignedDuration>,
}

impl FeedStatus {
    /// Changes arrive.
    pub fn is_connected(&self) -> bool {
        self.upstream == Upstream::Connected
    }

    /// They did not arrive when they were last waited for.
    pub fn is_lost(&self) -> bool {
        self.upstream == Upstream::Lost
    }

    /// How old what it told is; `None` before it told anything.
    pub fn age(&self, now: Timestamp) -> Option<Age> {
        Some(Age::between_ms(self.since?.as_millisecond(), now.as_millisecond()))
    }
}

/// A customer's own order.
#[derive(Debug, Clone)]
pub struct OwnOrder {
    /// The order.
    pub order: Arc<Order>,
    /// False when it could not be asked for, and this is what the feed told before it broke.
    pub is_current: bool,
}

/// The request's context.
pub fn context() -> Context {
    expect_context()
}

/// What the asker reads; outside of a request Korean.
pub fn lang() -> Lang {
    with_context(|context: &Context| context.lang).unwrap_or_default()
}

/// Everything that is said in the asker's language.
pub fn words() -> &'static Words {
    lang().words()
}

/// The order with this id, if this customer placed it; somebody else's looks as if it were not there.
///
/// # Errors
/// When the order service cannot be asked and the live feed does not know it.
pub async fn own_order(id: &str) -> Result<Option<OwnOrder>, GatewayError> {
    let context = context();
    let Ok(id) = id.parse() else { return Ok(None) };
    order_of(&context.session, id, &context.gateway, context.live.as_ref()).await
}

/// The order with this id, if the customer with this session placed it.
///
/// # Errors
/// As [`own_order`].
pub async fn order_of(
    session: &str,
    id: OrderId,
    gateway: &Gateway,
    live: &dyn LiveOrders,
) -> Result<Option<OwnOrder>, GatewayError> {
    let found = match live.order(id) {
        Some(order) if live.feed().is_connected() => Some(OwnOrder { order, is_current: true }),
        // What the feed told before it broke may be old: better ask, and fall back to it.
        known => match gateway.order(id).await {
            Ok(order) => order.map(|order| OwnOrder { order: Arc::new(order), is_current: true }),
            Err(error) => Some(OwnOrder { order: known.ok_or(error)?, is_current: false }),
        },
    };
    Ok(found.filter(|found| found.order.customer.session == session))
}

/// What to call a device that is enrolled now, by what its browser says of it.
pub fn device_name() -> String {
    const KINDS: [(&str, &str); 7] = [
        ("iPad", "iPad"),
        ("iPhone", "iPhone"),
        ("Android", "Android"),
        ("CrOS", "Chromebook"),
        ("Windows", "Windows"),
        ("Macintosh", "Mac"),
        ("Linux", "Linux"),
    ];
    let parts = use_context::<http::request::Parts>();
    let agent = parts.as_ref().and_then(|parts| parts.headers.get(http::header::USER_AGENT)?.to_str().ok());
    let agent = agent.unwrap_or_default();
    KINDS.iter().find(|(mark, _)| agent.contains(mark)).map_or("기기", |(_, name)| name).to_owned()
}

/// The guard of every function that takes a manager; the service that owns the data asks once more.
///
/// # Errors
/// 401 `signed_out`, 403 `forbidden`.
pub fn require_manager() -> Result<(), ApiError> {
    require_staff()?;
    if context().is_manager() { Ok(()) } else { Err(refused_with(403, ApiError::new("forbidden"))) }
}

/// The guard of every staff function.
///
/// # Errors
/// 401 `signed_out`.
pub fn require_staff() -> Result<(), ApiError> {
    if context().person.is_some() { Ok(()) } else { Err(signed_out()) }
}
