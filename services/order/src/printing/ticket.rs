//! Layout of a paper ticket. It shows what the bar needs to prepare an order, the same as the
//! ticket that the counter prints from its page.

use super::paper::{LetterSize, PaperLayout};
use jiff::{Timestamp, tz::TimeZone};
use order_api::{CupKind, DiningMode, Order, OrderLine, OrderStatus, PaperWidth};

/// Variant and layout parameters of a ticket.
#[derive(Debug, Clone, Copy)]
pub(super) struct TicketKind<'a> {
    /// Time zone of the times on paper.
    pub zone: &'a TimeZone,
    pub paper: PaperWidth,
    /// Whether staff may already have another ticket of this order.
    pub is_copy: bool,
    /// Time when the job was made, if it could not be printed then.
    pub late_since: Option<Timestamp>,
}

/// Ticket of the current order.
pub(super) fn render_ticket(order: &Order, kind: TicketKind<'_>) -> Vec<u8> {
    let mut paper = PaperLayout::begin(kind.paper);
    paper.centred();
    if let Some(mark) = status_mark(order.status) {
        paper.banner(mark);
    }
    if kind.is_copy {
        paper.banner("재출력");
    }
    if let Some(since) = kind.late_since {
        let what = if order.status.is_open() { "접수" } else { "취소" };
        let since = kind.zone.to_datetime(since).strftime("%H:%M");
        paper.banner(&format!("늦게 출력 · {since} {what}"));
    }
    write_head(&mut paper, order);
    paper.left();
    paper.rule();
    write_times(&mut paper, order, kind.zone);
    paper.rule();
    order.lines.iter().for_each(|line| write_line(&mut paper, line));
    paper.rule();
    if !order.note.trim().is_empty() {
        paper.hanging(LetterSize::Tall, "요청:", order.note.trim());
        paper.rule();
    }
    paper.cut()
}

fn write_head(paper: &mut PaperLayout, order: &Order) {
    paper.write(LetterSize::Huge, &order.number.to_string());
    let dining = if order.dining == DiningMode::Here { "매장" } else { "포장" };
    let cup = order.cup.map(|cup| format!(" · {}", cup_word(cup))).unwrap_or_default();
    paper.write(LetterSize::Double, &format!("{dining}{cup}"));
    if order.customer.is_at_counter() {
        paper.write(LetterSize::Tall, "카운터 주문");
    }
    if !order.customer.name.is_empty() {
        paper.write(LetterSize::Double, &order.customer.name);
    }
    if !order.menu_verified {
        paper.write(LetterSize::Normal, "메뉴를 확인하지 못하고 받은 주문");
    }
}

fn cup_word(cup: CupKind) -> &'static str {
    match cup {
        CupKind::Store => "매장 컵",
        CupKind::Own => "개인 컵",
        CupKind::Disposable => "일회용 컵",
    }
}

/// Banner of an order that needs no preparation: it has ended, or is ready already.
fn status_mark(status: OrderStatus) -> Option<&'static str> {
    match status {
        OrderStatus::Cancelled => Some("취소"),
        OrderStatus::Rejected => Some("거절"),
        OrderStatus::Expired => Some("시간 초과"),
        OrderStatus::NoShow => Some("미수령"),
        OrderStatus::Ready => Some("이미 준비됨"),
        OrderStatus::Completed => Some("전달 완료"),
        OrderStatus::Placed | OrderStatus::Accepted | OrderStatus::Preparing => None,
    }
}

fn write_times(paper: &mut PaperLayout, order: &Order, zone: &TimeZone) {
    let placed_on = zone.to_datetime(order.placed_at).date();
    let clock = |at: Timestamp| {
        let at = zone.to_datetime(at);
        let format = if at.date() == placed_on { "%H:%M" } else { "%m/%d %H:%M" };
        at.strftime(format).to_string()
    };
    if let Some(at) = order.pickup_at {
        paper.write(LetterSize::Double, &format!("예약 {}", clock(at)));
    }
    paper.write(
        LetterSize::Normal,
        &format!("{} 주문 · {} 약속", clock(order.placed_at), clock(order.promised_at)),
    );
}

fn write_line(paper: &mut PaperLayout, line: &OrderLine) {
    let mark = format!("{} x", line.quantity);
    paper.hanging(LetterSize::Tall, &mark, &line.name);
    let options = line.options.iter().map(|option| match option.quantity {
        1 => option.name.clone(),
        times => format!("{} x{times}", option.name),
    });
    let options = options.collect::<Vec<_>>().join(", ");
    if !options.is_empty() {
        paper.indented(LetterSize::Normal, mark.len() + 1, &options);
    }
}

/// Test page without an order.
pub(super) fn test_page(
    printer: &str,
    at: Timestamp,
    zone: &TimeZone,
    width: PaperWidth,
) -> Vec<u8> {
    let mut paper = PaperLayout::begin(width);
    paper.centred();
    paper.write(LetterSize::Double, "시험 출력");
    paper.write(LetterSize::Tall, printer);
    paper
        .write(LetterSize::Normal, &zone.to_datetime(at).strftime("%Y-%m-%d %H:%M:%S").to_string());
    paper.left();
    paper.rule();
    let columns = paper.columns();
    let fill =
        |letters: &str, count: usize| letters.chars().cycle().take(count).collect::<String>();
    paper.write(LetterSize::Normal, &fill("1234567890", columns));
    paper.write(LetterSize::Normal, &fill("가나다라마바사아자차카타파하", columns / 2));
    paper.rule();
    paper.cut()
}

#[cfg(test)]
#[path = "ticket_tests.rs"]
mod tests;
