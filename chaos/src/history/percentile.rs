//! Nearest-rank percentile.

/// The value that `share` (0 to 1) of the sorted values do not exceed; zero if there are none.
pub fn percentile_of_sorted<T: Copy + Default>(sorted: &[T], share: f64) -> T {
    let rank = (sorted.len() as f64 * share).ceil() as usize;
    sorted.get(rank.clamp(1, sorted.len().max(1)) - 1).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hundredth_part_of_few_values_is_the_largest() {
        assert_eq!(
            (percentile_of_sorted(&[7, 9], 0.5), percentile_of_sorted(&[7, 9], 0.99)),
            (7, 9)
        );
        assert_eq!(percentile_of_sorted(&(1..=200).collect::<Vec<_>>(), 0.99), 198);
        assert_eq!(percentile_of_sorted::<u32>(&[], 0.99), 0);
    }
}
