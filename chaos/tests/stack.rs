//! The load and the audit against a stack that somebody has started, without any fault: what they find then is wrong
//! with themselves.

use chaos::{
    addresses::Addresses,
    check,
    history::History,
    load::{Load, LoadPlan, bursts},
};
use std::{env, time::Duration};

fn required(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("{name} is not set"))
}

fn list(name: &str) -> Vec<String> {
    required(name).split(',').map(str::to_owned).collect()
}

fn addresses() -> Addresses {
    Addresses {
        clients: list("CHAOS_CLIENTS"),
        admins: list("CHAOS_ADMINS"),
        client_ops: vec![],
        admin_ops: vec![],
        menus: list("CHAOS_MENUS"),
        orders: list("CHAOS_ORDERS"),
        menu_database: String::new(),
        order_database: required("CHAOS_ORDER_DATABASE"),
        staff_pin: required("CHAOS_STAFF_PIN"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a running stack, whose addresses come in CHAOS_*"]
async fn an_undisturbed_system_breaks_no_rule() {
    let (addresses, history) = (addresses(), History::new());
    let plan = LoadPlan::default();
    let seconds = env::var("CHAOS_SECONDS").map_or(15, |text| text.parse().unwrap());
    let load = Load::start(&addresses, plan, 7, history.clone());
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    let duplicates = bursts::duplicates(&addresses, &history, 7).await;
    load.stop().await;
    println!("{duplicates:?}");
    println!("{:?}", bursts::slow_clients(&addresses, &history).await);
    let process = env::var("CHAOS_ORDER_PROCESS").ok().map(|text| text.parse().unwrap());
    let orders = &addresses.orders[0];
    println!("{:?}", bursts::drop_readers(orders, "/api/v1/orders/events", orders, process, 2_000).await);
    println!("{:?}", bursts::overload(&addresses, &history, bursts::At::Service).await);
    history.write_jsonl(&env::temp_dir().join("chaos-stack-history.jsonl")).unwrap();
    let verdict = check::audit(&addresses, &history).await;
    for check in &verdict.checks {
        println!("{:>8}  {}  {:#?}", check.count, check.name, check.violations);
        assert!(check.count > 0, "{} looked at nothing", check.name);
    }
    assert!(verdict.is_clean());
    for burst in duplicates {
        assert!(burst.is_one_order(), "{burst:?}");
    }
}
