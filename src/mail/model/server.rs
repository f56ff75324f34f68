//! The settings of mail: which server takes letters, how the way to it is protected, and who they are from.

use std::fmt;
use std::time::Duration;

use lettre::message::Mailbox;
use url::{Host, Url};

/// How the way to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// Not at all.
    None,
    /// It begins open and must be made safe before anything else is said.
    StartTls,
    /// From the first byte.
    Tls,
}

/// A mail server and how to sign in there.
#[derive(Clone, PartialEq, Eq)]
pub struct SmtpServer {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the way to it is protected.
    pub security: Security,
    /// Name and password, if it wants them.
    pub(in crate::mail) credentials: Option<(String, String)>,
}

/// Why a text names no mail server. The text follows the name of the setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SmtpServerError {
    /// Not an address at all.
    #[error(
        "must be an address such as smtps://user:password@mail.example.org or smtp://mail.example.org:587"
    )]
    NotAUrl,
    /// Something after the port that means nothing.
    #[error("may have nothing after the port but ?tls=none")]
    TooMuch,
    /// A password would travel readable over a network.
    #[error("has a password and ?tls=none: a password is sent over TLS only, or to this machine")]
    OpenPassword,
}

impl SmtpServer {
    /// Reads `smtps://user:password@host:port` (TLS from the first byte, port 465) or `smtp://…` (STARTTLS, which must
    /// succeed, port 587). `smtp://host:25?tls=none` is not protected. Name and password are percent-encoded.
    ///
    /// # Errors
    /// `SmtpServerError`, whose text follows the name of the setting and repeats nothing of it.
    pub fn parse(text: &str) -> Result<Self, SmtpServerError> {
        let url = Url::parse(text.trim()).map_err(|_cause| SmtpServerError::NotAUrl)?;
        let host = url.host().ok_or(SmtpServerError::NotAUrl)?;
        let (security, port) = match (url.scheme(), url.query()) {
            ("smtps", None) => (Security::Tls, 465),
            ("smtp", None) => (Security::StartTls, 587),
            ("smtp", Some("tls=none")) => (Security::None, 25),
            ("smtp" | "smtps", Some(_)) => return Err(SmtpServerError::TooMuch),
            _ => return Err(SmtpServerError::NotAUrl),
        };
        if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
            return Err(SmtpServerError::TooMuch);
        }
        let credentials = match (url.username(), url.password()) {
            ("", _) => None,
            (user, password) => Some((
                decoded(user).ok_or(SmtpServerError::NotAUrl)?,
                decoded(password.unwrap_or_default()).ok_or(SmtpServerError::NotAUrl)?,
            )),
        };
        if security == Security::None && credentials.is_some() && !is_this_machine(&host) {
            return Err(SmtpServerError::OpenPassword);
        }
        let host = host.to_string();
        Ok(SmtpServer {
            host: host.trim_matches(['[', ']']).to_owned(),
            port: url.port().unwrap_or(port),
            security,
            credentials,
        })
    }
}

/// Of a scheme that is not the web's, the library reads numbers of IPv4 as a name.
fn is_this_machine(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => {
            let address: Result<std::net::Ipv4Addr, _> = name.parse();
            *name == "localhost" || address.is_ok_and(|ip| ip.is_loopback())
        }
        Host::Ipv4(ip) => ip.is_loopback(),
        Host::Ipv6(ip) => ip.is_loopback(),
    }
}

/// Undoes percent-encoding.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            let digits = std::str::from_utf8(&digits).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// Without the password, for logs.
impl fmt::Display for SmtpServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, query) = match self.security {
            Security::None => ("smtp", "?tls=none"),
            Security::StartTls => ("smtp", ""),
            Security::Tls => ("smtps", ""),
        };
        let user = match &self.credentials {
            Some((user, _)) => format!("{user}:***@"),
            None => String::new(),
        };
        let host = if self.host.contains(':') {
            format!("[{}]", self.host)
        } else {
            self.host.clone()
        };
        write!(f, "{scheme}://{user}{host}:{}{query}", self.port)
    }
}

impl fmt::Debug for SmtpServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SmtpServer({self})")
    }
}

/// Who letters are from: a name and an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender(Mailbox);

impl Sender {
    /// Reads `lottery@example.org` or `Clearlot <lottery@example.org>`; `None` where it is neither.
    pub fn parse(text: &str) -> Option<Self> {
        if text.chars().any(char::is_control) {
            return None;
        }
        let mailbox: Mailbox = text.trim().parse().ok()?;
        Some(Sender(mailbox))
    }

    pub(in crate::mail) fn mailbox(&self) -> Mailbox {
        self.0.clone()
    }
}

impl fmt::Display for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Where letters go and who they are from. Without it nothing is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailConfig {
    /// The mail server.
    pub server: SmtpServer,
    /// Who letters are from.
    pub from: Sender,
    /// How long one answer of the server may take.
    pub timeout: Duration,
    /// The one authority whose signature makes the server's certificate good, in PEM, for tests that bring a server of
    /// their own. No setting reads it; without it, the authorities that browsers trust.
    pub authority: Option<String>,
}

impl MailConfig {
    /// How long one answer may take unless a test is in a hurry.
    const TIMEOUT: Duration = Duration::from_secs(20);

    /// Reads the two settings; none where neither is set.
    ///
    /// # Errors
    /// The setting that cannot be used, and what is wrong with it.
    pub fn parse(
        url: Option<&str>,
        from: Option<&str>,
    ) -> Result<Option<Self>, (&'static str, String)> {
        let Some(url) = url else { return Ok(None) };
        let server = SmtpServer::parse(url).map_err(|e| ("CLEARLOT_SMTP_URL", e.to_string()))?;
        let from = from.and_then(Sender::parse).ok_or((
            "CLEARLOT_MAIL_FROM",
            "must be the sender of mails, such as Clearlot <lottery@example.org>, because CLEARLOT_SMTP_URL is set"
                .to_owned(),
        ))?;
        Ok(Some(MailConfig {
            server,
            from,
            timeout: Self::TIMEOUT,
            authority: None,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_read_from_its_url_and_its_password_is_shown_to_nobody() {
        let server =
            SmtpServer::parse("smtps://ann%40example.org:p%3Ass@mail.example.org").unwrap();
        assert_eq!(
            (server.host.as_str(), server.port, server.security),
            ("mail.example.org", 465, Security::Tls)
        );
        let credentials = server.credentials.clone().unwrap();
        assert_eq!(credentials, ("ann@example.org".into(), "p:ss".into()));
        for text in [server.to_string(), format!("{server:?}")] {
            assert!(!text.contains("p:ss") && text.contains("***"), "{text}");
        }
        let server = SmtpServer::parse("smtp://mail.example.org").unwrap();
        assert_eq!((server.port, server.security), (587, Security::StartTls));
        let server = SmtpServer::parse("smtp://127.0.0.1:2525?tls=none").unwrap();
        assert_eq!((server.port, server.security), (2525, Security::None));
        assert!(SmtpServer::parse("smtp://u:p@127.0.0.1:25?tls=none").is_ok());
        assert!(SmtpServer::parse("smtp://u:p@[::1]:25?tls=none").is_ok());
    }

    #[test]
    fn what_is_no_server_says_what_to_change_and_repeats_nothing() {
        for (text, error) in [
            ("mail.example.org", SmtpServerError::NotAUrl),
            ("https://mail.example.org", SmtpServerError::NotAUrl),
            ("smtp://", SmtpServerError::NotAUrl),
            ("smtp://u:%zz@a.example", SmtpServerError::NotAUrl),
            ("smtp://a.example/path", SmtpServerError::TooMuch),
            ("smtp://a.example?tls=maybe", SmtpServerError::TooMuch),
            ("smtps://a.example?tls=none", SmtpServerError::TooMuch),
            (
                "smtp://u:secret@a.example?tls=none",
                SmtpServerError::OpenPassword,
            ),
        ] {
            assert_eq!(SmtpServer::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn a_server_needs_a_sender() {
        let from = Some("Clearlot <lottery@example.org>");
        let url = Some("smtps://mail.example.org");
        assert_eq!(MailConfig::parse(None, from), Ok(None));
        assert!(MailConfig::parse(url, from).unwrap().is_some());
        for bad in [
            None,
            Some(""),
            Some("nobody"),
            Some("a@b.example\r\nBcc: x@y.example"),
        ] {
            let (variable, _) = MailConfig::parse(url, bad).unwrap_err();
            assert_eq!(variable, "CLEARLOT_MAIL_FROM", "{bad:?}");
        }
    }
}
