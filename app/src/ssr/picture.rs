//! Which picture stands for an item. A café adds items of its own and draws nothing for them, and a `<use>` of a picture
//! that does not exist shows an empty square: so the server knows what the sprite holds, from the sprite itself.

use super::asset;
use std::{collections::HashSet, sync::LazyLock};

const SPRITE: &str = include_str!("../../../style/assets/pictures.svg");

/// Stands for what is in none of the drawn categories.
const OTHER: &str = "Other";

static DRAWN: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    SPRITE.split("<symbol id=\"").skip(1).filter_map(|symbol| Some(symbol.split_once('"')?.0)).collect()
});

/// The address of an item's picture: its own, else its category's, else one that suits anything.
pub fn picture(item_id: &str, category_id: &str) -> String {
    let drawn = [item_id, category_id].into_iter().find(|id| DRAWN.contains(id));
    asset(&format!("pictures.svg#{}", drawn.unwrap_or(OTHER)))
}

#[cfg(test)]
mod tests {
    use super::{DRAWN, OTHER, SPRITE, picture};

    #[test]
    fn an_item_shows_its_own_picture_else_its_category_s_else_one_for_anything() {
        assert_eq!(picture("espresso", "coffee"), "/pkg/pictures.svg#espresso");
        assert_eq!(picture("a-cafe-s-own", "coffee"), "/pkg/pictures.svg#coffee");
        assert_eq!(picture("a-cafe-s-own", "its-own-too"), "/pkg/pictures.svg#Other");
        assert!(DRAWN.contains(OTHER));
    }

    #[test]
    fn every_item_and_category_of_the_first_menu_is_drawn() {
        let menu = include_str!("../../../services/menu/seed/menu.toml");
        let of_table = |block: &&str| block.starts_with("items]]") || block.starts_with("categories]]");
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
        let parts: Vec<&str> =
            SPRITE.split("href=\"#").skip(1).filter_map(|part| Some(part.split_once('"')?.0)).collect();
        assert!(!parts.is_empty());
        for part in parts {
            assert!(SPRITE.contains(&format!("id=\"{part}\"")), "{part}");
        }
    }
}
