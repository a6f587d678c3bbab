//! The words for amounts, states and refusals.
//!
//! What is said when something is wrong is said in every language: [`Problem`], [`State`] and [`Label`] name it, and
//! each language is one file whose matches are exhaustive, so that a missing translation does not compile.

mod en;
mod ko;
mod label;
mod problem;
mod state;

pub use label::Label;
pub use problem::{Act, Problem};
pub use state::{Age, State};

use menu_api::{Allergen, pricing::LineFault};
use order_api::{Line, Status};

/// `12,300원`: minor units of KRW, which has none smaller.
pub fn money(minor: i64) -> String {
    let digits = minor.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + 8);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    let sign = if minor < 0 { "-" } else { "" };
    format!("{sign}{text}원")
}

/// `+600원`, `-300원`, and nothing for nothing: what an option adds.
pub fn signed_money(minor: i64) -> String {
    match minor {
        0 => String::new(),
        1.. => format!("+{}", money(minor)),
        _ => money(minor),
    }
}

/// The chosen options of a line in one text, such as `차갑게, 샷 추가 ×2`.
pub fn chosen_options(line: &Line) -> String {
    let options = line.options.iter().map(|option| match option.quantity {
        1 => option.name.clone(),
        n => format!("{} ×{n}", option.name),
    });
    options.collect::<Vec<_>>().join(", ")
}

/// What a customer reads about where an order stands.
pub fn status_text(status: Status) -> &'static str {
    match status {
        Status::Placed => "주문이 접수되었어요",
        Status::Accepted => "매장에서 주문을 확인했어요",
        Status::Preparing => "음료를 만들고 있어요",
        Status::Ready => "준비됐어요! 카운터에서 받아 가세요",
        Status::Completed => "수령 완료. 맛있게 드세요",
        Status::Rejected => "매장 사정으로 주문이 거절되었어요",
        Status::Cancelled => "주문이 취소되었어요",
        Status::Expired => "매장에서 확인하지 못해 주문이 만료되었어요",
        Status::NoShow => "찾아가지 않아 종료되었어요",
    }
}

/// The stable code of a line that cannot be ordered.
pub fn fault_code(fault: &LineFault) -> &'static str {
    match fault {
        LineFault::UnknownItem => "unknown_item",
        LineFault::ItemSoldOut => "item_sold_out",
        LineFault::InvalidQuantity => "invalid_quantity",
        LineFault::UnknownOption { .. } => "unknown_option",
        LineFault::DoubledOption { .. } => "doubled_option",
        LineFault::OptionSoldOut { .. } => "option_sold_out",
        LineFault::InvalidOptionQuantity { .. } => "invalid_option_quantity",
        LineFault::TooFewOptions { .. } => "too_few_options",
        LineFault::TooManyOptions { .. } => "too_many_options",
        LineFault::AmountOutOfRange => "amount_out_of_range",
    }
}

/// The names of allergens, as the law's list writes them.
pub fn allergen_name(allergen: Allergen) -> &'static str {
    match allergen {
        Allergen::Milk => "우유",
        Allergen::Egg => "난류",
        Allergen::Wheat => "밀",
        Allergen::Soy => "대두",
        Allergen::Peanut => "땅콩",
        Allergen::Walnut => "호두",
        Allergen::PineNut => "잣",
        Allergen::Peach => "복숭아",
        Allergen::Tomato => "토마토",
        Allergen::Pork => "돼지고기",
        Allergen::Sulfite => "아황산류",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_grouped_by_thousands() {
        let amounts = [0, 900, 4_500, 12_300, 1_234_567, -600];
        assert_eq!(amounts.map(money), ["0원", "900원", "4,500원", "12,300원", "1,234,567원", "-600원"]);
        assert_eq!([600, 0, -300].map(signed_money), ["+600원", "", "-300원"]);
    }
}
