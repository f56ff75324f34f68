//! The page shown when something went wrong. It needs no database and no viewer.

use askama::Template;
use askama_web::WebTemplate;

use super::i18n::{filters, tr};
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
            401 | 403 | 404 | 405 => Some(("/", tr("Go to the home page"))),
            503 => Some(("/ballots", tr("Check My ballots"))),
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
            tr("We could not read that request"),
            tr(
                "Something in it was missing or not in the form this page expects. Nothing was changed.",
            ),
            tr("Go back, reload the page and try once more."),
        ),
        403 => (
            tr("That is not allowed from here"),
            tr(
                "Either your account may not do this, or the form was sent from another site or an old page. Nothing was changed.",
            ),
            tr(
                "Open the page again from this site and try once more. If you organise lotteries, sign in with your manager account.",
            ),
        ),
        404 => (
            tr("There is nothing at this address"),
            tr(
                "The link may be mistyped, or the page was never here. Draws are never removed, so they are still where they were.",
            ),
            tr("Start from the home page, or find a draw by its date under Results."),
        ),
        405 => (
            tr("This address does not work that way"),
            tr(
                "It takes a form, and was opened as a page; or the other way round. Nothing was changed.",
            ),
            tr("Start from the home page."),
        ),
        409 => (
            tr("Someone was faster"),
            tr(
                "What you were working on has changed since you opened it, or this was already done. Nothing was changed this time.",
            ),
            tr("Go back, reload the page to see how it stands, and decide again."),
        ),
        413 => (
            tr("That was too large"),
            tr("The form holds more than this site accepts. Nothing was changed."),
            tr("Shorten the longest text and send it again."),
        ),
        429 => (
            tr("Too many tries in a short time"),
            tr(
                "To keep guessing out, this site takes only a few tries in a row from one place. Nothing was changed.",
            ),
            tr("Wait a little, then try once more."),
        ),
        503 => (
            tr("We are not answering right now"),
            tr("If you were putting in ballots, they may or may not have been taken."),
            tr("Check My ballots before you send them again. What is listed there is in the box."),
        ),
        _ => (
            tr("Something broke on our side"),
            tr("This is our fault, not yours. Ballots listed under My ballots are safe."),
            tr("Try once more. If it happens again, tell the organiser the request number below."),
        ),
    }
}
