//! A mail server for tests: speaks just enough SMTP on a thread of its own, keeps what it took, and misbehaves on demand.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use clearlot::mail::MailConfig;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// A connection, protected or not.
trait Wire: Read + Write + Send {}
impl<T: Read + Write + Send> Wire for T {}

/// What it does with one letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Takes it.
    Accept,
    /// 450 to the recipient.
    Defer,
    /// 550 to the recipient.
    Refuse,
    /// 550 to the sender: the server does not like us.
    RefuseSender,
    /// Says nothing any more.
    Hang,
    /// Takes the text and closes the connection without an answer.
    DropAfterData,
    /// Closes the connection at once.
    DropAtOnce,
}

/// A letter that it got, accepted or not.
#[derive(Debug, Clone)]
pub struct Got {
    /// The recipient of the envelope.
    pub to: String,
    /// Headers and text as they came.
    pub raw: String,
}

impl Got {
    /// A header's value, unfolded.
    pub fn header(&self, name: &str) -> Option<String> {
        let headers = self.raw.split("\n\n").next().unwrap();
        let unfolded = headers.replace("\n ", " ");
        let start = format!("{}:", name.to_ascii_lowercase());
        let line = unfolded
            .lines()
            .find(|line| line.to_ascii_lowercase().starts_with(&start))?;
        Some(line[start.len()..].trim().to_owned())
    }

    /// The text, decoded.
    pub fn text(&self) -> String {
        let body = self.raw.split_once("\n\n").unwrap().1;
        match self.header("Content-Transfer-Encoding").as_deref() {
            Some("quoted-printable") => unquoted(body),
            Some("base64") => panic!("not expected: {}", self.raw),
            _ => body.to_owned(),
        }
    }

    /// The first word of the text that begins like this.
    #[track_caller]
    pub fn link(&self, beginning: &str) -> String {
        let text = self.text();
        let link = text.split_whitespace().find(|w| w.starts_with(beginning));
        link.unwrap_or_else(|| panic!("no {beginning} in {text}"))
            .to_owned()
    }
}

fn unquoted(body: &str) -> String {
    let joined = body.replace("=\n", "");
    let mut bytes = Vec::new();
    let mut rest = joined.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'=' {
            let hex = [rest.next().unwrap(), rest.next().unwrap()];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&hex).unwrap(), 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// The server.
pub struct PostOffice {
    port: u16,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    /// How the next letters are treated; those after them are accepted.
    manners: Mutex<VecDeque<Manner>>,
    got: Mutex<Vec<Got>>,
    connections: AtomicUsize,
    /// Kept open by [`Manner::Hang`], so that the client waits.
    hanging: Mutex<Vec<Box<dyn Wire>>>,
    /// With what it protects connections, and whether from the first byte.
    tls: Option<(Arc<ServerConfig>, bool)>,
}

impl PostOffice {
    /// Opens on a free port.
    pub fn open() -> Self {
        Self::open_with(None)
    }

    /// Opens with TLS: from the first byte, or once STARTTLS is said.
    pub fn open_with(tls: Option<(Arc<ServerConfig>, bool)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared {
            tls,
            ..Shared::default()
        });
        let own = shared.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (stream, shared) = (stream.unwrap(), own.clone());
                shared.connections.fetch_add(1, Ordering::SeqCst);
                std::thread::spawn(move || serve(stream, &shared));
            }
        });
        PostOffice { port, shared }
    }

    /// The settings that lead here.
    pub fn config(&self) -> MailConfig {
        config(&format!("smtp://127.0.0.1:{}?tls=none", self.port))
    }

    /// The same, with the way to it to be protected.
    pub fn config_with_starttls(&self) -> MailConfig {
        config(&format!("smtp://127.0.0.1:{}", self.port))
    }

    /// The settings that lead here by name, with TLS and this authority.
    pub fn config_with_tls(&self, authority: &str) -> MailConfig {
        let is_wrapped = self.shared.tls.as_ref().is_some_and(|(_, first)| *first);
        let scheme = if is_wrapped { "smtps" } else { "smtp" };
        let mut config = config(&format!("{scheme}://localhost:{}", self.port));
        config.authority = Some(authority.to_owned());
        // two handshakes on a busy machine
        config.timeout = Duration::from_secs(5);
        config
    }

    /// How the next letters are treated, in order.
    pub fn next(&self, manners: &[Manner]) {
        self.shared.manners.lock().unwrap().extend(manners);
    }

    /// What it got since the last call.
    pub fn take(&self) -> Vec<Got> {
        std::mem::take(&mut *self.shared.got.lock().unwrap())
    }

    /// How many connections there were.
    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }
}

fn config(url: &str) -> MailConfig {
    let from = Some("Clearlot <lottery@example.org>");
    let mut config = MailConfig::parse(Some(url), from).unwrap().unwrap();
    config.timeout = Duration::from_millis(300);
    config
}

fn serve(stream: TcpStream, shared: &Shared) {
    if shared.manners.lock().unwrap().front() == Some(&Manner::DropAtOnce) {
        shared.manners.lock().unwrap().pop_front();
        return;
    }
    let wire: Box<dyn Wire> = match &shared.tls {
        Some((config, true)) => protected(stream, config),
        _ => Box::new(stream),
    };
    talk(BufReader::new(wire), shared, true);
}

fn protected(wire: impl Wire + 'static, config: &Arc<ServerConfig>) -> Box<dyn Wire> {
    let connection = ServerConnection::new(config.clone()).unwrap();
    Box::new(StreamOwned::new(connection, wire))
}

/// A client that turns away in the middle of a handshake is answered no more.
fn talk(mut reader: BufReader<Box<dyn Wire>>, shared: &Shared, greets: bool) {
    let say = |reader: &mut BufReader<Box<dyn Wire>>, line: &str| {
        let wire = reader.get_mut();
        let said = wire.write_all(format!("{line}\r\n").as_bytes());
        said.and_then(|()| wire.flush()).is_ok()
    };
    let later = shared.tls.as_ref().filter(|(_, first)| !first && greets);
    if greets {
        say(&mut reader, "220 post.example ESMTP");
    }
    let (mut manner, mut to, mut line) = (Manner::Accept, String::new(), String::new());
    loop {
        line.clear();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return;
        }
        let command = line.trim().to_owned();
        let upper = command.to_ascii_uppercase();
        let answer = if upper.starts_with("EHLO") {
            match later {
                Some(_) => "250-post.example\r\n250 STARTTLS",
                None => "250-post.example\r\n250 SIZE 1000000",
            }
        } else if let Some((config, _)) = later.filter(|_| upper == "STARTTLS") {
            say(&mut reader, "220 Go ahead");
            let wire = protected(reader.into_inner(), config);
            return talk(BufReader::new(wire), shared, false);
        } else if upper.starts_with("MAIL FROM") {
            let next = shared.manners.lock().unwrap().pop_front();
            manner = next.unwrap_or(Manner::Accept);
            match manner {
                Manner::RefuseSender => "550 5.7.1 Not for you",
                Manner::Hang => {
                    shared.hanging.lock().unwrap().push(reader.into_inner());
                    return;
                }
                _ => "250 OK",
            }
        } else if upper.starts_with("RCPT TO") {
            to = command[8..].trim_matches(['<', '>']).to_owned();
            match manner {
                Manner::Defer => "450 4.2.0 Greylisted, come back later",
                Manner::Refuse => "550 5.1.1 No such mailbox",
                _ => "250 OK",
            }
        } else if upper == "DATA" {
            say(&mut reader, "354 Go on");
            let raw = text(&mut reader);
            shared.got.lock().unwrap().push(Got {
                to: to.clone(),
                raw,
            });
            if manner == Manner::DropAfterData {
                return;
            }
            "250 OK, queued"
        } else if upper == "RSET" || upper == "NOOP" {
            "250 OK"
        } else if upper == "QUIT" {
            say(&mut reader, "221 Bye");
            return;
        } else {
            "500 What?"
        };
        say(&mut reader, answer);
    }
}

/// Up to the line with a dot alone; line ends as `\n`.
fn text(reader: &mut impl BufRead) -> String {
    let mut text = String::new();
    let mut line = String::new();
    loop {
        line.clear();
        if reader.read_line(&mut line).unwrap_or(0) == 0 || line == ".\r\n" {
            return text;
        }
        assert!(line.ends_with("\r\n"), "a bare line end: {line:?}");
        text.push_str(line.trim_end_matches("\r\n").trim_start_matches('.'));
        text.push('\n');
    }
}
