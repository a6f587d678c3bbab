//! Names of an order's items and options in the reader's language. An order stores the Korean names
//! of the time it was placed. For other languages, the names come from today's menu, if the menu
//! still has the same Korean name for the same id.

use crate::shared::ui::Lang;
use menu_api::{
    LocalizedText, Menu,
    pricing::{OWN_CUP, own_cup_name},
};
use order_api::{LineOption, OrderLine, REASONS};

/// The names of one order line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineNames {
    /// The name of the item.
    pub name: String,
    /// The language of [`Self::name`], if it differs from the page's.
    pub name_lang: Option<&'static str>,
    /// The chosen options in one text, such as `차갑게, 샷 추가 ×2`.
    pub options: String,
    /// The language of [`Self::options`], if it differs from the page's.
    pub options_lang: Option<&'static str>,
}

/// The names of a line in `lang`. Names that today's menu cannot translate stay as the order stores
/// them.
pub fn line_names(line: &OrderLine, menu: Option<&Menu>, lang: Lang) -> LineNames {
    let tag = lang.tag();
    let own = Some(Lang::default().tag()).filter(|own| *own != tag);
    let name = line.item_id.parse().ok().and_then(|id| menu?.find_item(&id).map(|item| &item.name));
    let (name, name_lang) = match translate_name(name, &line.name, tag) {
        Some(name) => (name.to_owned(), None),
        None => (line.name.clone(), own),
    };
    let own_cup = own_cup_name();
    let option = |option: &LineOption| {
        let id = option.option_id.parse().ok();
        let options = || {
            menu?
                .option_groups
                .iter()
                .flat_map(|group| &group.options)
                .find(|o| Some(&o.id) == id.as_ref())
        };
        let known = if option.option_id == OWN_CUP {
            Some(&own_cup)
        } else {
            options().map(|option| &option.name)
        };
        Some(name_with_quantity(translate_name(known, &option.name, tag)?, option.quantity))
    };
    let (options, options_lang) = match line.options.iter().map(option).collect::<Option<Vec<_>>>()
    {
        Some(options) => (options.join(", "), None),
        None => (chosen_options(line), own),
    };
    LineNames { name, name_lang, options, options_lang }
}

/// The name in the language `tag`, if the menu still has the same Korean name and a translation.
fn translate_name<'a>(
    known: Option<&'a LocalizedText>,
    written: &'a str,
    tag: &str,
) -> Option<&'a str> {
    if tag == Lang::default().tag() {
        return Some(written);
    }
    let known = known.filter(|known| known.ko == written && known.tag_of(tag) == tag)?;
    Some(known.in_language(tag))
}

/// The chosen options of a line in one text, as the order stores them.
fn chosen_options(line: &OrderLine) -> String {
    let options =
        line.options.iter().map(|option| name_with_quantity(&option.name, option.quantity));
    options.collect::<Vec<_>>().join(", ")
}

fn name_with_quantity(name: &str, quantity: i64) -> String {
    if quantity == 1 { name.to_owned() } else { format!("{name} ×{quantity}") }
}

/// The reason for which an order was rejected. A predefined reason is translated into `lang`; any
/// other text is returned as written, with its language if that differs.
pub fn translate_reason(written: &str, lang: Lang) -> (String, Option<&'static str>) {
    let own = Lang::default();
    let mut known = REASONS.into_iter().zip(lang.words().order.reasons);
    match known.find(|(code, _)| *code == written) {
        Some((_, reason)) => (reason.to_owned(), None),
        None => (written.to_owned(), Some(own.tag()).filter(|own| *own != lang.tag())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(name: &str) -> OrderLine {
        let option = LineOption {
            option_id: "gone".to_owned(),
            group: String::new(),
            name: "샷 추가".to_owned(),
            price: 0,
            quantity: 2,
        };
        OrderLine {
            item_id: "latte".to_owned(),
            name: name.to_owned(),
            unit_price: 0,
            quantity: 1,
            options: vec![option],
            line_total: 0,
        }
    }

    fn menu() -> Menu {
        serde_json::from_value(serde_json::json!({
            "version": 1,
            "store": { "id": "main", "name": { "ko": "가게" }, "zone": "Asia/Seoul", "currency": "KRW", "hours": {} },
            "categories": [],
            "items": [{ "id": "latte", "category": "c", "name": { "ko": "라떼", "en": "Latte" }, "price_minor": 1 }],
            "option_groups": []
        }))
        .unwrap()
    }

    #[test]
    fn a_line_is_read_in_the_readers_language_unless_the_menu_means_something_else_now() {
        let menu = menu();
        let latte = line_names(&line("라떼"), Some(&menu), Lang::En);
        assert_eq!((latte.name.as_str(), latte.name_lang), ("Latte", None));
        assert_eq!(
            (latte.options.as_str(), latte.options_lang),
            ("샷 추가 ×2", Some("ko")),
            "it is gone"
        );
        for (line, menu) in [(line("카페 라떼"), Some(&menu)), (line("라떼"), None)] {
            let names = line_names(&line, menu, Lang::En);
            assert_eq!((names.name.as_str(), names.name_lang), (line.name.as_str(), Some("ko")));
        }
        let korean = line_names(&line("라떼"), None, Lang::Ko);
        assert_eq!(
            (korean.name.as_str(), korean.name_lang, korean.options_lang),
            ("라떼", None, None)
        );
    }

    #[test]
    fn the_discount_on_an_own_cup_is_read_in_the_readers_language() {
        let mut line = line("라떼");
        line.options[0] = LineOption {
            option_id: OWN_CUP.to_owned(),
            name: own_cup_name().ko,
            quantity: 1,
            ..line.options[0].clone()
        };
        let names = line_names(&line, Some(&menu()), Lang::En);
        assert_eq!((names.options.as_str(), names.options_lang), ("Own cup discount", None));
    }

    #[test]
    fn a_reason_that_the_store_has_words_for_is_read_in_the_readers_language() {
        for lang in [Lang::Ko, Lang::En] {
            assert_eq!(
                translate_reason(REASONS[2], lang),
                (lang.words().order.reasons[2].to_owned(), None)
            );
        }
        assert_eq!(translate_reason("기계 고장", Lang::En), ("기계 고장".to_owned(), Some("ko")));
    }
}
