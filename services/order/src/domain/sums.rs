//! Recomputes the sums of an order. The prices are decided elsewhere; that they are added up
//! correctly is checked here, with checked arithmetic, so that neither a caller's bug nor a forged
//! request becomes a wrong receipt.

use super::fault::{InvalidRequest, RequestFault};
use order_api::{LineOption, NewOrder, OrderLine, limits};

/// Checks every line and the total.
pub(super) fn check_sums(order: &NewOrder) -> Result<(), InvalidRequest> {
    let mut total = 0_i64;
    for (index, line) in order.lines.iter().enumerate() {
        let line_total = line_total(line).map_err(InvalidRequest::on_line(index))?;
        total = total.checked_add(line_total).ok_or(RequestFault::AmountOutOfRange)?;
    }
    if total == order.total { Ok(()) } else { Err(RequestFault::WrongTotal.into()) }
}

fn line_total(line: &OrderLine) -> Result<i64, RequestFault> {
    if line.unit_price < 0 {
        return Err(RequestFault::NegativePrice);
    }
    let quantity = check_quantity(line.quantity, RequestFault::InvalidQuantity)?;
    let each = line.options.iter().try_fold(line.unit_price, |sum, option| {
        sum.checked_add(option_total(option)?).ok_or(RequestFault::AmountOutOfRange)
    })?;
    match each.checked_mul(quantity).ok_or(RequestFault::AmountOutOfRange)? {
        total if total < 0 => Err(RequestFault::NegativePrice),
        total if total != line.line_total => Err(RequestFault::WrongLineTotal),
        total => Ok(total),
    }
}

fn option_total(option: &LineOption) -> Result<i64, RequestFault> {
    let quantity = check_quantity(option.quantity, RequestFault::InvalidOptionQuantity)?;
    option.price.checked_mul(quantity).ok_or(RequestFault::AmountOutOfRange)
}

fn check_quantity(quantity: i64, fault: RequestFault) -> Result<i64, RequestFault> {
    (1..=limits::QUANTITY).contains(&quantity).then_some(quantity).ok_or(fault)
}
