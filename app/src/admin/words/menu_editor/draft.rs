//! Texts of the menu's draft and of its preview.

use super::count_noun;

/// Texts of the menu's draft and of its preview.
pub struct DraftWords {
    pub title: &'static str,
    pub published: &'static str,
    pub dropped: &'static str,
    /// Heading while no draft is open: changes are visible at once.
    pub edit_live: &'static str,
    pub see_live: &'static str,
    pub edit_live_hint: &'static str,
    pub start: &'static str,
    /// Button; takes the number of changes.
    pub publish: fn(usize) -> String,
    pub preview: &'static str,
    pub hint: &'static str,
    pub no_changes: &'static str,
    pub drop: &'static str,
    pub drop_confirm: &'static str,
    /// Notice on the editor's other pages.
    pub notice: &'static str,
    /// Change of an item.
    pub picture_changes: &'static str,
    pub previews_draft: &'static str,
    pub previews_live: &'static str,
    /// Link from a preview to the editor.
    pub back_to_editor: &'static str,
}

pub(super) const KO: DraftWords = DraftWords {
    title: "초안",
    published: "손님에게 보이게 했어요",
    dropped: "초안을 버렸어요",
    edit_live: "바로 고치기",
    see_live: "손님 화면 보기",
    edit_live_hint: "저장하면 손님에게 바로 보여요. 여러 가지를 고쳐 두었다가 한 번에 바꾸려면 초안을 시작하세요.",
    start: "초안 시작",
    publish: |count| format!("{count}가지를 손님에게 보이기"),
    preview: "미리 보기",
    hint: "지금 고치는 것은 아직 손님에게 보이지 않아요. 품절과 주문 멈춤은 초안과 상관없이 바로 바뀌어요.",
    no_changes: "아직 바뀐 것이 없어요.",
    drop: "초안 버리기",
    drop_confirm: "정말 버리기",
    notice: "초안을 고치고 있어요. 손님에게는 아직 보이지 않아요.",
    picture_changes: "사진을 바꿔요",
    previews_draft: "초안 미리 보기예요. 손님에게는 아직 보이지 않아요.",
    previews_live: "지금 손님에게 보이는 화면이에요.",
    back_to_editor: "메뉴 편집으로",
};

pub(super) const EN: DraftWords = DraftWords {
    title: "Draft",
    published: "Published: customers see it now",
    dropped: "Draft discarded",
    edit_live: "Live editing",
    see_live: "View as customer",
    edit_live_hint: "Customers see each change as soon as it is saved. To collect changes and publish them at once, start a draft.",
    start: "Start a draft",
    publish: |count| format!("Publish {}", count_noun(count, "change")),
    preview: "Preview",
    hint: "Customers do not see these changes yet. Selling out and pausing take effect at once, draft or not.",
    no_changes: "No changes yet.",
    drop: "Discard draft",
    drop_confirm: "Yes, discard",
    notice: "You are editing the draft. Customers do not see it yet.",
    picture_changes: "the picture changes",
    previews_draft: "Preview of the draft. Customers do not see it yet.",
    previews_live: "This is what customers see now.",
    back_to_editor: "To the editor",
};
