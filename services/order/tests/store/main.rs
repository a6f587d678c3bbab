//! Conformance suite of the store, on SQLite and on the Postgres that `JUMUN_TEST_POSTGRES` names.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "tests, and their helpers outside of #[test]"
)]

mod customers;
#[path = "../common/databases.rs"] // shared with other test programs
mod databases;
mod engines;
mod feed;
mod handling;
mod lists;
mod moving;
#[path = "../common/orders.rs"] // shared with other test programs
mod orders;
mod placing;
mod printing;
mod schema;
mod transitions;
mod wake;

use jiff::{SignedDuration, Timestamp};
use order::{
    db::{OrderRepository, PlaceOutcome},
    domain::{ChangeDecision, IdempotencyKey, OrderChange, OrderPlacement, ValidOrder},
    operation_caller::OperationCaller,
};
use order_api::{NewOrder, Order, OrderActor, OrderId, OrderStatus, OrderTransition};
use service_kit::Clock;

test_kit::on_both_engines! {
    crate::databases::Base:
    placing::a_placed_order_reads_back_whole,
    placing::a_slot_takes_so_many_orders_and_a_cancelled_one_makes_room,
    placing::a_retried_placement_makes_one_order,
    placing::a_key_placed_something_else_before_and_nothing_changes,
    placing::a_hundred_parallel_placements_with_one_key_make_one_order,
    placing::two_hundred_parallel_placements_have_gap_free_numbers,
    placing::numbers_begin_again_each_business_day_and_in_each_store,
    placing::numbers_go_on_over_the_turn_of_the_day_while_one_is_open,
    placing::a_number_that_may_be_recalled_is_not_given_again,
    placing::of_parallel_placements_around_the_turn_none_have_the_same_number,
    placing::a_failing_placement_takes_back_only_itself,
    placing::a_database_opened_twice_at_once_keeps_everything,
    customers::of_twenty_placements_at_once_a_phone_has_as_many_as_it_may,
    customers::a_phone_has_so_many_pieces_open_and_the_counter_any_number,
    customers::a_blocked_phone_places_nothing_until_its_time_is_over,
    customers::a_longer_block_keeps_its_beginning_also_at_the_limit,
    customers::a_name_goes_from_every_row_when_its_time_is_over,
    customers::an_ended_order_forgets_its_customer_when_it_is_asked_to,
    customers::a_change_that_crosses_an_erasure_brings_no_name_back,
    customers::a_clock_that_jumps_ahead_erases_nobody,
    customers::a_store_with_much_to_forget_does_so_in_parts,
    customers::what_staff_changed_is_recorded_and_stays,
    transitions::a_restored_deadline_is_in_the_row_as_in_its_event,
    transitions::a_transition_is_written_with_its_event,
    transitions::the_same_target_twice_changes_nothing,
    transitions::a_refused_transition_changes_nothing,
    transitions::staff_undo_how_they_ended_it_and_nothing_else,
    transitions::of_two_who_saw_the_same_version_one_wins,
    handling::a_clock_that_is_set_right_ends_nothing,
    handling::what_is_amended_is_written_with_its_event,
    handling::two_who_amend_at_once_do_not_undo_each_other,
    handling::what_nobody_moves_in_time_ends_and_nothing_else_does,
    handling::of_several_who_look_one_ends_an_order,
    handling::a_store_that_always_says_yes_says_so_in_the_same_transaction,
    handling::a_snapshot_has_what_the_counter_has_yet_to_acknowledge,
    lists::pages_follow_each_other_without_gap_or_double,
    lists::a_page_cursor_stays_right_when_newer_orders_come,
    lists::each_filter_narrows,
    lists::nobody_lists_another_stores_orders,
    lists::a_snapshot_has_open_and_lately_ended_orders,
    lists::a_snapshot_is_read_in_pages_without_gap_or_double,
    feed::what_changes_while_a_snapshot_is_read_comes_behind_it,
    feed::a_feed_resumes_from_every_position,
    feed::a_reader_that_follows_parallel_writers_misses_nothing,
    feed::a_commit_wakes_whoever_waits,
    printing::an_accepted_order_is_a_job_of_each_printer_of_its_store_that_prints_it,
    printing::of_many_who_claim_a_job_at_once_one_has_it_and_a_printer_has_one_at_a_time,
    printing::a_clock_that_is_set_gives_no_job_up,
    printing::a_lease_of_a_clock_that_was_set_back_holds_up_no_printer,
    printing::a_claim_whose_lease_is_over_may_send_nothing,
    printing::what_was_begun_and_has_no_end_is_unknown_until_somebody_knows,
    printing::an_end_is_printed_where_the_order_was_and_nowhere_else,
    printing::an_undone_cancellation_leaves_a_ticket_that_holds,
    printing::one_more_copy_is_made_once_for_each_time_that_it_is_asked_for,
    printing::staff_decide_about_what_nobody_knows,
    printing::one_printers_trouble_is_that_of_all_its_jobs_and_has_an_end,
    printing::a_job_whose_order_is_over_by_its_turn_is_dropped,
    printing::what_nobody_could_print_in_time_is_no_question_once_its_order_is_over,
    printing::a_printer_is_added_once_changed_by_who_saw_it_and_removed,
    schema::a_schema_newer_than_the_program_is_as_good_as_its_own,
    schema::of_many_who_migrate_at_once_one_does,
    schema::who_never_migrates_waits_for_who_does,
    moving::an_export_while_orders_are_placed_is_of_one_moment,
    moving::every_table_and_column_is_exported,
}

test_kit::between_engines! {
    crate::databases::Base:
    moving::what_is_exported_and_imported_is_the_same_and_goes_on,
    moving::there_and_back_again,
    moving::a_position_of_the_old_database_resumes_or_begins_afresh_and_never_skips,
    moving::an_import_is_whole_or_nothing,
    moving::what_was_exported_before_there_were_wishes_is_imported,
}

/// Noon in Seoul on 2025-07-12.
pub fn noon() -> Timestamp {
    "2025-07-12T03:00:00Z".parse().unwrap()
}

pub fn minutes(minutes: i64) -> SignedDuration {
    SignedDuration::from_mins(minutes)
}

pub fn placement(key: &str, order: NewOrder, at: Timestamp) -> OrderPlacement {
    let id = OrderId(Clock::manual(at).uuid_v7());
    OrderPlacement::new(
        ValidOrder::parse(order).unwrap(),
        IdempotencyKey::parse(key).unwrap(),
        id,
        at,
    )
    .unwrap()
}

/// Places a latte under `key`.
pub async fn place(store: &dyn OrderRepository, key: &str, at: Timestamp) -> Order {
    place_in(store, "main", key, at).await
}

pub async fn place_in(
    store: &dyn OrderRepository,
    store_id: &str,
    key: &str,
    at: Timestamp,
) -> Order {
    let order = NewOrder { store: store_id.to_owned(), ..orders::new_order() };
    match store.place_order(placement(key, order, at)).await.unwrap() {
        PlaceOutcome::New(order) => order,
        other => panic!("{key} is new: {other:?}"),
    }
}

/// The order after staff moved it to `to`.
pub async fn moved(
    store: &dyn OrderRepository,
    order: &Order,
    to: OrderStatus,
    at: Timestamp,
) -> Order {
    match store.change_order(change(order, to, OrderActor::Staff, at)).await.unwrap() {
        Some(ChangeDecision::Changed(event)) => event.order,
        other => panic!("{to} is allowed: {other:?}"),
    }
}

pub fn change(order: &Order, to: OrderStatus, actor: OrderActor, at: Timestamp) -> OrderChange {
    step(order, to, actor, OperationCaller::for_service(at))
}

pub fn step(
    order: &Order,
    to: OrderStatus,
    actor: OrderActor,
    asker: OperationCaller,
) -> OrderChange {
    let reason = Some("재료 소진".to_owned());
    let asked = OrderTransition { to, expected_version: order.version, actor, reason };
    OrderChange::parse_transition(order.id, asked, asker).unwrap()
}
