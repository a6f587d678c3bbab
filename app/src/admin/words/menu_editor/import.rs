//! Texts of the menu's export and import: the page, the faults of a table and its changes. They
//! speak of kinds, fields and columns by their texts or names.

use super::count_noun;

/// Texts of the menu's export and import.
pub struct ImportWords {
    pub title: &'static str,
    /// Takes the number of changes.
    pub saved: fn(&str) -> String,
    pub download: &'static str,
    pub download_csv: &'static str,
    pub download_hint: &'static str,
    pub upload: &'static str,
    pub table_file: &'static str,
    pub preview: &'static str,
    pub upload_hint: &'static str,
    pub no_file: &'static str,
    pub unknown_encoding: &'static str,
    pub old_workbook: &'static str,
    pub no_workbook: &'static str,
    pub table_too_large: &'static str,
    /// The menu has changed since the preview.
    pub menu_changed: &'static str,
    /// Takes the row's number.
    pub row: fn(u64) -> String,
    /// Button; takes the number of changes.
    pub apply: fn(usize) -> String,
    /// Takes the number of faults.
    pub faults: fn(usize) -> String,
    pub faults_hint: &'static str,
    /// Takes the number of changes.
    pub changes: fn(usize) -> String,

    /// The reader of tables failed.
    pub unread: &'static str,
    /// Takes the parser's error.
    pub no_header: fn(&str) -> String,
    pub too_many_faults: &'static str,
    pub unread_row: &'static str,
    pub too_many_columns: &'static str,
    /// Takes the column's letters, its name and all valid names.
    pub unknown_column: fn(&str, &str, &str) -> String,
    /// Takes the column's letters and its name.
    pub doubled_column: fn(&str, &str) -> String,
    pub missing_column: fn(&str) -> String,
    /// Takes a kind and the number of rows that it may have.
    pub too_many_rows: fn(&str, usize) -> String,
    pub cell_too_long: &'static str,
    /// A cell with a text in a column without a name; takes the column's letters and the text.
    pub stray_cell: fn(&str, &str) -> String,
    /// Name of a field together with its column's letters.
    pub in_column: fn(&str, &str) -> String,
    /// Takes the field's name and the valid values.
    pub empty_cell: fn(&str, &str) -> String,
    /// Takes the field's name, the cell and the valid values.
    pub wrong_cell: fn(&str, &str, &str) -> String,
    /// Name of the column of kinds.
    pub kind: &'static str,
    pub kinds: &'static str,
    pub ids: &'static str,
    /// Takes the kind and the column.
    pub foreign_column: fn(&str, &str) -> String,

    pub doubled_id: fn(&str) -> String,
    pub no_category: fn(&str) -> String,
    pub no_lane: fn(&str) -> String,
    pub no_group: fn(&str) -> String,
    pub allergens_and_free: &'static str,
    /// An option's row does not name its group.
    pub group_needed: &'static str,
    pub default_above_max: &'static str,
    pub too_few_options: &'static str,
    pub max_too_small: &'static str,

    pub created: &'static str,
    pub deleted: &'static str,
    pub moved_to_group: &'static str,
    /// Takes a kind.
    pub rearranged: fn(&str) -> String,
}

pub(super) const KO: ImportWords = ImportWords {
    title: "메뉴를 표로",
    saved: |count| format!("저장했어요: {count}가지가 바뀌었어요"),
    download: "내려받기",
    download_csv: "CSV 파일 받기",
    download_hint: "지금 메뉴 전체예요. 스프레드시트에서 고친 다음 아래에서 올리세요. 표에서 지운 줄은 메뉴에서도 지워지고, 줄의 순서가 메뉴의 순서가 돼요.",
    upload: "올리기",
    table_file: "CSV 파일이나 엑셀 파일(.xlsx)",
    preview: "미리 보기",
    upload_hint: "아직 아무것도 저장하지 않아요. 무엇이 바뀌는지 먼저 보여 드려요.",
    no_file: "올릴 파일을 골라 주세요.",
    unknown_encoding: "글자를 읽을 수 없는 파일이에요. ‘CSV UTF-8’이나 엑셀 파일(.xlsx)로 저장해서 다시 올려 주세요.",
    old_workbook: "예전 형식의 엑셀 파일(.xls)이에요. .xlsx나 CSV로 저장해서 다시 올려 주세요.",
    no_workbook: "표로 읽을 수 없는 파일이에요. 엑셀 파일(.xlsx)이나 CSV로 저장해서 다시 올려 주세요.",
    table_too_large: "메뉴보다 훨씬 큰 파일이에요. 첫 번째 시트에 메뉴 표만 남기고 다시 올려 주세요.",
    menu_changed: "그사이 메뉴가 바뀌어서 저장하지 않았어요. 지금 메뉴와 다시 견주었으니 확인하고 눌러 주세요.",
    row: |row| format!("{row}번째 줄"),
    apply: |count| format!("{count}가지를 이대로 저장"),
    faults: |count| format!("고칠 곳 {count}군데"),
    faults_hint: "고쳐서 다시 올려 주세요. 아무것도 저장하지 않았어요.",
    changes: |count| match count {
        0 => "바뀌는 것이 없어요".to_owned(),
        count => format!("바뀌는 것 {count}가지"),
    },

    unread: "읽지 못했어요. 다시 올려 주세요.",
    no_header: |error| format!("읽을 수 없어요: {error}"),
    too_many_faults: "더 읽지 않았어요. 먼저 이것들을 고쳐 주세요.",
    unread_row: "줄을 읽을 수 없어요.",
    too_many_columns: "칸이 너무 많아요.",
    unknown_column: |letters, name, all| {
        format!("모르는 칸이에요({letters}열): {name}. 첫 줄에 쓸 수 있는 이름: {all}")
    },
    doubled_column: |letters, name| format!("두 번 있는 칸이에요({letters}열): {name}"),
    missing_column: |name| format!("{name} 칸이 없어요. 내려받은 표의 첫 줄을 그대로 두세요."),
    too_many_rows: |kind, most| format!("{kind}: {most}줄까지 올릴 수 있어요."),
    cell_too_long: "한 칸에 너무 많이 적었어요.",
    stray_cell: |letters, cell| format!("{letters}열은 이름이 없는 칸인데 ‘{cell}’ 글자가 있어요."),
    in_column: |field, letters| format!("{field}({letters}열)"),
    empty_cell: |field, valid| format!("{field}: 빈칸이에요. {valid}"),
    wrong_cell: |field, cell, valid| format!("{field}: ‘{cell}’ – {valid}"),
    kind: "종류",
    kinds: "category, item, group, option 중 하나를 적어 주세요.",
    ids: "영문 소문자, 숫자, -로 48자까지 적어 주세요. 새로 만들 때는 비워요.",
    foreign_column: |kind, column| format!("{kind}에는 {column} 칸을 쓰지 않아요."),

    doubled_id: |id| format!("같은 id가 두 번 있어요: {id}"),
    no_category: |id| format!("없는 분류예요: {id}"),
    no_lane: |id| format!("없는 만드는 곳이에요: {id}"),
    no_group: |id| format!("없는 옵션이에요: {id}"),
    allergens_and_free: "알레르기 유발 성분을 적었으면 allergen_free는 비워 주세요.",
    group_needed: "group 칸에 옵션의 id를 적어요.",
    default_above_max: "미리 골라 둘 개수가 하나에 많아야 고를 개수보다 많아요.",
    too_few_options: "선택지가 모자라서 적어도 고를 개수를 채울 수 없어요.",
    max_too_small: "많아야 고를 개수가 너무 적어요.",

    created: "새로 만들어요",
    deleted: "지워요",
    moved_to_group: "다른 옵션으로 옮겨요",
    rearranged: |kind| format!("{kind}의 순서를 바꿔요"),
};

pub(super) const EN: ImportWords = ImportWords {
    title: "Menu as a table",
    saved: |count| format!("Saved; changes: {count}"),
    download: "Download",
    download_csv: "Get CSV file",
    download_hint: "The whole current menu. Edit it in a spreadsheet, then upload it below. Rows deleted from the table are deleted from the menu, and the sequence of rows becomes the menu’s.",
    upload: "Upload",
    table_file: "CSV or Excel file (.xlsx)",
    preview: "Preview",
    upload_hint: "Nothing is saved yet. You will first see what would change.",
    no_file: "Please choose a file to upload.",
    unknown_encoding: "The file’s characters cannot be read. Please save it as “CSV UTF-8” or as an Excel file (.xlsx) and upload it again.",
    old_workbook: "This is an Excel file of the old format (.xls). Please save it as .xlsx or CSV and upload it again.",
    no_workbook: "The file is not a table. Please save it as an Excel file (.xlsx) or CSV and upload it again.",
    table_too_large: "The file is far larger than a menu. Please leave only the menu’s table in the first sheet and upload it again.",
    menu_changed: "The menu has changed meanwhile, so nothing was saved. This is the comparison with the current menu: check it and press again.",
    row: |row| format!("Row {row}"),
    apply: |count| format!("Save {}", count_noun(count, "change")),
    faults: |count| format!("{} to fix", count_noun(count, "fault")),
    faults_hint: "Please fix them and upload the table again. Nothing was saved.",
    changes: |count| match count {
        0 => "No changes".to_owned(),
        count => count_noun(count, "change"),
    },

    unread: "The table could not be read. Please upload it again.",
    no_header: |error| format!("It cannot be read: {error}"),
    too_many_faults: "Reading stopped here. Please fix these faults first.",
    unread_row: "The row cannot be read.",
    too_many_columns: "There are too many columns.",
    unknown_column: |letters, name, all| {
        format!("Unknown column ({letters}): {name}. Names for the first row: {all}")
    },
    doubled_column: |letters, name| format!("This column is there twice ({letters}): {name}"),
    missing_column: |name| {
        format!("The column {name} is missing. Please keep the first row of the downloaded table.")
    },
    too_many_rows: |kind, most| format!("{kind}: at most {most} rows can be uploaded."),
    cell_too_long: "A cell is too long.",
    stray_cell: |letters, cell| {
        format!("Column {letters} has no name, but it has the text ‘{cell}’.")
    },
    in_column: |field, letters| format!("{field} (column {letters})"),
    empty_cell: |field, valid| format!("{field}: the cell is empty. {valid}"),
    wrong_cell: |field, cell, valid| format!("{field}: ‘{cell}’ – {valid}"),
    kind: "Kind",
    kinds: "Write category, item, group or option.",
    ids: "Use up to 48 lower-case letters a–z, digits and -. Leave it empty to create something new.",
    foreign_column: |kind, column| format!("{kind}: the column {column} is not used here."),

    doubled_id: |id| format!("The same id is there twice: {id}"),
    no_category: |id| format!("There is no such category: {id}"),
    no_lane: |id| format!("There is no such station: {id}"),
    no_group: |id| format!("There is no such option group: {id}"),
    allergens_and_free: "Leave allergen_free empty where allergens are listed.",
    group_needed: "Write the option group’s id in the column group.",
    default_above_max: "More are chosen by default than one item can have.",
    too_few_options: "There are too few options to choose the minimum.",
    max_too_small: "The maximum to choose is too small.",

    created: "is new",
    deleted: "is deleted",
    moved_to_group: "moves to another option group",
    rearranged: |kind| format!("{kind}: the sequence changes"),
};
