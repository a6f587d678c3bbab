//! Reproducibility check: laid out and built again without any cache, the images must have the
//! digests of the first build.

use super::{Images, Wish, base, context, make};
use crate::{build::Profile, progress};
use anyhow::{Result, ensure};

/// Builds `images` a second time, compares the ids, and removes the second build.
///
/// # Errors
/// When an image differs.
pub fn check(wish: &Wish, images: &Images) -> Result<()> {
    base::forget()?;
    let again = Images::named(wish.engine, "built-again");
    let base = base(wish.engine, wish.base.as_deref())?;
    make(wish.engine, base.as_deref(), &again, &context::stage(Profile::Release)?)?;
    for ((name, first), (_, second)) in images.all().zip(again.all()) {
        let [first_id, second_id] =
            [&first, &second].map(|image| wish.engine.inspect(image, "{{.Id}}")).map(Result::ok);
        wish.engine.text(&["rmi", &second])?;
        ensure!(first_id.is_some() && first_id == second_id, "{name} differs when it is built again");
        progress::stage(format_args!("{name}: the same again, {}", first_id.unwrap_or_default()));
    }
    Ok(())
}
