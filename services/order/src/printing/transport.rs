//! Sends one job to one printer over TCP. Its two kinds of failure never mix: until
//! [`Connection::ask`] succeeds nothing of the job was sent, and it may be tried again. Afterwards
//! the job may be on paper, and only the printer's confirmation proves it.

use super::status;
use order_api::{PrintConfirmation, PrintFault};
use std::{io, net::SocketAddrV4, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

/// Deadlines of one job.
#[derive(Debug, Clone, Copy)]
pub struct PrinterDeadlines {
    /// To establish the connection.
    pub connect: Duration,
    /// To receive the printer's status.
    pub status: Duration,
    /// To send the job.
    pub send: Duration,
    /// To receive the confirmation that the job is on paper.
    pub confirm: Duration,
}

impl Default for PrinterDeadlines {
    fn default() -> Self {
        let [connect, status, send, confirm] = [3, 3, 10, 20].map(Duration::from_secs);
        Self { connect, status, send, confirm }
    }
}

impl PrinterDeadlines {
    /// Upper bound of the time before anything of the job is sent.
    pub fn time_to_begin(&self) -> Duration {
        (self.connect + self.status) * 3
    }

    /// Upper bound of the time after that, including a second status request.
    pub fn time_to_end(&self) -> Duration {
        (self.send + self.confirm + self.status) * 2
    }
}

/// Process id: four characters, each 0x20 to 0x7E, by which a printer identifies a job.
pub type ProcessId = [u8; 4];

/// A connection to a printer.
pub struct PrinterConnection<S> {
    stream: S,
    deadlines: PrinterDeadlines,
}

impl PrinterConnection<TcpStream> {
    /// Connects over TCP.
    ///
    /// # Errors
    /// [`PrintFault::Refused`] and [`PrintFault::Unreachable`]; nothing was sent.
    pub async fn open(
        address: SocketAddrV4,
        deadlines: PrinterDeadlines,
    ) -> Result<Self, PrintFault> {
        match timeout(deadlines.connect, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                // Do not delay the three bytes of a question. If the option cannot be set, they are
                // only later.
                let _later = stream.set_nodelay(true);
                Ok(Self { stream, deadlines })
            }
            Ok(Err(error)) if error.kind() == io::ErrorKind::ConnectionRefused => {
                Err(PrintFault::Refused)
            }
            Ok(Err(_)) | Err(_) => Err(PrintFault::Unreachable),
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> PrinterConnection<S> {
    /// A connection over another stream than TCP.
    pub fn from_stream(stream: S, deadlines: PrinterDeadlines) -> Self {
        Self { stream, deadlines }
    }

    /// Asks whether the printer can print now.
    ///
    /// # Errors
    /// The cause why it cannot; nothing of a job was sent.
    pub async fn check_status(&mut self) -> Result<(), PrintFault> {
        let answers = timeout(self.deadlines.status, self.query_status()).await;
        let answers = answers.ok().and_then(Result::ok).ok_or(PrintFault::NoAnswer)?;
        status::decode_fault(answers).map_or(Ok(()), Err)
    }

    /// Asks one question at a time: some printers answer only the last of several.
    async fn query_status(&mut self) -> io::Result<[u8; 4]> {
        let mut answers = [0; 4];
        for (question, answer) in status::QUESTIONS.into_iter().zip(&mut answers) {
            self.stream.write_all(&[0x10, 0x04, question]).await?;
            while !status::is_answer(*answer) {
                *answer = self.stream.read_u8().await?;
            }
        }
        Ok(answers)
    }

    /// Sends the page and waits for the printer's confirmation that it is on paper.
    ///
    /// # Errors
    /// The cause why there is no confirmation; some, all or none of the page may be on paper.
    pub async fn print_page(
        mut self,
        page: &[u8],
        confirmation: PrintConfirmation,
        id: ProcessId,
    ) -> Result<(), PrintFault> {
        let job = [page, &confirmation_request(confirmation, id)].concat();
        match timeout(self.deadlines.send, self.stream.write_all(&job)).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) => return Err(PrintFault::ConnectionLost),
            Err(_) => return Err(self.diagnose_fault().await),
        }
        match timeout(self.deadlines.confirm, self.wait_for_confirmation(confirmation, id)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(PrintFault::ConnectionLost),
            Err(_) => Err(self.diagnose_fault().await),
        }
    }

    /// The fault that keeps the printer from confirming, if it reports one.
    async fn diagnose_fault(&mut self) -> PrintFault {
        match self.check_status().await {
            Err(fault) if fault != PrintFault::NoAnswer => fault,
            _ => PrintFault::Unconfirmed,
        }
    }

    async fn wait_for_confirmation(
        &mut self,
        confirmation: PrintConfirmation,
        id: ProcessId,
    ) -> io::Result<()> {
        let mut last = [0xFF; 7];
        loop {
            last.rotate_left(1);
            last[6] = self.stream.read_u8().await?;
            let said = match confirmation {
                PrintConfirmation::ProcessId => last == process_id_response(id),
                PrintConfirmation::Status => last[6] & 0b1001_0000 == 0,
            };
            if said {
                return Ok(());
            }
        }
    }
}

/// Confirmation request. `GS ( H`, function 48: "specifies the process ID response". `GS r 1`:
/// "transmits status"; the printer reaches it after the job.
fn confirmation_request(confirmation: PrintConfirmation, [a, b, c, d]: ProcessId) -> Vec<u8> {
    match confirmation {
        PrintConfirmation::ProcessId => vec![0x1d, b'(', b'H', 6, 0, 48, 48, a, b, c, d],
        PrintConfirmation::Status => b"\x1dr\x01".to_vec(),
    }
}

/// Process id response: header, kind, id, NUL.
fn process_id_response([a, b, c, d]: ProcessId) -> [u8; 7] {
    [0x37, 0x22, a, b, c, d, 0]
}
