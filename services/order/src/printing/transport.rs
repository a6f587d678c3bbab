//! One job to one printer over TCP. There are two kinds of failure, and they never mix: until [`Connection::ask`] has come
//! through nothing of the job was sent, and it may be tried again; behind that the paper may be out there, and only the
//! printer's own word says that it is.

use super::status;
use order_api::{Confirmation, PrintFault};
use std::{io, net::SocketAddrV4, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

/// How long each part may take.
#[derive(Debug, Clone, Copy)]
pub struct Deadlines {
    /// Until the connection is made.
    pub connect: Duration,
    /// Until the printer has said how it is.
    pub status: Duration,
    /// Until it has taken the job.
    pub send: Duration,
    /// Until it says that the job is on paper.
    pub confirm: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        let [connect, status, send, confirm] = [3, 3, 10, 20].map(Duration::from_secs);
        Self { connect, status, send, confirm }
    }
}

impl Deadlines {
    /// Longer than the time before anything of the job is sent.
    pub fn to_begin(&self) -> Duration {
        (self.connect + self.status) * 3
    }

    /// Longer than the time behind that, with a second look at the printer.
    pub fn to_end(&self) -> Duration {
        (self.send + self.confirm + self.status) * 2
    }
}

/// The four characters by which a printer names a job, each of 0x20 to 0x7E.
pub type ProcessId = [u8; 4];

/// A connection to a printer.
pub struct Connection<S> {
    stream: S,
    deadlines: Deadlines,
}

impl Connection<TcpStream> {
    /// # Errors
    /// [`PrintFault::Refused`] and [`PrintFault::Unreachable`]; nothing was sent.
    pub async fn open(address: SocketAddrV4, deadlines: Deadlines) -> Result<Self, PrintFault> {
        match timeout(deadlines.connect, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                // A question of three bytes is not held back for more; where that cannot be set it is late and no worse.
                let _later = stream.set_nodelay(true);
                Ok(Self { stream, deadlines })
            }
            Ok(Err(error)) if error.kind() == io::ErrorKind::ConnectionRefused => Err(PrintFault::Refused),
            Ok(Err(_)) | Err(_) => Err(PrintFault::Unreachable),
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Connection<S> {
    /// Over something else than TCP.
    pub fn over(stream: S, deadlines: Deadlines) -> Self {
        Self { stream, deadlines }
    }

    /// Whether the printer can print now.
    ///
    /// # Errors
    /// Why it cannot; nothing of a job was sent.
    pub async fn ask(&mut self) -> Result<(), PrintFault> {
        let answers = timeout(self.deadlines.status, self.answers()).await;
        let answers = answers.ok().and_then(Result::ok).ok_or(PrintFault::NoAnswer)?;
        status::fault(answers).map_or(Ok(()), Err)
    }

    /// One question behind the other: some printers answer the last of several only.
    async fn answers(&mut self) -> io::Result<[u8; 4]> {
        let mut answers = [0; 4];
        for (question, answer) in status::QUESTIONS.into_iter().zip(&mut answers) {
            self.stream.write_all(&[0x10, 0x04, question]).await?;
            while !status::is_answer(*answer) {
                *answer = self.stream.read_u8().await?;
            }
        }
        Ok(answers)
    }

    /// Sends the page and waits until the printer says that it is on paper.
    ///
    /// # Errors
    /// Why it is not known to be; some of it may be, or all.
    pub async fn print(
        mut self,
        page: &[u8],
        confirmation: Confirmation,
        id: ProcessId,
    ) -> Result<(), PrintFault> {
        let job = [page, &request(confirmation, id)].concat();
        match timeout(self.deadlines.send, self.stream.write_all(&job)).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) => return Err(PrintFault::ConnectionLost),
            Err(_) => return Err(self.why_not().await),
        }
        match timeout(self.deadlines.confirm, self.confirmed(confirmation, id)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(PrintFault::ConnectionLost),
            Err(_) => Err(self.why_not().await),
        }
    }

    /// What keeps it from confirming, if it says so.
    async fn why_not(&mut self) -> PrintFault {
        match self.ask().await {
            Err(fault) if fault != PrintFault::NoAnswer => fault,
            _ => PrintFault::Unconfirmed,
        }
    }

    async fn confirmed(&mut self, confirmation: Confirmation, id: ProcessId) -> io::Result<()> {
        let mut last = [0xFF; 7];
        loop {
            last.rotate_left(1);
            last[6] = self.stream.read_u8().await?;
            let said = match confirmation {
                Confirmation::ProcessId => last == response(id),
                Confirmation::Status => last[6] & 0b1001_0000 == 0,
            };
            if said {
                return Ok(());
            }
        }
    }
}

/// `GS ( H`, function 48: "specifies the process ID response". `GS r 1`: "transmits status", in its turn behind the job.
fn request(confirmation: Confirmation, [a, b, c, d]: ProcessId) -> Vec<u8> {
    match confirmation {
        Confirmation::ProcessId => vec![0x1d, b'(', b'H', 6, 0, 48, 48, a, b, c, d],
        Confirmation::Status => b"\x1dr\x01".to_vec(),
    }
}

/// The process id response: a header, what it is, the id, a NUL.
fn response([a, b, c, d]: ProcessId) -> [u8; 7] {
    [0x37, 0x22, a, b, c, d, 0]
}
