//! The page shown when something went wrong. It needs no database and no viewer.

use askama::Template;
use askama_web::WebTemplate;

use super::page::Page;
use super::show::TimeLeft;

/// An error page: what happened, then what to do.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "web/error.html")]
pub struct ErrorPage {
    /// The frame.
    pub page: Page,
    /// The HTTP status, shown on the stub.
    pub status: u16,
    /// What happened, as a short sentence without a full stop.
    pub title: String,
    /// What happened, in one or two sentences.
    pub what: String,
    /// What to do about it.
    pub todo: String,
    /// How long to wait before trying again, if that helps.
    pub retry: Option<TimeLeft>,
    /// Where the button leads; its label.
    pub action: Option<(String, String)>,
    /// The request's id in the server's log.
    pub request_id: Option<String>,
}

impl ErrorPage {
    /// The page with the usual words for `status`. Callers that know more replace `what` and `todo`.
    #[must_use]
    pub fn new(page: Page, status: u16) -> Self {
        let (title, what, todo) = words(status);
        let action = match status {
            401 | 403 | 404 | 405 => Some(("/", "Go to the home page")),
            503 => Some(("/ballots", "Check My ballots")),
            _ => None,
        };
        Self {
            page,
            status,
            title: title.to_owned(),
            what: what.to_owned(),
            todo: todo.to_owned(),
            retry: None,
            action: action.map(|(href, label)| (href.to_owned(), label.to_owned())),
            request_id: None,
        }
    }
}

/// Title, what happened, what to do.
fn words(status: u16) -> (&'static str, &'static str, &'static str) {
    match status {
        400 => (
            "We could not read that request",
            "Something in it was missing or not in the form this page expects. Nothing was changed.",
            "Go back, reload the page and try once more.",
        ),
        403 => (
            "That is not allowed from here",
            "Either your account may not do this, or the form was sent from another site or an old page. Nothing was changed.",
            "Open the page again from this site and try once more. If you organise lotteries, sign in with your manager account.",
        ),
        404 => (
            "There is nothing at this address",
            "The link may be mistyped, or the page was never here. Draws are never removed, so they are still where they were.",
            "Start from the home page, or find a draw by its date under Results.",
        ),
        405 => (
            "This address does not work that way",
            "It takes a form, and was opened as a page; or the other way round. Nothing was changed.",
            "Start from the home page.",
        ),
        409 => (
            "Someone was faster",
            "What you were working on has changed since you opened it, or this was already done. Nothing was changed this time.",
            "Go back, reload the page to see how it stands, and decide again.",
        ),
        413 => (
            "That was too large",
            "The form holds more than this site accepts. Nothing was changed.",
            "Shorten the longest text and send it again.",
        ),
        429 => (
            "Too many tries in a short time",
            "To keep guessing out, this site takes only a few tries in a row from one place. Nothing was changed.",
            "Wait a little, then try once more.",
        ),
        503 => (
            "We are not answering right now",
            "If you were putting in ballots, they may or may not have been taken.",
            "Check My ballots before you send them again. What is listed there is in the box.",
        ),
        _ => (
            "Something broke on our side",
            "This is our fault, not yours. Ballots listed under My ballots are safe.",
            "Try once more. If it happens again, tell the organiser the request number below.",
        ),
    }
}
