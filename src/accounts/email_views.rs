//! The pages about one's e-mail address and about forgotten passwords. Data to show, nothing that decides.

use askama::Template;
use askama_web::WebTemplate;

use crate::web::form_view::{Field, Problem, problems};
use crate::web::i18n::filters;
use crate::web::page::Page;

/// The forms that enter and remove an address, as last typed.
#[derive(Clone, Debug, Default)]
pub struct EmailForm {
    /// The field `email`.
    pub email: Field,
    /// The field `current_password`; its value is never shown again.
    pub password: Field,
    /// What is wrong with the whole form.
    pub form_errors: Vec<String>,
}

impl EmailForm {
    /// The summary above the form.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem<'_>> {
        problems(
            &self.form_errors,
            [
                ("email".to_owned(), &self.email),
                ("current_password".to_owned(), &self.password),
            ],
        )
    }
}

/// `GET /account/email` and its failed forms.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "accounts/email.html")]
pub struct EmailPage {
    /// The frame.
    pub page: Page,
    /// The username, for password managers.
    pub username: String,
    /// Whether mail leaves this site.
    pub is_on: bool,
    /// The confirmed address.
    pub address: Option<String>,
    /// The one that waits to be confirmed.
    pub pending: Option<String>,
    /// Whether results are sent.
    pub wants_results: bool,
    /// Whether cancellations are sent.
    pub wants_cancelled: bool,
    /// The form.
    pub form: EmailForm,
}

impl EmailPage {
    /// Whether there is anything to remove.
    #[must_use]
    pub fn has_any(&self) -> bool {
        self.address.is_some() || self.pending.is_some()
    }
}

/// A page with one sentence and one button: what a link of a mail leads to.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "accounts/mail_link.html")]
pub struct MailLinkPage {
    /// The frame.
    pub page: Page,
    /// The heading.
    pub title: String,
    /// What it is about.
    pub text: String,
    /// Where the button's form goes, and its word; none once it is done.
    pub action: Option<(String, String)>,
}

/// `GET` and failed `POST /forgot-password`.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "accounts/forgot_password.html")]
pub struct ForgotPasswordPage {
    /// The frame.
    pub page: Page,
    /// Whether mail leaves this site.
    pub is_on: bool,
    /// The field `username`.
    pub username: Field,
    /// Whether the form was taken.
    pub is_sent: bool,
}

impl ForgotPasswordPage {
    /// The summary above the form.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem<'_>> {
        problems(&[], [("username".to_owned(), &self.username)])
    }
}

/// `GET` and failed `POST /reset-password/{token}`.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "accounts/reset_password.html")]
pub struct ResetPasswordPage {
    /// The frame.
    pub page: Page,
    /// The token of the address.
    pub token: String,
    /// Whose password it is.
    pub username: String,
    /// The field `new_password`.
    pub password: Field,
    /// The least length of a password, for the hint.
    pub min_password: usize,
}

impl ResetPasswordPage {
    /// The summary above the form.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem<'_>> {
        problems(&[], [("new_password".to_owned(), &self.password)])
    }
}
