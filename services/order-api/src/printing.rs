//! Printers of a store, and what is printed on them: one job for each (order, version, printer), and one more for each
//! time that staff ask for it again.

use crate::OrderId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {
        $($(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                text.parse().map(Self)
            }
        })+
    };
}

ids! {
    /// Made by whoever adds the printer, so that adding it twice adds one.
    PrinterId;
    /// Of a job that staff ask for it is made by whoever asks; of others it follows from what they print.
    PrintJobId;
}

/// How a printer says that a job is on paper. Without such a word nothing could be printed exactly once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Confirmation {
    /// It repeats the job's process id when the paper is printed (`GS ( H`, function 48).
    #[default]
    ProcessId,
    /// It answers `GS r` once it comes to it behind the job: what printers say that do not know process ids.
    Status,
}

/// How wide the paper of a printer is, by the columns of its font A.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PaperWidth {
    /// 80 mm, 48 columns of 12 dots.
    #[default]
    #[serde(rename = "mm80")]
    Mm80,
    /// 80 mm, 42 columns: 512 dots.
    #[serde(rename = "mm80_42")]
    Mm80Of42,
    /// 58 mm, 32 columns.
    #[serde(rename = "mm58")]
    Mm58,
}

impl PaperWidth {
    /// Columns of font A at its own size.
    pub fn columns(self) -> usize {
        match self {
            Self::Mm80 => 48,
            Self::Mm80Of42 => 42,
            Self::Mm58 => 32,
        }
    }
}

/// A printer as staff set it up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PrinterSettings {
    /// The store's id.
    pub store: String,
    /// As staff call it.
    pub name: String,
    /// An address of the store's own network and a port: `192.168.0.50:9100`.
    pub address: String,
    /// The IANA zone of the times on paper.
    pub zone: String,
    /// How it says that a job is printed.
    #[serde(default)]
    pub confirmation: Confirmation,
    /// The paper that is in it.
    #[serde(default)]
    pub paper: PaperWidth,
    /// Prints an order when it is accepted.
    pub on_accepted: bool,
    /// Prints the end of an order that it printed, when that is cancelled.
    pub on_cancelled: bool,
    /// False: it rests, and what waits for it waits.
    pub enabled: bool,
}

/// A printer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Printer {
    /// Its id.
    pub id: PrinterId,
    /// Starts at 1 and grows by one with every change.
    pub version: i64,
    /// As it is set up.
    pub settings: PrinterSettings,
}

/// `PUT /api/v1/printers/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PutPrinter {
    /// The version the caller saw; 0 adds the printer.
    pub expected_version: i64,
    /// How it shall be.
    pub settings: PrinterSettings,
}

/// `GET /api/v1/printers`: all of a store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Printers {
    /// By name.
    pub printers: Vec<Printer>,
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PrintState {
    /// For its turn, or for a printer that cannot now.
    Waiting,
    /// The printer is being asked whether it can; nothing of the job was sent.
    Claimed,
    /// Sent, or being sent, and not confirmed yet.
    Sending,
    /// On paper: the printer says so.
    Printed,
    /// Sent, perhaps in part, and nobody knows whether it is on paper. It is not sent again by itself.
    Unknown,
    /// Not printed: the printer could not for too long.
    Failed,
    /// Staff have decided about one that was unknown or failed: it is on paper, or another job prints it.
    Settled,
    /// No longer needed: the order was over before its turn came, or the printer was removed.
    Dropped,
}

/// Why a job is not printed yet, or why nobody knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PrintFault {
    /// Nobody answers at the address.
    Unreachable,
    /// Something is there and takes no connection: another one holds it, or nothing listens at that port.
    Refused,
    /// It takes a connection and does not say how it is.
    NoAnswer,
    /// No paper.
    PaperOut,
    /// Its cover is open.
    CoverOpen,
    /// It is in error: cutter, head or motor.
    PrinterError,
    /// It is offline for a reason it does not name.
    Offline,
    /// The connection broke after the job was begun.
    ConnectionLost,
    /// All was sent, and it did not confirm in time.
    Unconfirmed,
    /// The service itself ended after the job was begun.
    Interrupted,
    /// It rests.
    SwitchedOff,
}

/// One piece of paper to be printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PrintJob {
    /// Its id.
    pub id: PrintJobId,
    /// Where.
    pub printer: PrinterId,
    /// What staff call it.
    pub printer_name: String,
    /// The order; none on a test page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderId>,
    /// The order's pickup number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<i64>,
    /// The order as of this version; 0 on a test page.
    pub version: i64,
    /// 0 is the first one, printed by itself; others were asked for and say so on paper.
    pub copy: i64,
    /// Where it stands.
    pub state: PrintState,
    /// Why it does not stand better.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<PrintFault>,
    /// How often the printer was asked for it.
    pub tries: i64,
    /// When it was wanted.
    pub created_at: Timestamp,
    /// When `state` or `cause` last changed.
    pub changed_at: Timestamp,
}

/// `POST /api/v1/print-jobs`: the order as it is now, or a test page without one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewPrintJob {
    /// Made by whoever asks, so that asking twice prints once.
    pub id: PrintJobId,
    /// Where.
    pub printer: PrinterId,
    /// What.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderId>,
    /// An unknown or failed job of that printer: it is settled, and what it should have printed is printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead_of: Option<PrintJobId>,
}

/// `GET /api/v1/print-jobs`: newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PrintJobs {
    /// At most `limit`.
    pub jobs: Vec<PrintJob>,
    /// There are older ones.
    pub more: bool,
}

impl PrintState {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Waiting,
        Self::Claimed,
        Self::Sending,
        Self::Printed,
        Self::Unknown,
        Self::Failed,
        Self::Settled,
        Self::Dropped,
    ];

    /// Staff have to look at the paper and say.
    pub fn needs_decision(self) -> bool {
        matches!(self, Self::Unknown | Self::Failed)
    }

    /// It may still print.
    pub fn is_pending(self) -> bool {
        matches!(self, Self::Waiting | Self::Claimed | Self::Sending)
    }

    /// As on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Claimed => "claimed",
            Self::Sending => "sending",
            Self::Printed => "printed",
            Self::Unknown => "unknown",
            Self::Failed => "failed",
            Self::Settled => "settled",
            Self::Dropped => "dropped",
        }
    }
}

impl FromStr for PrintState {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let state = Self::ALL.into_iter().find(|state| state.as_str() == text);
        state.ok_or_else(|| format!("{text:?} is no state of a print job"))
    }
}
