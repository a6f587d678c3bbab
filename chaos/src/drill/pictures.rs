//! A surface that has just started, with a menu service that answers late. All phones get all
//! photos, since photos wait in a queue of their own, and orders placed meanwhile do not wait
//! behind them.

use super::{
    Ground,
    outage::{Harm, inflict, relieve},
};
use crate::{
    load::bursts::{Pressing, ShownPictures, Steady, hang_pictures, look_at_pictures, steady},
    report::Measure,
    world::{Mode, Service},
};
use anyhow::{Context as _, Result};
use std::time::Duration;
use tokio::{sync::watch, time::sleep};

const PHONES: usize = 4;
const LATE: Duration = Duration::from_millis(60);
const PLACED_PER_S: u32 = 20;
/// Time with orders alone, before and after the burst of photos.
const AROUND: Duration = Duration::from_millis(500);

pub async fn run(ground: &Ground<'_>) -> Result<Vec<Measure>> {
    let (addresses, history) = (&ground.world.addresses, ground.history);
    let base = addresses.clients.first().context("there is no client surface")?;
    let pictures = hang_pictures(addresses, history).await?;
    let (mut all, mut sent, mut taken) = (ShownPictures::default(), 0, 0);
    for round in 0..if ground.short { 1 } else { 6 } {
        begin_anew(ground).await?;
        let (end, ended) = watch::channel(false);
        let placing = steady(addresses, history, ground.seed + round, (PLACED_PER_S, Pressing::Once), ended);
        let looking = async {
            sleep(AROUND).await;
            let shown = look_at_pictures(base, &pictures, PHONES).await;
            sleep(AROUND).await;
            end.send_replace(true);
            shown
        };
        let (placed, shown) = tokio::join!(placing, looking);
        all.add(shown?);
        let Steady { sent: pressed, acknowledged, .. } = placed;
        (sent, taken) = (sent + pressed, taken + acknowledged);
    }
    let others = if all.others.is_empty() { String::new() } else { format!(", {:?}", all.others) };
    let value = format!("{} of {}{others}", all.shown, all.asked);
    Ok(vec![
        Measure::new(
            "photos of a surface that began, menu 60 ms late",
            value,
            "all",
            all.asked > 0 && all.shown == all.asked,
        ),
        Measure::new(
            "  and orders meanwhile",
            format!("{taken} of {sent}"),
            "all at the first press",
            sent > 0 && taken == sent,
        ),
    ])
}

/// Restarts the client surfaces, so that they have no photo, and makes the menu service answer late
/// until the world is reset.
async fn begin_anew(ground: &Ground<'_>) -> Result<()> {
    inflict(ground, Service::Client, Harm::Dead).await?;
    relieve(ground, Service::Client).await?;
    for menu in ground.world.of(Service::Menu) {
        menu.link.as_ref().context("the menu service has no link")?.set(Mode::Slow(LATE));
    }
    Ok(())
}

impl ShownPictures {
    fn add(&mut self, more: Self) {
        self.asked += more.asked;
        self.shown += more.shown;
        for (instead, count) in more.others {
            *self.others.entry(instead).or_default() += count;
        }
    }
}
