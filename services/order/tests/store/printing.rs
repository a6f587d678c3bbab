//! Print jobs in the database: inserted with the change, each once, and claimed by one worker.

use crate::{change, databases::Base, minutes, moved, noon, place, place_in};
use db_kit::audit::ChangeAuthor;
use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};
use order::{
    db::{
        self, AddJobOutcome, GIVEN_UP_AFTER, JobFilter, OrderRepository, PrintWork,
        PutPrinterOutcome,
    },
    domain::PrinterSetup,
    operation_caller::OperationCaller,
};
use order_api::{
    NewPrintJob, Order, OrderActor, OrderStatus, PaperLanguage, PaperWidth, PrintConfirmation,
    PrintFault, PrintJob, PrintJobId, PrintState, PrinterId, PrinterSettings, limits,
};
use service_kit::{Clock, ClockStep};

pub fn settings(store: &str) -> PrinterSettings {
    PrinterSettings {
        store: store.to_owned(),
        name: "바".to_owned(),
        address: "127.0.0.1:9100".to_owned(),
        zone: "Asia/Seoul".to_owned(),
        confirmation: PrintConfirmation::Status,
        paper: PaperWidth::Mm58,
        language: PaperLanguage::En,
        on_accepted: true,
        on_cancelled: true,
        enabled: true,
    }
}

fn author() -> ChangeAuthor {
    ChangeAuthor::without_actor(noon())
}

fn asker() -> OperationCaller {
    OperationCaller::for_service(noon())
}

fn fresh() -> uuid::Uuid {
    Clock::manual(noon()).uuid_v7()
}

pub async fn add_printer(store: &dyn OrderRepository, settings: PrinterSettings) -> PrinterId {
    let id = PrinterId(fresh());
    let put =
        store.put_printer(id, 0, PrinterSetup::parse(settings).unwrap(), &author()).await.unwrap();
    assert!(matches!(put, PutPrinterOutcome::Done(_)), "{put:?}");
    id
}

async fn jobs(store: &dyn OrderRepository) -> Vec<PrintJob> {
    let filter = JobFilter { store: "main".to_owned(), order: None, undecided: false, limit: 100 };
    store.list_print_jobs(&filter).await.unwrap().jobs
}

async fn states(store: &dyn OrderRepository) -> Vec<PrintState> {
    jobs(store).await.into_iter().map(|job| job.state).collect()
}

fn lease(now: Timestamp) -> Timestamp {
    now + SignedDuration::from_secs(30)
}

async fn accepted(store: &dyn OrderRepository, key: &str) -> Order {
    moved(store, &place(store, key, noon()).await, OrderStatus::Accepted, noon()).await
}

/// Prints the due job as a worker does.
async fn print(store: &dyn OrderRepository, printer: PrinterId, printed: Result<(), PrintFault>) {
    let claim = store.claim_print_job(printer, noon(), lease(noon())).await.unwrap().unwrap();
    assert!(store.begin_print_job(&claim, noon(), lease(noon())).await.unwrap());
    store.end_print_job(&claim, printed, noon()).await.unwrap();
}

pub async fn an_accepted_order_is_a_job_of_each_printer_of_its_store_that_prints_it(base: &Base) {
    let store = &*base.store;
    let bar = add_printer(store, settings("main")).await;
    add_printer(store, PrinterSettings { enabled: false, ..settings("main") }).await;
    add_printer(store, PrinterSettings { on_accepted: false, ..settings("main") }).await;
    add_printer(store, settings("other")).await;
    let placed = place(store, "k", noon()).await;
    assert_eq!(jobs(store).await, [], "nobody has said yes");
    let order = moved(store, &placed, OrderStatus::Accepted, noon()).await;
    store
        .change_order(change(&placed, OrderStatus::Accepted, OrderActor::Staff, noon()))
        .await
        .unwrap();
    let order_now = moved(store, &order, OrderStatus::Preparing, noon()).await;
    let jobs = jobs(store).await;
    assert_eq!(
        (jobs.len(), jobs[0].printer, jobs[0].order, jobs[0].number),
        (1, bar, Some(order.id), Some(1))
    );
    assert_eq!((jobs[0].version, jobs[0].copy, jobs[0].state), (2, 0, PrintState::Waiting));
    let claim = store.claim_print_job(bar, noon(), lease(noon())).await.unwrap().unwrap();
    assert_eq!(claim.order, Some(order_now), "as it is now");
    assert_eq!((claim.wanted_at, claim.was_postponed), (noon(), false));
    assert_eq!(claim.printer.settings.paper, PaperWidth::Mm58);
    assert_eq!(claim.printer.settings.language, PaperLanguage::En);
}

pub async fn of_many_who_claim_a_job_at_once_one_has_it_and_a_printer_has_one_at_a_time(
    base: &Base,
) {
    let printer = add_printer(&*base.store, settings("main")).await;
    accepted(&*base.store, "a").await;
    accepted(&*base.store, "b").await;
    let other = db::open_repository(&base.url).await.unwrap();
    let claims = (0..10).map(|index| {
        let store = if index % 2 == 0 { &base.store } else { &other };
        store.claim_print_job(printer, noon(), lease(noon()))
    });
    let claims: Vec<_> = join_all(claims).await.into_iter().filter_map(Result::unwrap).collect();
    assert_eq!(claims.len(), 1);
    assert!(base.store.begin_print_job(&claims[0], noon(), lease(noon())).await.unwrap());
    base.store.end_print_job(&claims[0], Ok(()), noon()).await.unwrap();
    assert_eq!(
        states(&*base.store).await.iter().filter(|state| **state == PrintState::Waiting).count(),
        1
    );
    other.close().await;
}

pub async fn a_claim_whose_lease_is_over_may_send_nothing(base: &Base) {
    let store = &*base.store;
    let printer = add_printer(store, settings("main")).await;
    accepted(store, "k").await;
    let late = store.claim_print_job(printer, noon(), lease(noon())).await.unwrap().unwrap();
    assert_eq!(store.find_print_work(noon()).await.unwrap(), PrintWork::default());
    let later = noon() + minutes(1);
    assert!(store.find_print_work(later).await.unwrap().is_stale);
    store.expire_print_jobs(later).await.unwrap();
    assert_eq!(
        store.find_print_work(later).await.unwrap(),
        PrintWork { due: vec![printer], is_stale: false }
    );
    let next = store.claim_print_job(printer, later, lease(later)).await.unwrap().unwrap();
    assert!(!store.begin_print_job(&late, later, lease(later)).await.unwrap());
    store.postpone_print_job(&late, PrintFault::NoAnswer, later, later).await.unwrap();
    assert!(store.begin_print_job(&next, later, lease(later)).await.unwrap());
    assert_eq!((late.tries, next.tries), (1, 2));
}

pub async fn a_clock_that_is_set_gives_no_job_up(base: &Base) {
    let store = &*base.store;
    let printer = add_printer(store, settings("main")).await;
    for hours in [1, 10 * 365 * 24] {
        let key = format!("waits-{hours}");
        accepted(store, &key).await;
        let claim = store.claim_print_job(printer, noon(), lease(noon())).await.unwrap().unwrap();
        accepted(store, &format!("{key}-behind")).await;
        let before = noon() + SignedDuration::from_secs(5);
        let by = SignedDuration::from_hours(hours);
        let step = ClockStep { before, after: before + by };
        store.restore_skipped_time(step).await.unwrap();
        store.restore_skipped_time(step).await.unwrap();
        assert_eq!(
            store.find_print_work(step.after).await.unwrap(),
            PrintWork { due: vec![printer], is_stale: false }
        );
        assert!(
            store.begin_print_job(&claim, step.after, lease(step.after)).await.unwrap(),
            "its lease goes on"
        );
        store.end_print_job(&claim, Ok(()), step.after).await.unwrap();
        assert!(
            store.find_print_work(before + by + GIVEN_UP_AFTER).await.unwrap().is_stale,
            "it has its time again, once"
        );
        let next =
            store.claim_print_job(printer, step.after, lease(step.after)).await.unwrap().unwrap();
        assert_eq!(next.wanted_at, noon() + by);
        store.begin_print_job(&next, step.after, lease(step.after)).await.unwrap();
        store.end_print_job(&next, Ok(()), step.after).await.unwrap();
    }
}

pub async fn a_lease_of_a_clock_that_was_set_back_holds_up_no_printer(base: &Base) {
    let store = &*base.store;
    let printer = add_printer(store, settings("main")).await;
    accepted(store, "sent").await;
    accepted(store, "next").await;
    let sent = store.claim_print_job(printer, noon(), lease(noon())).await.unwrap().unwrap();
    store.begin_print_job(&sent, noon(), lease(noon())).await.unwrap();
    let back = noon() - SignedDuration::from_hours(48);
    assert!(store.find_print_work(back).await.unwrap().is_stale);
    store.expire_print_jobs(back).await.unwrap();
    assert_eq!(
        store.find_print_work(back).await.unwrap(),
        PrintWork { due: vec![printer], is_stale: false }
    );
    assert!(store.claim_print_job(printer, back, lease(back)).await.unwrap().is_some());
}

pub async fn what_was_begun_and_has_no_end_is_unknown_until_somebody_knows(base: &Base) {
    let store = &*base.store;
    let printer = add_printer(store, settings("main")).await;
    accepted(store, "k").await;
    let claim = store.claim_print_job(printer, noon(), lease(noon())).await.unwrap().unwrap();
    store.begin_print_job(&claim, noon(), lease(noon())).await.unwrap();
    let later = noon() + minutes(1);
    store.expire_print_jobs(later).await.unwrap();
    let [job] = &jobs(store).await[..] else { panic!("one job") };
    assert_eq!((job.state, job.cause), (PrintState::Unknown, Some(PrintFault::Interrupted)));
    assert!(
        store.claim_print_job(printer, later, lease(later)).await.unwrap().is_none(),
        "not by itself"
    );
    store.end_print_job(&claim, Ok(()), later).await.unwrap();
    assert_eq!(
        states(store).await,
        [PrintState::Printed],
        "the printer's word, although it comes late"
    );
}

pub async fn an_end_is_printed_where_the_order_was_and_nowhere_else(base: &Base) {
    let store = &*base.store;
    let bar = add_printer(store, settings("main")).await;
    let order = accepted(store, "printed").await;
    print(store, bar, Ok(())).await;
    moved(store, &order, OrderStatus::Cancelled, noon()).await;
    assert_eq!(
        states(store).await.iter().filter(|state| **state == PrintState::Waiting).count(),
        1
    );
    print(store, bar, Err(PrintFault::Unconfirmed)).await;
    let order = accepted(store, "waits").await;
    moved(store, &order, OrderStatus::Cancelled, noon()).await;
    let placed = place(store, "never-accepted", noon()).await;
    moved(store, &placed, OrderStatus::Cancelled, noon()).await;
    let mut all = states(store).await;
    all.sort_by_key(|state| state.as_str());
    assert_eq!(all, [PrintState::Dropped, PrintState::Printed, PrintState::Unknown]);
}

pub async fn an_undone_cancellation_leaves_a_ticket_that_holds(base: &Base) {
    let store = &*base.store;
    let bar = add_printer(store, settings("main")).await;
    let undo = async |key: &str, prints_ticket: bool, prints_end: bool| {
        let order = accepted(store, key).await;
        if prints_ticket {
            print(store, bar, Ok(())).await;
        }
        let order = moved(store, &order, OrderStatus::Cancelled, noon()).await;
        if prints_end {
            print(store, bar, Ok(())).await;
        }
        let order = moved(store, &order, OrderStatus::Accepted, noon()).await;
        let waiting: Vec<_> =
            jobs(store).await.into_iter().filter(|job| job.state == PrintState::Waiting).collect();
        let waiting: Vec<_> =
            waiting.into_iter().map(|job| (job.order, job.version, job.copy)).collect();
        for _ in &waiting {
            print(store, bar, Ok(())).await;
        }
        (waiting, (Some(order.id), order.version, 1))
    };
    let (waiting, _) = undo("ticket", true, false).await;
    assert_eq!(waiting, [], "it holds");
    let (waiting, again) = undo("both", true, true).await;
    assert_eq!(waiting, [again]);
    let (waiting, again) = undo("nothing", false, false).await;
    assert_eq!(waiting, [again]);
}

pub async fn one_more_copy_is_made_once_for_each_time_that_it_is_asked_for(base: &Base) {
    let store = &*base.store;
    let printer = add_printer(store, settings("main")).await;
    let order = accepted(store, "k").await;
    print(store, printer, Err(PrintFault::ConnectionLost)).await;
    let unknown = jobs(store).await[0].clone();
    let new =
        NewPrintJob { id: PrintJobId(fresh()), printer, order: None, instead_of: Some(unknown.id) };
    let add = async |new: &NewPrintJob| {
        store.add_print_job(new.clone(), &asker()).await.unwrap().unwrap()
    };
    let AddJobOutcome::Done(again) = add(&new).await else { panic!("it is decided now") };
    assert_eq!((again.order, again.version, again.copy), (unknown.order, unknown.version, 1));
    assert_eq!(add(&new).await, AddJobOutcome::Done(again), "the same press");
    let other = NewPrintJob { id: PrintJobId(fresh()), ..new.clone() };
    assert_eq!(add(&other).await, AddJobOutcome::Decided, "two tablets print once");
    let more =
        NewPrintJob { id: PrintJobId(fresh()), order: Some(order.id), instead_of: None, ..new };
    let AddJobOutcome::Done(more) = add(&more).await else { panic!("whoever asks is given one") };
    assert_eq!(more.copy, 2);
    let test_page = NewPrintJob { id: PrintJobId(fresh()), printer, order: None, instead_of: None };
    let AddJobOutcome::Done(page) = add(&test_page).await else { panic!("a test page") };
    assert_eq!((page.order, page.version), (None, 0));
    let nobodys =
        NewPrintJob { id: PrintJobId(fresh()), printer: PrinterId(fresh()), ..test_page.clone() };
    assert_eq!(add(&nobodys).await, AddJobOutcome::NotFound);
    let elsewhere = place_in(store, "other", "k", noon()).await;
    let foreign =
        NewPrintJob { id: PrintJobId(fresh()), order: Some(elsewhere.id), ..test_page.clone() };
    assert_eq!(add(&foreign).await, AddJobOutcome::NotFound, "another store's order");
    for _ in 3..limits::PRINT_QUEUE {
        add(&NewPrintJob { id: PrintJobId(fresh()), ..test_page.clone() }).await;
    }
    let full = NewPrintJob { id: PrintJobId(fresh()), ..test_page };
    assert_eq!(add(&full).await, AddJobOutcome::QueueFull);
}

pub async fn staff_decide_about_what_nobody_knows(base: &Base) {
    let store = &*base.store;
    let printer = add_printer(store, settings("main")).await;
    accepted(store, "k").await;
    print(store, printer, Err(PrintFault::Unconfirmed)).await;
    let filter = JobFilter { store: "main".to_owned(), order: None, undecided: true, limit: 1 };
    let undecided = store.list_print_jobs(&filter).await.unwrap();
    let id = undecided.jobs[0].id;
    for _ in 0..2 {
        let settled = store.settle_print_job(id, &asker()).await.unwrap().unwrap().unwrap();
        assert_eq!(
            (settled.state, settled.cause),
            (PrintState::Settled, Some(PrintFault::Unconfirmed))
        );
    }
    assert!(store.list_print_jobs(&filter).await.unwrap().jobs.is_empty());
    assert_eq!(store.settle_print_job(PrintJobId(fresh()), &asker()).await.unwrap().unwrap(), None);
}

pub async fn one_printers_trouble_is_that_of_all_its_jobs_and_has_an_end(base: &Base) {
    let store = &*base.store;
    let printer = add_printer(store, settings("main")).await;
    accepted(store, "a").await;
    accepted(store, "b").await;
    let claim = store.claim_print_job(printer, noon(), lease(noon())).await.unwrap().unwrap();
    let next = noon() + minutes(1);
    store.postpone_print_job(&claim, PrintFault::PaperOut, noon(), next).await.unwrap();
    let waits = |job: &PrintJob| {
        (job.state, job.cause) == (PrintState::Waiting, Some(PrintFault::PaperOut))
    };
    assert!(jobs(store).await.iter().all(waits));
    assert_eq!(store.find_print_work(noon()).await.unwrap().due, []);
    assert_eq!(store.find_print_work(next).await.unwrap().due, [printer]);
    let over = noon() + GIVEN_UP_AFTER;
    assert!(store.claim_print_job(printer, over, lease(over)).await.unwrap().is_none());
    store.expire_print_jobs(over).await.unwrap();
    let failed =
        |job: &PrintJob| (job.state, job.cause) == (PrintState::Failed, Some(PrintFault::PaperOut));
    assert!(jobs(store).await.iter().all(failed));
}

pub async fn a_job_whose_order_is_over_by_its_turn_is_dropped(base: &Base) {
    let store = &*base.store;
    let printer = add_printer(store, settings("main")).await;
    let over = accepted(store, "over").await;
    let open = accepted(store, "open").await;
    let claim = store.claim_print_job(printer, noon(), lease(noon())).await.unwrap().unwrap();
    store.postpone_print_job(&claim, PrintFault::PaperOut, noon(), noon()).await.unwrap();
    let mut ended = over.clone();
    for to in [OrderStatus::Preparing, OrderStatus::Ready, OrderStatus::Completed] {
        ended = moved(store, &ended, to, noon()).await;
    }
    let next = store.claim_print_job(printer, noon(), lease(noon())).await.unwrap().unwrap();
    assert_eq!((next.order.as_ref(), next.was_postponed), (Some(&open), true));
    assert!(store.begin_print_job(&next, noon(), lease(noon())).await.unwrap());
    store.end_print_job(&next, Ok(()), noon()).await.unwrap();
    assert!(
        store.claim_print_job(printer, noon(), lease(noon())).await.unwrap().is_none(),
        "no other is wanted"
    );
    let state = |order: &Order, jobs: &[PrintJob]| {
        jobs.iter()
            .filter(|job| job.order == Some(order.id))
            .map(|job| job.state)
            .collect::<Vec<_>>()
    };
    let all = jobs(store).await;
    assert_eq!(
        (state(&over, &all), state(&open, &all)),
        (vec![PrintState::Dropped], vec![PrintState::Printed])
    );
    let asked =
        NewPrintJob { id: PrintJobId(fresh()), printer, order: Some(over.id), instead_of: None };
    store.add_print_job(asked, &asker()).await.unwrap().unwrap();
    let copy = store.claim_print_job(printer, noon(), lease(noon())).await.unwrap().unwrap();
    assert_eq!(copy.order, Some(ended), "staff ask for paper of what is over");
}

pub async fn what_nobody_could_print_in_time_is_no_question_once_its_order_is_over(base: &Base) {
    let store = &*base.store;
    add_printer(store, settings("main")).await;
    accepted(store, "open").await;
    let mut order = accepted(store, "over").await;
    for to in [OrderStatus::Preparing, OrderStatus::Ready, OrderStatus::NoShow] {
        order = moved(store, &order, to, noon()).await;
    }
    store.expire_print_jobs(noon() + GIVEN_UP_AFTER).await.unwrap();
    let mut all = states(store).await;
    all.sort_by_key(|state| state.as_str());
    assert_eq!(all, [PrintState::Dropped, PrintState::Failed]);
}

pub async fn a_printer_is_added_once_changed_by_who_saw_it_and_removed(base: &Base) {
    let store = &*base.store;
    let id = add_printer(store, settings("main")).await;
    let put = async |expected, settings: PrinterSettings| {
        store
            .put_printer(id, expected, PrinterSetup::parse(settings).unwrap(), &author())
            .await
            .unwrap()
    };
    assert!(
        matches!(put(0, settings("main")).await, PutPrinterOutcome::Done(printer) if printer.version == 1)
    );
    let moved = PrinterSettings { address: "192.168.0.9:9100".to_owned(), ..settings("main") };
    assert!(
        matches!(put(0, moved.clone()).await, PutPrinterOutcome::Conflict(printer) if printer.version == 1)
    );
    assert!(
        matches!(put(1, moved.clone()).await, PutPrinterOutcome::Done(printer) if printer.version == 2)
    );
    assert!(
        matches!(put(1, moved.clone()).await, PutPrinterOutcome::Done(printer) if printer.version == 2)
    );
    assert_eq!(put(2, settings("other")).await, PutPrinterOutcome::NotFound);
    accepted(store, "k").await;
    assert!(store.remove_printer(id, &asker()).await.unwrap().unwrap());
    assert!(!store.remove_printer(id, &asker()).await.unwrap().unwrap());
    assert_eq!(
        (store.list_printers("main").await.unwrap().len(), put(2, moved).await),
        (0, PutPrinterOutcome::NotFound)
    );
    assert_eq!(states(store).await, [PrintState::Dropped], "it stays on record");
    for _ in 0..limits::PRINTERS {
        add_printer(store, settings("main")).await;
    }
    let one_more = PrinterSetup::parse(settings("main")).unwrap();
    assert_eq!(
        store.put_printer(PrinterId(fresh()), 0, one_more, &author()).await.unwrap(),
        PutPrinterOutcome::TooMany
    );
}
