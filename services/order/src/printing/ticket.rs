//! What stands on paper: what the bar makes an order by, the same that the counter's page of it prints.

use super::paper::{Paper, Size};
use jiff::{Timestamp, tz::TimeZone};
use order_api::{Cup, Dining, Line, Order, Status};

/// An order as it stands; `again` for paper that staff asked for, since there may be another one already.
pub(super) fn ticket(order: &Order, zone: &TimeZone, again: bool) -> Vec<u8> {
    let mut paper = Paper::begin();
    paper.centred();
    if let Some(end) = end(order.status) {
        paper.banner(end);
    }
    if again {
        paper.banner("재출력");
    }
    head(&mut paper, order);
    paper.left();
    paper.rule();
    write_times(&mut paper, order, zone);
    paper.rule();
    order.lines.iter().for_each(|line| write_line(&mut paper, line));
    paper.rule();
    if !order.note.trim().is_empty() {
        paper.hanging(Size::Tall, "요청:", order.note.trim());
        paper.rule();
    }
    paper.cut()
}

fn head(paper: &mut Paper, order: &Order) {
    paper.write(Size::Huge, &order.number.to_string());
    let dining = if order.dining == Dining::Here { "매장" } else { "포장" };
    let cup = order.cup.map(|cup| format!(" · {}", word(cup))).unwrap_or_default();
    paper.write(Size::Double, &format!("{dining}{cup}"));
    if order.customer.is_at_counter() {
        paper.write(Size::Tall, "카운터 주문");
    }
    if !order.customer.name.is_empty() {
        paper.write(Size::Double, &order.customer.name);
    }
    if !order.menu_verified {
        paper.write(Size::Normal, "메뉴를 확인하지 못하고 받은 주문");
    }
}

fn word(cup: Cup) -> &'static str {
    match cup {
        Cup::Store => "매장 컵",
        Cup::Own => "개인 컵",
        Cup::Disposable => "일회용 컵",
    }
}

/// What an order that is over says first, so that nobody makes it.
fn end(status: Status) -> Option<&'static str> {
    match status {
        Status::Cancelled => Some("취소"),
        Status::Rejected => Some("거절"),
        Status::Expired => Some("시간 초과"),
        Status::NoShow => Some("미수령"),
        Status::Placed | Status::Accepted | Status::Preparing | Status::Ready | Status::Completed => None,
    }
}

fn write_times(paper: &mut Paper, order: &Order, zone: &TimeZone) {
    let placed_on = zone.to_datetime(order.placed_at).date();
    let clock = |at: Timestamp| {
        let at = zone.to_datetime(at);
        let format = if at.date() == placed_on { "%H:%M" } else { "%m/%d %H:%M" };
        at.strftime(format).to_string()
    };
    if let Some(at) = order.pickup_at {
        paper.write(Size::Double, &format!("예약 {}", clock(at)));
    }
    paper
        .write(Size::Normal, &format!("{} 주문 · {} 약속", clock(order.placed_at), clock(order.promised_at)));
}

fn write_line(paper: &mut Paper, line: &Line) {
    let mark = format!("{} x", line.quantity);
    paper.hanging(Size::Tall, &mark, &line.name);
    let options = line.options.iter().map(|option| match option.quantity {
        1 => option.name.clone(),
        times => format!("{} x{times}", option.name),
    });
    let options = options.collect::<Vec<_>>().join(", ");
    if !options.is_empty() {
        paper.indented(Size::Normal, mark.len() + 1, &options);
    }
}

/// A page without an order.
pub(super) fn test_page(printer: &str, at: Timestamp, zone: &TimeZone) -> Vec<u8> {
    let mut paper = Paper::begin();
    paper.centred();
    paper.write(Size::Double, "시험 출력");
    paper.write(Size::Tall, printer);
    paper.write(Size::Normal, &zone.to_datetime(at).strftime("%Y-%m-%d %H:%M:%S").to_string());
    paper.left();
    paper.rule();
    paper.write(Size::Normal, &"1234567890".repeat(4));
    paper.write(Size::Normal, "가나다라마바사아자차카타파하가나다라마바사아자차");
    paper.rule();
    paper.cut()
}

#[cfg(test)]
#[path = "ticket_tests.rs"]
mod tests;
