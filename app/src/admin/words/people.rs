//! Texts of staff, devices, PINs and sign-in.

use staff_api::StaffRole;

/// Texts of staff, devices, PINs and sign-in.
pub struct PeopleWords {
    pub people: &'static str,
    pub devices: &'static str,
    pub add_person: &'static str,
    pub add: &'static str,
    pub role: &'static str,
    pub role_name: fn(StaffRole) -> &'static str,
    pub new_pin: &'static str,
    /// Marks the signed-in person in the list.
    pub is_you: &'static str,
    pub sign_out: &'static str,
    /// Button that signs out every person.
    pub sign_out_all: &'static str,
    /// Takes a person's name.
    pub sign_out_person: fn(&str) -> String,
    /// Takes a device's name.
    pub sign_out_device: fn(&str) -> String,
    pub remove: &'static str,
    /// Takes the name of a person or a device.
    pub remove_named: fn(&str) -> String,
    /// Takes the time and the manager's name.
    pub enrolled: fn(&str, &str) -> String,
    /// Takes a person's name and the time.
    pub signed_in: fn(&str, &str) -> String,
    /// Warning; takes the name.
    pub doubled_name: fn(&str) -> String,
    pub refusals: StaffRefusals,

    /// The person has signed in with the PIN that was generated for them.
    pub is_generated: &'static str,
    pub signs_out_others: &'static str,
    pub old_pin: &'static str,
    pub wrong_old_pin: &'static str,
    pub change_pin: &'static str,
    pub signed_in_devices: &'static str,
    /// Takes the time of the sign-in.
    pub since: fn(&str) -> String,
    pub this_device: &'static str,
    pub sign_out_others: &'static str,

    pub confirm_pin: &'static str,
    /// Takes the person's name.
    pub pin_again: fn(&str) -> String,
    pub confirm: &'static str,
    /// The PIN was right, but the clocks of surface and service are too far apart.
    pub clocks_differ: &'static str,

    pub sign_in: &'static str,
    pub first_sign_in: &'static str,
    pub opening_board: &'static str,
}

/// Why a change to staff, devices or a PIN was refused.
pub struct StaffRefusals {
    pub invalid_name: &'static str,
    pub invalid_form: &'static str,
    pub invalid_pin: &'static str,
    pub pin_common: &'static str,
    pub pin_same: &'static str,
    pub pin_taken: &'static str,
    pub last_manager: &'static str,
    pub too_many: &'static str,
    pub role_needs_pin: &'static str,
    pub not_found: &'static str,
}

pub(super) const KO: PeopleWords = PeopleWords {
    people: "직원",
    devices: "기기",
    add_person: "직원 추가",
    add: "추가",
    role: "역할",
    role_name: |role| match role {
        StaffRole::Barista => "바리스타",
        StaffRole::Manager => "관리자",
    },
    new_pin: "새 PIN",
    is_you: "지금 로그인한 사람",
    sign_out: "로그아웃",
    sign_out_all: "모두 로그아웃",
    sign_out_person: |name| format!("{name} 모든 기기에서 로그아웃"),
    sign_out_device: |name| format!("{name} 로그아웃"),
    remove: "지우기",
    remove_named: |name| format!("{name} 지우기"),
    enrolled: |when, by| format!("{when} {by} 등록"),
    signed_in: |name, since| format!("{name} {since}부터 로그인"),
    doubled_name: |name| {
        format!("이름이 ‘{name}’인 직원이 둘 이상이에요. 기록에서 구별되지 않아요.")
    },
    refusals: StaffRefusals {
        invalid_name: "이름은 1자에서 40자까지 쓸 수 있어요.",
        invalid_form: "입력한 내용을 확인해 주세요.",
        invalid_pin: "PIN은 공백 없이 바리스타는 6자, 관리자는 8자부터 64자까지예요.",
        pin_common: "남이 쉽게 짐작할 수 있는 PIN이에요. 다른 PIN을 정해 주세요.",
        pin_same: "지금과 다른 PIN을 정해 주세요.",
        pin_taken: "다른 직원이 쓰는 PIN이에요. 다른 PIN을 정해 주세요.",
        last_manager: "관리자는 한 명 이상 있어야 해요.",
        too_many: "더 추가할 수 없어요. 쓰지 않는 직원이나 기기를 먼저 지워 주세요.",
        role_needs_pin: "관리자로 바꾸려면 8자 이상의 새 PIN도 함께 정해 주세요.",
        not_found: "이미 지워졌어요.",
    },

    is_generated: "처음 받은 PIN은 로그인 한 번에만 쓸 수 있어요. 앞으로 쓸 PIN을 정해 주세요.",
    signs_out_others: "바꾸면 다른 기기에서는 로그아웃돼요.",
    old_pin: "지금 PIN",
    wrong_old_pin: "지금 PIN이 맞지 않아요.",
    change_pin: "바꾸기",
    signed_in_devices: "로그인한 기기",
    since: |when| format!("{when}부터"),
    this_device: "이 기기",
    sign_out_others: "다른 기기에서 모두 로그아웃",

    confirm_pin: "PIN 확인",
    pin_again: |name| {
        format!("{name} 님, PIN을 한 번 더 입력해 주세요. 방금 입력한 내용은 그대로 저장돼요.")
    },
    confirm: "확인하고 저장",
    clocks_differ: "PIN은 맞지만 매장 컴퓨터들의 시계가 서로 달라 저장하지 못했어요. 시계를 맞춘 뒤 다시 눌러 주세요.",

    sign_in: "직원 로그인",
    first_sign_in: "처음 쓰는 기기는 관리자가 로그인하면 등록돼요.",
    opening_board: "주문 보드를 여는 중이에요",
};

pub(super) const EN: PeopleWords = PeopleWords {
    people: "Staff",
    devices: "Devices",
    add_person: "Add staff",
    add: "Add",
    role: "Role",
    role_name: |role| match role {
        StaffRole::Barista => "Barista",
        StaffRole::Manager => "Manager",
    },
    new_pin: "New PIN",
    is_you: "This is you",
    sign_out: "Sign out",
    sign_out_all: "Sign out all",
    sign_out_person: |name| format!("Sign out {name} on all devices"),
    sign_out_device: |name| format!("Sign out {name}"),
    remove: "Remove",
    remove_named: |name| format!("Remove {name}"),
    enrolled: |when, by| format!("Enrolled {when} by {by}"),
    signed_in: |name, since| format!("{name}, signed in since {since}"),
    doubled_name: |name| {
        format!("More than one person is called ‘{name}’. The change log cannot tell them apart.")
    },
    refusals: StaffRefusals {
        invalid_name: "A name has 1 to 40 characters.",
        invalid_form: "Please check what you entered.",
        invalid_pin: "A PIN has no spaces and up to 64 characters: a barista’s at least 6, a manager’s at least 8.",
        pin_common: "This PIN is easy to guess. Please choose another.",
        pin_same: "Please choose a PIN that differs from the current one.",
        pin_taken: "Someone else has this PIN. Please choose another.",
        last_manager: "There has to be at least one manager.",
        too_many: "No more can be added. Please first remove people or devices that are no longer used.",
        role_needs_pin: "To make someone a manager, set a new PIN of at least 8 characters too.",
        not_found: "It has already been removed.",
    },

    is_generated: "The PIN you were given works for one sign-in only. Please set the PIN you will use from now on.",
    signs_out_others: "Changing it signs you out on your other devices.",
    old_pin: "Current PIN",
    wrong_old_pin: "That is not your current PIN.",
    change_pin: "Change",
    signed_in_devices: "Signed-in devices",
    since: |when| format!("since {when}"),
    this_device: "This device",
    sign_out_others: "Sign out elsewhere",

    confirm_pin: "Confirm your PIN",
    pin_again: |name| {
        format!(
            "{name}, please enter your PIN once more. What you have just entered is then saved."
        )
    },
    confirm: "Confirm and save",
    clocks_differ: "The PIN is right, but the clocks of the store’s computers differ, so nothing was saved. Please set them and press again.",

    sign_in: "Staff sign-in",
    first_sign_in: "A new device is enrolled when a manager signs in on it.",
    opening_board: "Opening the order board",
};
