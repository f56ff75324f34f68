//! Managers' pages about accounts and the audit log. Data to show, nothing that decides.

use askama::Template;
use askama_web::WebTemplate;

use crate::web::form_view::{Field, Problem, problems};
use crate::web::i18n::filters;
use crate::web::page::Page;
use crate::web::show::{Count, Stamp};

/// One account in the managers' list and on its page.
#[derive(Clone, Debug)]
pub struct AccountLine {
    /// Its number, for addresses.
    pub id: i64,
    /// Its name.
    pub username: String,
    /// Whether it may organise.
    pub is_manager: bool,
    /// When it was made.
    pub since: Stamp,
    /// When it was last used, if ever.
    pub last_seen: Option<Stamp>,
    /// Since when and why it is disabled.
    pub disabled: Option<(Stamp, String)>,
    /// How many ballots it has put in.
    pub ballots: Count,
}

/// `GET /manage/accounts`.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "accounts/manage_accounts.html")]
pub struct ManageAccountsPage {
    /// The frame.
    pub page: Page,
    /// What the names begin with, as typed.
    pub name: String,
    /// The accounts.
    pub accounts: Vec<AccountLine>,
    /// The address of the first page, where this is a later one.
    pub first: Option<String>,
    /// The address of the next page.
    pub next: Option<String>,
}

/// `GET` and failed `POST /manage/accounts/{id}`.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "accounts/manage_account.html")]
pub struct ManageAccountPage {
    /// The frame.
    pub page: Page,
    /// The account.
    pub account: AccountLine,
    /// Whether it is the viewer's own.
    pub is_own: bool,
    /// The field `reason` of the form that disables it.
    pub reason: Field,
    /// What is wrong with the whole form.
    pub form_errors: Vec<String>,
}

impl ManageAccountPage {
    /// The summary above the forms.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem<'_>> {
        problems(&self.form_errors, [("reason".to_owned(), &self.reason)])
    }
}

/// One row of the audit log.
#[derive(Clone, Debug)]
pub struct AuditLine {
    /// Its number.
    pub number: i64,
    /// When it was written.
    pub at: Stamp,
    /// Who acted: a name, "account 17" once that was forgotten, "a visitor", "the command line", "the clock".
    pub actor: String,
    /// The account that acted.
    pub account: Option<i64>,
    /// From where, if that is known.
    pub address: Option<String>,
    /// What was done, in words.
    pub words: String,
    /// Its short name, as the filter and the file have it.
    pub action: String,
    /// To what, and the address of its page.
    pub object: String,
    /// The page of the object, if it has one.
    pub object_href: Option<String>,
    /// More about it; empty if there is none.
    pub detail: String,
    /// The beginning of its hash.
    pub hash: String,
}

/// `GET /manage/audit`.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "accounts/audit.html")]
pub struct AuditPage {
    /// The frame.
    pub page: Page,
    /// The field `action`.
    pub action: Field,
    /// The field `actor`.
    pub actor: Field,
    /// The field `day`.
    pub day: Field,
    /// The rows, the newest first.
    pub rows: Vec<AuditLine>,
    /// The address of the first page, where this is a later one.
    pub newer: Option<String>,
    /// The address of the next page.
    pub older: Option<String>,
    /// The address of the same rows as a file.
    pub csv: String,
}

impl AuditPage {
    /// The summary above the form.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem<'_>> {
        problems(
            &[],
            [
                ("action".to_owned(), &self.action),
                ("actor".to_owned(), &self.actor),
                ("day".to_owned(), &self.day),
            ],
        )
    }
}
