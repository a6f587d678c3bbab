//! The client of all services: the one place that talks HTTP to them, so that no failure of a
//! service spreads further.
//!
//! Each service is a `Dependency`. A call to it passes, in this order, a bulkhead (a bounded number
//! of calls at once; further ones are shed), one deadline for all tries, a retry budget, the choice
//! of an endpoint, that endpoint's breaker, and one try's own deadline. Endpoints are discovered,
//! and checked when they fall silent. The menu is kept in memory and on disk, and orders are placed
//! from it while its service is down. Answers of several services are combined here; services never
//! call each other.

#![warn(missing_docs)]

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
mod menu;
mod order;
mod place;
mod printing;
mod proof;
mod quote;
mod retry;
mod sse;
mod staff;
mod status;
pub mod trace;
mod transport;
mod window;

pub use call::PinNeeded;
pub use config::{ConfigError, GatewayConfig, ORDERS_AT_ONCE, StaffConfig};
pub use customers::AuditSource;
pub use day::{DayOrders, DayReport, ItemSold, PercentilePair, tax_minor};
pub use error::{GatewayError, ServiceProblem, UnavailableReason};
pub use menu::{
    CacheFreshness, CounterDecision, DraftStep, KnownMenu, MenuEdit, MenuEditTarget,
    MenuEntityKind, PictureSize, SaleState, SellableId,
};
pub use menu_api::{ExtraWait, OrderingPause, QueuedWork};
pub use order::{OrderFeedUpdate, OrderPageQuery};
pub use place::{OrderRequest, PlaceError, PlacedOrder};
pub use printing::PrintJobQuery;
pub use quote::{Quote, collect_queued_work, cup_owner, quote_cart};
pub use staff::{RosterAdmission, RosterReader, StaffChange};
pub use status::{BreakerState, DependencyStatus, EndpointStatus, TryStats};

use bytes::Bytes;
use cache::DiskCache;
use call::CallCredentials;
use dependency::ServiceDependency;
use futures::Stream;
use jiff::{Timestamp, civil::Date};
use menu::{MenuCache, MenuClient};
use menu_api::{Menu, PictureId};
use order::OrderClient;
use order_api::{Order, OrderAmendment, OrderEvent, OrderId, OrderPage, OrderTransition};
use proof::SurfaceProof;
use staff::{RosterCache, RosterRecipient, StaffClient};
use staff_api::{
    DevicePass, PinAgain, PinChange, SharedActivityKey, SignIn, SignedIn, StaffRoster, StaffSession,
};
use staff_token::surface::ServiceName;
use std::{sync::Arc, time::Duration};
use tokio::{sync::watch, task::JoinSet, time::timeout};

/// How long a starting process waits for the menu: enough to find the service and ask it several
/// times.
const FIRST_LOOK: Duration = Duration::from_secs(1);

/// The services, seen from a web surface. Clones share everything but the person or customer they
/// act for.
#[derive(Clone)]
pub struct Gateway {
    services: Arc<GatewayServices>,
    bearer: CallCredentials,
    /// A menu in place of the one that customers have.
    shown: Option<Arc<Menu>>,
}

struct GatewayServices {
    menu: Arc<MenuCache>,
    orders: Arc<OrderClient>,
    roster: Option<Arc<RosterCache>>,
    /// Aborted with the last clone.
    _background: JoinSet<()>,
}

impl Gateway {
    /// Loads the last known menu from disk and begins to follow the menu service. It needs a tokio
    /// runtime, but no service has to be up.
    ///
    /// # Errors
    /// [`ConfigError`] if an address is invalid or the HTTP client cannot be made.
    pub fn start(config: GatewayConfig) -> Result<Self, ConfigError> {
        let prove =
            |audience| config.signer.clone().map(|signer| SurfaceProof { signer, audience });
        let (menu, watch_menu) = ServiceDependency::new(
            "menu",
            &config.menu_url,
            config::MENU,
            prove(ServiceName::Menu),
        )?;
        let (orders, watch_orders) = ServiceDependency::new(
            "order",
            &config.order_url,
            config::ORDER,
            prove(ServiceName::Order),
        )?;
        let staff = match &config.staff {
            Some(staff) => {
                let proof = prove(ServiceName::Staff);
                Some((ServiceDependency::new("staff", &staff.url, config::STAFF, proof)?, staff))
            }
            None => None,
        };
        let holders = [&menu, &orders].map(|service| RosterRecipient::new(service.clone()));
        let menu = MenuClient(menu);
        let orders = OrderClient(orders);
        let cache = DiskCache::at_path(config.menu_cache);
        let menu = Arc::new(MenuCache::new(menu, cache.load_with_age()));
        let mut background = JoinSet::new();
        background.spawn(watch_menu.run());
        background.spawn(watch_orders.run());
        background.spawn(menu::save_menu(menu.subscribe_changes(), cache));
        background.spawn(menu::follow_menu(menu.clone()));
        let roster = staff.map(|((staff, watch), config)| {
            let client = StaffClient(staff);
            let reader = config.reader.clone();
            let keeper = RosterCache::new(client, holders.into(), reader, &config.roster_cache);
            let keeper = Arc::new(keeper);
            background.spawn(watch.run());
            background.spawn(staff::distribute_rosters(keeper.clone()));
            background.spawn(staff::follow_roster(keeper.clone()));
            keeper
        });
        let services =
            GatewayServices { menu, orders: Arc::new(orders), roster, _background: background };
        Ok(Self { services: Arc::new(services), bearer: CallCredentials::default(), shown: None })
    }

    /// The same services, called with this person's signed session, which says who they are and
    /// what they may do.
    #[must_use]
    pub fn acting_as(&self, session: &str) -> Self {
        Self { bearer: CallCredentials::new(session), ..self.clone() }
    }

    /// The same, recording in `pin_needed` when a service asks for the PIN.
    #[must_use]
    pub fn with_pin_needed(&self, pin_needed: PinNeeded) -> Self {
        Self { bearer: self.bearer.clone().with_pin_needed(pin_needed), ..self.clone() }
    }

    /// The same for the customer with this session: the services let it place, see and cancel the
    /// orders of this customer only.
    #[must_use]
    pub fn for_customer(&self, session: &str) -> Self {
        Self { bearer: CallCredentials::for_customer(session), ..self.clone() }
    }

    /// Waits for a menu and, at a surface with staff, for a roster, a second at most: a process
    /// that answers only then can take orders if any can, and one whose services are down starts
    /// without them.
    pub async fn wait_for_menu(&self) {
        let mut menus = self.menu_changes();
        let menu = timeout(FIRST_LOOK, menus.wait_for(Option::is_some));
        let roster = async {
            match &self.services.roster {
                Some(roster) => timeout(FIRST_LOOK, roster.wait_for_roster()).await.is_ok(),
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

    /// The last known menu, from memory; `None` only if none has ever been known.
    pub fn known_menu(&self) -> Option<KnownMenu> {
        let known = self.services.menu.known_menu();
        match &self.shown {
            Some(menu) => Some(known?.with_menu(menu.clone())),
            None => known,
        }
    }

    /// The same services, with this menu as the known one: a page made with it shows how it would
    /// look.
    #[must_use]
    pub fn with_menu(&self, menu: Arc<Menu>) -> Self {
        Self { shown: Some(menu), ..self.clone() }
    }

    /// Changes whenever the known menu or its freshness does.
    pub fn menu_changes(&self) -> watch::Receiver<Option<KnownMenu>> {
        self.services.menu.subscribe_changes()
    }

    /// Sends a decision of the counter to the menu service; it holds for every customer.
    ///
    /// # Errors
    /// [`GatewayError`]; sending the same decision again changes nothing.
    pub async fn send_decision(&self, decision: &CounterDecision) -> Result<(), GatewayError> {
        self.services.menu.send_decision(decision, &self.bearer).await
    }

    /// Changes the store's settings by a merge patch, if the menu still has this version.
    ///
    /// # Errors
    /// [`GatewayError`], with `version_conflict` if it has another one.
    pub async fn patch_store(
        &self,
        version: i64,
        patch: &serde_json::Value,
    ) -> Result<(), GatewayError> {
        self.services.menu.patch_store(version, patch, &self.bearer).await
    }

    /// The last known roster of the store; `None` if none has ever been known.
    pub fn known_roster(&self) -> Option<Arc<StaffRoster>> {
        self.services.roster.as_ref()?.known_roster()
    }

    /// Whether the roster admits a session whose signature is valid.
    pub fn admission_of_session(&self, session: &StaffSession) -> RosterAdmission {
        self.services
            .roster
            .as_ref()
            .map_or(RosterAdmission::RosterUnknown, |roster| roster.admission_of_session(session))
    }

    /// Whether the roster admits the pass of a device.
    pub fn admission_of_device(&self, pass: &DevicePass) -> RosterAdmission {
        let roster = self.services.roster.as_ref();
        roster.map_or(RosterAdmission::RosterUnknown, |roster| roster.admission_of_device(pass))
    }

    /// The key with which all staff surfaces seal activity stamps; `None` for a surface without
    /// staff.
    pub fn activity_key(&self) -> Option<watch::Receiver<Option<SharedActivityKey>>> {
        Some(self.services.roster.as_ref()?.activity_key())
    }

    /// Ends a session: on this surface at once, and everywhere as soon as the staff service knows.
    pub async fn end_session(&self, session: StaffSession, token: String) {
        if let Some(roster) = &self.services.roster {
            roster.end_session(session, token).await;
        }
    }

    /// Sets the acting person's own PIN, and gives them a new session.
    ///
    /// # Errors
    /// [`GatewayError::Refused`] with `wrong_pin`, `invalid_pin`, `pin_common`, `pin_taken` or
    /// `too_many_attempts`.
    pub async fn change_pin(&self, change: &PinChange) -> Result<SignedIn, GatewayError> {
        self.require_roster()?.change_pin(change, &self.bearer).await
    }

    /// Checks the acting person's PIN again, and gives a new session in place of theirs.
    ///
    /// # Errors
    /// [`GatewayError::Refused`] with `wrong_pin` or `too_many_attempts`.
    pub async fn renew_session(&self, again: &PinAgain) -> Result<SignedIn, GatewayError> {
        self.require_roster()?.renew_session(again, &self.bearer).await
    }

    /// Signs a person in by their PIN.
    ///
    /// # Errors
    /// [`GatewayError::Refused`] with `wrong_pin`, `device_unknown` or `too_many_attempts`.
    pub async fn sign_in(&self, asked: &SignIn) -> Result<SignedIn, GatewayError> {
        self.require_roster()?.sign_in(asked).await
    }

    /// Changes the store's people, devices and sessions.
    ///
    /// # Errors
    /// [`GatewayError::Refused`] with `forbidden`, `pin_taken`, `last_manager`, `not_found`,
    /// `invalid_name` or `invalid_pin`.
    pub async fn change_staff(&self, staffing: &StaffChange) -> Result<(), GatewayError> {
        self.require_roster()?.change_staff(staffing, &self.bearer).await
    }

    fn require_roster(&self) -> Result<&RosterCache, GatewayError> {
        let none =
            GatewayError::Unavailable { dependency: "staff", why: UnavailableReason::Unresolved };
        self.services.roster.as_deref().ok_or(none)
    }

    /// The menu as the draft would make it, with the draft's version; `None` while no draft is
    /// open.
    ///
    /// # Errors
    /// [`GatewayError`]
    pub async fn fetch_draft(&self) -> Result<Option<Menu>, GatewayError> {
        self.services.menu.fetch_draft(&self.bearer).await
    }

    /// Opens a draft, or ends the one with a certain version.
    ///
    /// # Errors
    /// [`GatewayError`], with `version_conflict` if it has another one and `not_found` if it has
    /// ended.
    pub async fn apply_draft_step(&self, step: DraftStep) -> Result<(), GatewayError> {
        self.services.menu.apply_draft_step(step, &self.bearer).await
    }

    /// Changes the menu or the draft, if it still has this version. After an edit of the menu,
    /// successful or not, the menu is read again.
    ///
    /// # Errors
    /// [`GatewayError`], with `version_conflict` if it has another one.
    pub async fn edit_menu(
        &self,
        target: MenuEditTarget,
        version: i64,
        edit: &MenuEdit,
    ) -> Result<(), GatewayError> {
        self.services.menu.edit_menu(target, version, edit, &self.bearer).await
    }

    /// A picture of the menu, JPEG; `None` if there is none with this id. Cached pictures need no
    /// service.
    ///
    /// # Errors
    /// [`GatewayError`]
    pub async fn fetch_picture(
        &self,
        id: &PictureId,
        size: PictureSize,
    ) -> Result<Option<Bytes>, GatewayError> {
        self.services.menu.fetch_picture(id, size).await
    }

    /// The state of the services, as seen from here; menu first.
    pub fn dependency_statuses(&self) -> Vec<DependencyStatus> {
        let (menu, orders) =
            (self.services.menu.dependency_status(), self.services.orders.dependency_status());
        [menu, orders]
            .into_iter()
            .chain(self.services.roster.iter().map(|roster| roster.dependency_status()))
            .collect()
    }

    /// Sets the gauges that are not kept up to date otherwise; call it before each scrape of the
    /// metrics.
    pub fn update_gauges(&self) {
        measure::set_menu_gauges(self.known_menu().as_ref());
        self.dependency_statuses().iter().for_each(measure::set_dependency_gauges);
    }

    /// Calls to services under way: requests that wait for them use no CPU meanwhile.
    pub fn in_flight_calls(&self) -> usize {
        let members = self.services.roster.as_ref().map_or(0, |roster| roster.in_flight());
        self.services.menu.in_flight() + self.services.orders.in_flight() + members
    }

    /// Requests that wait for a picture, in a queue with a bound of its own.
    pub fn queued_pictures(&self) -> usize {
        self.services.menu.queued_pictures()
    }

    /// Places an order, or finds the one that an earlier try with the same idempotency key placed.
    ///
    /// # Errors
    /// [`PlaceError`]; after an unavailability the same placement can be sent again.
    pub async fn place_order(
        &self,
        placement: OrderRequest,
        now: Timestamp,
    ) -> Result<PlacedOrder, PlaceError> {
        let placed = place::place_order(
            &self.services.menu,
            &self.services.orders,
            &placement,
            &self.bearer,
            now,
        )
        .await;
        measure::count_placement(&placed);
        placed
    }

    /// The order, or `None` if there is none with this id. The caller decides who may read it.
    ///
    /// # Errors
    /// [`GatewayError`]
    pub async fn fetch_order(&self, id: OrderId) -> Result<Option<Order>, GatewayError> {
        self.services.orders.fetch_order(id, &self.bearer).await
    }

    /// Events of the order, oldest first, or `None` if there is none with this id.
    ///
    /// # Errors
    /// [`GatewayError`]
    pub async fn fetch_order_history(
        &self,
        id: OrderId,
    ) -> Result<Option<Vec<OrderEvent>>, GatewayError> {
        self.services.orders.fetch_order_history(id, &self.bearer).await
    }

    /// One page of the store's orders, newest first.
    ///
    /// # Errors
    /// [`GatewayError`]
    pub async fn list_orders(&self, query: &OrderPageQuery) -> Result<OrderPage, GatewayError> {
        self.services.orders.list_orders(self.services.menu.store_id(), query, &self.bearer).await
    }

    /// All orders of a business date.
    ///
    /// # Errors
    /// [`GatewayError`]
    pub async fn fetch_day_orders(&self, date: Date) -> Result<DayOrders, GatewayError> {
        day::fetch_day_orders(
            &self.services.orders,
            self.services.menu.store_id().as_deref(),
            date,
            &self.bearer,
        )
        .await
    }

    /// Moves an order to another status.
    ///
    /// # Errors
    /// [`GatewayError::Refused`] with 409 if the order has moved on or may not move so; `more` has
    /// its status.
    pub async fn transition_order(
        &self,
        id: OrderId,
        transition: &OrderTransition,
    ) -> Result<Order, GatewayError> {
        self.services.orders.transition_order(id, transition, &self.bearer).await
    }

    /// Changes an order's promise, ticks off a line or acknowledges its end.
    ///
    /// # Errors
    /// [`GatewayError::Refused`] with 409 if it is too late for that.
    pub async fn amend_order(
        &self,
        id: OrderId,
        amendment: &OrderAmendment,
    ) -> Result<Order, GatewayError> {
        self.services.orders.amend_order(id, amendment, &self.bearer).await
    }

    /// Every change of every order, over one connection that is kept for ever: it reconnects by
    /// itself and continues where it was. One reader per process; fan out from there.
    pub fn order_feed(&self) -> impl Stream<Item = OrderFeedUpdate> + Send + use<> {
        order::order_feed(self.services.orders.clone())
    }
}
