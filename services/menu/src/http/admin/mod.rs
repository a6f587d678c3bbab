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

use crate::{MenuService, app::ChangeTarget};
use axum::{
    extract::{Request, State},
    middleware::{Next, from_fn_with_state},
    response::Response,
};
use service_kit::{Problem, serve::allow_large_body};
use staff_api::StaffRole;
use staff_token::{StaffGuard, admit_staff, require_recent_pin};
use utoipa_axum::{
    router::{OpenApiRouter, UtoipaMethodRouterExt as _},
    routes,
};

/// Baristas may do what a rush needs; what customers read and pay is for managers.
pub(super) fn build_admin_endpoints(guard: &StaffGuard) -> OpenApiRouter<MenuService> {
    let baristas = OpenApiRouter::new()
        .routes(routes!(availability::set_item_availability))
        .routes(routes!(availability::set_option_availability))
        .routes(routes!(store_pause::set_pause))
        .routes(routes!(store_wait::set_wait))
        .layer(from_fn_with_state((guard.clone(), StaffRole::Barista), admit_staff));
    let prices = OpenApiRouter::new()
        .routes(routes!(create::create_category))
        .routes(routes!(patch::patch_category, delete::delete_category))
        .routes(routes!(create::create_item))
        .routes(routes!(patch::patch_item, delete::delete_item))
        .routes(routes!(create::create_option_group))
        .routes(routes!(patch::patch_option_group, delete::delete_option_group))
        .routes(routes!(content::set_menu).map(allow_large_body))
        .routes(routes!(draft::publish_draft))
        .routes(routes!(store_patch::patch_store))
        .layer(from_fn_with_state(guard.clone(), require_pin_for_menu));
    let managers = OpenApiRouter::new()
        .routes(routes!(picture::set_item_picture).map(allow_large_body))
        .routes(routes!(audit_list::list_audit_events))
        .routes(routes!(arrangement::arrange_menu))
        .routes(routes!(draft::get_draft, draft::open_draft, draft::drop_draft))
        .routes(routes!(store_hours::set_hours))
        .merge(prices)
        .layer(from_fn_with_state((guard.clone(), StaffRole::Manager), admit_staff));
    // A screen reports itself, regardless of who is signed in on it.
    baristas.merge(managers).routes(routes!(store_counter::attend_counter))
}

/// [`require_recent_pin`] for changes of the menu. A draft changes no price until it is published,
/// which asks for the PIN.
async fn require_pin_for_menu(
    guard: State<StaffGuard>,
    target: ChangeTarget,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    match target {
        ChangeTarget::Menu => require_recent_pin(guard, request, next).await,
        ChangeTarget::Draft => Ok(next.run(request).await),
    }
}

/// Whether a request to `path` may be as large as a menu or a picture.
pub(super) fn takes_large(path: &str) -> bool {
    path == "/api/v1/admin/menu"
        || path.starts_with("/api/v1/admin/items/") && path.ends_with("/picture")
}
