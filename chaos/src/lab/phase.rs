//! A phase of the run: one kind of action on the lab, as clients experience it who place orders and
//! fetch pages meanwhile.

use super::ContainerLab;
use crate::{
    history::RunHistory,
    load::{
        bursts::{PressPolicy, SteadyLoadResult, run_steady_load},
        prober::PageProber,
    },
    report::ReportMeasure,
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
pub struct LabPhase {
    pub name: &'static str,
    pub placed: SteadyLoadResult,
    pub pages: FetchedPages,
}

/// Pages that were fetched.
#[derive(Default)]
pub struct FetchedPages {
    ok: u64,
    failed: Vec<String>,
}

/// Names of one phase's measures.
pub struct PhaseMeasureNames {
    pub phase: &'static str,
    pub first_press: &'static str,
    pub two_presses: &'static str,
    pub pages: &'static str,
}

impl ContainerLab {
    /// Runs `work` while customers place orders and a prober fetches the menu and the board.
    pub(super) async fn measure_during<T>(
        &self,
        name: &'static str,
        (history, visitor, seed): (&RunHistory, &PageProber, u64),
        work: impl Future<Output = T>,
    ) -> (LabPhase, T) {
        let (end, ended) = watch::channel(false);
        let pressing = (PRESSED_PER_S, PressPolicy::OnceMore);
        let placing = run_steady_load(&self.addresses, history, seed, pressing, ended.clone());
        let working = async {
            let done = work.await;
            end.send_replace(true);
            done
        };
        let (placed, pages, done) = tokio::join!(placing, fetch_pages(visitor, ended), working);
        (LabPhase { name, placed, pages }, done)
    }
}

async fn fetch_pages(visitor: &PageProber, mut ended: watch::Receiver<bool>) -> FetchedPages {
    let mut pages = FetchedPages::default();
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

impl LabPhase {
    /// Measures of the phase; `judged` if clients must not have noticed it.
    pub fn to_measures(&self, names: &PhaseMeasureNames, judged: bool) -> [ReportMeasure; 3] {
        let first = self.placed.first_press_share();
        let two = self.placed.either_press_share();
        let pages = self.pages.ok_share();
        let of = |name, value: String, share: f64, least: f64| {
            let limit = if judged {
                format!(">= {:.1} %", least * 100.0)
            } else {
                "told, not judged".to_owned()
            };
            let measure = ReportMeasure::new(name, value, limit, share >= least || !judged);
            ReportMeasure { judged, ..measure }
        };
        let sent = self.placed.sent;
        let acknowledged = self.placed.acknowledged;
        [
            of(
                names.first_press,
                format!("{acknowledged} of {sent} ({:.2} %)", first * 100.0),
                first,
                PLACED,
            ),
            of(
                names.two_presses,
                format!(
                    "{} of {sent} ({:.2} %)",
                    acknowledged + self.placed.at_second,
                    two * 100.0
                ),
                two,
                PLACED,
            ),
            of(
                names.pages,
                format!(
                    "{} of {} ({:.2} %)",
                    self.pages.ok,
                    self.pages.total_count(),
                    pages * 100.0
                ),
                pages,
                PAGES_OK,
            ),
        ]
    }

    /// One line for each other result: codes of first presses, and failed pages.
    pub fn other_results(&self) -> Vec<String> {
        let presses = self.placed.others.iter().map(|(code, count)| format!("{count} x {code}"));
        let mut pages = self.pages.failed.clone();
        pages.sort_unstable();
        pages.dedup();
        presses.chain(pages).map(|line| format!("{}: {line}", self.name)).collect()
    }
}

impl FetchedPages {
    fn total_count(&self) -> u64 {
        self.ok + self.failed.len() as u64
    }

    fn ok_share(&self) -> f64 {
        self.ok as f64 / (self.total_count() as f64).max(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: PhaseMeasureNames =
        PhaseMeasureNames { phase: "p", first_press: "f", two_presses: "t", pages: "l" };

    fn phase(acknowledged: u64, at_second: u64, failed: usize) -> LabPhase {
        let placed = SteadyLoadResult {
            sent: 2_000,
            acknowledged,
            at_second,
            ..SteadyLoadResult::default()
        };
        let pages = FetchedPages { ok: 1_000, failed: vec!["/client: 502".to_owned(); failed] };
        LabPhase { name: "p", placed, pages }
    }

    #[test]
    fn one_in_a_thousand_may_have_to_press_again() {
        let passed =
            |phase: LabPhase| phase.to_measures(&NAMES, true).map(|measure| measure.passed);
        assert_eq!(passed(phase(1_998, 2, 1)), [true, true, true]);
        assert_eq!(passed(phase(1_997, 3, 6)), [false, true, false]);
        assert_eq!(passed(phase(0, 0, 0)), [false, false, true]);
    }

    #[test]
    fn what_is_not_judged_passes_and_is_told() {
        let told = phase(0, 500, 3).to_measures(&NAMES, false);
        assert!(told.iter().all(|measure| measure.passed && !measure.judged));
        assert_eq!(told[1].value, "500 of 2000 (25.00 %)");
        assert_eq!(phase(0, 0, 3).other_results(), ["p: /client: 502"]);
    }
}
