use crate::{add, after_s, by, databases::Base, enrol, kept};
use jiff::{SignedDuration, Timestamp};
use staff::{
    db::{AuditEntry, NewSession, StaffChangeAuthor, StaffChangeError, StaffRepository},
    domain::{GuessAddress, GuessSource, HashedPin, PinGuess, PinScheme},
};
use staff_api::{DeviceId, DeviceSession, RosterDevice, StaffPerson, StaffRole, StaffSession};

const SHIFT: SignedDuration = SignedDuration::from_hours(12);

/// Signs the person in on the device at `since`, with the PIN that `pin` keeps.
pub async fn sign_in(
    store: &dyn StaffRepository,
    person: &StaffPerson,
    device: DeviceId,
    since: Timestamp,
    pin: HashedPin,
) {
    let place = GuessAddress::new("192.0.2.1".parse().ok());
    let guess = PinGuess::new(&GuessSource::Device(device), since);
    let session = DeviceSession { person: person.id, since, until: since + SHIFT };
    let by = StaffChangeAuthor::from_person(person, device, since);
    let subject = person.id.to_string();
    let entry = AuditEntry { by, action: "sign_in", subject, before: None, after: None };
    let begin = NewSession { device, session };
    store.record_sign_in("main", &guess, &place, &pin, &begin, &entry).await.unwrap();
}

async fn listed(store: &dyn StaffRepository, id: DeviceId) -> RosterDevice {
    let devices = store.fetch_roster("main").await.unwrap().devices;
    devices.into_iter().find(|listed| listed.device.id == id).unwrap()
}

pub async fn a_session_ends_the_one_before_it_on_its_device(base: &Base) {
    let store = &*base.store;
    let minji = add(store, "민지", StaffRole::Manager, 1).await;
    let jihun = add(store, "지훈", StaffRole::Barista, 2).await;
    let tablet = enrol(store, "태블릿").await;
    let other = enrol(store, "다른 태블릿").await;
    sign_in(store, &minji, tablet, after_s(1), kept(PinScheme::Peppered, 1)).await;
    assert_eq!(listed(store, tablet).await.locked_at, None, "there was none before");
    sign_in(store, &jihun, tablet, after_s(60), kept(PinScheme::Peppered, 2)).await;
    let now = listed(store, tablet).await;
    let session = now.session.unwrap();
    assert_eq!(
        (session.person, session.since, session.until),
        (jihun.id, after_s(60), after_s(60) + SHIFT)
    );
    assert_eq!(now.locked_at, Some(after_s(60) - SignedDuration::from_millis(1)));
    assert_eq!(listed(store, other).await.session, None);
    let known = store.fetch_device("main", tablet).await.unwrap().unwrap();
    assert_eq!(
        (known.home.as_deref(), known.session_since),
        (Some("192.0.2.1"), Some(after_s(60)))
    );
}

pub async fn a_late_sign_out_ends_no_newer_session(base: &Base) {
    let store = &*base.store;
    let minji = add(store, "민지", StaffRole::Manager, 1).await;
    let tablet = enrol(store, "태블릿").await;
    for since in [after_s(1), after_s(60)] {
        sign_in(store, &minji, tablet, since, kept(PinScheme::Peppered, 1)).await;
    }
    let session = |since| StaffSession {
        person: minji.clone(),
        store: "main".to_owned(),
        device: tablet,
        since,
        until: since + SHIFT,
        is_pin_generated: false,
    };
    store.end_session("main", &session(after_s(1)), &by(after_s(90))).await.unwrap();
    assert!(listed(store, tablet).await.locked_at.unwrap() < after_s(60), "the newer one goes on");
    store.end_session("main", &session(after_s(60)), &by(after_s(91))).await.unwrap();
    assert_eq!(listed(store, tablet).await.locked_at, Some(after_s(60)));
    store.sign_out_device("main", tablet, &by(after_s(120))).await.unwrap();
    assert_eq!(listed(store, tablet).await.locked_at, Some(after_s(120)));
}

pub async fn a_removed_device_is_gone_with_its_sessions(base: &Base) {
    let store = &*base.store;
    let minji = add(store, "민지", StaffRole::Manager, 1).await;
    let tablet = enrol(store, "태블릿").await;
    sign_in(store, &minji, tablet, after_s(1), kept(PinScheme::Peppered, 1)).await;
    store.remove_device("main", tablet, &by(after_s(2))).await.unwrap();
    assert_eq!(store.fetch_device("main", tablet).await.unwrap(), None);
    assert_eq!(store.fetch_roster("main").await.unwrap().devices, []);
    let again = store.remove_device("main", tablet, &by(after_s(3))).await;
    assert!(matches!(again, Err(StaffChangeError::NotFound)), "{again:?}");
}
