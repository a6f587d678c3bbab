//! Request smuggling: messages with contradictory lengths, whose body another parser would take for
//! the next request.

use super::{Process, rest};

const SMUGGLED: &str = "GET /smuggled HTTP/1.1\r\nhost: x\r\n\r\n";

/// Returns the number of answers and the status of the first one.
async fn answers(request: &str) -> (usize, String) {
    let process = Process::start(10).await;
    let said = rest(process.send(request).await).await;
    let status = said.split(' ').nth(1).unwrap_or_default().to_owned();
    (said.matches("HTTP/1.1 ").count(), status)
}

#[tokio::test(start_paused = true)]
async fn a_body_of_two_lengths_is_never_the_next_request() {
    let chunk = format!("{:x}\r\n{SMUGGLED}\r\n0\r\n\r\n", SMUGGLED.len());
    let both = format!(
        "POST /body HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n{chunk}"
    );
    let (count, status) = answers(&both).await;
    assert_eq!(count, 1, "what is in a chunk is body");
    assert!(["200", "400"].contains(&status.as_str()), "{status}");
}

#[tokio::test(start_paused = true)]
async fn lengths_that_contradict_each_other_are_refused() {
    for head in [
        "content-length: 3\r\ncontent-length: 40\r\n",
        "content-length: 3, 40\r\n",
        "content-length: -1\r\n",
        "content-length: +3\r\n",
        "transfer-encoding: identity, chunked, identity\r\n",
        "transfer-encoding: xchunked\r\n",
    ] {
        let (count, status) =
            answers(&format!("POST /body HTTP/1.1\r\nhost: x\r\n{head}\r\nabc{SMUGGLED}")).await;
        assert!(
            count <= 1 && ["", "400", "501"].contains(&status.as_str()),
            "{head:?}: {count} of {status}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_space_before_a_colon_or_a_folded_line_is_no_header() {
    for head in ["content-length : 3\r\n", "x: a\r\n b\r\n", "x\u{0}: a\r\n"] {
        let (count, status) =
            answers(&format!("GET / HTTP/1.1\r\nhost: x\r\n{head}\r\n{SMUGGLED}")).await;
        assert!(
            count <= 1 && ["", "400"].contains(&status.as_str()),
            "{head:?}: {count} of {status}"
        );
    }
}
