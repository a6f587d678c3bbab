use super::Ground;
use crate::report::Measure;
use anyhow::Result;

pub async fn run(_ground: &Ground<'_>) -> Result<Vec<Measure>> {
    Ok(Vec::new())
}
