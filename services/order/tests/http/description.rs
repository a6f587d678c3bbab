use crate::service::Service;

#[tokio::test]
async fn the_description_lists_the_methods_of_each_path_and_no_other() {
    let service = Service::start().await;
    test_kit::assert_methods_described(&service.base, "01980000-0000-7000-8000-000000000001").await;
}

#[tokio::test]
async fn a_nul_an_absurd_date_and_another_spelling_are_refused_before_the_database() {
    let service = Service::start().await;
    let long = "k".repeat(129);
    for query in [
        "store=%00",
        "session=a%00b",
        "idempotency_key=%00",
        "idempotency_key=",
        &format!("session={long}"),
        "business_date=2025-07-12T10:00",
        "business_date=20250712",
        "business_date=-000001-01-01",
        "business_date=2025-02-30",
        "cursor=197fc.01980000-0000-7000-8000-000000000001",
        "limit=9999999999",
    ] {
        let (status, problem) = service.list(query).await;
        assert_eq!((status.as_u16(), &problem["code"]), (400, &"invalid_query".into()), "{query}");
    }
    for query in ["business_date=0001-01-01", "business_date=9999-12-31", "store=%F0%9F%98%80"] {
        assert_eq!(service.list(query).await.0, 200, "{query}");
    }
    for id in [
        "01980000000070008000000000000001",
        "%7B01980000-0000-7000-8000-000000000001%7D",
        "%00",
        "a%FFb",
    ] {
        let answer = service
            .client
            .get(format!("{}/api/v1/orders/{id}", service.base))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 400, "{id}");
    }
}
