//! Rolling restart: replaces every replica of the project's own parts by one of a new image, as a
//! Deployment with `maxUnavailable: 0` does. Also kills every replica once.

use super::{
    ContainerLab, container,
    host::{self, LabHost},
    part::LabPart,
    podman::{LABEL, run_podman},
    recipe::ProjectImages,
};
use crate::{check::AuditCheck, history::RunHistory, terminal};
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
pub async fn build_next_images(images: &ProjectImages, folder: &Path) -> Result<ProjectImages> {
    let next = async |image: &str, name: &str| -> Result<String> {
        let file = folder.join(format!("{name}.next"));
        let tag = format!("localhost/jumun-lab/{name}:next");
        let label = format!("{LABEL}=1 org.opencontainers.image.revision=next");
        fs::write(&file, format!("FROM {image}\nLABEL {label}\n"))?;
        let file = file.to_string_lossy();
        let empty = folder.join("empty");
        fs::create_dir_all(&empty)?;
        run_podman(&[
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
    Ok(ProjectImages {
        web: next(&images.web, "web").await?,
        menu: next(&images.menu, "menu").await?,
        order: next(&images.order, "order").await?,
        staff: next(&images.staff, "staff").await?,
    })
}

impl ContainerLab {
    /// Replaces every replica, one after the other.
    pub(super) async fn replace_each(
        &self,
        next: &ProjectImages,
        history: &RunHistory,
        rest: Duration,
    ) -> AuditCheck {
        let kitchen = super::ContainerRecipes { images: next.clone(), ..self.kitchen.clone() };
        let replace = async |host: &LabHost| -> Result<String> {
            let name = format!("{}-next", host.name);
            container::create_container(&name, host.part, &kitchen.recipe_for(host.part)).await?;
            host::wait_ready(&name, host.part, READY_LIMIT).await?;
            sleep(MIN_READY).await;
            let old = host.container_name();
            host.set_container(&name);
            host.wait_ready(READY_LIMIT).await?;
            let took = container::stop_container(&old).await?;
            container::remove_container(&old).await?;
            ensure!(took <= container::TERMINATE_LIMIT, "{old} took {took:.1?} to end");
            Ok(format!("replaced {}: the old one ended in {took:.1?}", host.name))
        };
        self.for_each_host("every replica is replaced, and ends in time", history, rest, replace)
            .await
    }

    /// Kills every replica once, one after the other.
    pub(super) async fn kill_each(&self, history: &RunHistory, rest: Duration) -> AuditCheck {
        let kill = async |host: &LabHost| -> Result<String> {
            let name = host.container_name();
            container::kill_container(&name).await?;
            sleep(DEAD).await;
            container::start_container(&name, host.part).await?;
            let took = host.wait_ready(READY_LIMIT).await?;
            Ok(format!("killed {}: ready {took:.1?} after its start", host.name))
        };
        self.for_each_host("every killed replica comes back", history, rest, kill).await
    }

    async fn for_each_host(
        &self,
        name: &'static str,
        history: &RunHistory,
        rest: Duration,
        work: impl AsyncFn(&LabHost) -> Result<String>,
    ) -> AuditCheck {
        let mut check = AuditCheck { name, count: 0, violations: Vec::new() };
        for host in self.hosts.iter().filter(|host| host.part.is_ours()) {
            history.record_fault(format!("{name}: {}", host.name));
            check.count += 1;
            match work(host).await {
                Ok(line) => terminal::print_timed_line(line),
                Err(error) => {
                    terminal::print_timed_line(format_args!("{}: {error:#}", host.name));
                    check.violations.push(format!("{}: {error:#}", host.name));
                }
            }
            sleep(rest).await;
        }
        check
    }

    /// Names of the current containers of a part.
    pub(super) fn container_names(&self, part: LabPart) -> impl Iterator<Item = String> {
        let entry = (part == LabPart::Entry).then(|| super::ENTRY_NAME.to_owned());
        entry.into_iter().chain(
            self.hosts.iter().filter(move |host| host.part == part).map(LabHost::container_name),
        )
    }
}
