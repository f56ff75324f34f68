//! The pages of accounts: sign-up, login, the first manager, one's own account. Data to show, nothing that decides.

mod manage;
mod own;

pub use manage::*;
pub use own::*;

use askama::Template;
use askama_web::WebTemplate;

use crate::web::form_view::{Field, Problem, problems};
use crate::web::i18n::filters;
use crate::web::page::Page;
use crate::web::show::{Stamp, TimeLeft};

/// Username and password as last typed.
#[derive(Clone, Debug, Default)]
pub struct CredentialsForm {
    /// The field `username`.
    pub username: Field,
    /// The field `password`; its value is never shown again.
    pub password: Field,
    /// The hidden field `next`: the local path to return to, or empty.
    pub next: String,
    /// What is wrong with the whole form.
    pub form_errors: Vec<String>,
}

impl CredentialsForm {
    /// The summary above the form.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem<'_>> {
        problems(
            &self.form_errors,
            [
                ("username".to_owned(), &self.username),
                ("password".to_owned(), &self.password),
            ],
        )
    }
}

/// `GET` and failed `POST /sign-up`.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "accounts/sign_up.html")]
pub struct SignUpPage {
    /// The frame.
    pub page: Page,
    /// The form.
    pub form: CredentialsForm,
    /// The least length of a password, for the hint.
    pub min_password: usize,
}

/// `GET` and failed `POST /login`.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "accounts/login.html")]
pub struct LoginPage {
    /// The frame.
    pub page: Page,
    /// The form. A wrong name and a wrong password are the same `form_errors` sentence.
    pub form: CredentialsForm,
    /// How long to wait, after too many tries.
    pub throttled: Option<TimeLeft>,
}

/// `GET` and failed `POST /set-up/{token}`: makes the first manager.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "accounts/set_up.html")]
pub struct SetUpPage {
    /// The frame.
    pub page: Page,
    /// The one-time token of the address.
    pub token: String,
    /// The form.
    pub form: CredentialsForm,
    /// The least length of a password, for the hint.
    pub min_password: usize,
}

/// Current and new password as last typed: never shown again, only their errors.
#[derive(Clone, Debug, Default)]
pub struct ChangePasswordForm {
    /// The field `current_password`.
    pub current: Field,
    /// The field `new_password`.
    pub new: Field,
    /// What is wrong with the whole form.
    pub form_errors: Vec<String>,
}

impl ChangePasswordForm {
    /// The summary above the form.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem<'_>> {
        problems(
            &self.form_errors,
            [
                ("current_password".to_owned(), &self.current),
                ("new_password".to_owned(), &self.new),
            ],
        )
    }
}

/// One place where the account is signed in.
#[derive(Clone, Debug)]
pub struct SessionRow {
    /// The id in `POST /account/sessions/{id}/revoke`; never the session's secret.
    pub id: String,
    /// What the browser calls itself, shortened: "Firefox on Linux".
    pub device: String,
    /// When it signed in.
    pub started: Stamp,
    /// When it was last used.
    pub last_seen: Stamp,
    /// Whether it is the session of this request.
    pub is_this: bool,
}

/// `GET /account` and failed `POST /account/password`.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "accounts/account.html")]
pub struct AccountPage {
    /// The frame.
    pub page: Page,
    /// The username.
    pub username: String,
    /// Whether the account may organise.
    pub is_manager: bool,
    /// When it was made.
    pub since: Stamp,
    /// The form to change the password.
    pub password: ChangePasswordForm,
    /// The least length of a password, for the hint.
    pub min_password: usize,
    /// Every session, this one first.
    pub sessions: Vec<SessionRow>,
}

impl AccountPage {
    /// Whether there is a session other than this one.
    #[must_use]
    pub fn has_others(&self) -> bool {
        self.sessions.iter().any(|session| !session.is_this)
    }
}

/// What was typed to make a token.
#[derive(Clone, Debug, Default)]
pub struct TokenForm {
    /// The field `name`.
    pub name: Field,
    /// The field `days`.
    pub days: Field,
    /// What is wrong with the whole form.
    pub form_errors: Vec<String>,
}

impl TokenForm {
    /// The form as typed.
    #[must_use]
    pub fn new(name: &str, days: &str) -> Self {
        TokenForm {
            name: Field::new(name),
            days: Field::new(days),
            form_errors: Vec::new(),
        }
    }

    /// The summary above the form.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem<'_>> {
        problems(
            &self.form_errors,
            [
                ("name".to_owned(), &self.name),
                ("days".to_owned(), &self.days),
            ],
        )
    }
}

/// A token in a list.
#[derive(Clone, Debug)]
pub struct TokenRow {
    /// Its number.
    pub id: i64,
    /// What its owner calls it.
    pub name: String,
    /// When it was made.
    pub created: Stamp,
    /// When it was last used.
    pub last_used: Option<Stamp>,
    /// When it ends.
    pub expires: Option<Stamp>,
    /// Whether it has ended.
    pub is_over: bool,
}

/// `GET` and failed `POST /account/tokens`.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "accounts/tokens.html")]
pub struct TokensPage {
    /// The frame.
    pub page: Page,
    /// The tokens, oldest first.
    pub tokens: Vec<TokenRow>,
    /// The form for a new one.
    pub form: TokenForm,
    /// A token that was just made, this once.
    pub secret: Option<String>,
}
