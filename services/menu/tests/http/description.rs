use crate::service::{Service, gist};
use serde_json::json;

#[tokio::test]
async fn the_description_lists_the_methods_of_each_path_and_no_other() {
    let service = Service::start().await;
    test_kit::assert_methods_described(service.root(), "latte").await;
}

#[tokio::test]
async fn an_end_that_no_calendar_has_is_refused() {
    let service = Service::start().await;
    let until = |until: &str| json!({ "paused": true, "until": until });
    for absurd in [
        "0000-01-01T00:00:00+14:00",
        "-000001-01-01T00:00:00Z",
        "1970-01-01T00:00:00Z",
        "9999-12-30T00:00:00Z",
    ] {
        let answer = service.put("/admin/store/pause", until(absurd)).await;
        assert_eq!(gist(&answer), (422, json!("invalid_menu")), "{absurd}");
        let sold_out = json!({ "state": "sold_out", "until": absurd });
        let answer = service.put("/admin/items/americano/availability", sold_out).await;
        assert_eq!(gist(&answer), (422, json!("invalid_menu")), "{absurd}");
    }
    let answer = service.put("/admin/store/pause", until("9999-12-31T23:59:59Z")).await;
    assert_eq!(gist(&answer), (422, json!("invalid_body")), "no such moment");
    for fine in ["2000-01-01T00:00:00+14:00", "2999-12-31T23:59:59-12:00"] {
        assert_eq!(service.put("/admin/store/pause", until(fine)).await.0, 200, "{fine}");
    }
}

#[tokio::test]
async fn an_opening_range_has_digits_and_no_signs() {
    let service = Service::start().await;
    for range in ["+7:30-22:00", "7:30-+22:0", "007:30-22:00", "7:30-22:000", "-22:00"] {
        let answer =
            service.put("/admin/store/hours", json!({ "hours": { "mon": [range] } })).await;
        assert_eq!(gist(&answer), (422, json!("invalid_body")), "{range}");
    }
    let answer =
        service.put("/admin/store/hours", json!({ "hours": { "mon": ["7:30-22:00"] } })).await;
    assert_eq!(answer.0, 200);
    assert_eq!(service.menu().await.store.hours.mon.len(), 1);
}
