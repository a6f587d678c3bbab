//! The one place that talks HTTP to a service, so that no failure of a service spreads from here.
//!
//! Each service is a `Dependency`. A call to it passes, in this order, a bulkhead (so many calls at once, further ones
//! are shed), one deadline for all tries, a retry budget, the choice of an endpoint, that endpoint's breaker, and one
//! try's own deadline. Endpoints are discovered, and looked at when they fall silent. The menu is kept in memory and on
//! disk, and orders are placed from it while its service is down. What concerns several services is put together here;
//! services never call each other.

mod backoff;
mod breaker;
mod call;
mod config;
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
mod quote;
mod retry;
mod sse;
mod status;
pub mod trace;
mod window;
mod wire;

pub use config::{Config, ConfigError, ORDERS_AT_ONCE};
pub use day::{Day, ItemSold, Report, Spread};
pub use error::{GatewayError, ServiceProblem, Unavailable};
pub use menu::{Decision, Freshness, KnownMenu, Sale, Sellable};
pub use menu_api::{Ahead, ExtraWait, Pause};
pub use order::{FeedFrame, OrderQuery};
pub use place::{PlaceError, Placed, Placement};
pub use quote::{Quote, cups, quote, work_ahead};
pub use status::{BreakerState, DependencyStatus, EndpointStatus, Recent};

use dependency::Dependency;
use futures::Stream;
use jiff::{Timestamp, civil::Date};
use menu::{DiskCache, MenuClient, MenuKeeper};
use order::OrderClient;
use order_api::{Amendment, Order, OrderEvent, OrderId, OrderPage, Transition};
use std::{sync::Arc, time::Duration};
use tokio::{sync::watch, task::JoinSet, time::timeout};

/// How long a process that starts waits for the menu: some tries of finding the service and asking it.
const FIRST_LOOK: Duration = Duration::from_secs(1);

/// The services, seen from a web surface. Clones share everything.
#[derive(Clone)]
pub struct Gateway(Arc<Inner>);

struct Inner {
    menu: Arc<MenuKeeper>,
    orders: Arc<OrderClient>,
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
        let (menu, watch_menu) = Dependency::new("menu", &config.menu_url, config::MENU)?;
        let (orders, watch_orders) = Dependency::new("order", &config.order_url, config::ORDER)?;
        let (menu, orders) = (MenuClient(menu), OrderClient(orders));
        let cache = DiskCache::at(config.menu_cache);
        let menu = Arc::new(MenuKeeper::new(menu, cache.load_with_age()));
        let mut background = JoinSet::new();
        background.spawn(watch_menu.run());
        background.spawn(watch_orders.run());
        background.spawn(menu::save_menu(menu.changes(), cache));
        background.spawn(menu::follow_menu(menu.clone()));
        Ok(Self(Arc::new(Inner { menu, orders: Arc::new(orders), _background: background })))
    }

    /// Waits until a menu is known, a second at most: a process that begins to answer after that can take orders if any
    /// can, and one whose menu service is down begins without.
    pub async fn first_look(&self) {
        if timeout(FIRST_LOOK, self.menu_changes().wait_for(Option::is_some)).await.is_err() {
            tracing::warn!("no menu is known yet");
        }
    }

    /// The last known menu, from memory; `None` only if none has ever been seen.
    pub fn menu(&self) -> Option<KnownMenu> {
        self.0.menu.known()
    }

    /// Changes whenever the known menu or its freshness does.
    pub fn menu_changes(&self) -> watch::Receiver<Option<KnownMenu>> {
        self.0.menu.changes()
    }

    /// Tells the menu service what the counter has decided, for every customer.
    ///
    /// # Errors
    /// [`GatewayError`]; the same may be told again.
    pub async fn decide(&self, decision: &Decision) -> Result<(), GatewayError> {
        self.0.menu.decide(decision).await
    }

    /// Changes the store's settings by a merge patch, if the menu is of this version still.
    ///
    /// # Errors
    /// [`GatewayError`], with `version_conflict` when it is not.
    pub async fn store_patch(&self, version: i64, patch: &serde_json::Value) -> Result<(), GatewayError> {
        self.0.menu.store_patch(version, patch).await
    }

    /// How the services stand, as seen from here; menu first.
    pub fn status(&self) -> Vec<DependencyStatus> {
        vec![self.0.menu.status(), self.0.orders.status()]
    }

    /// Sets the gauges that nothing else keeps up to date; to be called before each look at the metrics.
    pub fn show(&self) {
        measure::menu(self.menu().as_ref());
        self.status().iter().for_each(measure::dependency);
    }

    /// Calls to services that are under way: requests that wait for them use no CPU meanwhile.
    pub fn waiting(&self) -> usize {
        self.0.menu.in_flight() + self.0.orders.in_flight()
    }

    /// Places an order, or finds the one that an earlier try with the same key placed.
    ///
    /// # Errors
    /// [`PlaceError`]; after an unavailability the same placement can be sent again.
    pub async fn place(&self, placement: Placement, now: Timestamp) -> Result<Placed, PlaceError> {
        let placed = place::place(&self.0.menu, &self.0.orders, &placement, now).await;
        measure::placement(&placed);
        placed
    }

    /// The order, or `None` when there is none with this id. Who may read it is the caller's question.
    ///
    /// # Errors
    /// [`GatewayError`]
    pub async fn order(&self, id: OrderId) -> Result<Option<Order>, GatewayError> {
        self.0.orders.order_fetch(id).await
    }

    /// What happened to the order, oldest first, or `None` when there is none with this id.
    ///
    /// # Errors
    /// [`GatewayError`]
    pub async fn history(&self, id: OrderId) -> Result<Option<Vec<OrderEvent>>, GatewayError> {
        self.0.orders.order_history(id).await
    }

    /// One page of the store's orders, newest first.
    ///
    /// # Errors
    /// [`GatewayError`]
    pub async fn orders(&self, query: &OrderQuery) -> Result<OrderPage, GatewayError> {
        self.0.orders.order_list(self.0.menu.store(), query).await
    }

    /// All orders of a business date.
    ///
    /// # Errors
    /// [`GatewayError`]
    pub async fn day(&self, date: Date) -> Result<Day, GatewayError> {
        day::day(&self.0.orders, self.0.menu.store(), date).await
    }

    /// Moves an order.
    ///
    /// # Errors
    /// [`GatewayError::Refused`] with 409 when the order has moved on or may not move so; `more` says where it stands.
    pub async fn transition(&self, id: OrderId, transition: &Transition) -> Result<Order, GatewayError> {
        self.0.orders.order_transition(id, transition).await
    }

    /// Changes an order's promise, ticks off a line or acknowledges its end.
    ///
    /// # Errors
    /// [`GatewayError::Refused`] with 409 when it is too late for that.
    pub async fn amend(&self, id: OrderId, amendment: &Amendment) -> Result<Order, GatewayError> {
        self.0.orders.order_amend(id, amendment).await
    }

    /// Every change of every order, over one connection that is kept for ever: it comes back by itself after a loss
    /// and goes on where it was. One reader a process; fan out from there.
    pub fn order_feed(&self) -> impl Stream<Item = FeedFrame> + Send + use<> {
        order::order_feed(self.0.orders.clone())
    }
}
