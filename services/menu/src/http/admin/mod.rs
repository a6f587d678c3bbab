//! Endpoints for staff. The answer to a change carries the new version.

pub(super) mod arrangement;
pub(super) mod audit_list;
pub(super) mod availability_item;
pub(super) mod availability_option;
pub(super) mod content;
pub(super) mod create;
pub(super) mod delete;
pub(super) mod draft;
pub(super) mod edited;
mod editor;
pub(super) mod patch;
pub(super) mod picture;
pub(super) mod store_counter;
pub(super) mod store_hours;
pub(super) mod store_patch;
pub(super) mod store_pause;
pub(super) mod store_wait;

use crate::{App, app::Target, domain::Entity};
use axum::{
    Router,
    extract::{Request, State},
    middleware::{Next, from_fn_with_state},
    response::Response,
    routing::{get, post, put},
};
use member_api::Role;
use member_token::{Guard, admit, ask_pin};
use menu_api::{Category, Item, OptionGroup};
use service_kit::{Problem, serve::large};

/// Baristas may do what a rush needs; what customers read and pay is for managers.
pub fn router(guard: &Guard) -> Router<App> {
    let baristas = Router::new()
        .route("/items/{id}/availability", put(availability_item::handle))
        .route("/options/{id}/availability", put(availability_option::handle))
        .route("/store/pause", put(store_pause::handle))
        .route("/store/wait", put(store_wait::handle))
        .layer(from_fn_with_state((guard.clone(), Role::Barista), admit));
    let prices = Router::new()
        .merge(entity::<Category>("/categories", "/categories/{id}"))
        .merge(entity::<Item>("/items", "/items/{id}"))
        .merge(entity::<OptionGroup>("/option-groups", "/option-groups/{id}"))
        .route("/menu", large(put(content::handle)))
        .route("/draft/publish", post(draft::publish))
        .route("/store", axum::routing::patch(store_patch::handle))
        .layer(from_fn_with_state(guard.clone(), ask_pin_for_menu));
    let managers = Router::new()
        .route("/items/{id}/picture", large(put(picture::handle)))
        .route("/audit", get(audit_list::handle))
        .route("/arrangement", put(arrangement::handle))
        .route("/draft", get(draft::fetch).put(draft::open).delete(draft::drop))
        .route("/store/hours", put(store_hours::handle))
        .merge(prices)
        .layer(from_fn_with_state((guard.clone(), Role::Manager), admit));
    // A screen reports itself, regardless of who is signed in on it.
    baristas.merge(managers).route("/store/counter", put(store_counter::handle))
}

/// [`ask_pin`] for changes of the menu. A draft changes no price until it is published, which asks
/// for the PIN.
async fn ask_pin_for_menu(
    guard: State<Guard>,
    target: Target,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    match target {
        Target::Menu => ask_pin(guard, request, next).await,
        Target::Draft => Ok(next.run(request).await),
    }
}

/// Whether a request to `path` may be as large as a menu or a picture.
pub fn takes_large(path: &str) -> bool {
    path == "/api/v1/admin/menu" || path.starts_with("/api/v1/admin/items/") && path.ends_with("/picture")
}

fn entity<E: Entity>(all: &str, one: &str) -> Router<App> {
    let one_of = axum::routing::patch(patch::handle::<E>).delete(delete::handle::<E>);
    Router::new().route(all, post(create::handle::<E>)).route(one, one_of)
}
