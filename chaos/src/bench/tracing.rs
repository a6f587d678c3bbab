//! Cost of recording traces: the same placements with tracing off, at the default sample rate, and
//! with every trace recorded. Each runs in a world of its own, in turns forth and back, since the
//! machine's speed drifts.

use super::{Figure, costs};
use crate::{
    history::History,
    load::shop::{Phase, Shop},
    world::{Setup, Topology, World},
};
use anyhow::Result;
use std::{io, time::Duration};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
};

const TURNS: [&str; 6] = ["off", "0.1", "1", "1", "0.1", "off"];
const GRACE: Duration = Duration::from_secs(6);
/// Larger than every batch of spans.
const LARGEST_BATCH: u64 = 16 << 20;

/// CPU time of all processes together for one order through the surface, in µs, with tracing off,
/// and the increase for each sample rate, in percent.
///
/// # Errors
/// If something does not start or an order is refused.
pub async fn all(setup: &Setup) -> Result<Vec<Figure>> {
    let collector = Collector::start().await?;
    let mut costs_us = Vec::new();
    for sample in TURNS {
        let envs = if sample == "off" { Vec::new() } else { collector.envs(sample) };
        let world = Topology::OneMachine.start(&Setup { envs, ..setup.clone() }).await?;
        let cost_us = one(&world).await;
        world.close(GRACE).await;
        costs_us.push((sample, cost_us?));
    }
    let mean = |wanted: &str| {
        let own: Vec<_> = costs_us.iter().filter(|(sample, _)| *sample == wanted).map(|(_, us)| us).collect();
        own.iter().copied().sum::<f64>() / own.len() as f64
    };
    let off_us = mean("off");
    let mut figures = vec![figure("all together, tracing off", off_us, "µs")];
    for sample in ["0.1", "1"] {
        let more = (mean(sample) / off_us - 1.0) * 100.0;
        figures.push(figure(&format!("more with traces recorded, sample {sample}"), more, "%"));
    }
    Ok(figures)
}

async fn one(world: &World) -> Result<f64> {
    let (_open, phase) = watch::channel(Phase::Open);
    let shop = Shop::new(world.addresses.clone(), History::new(), phase);
    costs::order_us(world, &shop).await
}

fn figure(on: &str, value: f64, unit: &str) -> Figure {
    Figure {
        topology: Topology::OneMachine.name().to_owned(),
        what: "an order through the surface, traced".to_owned(),
        on: on.to_owned(),
        value: (value * 10.0).round() / 10.0,
        unit: unit.to_owned(),
    }
}

/// Collector that accepts spans by OTLP over HTTP and discards them: the work of a real one is on
/// another machine.
struct Collector {
    endpoint: String,
    _accepting: JoinSet<()>,
}

impl Collector {
    async fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let endpoint = format!("http://{}", listener.local_addr()?);
        let mut accepting = JoinSet::new();
        accepting.spawn(async move {
            let mut open = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                open.spawn(take(stream));
            }
        });
        Ok(Self { endpoint, _accepting: accepting })
    }

    fn envs(&self, sample: &str) -> Vec<(&'static str, String)> {
        vec![
            ("OTEL_EXPORTER_OTLP_ENDPOINT", self.endpoint.clone()),
            ("OTEL_TRACES_SAMPLER_ARG", sample.to_owned()),
        ]
    }
}

/// Answers every request on one connection with 200.
async fn take(stream: TcpStream) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            if line.trim().is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse::<u64>().map_err(io::Error::other)?.min(LARGEST_BATCH);
            }
        }
        tokio::io::copy(&mut (&mut stream).take(length), &mut tokio::io::sink()).await?;
        stream.get_mut().write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await?;
    }
}
