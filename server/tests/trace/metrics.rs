//! Tests of the processes' `/metrics`: help texts, names, counts and Prometheus's own linter.

use crate::{phone::Phone, stack::Stack};
use std::{
    collections::BTreeSet,
    io::Write as _,
    process::{Command, Stdio},
};

#[tokio::test]
async fn every_series_says_what_it_is_and_the_placement_is_counted() {
    let stack = Stack::start(&[]).await;
    let mut phone = Phone::new(stack.surface());
    phone.place_order(&stack.menu_item().await, "", "").await;
    let [menu, order, surface] = stack.metrics().await;
    for text in [&menu, &order, &surface] {
        assert_eq!(undescribed(text), BTreeSet::new());
        lint(text);
        let foreign = names(text).filter(|name| {
            !["jumun_", "http_server_", "process_"].iter().any(|p| name.starts_with(p))
        });
        assert_eq!(foreign.collect::<BTreeSet<_>>(), BTreeSet::new());
        for series in
            ["process_start_time_seconds ", "process_resident_memory_bytes ", "jumun_build_info{"]
        {
            assert!(text.contains(&format!("\n{series}")), "{series} is not among\n{text}");
        }
    }
    for (text, series) in [
        (&order, "jumun_orders_total{status=\"placed\"} 1"),
        (
            &order,
            "jumun_database_call_duration_seconds_count{operation=\"order_place\",outcome=\"answered\"} 1",
        ),
        (&surface, "jumun_gateway_placements_total{outcome=\"placed\"} 1"),
        (&surface, "jumun_gateway_breaker_open{dependency=\"order\"} 0"),
        (&surface, "jumun_gateway_menu_known 1"),
        (&surface, "jumun_order_feed_connected 1"),
    ] {
        assert!(text.lines().any(|line| line == series), "{series} is not among\n{text}");
    }
    // The number depends on the moment: the feeds read by themselves.
    let busy = "jumun_database_pool_connections{state=\"busy\"} ";
    assert!(order.lines().any(|line| line.starts_with(busy)), "{busy} is not among\n{order}");
    stack.end().await;
}

/// Series without a help text.
fn undescribed(text: &str) -> BTreeSet<&str> {
    let described: BTreeSet<_> =
        text.lines().filter_map(|line| line.strip_prefix("# HELP ")?.split(' ').next()).collect();
    let plain =
        |name| ["_bucket", "_sum", "_count"].iter().find_map(|end| str::strip_suffix(name, end));
    names(text)
        .map(|name| plain(name).unwrap_or(name))
        .filter(|name| !described.contains(name))
        .collect()
}

fn names(text: &str) -> impl Iterator<Item = &str> {
    let series = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    series.filter_map(|line| line.split(['{', ' ']).next())
}

/// Checks the text with promtool, whose path `cargo xtask test` sets; skipped without it.
fn lint(text: &str) {
    let Some(promtool) = std::env::var_os("JUMUN_PROMTOOL") else { return };
    let mut linter = Command::new(promtool);
    linter
        .args(["check", "metrics"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut linter = linter.spawn().unwrap();
    linter.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let said = linter.wait_with_output().unwrap();
    let words =
        String::from_utf8_lossy(&said.stderr).into_owned() + &String::from_utf8_lossy(&said.stdout);
    assert!(said.status.success() && words.trim().is_empty(), "{words}");
}
