//! What a process says of itself at `/metrics`.

use anyhow::Result;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(2);

/// The lines of one process's metrics.
pub struct Metrics(String);

impl Metrics {
    /// Asks the process at `base`.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn of(base: &str) -> Result<Self> {
        let client = reqwest::Client::builder().no_proxy().timeout(PATIENCE).build()?;
        Ok(Self(client.get(format!("{base}/metrics")).send().await?.text().await?))
    }

    /// The sum of all series of `name` that have every one of these labels, such as `dependency="order"`.
    pub fn sum(&self, name: &str, labels: &[&str]) -> f64 {
        self.values(name, labels).sum()
    }

    /// The largest of them; zero when there is none.
    pub fn max(&self, name: &str, labels: &[&str]) -> f64 {
        self.values(name, labels).fold(0.0, f64::max)
    }

    fn values(&self, name: &str, labels: &[&str]) -> impl Iterator<Item = f64> {
        self.0.lines().filter_map(move |line| {
            let (series, value) = line.rsplit_once(' ')?;
            let rest = series.strip_prefix(name)?;
            let is_name = rest.is_empty() || rest.starts_with('{');
            (is_name && labels.iter().all(|label| rest.contains(label))).then(|| value.parse().ok())?
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn series_are_found_by_name_and_labels() {
        let text = "# TYPE calls counter\ncalls{dependency=\"order\",outcome=\"answered\"} 7\n\
            calls{dependency=\"order\",outcome=\"shed\"} 2\ncalls{dependency=\"menu\"} 100\ncalls_other 50\nup 1\n";
        let metrics = Metrics(text.to_owned());
        assert_eq!(metrics.sum("calls", &["dependency=\"order\""]), 9.0);
        assert_eq!(metrics.max("calls", &["dependency=\"order\""]), 7.0);
        assert_eq!((metrics.sum("up", &[]), metrics.max("down", &[])), (1.0, 0.0));
    }
}
