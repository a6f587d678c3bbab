//! A surface that has just started, with a menu service that answers late. All phones get all
//! photos, since photos wait in a queue of their own, and orders placed meanwhile do not wait
//! behind them.

use super::{
    DrillContext,
    outage::{Outage, begin_outage, end_outage},
};
use crate::{
    load::bursts::{
        PictureCounts, PressPolicy, SteadyLoadResult, fetch_pictures, run_steady_load,
        upload_pictures,
    },
    report::ReportMeasure,
    world::{LinkMode, ServiceKind},
};
use anyhow::{Context as _, Result};
use std::time::Duration;
use tokio::{sync::watch, time::sleep};

const PHONES: usize = 4;
const LATE: Duration = Duration::from_millis(60);
const PLACED_PER_S: u32 = 20;
/// Time with orders alone, before and after the burst of photos.
const AROUND: Duration = Duration::from_millis(500);

pub async fn run_drill(ground: &DrillContext<'_>) -> Result<Vec<ReportMeasure>> {
    let addresses = &ground.world.addresses;
    let history = ground.history;
    let base = addresses.clients.first().context("there is no client surface")?;
    let pictures = upload_pictures(addresses, history).await?;
    let mut all = PictureCounts::default();
    let mut sent = 0;
    let mut taken = 0;
    for round in 0..if ground.short { 1 } else { 6 } {
        restart_surfaces(ground).await?;
        let (end, ended) = watch::channel(false);
        let placing = run_steady_load(
            addresses,
            history,
            ground.seed + round,
            (PLACED_PER_S, PressPolicy::Once),
            ended,
        );
        let looking = async {
            sleep(AROUND).await;
            let shown = fetch_pictures(base, &pictures, PHONES).await;
            sleep(AROUND).await;
            end.send_replace(true);
            shown
        };
        let (placed, shown) = tokio::join!(placing, looking);
        all.add_counts(shown?);
        let SteadyLoadResult { sent: pressed, acknowledged, .. } = placed;
        (sent, taken) = (sent + pressed, taken + acknowledged);
    }
    let others = if all.others.is_empty() { String::new() } else { format!(", {:?}", all.others) };
    let value = format!("{} of {}{others}", all.shown, all.asked);
    Ok(vec![
        ReportMeasure::new(
            "photos of a surface that began, menu 60 ms late",
            value,
            "all",
            all.asked > 0 && all.shown == all.asked,
        ),
        ReportMeasure::new(
            "  and orders meanwhile",
            format!("{taken} of {sent}"),
            "all at the first press",
            sent > 0 && taken == sent,
        ),
    ])
}

/// Restarts the client surfaces, so that they have no photo, and makes the menu service answer late
/// until the world is reset.
async fn restart_surfaces(ground: &DrillContext<'_>) -> Result<()> {
    begin_outage(ground, ServiceKind::Client, Outage::Dead).await?;
    end_outage(ground, ServiceKind::Client).await?;
    for menu in ground.world.replicas_of(ServiceKind::Menu) {
        menu.link.as_ref().context("the menu service has no link")?.set_mode(LinkMode::Slow(LATE));
    }
    Ok(())
}

impl PictureCounts {
    fn add_counts(&mut self, more: Self) {
        self.asked += more.asked;
        self.shown += more.shown;
        for (instead, count) in more.others {
            *self.others.entry(instead).or_default() += count;
        }
    }
}
