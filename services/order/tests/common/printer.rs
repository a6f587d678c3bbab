//! Fake printer: listens on loopback and answers as Epson's reference says, in one of several
//! moods.

use std::{
    net::SocketAddrV4,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::watch,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    Well,
    /// Reports that it is out of paper.
    PaperOut,
    /// Accepts connections and sends nothing.
    Mute,
    /// Takes the job and does not confirm it.
    Silent,
    /// As `Silent`, and reports that it is out of paper when asked again.
    RunsOut,
    /// Disconnects in the middle of a job.
    Drops,
    /// Confirms once its mood changes.
    Late,
}

#[derive(Clone)]
pub struct StandIn {
    pub address: SocketAddrV4,
    mood: watch::Sender<Mood>,
    heard: Arc<Mutex<Heard>>,
    jobs: watch::Sender<usize>,
}

#[derive(Default)]
struct Heard {
    connections: usize,
    /// Jobs received completely, without the command that requests the confirmation.
    jobs: Vec<Vec<u8>>,
}

impl StandIn {
    pub async fn start(mood: Mood) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let std::net::SocketAddr::V4(address) = listener.local_addr().unwrap() else {
            unreachable!()
        };
        let stand_in = Self {
            address,
            mood: watch::Sender::new(mood),
            heard: Arc::default(),
            jobs: watch::Sender::new(0),
        };
        let serving = stand_in.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                serving.heard.lock().unwrap().connections += 1;
                let serving = serving.clone();
                tokio::spawn(async move { drop(serving.serve(stream).await) });
            }
        });
        stand_in
    }

    pub fn turn(&self, mood: Mood) {
        self.mood.send_replace(mood);
    }

    pub fn connections(&self) -> usize {
        self.heard.lock().unwrap().connections
    }

    pub fn jobs(&self) -> Vec<Vec<u8>> {
        self.heard.lock().unwrap().jobs.clone()
    }

    /// Waits until `count` jobs were received completely.
    pub async fn printed(&self, count: usize) -> Vec<Vec<u8>> {
        self.jobs.subscribe().wait_for(|jobs| *jobs >= count).await.unwrap();
        self.jobs()
    }

    async fn serve(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let mut job = Vec::new();
        loop {
            let byte = stream.read_u8().await?;
            job.push(byte);
            let mood = *self.mood.borrow();
            match (mood, &job[..]) {
                (Mood::Mute, _) => job.clear(),
                (_, [.., 0x10, 0x04, question @ 1..=4]) => {
                    let out = mood == Mood::PaperOut
                        || mood == Mood::RunsOut && job.len() == 3 && self.has_jobs();
                    let answer = if *question == 4 && out { 0x72 } else { 0x12 };
                    job.truncate(job.len() - 3);
                    stream.write_u8(answer).await?;
                }
                (Mood::Drops, _) if job.len() > 20 => return Ok(()),
                (_, [page @ .., 0x1d, b'(', b'H', 6, 0, 48, 48, a, b, c, d]) => {
                    let response = [0x37, 0x22, *a, *b, *c, *d, 0];
                    self.take(page);
                    job.clear();
                    self.confirm(&mut stream, &response).await?;
                }
                (_, [page @ .., 0x1d, b'r', 1]) => {
                    self.take(page);
                    job.clear();
                    self.confirm(&mut stream, &[0]).await?;
                }
                _ => {}
            }
        }
    }

    fn has_jobs(&self) -> bool {
        *self.jobs.borrow() > 0
    }

    fn take(&self, page: &[u8]) {
        let mut heard = self.heard.lock().unwrap();
        heard.jobs.push(page.to_vec());
        self.jobs.send_replace(heard.jobs.len());
    }

    async fn confirm(&self, stream: &mut TcpStream, response: &[u8]) -> std::io::Result<()> {
        let mut mood = self.mood.subscribe();
        let Ok(now) = mood.wait_for(|mood| *mood != Mood::Late).await.map(|mood| *mood) else {
            return Ok(());
        };
        match now {
            // Bytes that a printer may send unasked in between, and that are not the confirmation.
            Mood::Well => stream.write_all(&[&[0x14, 0x12, 0x37, 0x22], response].concat()).await,
            _ => Ok(()),
        }
    }
}
