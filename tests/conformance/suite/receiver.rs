//! The back channel of the clients: where logout tokens arrive and their keys are, on the loopback of this
//! machine.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex},
    thread,
    time::Duration,
};

/// How long a module waits for a request: longer than a provider may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// A request that has arrived.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) method: String,
    pub(crate) path: String,
    /// Header lines in lower case.
    pub(crate) headers: Vec<String>,
    /// The form.
    pub(crate) fields: Vec<(String, String)>,
}

/// Listens, and keeps everything.
pub(crate) struct Receiver {
    pub(crate) url: String,
    kept: Arc<(Mutex<Vec<Received>>, Condvar)>,
}

impl Receiver {
    /// Listens on a free port for the rest of the process's life; to a `GET` it gives the key set.
    pub(crate) fn start(key_set: String) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let kept = Arc::new((Mutex::new(Vec::new()), Condvar::new()));
        let keep = Arc::clone(&kept);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if let Some(received) = read(stream, &key_set) {
                    keep.0.lock().unwrap().push(received);
                    keep.1.notify_all();
                }
            }
        });
        Self { url, kept }
    }

    /// Waits for the first request that is meant; `None` if there is none for long enough.
    pub(crate) fn wait_for(&self, is_meant: impl Fn(&Received) -> bool) -> Option<Received> {
        let (kept, arrived) = &*self.kept;
        let has_none = |kept: &mut Vec<Received>| !kept.iter().any(&is_meant);
        let (kept, _) =
            arrived.wait_timeout_while(kept.lock().unwrap(), PATIENCE, has_none).unwrap();
        kept.iter().find(|received| is_meant(received)).cloned()
    }
}

/// Reads one request and answers 200.
fn read(stream: TcpStream, key_set: &str) -> Option<Received> {
    let mut reader = BufReader::new(stream);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        if line.trim().is_empty() {
            break;
        }
        lines.push(line.trim().to_owned());
    }
    let mut words = lines.first()?.split_whitespace().map(str::to_owned);
    let (method, path) = (words.next()?, words.next()?);
    let headers: Vec<String> = lines.iter().skip(1).map(|line| line.to_lowercase()).collect();
    let length = headers.iter().find_map(|line| line.strip_prefix("content-length:"));
    let mut body = vec![0; length.map_or(Some(0), |length| length.trim().parse().ok())?];
    reader.read_exact(&mut body).ok()?;
    let told = if method == "GET" { key_set } else { "" };
    let answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{told}",
        told.len()
    );
    reader.get_mut().write_all(answer.as_bytes()).ok()?;
    let fields = form_urlencoded::parse(&body).into_owned().collect();
    Some(Received { method, path, headers, fields })
}
