use crate::service::{Service, gist};
use jiff::SignedDuration;
use menu_api::{Availability, SoldOutUntil};
use serde_json::{Value, json};

async fn americano(service: &Service) -> Availability {
    let menu = service.menu().await;
    menu.find_item(&"americano".parse().unwrap()).unwrap().availability
}

fn until(time: &str) -> Availability {
    Availability::SoldOut { until: SoldOutUntil::Time(time.parse().unwrap()) }
}

const AMERICANO: &str = "/admin/items/americano/availability";

#[tokio::test]
async fn an_item_is_sold_out_hidden_and_put_back() {
    let service = Service::start().await;
    let manual = Availability::SoldOut { until: SoldOutUntil::Manual };
    let steps = [
        (json!({"state": "sold_out"}), manual),
        (json!({"state": "hidden"}), Availability::Hidden),
        (
            json!({"state": "sold_out", "until": "2026-03-02T15:00:00+09:00"}),
            until("2026-03-02T06:00:00Z"),
        ),
        (json!({"state": "sold_out", "until": "manual"}), manual),
        (json!({"state": "available"}), Availability::Available),
    ];
    for (version, (body, expected)) in (2..).zip(steps) {
        assert_eq!(gist(&service.put(AMERICANO, body).await), (200, json!(version)));
        assert_eq!(americano(&service).await, expected);
    }
}

#[tokio::test]
async fn the_business_day_ends_at_four_in_the_stores_night() {
    let service = Service::start().await;
    let today = json!({"state": "sold_out", "until": "end_of_business_day"});
    service.put(AMERICANO, today.clone()).await;
    assert_eq!(americano(&service).await, until("2026-03-03T04:00:00+09:00"));
    service.clock.advance_by(SignedDuration::from_hours(15)); // 03:00, still the same business day
    assert_eq!(gist(&service.put(AMERICANO, today.clone()).await), (200, json!(2)));
    service.clock.advance_by(SignedDuration::from_hours(1));
    assert_eq!(gist(&service.put(AMERICANO, today).await), (200, json!(3)));
    assert_eq!(americano(&service).await, until("2026-03-04T04:00:00+09:00"));
}

#[tokio::test]
async fn an_option_is_sold_out_everywhere_it_is_offered() {
    let service = Service::start().await;
    let answer =
        service.put("/admin/options/oat-milk/availability", json!({"state": "sold_out"})).await;
    assert_eq!(gist(&answer), (200, json!(2)));
    let menu = service.menu().await;
    for item in ["cafe-latte", "matcha-frappe"] {
        let offer = menu.find_offer(&item.parse().unwrap(), service.clock.now()).unwrap();
        let mut options = offer.groups.iter().flat_map(|group| &group.options);
        assert!(!options.find(|option| option.id.as_str() == "oat-milk").unwrap().available);
    }
}

#[tokio::test]
async fn saying_it_twice_changes_nothing() {
    let service = Service::start().await;
    assert_eq!(gist(&service.put(AMERICANO, json!({"state": "available"})).await), (200, json!(1)));
    for _ in 0..2 {
        assert_eq!(
            gist(&service.put(AMERICANO, json!({"state": "hidden"})).await),
            (200, json!(2))
        );
    }
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_and_changes_nothing() {
    let service = Service::start().await;
    for body in [
        json!({"state": "gone"}),
        json!({"state": "sold_out", "until": "tomorrow"}),
        json!({"state": "sold_out", "until": 5}),
        json!({"state": "available", "until": "manual"}),
        json!({"state": "hidden", "until": "end_of_business_day"}),
        json!({"state": "sold_out", "untill": "manual"}),
        json!({}),
        Value::Null,
    ] {
        assert_eq!(
            gist(&service.put(AMERICANO, body.clone()).await),
            (422, json!("invalid_body")),
            "{body}"
        );
    }
    assert_eq!(service.menu().await.version, 1);
}

#[tokio::test]
async fn unknown_and_malformed_ids_are_told_apart() {
    let service = Service::start().await;
    for kind in ["items", "options"] {
        let put = async |id: &str| {
            gist(
                &service
                    .put(&format!("/admin/{kind}/{id}/availability"), json!({"state": "hidden"}))
                    .await,
            )
        };
        assert_eq!(put("no-such-thing").await, (404, json!("not_found")));
        for malformed in ["Americano", "%EC%BB%A4%ED%94%BC", "%FF", &"a".repeat(49)] {
            assert_eq!(put(malformed).await, (400, json!("invalid_id")), "{malformed}");
        }
    }
}
