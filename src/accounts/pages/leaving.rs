//! Leaving: the file with all that is kept about a person, and the end of their account.

use actix_session::Session;
use actix_web::http::{StatusCode, header};
use actix_web::web::Bytes;
use actix_web::{HttpResponse, web};
use futures_util::stream;
use serde::Deserialize;

use super::{Answer, UNPROCESSABLE};
use crate::accounts::Accounts;
use crate::accounts::current::CurrentAccount;
use crate::accounts::model::password::PasswordAttempt;
use crate::accounts::operations::ChangePasswordError;
use crate::accounts::operations::leaving::{
    DeleteError, Progress, Rows, delete_account, next_part,
};
use crate::accounts::session;
use crate::accounts::views::DeletePage;
use crate::web::address::ClientAddress;
use crate::web::error::see_other;
use crate::web::form_view::Field;
use crate::web::i18n::tr;
use crate::web::layout::html;
use crate::web::{Form, Page, WebError};

/// What has been written of the file so far.
struct Writing {
    progress: Option<Progress>,
    /// The list that is open.
    list: Option<&'static str>,
    is_first: bool,
}

impl Writing {
    /// The text of a part, with what closes the list before it. Rows stand on a line each.
    fn text(&mut self, name: &'static str, rows: &Rows) -> Result<String, WebError> {
        let mut text = String::new();
        let goes_on = self.list == Some(name);
        if !goes_on {
            text.push_str(self.close());
            text.push_str(if self.is_first { "{\n" } else { ",\n" });
            text.push_str(&format!("\"{name}\": "));
        }
        match rows {
            Rows::Whole(value) => {
                text.push_str(&serde_json::to_string_pretty(value).map_err(WebError::internal)?);
            }
            Rows::Some(rows) => {
                let mut is_first = !goes_on;
                if is_first {
                    text.push('[');
                }
                for row in rows {
                    text.push_str(if is_first { "\n" } else { ",\n" });
                    text.push_str(&row.to_string());
                    is_first = false;
                }
                self.list = Some(name);
            }
        }
        self.is_first = false;
        Ok(text)
    }

    fn close(&mut self) -> &'static str {
        match self.list.take() {
            Some(_) => "\n]",
            None => "",
        }
    }
}

/// `GET /account/data.json`: read and sent page by page.
pub(in crate::accounts) async fn download_data(
    current: CurrentAccount,
    accounts: web::Data<Accounts>,
) -> Result<HttpResponse, WebError> {
    let begin = Writing {
        progress: Some(Progress::default()),
        list: None,
        is_first: true,
    };
    let parts = stream::try_unfold(begin, move |mut writing| {
        let accounts = accounts.clone();
        async move {
            let Some(progress) = writing.progress else {
                return Ok(None);
            };
            let text = match next_part(&accounts, current.id, progress).await? {
                Some((part, next)) => {
                    writing.progress = Some(next);
                    writing.text(part.name, &part.rows)?
                }
                None => {
                    writing.progress = None;
                    let open = if writing.is_first { "{" } else { "" };
                    format!("{open}{}\n}}\n", writing.close())
                }
            };
            Ok::<_, WebError>(Some((Bytes::from(text), writing)))
        }
    });
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"my-data.json\"",
        ))
        .streaming(parts))
}

pub(in crate::accounts) async fn show_delete(current: CurrentAccount, page: Page) -> Answer {
    html(StatusCode::OK, &delete_page(page, current.username))
}

fn delete_page(page: Page, username: String) -> DeletePage {
    DeletePage {
        page,
        username,
        password: Field::default(),
        confirm: Field::default(),
        form_errors: Vec::new(),
    }
}

/// The form as sent.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(in crate::accounts) struct DeleteFields {
    password: String,
    confirm: String,
}

pub(in crate::accounts) async fn delete_own_account(
    current: CurrentAccount,
    session: Session,
    page: Page,
    accounts: web::Data<Accounts>,
    address: ClientAddress,
    Form(fields): Form<DeleteFields>,
) -> Answer {
    let mut view = delete_page(page, current.username);
    if fields.confirm != "yes" {
        let text = tr("Tick this to show that you mean it: it cannot be undone.");
        view.confirm = view.confirm.with_error(text);
        return html(UNPROCESSABLE, &view);
    }
    view.confirm = Field::new("yes");
    let attempt = PasswordAttempt::new(&fields.password);
    match delete_account(&accounts, current.id, &attempt, address.0).await {
        Ok(()) => {
            session::sign_out(&session);
            Ok(see_other("/goodbye"))
        }
        Err(DeleteError::Password(ChangePasswordError::WrongCurrent)) => {
            view.password = view.password.with_error(tr("That is not your password."));
            html(UNPROCESSABLE, &view)
        }
        Err(e @ DeleteError::LastManager) => {
            view.form_errors.push(e.to_string());
            html(StatusCode::CONFLICT, &view)
        }
        Err(e) => Err(e.into()),
    }
}

/// `GET /goodbye`: what is left to say to somebody without an account.
pub(in crate::accounts) async fn say_goodbye(page: Page) -> Answer {
    html(
        StatusCode::OK,
        &crate::accounts::views::GoodbyePage { page },
    )
}
