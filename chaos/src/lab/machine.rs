//! Container image for programs of this machine, PostgreSQL and haproxy. It has only folders, links
//! and user names; this machine's `/usr` is mounted into it read-only.

use super::{
    part::LabPart,
    podman::{LABEL, run_podman, run_program},
};
use anyhow::{Context as _, Result};
use std::{
    fs,
    os::unix::fs::{chown, symlink},
    path::{Path, PathBuf},
};

pub const IMAGE: &str = "localhost/jumun-lab/machine:latest";
/// Name of each service's database, on its own server.
pub const DATABASE: &str = "jumun";
pub const USER: u32 = 65_532;
const MEMORY: &str = "/dev/shm";
const DISKS: &str = "jumun-lab-";
const PASSWD: &str =
    "root:x:0:0:root:/:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/:/sbin/nologin\n";
/// Trusts every client that reaches the port: the network policy decides which do.
const HBA: &str = "host all all 0.0.0.0/0 trust\n";

/// Builds the image, below `folder`.
///
/// # Errors
/// If it cannot be written or imported.
pub async fn build_image(folder: &Path) -> Result<()> {
    let root = folder.join("machine");
    let archive = folder.join("machine.tar");
    create_rootfs(&root).with_context(|| format!("cannot make {}", root.display()))?;
    let root = root.to_string_lossy();
    let archive = archive.to_string_lossy();
    let owner = (format!("--owner={USER}"), format!("--group={USER}"));
    run_program("tar", &["-C", &root, &owner.0, &owner.1, "-cf", &archive, "."]).await?;
    let label = format!("LABEL {LABEL}=1");
    run_podman(&["import", "--quiet", "--change", &label, &archive, IMAGE]).await.map(drop)
}

fn create_rootfs(root: &Path) -> std::io::Result<()> {
    for folder in ["etc", "usr", "tmp", "run", "data", "proc", "sys", "dev"] {
        fs::create_dir_all(root.join(folder))?;
    }
    for name in ["bin", "sbin", "lib", "lib64"] {
        let link = root.join(name);
        if link.symlink_metadata().is_err() {
            symlink(format!("usr/{name}"), link)?;
        }
    }
    fs::write(root.join("etc/passwd"), PASSWD)?;
    fs::write(root.join("etc/group"), "root:x:0:\nnonroot:x:65532:\n")?;
    fs::write(root.join("etc/nsswitch.conf"), "hosts: files dns\n")?;
    fs::write(root.join("etc/pg_hba.conf"), HBA)
}

/// Flags that mount this machine's programs.
pub fn program_mounts() -> [String; 2] {
    ["--mount".to_owned(), "type=bind,src=/usr,dst=/usr,ro".to_owned()]
}

/// Folder for a server's data, which outlives its container. It is in this machine's memory: the
/// hosts of a lab would share one real disk with everything else here, and the load on that disk
/// must not decide anything.
pub fn data_folder(part: LabPart) -> PathBuf {
    Path::new(MEMORY).join(format!("{DISKS}{}", part.dns_alias()))
}

/// Creates an empty data folder, owned by the containers' user.
///
/// # Errors
/// If it cannot be created.
pub fn create_data_folder(part: LabPart) -> Result<()> {
    let path = data_folder(part);
    let make = || fs::create_dir(&path).and_then(|()| chown(&path, Some(USER), Some(USER)));
    make().with_context(|| format!("cannot make {}", path.display()))
}

/// Removes the data folders of all servers.
///
/// # Errors
/// If one cannot be removed.
pub fn remove_data_folders() -> Result<()> {
    for entry in fs::read_dir(MEMORY)?.flatten() {
        if entry.file_name().to_string_lossy().starts_with(DISKS) {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

/// Command of a PostgreSQL container: creates the cluster at its first start. Durability is the
/// default: an acknowledged commit is on disk.
pub fn postgres_command(programs: &Path) -> Vec<String> {
    let programs = programs.display();
    let script = format!(
        "test -f /data/pg/PG_VERSION || {programs}/initdb --username=postgres --auth=trust --encoding=UTF8 \
         --locale=C --pgdata /data/pg; exec {programs}/postgres -D /data/pg -c listen_addresses=0.0.0.0 \
         -c unix_socket_directories= -c hba_file=/etc/pg_hba.conf -c max_connections=200 \
         -c idle_in_transaction_session_timeout=5s"
    );
    vec!["/bin/sh".to_owned(), "-c".to_owned(), script]
}
