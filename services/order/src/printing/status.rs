//! Real-time status of a printer, `DLE EOT n`. The printer answers it even when it is offline, in
//! error, or its buffer is full.

use order_api::PrintFault;

/// Arguments `n` of `DLE EOT`: printer, offline cause, error cause, paper sensor.
pub(super) const QUESTIONS: [u8; 4] = [1, 2, 3, 4];

/// Checks the fixed bits of every answer: 1 and 4 are set, 0 and 7 are not.
pub(super) fn is_answer(byte: u8) -> bool {
    byte & 0b1001_0011 == 0b0001_0010
}

const OFFLINE: u8 = 1 << 3;
const COVER_OPEN: u8 = 1 << 2;
const STOPPED_BY_PAPER_END: u8 = 1 << 5;
const ERROR: u8 = 1 << 6;
/// Mechanical, cutter, unrecoverable, and self-recovering errors such as a hot head.
const ERRORS: u8 = 1 << 2 | 1 << 3 | 1 << 5 | 1 << 6;
const PAPER_END: u8 = 1 << 5 | 1 << 6;

/// Why the printer cannot print, from its answers to [`QUESTIONS`]. An open cover is checked first:
/// with an open cover most sensors also report no paper.
pub(super) fn decode_fault([printer, offline, error, paper]: [u8; 4]) -> Option<PrintFault> {
    if offline & COVER_OPEN != 0 {
        Some(PrintFault::CoverOpen)
    } else if offline & STOPPED_BY_PAPER_END != 0 || paper & PAPER_END != 0 {
        Some(PrintFault::PaperOut)
    } else if offline & ERROR != 0 || error & ERRORS != 0 {
        Some(PrintFault::PrinterError)
    } else if printer & OFFLINE != 0 {
        Some(PrintFault::Offline)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_bit_has_its_cause_and_a_roll_that_is_near_its_end_prints() {
        let well = 0x12;
        for (answers, wanted) in [
            ([well; 4], None),
            ([well, well, well, well | 0x0C], None),
            ([well | 0x08, well | 0x04, well, well | 0x60], Some(PrintFault::CoverOpen)),
            ([well | 0x08, well | 0x20, well, well], Some(PrintFault::PaperOut)),
            ([well, well, well, well | 0x60], Some(PrintFault::PaperOut)),
            ([well | 0x08, well | 0x40, well | 0x08, well], Some(PrintFault::PrinterError)),
            ([well | 0x08, well, well, well], Some(PrintFault::Offline)),
        ] {
            assert!(answers.into_iter().all(is_answer));
            assert_eq!(decode_fault(answers), wanted, "{answers:x?}");
        }
        assert!(![0x00, 0x37, 0x22, 0x10, 0x14, 0x92].into_iter().any(is_answer));
    }
}
