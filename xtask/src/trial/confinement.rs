//! Confinement of a process as the kernel reports it; the configuration is only the request.

use anyhow::{Context as _, Result, ensure};
use std::{collections::BTreeMap, fs};

/// Single files that a container engine mounts over the root.
const ENGINES: [&str; 4] =
    ["/etc/hosts", "/etc/hostname", "/etc/resolv.conf", "/run/.containerenv"];
const KERNELS: [&str; 3] = ["/dev", "/proc", "/sys"];

/// The user that a process must have, and the folders that it may write to.
#[derive(Debug, Clone)]
pub struct ProcessConfinement {
    /// Required user id; `None` for any but root.
    pub user: Option<u32>,
    /// Folders that the process may write to; everything else must be read-only.
    pub writable: Vec<String>,
}

impl ProcessConfinement {
    /// Checks the process `process_id` of this machine.
    ///
    /// # Errors
    /// When the process has another user, could gain a privilege, or can write elsewhere.
    pub fn check_process(&self, process_id: u32) -> Result<()> {
        let read = |file: &str| {
            let path = format!("/proc/{process_id}/{file}");
            fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))
        };
        self.check_proc_files(&read("status")?, &read("mountinfo")?)
    }

    /// As [`ProcessConfinement::check`], with the contents of the process's `status` and
    /// `mountinfo` in `/proc`.
    pub fn check_proc_files(&self, status: &str, mounts: &str) -> Result<()> {
        check_privileges(status, self.user)?;
        ensure!(root_is_read_only(mounts), "its root file system can be written");
        let open = self.writable_mounts(mounts);
        ensure!(
            open.is_empty(),
            "it can write to {}: a place that it has nowhere else",
            open.join(", ")
        );
        Ok(())
    }

    /// Writable mount points other than the permitted ones.
    fn writable_mounts(&self, mounts: &str) -> Vec<String> {
        let fields = mounts.lines().map(|line| line.split(' ').collect::<Vec<_>>());
        let place = |fields: Vec<&str>| {
            Some(((*fields.get(4)?).to_owned(), has_option(fields.get(5)?, "rw")))
        };
        // Of two mounts at one mount point the later one hides the other.
        let places: BTreeMap<_, _> = fields.filter_map(place).collect();
        let open = places.into_iter().filter(|(_, is_open)| *is_open).map(|(place, _)| place);
        open.filter(|place| place != "/" && !self.is_permitted(place)).collect()
    }

    fn is_permitted(&self, place: &str) -> bool {
        let mut folders = KERNELS.into_iter().chain(self.writable.iter().map(String::as_str));
        folders.any(|folder| is_at_or_below(place, folder)) || ENGINES.contains(&place)
    }
}

fn has_option(options: &str, name: &str) -> bool {
    options.split(',').any(|option| option == name)
}

fn is_at_or_below(place: &str, folder: &str) -> bool {
    place.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn check_privileges(status: &str, user: Option<u32>) -> Result<()> {
    let field = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        line.map(str::trim).with_context(|| format!("the kernel says nothing of {name}"))
    };
    for name in ["Uid", "Gid"] {
        let numbers = field(name)?;
        let is_right = |number: &str| user.map_or(number != "0", |user| number == user.to_string());
        ensure!(numbers.split_whitespace().all(is_right), "its {name} is {numbers}");
    }
    for name in ["CapPrm", "CapEff", "CapBnd", "CapAmb"] {
        ensure!(
            field(name)?.trim_matches('0').is_empty(),
            "it has capabilities: {name} {}",
            field(name)?
        );
    }
    ensure!(field("NoNewPrivs")? == "1", "it could gain privileges");
    Ok(())
}

/// Whether the root is mounted read-only. The fields of a line: id, parent, device, root, mount
/// point, options, …
fn root_is_read_only(mounts: &str) -> bool {
    let mut roots = mounts.lines().map(|line| line.split(' ').collect::<Vec<_>>());
    let root = roots.find(|fields| fields.get(4) == Some(&"/"));
    root.and_then(|fields| fields.get(5).copied()).is_some_and(|options| has_option(options, "ro"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const USER: u32 = 65_532;
    const GOOD: &str = "Name:\torder\nUid:\t65532\t65532\t65532\t65532\nGid:\t65532\t65532\t65532\t65532\n\
                        CapPrm:\t0000000000000000\nCapEff:\t0000000000000000\nCapBnd:\t0000000000000000\n\
                        CapAmb:\t0000000000000000\nNoNewPrivs:\t1\n";

    #[test]
    fn a_user_a_capability_or_a_way_to_more_is_found() {
        assert!(check_privileges(GOOD, Some(USER)).is_ok());
        for (good, bad) in [
            ("Uid:\t65532\t65532", "Uid:\t65532\t0"),
            ("CapBnd:\t0000000000000000", "CapBnd:\t0000000000000400"),
            ("NoNewPrivs:\t1", "NoNewPrivs:\t0"),
            ("CapAmb:\t0000000000000000\n", ""),
        ] {
            assert!(check_privileges(&GOOD.replace(good, bad), Some(USER)).is_err(), "{bad}");
        }
        assert!(check_privileges(GOOD, None).is_ok());
        assert!(check_privileges(&GOOD.replace("65532", "0"), None).is_err());
    }

    #[test]
    fn only_the_roots_own_mount_counts() {
        let mount = |options: &str| {
            format!(
                "1 0 0:1 / /data rw,nosuid - ext4 x rw\n2 0 0:2 / / {options} - overlay overlay rw\n"
            )
        };
        assert!(root_is_read_only(&mount("ro,relatime")));
        assert!(!root_is_read_only(&mount("rw,relatime")));
        assert!(!root_is_read_only(""));
    }

    #[test]
    fn memory_over_a_folder_is_a_place_to_write() {
        let mount = |place: &str| {
            format!(
                "1 0 0:1 / {place} rw,nosuid - tmpfs tmpfs rw\n2 0 0:2 / / ro - overlay overlay rw\n"
            )
        };
        let confinement = ProcessConfinement { user: None, writable: vec!["/data".to_owned()] };
        for known in ["/data", "/dev/shm", "/proc", "/etc/hosts"] {
            assert_eq!(confinement.writable_mounts(&mount(known)), Vec::<String>::new());
        }
        for unknown in ["/tmp", "/run", "/var/tmp", "/database"] {
            assert_eq!(confinement.writable_mounts(&mount(unknown)), [unknown]);
        }
        let hidden = format!("{}3 0 0:3 / /tmp ro - tmpfs tmpfs rw\n", mount("/tmp"));
        assert_eq!(confinement.writable_mounts(&hidden), Vec::<String>::new());
    }
}
