//! The talk with the mail server, on a thread that may block. It keeps one connection for many letters.
//! What follows from the server's answers is decided in `rules.rs`.

use chrono::{DateTime, Utc};
use lettre::Message;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{
    Certificate, CertificateStore, SmtpConnection, TlsParameters,
};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;

use super::model::{Claimed, MailConfig, Outcome, Security};

/// A letter as it goes over the wire.
pub(super) struct Envelope {
    /// Always the same for one letter, so that a second copy is known as one.
    pub message_id: String,
    /// When it is sent.
    pub date: DateTime<Utc>,
}

/// A connection to the mail server, made when the first letter needs it.
pub(super) struct Session {
    config: MailConfig,
    /// What we call ourselves there.
    hello: ClientId,
    connection: Option<SmtpConnection>,
}

impl Session {
    /// Nothing is connected yet. `host` is this server's public name.
    pub fn new(config: MailConfig, host: &str) -> Self {
        Session {
            config,
            hello: ClientId::Domain(host.to_owned()),
            connection: None,
        }
    }

    /// Tries one letter.
    pub fn send(&mut self, letter: &Claimed, envelope: &Envelope) -> Outcome {
        let message = match message(&self.config, letter, envelope) {
            Ok(message) => message,
            Err(e) => return Outcome::Refused(short(&format!("cannot be written: {e}"))),
        };
        let mut connection = match self.connection.take().map_or_else(|| self.connect(), Ok) {
            Ok(connection) => connection,
            Err(problem) => return Outcome::Unreachable(problem),
        };
        let outcome = talk(&mut connection, &self.config, letter, &message.formatted());
        match &outcome {
            Outcome::Sent => self.connection = Some(connection),
            // the server still listens, if it takes back what was begun
            Outcome::Refused(_) | Outcome::Deferred(_) => {
                if connection.command(Rset).is_ok() {
                    self.connection = Some(connection);
                } else {
                    connection.abort();
                }
            }
            Outcome::Unreachable(_) => connection.abort(),
        }
        outcome
    }

    fn connect(&self) -> Result<SmtpConnection, String> {
        let server = &self.config.server;
        let tls = || self.tls().map_err(|e| describe(&e));
        let wrapped = match server.security {
            Security::Tls => Some(tls()?),
            Security::None | Security::StartTls => None,
        };
        let mut connection = SmtpConnection::connect(
            (server.host.as_str(), server.port),
            Some(self.config.timeout),
            &self.hello,
            wrapped.as_ref(),
            None,
        )
        .map_err(|e| describe(&e))?;
        if server.security == Security::StartTls {
            if !connection.can_starttls() {
                connection.abort();
                return Err("The mail server does not offer STARTTLS. If it listens with TLS, write smtps://; \
                            if the way to it is safe without, add ?tls=none."
                    .to_owned());
            }
            connection
                .starttls(&tls()?, &self.hello)
                .map_err(|e| describe(&e))?;
        }
        if let Some((user, password)) = server.credentials.clone() {
            let mechanisms = [Mechanism::Plain, Mechanism::Login];
            connection
                .auth(&mechanisms, &Credentials::new(user, password))
                .map_err(|e| describe(&e))?;
        }
        Ok(connection)
    }

    /// The certificate must be for the host's name, and signed by somebody known.
    fn tls(&self) -> Result<TlsParameters, SmtpError> {
        let builder = TlsParameters::builder(self.config.server.host.clone());
        let Some(authority) = &self.config.authority else {
            return builder.build_rustls();
        };
        let authority = Certificate::from_pem(authority.as_bytes())?;
        builder
            .certificate_store(CertificateStore::None)
            .add_root_certificate(authority)
            .build_rustls()
    }

    /// Says goodbye.
    pub fn close(mut self) {
        if let Some(connection) = &mut self.connection {
            // the letters are sent; what the server says to this does not matter
            let _ = connection.quit();
        }
    }
}

/// Whatever the server says to the sender or to the connection is about us; what it says to recipient and text is about
/// the letter.
fn talk(
    connection: &mut SmtpConnection,
    config: &MailConfig,
    letter: &Claimed,
    message: &[u8],
) -> Outcome {
    let from = config.from.mailbox().email;
    if let Err(e) = connection.command(Mail::new(Some(from), Vec::new())) {
        return Outcome::Unreachable(describe(&e));
    }
    let accepted = connection
        .command(Rcpt::new(letter.to.address(), Vec::new()))
        .and_then(|_| connection.command(Data))
        .and_then(|_| connection.message(message));
    match accepted {
        Ok(_) => Outcome::Sent,
        Err(e) if is_about_us(&e) => Outcome::Unreachable(describe(&e)),
        Err(e) if e.is_permanent() => Outcome::Refused(describe(&e)),
        Err(e) => Outcome::Deferred(describe(&e)),
    }
}

/// No answer at all, "closing down" (421), or "sign in first" (530, 535, 538).
fn is_about_us(error: &SmtpError) -> bool {
    match error.status() {
        Some(code) => matches!(u16::from(code), 421 | 530 | 535 | 538),
        None => true,
    }
}

fn message(
    config: &MailConfig,
    letter: &Claimed,
    envelope: &Envelope,
) -> Result<Message, lettre::error::Error> {
    let to = lettre::message::Mailbox::new(None, letter.to.address());
    let mut builder = Message::builder()
        .from(config.from.mailbox())
        .to(to)
        .subject(one_line(&letter.subject))
        .date(envelope.date.into())
        .message_id(Some(envelope.message_id.clone()))
        // no answers from machines that are away on holiday
        .raw_header(plain_header("Auto-Submitted", "auto-generated".to_owned()));
    if let Some(link) = &letter.stop_link {
        builder = builder
            .raw_header(plain_header(
                "List-Unsubscribe",
                format!("<{}>", one_line(link)),
            ))
            .raw_header(plain_header(
                "List-Unsubscribe-Post",
                "List-Unsubscribe=One-Click".to_owned(),
            ));
    }
    builder
        .header(ContentType::TEXT_PLAIN)
        .body(letter.body.clone())
}

/// Not folded and not encoded: only for ASCII of our own.
fn plain_header(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::dangerous_new_pre_encoded(
        HeaderName::new_from_ascii_str(name),
        value.clone(),
        value,
    )
}

fn one_line(text: &str) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    text.chars().map(plain).collect()
}

/// The error with what caused it, in one short line.
fn describe(error: &SmtpError) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        let said = inner.to_string();
        if !text.contains(&said) {
            text = format!("{text}: {said}");
        }
        cause = inner.source();
    }
    short(&text)
}

fn short(text: &str) -> String {
    one_line(text).chars().take(300).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::model::EmailAddress;

    fn written(subject: &str, body: &str, stop_link: Option<&str>) -> String {
        let from = "Clearlot <lottery@example.org>";
        let config = MailConfig::parse(Some("smtps://mail.example.org"), Some(from));
        let at: DateTime<Utc> = "2026-11-21T12:00:00Z".parse().unwrap();
        let letter = Claimed {
            id: 1,
            claim: 1,
            to: EmailAddress::parse("ann@example.org").unwrap(),
            subject: subject.to_owned(),
            body: body.to_owned(),
            stop_link: stop_link.map(str::to_owned),
            is_asked_for: false,
            attempts: 0,
            give_up_at: at,
            created_at: at,
        };
        let envelope = Envelope {
            message_id: "<1@example.org>".to_owned(),
            date: at,
        };
        let message = message(&config.unwrap().unwrap(), &letter, &envelope).unwrap();
        String::from_utf8(message.formatted()).unwrap()
    }

    #[test]
    fn a_letter_is_plain_ascii_with_its_headers() {
        let stop = format!("https://lot.example/stop-mail/{}", "a".repeat(90));
        let text = written(
            "Gewonnen: schöne Grüße",
            "Hällo\nzweite Zeile\n",
            Some(&stop),
        );
        assert!(text.is_ascii(), "{text}");
        for line in [
            "To: ann@example.org\r\n",
            "Message-ID: <1@example.org>\r\n",
            "Date: Sat, 21 Nov 2026 12:00:00 +0000\r\n",
            "Auto-Submitted: auto-generated\r\n",
            &format!("List-Unsubscribe: <{stop}>\r\n"),
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
            "Content-Type: text/plain; charset=utf-8\r\n",
        ] {
            assert!(text.contains(line), "{line:?} is not in {text}");
        }
        assert!(text.lines().all(|line| line.len() <= 998));
    }

    #[test]
    fn no_subject_becomes_a_header() {
        let text = written("Hello\r\nBcc: ben@example.org\r\n\r\nbody", "x", None);
        let headers = text.split("\r\n\r\n").next().unwrap();
        assert!(
            headers.lines().all(|line| !line.starts_with("Bcc")),
            "{headers}"
        );
        assert!(headers.contains("Subject: Hello"));
    }
}
