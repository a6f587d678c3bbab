use crate::service::{Service, gist};
use menu_api::{
    MenuLanguage, Store,
    hours::{OrderingStatus, ordering_status},
};
use serde_json::{Value, json};

async fn store(service: &Service) -> Store {
    service.get("/store").await.json().await.unwrap()
}

#[tokio::test]
async fn hours_and_exceptions_are_replaced_as_a_whole() {
    let service = Service::start().await;
    let hours = json!({
        "hours": {"mon": ["07:30-11:00", "13:00-25:30"], "tue": ["07:30-22:00"]},
        "exceptions": [{"date": "2026-09-25", "hours": []}],
    });
    for _ in 0..2 {
        assert_eq!(gist(&service.put("/admin/store/hours", hours.clone()).await), (200, json!(2)));
    }
    let now = store(&service).await;
    assert_eq!((now.hours.mon.len(), now.hours.wed.len(), now.exceptions.len()), (2, 0, 1));
    let noon_of_monday = ordering_status(&now, service.clock.now()).unwrap();
    assert!(
        matches!(noon_of_monday, OrderingStatus::Closed { opens_at: Some(_) }),
        "{noon_of_monday:?}"
    );
    assert_eq!(
        gist(&service.put("/admin/store/hours", json!({"hours": {}})).await),
        (200, json!(3))
    );
    assert!(store(&service).await.exceptions.is_empty());
}

#[tokio::test]
async fn ordering_is_paused_and_taken_up_again() {
    let service = Service::start().await;
    let put = async |body: Value| gist(&service.put("/admin/store/pause", body).await);
    let end = "2026-03-02T12:30:00+09:00";
    assert_eq!(put(json!({"paused": true, "until": end})).await, (200, json!(2)));
    assert_eq!(
        ordering_status(&store(&service).await, service.clock.now()),
        Ok(OrderingStatus::Paused { until: Some(end.parse().unwrap()) })
    );
    assert_eq!(put(json!({"paused": true})).await, (200, json!(3)));
    assert_eq!(put(json!({"paused": true})).await, (200, json!(3)));
    assert_eq!(put(json!({"paused": false})).await, (200, json!(4)));
    assert_eq!(store(&service).await.pause, None);
}

#[tokio::test]
async fn every_quoted_time_is_longer_until_then() {
    let service = Service::start().await;
    let put = async |body: Value| gist(&service.put("/admin/store/wait", body).await);
    let end = "2026-03-02T12:30:00+09:00";
    assert_eq!(put(json!({"extra_s": 600, "until": end})).await, (200, json!(2)));
    let extra = store(&service).await.extra_wait.unwrap();
    assert_eq!((extra.extra_s, extra.until), (600, Some(end.parse().unwrap())));
    assert_eq!(put(json!({"extra_s": 0})).await, (200, json!(3)));
    assert_eq!(store(&service).await.extra_wait, None);
    assert_eq!(put(json!({"extra_s": 86_400})).await.0, 422);
}

#[tokio::test]
async fn settings_are_patched_by_whoever_has_seen_them_and_the_currency_stays() {
    let service = Service::start().await;
    let patch = async |seen: i64, body: Value| service.patch("/admin/store", seen, body).await.0;
    assert_eq!(patch(1, json!({"auto_accept": true, "name": {"ko": "새 이름"}})).await, 200);
    let now = store(&service).await;
    assert!(now.auto_accept && now.name.ko == "새 이름" && now.lead_time_s > 0);
    assert_eq!(patch(1, json!({"auto_accept": false})).await, 412);
    for refused in [json!({"currency": "USD"}), json!({"id": "other"}), json!({"hold_s": 1})] {
        assert_eq!(patch(2, refused.clone()).await, 422, "{refused}");
    }
    assert_eq!(patch(2, json!({"auto_acept": true})).await, 422);
    assert_eq!(store(&service).await, now);
}

#[tokio::test]
async fn a_profile_is_patched_and_what_is_wrong_in_it_is_named() {
    let service = Service::start().await;
    let before = store(&service).await;
    assert_eq!(
        (before.languages.len(), before.address.ko.as_str(), before.phone.as_str()),
        (2, "", "")
    );
    let profile =
        json!({"languages": ["en"], "address": {"en": "1 Yeonmujang-gil"}, "phone": "02-123-4567"});
    assert_eq!(service.patch("/admin/store", 1, profile).await.0, 200);
    let now = store(&service).await;
    assert_eq!(
        (now.languages.as_slice(), now.address.in_language("ko")),
        (&[MenuLanguage::En][..], "1 Yeonmujang-gil")
    );
    for (field, wrong) in
        [("zone", json!("Asia/Atlantis")), ("languages", json!([])), ("phone", json!("call us"))]
    {
        let (status, problem) = service.patch("/admin/store", 2, json!({field: wrong})).await;
        assert_eq!(status, 422, "{field}");
        assert_eq!([&problem["code"], &problem["field"]], ["invalid_menu", field]);
    }
    assert_eq!(store(&service).await, now);
}

#[tokio::test]
async fn what_is_no_week_or_no_pause_is_refused() {
    let service = Service::start().await;
    let exception = json!({"date": "2026-09-25", "hours": []});
    for (path, body, code) in [
        ("hours", json!({"hours": {"mon": ["22:00-07:30"]}}), "invalid_body"),
        ("hours", json!({"hours": {"monday": ["07:30-22:00"]}}), "invalid_body"),
        ("hours", json!({"hours": {}, "exceptions": [{"date": "2026-02-30"}]}), "invalid_body"),
        ("hours", json!({"hours": {}, "exceptions": [exception, exception]}), "invalid_menu"),
        ("hours", json!({}), "invalid_body"),
        ("pause", json!({"paused": false, "until": "2026-03-02T12:30:00Z"}), "invalid_body"),
        ("pause", json!({"paused": true, "until": "later"}), "invalid_body"),
        ("pause", json!({"until": "2026-03-02T12:30:00Z"}), "invalid_body"),
    ] {
        let answer = service.put(&format!("/admin/store/{path}"), body.clone()).await;
        assert_eq!(gist(&answer), (422, json!(code)), "{body}");
    }
    assert_eq!(service.menu().await.version, 1);
}
