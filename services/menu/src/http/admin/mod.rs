//! Endpoints for staff. The answer to a change carries the new version.

mod arrangement;
mod audit_list;
mod availability;
mod content;
mod create;
mod delete;
mod draft;
mod edited;
mod editor;
mod patch;
mod picture;
mod store_counter;
mod store_hours;
mod store_patch;
mod store_pause;
mod store_wait;

use crate::{App, app::Target};
use axum::{
    extract::{Request, State},
    middleware::{Next, from_fn_with_state},
    response::Response,
};
use service_kit::{Problem, serve::large};
use staff_api::Role;
use staff_token::{Guard, admit, ask_pin};
use utoipa_axum::{
    router::{OpenApiRouter, UtoipaMethodRouterExt as _},
    routes,
};

/// Baristas may do what a rush needs; what customers read and pay is for managers.
pub(super) fn endpoints(guard: &Guard) -> OpenApiRouter<App> {
    let baristas = OpenApiRouter::new()
        .routes(routes!(availability::set_item_availability))
        .routes(routes!(availability::set_option_availability))
        .routes(routes!(store_pause::set_pause))
        .routes(routes!(store_wait::set_wait))
        .layer(from_fn_with_state((guard.clone(), Role::Barista), admit));
    let prices = OpenApiRouter::new()
        .routes(routes!(create::create_category))
        .routes(routes!(patch::patch_category, delete::delete_category))
        .routes(routes!(create::create_item))
        .routes(routes!(patch::patch_item, delete::delete_item))
        .routes(routes!(create::create_option_group))
        .routes(routes!(patch::patch_option_group, delete::delete_option_group))
        .routes(routes!(content::set_menu).map(large))
        .routes(routes!(draft::publish_draft))
        .routes(routes!(store_patch::patch_store))
        .layer(from_fn_with_state(guard.clone(), ask_pin_for_menu));
    let managers = OpenApiRouter::new()
        .routes(routes!(picture::set_item_picture).map(large))
        .routes(routes!(audit_list::list_audit_events))
        .routes(routes!(arrangement::arrange_menu))
        .routes(routes!(draft::get_draft, draft::open_draft, draft::drop_draft))
        .routes(routes!(store_hours::set_hours))
        .merge(prices)
        .layer(from_fn_with_state((guard.clone(), Role::Manager), admit));
    // A screen reports itself, regardless of who is signed in on it.
    baristas.merge(managers).routes(routes!(store_counter::attend_counter))
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
pub(super) fn takes_large(path: &str) -> bool {
    path == "/api/v1/admin/menu" || path.starts_with("/api/v1/admin/items/") && path.ends_with("/picture")
}
