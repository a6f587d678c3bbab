//! A phase of the run: one kind of action on the lab, as clients experience it who place orders and
//! fetch pages meanwhile.

use super::Lab;
use crate::{
    history::History,
    load::{
        bursts::{Pressing, Steady, steady},
        prober::Visitor,
    },
    report::Measure,
};
use std::time::Duration;
use tokio::{sync::watch, time::sleep};

const PRESSED_PER_S: u32 = 20;
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);
const PAGES: [&str; 2] = ["/client", "/admin"];
/// Required share of placements through the entry that are acknowledged at the first press.
const PLACED: f64 = 0.999;
/// Required share of pages that are 200. It is lower, since a killed surface loses the answers in
/// progress and there are fewer pages than placements.
const PAGES_OK: f64 = 0.995;

/// Results of the clients in a phase.
pub struct Phase {
    pub name: &'static str,
    pub placed: Steady,
    pub pages: Pages,
}

/// Pages that were fetched.
#[derive(Default)]
pub struct Pages {
    ok: u64,
    failed: Vec<String>,
}

/// Names of one phase's measures.
pub struct Names {
    pub phase: &'static str,
    pub first_press: &'static str,
    pub two_presses: &'static str,
    pub pages: &'static str,
}

impl Lab {
    /// Runs `work` while customers place orders and a prober fetches the menu and the board.
    pub(super) async fn during<T>(
        &self,
        name: &'static str,
        (history, visitor, seed): (&History, &Visitor, u64),
        work: impl Future<Output = T>,
    ) -> (Phase, T) {
        let (end, ended) = watch::channel(false);
        let pressing = (PRESSED_PER_S, Pressing::OnceMore);
        let placing = steady(&self.addresses, history, seed, pressing, ended.clone());
        let working = async {
            let done = work.await;
            end.send_replace(true);
            done
        };
        let (placed, pages, done) = tokio::join!(placing, look(visitor, ended), working);
        (Phase { name, placed, pages }, done)
    }
}

async fn look(visitor: &Visitor, mut ended: watch::Receiver<bool>) -> Pages {
    let mut pages = Pages::default();
    while !*ended.borrow_and_update() {
        for path in PAGES {
            match visitor.get(path).await {
                Ok(200) => pages.ok += 1,
                Ok(status) => pages.failed.push(format!("{path}: {status}")),
                Err(why) => pages.failed.push(format!("{path}: {why}")),
            }
        }
        sleep(BETWEEN_LOOKS).await;
    }
    pages
}

impl Phase {
    /// Measures of the phase; `judged` if clients must not have noticed it.
    pub fn measures(&self, names: &Names, judged: bool) -> [Measure; 3] {
        let (first, two) = (self.placed.share(), self.placed.share_of_two());
        let pages = self.pages.share();
        let of = |name, value: String, share: f64, least: f64| {
            let limit =
                if judged { format!(">= {:.1} %", least * 100.0) } else { "told, not judged".to_owned() };
            let measure = Measure::new(name, value, limit, share >= least || !judged);
            Measure { judged, ..measure }
        };
        let (sent, acknowledged) = (self.placed.sent, self.placed.acknowledged);
        [
            of(
                names.first_press,
                format!("{acknowledged} of {sent} ({:.2} %)", first * 100.0),
                first,
                PLACED,
            ),
            of(
                names.two_presses,
                format!("{} of {sent} ({:.2} %)", acknowledged + self.placed.at_second, two * 100.0),
                two,
                PLACED,
            ),
            of(
                names.pages,
                format!("{} of {} ({:.2} %)", self.pages.ok, self.pages.all(), pages * 100.0),
                pages,
                PAGES_OK,
            ),
        ]
    }

    /// One line for each other result: codes of first presses, and failed pages.
    pub fn others(&self) -> Vec<String> {
        let presses = self.placed.others.iter().map(|(code, count)| format!("{count} x {code}"));
        let mut pages = self.pages.failed.clone();
        pages.sort_unstable();
        pages.dedup();
        presses.chain(pages).map(|line| format!("{}: {line}", self.name)).collect()
    }
}

impl Pages {
    fn all(&self) -> u64 {
        self.ok + self.failed.len() as u64
    }

    fn share(&self) -> f64 {
        self.ok as f64 / (self.all() as f64).max(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: Names = Names { phase: "p", first_press: "f", two_presses: "t", pages: "l" };

    fn phase(acknowledged: u64, at_second: u64, failed: usize) -> Phase {
        let placed = Steady { sent: 2_000, acknowledged, at_second, ..Steady::default() };
        let pages = Pages { ok: 1_000, failed: vec!["/client: 502".to_owned(); failed] };
        Phase { name: "p", placed, pages }
    }

    #[test]
    fn one_in_a_thousand_may_have_to_press_again() {
        let passed = |phase: Phase| phase.measures(&NAMES, true).map(|measure| measure.passed);
        assert_eq!(passed(phase(1_998, 2, 1)), [true, true, true]);
        assert_eq!(passed(phase(1_997, 3, 6)), [false, true, false]);
        assert_eq!(passed(phase(0, 0, 0)), [false, false, true]);
    }

    #[test]
    fn what_is_not_judged_passes_and_is_told() {
        let told = phase(0, 500, 3).measures(&NAMES, false);
        assert!(told.iter().all(|measure| measure.passed && !measure.judged));
        assert_eq!(told[1].value, "500 of 2000 (25.00 %)");
        assert_eq!(phase(0, 0, 3).others(), ["p: /client: 502"]);
    }
}
