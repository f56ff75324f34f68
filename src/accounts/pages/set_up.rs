//! The page that makes the first manager.

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};

use super::credentials::Credentials;
use super::{Answer, UNPROCESSABLE, begin};
use crate::accounts::Accounts;
use crate::accounts::model::password::Password;
use crate::accounts::operations::set_up::{self as setting_up, SetupError};
use crate::accounts::views::{CredentialsForm, SetUpPage};
use crate::web::address::ClientAddress;
use crate::web::error::see_other;
use crate::web::flash;
use crate::web::i18n::tr;
use crate::web::layout::html;
use crate::web::page::FlashKind;
use crate::web::{Form, Page, WebError};

pub(in crate::accounts) async fn show_set_up(
    page: Page,
    accounts: web::Data<Accounts>,
    token: web::Path<String>,
) -> Answer {
    if !setting_up::is_setup_link(&accounts, &token).await? {
        return Err(WebError::NotFound);
    }
    set_up_page(StatusCode::OK, page, &token, CredentialsForm::default())
}

pub(in crate::accounts) async fn set_up(
    request: HttpRequest,
    page: Page,
    accounts: web::Data<Accounts>,
    session: Session,
    address: ClientAddress,
    token: web::Path<String>,
    Form(typed): Form<Credentials>,
) -> Answer {
    let (username, password) = match typed.parse() {
        Ok(parsed) => parsed,
        Err(refused) => return set_up_page(UNPROCESSABLE, page, &token, typed.form_with(&refused)),
    };
    match setting_up::set_up(&accounts, &token, username, &password, address.0).await {
        Ok(account) => {
            let text = tr("You are the first manager of this site, and signed in.");
            begin(&request, &session, &account)?;
            flash::push(&session, FlashKind::Ok, text)?;
            Ok(see_other("/manage"))
        }
        Err(e @ SetupError::NameTaken) => {
            set_up_page(UNPROCESSABLE, page, &token, typed.form_with_name_error(&e))
        }
        Err(e) => Err(e.into()),
    }
}

fn set_up_page(status: StatusCode, page: Page, token: &str, form: CredentialsForm) -> Answer {
    let view = SetUpPage {
        page,
        token: token.to_owned(),
        form,
        min_password: Password::MIN,
    };
    html(status, &view)
}
