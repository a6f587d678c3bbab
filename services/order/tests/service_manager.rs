//! Notifications of the process to systemd.

use std::{
    os::unix::net::UnixDatagram,
    process::{Command, Stdio},
    time::Duration,
};

#[test]
fn it_says_that_it_is_ready_alive_and_stopping() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("notify");
    let manager = UnixDatagram::bind(&socket).unwrap();
    manager.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut order = Command::new(env!("CARGO_BIN_EXE_order"))
        .args(["--listen", "127.0.0.1:0", "--log", "warn", "--open"])
        .args(["--database-url", &format!("sqlite:{}/order.db", folder.path().display())])
        .env("NOTIFY_SOCKET", &socket)
        .env("WATCHDOG_USEC", "20000")
        .stdin(Stdio::null())
        .spawn()
        .unwrap();
    let hear = || {
        let mut told = [0; 64];
        let length = manager.recv(&mut told).unwrap();
        String::from_utf8(told[..length].to_vec()).unwrap()
    };
    assert_eq!([hear(), hear(), hear()], ["READY=1\n", "WATCHDOG=1\n", "WATCHDOG=1\n"]);
    let pid = order.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    let last = std::iter::repeat_with(hear).find(|told| told != "WATCHDOG=1\n");
    assert_eq!(last.as_deref(), Some("STOPPING=1\n"));
    assert!(order.wait().unwrap().success());
}
