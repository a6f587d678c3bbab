//! The Korean texts.

use crate::shared::ui::words::{
    CartPageWords, CheckoutPageWords, GeneralWords, ItemPageWords, LanguageWords, MenuPageWords,
    OfflinePageWords, OpeningHoursWords, OrderAction, OrderListWords, OrderPageWords, PageNotice,
    PageProblem, ReadyScreenWords, RoundedAge, SettingsPageWords,
};
use menu_api::Allergen;
use order_api::{CupKind, OrderStatus};

pub static WORDS: LanguageWords = LanguageWords {
    tag: "ko",
    name: "한국어",
    clock: "%H:%M",
    day_and_clock: "%-m월 %-d일 %H:%M",
    money: |currency| match currency {
        "KRW" => Some(("", "원")),
        "JPY" => Some(("", "엔")),
        "USD" => Some(("US$", "")),
        "EUR" => Some(("€", "")),
        _ => None,
    },
    common: GeneralWords {
        shop: "주문",
        back: "뒤로",
        menu: "메뉴",
        see_menu: "메뉴 보기",
        sold_out: "품절",
        total: "합계",
        quantity: "수량",
        takeout: "포장",
        here: "매장",
        not_found_title: "찾을 수 없어요",
        not_found: "이 페이지는 없거나 더 이상 볼 수 없어요.",
        try_again: "다시 시도",
        request_id: "요청 번호",
    },
    menu: MenuPageWords {
        my_orders: "내 주문",
        categories: "메뉴 분류",
        added: "장바구니에 담았어요.",
        newer: "메뉴가 바뀌었어요.",
        see_newer: "새로 보기",
        see_cart: "장바구니 보기",
        cart_count: "담은 수량",
        fine_print: "알레르기 유발 재료는 각 메뉴에서 확인할 수 있어요. 가격은 부가세를 포함해요.",
        search: "메뉴 검색",
        search_button: "검색",
        search_clear: "검색어 지우기",
        found: |count| format!("메뉴 {count}개를 찾았어요."),
        none_found: |query| format!("‘{query}’에 맞는 메뉴가 없어요."),
        whole: "전체 메뉴 보기",
        new: "신메뉴",
        until: |time| format!("~{time}까지"),
        from: |time| format!("{time}부터"),
        pick_category: "무엇을 드릴까요?",
        other_categories: "다른 종류 보기",
    },
    hours: OpeningHoursWords {
        open: "지금 주문할 수 있어요",
        open_until: |until, closes| match closes {
            Some(closes) => {
                format!("지금 주문할 수 있어요 · 주문 마감 {until} · {closes}에 닫아요")
            }
            None => format!("지금 주문할 수 있어요 · {until}에 닫아요"),
        },
        paused: |until| match until {
            Some(until) => format!("주문을 잠시 멈췄어요. {until}에 다시 열려요"),
            None => "주문을 잠시 멈췄어요".to_owned(),
        },
        closed: |opens_at| match opens_at {
            Some(opens_at) => format!("영업시간이 아니에요. {opens_at}에 열어요"),
            None => "지금은 영업하지 않아요".to_owned(),
        },
        changed: "주문 가능 시간이 바뀌었어요.",
    },
    item: ItemPageWords {
        add: "담기",
        add_for: |amount| format!("{amount} 담기"),
        less: |what| format!("{what} 줄이기"),
        more: |what| format!("{what} 늘리기"),
        rule: |min, max| match (min, max) {
            (1, 1) => "필수".to_owned(),
            (0, 1) => "선택".to_owned(),
            (0, max) => format!("선택, 최대 {max}개"),
            (min, max) => format!("필수, {min}–{max}개"),
        },
        allergens: |names| format!("알레르기: {names}"),
        allergens_not_stated: "알레르기 유발 성분은 적혀 있지 않아요. 매장에 물어봐 주세요",
        allergen_free: "알레르기 유발 성분 없음",
        caffeine: |mg| format!("카페인 {mg}mg"),
        caffeine_chosen: |mg| format!("고른 대로 카페인 최대 {mg}mg"),
        choose: |group| format!("{group} 고르기"),
        missing: |group| format!("‘{group}’에서 골라 주세요."),
        too_many: |group| format!("‘{group}’에서 고른 수가 너무 많아요."),
        change: |group| format!("{group} 다시 고르기"),
        option_gone: |option| {
            format!("고르신 ‘{option}’, 방금 품절됐어요. 다른 것으로 바꿔 주세요.")
        },
        removed: "이 메뉴는 이제 없어요.",
        sold_out: "지금은 품절이에요.",
        not_served: |from| match from {
            Some(from) => format!("지금은 주문할 수 없는 메뉴예요. {from}부터 주문할 수 있어요."),
            None => "지금은 주문할 수 없는 메뉴예요.".to_owned(),
        },
        served_later: |from| format!("{from} 받을 수 있어요. 주문할 때 받을 시간을 골라 주세요."),
        repriced: "가격이 바뀌었어요.",
        changed: "선택 항목이 바뀌었어요.",
        none: "선택 안 함",
        more_options: "더 고르기",
    },
    cart: CartPageWords {
        title: "장바구니",
        empty: "장바구니가 비어 있어요.",
        add_more: "+ 메뉴 더 담기",
        checkout: "주문하러 가기",
        mend: "표시된 메뉴를 빼거나 다시 골라 주세요.",
        remove: "빼기",
        one_less: "하나 줄이기",
        one_more: "하나 늘리기",
        edit: "옵션 바꾸기",
        choose_again: "다시 고르기",
        edit_save: "바꾼 내용 저장",
        removed: |what| format!("장바구니에서 뺐어요: {what}"),
        undo: "되돌리기",
        changed: "담은 뒤로 메뉴가 바뀌었어요. 바뀐 내용을 확인해 주세요.",
        accept: "바뀐 내용으로 계속",
        accept_none: "모두 빼기",
        unsold: "더 팔지 않아요",
        served_from: |when| format!("{when}부터 주문할 수 있어요"),
        leaves: "계속하면 빠져요",
        left_out: "빼고 주문해요",
    },
    checkout: CheckoutPageWords {
        title: "주문하기",
        promise: |from, to| (format!("지금 주문하면 {from}–{to}분 뒤, "), "쯤 준비돼요."),
        cancel_until: "만들기 시작하기 전까지 취소할 수 있어요.",
        pay_in_store: "결제는 매장에서 해요.",
        order_for: |amount| format!("{amount} 주문하기"),
        dining: "어디서 드시나요?",
        cup_takeout: "포장할 때 컵",
        cup_here: "매장에서 쓸 컵",
        cup: |cup| match cup {
            CupKind::Store => "매장 컵",
            CupKind::Own => "개인 컵",
            CupKind::Disposable => "일회용 컵",
        },
        own_cup_off: |amount| format!("한 잔에 {amount} 할인"),
        recalculate: "다시 계산",
        when: "언제 받으시나요?",
        when_now: "되는 대로 바로",
        when_now_in: |from, to| format!("지금 바로 ({from}–{to}분)"),
        when_choose: "시간을 골라 주세요",
        when_not_now: "지금 바로는 받을 수 없는 주문이에요. 받을 시간을 골라 주세요.",
        when_never: "문 닫기 전까지 한꺼번에 받을 수 있는 시간이 없어요. 수량을 줄이거나 메뉴를 나눠서 주문해 주세요.",
        most_orders: |most| format!(" (접수 전 주문은 {most}건까지)"),
        most_pieces: |most| format!(" (모두 {most}개까지)"),
        when_later: "지금은 영업시간이 아니지만, 오늘 받을 시간을 골라 미리 주문할 수 있어요.",
        hour: "%-H시",
        pickup_at: |time| format!("{time}에 받기"),
        name: "이름",
        name_hint: "부를 이름, 선택",
        name_example: "예: 민지",
        note: "요청 사항",
        note_hint: "선택",
        kept: |days| {
            format!(
                "이름과 요청 사항은 주문이 끝나고 {days}일 뒤에 지워요. 전화번호는 받지 않아요."
            )
        },
        note_example: "예: 얼음 적게 부탁드려요",
        more: "이름·요청 사항 쓰기 (선택)",
    },
    order: OrderPageWords {
        title: "주문 현황",
        number: "픽업 번호",
        contents: "주문 내용",
        receipt: |dining, placed| format!("{dining} · {placed} 주문"),
        see_all: "내 주문 모두 보기",
        erase: "내 정보 지우기",
        erase_hint: "이 주문의 이름과 요청 사항을 지금 지워요. 되돌릴 수 없어요.",
        unprintable: |missing| format!("매장 주문지에는 ‘{missing}’ 대신 ?가 나와요."),
        promised: "예상 준비 시각",
        steps: ["주문 접수", "매장 확인", "제조 중", "준비 완료"],
        cancel: "주문 취소",
        cancel_until: "만들기 시작하기 전까지 취소할 수 있어요.",
        pickup_at: "받기로 한 시각",
        collect_at: "찾는 곳",
        more: "자세히 보기",
        ready: |number| format!("✔ {number} 준비 완료"),
        bell_on: "이 화면을 켜 두는 동안 준비되면 소리로 알려 주세요",
        bell_off: "소리 알림 켜짐 · 이 화면을 켜 두세요 · 끄기",
        bell_touch: "화면을 한 번 누르면 소리가 나요.",
        reasons: [
            "재료가 떨어졌어요",
            "주문이 많아 지금은 어려워요",
            "곧 영업을 마쳐요",
            "매장 사정으로 만들 수 없어요",
        ],
    },
    orders: OrderListWords {
        title: "내 주문",
        none: "이 휴대폰에서 주문한 내역이 없어요.",
        older: "이전 주문 더 보기",
        and_more: |lines| format!(" 외 {lines}건"),
        open: "진행 중인 주문",
        past: "지난 주문",
        again: "똑같이 담기",
        again_done: "지난 주문과 똑같이 담았어요.",
        again_differs: "지난 주문을 담았어요. 그때와 다른 것이 있어요.",
        again_unknown: "지금은 지난 주문과 비교할 수 없어요. 담긴 메뉴를 확인해 주세요.",
        again_gone: "이제 판매하지 않아 담지 못했어요.",
        again_no_room: "장바구니가 가득 차 담지 못했어요.",
        again_price: |then, now| format!("가격이 바뀌었어요. {then} → {now}"),
    },
    board: ReadyScreenWords {
        title: "주문 현황판",
        preparing: "준비 중",
        ready: "준비 완료",
        more: |count| format!("외 {count}건"),
        spoken: |number| format!("{number}번 손님, 준비되었습니다."),
        offline: "연결이 끊겨 다시 연결하고 있어요. 조금 전 번호예요.",
        offline_for: |minutes| {
            format!("연결이 끊겨 다시 연결하고 있어요. {minutes}분 전 번호예요.")
        },
        voice_on: "번호를 소리로 부르기",
        voice_off: "소리 켜짐 · 끄기",
        voice_touch: "화면을 한 번 누르면 소리가 나요.",
    },
    settings: SettingsPageWords {
        title: "설정",
        language: "언어",
        display: "화면",
        display_usual: "보통",
        display_easy: "큰 글씨",
        save: "저장",
        saved: "저장했어요.",
    },
    offline: OfflinePageWords {
        title: "연결되지 않았어요",
        kept: |made_at| {
            format!(
                "지금은 연결되지 않아 {made_at}에 받아 둔 화면을 보여 드려요. 주문은 연결된 뒤에 할 수 있어요."
            )
        },
        page: "지금은 연결되지 않아 이 화면을 열 수 없어요. 장바구니는 그대로 있고, 연결되면 저절로 열려요.",
        unsent: "인터넷에 연결되어 있지 않아 아무것도 보내지 않았어요. 주문되지 않았고 장바구니는 그대로 있어요. 연결된 뒤 돌아가서 다시 눌러 주세요.",
        unanswered: "보냈지만 답을 받지 못해 처리됐는지 알 수 없어요. 연결된 뒤 돌아가서 확인해 주세요. 주문하기는 다시 눌러도 두 번 주문되지 않아요.",
        back: "돌아가기",
    },
    problem: problem_text,
    state: notice_text,
    status: status_text,
    allergen: allergen_name,
};

fn problem_text(problem: PageProblem) -> &'static str {
    match problem {
        PageProblem::UnknownItem => "지금은 판매하지 않는 메뉴예요.",
        PageProblem::ItemSoldOut => "방금 품절되었어요.",
        PageProblem::NotServedNow => "지금은 판매하지 않는 시간이에요.",
        PageProblem::OptionSoldOut => "고른 옵션이 품절되었어요. 다른 옵션을 골라 주세요.",
        PageProblem::OptionChanged => "옵션이 바뀌었어요. 다시 골라 주세요.",
        PageProblem::TooFewOptions => "필수 옵션을 골라 주세요.",
        PageProblem::TooMuch => "고를 수 있는 수량을 넘었어요.",
        PageProblem::InvalidQuantity => "수량을 1개 이상, 50개 이하로 골라 주세요.",
        PageProblem::AmountOutOfRange => "금액을 계산할 수 없어요. 수량을 확인해 주세요.",
        PageProblem::TooManyOfOne => "같은 메뉴는 한 번에 50개까지 담을 수 있어요.",
        PageProblem::OldCheckout => {
            "다른 화면에서 먼저 주문했어요. 지금 장바구니를 확인하고 다시 눌러 주세요."
        }
        PageProblem::NoCookies => {
            "이 브라우저가 쿠키를 저장하지 않아 담거나 고른 것을 기억할 수 없어요. 쿠키를 허용하거나 다른 브라우저로 열어 주세요."
        }
        PageProblem::CartFull => {
            "장바구니에는 서로 다른 메뉴를 20가지까지 담을 수 있어요. 먼저 주문하거나 비워 주세요."
        }
        PageProblem::EmptyCart => "장바구니가 비어 있어요.",
        PageProblem::CartChanged => "담은 뒤에 메뉴가 바뀌었어요. 표시된 줄을 확인해 주세요.",
        PageProblem::Closed => "지금은 영업시간이 아니에요. 장바구니는 그대로 있어요.",
        PageProblem::ReadyAfterClosing => {
            "문 닫기 전까지 준비할 수 없어요. 수량을 줄이거나 다른 시간을 골라 주세요. 장바구니는 그대로 있어요."
        }
        PageProblem::Paused => "매장에서 주문을 잠시 멈췄어요. 장바구니는 그대로 있어요.",
        PageProblem::CupNotOffered => "고른 컵은 쓸 수 없어요. 다른 컵을 골라 주세요.",
        PageProblem::SlotGone => "고른 시간에는 더 이상 받을 수 없어요. 다른 시간을 골라 주세요.",
        PageProblem::TooManyOpenOrders => {
            "매장이 아직 확인하지 못한 주문이 있어요. 접수된 뒤에 다시 주문하거나 카운터에 말씀해 주세요. 장바구니는 그대로 있어요."
        }
        PageProblem::TooManyCups => {
            "한꺼번에 주문할 수 있는 수량을 넘었어요. 수량을 줄이거나, 앞선 주문을 받은 뒤 다시 주문하거나, 카운터에 말씀해 주세요. 장바구니는 그대로 있어요."
        }
        PageProblem::PhoneBlocked => {
            "지금은 이 휴대폰으로 주문할 수 없어요. 카운터에 말씀해 주세요. 장바구니는 그대로 있어요."
        }
        PageProblem::OrderOpen => "주문이 끝난 뒤에 지울 수 있어요.",
        PageProblem::NoPhone => "카운터에서 받은 주문이라 막을 휴대폰이 없어요.",
        PageProblem::TooManyBlocked => {
            "휴대폰은 200대까지 막아 둘 수 있어요. 목록에서 먼저 풀어 주세요."
        }
        PageProblem::MenuUnavailable => {
            "메뉴 서비스가 응답하지 않아 바뀌지 않았을 수 있어요. 다시 눌러 주세요. 여러 번 눌러도 괜찮아요."
        }
        PageProblem::MenuUnknown => "메뉴를 아직 불러오지 못했어요. 잠시 후 다시 시도해 주세요.",
        PageProblem::PriceChanged => {
            "보는 동안 가격이 바뀌었어요. 새 금액을 확인하고 다시 눌러 주세요."
        }
        PageProblem::KeyReused => {
            "조금 전에 누른 주문이 이미 접수되어 있어요. 장바구니는 그대로 있으니 아래에서 확인해 주세요."
        }
        PageProblem::Unavailable(act) => match act {
            OrderAction::Place => {
                "지금은 주문을 받을 수 없어요. 장바구니는 그대로 있고, 다시 눌러도 두 번 주문되지 않아요."
            }
            OrderAction::Cancel => "지금은 취소를 처리할 수 없어요. 잠시 후 다시 눌러 주세요.",
            OrderAction::Step => {
                "주문 서비스에 연결할 수 없어요. 다시 눌러도 두 번 처리되지 않아요."
            }
        },
        PageProblem::Storage(act) => match act {
            OrderAction::Place => {
                "지금은 새 주문을 저장할 수 없어 접수되지 않았어요. 장바구니는 그대로 있고, 잠시 후 다시 눌러도 두 번 주문되지 않아요."
            }
            OrderAction::Cancel => {
                "지금은 변경을 저장할 수 없어 취소되지 않았어요. 잠시 후 다시 눌러 주세요."
            }
            OrderAction::Step => {
                "처리되지 않았어요. 주문 서비스는 연결되지만 저장 공간이 없거나 읽기 전용이라 저장하지 못해요. 다시 눌러도 괜찮아요."
            }
        },
        PageProblem::Busy(act) => match act {
            OrderAction::Place => {
                "지금 주문이 많아요. 장바구니는 그대로 있으니 잠시 후 다시 눌러 주세요. 두 번 주문되지 않아요."
            }
            OrderAction::Cancel => "지금 요청이 많아 취소하지 못했어요. 잠시 후 다시 눌러 주세요.",
            OrderAction::Step => {
                "지금 처리할 요청이 많아요. 잠시 후 다시 누르세요. 두 번 처리되지 않아요."
            }
        },
        PageProblem::Unknown(act) => match act {
            OrderAction::Place => {
                "주문이 접수됐는지 아직 확인하지 못했어요. 다시 누르면 접수된 주문을 찾아 드리고, 두 번 주문되지 않아요."
            }
            OrderAction::Cancel => {
                "취소됐는지 아직 확인하지 못했어요. 아래 상태를 보고 다시 눌러도 괜찮아요."
            }
            OrderAction::Step => "처리됐는지 확인하지 못했어요. 다시 눌러도 두 번 처리되지 않아요.",
        },
        PageProblem::OrdersUnavailable => {
            "지금은 주문 내역을 불러올 수 없어요. 접수된 주문은 안전하게 저장되어 있어요."
        }
        PageProblem::TooLate => "지금은 취소할 수 없는 상태예요.",
        PageProblem::NameTooLong => "이름은 40자까지 쓸 수 있어요.",
        PageProblem::NoteTooLong => "요청 사항은 300자까지 쓸 수 있어요.",
        PageProblem::InvalidText => "쓸 수 없는 문자가 들어 있어요.",
        PageProblem::NotFound => "주문을 찾을 수 없어요.",
        PageProblem::WrongPin => "PIN이 맞지 않아요.",
        PageProblem::DeviceUnknown => {
            "등록되지 않은 기기예요. 관리자가 이 기기에서 먼저 로그인해 주세요."
        }
        PageProblem::RosterUnknown => {
            "지금 막 시작해서 직원 명단을 아직 받지 못했어요. 잠시 뒤 다시 시도해 주세요."
        }
        PageProblem::SignInUnavailable => {
            "지금은 로그인과 직원 관리를 할 수 없어요. 로그인되어 있는 기기는 그대로 쓸 수 있어요."
        }
        PageProblem::Forbidden => "관리자만 할 수 있어요.",
        PageProblem::TooManyAttempts => "여러 번 틀렸어요. 잠시 후 다시 시도해 주세요.",
        PageProblem::SignInBusy => "로그인 요청이 많아요. 잠시 후 다시 시도해 주세요.",
        PageProblem::SignedOut => "로그인이 끝났어요. 다시 로그인해 주세요.",
        PageProblem::MovedElsewhere => "다른 화면에서 먼저 처리했어요.",
        PageProblem::RecallTooLate => "시간이 지나 되돌릴 수 없어요.",
        PageProblem::ReasonMissing => "사유를 골라 주세요.",
        PageProblem::Offline => {
            "연결이 끊겨 보내지 못했어요. 처리되지 않았으니 연결된 뒤 다시 눌러 주세요."
        }
        PageProblem::Overloaded => "지금 이용하는 사람이 많아요. 잠시 후 다시 눌러 주세요.",
        PageProblem::Other => "요청을 처리하지 못했어요. 다시 시도해 주세요.",
    }
}

fn notice_text(state: PageNotice) -> String {
    match state {
        PageNotice::MenuStale(age) => {
            format!("메뉴를 {}에 마지막으로 확인했어요. 가격과 품절이 달라졌을 수 있어요.", ago_text(age))
        }
        PageNotice::MenuOnDisk(age) => format!(
            "저장해 둔 메뉴예요. {}에 마지막으로 확인했고, 가격과 품절이 달라졌을 수 있어요.",
            ago_text(age)
        ),
        PageNotice::MenuOffline => {
            "연결이 끊겨 다시 연결하고 있어요. 보이는 메뉴는 끊기기 전 모습이에요.".to_owned()
        }
        PageNotice::OrderingPaused => {
            "지금은 주문이 잠시 멈췄어요. 장바구니는 그대로 있고, 다시 눌러도 두 번 주문되지 않아요."
                .to_owned()
        }
        PageNotice::BrowsingOnly => "지금은 주문이 잠시 멈췄어요. 메뉴를 보고 담아 둘 수 있어요.".to_owned(),
        PageNotice::OrdersRemembered(age) => format!(
            "지금은 주문 내역을 모두 불러올 수 없어요. 최근 주문만 {} 상태로 보여 드려요.",
            as_of_text(age)
        ),
        PageNotice::OrderStale(None) => {
            "매장에 연결하지 못해 다시 연결하고 있어요. 주문은 안전하게 저장되어 있어요.".to_owned()
        }
        PageNotice::OrderStale(age) => format!(
            "매장과 연결이 끊겨 다시 연결하고 있어요. 주문은 안전하게 저장되어 있고, 지금 보이는 것은 {} 상태예요.",
            as_of_text(age)
        ),
        PageNotice::OrderOffline => "연결이 끊겨 다시 연결하고 있어요. 주문은 안전해요.".to_owned(),
        PageNotice::OrderUnreachable => {
            "지금은 주문 상태를 불러올 수 없어요. 접수된 주문은 안전하게 저장되어 있고, 곧 다시 확인할게요."
                .to_owned()
        }
        PageNotice::CallsStale(None) => {
            "매장에 연결하고 있어요. 번호가 아직 보이지 않을 수 있어요.".to_owned()
        }
        PageNotice::CallsStale(Some(age)) => {
            format!("매장과 연결이 끊겨 다시 연결하고 있어요. {} 번호예요.", ago_text(age))
        }
        PageNotice::BoardLoading => "주문을 불러오고 있어요.".to_owned(),
        PageNotice::BoardStale(None) => {
            "주문 서비스에 연결할 수 없어요. 아직 주문을 한 번도 불러오지 못했어요.".to_owned()
        }
        PageNotice::BoardStale(age) => format!("주문 서비스와 연결이 끊겼어요. {}", screen_age_text(age)),
        PageNotice::BoardOffline(age) => format!("서버와 연결이 끊겼어요. {}", screen_age_text(age)),
        PageNotice::BoardAsleep(every_s) => format!(
            "스크립트가 꺼져 있어요. 아니면 브라우저가 오래됐거나 차단 모드예요. 보드를 볼 수만 있고, 화면은 {every_s}초마다 새로 고쳐져요."
        ),
        PageNotice::PageAsleep(every_s) => {
            format!("이 브라우저에서는 화면이 저절로 바뀌지 않아 {every_s}초마다 새로 고쳐요.")
        }
        PageNotice::MenuUnverified => "메뉴 확인 전 주문 · 품절과 가격을 확인하세요".to_owned(),
        PageNotice::SystemOffline(age) => {
            format!("서버와 연결이 끊겼어요. 화면은 {} 상태예요.", ago_text(age))
        }
        PageNotice::SurfaceBusy => "지금 이용하는 사람이 많아요.".to_owned(),
        PageNotice::AddressShare => "같은 네트워크에서 요청이 너무 많이 왔어요.".to_owned(),
        PageNotice::SurfaceLate => "지금은 제때 답하지 못했어요.".to_owned(),
        PageNotice::NoSuchPage => "찾을 수 없는 주소예요.".to_owned(),
        PageNotice::SignInFirst => "먼저 로그인해 주세요.".to_owned(),
        PageNotice::NotAllowed => "이 화면에서는 할 수 없는 일이에요.".to_owned(),
        PageNotice::SentTooSlowly => {
            "연결이 느려 보낸 내용을 다 받지 못했어요. 뒤로 가서 다시 보내 주세요.".to_owned()
        }
        PageNotice::SentTooMuch => {
            "보낸 내용이 너무 커요(글은 64KB, 파일은 8MB까지). 뒤로 가서 줄여 주세요.".to_owned()
        }
        PageNotice::NotUnderstood => "보낸 내용을 이해하지 못했어요. 뒤로 가서 다시 해 주세요.".to_owned(),
        PageNotice::ToStart => "처음 화면으로".to_owned(),
        PageNotice::PageAgain => "잠시 후 저절로 다시 열려요.".to_owned(),
        PageNotice::FormAgain => "뒤로 가서 다시 눌러 주세요.".to_owned(),
        PageNotice::PlacingAgain => "뒤로 가서 다시 눌러 주세요. 두 번 주문되지 않아요.".to_owned(),
    }
}

fn ago_text(age: RoundedAge) -> String {
    match age {
        RoundedAge::Moments => "조금 전".to_owned(),
        RoundedAge::Minutes(minutes) => format!("{minutes}분 전"),
        RoundedAge::Hours(hours) => format!("{hours}시간 전"),
        RoundedAge::Days(days) => format!("{days}일 전"),
    }
}

fn as_of_text(age: Option<RoundedAge>) -> String {
    age.map_or_else(|| "마지막으로 확인한".to_owned(), ago_text)
}

fn screen_age_text(age: Option<RoundedAge>) -> String {
    match age {
        None => "아직 주문을 한 번도 불러오지 못했어요.".to_owned(),
        Some(RoundedAge::Moments) => "화면은 1분 안에 확인된 상태예요.".to_owned(),
        Some(age) => format!("화면은 {}에 확인된 상태예요.", ago_text(age)),
    }
}

fn status_text(status: OrderStatus) -> &'static str {
    match status {
        OrderStatus::Placed => "주문이 접수되었어요",
        OrderStatus::Accepted => "매장에서 주문을 확인했어요",
        OrderStatus::Preparing => "주문하신 메뉴를 만들고 있어요",
        OrderStatus::Ready => "준비됐어요! 카운터에서 받아 가세요",
        OrderStatus::Completed => "수령 완료. 맛있게 드세요",
        OrderStatus::Rejected => "매장 사정으로 주문이 거절되었어요",
        OrderStatus::Cancelled => "주문이 취소되었어요",
        OrderStatus::Expired => "매장에서 확인하지 못해 주문이 만료되었어요",
        OrderStatus::NoShow => "찾아가지 않아 종료되었어요",
    }
}

fn allergen_name(allergen: Allergen) -> &'static str {
    match allergen {
        Allergen::Egg => "알류",
        Allergen::Milk => "우유",
        Allergen::Buckwheat => "메밀",
        Allergen::Peanut => "땅콩",
        Allergen::Soy => "대두",
        Allergen::Wheat => "밀",
        Allergen::Mackerel => "고등어",
        Allergen::Crab => "게",
        Allergen::Shrimp => "새우",
        Allergen::Pork => "돼지고기",
        Allergen::Peach => "복숭아",
        Allergen::Tomato => "토마토",
        Allergen::Sulfite => "아황산류",
        Allergen::Walnut => "호두",
        Allergen::Chicken => "닭고기",
        Allergen::Beef => "쇠고기",
        Allergen::Squid => "오징어",
        Allergen::Shellfish => "조개류(굴, 전복, 홍합 포함)",
        Allergen::PineNut => "잣",
        Allergen::Gluten => "글루텐 곡물(호밀, 보리, 귀리)",
        Allergen::TreeNut => "견과류(아몬드, 헤이즐넛 등)",
        Allergen::Sesame => "참깨",
        Allergen::Celery => "셀러리",
        Allergen::Mustard => "겨자",
        Allergen::Lupin => "루핀",
        Allergen::Fish => "생선",
        Allergen::Crustacean => "갑각류",
        Allergen::Mollusc => "연체동물",
    }
}
