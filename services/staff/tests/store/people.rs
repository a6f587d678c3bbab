use crate::{add, add_to, after_s, by, databases::Base, kept, noon, pin};
use staff::{
    db::{AuditEntry, PersonChange, PinHashes, RepositoryError, StaffChangeError, StaffRepository},
    domain::{PinScheme, StaffName},
};
use staff_api::{PersonId, StaffPerson, StaffRole, StaffRoster};
use std::time::Duration;

async fn roster(store: &dyn StaffRepository) -> StaffRoster {
    store.fetch_roster("main").await.unwrap()
}

async fn actions(store: &dyn StaffRepository) -> Vec<String> {
    let page = store.list_audit_entries("main", None, 50).await.unwrap();
    page.events.into_iter().map(|event| event.action).collect()
}

pub async fn a_person_is_known_by_the_pin_and_in_the_roster(base: &Base) {
    let store = &*base.store;
    let minji = add(store, "민지", StaffRole::Manager, 1).await;
    let owner = store.find_person_by_pin("main", &pin(1)).await.unwrap().unwrap();
    assert_eq!(
        (&owner.person, owner.scheme, owner.is_generated),
        (&minji, PinScheme::Peppered, false)
    );
    assert_eq!(store.find_person_by_pin("main", &pin(2)).await.unwrap(), None);
    assert_eq!(store.fetch_person("main", minji.id).await.unwrap().as_ref(), Some(&minji));
    assert_eq!(
        roster(store).await.people.iter().map(|known| &known.person).collect::<Vec<_>>(),
        [&minji]
    );
    assert_eq!(store.list_pin_schemes("main").await.unwrap(), [PinScheme::Peppered]);
}

pub async fn a_pin_is_one_persons_whichever_scheme_keeps_it(base: &Base) {
    let store = &*base.store;
    add(store, "민지", StaffRole::Manager, 1).await;
    let other = StaffPerson {
        id: PersonId(uuid::Uuid::from_u128(9)),
        name: "지훈".to_owned(),
        role: StaffRole::Barista,
    };
    for hashes in [pin(1), PinHashes { older: vec![kept(PinScheme::Peppered, 1)], ..pin(2) }] {
        let taken = store.add_person("main", &other, &hashes, &by(noon())).await;
        assert!(matches!(taken, Err(StaffChangeError::PinTaken)), "{taken:?}");
    }
    store.add_person("main", &other, &pin(2), &by(noon())).await.unwrap();
    let change = PersonChange { pin: Some(pin(1)), ..PersonChange::default() };
    let taken = store.change_person("main", other.id, &change, &by(noon())).await;
    assert!(matches!(taken, Err(StaffChangeError::PinTaken)), "{taken:?}");
}

pub async fn a_right_pin_moves_to_the_newest_scheme(base: &Base) {
    let store = &*base.store;
    let minji = add(store, "민지", StaffRole::Manager, 1).await;
    base.execute_sql("UPDATE people SET pin_scheme = NULL").await;
    let both = PinHashes { older: vec![kept(PinScheme::Plain, 1)], ..pin(2) };
    let owner = store.find_person_by_pin("main", &both).await.unwrap().unwrap();
    assert_eq!((owner.person.id, owner.scheme), (minji.id, PinScheme::Plain));
    crate::devices::sign_in(
        store,
        &minji,
        crate::enrol(store, "태블릿").await,
        noon(),
        both.newest,
    )
    .await;
    assert_eq!(store.list_pin_schemes("main").await.unwrap(), [PinScheme::Peppered]);
    assert_eq!(store.find_person_by_pin("main", &pin(2)).await.unwrap().unwrap().person, minji);
}

pub async fn a_changed_person_is_as_said_and_signed_out_when_it_matters(base: &Base) {
    let store = &*base.store;
    add(store, "민지", StaffRole::Manager, 1).await;
    let jihun = add(store, "지훈", StaffRole::Barista, 2).await;
    let renamed =
        PersonChange { name: Some(StaffName::parse("지우").unwrap()), ..PersonChange::default() };
    let promoted = PersonChange {
        role: Some(StaffRole::Manager),
        pin: Some(pin(3)),
        ..PersonChange::default()
    };
    let change =
        async |change, at| store.change_person("main", jihun.id, change, &by(at)).await.unwrap();
    let signed_out_at = async |number| {
        store.find_person_by_pin("main", &pin(number)).await.unwrap().unwrap().signed_out_at
    };
    assert_eq!(
        change(&renamed, after_s(1)).await,
        StaffPerson { name: "지우".to_owned(), ..jihun.clone() }
    );
    assert_eq!(signed_out_at(2).await, None, "a name ends no session");
    let now = change(&promoted, after_s(2)).await;
    assert_eq!(
        now,
        StaffPerson { name: "지우".to_owned(), role: StaffRole::Manager, ..jihun.clone() }
    );
    assert_eq!(signed_out_at(3).await, Some(after_s(2)));
    assert_eq!(store.find_person_by_pin("main", &pin(2)).await.unwrap(), None, "the PIN of before");
    let wanted = ["person.change", "person.pin", "person.change", "person.add", "person.add"];
    assert_eq!(actions(store).await, wanted);
    let gone = store
        .change_person("main", PersonId(uuid::Uuid::from_u128(9)), &renamed, &by(noon()))
        .await;
    assert!(matches!(gone, Err(StaffChangeError::NotFound)), "{gone:?}");
}

pub async fn of_two_managers_who_remove_each_other_one_stays(base: &Base) {
    let here = &*base.store;
    let there = base.open_again().await;
    for round in 0..5 {
        let one = add(here, "민지", StaffRole::Manager, 10 + round).await;
        for person in
            roster(here).await.people.into_iter().filter(|known| known.person.id != one.id)
        {
            here.remove_person("main", person.person.id, &by(noon())).await.unwrap();
        }
        let other = add(here, "지훈", StaffRole::Manager, 20 + round).await;
        let author = by(after_s(1));
        // Whoever waited too long for the other one changed nothing and tries again.
        let remove = async |store: &dyn StaffRepository, id| loop {
            match store.remove_person("main", id, &author).await {
                Err(StaffChangeError::Store(RepositoryError::Unavailable(_))) => {}
                done => return done,
            }
        };
        let both = async { tokio::join!(remove(here, one.id), remove(&*there, other.id)) };
        let (a, b) = tokio::time::timeout(Duration::from_secs(60), both).await.unwrap();
        let (won, lost) = if a.is_ok() { (a, b) } else { (b, a) };
        won.unwrap();
        assert!(matches!(lost, Err(StaffChangeError::LastManager)), "{lost:?}");
        assert_eq!(roster(here).await.people.len(), 1);
    }
    there.close().await;
}

pub async fn a_refused_change_leaves_everything_as_it_was(base: &Base) {
    let store = &*base.store;
    let minji = add(store, "민지", StaffRole::Manager, 1).await;
    let before = (roster(store).await, actions(store).await);
    let demoted = PersonChange { role: Some(StaffRole::Barista), ..PersonChange::default() };
    let refused = store.change_person("main", minji.id, &demoted, &by(after_s(1))).await;
    assert!(matches!(refused, Err(StaffChangeError::LastManager)), "{refused:?}");
    let refused = store.remove_person("main", minji.id, &by(after_s(2))).await;
    assert!(matches!(refused, Err(StaffChangeError::LastManager)), "{refused:?}");
    assert_eq!((roster(store).await, actions(store).await), before, "nor is the roster newer");
}

pub async fn a_signed_out_person_is_one_and_everybody_is_all(base: &Base) {
    let store = &*base.store;
    let minji = add(store, "민지", StaffRole::Manager, 1).await;
    add(store, "지훈", StaffRole::Barista, 2).await;
    let signed_out = async || {
        let people = roster(store).await.people.into_iter();
        people
            .map(|known| (known.person.name, known.signed_out_at))
            .collect::<std::collections::BTreeMap<_, _>>()
    };
    store.sign_out("main", Some(minji.id), &by(after_s(1))).await.unwrap();
    assert_eq!(
        signed_out().await,
        [("민지".to_owned(), Some(after_s(1))), ("지훈".to_owned(), None)].into()
    );
    store.sign_out("main", None, &by(after_s(2))).await.unwrap();
    let all = ["민지", "지훈"].map(|name| (name.to_owned(), Some(after_s(2))));
    assert_eq!(signed_out().await, all.into());
    let nobody =
        store.sign_out("main", Some(PersonId(uuid::Uuid::from_u128(9))), &by(after_s(3))).await;
    assert!(matches!(nobody, Err(StaffChangeError::NotFound)), "{nobody:?}");
}

pub async fn a_roster_only_grows_newer_however_the_clock_runs(base: &Base) {
    let store = &*base.store;
    add(store, "민지", StaffRole::Manager, 1).await;
    assert_eq!(roster(store).await.version, noon().as_millisecond());
    store.renew_roster("main", after_s(-60)).await.unwrap();
    assert_eq!(
        roster(store).await.version,
        noon().as_millisecond() + 1,
        "of a clock that went back"
    );
    store.renew_roster("main", after_s(60)).await.unwrap();
    assert_eq!(roster(store).await.version, after_s(60).as_millisecond());
}

pub async fn the_first_salt_stays_however_many_bring_one(base: &Base) {
    let there = base.open_again().await;
    let salts = (0..8).map(|number| {
        let store = if number % 2 == 0 { &base.store } else { &there };
        async move { store.fetch_pin_salt("main", [number; 16]).await.unwrap() }
    });
    let salts = futures::future::join_all(salts).await;
    assert!(salts.iter().all(|salt| *salt == salts[0]), "{salts:?}");
    assert_eq!(base.store.fetch_pin_salt("main", [99; 16]).await.unwrap(), salts[0]);
    there.close().await;
}

pub async fn stores_in_one_database_do_not_meet(base: &Base) {
    let store = &*base.store;
    let ours = add(store, "민지", StaffRole::Manager, 1).await;
    let theirs = add_to(store, "second", "수아", StaffRole::Manager, 1).await;
    for (id, person) in [("main", &ours), ("second", &theirs)] {
        assert_eq!(&store.find_person_by_pin(id, &pin(1)).await.unwrap().unwrap().person, person);
        assert_eq!(store.fetch_roster(id).await.unwrap().people.len(), 1);
        assert_eq!(store.list_audit_entries(id, None, 10).await.unwrap().events.len(), 1);
    }
    assert_eq!(store.fetch_person("main", theirs.id).await.unwrap(), None);
    let refused = store.remove_person("main", theirs.id, &by(noon())).await;
    assert!(matches!(refused, Err(StaffChangeError::NotFound)), "{refused:?}");
}

pub async fn what_was_recorded_stays_as_it_was_written(base: &Base) {
    let store = &*base.store;
    let now = service_kit::Clock::system().now();
    for number in 0..3 {
        let action = "sign_in.wrong_pin";
        let subject = number.to_string();
        let entry = AuditEntry { by: by(now), action, subject, before: None, after: None };
        store.add_audit_entry("main", &entry).await.unwrap();
    }
    let newest = store.list_audit_entries("main", None, 2).await.unwrap();
    assert!(newest.more);
    let older = store.list_audit_entries("main", Some(newest.events[1].id), 2).await.unwrap();
    let subjects: Vec<_> =
        newest.events.iter().chain(&older.events).map(|event| &*event.subject).collect();
    assert_eq!((subjects, older.more), (vec!["2", "1", "0"], false));
    for tampering in ["UPDATE audit_events SET action = 'none'", "DELETE FROM audit_events"] {
        assert!(base.refuses_sql(tampering).await, "{tampering}");
    }
}
