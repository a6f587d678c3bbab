//! A base image made from Debian packages: the files that a binary needs at run time, without a
//! shell or a package manager.
//!
//! It serves machines that reach a Debian archive but no registry. The C library comes from the
//! archive's suite for the release of this machine, so a binary linked here runs in the image.

use super::{archive, engine::ContainerEngine, images_folder};
use crate::{command, progress, tools::debian};
use anyhow::{Context as _, Result};
use std::{
    fs,
    io::ErrorKind,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    time::Duration,
};

/// The C library, the unwinder, the certificate authorities for https, the system's name
/// (os-release), and the names of protocols.
const PACKAGES: [&str; 5] = ["libc6", "libgcc-s1", "ca-certificates", "base-files", "netbase"];
/// Folders that nothing reads at run time.
const LEFT_OUT: [&str; 9] = [
    "usr/share/doc",
    "usr/share/man",
    "usr/share/info",
    "usr/share/lintian",
    "usr/share/locale",
    "usr/share/bug",
    "usr/share/base-files",
    "usr/share/ca-certificates",
    "usr/sbin",
];
const LEFT_OUT_BESIDE_LIBRARIES: [&str; 2] = ["gconv", "audit"];
const ACCOUNTS: [(&str, &str); 3] = [
    (
        "etc/passwd",
        "root:x:0:0:root:/root:/sbin/nologin\nnobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin\n\
         nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n",
    ),
    ("etc/group", "root:x:0:\nnobody:x:65534:\nnonroot:x:65532:\n"),
    ("etc/nsswitch.conf", "hosts: files dns\npasswd: files\ngroup: files\n"),
];
const LIMIT: Duration = Duration::from_secs(120);

/// Whether this machine can make the base image: it needs root, apt-get, dpkg-deb and tar.
pub fn can_make_base() -> bool {
    let programs = ["apt-get", "dpkg-deb", "tar"]
        .iter()
        .all(|program| command::find_program(program).is_some());
    programs && rustix::process::geteuid().is_root()
}

/// Removes the marker, so that the next [`ensure`] makes the archive again.
pub fn remove_marker() -> Result<()> {
    match fs::remove_file(marker_file()) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error).context("cannot forget the base")
        }
        _ => Ok(()),
    }
}

/// File that records which packages the existing archive was made of.
fn marker_file() -> PathBuf {
    images_folder().join("base.packages")
}

/// Makes the image unless it exists for the archive's current packages, and returns its name. The
/// tag is a digest of the contents.
pub fn ensure_image(engine: ContainerEngine) -> Result<String> {
    let addresses = debian::package_addresses(&PACKAGES)?;
    let tar = images_folder().join("base.tar");
    let marker = marker_file();
    if !(tar.is_file() && fs::read_to_string(&marker).is_ok_and(|packages| packages == addresses)) {
        progress::print_stage(format_args!("making a base image of {}", PACKAGES.join(", ")));
        make_tar(&tar)?;
        fs::write(&marker, &addresses)?;
    }
    let mut tag = archive::content_digest(&tar)?;
    tag.truncate(12);
    let name = engine.local_name("base", &tag);
    if !engine.has_image(&name) {
        load_image(engine, &name, &tar)?;
    }
    Ok(name)
}

fn load_image(engine: ContainerEngine, name: &str, tar: &Path) -> Result<()> {
    let work = tempfile::tempdir()?;
    fs::copy(tar, work.path().join("base.tar"))?;
    fs::write(work.path().join("Containerfile"), "FROM scratch\nADD base.tar /\n")?;
    let mut build = engine.engine_command();
    build.args(["build", "--quiet", "--tag", name]).args(super::reproducible_options(engine));
    build.arg("--file").arg(work.path().join("Containerfile")).arg(work.path());
    command::run_checked(build.stdout(std::process::Stdio::null()), LIMIT)
}

/// Writes the base's file system to `tar`; the same packages give the same bytes.
fn make_tar(tar: &Path) -> Result<()> {
    let work = tempfile::tempdir()?;
    let packages = work.path().join("packages");
    let root = work.path().join("root");
    for folder in [&packages, &root] {
        fs::create_dir_all(folder)?;
    }
    debian::download_packages(&PACKAGES, &packages)?;
    for package in sorted_entries(&packages)? {
        command::run_checked(
            command::workspace_command("dpkg-deb").arg("-x").arg(&package).arg(&root),
            LIMIT,
        )?;
        record_package(&package, &root)?;
    }
    write_ca_bundle(&root)?;
    remove_unused_folders(&root)?;
    write_accounts(&root)?;
    archive::pack_tar(&root, tar)
}

/// Records a package for vulnerability scanners, in the folder that distroless images use.
fn record_package(package: &Path, root: &Path) -> Result<()> {
    let status = root.join("var/lib/dpkg/status.d");
    fs::create_dir_all(&status)?;
    let fields = command::run_for_output(
        command::workspace_command("dpkg-deb").arg("--field").arg(package),
        LIMIT,
    )?;
    let name = fields
        .lines()
        .find_map(|line| line.strip_prefix("Package: "))
        .context("a nameless package")?;
    Ok(fs::write(status.join(name), &fields)?)
}

/// Writes all certificates into the one bundle file in which programs look for them.
fn write_ca_bundle(root: &Path) -> Result<()> {
    let mut bundle = Vec::new();
    for (_, path) in crate::build::files_below(&root.join("usr/share/ca-certificates"))? {
        if path.extension().is_some_and(|extension| extension == "crt") {
            bundle.extend(fs::read(path)?);
        }
    }
    let certificates = root.join("etc/ssl/certs");
    fs::create_dir_all(&certificates)?;
    Ok(fs::write(certificates.join("ca-certificates.crt"), bundle)?)
}

fn remove_unused_folders(root: &Path) -> Result<()> {
    let libraries = ["usr/lib", "lib"].map(|folder| root.join(folder));
    let beside = libraries.iter().flat_map(|folder| sorted_entries(folder).unwrap_or_default());
    let beside = beside.flat_map(|folder| LEFT_OUT_BESIDE_LIBRARIES.map(|name| folder.join(name)));
    for path in LEFT_OUT.iter().map(|path| root.join(path)).chain(beside) {
        if path.is_dir() {
            fs::remove_dir_all(&path)
                .with_context(|| format!("cannot remove {}", path.display()))?;
        }
    }
    Ok(())
}

fn write_accounts(root: &Path) -> Result<()> {
    for (path, text) in ACCOUNTS {
        fs::write(root.join(path), text)?;
    }
    let home = root.join("home/nonroot");
    let temporary = root.join("tmp");
    for folder in [&home, &temporary] {
        fs::create_dir_all(folder)?;
    }
    fs::set_permissions(&temporary, fs::Permissions::from_mode(0o1777))?;
    std::os::unix::fs::chown(&home, Some(super::USER), Some(super::USER))
        .context("cannot give a home away")
}

fn sorted_entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    Ok(paths)
}
