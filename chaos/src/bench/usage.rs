//! CPU time and memory that the processes of a world have used, as the kernel counts them.

use crate::{
    cpu::ProcessStat,
    world::{ProcessWorld, ServiceKind},
};
use std::{collections::BTreeMap, fs};

const PAGE_BYTES: f64 = 4_096.0;

/// Usage by service, over all its replicas and their child processes.
#[derive(Debug, Clone, Default)]
pub struct ServiceUsage(BTreeMap<&'static str, ResourceUsage>);

#[derive(Debug, Clone, Copy, Default)]
struct ResourceUsage {
    cpu_s: f64,
    resident_bytes: f64,
}

struct ProcessUsage {
    id: u32,
    parent: u32,
    used: ResourceUsage,
}

impl ServiceUsage {
    /// Usage until now.
    pub fn for_world(world: &ProcessWorld) -> Self {
        let processes = read_processes();
        let mut usage = Self::default();
        for replica in &world.replicas {
            let Some(id) =
                replica.process.pid().map(|pid| pid.as_raw_nonzero().get().unsigned_abs())
            else {
                continue;
            };
            let own = processes.iter().filter(|process| process.id == id || process.parent == id);
            let used = usage.0.entry(service_label(replica.service)).or_default();
            for process in own {
                used.cpu_s += process.used.cpu_s;
                used.resident_bytes += process.used.resident_bytes;
            }
        }
        usage
    }

    /// CPU seconds since `before`, by service.
    pub fn cpu_s_since(&self, before: &Self) -> BTreeMap<&'static str, f64> {
        self.change_since(before, |used| used.cpu_s)
    }

    /// Growth of resident memory since `before`, in bytes, by service.
    pub fn resident_bytes_since(&self, before: &Self) -> BTreeMap<&'static str, f64> {
        self.change_since(before, |used| used.resident_bytes)
    }

    fn change_since(
        &self,
        before: &Self,
        what: impl Fn(&ResourceUsage) -> f64,
    ) -> BTreeMap<&'static str, f64> {
        let then = |name| before.0.get(name).map_or(0.0, &what);
        self.0.iter().map(|(name, used)| (*name, what(used) - then(name))).collect()
    }
}

fn service_label(service: ServiceKind) -> &'static str {
    match service {
        ServiceKind::Postgres => "postgres",
        ServiceKind::Menu => "menu",
        ServiceKind::Order => "order",
        ServiceKind::Staff => "staff",
        ServiceKind::Client => "web-client",
        ServiceKind::Admin => "web-admin",
    }
}

fn read_processes() -> Vec<ProcessUsage> {
    let folders = fs::read_dir("/proc").into_iter().flatten().flatten();
    let ids = folders.filter_map(|folder| folder.file_name().to_str()?.parse().ok());
    // A process that has ended meanwhile has no file any more.
    ids.filter_map(|id: u32| parse_stat(id, &fs::read_to_string(format!("/proc/{id}/stat")).ok()?))
        .collect()
}

fn parse_stat(id: u32, text: &str) -> Option<ProcessUsage> {
    let stat = ProcessStat::parse(text)?;
    let used = ResourceUsage {
        cpu_s: stat.cpu_s()?,
        resident_bytes: stat.numeric_field(24)? * PAGE_BYTES,
    };
    Some(ProcessUsage { id, parent: stat.nth_field(4)?.parse().ok()?, used })
}
