//! The picture of an item: its photo if it has one, else a symbol of the sprite. A `<use>` of a
//! missing symbol renders as an empty square, so the server reads the ids of the symbols from the
//! sprite.

use crate::shared::ssr::{asset_path, request_lang};
use leptos::prelude::*;
use menu_api::Item;
use std::{collections::HashSet, sync::LazyLock};

const SPRITE: &str = include_str!("../../../../public/pictures.svg");

/// The symbol for items without a symbol of their own or of their category.
const OTHER: &str = "Other";

static DRAWN: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    SPRITE
        .split("<symbol id=\"")
        .skip(1)
        .filter_map(|symbol| Some(symbol.split_once('"')?.0))
        .collect()
});

/// The picture that is shown beside an item's name.
pub fn item_picture(item: &Item) -> AnyView {
    let Some(own) = &item.picture else {
        let href = sprite_symbol_url(item.id.as_str(), item.category.as_str());
        return view! { <svg class="picture" viewBox="0 0 96 96" aria-hidden="true"><use href=href></use></svg> }.into_any();
    };
    let tag = request_lang().tag();
    let alt = own.alt.in_language(tag).to_owned();
    let small = format!("/client/thumbnails/{}", own.id);
    let large = format!("/client/pictures/{}", own.id);
    let both = format!("{small} 288w, {large} 640w");
    let foreign = crate::shared::ui::foreign_tag(&own.alt, tag).filter(|_| !alt.is_empty());
    view! { <img class="picture" src=small srcset=both sizes="112px" alt=alt lang=foreign width="288" height="288" loading="lazy" decoding="async"/> }.into_any()
}

/// The URL of the sprite symbol of the item, else of its category, else of the fallback.
pub fn sprite_symbol_url(item_id: &str, category_id: &str) -> String {
    let drawn = [item_id, category_id].into_iter().find(|id| DRAWN.contains(id));
    asset_path(&format!("pictures.svg#{}", drawn.unwrap_or(OTHER)))
}

#[cfg(test)]
mod tests {
    use super::{DRAWN, OTHER, SPRITE, sprite_symbol_url};

    #[test]
    fn an_item_shows_its_own_picture_else_its_category_s_else_one_for_anything() {
        assert_eq!(sprite_symbol_url("espresso", "coffee"), "/pkg/pictures.svg#espresso");
        assert_eq!(sprite_symbol_url("a-cafe-s-own", "coffee"), "/pkg/pictures.svg#coffee");
        assert_eq!(sprite_symbol_url("a-cafe-s-own", "its-own-too"), "/pkg/pictures.svg#Other");
        assert!(DRAWN.contains(OTHER));
    }

    #[test]
    fn every_item_and_category_of_the_first_menu_is_drawn() {
        let menu = include_str!("../../../../services/menu/seed/menu.toml");
        let of_table =
            |block: &&str| block.starts_with("items]]") || block.starts_with("categories]]");
        let ids: Vec<&str> = menu
            .split("[[")
            .filter(of_table)
            .filter_map(|block| Some(block.split_once("\nid = \"")?.1.split_once('"')?.0))
            .collect();
        assert!(ids.len() > 50, "{ids:?}");
        let missing: Vec<&&str> = ids.iter().filter(|id| !DRAWN.contains(**id)).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn every_part_that_a_picture_is_put_together_of_exists() {
        let parts: Vec<&str> = SPRITE
            .split("href=\"#")
            .skip(1)
            .filter_map(|part| Some(part.split_once('"')?.0))
            .collect();
        assert!(!parts.is_empty());
        for part in parts {
            assert!(SPRITE.contains(&format!("id=\"{part}\"")), "{part}");
        }
    }
}
