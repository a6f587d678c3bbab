//! Layout of a paper ticket. It shows what the bar needs to prepare an order, the same as the
//! ticket that the counter prints from its page.

use super::{
    paper::{EscPosPage, LetterSize},
    words::{TicketWords, ticket_words},
};
use jiff::{Timestamp, tz::TimeZone};
use order_api::{Order, OrderLine, PaperLanguage, PaperWidth, PrinterSettings};

/// Variant and layout parameters of a ticket.
#[derive(Debug, Clone, Copy)]
pub(super) struct TicketOptions<'a> {
    /// Time zone of the times on paper.
    pub zone: &'a TimeZone,
    pub paper: PaperWidth,
    pub language: PaperLanguage,
    /// Whether staff may already have another ticket of this order.
    pub is_copy: bool,
    /// Time when the job was made, if it could not be printed then.
    pub late_since: Option<Timestamp>,
}

/// Ticket of the current order.
pub(super) fn render_ticket(order: &Order, kind: TicketOptions<'_>) -> Vec<u8> {
    let words = ticket_words(kind.language);
    let mut paper = EscPosPage::for_width(kind.paper);
    paper.align_center();
    if let Some(mark) = (words.status)(order.status) {
        paper.write_banner(mark);
    }
    if kind.is_copy {
        paper.write_banner(words.copy);
    }
    if let Some(since) = kind.late_since {
        let since = kind.zone.to_datetime(since).strftime("%H:%M").to_string();
        let is_open = order.status.is_open();
        let banner = if is_open { words.late_order } else { words.late_cancellation };
        paper.write_banner(&banner(&since));
    }
    write_head(&mut paper, order, words);
    paper.align_left();
    paper.write_rule();
    write_times(&mut paper, order, kind.zone, words);
    paper.write_rule();
    order.lines.iter().for_each(|line| write_line(&mut paper, line));
    paper.write_rule();
    if !order.note.trim().is_empty() {
        paper.write_hanging(LetterSize::Tall, words.note, order.note.trim());
        paper.write_rule();
    }
    paper.cut_paper()
}

fn write_head(paper: &mut EscPosPage, order: &Order, words: &TicketWords) {
    paper.write(LetterSize::Huge, &order.number.to_string());
    let dining = (words.dining)(order.dining);
    let cup = order.cup.map(|cup| format!(" · {}", (words.cup)(cup))).unwrap_or_default();
    paper.write(LetterSize::Double, &format!("{dining}{cup}"));
    if order.customer.is_at_counter() {
        paper.write(LetterSize::Tall, words.at_counter);
    }
    if !order.customer.name.is_empty() {
        paper.write(LetterSize::Double, &order.customer.name);
    }
    if !order.menu_verified {
        paper.write(LetterSize::Normal, words.menu_unverified);
    }
}

fn write_times(paper: &mut EscPosPage, order: &Order, zone: &TimeZone, words: &TicketWords) {
    let placed_on = zone.to_datetime(order.placed_at).date();
    let clock = |at: Timestamp| {
        let at = zone.to_datetime(at);
        let format = if at.date() == placed_on { "%H:%M" } else { "%m/%d %H:%M" };
        at.strftime(format).to_string()
    };
    if let Some(at) = order.pickup_at {
        paper.write(LetterSize::Double, &(words.pickup_at)(&clock(at)));
    }
    paper.write(
        LetterSize::Normal,
        &(words.times)(&clock(order.placed_at), &clock(order.promised_at)),
    );
}

fn write_line(paper: &mut EscPosPage, line: &OrderLine) {
    let mark = format!("{} x", line.quantity);
    paper.write_hanging(LetterSize::Tall, &mark, &line.name);
    let options = line.options.iter().map(|option| match option.quantity {
        1 => option.name.clone(),
        times => format!("{} x{times}", option.name),
    });
    let options = options.collect::<Vec<_>>().join(", ");
    if !options.is_empty() {
        paper.write_indented(LetterSize::Normal, mark.len() + 1, &options);
    }
}

/// Test page without an order.
pub(super) fn render_test_page(
    settings: &PrinterSettings,
    at: Timestamp,
    zone: &TimeZone,
) -> Vec<u8> {
    let mut paper = EscPosPage::for_width(settings.paper);
    paper.align_center();
    paper.write(LetterSize::Double, ticket_words(settings.language).test_page);
    paper.write(LetterSize::Tall, &settings.name);
    paper
        .write(LetterSize::Normal, &zone.to_datetime(at).strftime("%Y-%m-%d %H:%M:%S").to_string());
    paper.align_left();
    paper.write_rule();
    let columns = paper.column_count();
    let fill =
        |letters: &str, count: usize| letters.chars().cycle().take(count).collect::<String>();
    paper.write(LetterSize::Normal, &fill("1234567890", columns));
    paper.write(LetterSize::Normal, &fill("가나다라마바사아자차카타파하", columns / 2));
    paper.write_rule();
    paper.cut_paper()
}

#[cfg(test)]
#[path = "ticket_tests.rs"]
mod tests;
