//! Printers and print jobs of a store: one job for each (order, version, printer), and one more for
//! each copy that staff ask for.

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
    /// UUID of a printer, made by the client that adds it, so adding it twice adds one printer.
    PrinterId;
    /// UUID of a print job. The client makes it for a job that staff ask for; for all other jobs it
    /// is derived from what they print.
    PrintJobId;
}

/// How a printer confirms that a job is on paper. Without a confirmation no job could be printed
/// exactly once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PrintConfirmation {
    /// The printer repeats the job's process id once the paper is printed (`GS ( H`, function 48).
    #[default]
    ProcessId,
    /// The printer answers `GS r` when it reaches that command after the job. For printers that do
    /// not support process ids.
    Status,
}

/// Paper width of a printer, in columns of its font A.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PaperWidth {
    /// 80 mm: 48 columns of 12 dots.
    #[default]
    #[serde(rename = "mm80")]
    Mm80,
    /// 80 mm: 42 columns in 512 dots.
    #[serde(rename = "mm80_42")]
    Mm80Of42,
    /// 58 mm: 32 columns.
    #[serde(rename = "mm58")]
    Mm58,
}

impl PaperWidth {
    /// Columns of font A at normal size.
    pub fn column_count(self) -> usize {
        match self {
            Self::Mm80 => 48,
            Self::Mm80Of42 => 42,
            Self::Mm58 => 32,
        }
    }
}

/// Language of the words on a printer's paper. Names of items and options are as in the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PaperLanguage {
    /// Korean.
    #[default]
    Ko,
    /// English.
    En,
}

/// Settings of a printer, as staff set it up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PrinterSettings {
    /// Id of the store.
    pub store: String,
    /// Name that staff gave it.
    pub name: String,
    /// IPv4 address in the store's own network and port, such as `192.168.0.50:9100`.
    pub address: String,
    /// IANA time zone of the times on paper.
    pub zone: String,
    /// How it confirms a printed job.
    #[serde(default)]
    pub confirmation: PrintConfirmation,
    /// Width of the paper in it.
    #[serde(default)]
    pub paper: PaperWidth,
    /// Language of the words on it.
    #[serde(default)]
    pub language: PaperLanguage,
    /// Whether it prints an order when the order is accepted.
    pub on_accepted: bool,
    /// Whether it prints the cancellation of an order that it has printed.
    pub on_cancelled: bool,
    /// False: the printer is paused, and its jobs wait.
    pub enabled: bool,
}

/// A printer with its version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Printer {
    /// UUID made by the client that added it.
    pub id: PrinterId,
    /// Starts at 1 and grows by one with every change.
    pub version: i64,
    /// Settings that staff chose.
    pub settings: PrinterSettings,
}

/// Body of `PUT /api/v1/printers/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PutPrinter {
    /// Version that the caller saw (optimistic concurrency); 0 adds the printer.
    pub expected_version: i64,
    /// Desired settings.
    pub settings: PrinterSettings,
}

/// Response of `GET /api/v1/printers`: all printers of one store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PrinterList {
    /// Sorted by name.
    pub printers: Vec<Printer>,
}

/// State of a print job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PrintState {
    /// Waits for its turn, or for a printer that cannot print now.
    Waiting,
    /// A worker asks the printer for its status; nothing of the job was sent.
    Claimed,
    /// Being sent, or sent and not confirmed yet.
    Sending,
    /// On paper, as the printer confirmed.
    Printed,
    /// Sent at least in part, and it is unknown whether it is on paper. The service does not send
    /// it again by itself.
    Unknown,
    /// Not printed: the printer could not print for too long.
    Failed,
    /// It was unknown or failed, and staff decided: it is on paper, or another job prints it.
    Settled,
    /// No longer needed: the order ended before its turn, or the printer was removed.
    Dropped,
}

/// Why a job is not printed yet, or why its result is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PrintFault {
    /// There is no answer from the address.
    Unreachable,
    /// The address refuses the connection: another client holds it, or nothing listens on that
    /// port.
    Refused,
    /// The printer accepts the connection and does not answer the status request.
    NoAnswer,
    /// The paper is out.
    PaperOut,
    /// The cover is open.
    CoverOpen,
    /// The printer reports an error of cutter, head or motor.
    PrinterError,
    /// The printer is offline and reports no cause.
    Offline,
    /// The connection broke after sending had begun.
    ConnectionLost,
    /// Everything was sent, and the confirmation did not arrive in time.
    Unconfirmed,
    /// The service itself ended after sending had begun.
    Interrupted,
    /// The printer is switched off in its settings.
    SwitchedOff,
}

/// One piece of paper to print.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PrintJob {
    /// UUID of the job.
    pub id: PrintJobId,
    /// Printer that prints it.
    pub printer: PrinterId,
    /// Name of the printer.
    pub printer_name: String,
    /// Order to print; absent on a test page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderId>,
    /// Pickup number of the order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<i64>,
    /// Version of the order that the job was made for; 0 on a test page.
    pub version: i64,
    /// 0 is the first ticket, printed automatically. Higher numbers are copies and say so on
    /// paper.
    pub copy: i64,
    /// State of the job.
    pub state: PrintState,
    /// Why it is not printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<PrintFault>,
    /// How often the job was claimed for printing.
    pub tries: i64,
    /// Time when the job was made.
    pub created_at: Timestamp,
    /// Time of the last change of `state` or `cause`.
    pub changed_at: Timestamp,
}

/// Body of `POST /api/v1/print-jobs`: prints the order as it is now, or a test page if there is no
/// order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewPrintJob {
    /// Made by the client, so a repeated request prints once.
    pub id: PrintJobId,
    /// Printer that prints it.
    pub printer: PrinterId,
    /// Order to print; absent prints a test page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderId>,
    /// An unknown or failed job of the same printer. It is settled, and its content is printed;
    /// `order` is ignored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead_of: Option<PrintJobId>,
}

/// Response of `GET /api/v1/print-jobs`: newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PrintJobs {
    /// At most `limit` jobs.
    pub jobs: Vec<PrintJob>,
    /// Whether there are older jobs.
    pub more: bool,
}

impl PrintState {
    /// All states.
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

    /// Whether staff have to look at the paper and decide.
    pub fn needs_decision(self) -> bool {
        matches!(self, Self::Unknown | Self::Failed)
    }

    /// Whether the job may still be printed.
    pub fn is_pending(self) -> bool {
        matches!(self, Self::Waiting | Self::Claimed | Self::Sending)
    }

    /// Name on the wire.
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
