//! What a person decides about their own account: limits, and leaving. Data to show, nothing that decides.

use askama::Template;
use askama_web::WebTemplate;

use crate::web::form_view::{Field, Problem, problems};
use crate::web::i18n::filters;
use crate::web::page::Page;
use crate::web::show::{Count, Stamp};

/// `GET` and failed `POST /account/limits/…`.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "accounts/limits.html")]
pub struct LimitsPage {
    /// The frame.
    pub page: Page,
    /// The daily limit that holds now.
    pub daily: Option<Count>,
    /// A looser one (none: no limit) and from when on it holds.
    pub later: Option<(Option<Count>, Stamp)>,
    /// Whether no ballots are taken now.
    pub is_away: bool,
    /// Until when, unless it is until the person ends it.
    pub away_until: Option<Stamp>,
    /// The zone in whose midnight a day begins.
    pub zone: &'static str,
    /// The field `limit`.
    pub limit: Field,
    /// The field `days`.
    pub days: Field,
}

impl LimitsPage {
    /// The summary above the forms.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem<'_>> {
        problems(
            &[],
            [
                ("limit".to_owned(), &self.limit),
                ("days".to_owned(), &self.days),
            ],
        )
    }
}

/// `GET` and failed `POST /account/delete`.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "accounts/delete.html")]
pub struct DeletePage {
    /// The frame.
    pub page: Page,
    /// The name that goes.
    pub username: String,
    /// The field `password`.
    pub password: Field,
    /// The field `confirm`.
    pub confirm: Field,
    /// What is wrong with the whole form.
    pub form_errors: Vec<String>,
}

impl DeletePage {
    /// The summary above the form.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem<'_>> {
        problems(
            &self.form_errors,
            [
                ("password".to_owned(), &self.password),
                ("confirm".to_owned(), &self.confirm),
            ],
        )
    }
}

/// `GET /goodbye`, after an account was deleted.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "accounts/goodbye.html")]
pub struct GoodbyePage {
    /// The frame.
    pub page: Page,
}
