//! What the kernel says of a container's process; the engine's word is only what it was asked for.

use crate::images::USER;
use anyhow::{Context as _, Result, ensure};
use std::fs;

/// Single files that an engine lays over the root.
const ENGINES: [&str; 4] = ["/etc/hosts", "/etc/hostname", "/etc/resolv.conf", "/run/.containerenv"];

/// # Errors
/// When the process is another user's, could get a privilege, or can write to its root file system.
pub fn check(process_id: u32) -> Result<()> {
    let read = |file: &str| {
        let path = format!("/proc/{process_id}/{file}");
        fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))
    };
    // Without root's rights the engine maps users to other numbers on this machine.
    let user = rustix::process::geteuid().is_root().then_some(USER);
    judge(&read("status")?, user)?;
    let mounts = read("mountinfo")?;
    ensure!(root_is_read_only(&mounts), "its root file system can be written");
    let writable = writable(&mounts);
    ensure!(writable.is_empty(), "it can write to {}: a place that it has nowhere else", writable.join(", "));
    Ok(())
}

/// Where it can write besides its data and what the engine needs itself.
fn writable(mounts: &str) -> Vec<String> {
    let lines = mounts.lines().map(|line| line.split(' ').collect::<Vec<_>>());
    let open =
        lines.filter(|fields| fields.get(5).is_some_and(|options| options.split(',').any(|o| o == "rw")));
    let places = open.filter_map(|fields| fields.get(4).map(|place| (*place).to_owned()));
    let is_known = |place: &String| {
        ["/data", "/dev", "/proc", "/sys"].iter().any(|known| is_at_or_below(place, known))
            || ENGINES.contains(&place.as_str())
    };
    places.filter(|place| place != "/" && !is_known(place)).collect()
}

fn is_at_or_below(place: &str, folder: &str) -> bool {
    place.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn judge(status: &str, user: Option<u32>) -> Result<()> {
    let field = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        line.map(str::trim).with_context(|| format!("the kernel says nothing of {name}"))
    };
    if let Some(user) = user {
        for name in ["Uid", "Gid"] {
            let numbers = field(name)?;
            let all = numbers.split_whitespace().all(|number| number == user.to_string());
            ensure!(all, "its {name} is {numbers}");
        }
    }
    for name in ["CapPrm", "CapEff", "CapBnd", "CapAmb"] {
        ensure!(field(name)?.trim_matches('0').is_empty(), "it has capabilities: {name} {}", field(name)?);
    }
    ensure!(field("NoNewPrivs")? == "1", "it could gain privileges");
    Ok(())
}

/// A line: id, parent, device, root, mount point, options, …
fn root_is_read_only(mounts: &str) -> bool {
    let mut roots = mounts.lines().map(|line| line.split(' ').collect::<Vec<_>>());
    let root = roots.find(|fields| fields.get(4) == Some(&"/"));
    root.and_then(|fields| fields.get(5).copied())
        .is_some_and(|options| options.split(',').any(|o| o == "ro"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "Name:\torder\nUid:\t65532\t65532\t65532\t65532\nGid:\t65532\t65532\t65532\t65532\n\
                        CapPrm:\t0000000000000000\nCapEff:\t0000000000000000\nCapBnd:\t0000000000000000\n\
                        CapAmb:\t0000000000000000\nNoNewPrivs:\t1\n";

    #[test]
    fn a_user_a_capability_or_a_way_to_more_is_found() {
        assert!(judge(GOOD, Some(USER)).is_ok());
        for (good, bad) in [
            ("Uid:\t65532\t65532", "Uid:\t65532\t0"),
            ("CapBnd:\t0000000000000000", "CapBnd:\t0000000000000400"),
            ("NoNewPrivs:\t1", "NoNewPrivs:\t0"),
            ("CapAmb:\t0000000000000000\n", ""),
        ] {
            assert!(judge(&GOOD.replace(good, bad), Some(USER)).is_err(), "{bad}");
        }
    }

    #[test]
    fn only_the_roots_own_mount_counts() {
        let mount = |options: &str| {
            format!("1 0 0:1 / /data rw,nosuid - ext4 x rw\n2 0 0:2 / / {options} - overlay overlay rw\n")
        };
        assert!(root_is_read_only(&mount("ro,relatime")));
        assert!(!root_is_read_only(&mount("rw,relatime")));
        assert!(!root_is_read_only(""));
    }

    #[test]
    fn memory_over_a_folder_is_a_place_to_write() {
        let mount = |place: &str| {
            format!("1 0 0:1 / {place} rw,nosuid - tmpfs tmpfs rw\n2 0 0:2 / / ro - overlay overlay rw\n")
        };
        for known in ["/data", "/dev/shm", "/proc", "/etc/hosts"] {
            assert_eq!(writable(&mount(known)), Vec::<String>::new());
        }
        for unknown in ["/tmp", "/run", "/var/tmp", "/database"] {
            assert_eq!(writable(&mount(unknown)), [unknown]);
        }
    }
}
