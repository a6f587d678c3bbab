//! Tests of admission at the counter by the rosters of the staff service and of the other
//! services.

use crate::fixture::{Folder, PATIENCE, Process, nowhere};
use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode, header::AUTHORIZATION},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use gateway::{Gateway, GatewayConfig, RosterAdmission, RosterReader, StaffConfig};

use jiff::{SignedDuration, Timestamp};
use staff_api::{
    DeviceId, EnrolledDevice, PersonId, RosterDevice, RosterPerson, SignedRoster, StaffPerson,
    StaffRole, StaffRoster, StaffSession,
};
use std::{
    path::Path,
    sync::{Arc, Mutex},
};
use tokio::time::timeout;
use uuid::Uuid;

/// A stub service that has a roster, or is given one.
#[derive(Clone, Default)]
struct Holder {
    roster: Arc<Mutex<Option<SignedRoster>>>,
    /// Bearer tokens of the sessions that were reported as ended.
    ended: Arc<Mutex<Vec<String>>>,
}

impl Holder {
    fn with(roster: &StaffRoster) -> Self {
        let holder = Self::default();
        holder.set(roster);
        holder
    }

    fn set(&self, roster: &StaffRoster) {
        *self.roster.lock().unwrap() = Some(sign(roster));
    }

    fn version(&self) -> Option<i64> {
        let signed = self.roster.lock().unwrap().clone()?;
        Some(read(&signed)?.version)
    }

    fn start(&self) -> Process {
        let router = Router::new()
            .route("/api/v1/roster", get(fetch))
            .route("/api/v1/staff-roster", get(fetch).put(put))
            .route("/api/v1/sessions/end", post(end))
            .with_state(self.clone());
        Process::start(router)
    }
}

async fn fetch(State(holder): State<Holder>) -> Response {
    match holder.roster.lock().unwrap().clone() {
        Some(roster) => Json(roster).into_response(),
        None => crate::fake_order::problem(StatusCode::NOT_FOUND, "not_found"),
    }
}

async fn put(State(holder): State<Holder>, Json(signed): Json<SignedRoster>) -> Json<SignedRoster> {
    let mut held = holder.roster.lock().unwrap();
    let version = |signed: &SignedRoster| read(signed).map(|roster| roster.version);
    if held.as_ref().and_then(version) < version(&signed) {
        *held = Some(signed);
    }
    Json(held.clone().unwrap())
}

async fn end(State(holder): State<Holder>, headers: HeaderMap) -> StatusCode {
    let bearer = headers[AUTHORIZATION].to_str().unwrap().to_owned();
    holder.ended.lock().unwrap().push(bearer);
    StatusCode::NO_CONTENT
}

fn sign(roster: &StaffRoster) -> SignedRoster {
    SignedRoster { signed: format!("signed {}", serde_json::to_string(roster).unwrap()) }
}

fn read(signed: &SignedRoster) -> Option<StaffRoster> {
    serde_json::from_str(signed.signed.strip_prefix("signed ")?).ok()
}

fn person() -> StaffPerson {
    StaffPerson {
        id: PersonId(Uuid::from_u128(1)),
        name: "지훈".to_owned(),
        role: StaffRole::Barista,
    }
}

fn roster(version: i64, people: &[StaffPerson]) -> StaffRoster {
    let known = |person: &StaffPerson| RosterPerson { person: person.clone(), signed_out_at: None };
    let id = DeviceId(Uuid::nil());
    let name = "태블릿".to_owned();
    let enrolled_by = "민지".to_owned();
    let device = EnrolledDevice { id, name, enrolled_at: Timestamp::UNIX_EPOCH, enrolled_by };
    let devices = vec![RosterDevice { device, locked_at: None, session: None }];
    StaffRoster {
        store: "main".to_owned(),
        version,
        people: people.iter().map(known).collect(),
        devices,
    }
}

fn session(since_s: i64) -> StaffSession {
    let since = Timestamp::UNIX_EPOCH + SignedDuration::from_secs(since_s);
    let until = since + SignedDuration::from_hours(12);
    StaffSession {
        person: person(),
        store: "main".to_owned(),
        device: DeviceId(Uuid::nil()),
        since,
        until,
        is_pin_generated: false,
    }
}

fn surface(staff: &str, menu: &str, order: &str, folder: &Path) -> Gateway {
    let staff = StaffConfig {
        url: staff.to_owned(),
        roster_cache: folder.join("roster.json"),
        reader: RosterReader(Arc::new(read)),
    };
    let menu_url = menu.to_owned();
    let order_url = order.to_owned();
    let menu_cache = folder.join("menu.json");
    Gateway::start(GatewayConfig {
        menu_url,
        order_url,
        staff: Some(staff),
        menu_cache,
        signer: None,
    })
    .unwrap()
}

async fn until(is_so: impl Fn() -> bool) {
    let look = async {
        while !is_so() {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    };
    timeout(PATIENCE, look).await.unwrap();
}

#[tokio::test]
async fn whoever_is_removed_is_so_here_and_at_the_services() {
    let staff = Holder::with(&roster(1, &[person()]));
    let menu = Holder::default();
    let order = Holder::default();
    let m = staff.start();
    let u = menu.start();
    let o = order.start();
    let folder = Folder::new();
    let gateway = surface(&m.url(), &u.url(), &o.url(), folder.path());
    assert_eq!(
        gateway.admission_of_session(&session(1)),
        RosterAdmission::RosterUnknown,
        "nobody is admitted unchecked"
    );
    until(|| gateway.admission_of_session(&session(1)) == RosterAdmission::Admitted).await;
    staff.set(&roster(2, &[]));
    until(|| gateway.admission_of_session(&session(1)) == RosterAdmission::Over).await;
    until(|| menu.version() == Some(2) && order.version() == Some(2)).await;
}

#[tokio::test]
async fn a_surface_that_starts_without_the_staff_service_asks_the_others() {
    let menu = Holder::with(&roster(4, &[person()]));
    let order = Holder::with(&roster(5, &[]));
    let u = menu.start();
    let o = order.start();
    let folder = Folder::new();
    let empty = Folder::new();
    let gateway = surface(&nowhere(), &u.url(), &o.url(), folder.path());
    until(|| menu.version() == Some(5)).await;
    assert_eq!(
        gateway.admission_of_session(&session(1)),
        RosterAdmission::Over,
        "the newest counts"
    );
    let alone = surface(&nowhere(), &nowhere(), &nowhere(), empty.path());
    alone.wait_for_menu().await;
    assert_eq!(alone.admission_of_session(&session(1)), RosterAdmission::RosterUnknown);
}

#[tokio::test]
async fn a_sign_out_counts_at_once_outlives_a_restart_and_is_told_when_it_can_be() {
    let folder = Folder::new();
    let order = Holder::with(&roster(1, &[person()]));
    let o = order.start();
    {
        let gateway = surface(&nowhere(), &nowhere(), &o.url(), folder.path());
        until(|| gateway.admission_of_session(&session(5)) == RosterAdmission::Admitted).await;
        gateway.end_session(session(5), "token".to_owned()).await;
        assert_eq!(gateway.admission_of_session(&session(5)), RosterAdmission::Over);
        assert_eq!(
            gateway.admission_of_session(&session(4)),
            RosterAdmission::Over,
            "an earlier one on the device"
        );
        assert_eq!(
            gateway.admission_of_session(&session(6)),
            RosterAdmission::Admitted,
            "whoever signs in afterwards"
        );
    }
    let staff = Holder::with(&roster(1, &[person()]));
    let m = staff.start();
    let gateway = surface(&m.url(), &nowhere(), &o.url(), folder.path());
    assert_eq!(gateway.admission_of_session(&session(5)), RosterAdmission::Over);
    until(|| !staff.ended.lock().unwrap().is_empty()).await;
    assert_eq!(*staff.ended.lock().unwrap(), ["Bearer token"]);
}
