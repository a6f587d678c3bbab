//! Korean.

use super::{Act, Age, Label, Problem, State};

pub fn problem(problem: Problem) -> &'static str {
    match problem {
        Problem::UnknownItem => "지금은 판매하지 않는 메뉴예요.",
        Problem::ItemSoldOut => "방금 품절되었어요.",
        Problem::OptionSoldOut => "고른 옵션이 품절되었어요. 다른 옵션을 골라 주세요.",
        Problem::OptionChanged => "옵션이 바뀌었어요. 다시 골라 주세요.",
        Problem::TooFewOptions => "필수 옵션을 골라 주세요.",
        Problem::TooMuch => "고를 수 있는 수량을 넘었어요.",
        Problem::InvalidQuantity => "수량을 1개 이상, 50개 이하로 골라 주세요.",
        Problem::AmountOutOfRange => "금액을 계산할 수 없어요. 수량을 확인해 주세요.",
        Problem::CartFull => "장바구니가 가득 찼어요. 먼저 주문하거나 비워 주세요.",
        Problem::EmptyCart => "장바구니가 비어 있어요.",
        Problem::CartChanged => "담은 뒤에 메뉴가 바뀌었어요. 표시된 줄을 확인해 주세요.",
        Problem::Closed => "지금은 영업시간이 아니에요. 장바구니는 그대로 있어요.",
        Problem::Paused => "매장에서 주문을 잠시 멈췄어요. 장바구니는 그대로 있어요.",
        Problem::MenuUnknown => "메뉴를 아직 불러오지 못했어요. 잠시 후 다시 시도해 주세요.",
        Problem::PriceChanged => "보는 동안 가격이 바뀌었어요. 새 금액을 확인하고 다시 눌러 주세요.",
        Problem::KeyReused => {
            "조금 전에 누른 주문이 이미 접수되어 있어요. 장바구니는 그대로 있으니 아래에서 확인해 주세요."
        }
        Problem::Unavailable(act) => match act {
            Act::Place => {
                "지금은 주문을 받을 수 없어요. 장바구니는 그대로 있고, 다시 눌러도 두 번 주문되지 않아요."
            }
            Act::Cancel => "지금은 취소를 처리할 수 없어요. 잠시 후 다시 눌러 주세요.",
            Act::Step => "주문 서비스에 연결할 수 없어요. 다시 눌러도 두 번 처리되지 않아요.",
        },
        Problem::Storage(act) => match act {
            Act::Place => {
                "지금은 새 주문을 저장할 수 없어 접수되지 않았어요. 장바구니는 그대로 있고, 잠시 후 다시 눌러도 두 번 주문되지 않아요."
            }
            Act::Cancel => "지금은 변경을 저장할 수 없어 취소되지 않았어요. 잠시 후 다시 눌러 주세요.",
            Act::Step => {
                "처리되지 않았어요. 주문 서비스는 연결되지만 저장 공간이 없거나 읽기 전용이라 저장하지 못해요. 다시 눌러도 괜찮아요."
            }
        },
        Problem::Busy(act) => match act {
            Act::Place => {
                "지금 주문이 많아요. 장바구니는 그대로 있으니 잠시 후 다시 눌러 주세요. 두 번 주문되지 않아요."
            }
            Act::Cancel => "지금 요청이 많아 취소하지 못했어요. 잠시 후 다시 눌러 주세요.",
            Act::Step => "지금 처리할 요청이 많아요. 잠시 후 다시 누르세요. 두 번 처리되지 않아요.",
        },
        Problem::Unknown(act) => match act {
            Act::Place => {
                "주문이 접수됐는지 아직 확인하지 못했어요. 다시 누르면 접수된 주문을 찾아 드리고, 두 번 주문되지 않아요."
            }
            Act::Cancel => "취소됐는지 아직 확인하지 못했어요. 아래 상태를 보고 다시 눌러도 괜찮아요.",
            Act::Step => "처리됐는지 확인하지 못했어요. 다시 눌러도 두 번 처리되지 않아요.",
        },
        Problem::OrdersUnavailable => {
            "지금은 주문 내역을 불러올 수 없어요. 접수된 주문은 안전하게 저장되어 있어요."
        }
        Problem::TooLate => "지금은 취소할 수 없는 상태예요.",
        Problem::NameTooLong => "이름은 40자까지 쓸 수 있어요.",
        Problem::NoteTooLong => "요청 사항은 300자까지 쓸 수 있어요.",
        Problem::InvalidText => "쓸 수 없는 문자가 들어 있어요.",
        Problem::NotFound => "주문을 찾을 수 없어요.",
        Problem::WrongPin => "PIN이 맞지 않아요.",
        Problem::TooManyAttempts => "여러 번 틀렸어요. 잠시 후 다시 시도해 주세요.",
        Problem::SignInBusy => "로그인 요청이 많아요. 잠시 후 다시 시도해 주세요.",
        Problem::SignedOut => "로그인이 끝났어요. 다시 로그인해 주세요.",
        Problem::MovedElsewhere => "다른 화면에서 먼저 처리했어요.",
        Problem::RecallTooLate => "10분이 지나 되돌릴 수 없어요.",
        Problem::ReasonMissing => "사유를 골라 주세요.",
        Problem::Offline => "연결이 끊겼어요. 다시 눌러 주세요.",
        Problem::Overloaded => "지금 이용하는 사람이 많아요. 잠시 후 다시 눌러 주세요.",
        Problem::Other => "요청을 처리하지 못했어요. 다시 시도해 주세요.",
    }
}

pub fn state(state: State) -> String {
    match state {
        State::MenuStale(age) => {
            format!("메뉴를 {}에 마지막으로 확인했어요. 가격과 품절이 달라졌을 수 있어요.", ago(age))
        }
        State::MenuOnDisk(age) => format!(
            "저장해 둔 메뉴예요. {}에 마지막으로 확인했고, 가격과 품절이 달라졌을 수 있어요.",
            ago(age)
        ),
        State::MenuOffline => {
            "연결이 끊겨 다시 연결하고 있어요. 보이는 메뉴는 끊기기 전 모습이에요.".to_owned()
        }
        State::OrderingPaused => {
            "지금은 주문이 잠시 멈췄어요. 장바구니는 그대로 있고, 다시 눌러도 두 번 주문되지 않아요."
                .to_owned()
        }
        State::BrowsingOnly => "지금은 주문이 잠시 멈췄어요. 메뉴를 보고 담아 둘 수 있어요.".to_owned(),
        State::OrdersRemembered(age) => format!(
            "지금은 주문 내역을 모두 불러올 수 없어요. 최근 주문만 {} 상태로 보여 드려요.",
            known(age)
        ),
        State::OrderStale(None) => {
            "매장에 연결하지 못해 다시 연결하고 있어요. 주문은 안전하게 저장되어 있어요.".to_owned()
        }
        State::OrderStale(age) => format!(
            "매장과 연결이 끊겨 다시 연결하고 있어요. 주문은 안전하게 저장되어 있고, 지금 보이는 것은 {} 상태예요.",
            known(age)
        ),
        State::OrderOffline => "연결이 끊겨 다시 연결하고 있어요. 주문은 안전해요.".to_owned(),
        State::OrderUnreachable => {
            "지금은 주문 상태를 불러올 수 없어요. 접수된 주문은 안전하게 저장되어 있고, 곧 다시 확인할게요."
                .to_owned()
        }
        State::BoardLoading => "주문을 불러오고 있어요.".to_owned(),
        State::BoardStale(None) => {
            "주문 서비스에 연결할 수 없어요. 아직 주문을 한 번도 불러오지 못했어요.".to_owned()
        }
        State::BoardStale(age) => format!("주문 서비스와 연결이 끊겼어요. {}", screen(age)),
        State::BoardOffline(age) => format!("서버와 연결이 끊겼어요. {}", screen(age)),
        State::BoardNeedsScripts => {
            "스크립트가 꺼져 있어 볼 수만 있어요. 화면은 10초마다 새로 고쳐져요.".to_owned()
        }
        State::MenuUnverified => "메뉴 확인 전 주문 · 품절과 가격을 확인하세요".to_owned(),
        State::SystemOffline(age) => format!("서버와 연결이 끊겼어요. 화면은 {} 상태예요.", ago(age)),
        State::SurfaceBusy => "지금 이용하는 사람이 많아요.".to_owned(),
        State::SurfaceLate => "지금은 제때 답하지 못했어요.".to_owned(),
        State::PageAgain => "잠시 후 저절로 다시 열려요.".to_owned(),
        State::FormAgain => "뒤로 가서 다시 눌러 주세요.".to_owned(),
        State::PlacingAgain => "뒤로 가서 다시 눌러 주세요. 두 번 주문되지 않아요.".to_owned(),
    }
}

fn ago(age: Age) -> String {
    match age {
        Age::Moments => "조금 전".to_owned(),
        Age::Minutes(minutes) => format!("{minutes}분 전"),
        Age::Hours(hours) => format!("{hours}시간 전"),
        Age::Days(days) => format!("{days}일 전"),
    }
}

fn known(age: Option<Age>) -> String {
    age.map_or_else(|| "마지막으로 확인한".to_owned(), ago)
}

fn screen(age: Option<Age>) -> String {
    match age {
        None => "아직 주문을 한 번도 불러오지 못했어요.".to_owned(),
        Some(Age::Moments) => "화면은 1분 안에 확인된 상태예요.".to_owned(),
        Some(age) => format!("화면은 {}에 확인된 상태예요.", ago(age)),
    }
}

pub fn label(label: Label) -> &'static str {
    match label {
        Label::TryAgain => "다시 시도",
        Label::RequestId => "요청 번호",
        Label::Refresh => "새로 고침",
        Label::Close => "닫기",
        Label::StatusNow => "지금 상태:",
        Label::System => "시스템",
        Label::Board => "주문 보드",
        Label::SeenFromHere => {
            "이 직원용 서버에서 본 상태예요. 따로 적지 않은 수치는 최근 10초의 것이고, 1초마다 새로워져요."
        }
        Label::Services => "서비스",
        Label::MenuService => "메뉴 서비스",
        Label::OrderService => "주문 서비스",
        Label::Rate => "초당 호출",
        Label::Success => "성공",
        Label::InFlight => "진행 중 / 한도",
        Label::EndpointInFlight => "진행 중",
        Label::Shed => "거절(시작 후)",
        Label::Retries => "재시도",
        Label::Opened => "open 횟수(시작 후)",
        Label::LastFailure => "마지막 실패",
        Label::NoEndpoints => "주소를 찾지 못했어요.",
        Label::Closed => "정상 호출",
        Label::Open => "호출 안 함",
        Label::HalfOpen => "확인 중",
        Label::Menu => "메뉴",
        Label::Fresh => "최신",
        Label::Stale => "오래됨",
        Label::StaleOnDisk => "디스크 사본",
        Label::Unseen => "아직 없음",
        Label::Age => "마지막 확인",
        Label::Feed => "주문 피드",
        Label::Connected => "연결됨",
        Label::Lost => "끊김",
        Label::Since => "이 상태로",
        Label::Lag => "지연",
        Label::Orders => "보드의 주문",
        Label::Streams => "열린 실시간 연결",
        Label::SignIn => "로그인",
        Label::Starting => "연결 중",
    }
}
