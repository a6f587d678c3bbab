//! Reproducibility check: laid out and built again without any cache, the images must have the
//! digests of the first build.

use super::{ImageArgs, ImageSet, base, build_from_context, choose_base, context};
use crate::{build::BuildProfile, progress};
use anyhow::{Result, ensure};

/// Builds `images` a second time, compares the ids, and removes the second build.
///
/// # Errors
/// When an image differs.
pub fn check_reproducible(wish: &ImageArgs, images: &ImageSet) -> Result<()> {
    base::remove_marker()?;
    let again = ImageSet::with_tag(wish.engine, "built-again");
    let base = choose_base(wish.engine, wish.base.as_deref())?;
    build_from_context(
        wish.engine,
        base.as_deref(),
        &again,
        &context::stage_context(BuildProfile::Release)?,
    )?;
    for ((name, first), (_, second)) in images.names_by_target().zip(again.names_by_target()) {
        let [first_id, second_id] = [&first, &second]
            .map(|image| wish.engine.inspect_field(image, "{{.Id}}"))
            .map(Result::ok);
        wish.engine.output_text(&["rmi", &second])?;
        ensure!(
            first_id.is_some() && first_id == second_id,
            "{name} differs when it is built again"
        );
        progress::print_stage(format_args!(
            "{name}: the same again, {}",
            first_id.unwrap_or_default()
        ));
    }
    Ok(())
}
