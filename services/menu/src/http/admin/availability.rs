//! `PUT /api/v1/admin/{items,options}/{id}/availability`: sets the availability of an item or an
//! option. It needs no `If-Match`, since "sold out" holds regardless of other edits.

use super::{edited::NewVersion, editor::EditingStaff};
use crate::{
    MenuService,
    domain::availability::{SetAvailability, change_item_availability, change_option_availability},
};
use axum::extract::State;
use menu_api::{ItemId, OptionId};
use service_kit::{JsonBody, PathId, Problem, refusals};

macro_rules! set_availability {
    ($($name:ident $path:literal $id:ty, $id_text:literal, $summary:literal, $set:ident;)+) => {$(
        #[utoipa::path(
            put,
            path = $path,
            tag = "editing",
            security(("session" = ["barista"])),
            summary = $summary,
            params(("id" = $id, Path, description = $id_text)),
            request_body(content = SetAvailability, example = json!({ "state": "sold_out", "until": "end_of_business_day" })),
            responses((status = 200, description = "Done", body = NewVersion), AvailabilityRefusals)
        )]
        pub(super) async fn $name(
            State(app): State<MenuService>,
            EditingStaff(author): EditingStaff,
            PathId(id): PathId<$id>,
            JsonBody(to): JsonBody<SetAvailability>,
        ) -> Result<NewVersion, Problem> {
            let now = app.clock.now();
            Ok(app.change_menu(None, &|menu| $set(menu, &id, to, now), &author).await?.into())
        }
    )+};
}

set_availability! {
    set_item_availability "/api/v1/admin/items/{id}/availability" ItemId, "The item's id", "Sells an item out, hides it or puts it back", change_item_availability;
    set_option_availability "/api/v1/admin/options/{id}/availability" OptionId, "The option's id", "Sells an option out, hides it or puts it back", change_option_availability;
}

refusals!(AvailabilityRefusals: 400 => ["invalid_id"], 404 => ["not_found"], 422 => ["invalid_menu"]);
