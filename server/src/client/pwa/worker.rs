//! The service worker's script: the asset `pwa/worker.js` after a line that names this build and
//! its files.

use crate::assets;
use anyhow::Context as _;
use http::HeaderValue;
use leptos::config::LeptosOptions;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use std::path::Path;

const TAG_BYTES: usize = 8;
/// Extensions of the files that every page needs: they are fetched when the worker is installed.
/// Pictures other than [`PICTURES`] are kept once they were seen.
const SHELL: [&str; 3] = ["css", "js", "wasm"];
const PICTURES: [&str; 2] = ["icon.svg", "pictures.svg"];

/// A worker that replaces an installed one, deletes all its caches and unregisters itself.
const REMOVAL: &str = "addEventListener(\"install\", () => skipWaiting());
addEventListener(\"activate\", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) await caches.delete(name);
  await registration.unregister();
})()));
";

/// A worker's script and its entity tag.
pub struct ServiceWorker {
    pub script: String,
    pub tag: HeaderValue,
}

impl ServiceWorker {
    /// The worker among the assets of `options`; `None` if there is none.
    ///
    /// # Errors
    /// When the files cannot be read.
    pub fn from_assets(options: &LeptosOptions) -> anyhow::Result<Option<Self>> {
        let folder = Path::new(&*options.site_root).join(&*options.site_pkg_dir);
        let source = match std::fs::read_to_string(folder.join("pwa/worker.js")) {
            Ok(source) => source,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).context("cannot read the service worker"),
        };
        let address = assets::pkg_path(options);
        let mut files = Vec::new();
        collect_shell_files(&folder, &address, &mut files)
            .context("cannot list the built pages")?;
        files.sort_unstable();
        let build = address.rsplit('/').next().unwrap_or_default();
        let code: String = source
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .map(|line| format!("{line}\n"))
            .collect();
        Self::new(format!("const BUILD = {}, FILES = {};\n{code}", json!(build), json!(files)))
            .map(Some)
    }

    /// The script that removes a worker which a phone has from an earlier release.
    ///
    /// # Errors
    /// Never: a digest is a valid header value.
    pub fn self_removing() -> anyhow::Result<Self> {
        Self::new(REMOVAL.to_owned())
    }

    fn new(script: String) -> anyhow::Result<Self> {
        let digest = hex::encode(&Sha256::digest(script.as_bytes())[..TAG_BYTES]);
        // Weak: the same script is sent plain and compressed.
        Ok(Self { tag: HeaderValue::try_from(format!("W/\"{digest}\""))?, script })
    }
}

fn collect_shell_files(
    folder: &Path,
    address: &str,
    files: &mut Vec<String>,
) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = path.extension().and_then(|kind| kind.to_str()).unwrap_or_default();
        let address = format!("{address}/{name}");
        if path.is_dir() {
            collect_shell_files(&path, &address, files)?;
        } else if (SHELL.contains(&kind) && name != "worker.js")
            || PICTURES.contains(&name.as_str())
        {
            files.push(address);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn worker_of(files: &[&str]) -> Option<ServiceWorker> {
        let site = tempfile::tempdir().unwrap();
        let pkg = site.path().join("pkg/0123");
        for file in files {
            fs::create_dir_all(pkg.join(file).parent().unwrap()).unwrap();
            fs::write(pkg.join(file), "// why\nkeep();\n").unwrap();
        }
        fs::write(site.path().join("pkg/current"), "0123").unwrap();
        ServiceWorker::from_assets(&assets::leptos_options("client", site.path()).unwrap()).unwrap()
    }

    #[test]
    fn the_worker_knows_its_build_and_keeps_what_every_page_needs() {
        let worker = worker_of(&[
            "client.css",
            "client.css.br",
            "client.js",
            "client_bg.wasm",
            "client_bg.wasm.gz",
            "pictures.svg",
            "latte.svg",
            "snippets/one/inline.js",
            "pwa/worker.js",
            "pwa/install.js",
            "pwa/icon-192.png",
        ]);
        let names = [
            "client.css",
            "client.js",
            "client_bg.wasm",
            "pictures.svg",
            "pwa/install.js",
            "snippets/one/inline.js",
        ];
        let files = json!(names.map(|name| format!("/pkg/0123/{name}")));
        assert_eq!(
            worker.unwrap().script,
            format!("const BUILD = \"0123\", FILES = {files};\nkeep();\n")
        );
    }

    #[test]
    fn assets_without_a_worker_are_served_without_one() {
        assert!(worker_of(&["client.css"]).is_none());
    }
}
