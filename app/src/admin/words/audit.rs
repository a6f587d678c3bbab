//! Texts of the audit log.

use gateway::AuditSource;
use serde::{
    Deserialize,
    de::{IntoDeserializer, value},
};

/// Texts of the audit log.
pub struct AuditWords {
    pub source: fn(AuditSource) -> &'static str,
    /// Takes the name of a source whose list could not be read.
    pub unreadable: fn(&str) -> String,
    pub no_changes: &'static str,
    pub older: &'static str,
    /// Precedes the value before the change.
    pub before: &'static str,
    /// Precedes the value after the change.
    pub after: &'static str,
    pub part: fn(AuditPart) -> &'static str,
}

/// One part of an action's code, such as both of `item.change`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuditPart {
    Draft,
    Store,
    Category,
    Item,
    OptionGroup,
    Option,
    Printer,
    Print,
    Phone,
    Person,
    Device,
    Pin,
    SignIn,
    SignOut,
    Enrol,
    WrongPin,
    DeviceUnknown,
    Order,
    Add,
    Change,
    Remove,
    Arrange,
    Availability,
    Open,
    Publish,
    Drop,
    Again,
    Settle,
    Block,
    Unblock,
    Erase,
}

impl AuditPart {
    /// The part with this code; `None` if the pages do not know it.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::deserialize(IntoDeserializer::<value::Error>::into_deserializer(code)).ok()
    }
}

pub(super) const KO: AuditWords = AuditWords {
    source: |source| match source {
        AuditSource::Menu => "메뉴·매장",
        AuditSource::Order => "주문·프린터",
        AuditSource::Staff => "직원·기기",
    },
    unreadable: |source| format!("{source}: 지금은 읽을 수 없어요. 잠시 뒤 다시 열어 주세요."),
    no_changes: "바뀐 것이 없어요",
    older: "더 오래된 기록",
    before: "전",
    after: "후",
    part: |part| match part {
        AuditPart::Draft => "초안",
        AuditPart::Store => "매장 설정",
        AuditPart::Category => "분류",
        AuditPart::Item => "메뉴",
        AuditPart::OptionGroup => "옵션 묶음",
        AuditPart::Option => "옵션",
        AuditPart::Printer => "프린터",
        AuditPart::Print => "출력",
        AuditPart::Phone => "휴대폰",
        AuditPart::Person => "직원",
        AuditPart::Device => "기기",
        AuditPart::Pin => "PIN",
        AuditPart::SignIn => "로그인",
        AuditPart::SignOut => "로그아웃",
        AuditPart::Enrol => "등록",
        AuditPart::WrongPin => "틀림",
        AuditPart::DeviceUnknown => "등록되지 않은 기기",
        AuditPart::Order => "주문",
        AuditPart::Add => "추가",
        AuditPart::Change => "변경",
        AuditPart::Remove => "삭제",
        AuditPart::Arrange => "순서",
        AuditPart::Availability => "판매 상태",
        AuditPart::Open => "열기",
        AuditPart::Publish => "적용",
        AuditPart::Drop => "버리기",
        AuditPart::Again => "다시",
        AuditPart::Settle => "처리",
        AuditPart::Block => "막기",
        AuditPart::Unblock => "풀기",
        AuditPart::Erase => "손님 정보 지우기",
    },
};

pub(super) const EN: AuditWords = AuditWords {
    source: |source| match source {
        AuditSource::Menu => "Menu and store",
        AuditSource::Order => "Orders and printers",
        AuditSource::Staff => "Staff and devices",
    },
    unreadable: |source| {
        format!("{source}: cannot be read right now. Please open this page again in a moment.")
    },
    no_changes: "Nothing has changed",
    older: "Older changes",
    before: "Before",
    after: "After",
    part: |part| match part {
        AuditPart::Draft => "draft",
        AuditPart::Store => "store settings",
        AuditPart::Category => "category",
        AuditPart::Item => "item",
        AuditPart::OptionGroup => "option group",
        AuditPart::Option => "option",
        AuditPart::Printer => "printer",
        AuditPart::Print => "print job",
        AuditPart::Phone => "phone",
        AuditPart::Person => "staff member",
        AuditPart::Device => "device",
        AuditPart::Pin => "PIN",
        AuditPart::SignIn => "sign-in",
        AuditPart::SignOut => "sign-out",
        AuditPart::Enrol => "enrolled",
        AuditPart::WrongPin => "with a wrong PIN",
        AuditPart::DeviceUnknown => "on an unknown device",
        AuditPart::Order => "order",
        AuditPart::Add => "added",
        AuditPart::Change => "changed",
        AuditPart::Remove => "removed",
        AuditPart::Arrange => "rearranged",
        AuditPart::Availability => "availability",
        AuditPart::Open => "opened",
        AuditPart::Publish => "published",
        AuditPart::Drop => "discarded",
        AuditPart::Again => "printed again",
        AuditPart::Settle => "settled",
        AuditPart::Block => "blocked",
        AuditPart::Unblock => "unblocked",
        AuditPart::Erase => "customer details erased",
    },
};
