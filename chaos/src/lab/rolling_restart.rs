//! Rolling restart: replaces every replica of the project's own parts by one of a new image, as a
//! Deployment with `maxUnavailable: 0` does. Also kills every replica once.

use super::{
    Lab, container,
    host::{self, Host},
    part::Part,
    podman::{LABEL, podman},
    recipe::Images,
};
use crate::{check::Check, history::History, terminal};
use anyhow::{Result, ensure};
use std::{fs, path::Path, time::Duration};
use tokio::time::sleep;

const READY_LIMIT: Duration = Duration::from_secs(30);
/// Time from ready until the old replica is stopped, as `minReadySeconds`: names are resolved again
/// within 2 s.
const MIN_READY: Duration = Duration::from_secs(3);
/// Time for which a killed replica stays down.
const DEAD: Duration = Duration::from_secs(3);

/// Builds the next images: the same binaries under another label and digest.
///
/// # Errors
/// If podman cannot build them below `folder`.
pub async fn next_images(images: &Images, folder: &Path) -> Result<Images> {
    let next = async |image: &str, name: &str| -> Result<String> {
        let (file, tag) = (folder.join(format!("{name}.next")), format!("localhost/jumun-lab/{name}:next"));
        let label = format!("{LABEL}=1 org.opencontainers.image.revision=next");
        fs::write(&file, format!("FROM {image}\nLABEL {label}\n"))?;
        let (file, empty) = (file.to_string_lossy(), folder.join("empty"));
        fs::create_dir_all(&empty)?;
        podman(&[
            "build",
            "--quiet",
            "--pull=never",
            "--tag",
            &tag,
            "--file",
            &file,
            &empty.to_string_lossy(),
        ])
        .await?;
        Ok(tag)
    };
    Ok(Images {
        web: next(&images.web, "web").await?,
        menu: next(&images.menu, "menu").await?,
        order: next(&images.order, "order").await?,
        staff: next(&images.staff, "staff").await?,
    })
}

impl Lab {
    /// Replaces every replica, one after the other.
    pub(super) async fn roll(&self, next: &Images, history: &History, rest: Duration) -> Check {
        let kitchen = super::Kitchen { images: next.clone(), ..self.kitchen.clone() };
        let replace = async |host: &Host| -> Result<String> {
            let name = format!("{}-next", host.name);
            container::make(&name, host.part, &kitchen.recipe(host.part)).await?;
            host::wait_ready(&name, host.part, READY_LIMIT).await?;
            sleep(MIN_READY).await;
            let old = host.container();
            host.moved_to(&name);
            host.wait_ready(READY_LIMIT).await?;
            let took = container::end(&old).await?;
            container::remove(&old).await?;
            ensure!(took <= container::TERMINATE_LIMIT, "{old} took {took:.1?} to end");
            Ok(format!("replaced {}: the old one ended in {took:.1?}", host.name))
        };
        self.each("every replica is replaced, and ends in time", history, rest, replace).await
    }

    /// Kills every replica once, one after the other.
    pub(super) async fn kill_each(&self, history: &History, rest: Duration) -> Check {
        let kill = async |host: &Host| -> Result<String> {
            let name = host.container();
            container::kill(&name).await?;
            sleep(DEAD).await;
            container::start(&name, host.part).await?;
            let took = host.wait_ready(READY_LIMIT).await?;
            Ok(format!("killed {}: ready {took:.1?} after its start", host.name))
        };
        self.each("every killed replica comes back", history, rest, kill).await
    }

    async fn each(
        &self,
        name: &'static str,
        history: &History,
        rest: Duration,
        work: impl AsyncFn(&Host) -> Result<String>,
    ) -> Check {
        let mut check = Check { name, count: 0, violations: Vec::new() };
        for host in self.hosts.iter().filter(|host| host.part.is_ours()) {
            history.fault(format!("{name}: {}", host.name));
            check.count += 1;
            match work(host).await {
                Ok(line) => terminal::line(line),
                Err(error) => {
                    terminal::line(format_args!("{}: {error:#}", host.name));
                    check.violations.push(format!("{}: {error:#}", host.name));
                }
            }
            sleep(rest).await;
        }
        check
    }

    /// Names of the current containers of a part.
    pub(super) fn containers(&self, part: Part) -> impl Iterator<Item = String> {
        let entry = (part == Part::Entry).then(|| super::ENTRY_NAME.to_owned());
        entry.into_iter().chain(self.hosts.iter().filter(move |host| host.part == part).map(Host::container))
    }
}
