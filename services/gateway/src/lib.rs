//! The one place that talks HTTP to a service, so that no failure of a service spreads from here.
//!
//! Each service is a `Dependency`. A call to it passes, in this order, a bulkhead (so many calls at once, further ones
//! are shed), one deadline for all tries, a retry budget, the choice of an endpoint, that endpoint's breaker, and one
//! try's own deadline. Endpoints are discovered, and looked at when they fall silent. The menu is kept in memory and on
//! disk, and orders are placed from it while its service is down. What concerns several services is put together here;
//! services never call each other.

mod backoff;
mod breaker;
mod cache;
mod call;
mod config;
mod customers;
mod day;
mod dependency;
mod discover;
mod endpoint;
mod endpoints;
mod error;
mod liveness;
mod load;
mod measure;
mod member;
mod menu;
mod order;
mod place;
mod printing;
mod proof;
mod quote;
mod retry;
mod sse;
mod status;
pub mod trace;
mod window;
mod wire;

pub use call::PinNeeded;
pub use config::{Config, ConfigError, MemberConfig, ORDERS_AT_ONCE};
pub use customers::AuditSource;
pub use day::{Day, ItemSold, Report, Spread, tax_minor};
pub use error::{GatewayError, ServiceProblem, Unavailable};
pub use member::{Admission, RosterReader, Staffing};
pub use menu::{Decision, DraftStep, Edit, Freshness, Kind, KnownMenu, PictureSize, Sale, Sellable, Target};
pub use menu_api::{Ahead, ExtraWait, Pause};
pub use order::{FeedFrame, OrderQuery};
pub use place::{PlaceError, Placed, Placement};
pub use printing::PrintJobQuery;
pub use quote::{Quote, cups, quote, work_ahead};
pub use status::{BreakerState, DependencyStatus, EndpointStatus, Recent};

use bytes::Bytes;
use cache::DiskCache;
use call::Bearer;
use dependency::Dependency;
use futures::Stream;
use jiff::{Timestamp, civil::Date};
use member::{MemberClient, RosterHolder, RosterKeeper};
use member_api::{DevicePass, PinAgain, PinChange, Roster, Session, SharedActivityKey, SignIn, SignedIn};
use member_token::surface::ServiceName;
use menu::{MenuClient, MenuKeeper};
use menu_api::{Menu, PictureId};
use order::OrderClient;
use order_api::{Amendment, Order, OrderEvent, OrderId, OrderPage, Transition};
use proof::Proof;
use std::{sync::Arc, time::Duration};
use tokio::{sync::watch, task::JoinSet, time::timeout};

/// How long a process that starts waits for the menu: some tries of finding the service and asking it.
const FIRST_LOOK: Duration = Duration::from_secs(1);

/// The services, seen from a web surface. Clones share everything but for whom they ask.
#[derive(Clone)]
pub struct Gateway {
    services: Arc<Services>,
    bearer: Bearer,
    /// Instead of the menu that customers have.
    shown: Option<Arc<Menu>>,
}

struct Services {
    menu: Arc<MenuKeeper>,
    orders: Arc<OrderClient>,
    roster: Option<Arc<RosterKeeper>>,
    /// Ends with the last clone.
    _background: JoinSet<()>,
}

impl Gateway {
    /// Loads the last known menu from disk and begins to follow the menu service. It needs a tokio runtime, and no
    /// service has to be there.
    ///
    /// # Errors
    /// [`ConfigError`] when an address is none.
    pub fn start(config: Config) -> Result<Self, ConfigError> {
        let prove = |audience| config.signer.clone().map(|signer| Proof { signer, audience });
        let (menu, watch_menu) =
            Dependency::new("menu", &config.menu_url, config::MENU, prove(ServiceName::Menu))?;
        let (orders, watch_orders) =
            Dependency::new("order", &config.order_url, config::ORDER, prove(ServiceName::Order))?;
        let member = match &config.member {
            Some(member) => {
                let proof = prove(ServiceName::Member);
                Some((Dependency::new("member", &member.url, config::MEMBER, proof)?, member))
            }
            None => None,
        };
        let holders = [&menu, &orders].map(|service| RosterHolder::new(service.clone()));
        let (menu, orders) = (MenuClient(menu), OrderClient(orders));
        let cache = DiskCache::at(config.menu_cache);
        let menu = Arc::new(MenuKeeper::new(menu, cache.load_with_age()));
        let mut background = JoinSet::new();
        background.spawn(watch_menu.run());
        background.spawn(watch_orders.run());
        background.spawn(menu::save_menu(menu.changes(), cache));
        background.spawn(menu::follow_menu(menu.clone()));
        let roster = member.map(|((member, watch), config)| {
            let (client, reader) = (MemberClient(member), config.reader.clone());
            let keeper = RosterKeeper::new(client, holders.into(), reader, &config.roster_cache);
            let keeper = Arc::new(keeper);
            background.spawn(watch.run());
            background.spawn(member::hand_rosters_over(keeper.clone()));
            background.spawn(member::follow_roster(keeper.clone()));
            keeper
        });
        let services = Services { menu, orders: Arc::new(orders), roster, _background: background };
        Ok(Self { services: Arc::new(services), bearer: Bearer::default(), shown: None })
    }

    /// The same services, asked with this person's signed session, which says who they are and what they may do.
    #[must_use]
    pub fn acting_as(&self, session: &str) -> Self {
        Self { bearer: Bearer::new(session), ..self.clone() }
    }

    /// The same, noting there when a service asks for the PIN.
    #[must_use]
    pub fn noting(&self, pin_needed: PinNeeded) -> Self {
        Self { bearer: self.bearer.clone().noting(pin_needed), ..self.clone() }
    }

    /// The same for the customer with this session: the services let it place, see and cancel this customer's orders and nobody else's.
    #[must_use]
    pub fn for_customer(&self, session: &str) -> Self {
        Self { bearer: Bearer::customer(session), ..self.clone() }
    }

    /// Waits until a menu and, where there are staff, a roster are known, a second at most: a process that begins to answer
    /// after that can take orders if any can, and one whose services are down begins without.
    pub async fn first_look(&self) {
        let mut menus = self.menu_changes();
        let menu = timeout(FIRST_LOOK, menus.wait_for(Option::is_some));
        let roster = async {
            match &self.services.roster {
                Some(roster) => timeout(FIRST_LOOK, roster.wait()).await.is_ok(),
                None => true,
            }
        };
        let (menu, is_roster_known) = tokio::join!(menu, roster);
        if menu.is_err() {
            tracing::warn!("no menu is known yet");
        }
        if !is_roster_known {
            tracing::warn!("no roster is known yet: nobody is admitted at the counter");
        }
    }

    /// The last known menu, from memory; `None` only if none has ever been seen.
    pub fn menu(&self) -> Option<KnownMenu> {
        let known = self.services.menu.known();
        match &self.shown {
            Some(menu) => Some(known?.showing(menu.clone())),
            None => known,
        }
    }

    /// The same services, with this as the menu that is known: a page made with it shows what that would look like.
    #[must_use]
    pub fn showing(&self, menu: Arc<Menu>) -> Self {
        Self { shown: Some(menu), ..self.clone() }
    }

    /// Changes whenever the known menu or its freshness does.
    pub fn menu_changes(&self) -> watch::Receiver<Option<KnownMenu>> {
        self.services.menu.changes()
    }

    /// Tells the menu service what the counter has decided, for every customer.
    ///
    /// # Errors
    /// [`GatewayError`]; the same may be told again.
    pub async fn decide(&self, decision: &Decision) -> Result<(), GatewayError> {
        self.services.menu.decide(decision, &self.bearer).await
    }

    /// Changes the store's settings by a merge patch, if the menu is of this version still.
    ///
    /// # Errors
    /// [`GatewayError`], with `version_conflict` when it is not.
    pub async fn store_patch(&self, version: i64, patch: &serde_json::Value) -> Result<(), GatewayError> {
        self.services.menu.store_patch(version, patch, &self.bearer).await
    }

    /// Who belongs to the store, as last known; `None` before it ever was.
    pub fn roster(&self) -> Option<Arc<Roster>> {
        self.services.roster.as_ref()?.known()
    }

    /// Whether a session with a good signature counts.
    pub fn admission(&self, session: &Session) -> Admission {
        self.services.roster.as_ref().map_or(Admission::RosterUnknown, |roster| roster.admission(session))
    }

    /// Whether the pass of a device counts.
    pub fn admission_of_device(&self, pass: &DevicePass) -> Admission {
        let roster = self.services.roster.as_ref();
        roster.map_or(Admission::RosterUnknown, |roster| roster.admission_of_device(pass))
    }

    /// The key with which all surfaces of staff seal stamps of activity; none where there are no staff.
    pub fn activity_key(&self) -> Option<watch::Receiver<Option<SharedActivityKey>>> {
        Some(self.services.roster.as_ref()?.activity_key())
    }

    /// Ends a session: on this surface at once, and everywhere as soon as the member service has heard of it.
    pub async fn end_session(&self, session: Session, token: String) {
        if let Some(roster) = &self.services.roster {
            roster.end_session(session, token).await;
        }
    }

    /// Sets the own PIN of the person who asks, and signs them in anew.
    ///
    /// # Errors
    /// [`GatewayError::Refused`] with `wrong_pin`, `invalid_pin`, `pin_common`, `pin_taken` or `too_many_attempts`.
    pub async fn change_pin(&self, change: &PinChange) -> Result<SignedIn, GatewayError> {
        self.people()?.change_pin(change, &self.bearer).await
    }

    /// Takes the PIN of the person who asks once more, for a new session in place of theirs.
    ///
    /// # Errors
    /// [`GatewayError::Refused`] with `wrong_pin` or `too_many_attempts`.
    pub async fn renew_session(&self, again: &PinAgain) -> Result<SignedIn, GatewayError> {
        self.people()?.renew_session(again, &self.bearer).await
    }

    /// Signs in whoever has a PIN.
    ///
    /// # Errors
    /// [`GatewayError::Refused`] with `wrong_pin`, `device_unknown` or `too_many_attempts`.
    pub async fn sign_in(&self, asked: &SignIn) -> Result<SignedIn, GatewayError> {
        self.people()?.sign_in(asked).await
    }

    /// Changes who works here.
    ///
    /// # Errors
    /// [`GatewayError::Refused`] with `forbidden`, `pin_taken`, `last_manager`, `not_found`, `invalid_name` or `invalid_pin`.
    pub async fn staff(&self, staffing: &Staffing) -> Result<(), GatewayError> {
        self.people()?.change(staffing, &self.bearer).await
    }

    fn people(&self) -> Result<&RosterKeeper, GatewayError> {
        let none = GatewayError::Unavailable { dependency: "member", why: Unavailable::Unresolved };
        self.services.roster.as_deref().ok_or(none)
    }

    /// What the draft would make of the menu, with the draft's version; `None` while none is open.
    ///
    /// # Errors
    /// [`GatewayError`]
    pub async fn draft(&self) -> Result<Option<Menu>, GatewayError> {
        self.services.menu.draft(&self.bearer).await
    }

    /// Opens a draft, or ends the one of a certain version.
    ///
    /// # Errors
    /// [`GatewayError`], with `version_conflict` when it is of another one and `not_found` when it is over.
    pub async fn draft_step(&self, step: DraftStep) -> Result<(), GatewayError> {
        self.services.menu.draft_step(step, &self.bearer).await
    }

    /// Changes the menu or the draft, if it is of this version still. Whatever comes of it, what the service has is known here afterwards if it
    /// can be asked.
    ///
    /// # Errors
    /// [`GatewayError`], with `version_conflict` when it is of another one.
    pub async fn edit(&self, target: Target, version: i64, edit: &Edit) -> Result<(), GatewayError> {
        self.services.menu.edit(target, version, edit, &self.bearer).await
    }

    /// A picture of the menu, JPEG; `None` when there is none with this id. Those that are looked at are had without the
    /// service.
    ///
    /// # Errors
    /// [`GatewayError`]
    pub async fn picture(&self, id: &PictureId, size: PictureSize) -> Result<Option<Bytes>, GatewayError> {
        self.services.menu.picture(id, size).await
    }

    /// How the services stand, as seen from here; menu first.
    pub fn status(&self) -> Vec<DependencyStatus> {
        let (menu, orders) = (self.services.menu.status(), self.services.orders.status());
        [menu, orders].into_iter().chain(self.services.roster.iter().map(|roster| roster.status())).collect()
    }

    /// Sets the gauges that nothing else keeps up to date; to be called before each look at the metrics.
    pub fn show(&self) {
        measure::menu(self.menu().as_ref());
        self.status().iter().for_each(measure::dependency);
    }

    /// Calls to services that are under way: requests that wait for them use no CPU meanwhile.
    pub fn waiting(&self) -> usize {
        let members = self.services.roster.as_ref().map_or(0, |roster| roster.in_flight());
        self.services.menu.in_flight() + self.services.orders.in_flight() + members
    }

    /// Requests that wait for a picture, in a queue with a bound of its own.
    pub fn queued_pictures(&self) -> usize {
        self.services.menu.queued_pictures()
    }

    /// Places an order, or finds the one that an earlier try with the same key placed.
    ///
    /// # Errors
    /// [`PlaceError`]; after an unavailability the same placement can be sent again.
    pub async fn place(&self, placement: Placement, now: Timestamp) -> Result<Placed, PlaceError> {
        let placed =
            place::place(&self.services.menu, &self.services.orders, &placement, &self.bearer, now).await;
        measure::placement(&placed);
        placed
    }

    /// The order, or `None` when there is none with this id. Who may read it is the caller's question.
    ///
    /// # Errors
    /// [`GatewayError`]
    pub async fn order(&self, id: OrderId) -> Result<Option<Order>, GatewayError> {
        self.services.orders.order_fetch(id, &self.bearer).await
    }

    /// What happened to the order, oldest first, or `None` when there is none with this id.
    ///
    /// # Errors
    /// [`GatewayError`]
    pub async fn history(&self, id: OrderId) -> Result<Option<Vec<OrderEvent>>, GatewayError> {
        self.services.orders.order_history(id, &self.bearer).await
    }

    /// One page of the store's orders, newest first.
    ///
    /// # Errors
    /// [`GatewayError`]
    pub async fn orders(&self, query: &OrderQuery) -> Result<OrderPage, GatewayError> {
        self.services.orders.order_list(self.services.menu.store(), query, &self.bearer).await
    }

    /// All orders of a business date.
    ///
    /// # Errors
    /// [`GatewayError`]
    pub async fn day(&self, date: Date) -> Result<Day, GatewayError> {
        day::day(&self.services.orders, self.services.menu.store().as_deref(), date, &self.bearer).await
    }

    /// Moves an order.
    ///
    /// # Errors
    /// [`GatewayError::Refused`] with 409 when the order has moved on or may not move so; `more` says where it stands.
    pub async fn transition(&self, id: OrderId, transition: &Transition) -> Result<Order, GatewayError> {
        self.services.orders.order_transition(id, transition, &self.bearer).await
    }

    /// Changes an order's promise, ticks off a line or acknowledges its end.
    ///
    /// # Errors
    /// [`GatewayError::Refused`] with 409 when it is too late for that.
    pub async fn amend(&self, id: OrderId, amendment: &Amendment) -> Result<Order, GatewayError> {
        self.services.orders.order_amend(id, amendment, &self.bearer).await
    }

    /// Every change of every order, over one connection that is kept for ever: it comes back by itself after a loss
    /// and goes on where it was. One reader a process; fan out from there.
    pub fn order_feed(&self) -> impl Stream<Item = FeedFrame> + Send + use<> {
        order::order_feed(self.services.orders.clone())
    }
}
