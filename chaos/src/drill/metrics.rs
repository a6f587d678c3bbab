//! Metrics that a process exposes at `/metrics`.

use super::http;
use anyhow::Result;

/// Text of one process's metrics.
pub struct ProcessMetrics(String);

impl ProcessMetrics {
    /// Fetches the metrics of the process at `base`.
    ///
    /// # Errors
    /// If it does not answer.
    pub async fn fetch_from(base: &str) -> Result<Self> {
        Ok(Self(http::build_client()?.get(format!("{base}/metrics")).send().await?.text().await?))
    }

    /// Sum of all series of `name` that have every one of these labels, such as
    /// `dependency="order"`. `None` if there is no such series, which is not the same as zero.
    pub fn sum_series(&self, name: &str, labels: &[&str]) -> Option<f64> {
        self.series_values(name, labels).reduce(|sum, value| sum + value)
    }

    fn series_values(&self, name: &str, labels: &[&str]) -> impl Iterator<Item = f64> {
        self.0.lines().filter_map(move |line| {
            let (series, value) = line.rsplit_once(' ')?;
            let rest = series.strip_prefix(name)?;
            let is_name = rest.is_empty() || rest.starts_with('{');
            (is_name && labels.iter().all(|label| rest.contains(label)))
                .then(|| value.parse().ok())?
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
        let metrics = ProcessMetrics(text.to_owned());
        assert_eq!(metrics.sum_series("calls", &["dependency=\"order\""]), Some(9.0));
        assert_eq!(metrics.sum_series("up", &[]), Some(1.0));
    }

    #[test]
    fn a_series_that_is_not_there_is_not_zero() {
        let metrics = ProcessMetrics("calls{dependency=\"menu\"} 0\n".to_owned());
        assert_eq!(metrics.sum_series("calls", &["dependency=\"menu\""]), Some(0.0));
        assert_eq!(metrics.sum_series("calls", &["dependency=\"order\""]), None);
        assert_eq!(metrics.sum_series("down", &[]), None);
    }
}
