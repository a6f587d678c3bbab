//! Texts of the menu editor: its lists, its forms and its refusals.

pub mod draft;
pub mod fields;
pub mod import;

/// Texts of the menu editor.
pub struct MenuEditorWords {
    pub draft: draft::DraftWords,
    pub fields: fields::FieldWords,
    pub import: import::ImportWords,
    /// The menu service cannot be reached, so nothing can be saved.
    pub out_of_reach: &'static str,
    pub category: &'static str,
    pub item: &'static str,
    pub group: &'static str,
    pub option: &'static str,
    pub new_category: &'static str,
    pub new_item: &'static str,
    pub new_group: &'static str,
    pub new_option: &'static str,
    pub categories: &'static str,
    pub groups: &'static str,
    pub options: &'static str,
    pub add_category: &'static str,
    pub add_item: &'static str,
    pub add_group: &'static str,
    pub add_option: &'static str,
    /// Label of [`Self::add_item`]; takes the category's name.
    pub add_item_to: fn(&str) -> String,
    /// Link to the export and import.
    pub as_table: &'static str,
    /// Takes the number of a category's items.
    pub item_count: fn(usize) -> String,
    /// Takes whether a choice is required, the number of options and the number of items that have
    /// the group.
    pub group_summary: fn(bool, usize, usize) -> String,
    /// An option without a surcharge.
    pub free: &'static str,
    /// Label of the button that moves a row; takes the row's name.
    pub move_up: fn(&str) -> String,
    pub move_down: fn(&str) -> String,
    /// A row's new position; the script fills in its `{name}`, `{at}` and their `{count}`.
    pub moved: &'static str,
    pub arranged: &'static str,
    pub not_arranged: &'static str,
    pub remove: &'static str,
    /// Precedes [`Self::remove_confirm`].
    pub remove_warning: &'static str,
    pub remove_confirm: &'static str,
    pub removed: &'static str,
    /// Takes the name of an item and the number of others that need the thing.
    pub used_by: fn(&str, usize) -> String,
    /// The group's only option cannot be removed.
    pub only_option: &'static str,
    pub not_found: &'static str,
    /// Another person has removed the thing meanwhile.
    pub gone: &'static str,
    pub version_conflict: &'static str,
    pub invalid_menu: &'static str,
    pub invalid_picture: &'static str,
    pub file_too_large: &'static str,
    pub no_picture: &'static str,
    pub draft_changed: &'static str,
    pub invalid_draft: &'static str,
    /// As [`Self::used_by`], without a name.
    pub needed: &'static str,
}

pub(super) const KO: MenuEditorWords = MenuEditorWords {
    draft: draft::KO,
    fields: fields::KO,
    import: import::KO,
    out_of_reach: "메뉴 서비스에 연결되지 않아서 지금은 메뉴를 고칠 수 없어요. 손님에게는 마지막으로 받은 메뉴가 보여요.",
    category: "분류",
    item: "메뉴",
    group: "옵션",
    option: "선택지",
    new_category: "새 분류",
    new_item: "새 메뉴",
    new_group: "새 옵션",
    new_option: "새 선택지",
    categories: "분류",
    groups: "옵션",
    options: "선택지",
    add_category: "분류 더하기",
    add_item: "메뉴 더하기",
    add_group: "옵션 더하기",
    add_option: "선택지 더하기",
    add_item_to: |category| format!("{category}에 메뉴 더하기"),
    as_table: "표로 내려받고 올리기(CSV)",
    item_count: |count| format!("{count}개"),
    group_summary: |is_required, options, items| {
        let required = if is_required { "꼭 골라요 · " } else { "" };
        format!("{required}선택지 {options}개 · 메뉴 {items}개")
    },
    free: "무료",
    move_up: |name| format!("{name} 위로"),
    move_down: |name| format!("{name} 아래로"),
    moved: "{name}, {count}개 중 {at}번째",
    arranged: "순서를 저장했어요",
    not_arranged: "순서를 저장하지 못했어요. 다시 옮기면 한 번 더 저장해요.",
    remove: "지우기",
    remove_warning: "되돌릴 수 없어요. 잠시 안 팔 때는 판매를 숨김으로 바꾸세요.",
    remove_confirm: "정말 지우기",
    removed: "지웠어요",
    used_by: |item, others| match others {
        0 => format!("{item}에 쓰이고 있어서 지울 수 없어요."),
        others => format!("{item} 외 {others}개에 쓰이고 있어서 지울 수 없어요."),
    },
    only_option: "하나뿐인 선택지라서 지울 수 없어요.",
    not_found: "찾을 수 없어요.",
    gone: "그사이 지워졌어요.",
    version_conflict: "그사이 다른 곳에서 같은 칸이 바뀌었어요. 어느 값으로 할지 정하고 다시 저장해 주세요.",
    invalid_menu: "이대로는 저장할 수 없어요. 표시된 칸과 숫자의 범위를 확인해 주세요.",
    invalid_picture: "사진으로 읽을 수 없거나 너무 큰 파일이에요. 2400만 화소까지의 JPEG, PNG, WebP 사진을 골라 주세요.",
    file_too_large: "8MB보다 큰 파일이라 올리지 못했어요. 더 작은 파일을 골라 주세요.",
    no_picture: "8MB보다 작은 사진 파일을 골라 주세요.",
    draft_changed: "그사이 초안이 시작되거나 끝났어요. 어디에 저장되는지 확인하고 다시 눌러 주세요.",
    invalid_draft: "이대로는 손님에게 보일 수 없어요. 그사이 바뀐 메뉴와 맞지 않는 곳이 있어요.",
    needed: "다른 곳에 쓰이고 있어서 지울 수 없어요.",
};

pub(super) const EN: MenuEditorWords = MenuEditorWords {
    draft: draft::EN,
    fields: fields::EN,
    import: import::EN,
    out_of_reach: "The menu service cannot be reached, so the menu cannot be changed now. Customers see the last known menu.",
    category: "Category",
    item: "Item",
    group: "Option group",
    option: "Option",
    new_category: "New category",
    new_item: "New item",
    new_group: "New option group",
    new_option: "New option",
    categories: "Categories",
    groups: "Option groups",
    options: "Options",
    add_category: "Add category",
    add_item: "Add item",
    add_group: "Add group",
    add_option: "Add option",
    add_item_to: |category| format!("Add item to {category}"),
    as_table: "Download and upload as a table (CSV)",
    item_count: |count| count_noun(count, "item"),
    group_summary: |is_required, options, items| {
        let required = if is_required { "required · " } else { "" };
        format!("{required}{} · {}", count_noun(options, "option"), count_noun(items, "item"))
    },
    free: "Free",
    move_up: |name| format!("Move up: {name}"),
    move_down: |name| format!("Move down: {name}"),
    moved: "{name}, {at} of {count}",
    arranged: "The new sequence is saved",
    not_arranged: "The new sequence could not be saved. Moving anything tries again.",
    remove: "Delete",
    remove_warning: "This cannot be undone. To stop selling it for a while, set its availability to hidden.",
    remove_confirm: "Yes, delete",
    removed: "Deleted",
    used_by: |item, others| match others {
        0 => format!("It cannot be deleted: {item} uses it."),
        others => format!("It cannot be deleted: {item} and {others} more use it."),
    },
    only_option: "It cannot be deleted: it is the group’s only option.",
    not_found: "Not found.",
    gone: "It has been deleted meanwhile.",
    version_conflict: "The same field was changed elsewhere meanwhile. Decide which value to keep and save again.",
    invalid_menu: "It cannot be saved like this. Please check the marked fields and the ranges of numbers.",
    invalid_picture: "This file is not a picture or is too large. Please choose a JPEG, PNG or WebP of up to 24 megapixels.",
    file_too_large: "The file is larger than 8 MB and was not uploaded. Please choose a smaller one.",
    no_picture: "Please choose a picture file smaller than 8 MB.",
    draft_changed: "A draft was started or ended meanwhile. Check where this would be saved and press again.",
    invalid_draft: "It cannot be published like this: it no longer fits the menu, which has changed meanwhile.",
    needed: "It cannot be deleted: it is used elsewhere.",
};

/// An English noun with its number.
fn count_noun(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
