//! A real menu process on a Postgres that stops as by SIGSTOP: its connections stay open and
//! nothing answers.

use crate::database::Database;
use reqwest::Client;
use std::time::{Duration, Instant};
use test_kit::ServiceProcess;
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// Proxy before the server at `target`, which stops forwarding when the returned sender says so.
async fn proxy(target: String) -> (String, watch::Sender<bool>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(async move {
        loop {
            let (mut near, _) = listener.accept().await.unwrap();
            let target = target.clone();
            let mut stopped = stopped.clone();
            tokio::spawn(async move {
                let mut far = TcpStream::connect(target).await.unwrap();
                tokio::select! {
                    biased;
                    _ = stopped.wait_for(|stopped| *stopped) => {}
                    _ = copy_bidirectional(&mut near, &mut far) => return,
                }
                std::future::pending::<()>().await;
            });
        }
    });
    (address, stop)
}

#[tokio::test(flavor = "multi_thread")]
#[cfg_attr(skip_postgres, ignore = "JUMUN_SKIP_POSTGRES")]
async fn a_stopped_database_is_said_to_be_and_the_process_still_ends_in_time() {
    let database = Database::postgres().await;
    let server = database.url.split_once("://").unwrap().1.split('/').next().unwrap();
    let server = server.rsplit('@').next().unwrap().to_owned();
    let (proxy, stop) = proxy(server.clone()).await;
    let through = database.url.replacen(&server, &proxy, 1);
    let mut process = ServiceProcess::start(env!("CARGO_BIN_EXE_menu"), &through, &[]);
    let client = Client::new();
    let base = process.wait_for_url().await;

    stop.send_replace(true);
    let asked = Instant::now();
    let (read, write) = tokio::join!(
        client.get(format!("{base}/api/v1/menu")).send(),
        client.put(format!("{base}/api/v1/admin/store/counter")).send(),
    );
    for answer in [read.unwrap(), write.unwrap()] {
        assert_eq!(answer.status(), 503);
        let problem: serde_json::Value = answer.json().await.unwrap();
        assert_eq!(
            problem["code"], "unavailable",
            "the store's own deadline, not the handler's: {problem}"
        );
    }
    assert!(asked.elapsed() < Duration::from_secs(9), "{:?}", asked.elapsed());

    let (status, said) = process.terminate_and_wait().await;
    assert!(status.success(), "{status}: {said}");
}
