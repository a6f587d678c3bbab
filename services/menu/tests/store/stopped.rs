//! A real menu process on a Postgres that stops as by SIGSTOP: its connections stay open and
//! nothing answers.

use crate::database::Database;
use reqwest::Client;
use std::{
    process::Command,
    time::{Duration, Instant},
};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
    time::{sleep, timeout},
};

/// Proxy before the server at `target`, which stops forwarding when the returned sender says so.
async fn proxy(target: String) -> (String, watch::Sender<bool>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(async move {
        loop {
            let (mut near, _) = listener.accept().await.unwrap();
            let (target, mut stopped) = (target.clone(), stopped.clone());
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
async fn a_stopped_database_is_said_to_be_and_the_process_still_ends_in_time() {
    let Some(database) = Database::postgres().await else {
        return eprintln!("skipped: JUMUN_TEST_POSTGRES is not set");
    };
    let server = database.url.split_once("://").unwrap().1.split('/').next().unwrap();
    let server = server.rsplit('@').next().unwrap().to_owned();
    let (proxy, stop) = proxy(server.clone()).await;
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let mut process = tokio::process::Command::new(env!("CARGO_BIN_EXE_menu"))
        .args(["--open", "--listen", &format!("127.0.0.1:{port}"), "--log", "warn"])
        .args(["--database-url", &database.url.replacen(&server, &proxy, 1)])
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let (client, base) = (Client::new(), format!("http://127.0.0.1:{port}"));
    let ready = async {
        while !client.get(format!("{base}/readyz")).send().await.is_ok_and(|r| r.status().is_success()) {
            sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(Duration::from_secs(20), ready).await.unwrap();

    stop.send_replace(true);
    let asked = Instant::now();
    let (read, write) = tokio::join!(
        client.get(format!("{base}/api/v1/menu")).send(),
        client.put(format!("{base}/api/v1/admin/store/counter")).send(),
    );
    for answer in [read.unwrap(), write.unwrap()] {
        assert_eq!(answer.status(), 503);
        let problem: serde_json::Value = answer.json().await.unwrap();
        assert_eq!(problem["code"], "unavailable", "the store's own deadline, not the handler's: {problem}");
    }
    assert!(asked.elapsed() < Duration::from_secs(9), "{:?}", asked.elapsed());

    let began = Instant::now();
    let pid = process.id().unwrap().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    let status = timeout(Duration::from_secs(20), process.wait()).await.unwrap().unwrap();
    assert!(status.success(), "{status}");
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}
