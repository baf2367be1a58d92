//! A server on a free local port that answers as a test wants, byte by byte.

use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

#[derive(Clone)]
pub enum Answer {
    Bytes(Vec<u8>),
    /// The head at once, then one byte at a time for ever.
    Drip(Vec<u8>),
    /// Reads the request and says nothing.
    Silence,
    /// Closes after these bytes.
    Cut(Vec<u8>),
}

pub fn ok(body: &str) -> Answer {
    with_status("200 OK", "", body)
}

pub fn with_status(status: &str, headers: &str, body: &str) -> Answer {
    Answer::Bytes(format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\n\r\n{body}", body.len()).into_bytes())
}

pub struct Server {
    pub port: u16,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub async fn start(answer: Answer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = requests.clone();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                tokio::spawn(serve(socket, answer.clone(), seen.clone()));
            }
        });
        Self { port, requests }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

async fn serve(mut socket: TcpStream, answer: Answer, seen: Arc<Mutex<Vec<String>>>) {
    while let Some(request) = read_request(&mut socket).await {
        seen.lock().unwrap().push(request);
        let done = match &answer {
            Answer::Bytes(bytes) => socket.write_all(bytes).await.is_err(),
            Answer::Silence => {
                let mut rest = Vec::new();
                socket.read_to_end(&mut rest).await.is_ok()
            }
            Answer::Cut(bytes) => {
                socket.write_all(bytes).await.ok();
                true
            }
            Answer::Drip(head) => {
                socket.write_all(head).await.ok();
                while socket.write_all(b"x").await.is_ok() {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                true
            }
        };
        if done {
            return;
        }
    }
}

/// Head and body as text; none at the end of the connection.
async fn read_request(socket: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let field = |name: &str| {
                let line = head.lines().find(|l| l.to_lowercase().starts_with(&format!("{name}:")))?;
                line.split_once(':').map(|(_, v)| v.trim().to_owned())
            };
            let length = field("content-length").map_or(0, |v| v.parse::<usize>().unwrap());
            let chunked = field("transfer-encoding").is_some_and(|v| v == "chunked");
            if (chunked && body.ends_with("0\r\n\r\n")) || (!chunked && body.len() >= length) {
                return Some(text);
            }
        }
        let mut chunk = vec![0; 1 << 20];
        match socket.read(&mut chunk).await {
            Ok(n) if n > 0 => bytes.extend_from_slice(&chunk[..n]),
            _ => return None,
        }
    }
}
