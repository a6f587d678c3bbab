//! Steps that all run, and what became of each.

use crate::{interrupt, say};
use anyhow::{Result, bail};
use std::time::{Duration, Instant};

/// The steps so far.
#[derive(Default)]
pub struct Summary(Vec<(&'static str, Duration, Result<()>)>);

impl Summary {
    /// Runs a step and keeps its outcome; after an interrupt, none runs any more.
    pub fn step(&mut self, name: &'static str, run: impl FnOnce() -> Result<()>) {
        say::stage(name);
        let began = Instant::now();
        let outcome = interrupt::check().and_then(|()| run());
        if let Err(error) = &outcome {
            say::stage(format_args!("{name}: {error:#}"));
        }
        self.0.push((name, began.elapsed(), outcome));
    }

    /// Prints the outcomes.
    ///
    /// # Errors
    /// When a step failed.
    pub fn close(self) -> Result<()> {
        println!();
        for (name, took, outcome) in &self.0 {
            let verdict = if outcome.is_ok() { "ok    " } else { "FAILED" };
            println!("{verdict} {:7.1} s  {name}", took.as_secs_f32());
        }
        let failed = self.0.iter().filter(|(_, _, outcome)| outcome.is_err()).count();
        println!("{} steps passed, {failed} failed", self.0.len() - failed);
        if failed > 0 {
            bail!("{failed} of {} steps failed", self.0.len());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_fails_the_whole_but_not_the_next_step() {
        let (mut summary, mut ran) = (Summary::default(), false);
        summary.step("breaks", || bail!("broken"));
        summary.step("runs", || {
            ran = true;
            Ok(())
        });
        assert_eq!(summary.close().unwrap_err().to_string(), "1 of 2 steps failed");
        assert!(ran);
    }
}
