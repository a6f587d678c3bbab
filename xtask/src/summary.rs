//! Named steps with a summary at the end: a failed step does not stop the next one.

use crate::{interrupt, progress};
use anyhow::{Result, bail};
use std::time::{Duration, Instant};

/// Outcomes of the steps so far.
#[derive(Default)]
pub struct StepSummary {
    steps: Vec<(&'static str, Duration, Result<()>)>,
    /// Steps that this machine cannot run, each with the reason.
    skipped: Vec<(&'static str, String)>,
}

impl StepSummary {
    /// Runs a step and records its outcome. After an interrupt no further step runs; each counts as
    /// failed.
    pub fn run_step(&mut self, name: &'static str, run: impl FnOnce() -> Result<()>) {
        progress::print_stage(name);
        let began = Instant::now();
        let outcome = interrupt::fail_if_interrupted().and_then(|()| run());
        if let Err(error) = &outcome {
            progress::print_stage(format_args!("{name}: {error:#}"));
        }
        self.steps.push((name, began.elapsed(), outcome));
    }

    /// Records a step that this machine cannot run. It counts as neither passed nor failed.
    pub fn skip_step(&mut self, name: &'static str, why: &anyhow::Error) {
        progress::print_stage(format_args!("{name}: skipped, {why:#}"));
        self.skipped.push((name, format!("{why:#}")));
    }

    /// Prints the outcome and duration of each step.
    ///
    /// # Errors
    /// When a step failed; the message gives the number.
    pub fn report_outcome(self) -> Result<()> {
        println!();
        for (name, took, outcome) in &self.steps {
            let verdict = if outcome.is_ok() { "ok    " } else { "FAILED" };
            println!("{verdict} {:7.1} s  {name}", took.as_secs_f32());
        }
        for (name, why) in &self.skipped {
            println!("skipped            {name}: {why}");
        }
        let failed = self.steps.iter().filter(|(_, _, outcome)| outcome.is_err()).count();
        println!("{} steps passed, {failed} failed", self.steps.len() - failed);
        if failed > 0 {
            bail!("{failed} of {} steps failed", self.steps.len());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_fails_the_whole_but_not_the_next_step() {
        let mut summary = StepSummary::default();
        let mut ran = false;
        summary.run_step("breaks", || bail!("broken"));
        summary.run_step("runs", || {
            ran = true;
            Ok(())
        });
        assert_eq!(summary.report_outcome().unwrap_err().to_string(), "1 of 2 steps failed");
        assert!(ran);
    }

    #[test]
    fn a_step_that_this_machine_cannot_run_fails_nothing() {
        let mut summary = StepSummary::default();
        summary.skip_step(
            "in another browser",
            &anyhow::anyhow!("please run `sudo apt-get install browser`"),
        );
        summary.run_step("runs", || Ok(()));
        summary.report_outcome().unwrap();
    }
}
