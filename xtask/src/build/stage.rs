//! A build step whose result is cached while its inputs stay the same, so that a second start takes
//! seconds.

use super::{digest::ContentDigest, project::LeptosProject};
use crate::workspace;
use anyhow::{Context as _, Result};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Folder of a step's cached result for one surface, below `target/stages`.
pub fn stage_folder(project: &LeptosProject, step: &str) -> PathBuf {
    workspace::root_folder().join("target/stages").join(&project.name).join(step)
}

/// Fills `folder` by `make`, unless the digest of `inputs` is that of the last successful run.
pub fn run_cached(
    folder: &Path,
    inputs: ContentDigest,
    make: impl FnOnce(&Path) -> Result<()>,
) -> Result<()> {
    let (inputs, marker) = (inputs.into_hex(), folder.with_extension("inputs"));
    if folder.is_dir() && fs::read_to_string(&marker).is_ok_and(|made_of| made_of == inputs) {
        return Ok(());
    }
    let _no_marker_yet = fs::remove_file(&marker);
    make_empty(folder)?;
    make(folder)?;
    fs::write(&marker, inputs).with_context(|| format!("cannot write {}", marker.display()))
}

/// Makes `folder` an empty folder.
pub fn make_empty(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)
            .with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn a_step_runs_again_only_when_its_inputs_change_or_it_failed() {
        let home = tempfile::tempdir().unwrap();
        let runs = Cell::new(0);
        let step = |input: &str, works: bool| {
            let mut inputs = ContentDigest::default();
            inputs.add_content("input", input.as_bytes());
            run_cached(&home.path().join("step"), inputs, |_| {
                runs.set(runs.get() + 1);
                if works { Ok(()) } else { Err(anyhow::anyhow!("broken")) }
            })
        };
        step("one", true).unwrap();
        step("one", true).unwrap();
        assert_eq!(runs.get(), 1);
        step("two", false).unwrap_err();
        step("two", true).unwrap();
        assert_eq!(runs.get(), 3);
        step("one", true).unwrap();
        assert_eq!(runs.get(), 4);
    }
}
