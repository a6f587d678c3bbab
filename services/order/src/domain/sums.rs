//! Recomputes the sums of an order. The prices are decided elsewhere; that they are added up
//! correctly is checked here, with checked arithmetic, so that neither a caller's bug nor a forged
//! request becomes a wrong receipt.

use super::fault::{Fault, Invalid};
use order_api::{Line, LineOption, NewOrder, limits};

/// Checks every line and the total.
pub(super) fn check(order: &NewOrder) -> Result<(), Invalid> {
    let mut total = 0_i64;
    for (index, line) in order.lines.iter().enumerate() {
        let line_total = line_total(line).map_err(Invalid::on_line(index))?;
        total = total.checked_add(line_total).ok_or(Fault::AmountOutOfRange)?;
    }
    if total == order.total { Ok(()) } else { Err(Fault::WrongTotal.into()) }
}

fn line_total(line: &Line) -> Result<i64, Fault> {
    if line.unit_price < 0 {
        return Err(Fault::NegativePrice);
    }
    let quantity = quantity(line.quantity, Fault::InvalidQuantity)?;
    let each = line.options.iter().try_fold(line.unit_price, |sum, option| {
        sum.checked_add(option_total(option)?).ok_or(Fault::AmountOutOfRange)
    })?;
    match each.checked_mul(quantity).ok_or(Fault::AmountOutOfRange)? {
        total if total < 0 => Err(Fault::NegativePrice),
        total if total != line.line_total => Err(Fault::WrongLineTotal),
        total => Ok(total),
    }
}

fn option_total(option: &LineOption) -> Result<i64, Fault> {
    let quantity = quantity(option.quantity, Fault::InvalidOptionQuantity)?;
    option.price.checked_mul(quantity).ok_or(Fault::AmountOutOfRange)
}

fn quantity(quantity: i64, fault: Fault) -> Result<i64, Fault> {
    (1..=limits::QUANTITY).contains(&quantity).then_some(quantity).ok_or(fault)
}
