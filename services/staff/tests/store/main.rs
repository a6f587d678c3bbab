//! Conformance suite of the store, on SQLite and on the Postgres that `JUMUN_TEST_POSTGRES` names.

#![expect(clippy::unwrap_used, reason = "tests, and their helpers outside of #[test]")]

mod databases;
mod devices;
mod guesses;
mod moving;
mod people;

use jiff::{SignedDuration, Timestamp};
use service_kit::Clock;
use staff::{
    db::{PinHashes, StaffChangeAuthor, StaffRepository},
    domain::{HashedPin, PinScheme},
};
use staff_api::{DeviceId, EnrolledDevice, PersonId, StaffPerson, StaffRole};

test_kit::on_both_engines! {
    crate::databases::Base:
    people::a_person_is_known_by_the_pin_and_in_the_roster,
    people::a_pin_is_one_persons_whichever_scheme_keeps_it,
    people::a_right_pin_moves_to_the_newest_scheme,
    people::a_changed_person_is_as_said_and_signed_out_when_it_matters,
    people::of_two_managers_who_remove_each_other_one_stays,
    people::a_refused_change_leaves_everything_as_it_was,
    people::a_signed_out_person_is_one_and_everybody_is_all,
    people::a_roster_only_grows_newer_however_the_clock_runs,
    people::the_first_salt_stays_however_many_bring_one,
    people::stores_in_one_database_do_not_meet,
    people::what_was_recorded_stays_as_it_was_written,
    devices::a_session_ends_the_one_before_it_on_its_device,
    devices::a_late_sign_out_ends_no_newer_session,
    devices::a_removed_device_is_gone_with_its_sessions,
    guesses::of_many_guesses_at_once_no_more_than_the_burst_are_counted,
    guesses::a_right_guess_takes_back_itself_alone,
    guesses::a_refused_guess_is_not_counted,
    moving::every_table_and_column_is_exported,
    moving::a_schema_newer_than_the_program_is_as_good_as_its_own,
    moving::of_many_who_migrate_at_once_one_does,
}

test_kit::between_engines! {
    crate::databases::Base:
    moving::what_is_exported_and_imported_is_the_same_and_goes_on,
}

/// Noon in Seoul on 2026-03-02.
pub fn noon() -> Timestamp {
    "2026-03-02T03:00:00Z".parse().unwrap()
}

pub fn after_s(seconds: i64) -> Timestamp {
    noon() + SignedDuration::from_secs(seconds)
}

/// The service itself as the author, at `at`.
pub fn by(at: Timestamp) -> StaffChangeAuthor {
    StaffChangeAuthor { actor: None, device: None, at }
}

/// Hashes of a PIN that is told apart by `number`, stored under the newest scheme.
pub fn pin(number: u8) -> PinHashes {
    PinHashes { newest: kept(PinScheme::Peppered, number), older: Vec::new(), is_generated: false }
}

pub fn kept(scheme: PinScheme, number: u8) -> HashedPin {
    HashedPin { scheme, hash: [number; 32] }
}

/// Adds a person with the PIN `number` to the store `main`.
pub async fn add(
    store: &dyn StaffRepository,
    name: &str,
    role: StaffRole,
    number: u8,
) -> StaffPerson {
    add_to(store, "main", name, role, number).await
}

pub async fn add_to(
    store: &dyn StaffRepository,
    to: &str,
    name: &str,
    role: StaffRole,
    number: u8,
) -> StaffPerson {
    store.fetch_pin_salt(to, [7; 16]).await.unwrap();
    let id = PersonId(Clock::manual(noon()).uuid_v7());
    let person = StaffPerson { id, name: name.to_owned(), role };
    store.add_person(to, &person, &pin(number), &by(noon())).await.unwrap();
    person
}

pub async fn enrol(store: &dyn StaffRepository, name: &str) -> DeviceId {
    let id = DeviceId(Clock::manual(noon()).uuid_v7());
    let device = EnrolledDevice {
        id,
        name: name.to_owned(),
        enrolled_at: noon(),
        enrolled_by: "민지".to_owned(),
    };
    store.enrol_device("main", &device, &by(noon())).await.unwrap();
    id
}
