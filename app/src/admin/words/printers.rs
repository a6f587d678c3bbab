//! Texts of printers and print jobs.

use order_api::{PaperWidth, PrintConfirmation, PrintFault, PrintState};

/// Texts of printers and print jobs.
pub struct PrintersWords {
    /// A print job was created.
    pub sent: &'static str,
    /// Accessible name of a button; takes its label and what it acts on.
    pub act_on: fn(&str, &str) -> String,

    pub invalid_name: &'static str,
    pub invalid_address: &'static str,
    pub too_many: &'static str,
    pub printer_off: &'static str,
    pub queue_full: &'static str,
    pub already_decided: &'static str,

    /// Label of the jobs that need a decision.
    pub undecided: &'static str,
    pub check_paper: &'static str,
    pub check_paper_hint: &'static str,
    pub recent: &'static str,
    /// The list is longer than the page.
    pub more: &'static str,

    /// The printer’s condition, as shown by its last jobs.
    pub off: &'static str,
    pub well: &'static str,
    pub unused: &'static str,
    /// Takes the cause and the number of jobs that wait.
    pub stuck: fn(&str, usize) -> String,
    /// Takes the cause.
    pub last_failed: fn(&str) -> String,

    pub add: &'static str,
    pub remove: &'static str,
    pub address: &'static str,
    pub address_hint: &'static str,
    pub confirmation: &'static str,
    pub confirmation_hint: &'static str,
    pub confirm_by: fn(PrintConfirmation) -> &'static str,
    pub paper: &'static str,
    pub paper_hint: &'static str,
    pub paper_width: fn(PaperWidth) -> &'static str,
    /// Label of the language of the words on paper.
    pub language: &'static str,
    pub on_accepted: &'static str,
    pub on_cancelled: &'static str,
    pub enabled: &'static str,

    /// Label of the jobs of one order.
    pub of_order: &'static str,
    pub test: &'static str,
    pub again: &'static str,
    /// Title of an order’s job; takes the pickup number and whether it is a reprint.
    pub job: fn(i64, bool) -> String,
    /// Button that settles a failed job without printing it.
    pub not_needed: &'static str,
    pub state: fn(PrintState) -> &'static str,
    /// Why a job was not printed, and how to fix it.
    pub cause: fn(PrintFault) -> &'static str,

    /// Takes the names of two printers and their address.
    pub same_address: fn(&str, &str, &str) -> String,
    pub same_name: fn(&str) -> String,
    pub none_prints: &'static str,
    /// Takes the printer’s name, its time zone and the store's.
    pub other_zone: fn(&str, &str, &str) -> String,
}

pub(super) const KO: PrintersWords = PrintersWords {
    sent: "프린터로 보냈어요",
    act_on: |label, what| format!("{what} {label}"),
    invalid_name: "프린터 이름을 1~40자로 적어 주세요.",
    invalid_address: "주소를 매장 안의 IP로 적어 주세요. 예: 192.168.0.50:9100",
    too_many: "프린터는 16대까지 둘 수 있어요.",
    printer_off: "쓰지 않는 프린터예요. 먼저 켜 주세요.",
    queue_full: "이 프린터를 기다리는 출력이 너무 많아요.",
    already_decided: "그사이 다른 사람이 처리했어요.",
    undecided: "확인이 필요한 출력",
    check_paper: "종이를 확인해 주세요",
    check_paper_hint: "저절로 다시 출력하지 않아요. 종이가 나왔으면 ‘출력됨’, 아니면 ‘다시 출력’을 눌러 주세요.",
    recent: "최근 출력",
    more: "더 오래된 것은 보이지 않아요",
    off: "쓰지 않음",
    well: "정상",
    unused: "아직 출력한 것이 없어요",
    stuck: |cause, waiting| format!("{cause} · {waiting}건 대기"),
    last_failed: |cause| format!("지난 출력: {cause}"),
    add: "프린터 추가",
    remove: "삭제",
    address: "주소",
    address_hint: "매장 안의 IP, 예: 192.168.0.50:9100",
    confirmation: "출력 확인",
    confirmation_hint: "시험 출력이 ‘확인 필요’가 되면 바꿔 보세요",
    confirm_by: |confirmation| match confirmation {
        PrintConfirmation::ProcessId => "출력 번호로 (엡손 등)",
        PrintConfirmation::Status => "상태로",
    },
    paper: "용지 폭",
    paper_hint: "시험 출력의 숫자 줄이 두 줄로 나오면 더 좁은 것으로 바꿔 주세요",
    paper_width: |paper| match paper {
        PaperWidth::Mm80 => "80 mm (48자)",
        PaperWidth::Mm80Of42 => "80 mm (42자)",
        PaperWidth::Mm58 => "58 mm (32자)",
    },
    language: "용지에 쓰는 말",
    on_accepted: "접수한 주문을 출력",
    on_cancelled: "출력한 주문의 취소도 출력",
    enabled: "사용",
    of_order: "출력",
    test: "시험 출력",
    again: "다시 출력",
    job: |number, is_reprint| format!("{number}번{}", if is_reprint { " · 재출력" } else { "" }),
    not_needed: "필요 없음",
    state: |state| match state {
        PrintState::Waiting => "대기",
        PrintState::Claimed => "프린터 확인 중",
        PrintState::Sending => "출력 중",
        PrintState::Printed => "출력됨",
        PrintState::Unknown => "확인 필요",
        PrintState::Failed => "출력 못 함",
        PrintState::Settled => "처리함",
        PrintState::Dropped => "필요 없어짐",
    },
    cause: |cause| match cause {
        PrintFault::Unreachable => "프린터에 연결할 수 없어요. 전원과 네트워크를 확인해 주세요.",
        PrintFault::Refused => "프린터가 연결을 받지 않아요. 주소와 포트를 확인해 주세요.",
        PrintFault::NoAnswer => "프린터가 상태를 알려 주지 않아요. 껐다 켜 보세요.",
        PrintFault::PaperOut => "용지가 없어요.",
        PrintFault::CoverOpen => "덮개가 열려 있어요.",
        PrintFault::PrinterError => "프린터에 오류가 있어요. 칼날과 용지 걸림을 확인해 주세요.",
        PrintFault::Offline => "프린터가 오프라인이에요.",
        PrintFault::ConnectionLost => "출력하는 중에 연결이 끊겼어요.",
        PrintFault::Unconfirmed => "보냈지만 출력했다는 답이 없었어요.",
        PrintFault::Interrupted => "출력하는 중에 서비스가 다시 시작됐어요.",
        PrintFault::SwitchedOff => "프린터를 쓰지 않음으로 해 두었어요.",
    },
    same_address: |one, other, address| {
        format!("‘{one}’와 ‘{other}’의 주소가 같아요({address}). 주문마다 종이가 두 장 나와요.")
    },
    same_name: |name| {
        format!("이름이 ‘{name}’인 프린터가 둘 이상이에요. 어느 쪽인지 알 수 있게 바꿔 주세요.")
    },
    none_prints: "접수할 때 주문지를 뽑는 프린터가 없어요.",
    other_zone: |printer, own, store| {
        format!("‘{printer}’의 주문지에는 매장({store})이 아니라 {own}의 시각이 찍혀요.")
    },
};

pub(super) const EN: PrintersWords = PrintersWords {
    sent: "Sent to the printer",
    act_on: |label, what| format!("{label}: {what}"),
    invalid_name: "A printer’s name has 1 to 40 characters.",
    invalid_address: "The address has to be an IP inside the store, such as 192.168.0.50:9100.",
    too_many: "There can be up to 16 printers.",
    printer_off: "This printer is not in use. Please switch it on first.",
    queue_full: "Too many print jobs are waiting for this printer.",
    already_decided: "Someone else has settled it meanwhile.",
    undecided: "Print jobs to check",
    check_paper: "Please check the paper",
    check_paper_hint: "Nothing is reprinted automatically. Press ‘Printed’ if the paper came out, otherwise ‘Print again’.",
    recent: "Recent print jobs",
    more: "Older ones are not shown",
    off: "Not in use",
    well: "Working",
    unused: "Nothing printed yet",
    stuck: |cause, waiting| format!("{cause} · {waiting} waiting"),
    last_failed: |cause| format!("Last print job: {cause}"),
    add: "Add a printer",
    remove: "Remove",
    address: "Address",
    address_hint: "an IP inside the store, e.g. 192.168.0.50:9100",
    confirmation: "How it confirms",
    confirmation_hint: "change this if a test print ends as ‘Check the paper’",
    confirm_by: |confirmation| match confirmation {
        PrintConfirmation::ProcessId => "By job number (Epson and others)",
        PrintConfirmation::Status => "By status",
    },
    paper: "Paper width",
    paper_hint: "choose a narrower one if the row of digits on a test print takes two lines",
    paper_width: |paper| match paper {
        PaperWidth::Mm80 => "80 mm (48 characters)",
        PaperWidth::Mm80Of42 => "80 mm (42 characters)",
        PaperWidth::Mm58 => "58 mm (32 characters)",
    },
    language: "Language on paper",
    on_accepted: "Print accepted orders",
    on_cancelled: "Print cancellations of printed orders",
    enabled: "In use",
    of_order: "Print jobs",
    test: "Test print",
    again: "Print again",
    job: |number, is_reprint| {
        format!("Order {number}{}", if is_reprint { " · reprint" } else { "" })
    },
    not_needed: "Not needed",
    state: |state| match state {
        PrintState::Waiting => "Waiting",
        PrintState::Claimed => "Checking printer",
        PrintState::Sending => "Printing",
        PrintState::Printed => "Printed",
        PrintState::Unknown => "Check the paper",
        PrintState::Failed => "Not printed",
        PrintState::Settled => "Settled",
        PrintState::Dropped => "No longer needed",
    },
    cause: |cause| match cause {
        PrintFault::Unreachable => {
            "The printer cannot be reached. Please check its power and network."
        }
        PrintFault::Refused => {
            "The printer refuses the connection. Please check its address and port."
        }
        PrintFault::NoAnswer => {
            "The printer does not report its status. Try switching it off and on."
        }
        PrintFault::PaperOut => "It is out of paper.",
        PrintFault::CoverOpen => "The cover is open.",
        PrintFault::PrinterError => {
            "The printer has an error. Please check the cutter and look for jammed paper."
        }
        PrintFault::Offline => "The printer is offline.",
        PrintFault::ConnectionLost => "The connection was lost while printing.",
        PrintFault::Unconfirmed => "It was sent, but the printer did not confirm it.",
        PrintFault::Interrupted => "The service restarted while printing.",
        PrintFault::SwitchedOff => "The printer is not in use.",
    },
    same_address: |one, other, address| {
        format!(
            "‘{one}’ and ‘{other}’ have the same address ({address}). Every order is printed twice."
        )
    },
    same_name: |name| {
        format!(
            "More than one printer is named ‘{name}’. Please rename one, so that they can be told apart."
        )
    },
    none_prints: "No printer prints orders when they are accepted.",
    other_zone: |printer, own, store| {
        format!(
            "Tickets from ‘{printer}’ show the time in {own}, not in the store’s zone ({store})."
        )
    },
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_names_buttons_and_states_as_they_are_shown() {
        for words in [KO, EN] {
            for label in [(words.state)(PrintState::Printed), words.again] {
                assert!(words.check_paper_hint.contains(&format!("‘{label}’")), "{label}");
            }
            let unknown = (words.state)(PrintState::Unknown);
            assert!(words.confirmation_hint.contains(&format!("‘{unknown}’")), "{unknown}");
        }
    }
}
