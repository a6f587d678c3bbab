//! The words for amounts, states and refusals.

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

/// What a person reads about a refusal; an unknown code gets the general sentence.
pub fn problem_text(code: &str) -> &'static str {
    match code {
        "unknown_item" => "지금은 판매하지 않는 메뉴예요.",
        "item_sold_out" => "방금 품절되었어요.",
        "option_sold_out" => "고른 옵션이 품절되었어요. 다른 옵션을 골라 주세요.",
        "unknown_option" | "doubled_option" => "옵션이 바뀌었어요. 다시 골라 주세요.",
        "too_few_options" => "필수 옵션을 골라 주세요.",
        "too_many_options" | "invalid_option_quantity" => "고를 수 있는 수량을 넘었어요.",
        "invalid_quantity" => "수량을 1개 이상, 50개 이하로 골라 주세요.",
        "amount_out_of_range" => "금액을 계산할 수 없어요. 수량을 확인해 주세요.",
        "cart_full" => "장바구니가 가득 찼어요. 먼저 주문하거나 비워 주세요.",
        "empty_cart" => "장바구니가 비어 있어요.",
        "cart_changed" => "담은 뒤에 메뉴가 바뀌었어요. 표시된 줄을 확인해 주세요.",
        "closed" => "지금은 영업시간이 아니에요. 장바구니는 그대로 있어요.",
        "paused" => "매장에서 주문을 잠시 멈췄어요. 장바구니는 그대로 있어요.",
        "menu_unknown" => "메뉴를 아직 불러오지 못했어요. 잠시 후 다시 시도해 주세요.",
        "price_changed" => "보는 동안 가격이 바뀌었어요. 새 금액을 확인하고 다시 눌러 주세요.",
        "key_reused" => {
            "조금 전에 누른 주문이 이미 접수되어 있어요. 장바구니는 그대로 있으니 아래에서 확인해 주세요."
        }
        "order_unavailable" => {
            "지금은 주문을 받을 수 없어요. 장바구니는 그대로 있고, 다시 눌러도 두 번 주문되지 않아요."
        }
        "orders_unavailable" => {
            "지금은 주문 내역을 불러올 수 없어요. 접수된 주문은 안전하게 저장되어 있어요."
        }
        "too_late" => "지금은 취소할 수 없는 상태예요.",
        "name_too_long" => "이름은 40자까지 쓸 수 있어요.",
        "note_too_long" => "요청 사항은 300자까지 쓸 수 있어요.",
        "invalid_text" => "쓸 수 없는 문자가 들어 있어요.",
        "not_found" => "주문을 찾을 수 없어요.",
        "wrong_pin" => "PIN이 맞지 않아요.",
        "too_many_attempts" => "여러 번 틀렸어요. 잠시 후 다시 시도해 주세요.",
        "sign_in_busy" => "로그인 요청이 많아요. 잠시 후 다시 시도해 주세요.",
        "signed_out" => "로그인이 끝났어요. 다시 로그인해 주세요.",
        "version_conflict" | "transition_not_allowed" => "다른 화면에서 먼저 처리했어요.",
        "recall_too_late" => "10분이 지나 되돌릴 수 없어요.",
        "reason_missing" => "사유를 골라 주세요.",
        "offline" => "연결이 끊겼어요. 다시 눌러 주세요.",
        _ => "요청을 처리하지 못했어요. 다시 시도해 주세요.",
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
