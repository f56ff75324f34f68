//! The managers' page about mail. Data to show, nothing that decides.

use askama::Template;
use askama_web::WebTemplate;

use crate::web::i18n::{filters, tr_as};
use crate::web::page::Page;
use crate::web::show::{Count, Stamp};

/// `GET /manage/mail`.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "mail/manage_mail.html")]
pub struct ManageMailPage {
    /// The frame.
    pub page: Page,
    /// Whether letters leave.
    pub state: StateLine,
    /// The server without its password, and the sender.
    pub settings: Option<(String, String)>,
    /// To be sent.
    pub waiting: Count,
    /// Sent in the last thirty days.
    pub sent: Count,
    /// Refused or given up in the last thirty days.
    pub dead: Count,
    /// The newest letters.
    pub letters: Vec<LetterRow>,
}

/// Whether letters leave, as the page says it.
#[derive(Debug, Clone)]
pub enum StateLine {
    /// No mail server is set.
    Off,
    /// The mail server answers.
    Working,
    /// It cannot be reached since then, and what was wrong.
    Failing(Stamp, String),
}

/// One letter.
#[derive(Debug, Clone)]
pub struct LetterRow {
    /// Its number in `POST /manage/mail/{id}/retry`.
    pub id: i64,
    /// The masked address.
    pub to: String,
    /// What it is about.
    pub subject: String,
    /// When it was stored.
    pub stored: Stamp,
    /// Where it stands.
    pub state: LetterMark,
    /// When it was sent or given up, or is tried next.
    pub at: Stamp,
    /// How often it was tried.
    pub attempts: Count,
    /// What the server said against it.
    pub problem: Option<String>,
    /// Whether it can be tried again.
    pub can_retry: bool,
}

/// The state of a letter: a shape, a word, then a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterMark {
    /// To be sent.
    Waiting,
    /// Was put off and is tried again.
    Again,
    /// The server has taken it.
    Sent,
    /// Refused for good.
    Failed,
    /// Put off for too long.
    GivenUp,
}

impl LetterMark {
    /// The word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            LetterMark::Waiting => tr_as("mail", "Waiting"),
            LetterMark::Again => tr_as("mail", "Trying again"),
            LetterMark::Sent => tr_as("mail", "Sent"),
            LetterMark::Failed => tr_as("mail", "Refused"),
            LetterMark::GivenUp => tr_as("mail", "Given up"),
        }
    }

    /// The icon's id in the symbol sheet.
    #[must_use]
    pub fn icon(self) -> &'static str {
        match self {
            LetterMark::Waiting => "i-scheduled",
            LetterMark::Sent => "i-drawn",
            LetterMark::Again | LetterMark::Failed | LetterMark::GivenUp => "i-alert",
        }
    }

    /// The class that colours it.
    #[must_use]
    pub fn tone(self) -> &'static str {
        match self {
            LetterMark::Waiting => "",
            LetterMark::Sent => "ok",
            LetterMark::Again => "warn",
            LetterMark::Failed | LetterMark::GivenUp => "bad",
        }
    }
}
