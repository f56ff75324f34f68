//! The form of a name and a password, as sign-up, login and set-up have it.

use serde::Deserialize;

use crate::accounts::model::next::LocalPath;
use crate::accounts::model::password::{Password, PasswordError};
use crate::accounts::model::{Username, UsernameError};
use crate::accounts::views::CredentialsForm;
use crate::web::form_view::Field;

/// Name and password, and where to go afterwards. What else is in the form is not looked at.
#[derive(Deserialize)]
pub(in crate::accounts) struct Credentials {
    #[serde(default)]
    pub username: String,
    #[serde(default)]
    pub password: String,
    #[serde(default)]
    next: String,
}

impl Credentials {
    pub fn next(&self) -> LocalPath {
        LocalPath::parse_or_home(&self.next)
    }

    /// As a new account's: both are judged, so that the form names all that is wrong at once.
    pub fn parse(&self) -> Result<(Username, Password), Refused> {
        let username = Username::parse(&self.username);
        let password = Password::parse(&self.password, &self.username);
        match (username, password) {
            (Ok(username), Ok(password)) => Ok((username, password)),
            (username, password) => Err(Refused {
                username: username.err(),
                password: password.err(),
            }),
        }
    }

    /// The form with what was typed, but for the password.
    pub fn form(&self) -> CredentialsForm {
        CredentialsForm {
            username: Field::new(&self.username),
            next: self.next().as_str().to_owned(),
            ..CredentialsForm::default()
        }
    }

    pub fn form_with(&self, refused: &Refused) -> CredentialsForm {
        let mut form = self.form();
        form.username
            .errors
            .extend(refused.username.map(|e| e.to_string()));
        form.password
            .errors
            .extend(refused.password.map(|e| e.to_string()));
        form
    }

    pub fn form_with_name_error(&self, error: &impl ToString) -> CredentialsForm {
        let mut form = self.form();
        form.username = form.username.with_error(error.to_string());
        form
    }
}

pub(in crate::accounts) struct Refused {
    username: Option<UsernameError>,
    password: Option<PasswordError>,
}
