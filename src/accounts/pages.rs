//! The pages of accounts: a handler parses, calls one operation and answers. What is decided is decided there.

use actix_session::Session;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use chrono_tz::Tz;
use serde::Deserialize;

use super::current::{CurrentAccount, MaybeAccount};
use super::device::device;
use super::model::next::LocalPath;
use super::model::password::{Password, PasswordAttempt, PasswordError};
use super::model::throttle::Throttled;
use super::model::{Account, Username, UsernameError};
use super::operations::{
    self, ChangePasswordError, SignInError, SignUpError, set_up as setting_up,
};
use super::session;
use super::views::{
    AccountPage, ChangePasswordForm, CredentialsForm, LoginPage, SessionRow, SetUpPage, SignUpPage,
};
use super::{Accounts, SessionSummary};
use crate::web::address::ClientAddress;
use crate::web::error::see_other;
use crate::web::flash;
use crate::web::form_view::Field;
use crate::web::page::FlashKind;
use crate::web::show::{Stamp, TimeLeft};
use crate::web::{Form, Page, WebError};

type Answer = Result<HttpResponse, WebError>;

/// Name and password, and where to go afterwards. What else is in the form is not looked at.
#[derive(Deserialize)]
pub(super) struct Credentials {
    #[serde(default)]
    username: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

/// The query of a page that leads on.
#[derive(Deserialize)]
pub(super) struct Next {
    #[serde(default)]
    next: String,
}

impl Credentials {
    fn next(&self) -> LocalPath {
        LocalPath::parse_or_home(&self.next)
    }

    /// As a new account's: both are judged, so that the form names all that is wrong at once.
    fn parse(&self) -> Result<(Username, Password), Refused> {
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
    fn form(&self) -> CredentialsForm {
        CredentialsForm {
            username: Field::new(&self.username),
            next: self.next().as_str().to_owned(),
            ..CredentialsForm::default()
        }
    }

    fn form_with(&self, refused: &Refused) -> CredentialsForm {
        let mut form = self.form();
        form.username
            .errors
            .extend(refused.username.map(|e| e.to_string()));
        form.password
            .errors
            .extend(refused.password.map(|e| e.to_string()));
        form
    }

    fn form_with_name_error(&self, error: &impl ToString) -> CredentialsForm {
        let mut form = self.form();
        form.username = form.username.with_error(error.to_string());
        form
    }
}

struct Refused {
    username: Option<UsernameError>,
    password: Option<PasswordError>,
}

pub(super) async fn show_sign_up(
    page: Page,
    account: MaybeAccount,
    query: web::Query<Next>,
) -> Answer {
    let next = LocalPath::parse_or_home(&query.next);
    match account.0 {
        Some(_) => Ok(see_other(next.as_str())),
        None => sign_up_page(StatusCode::OK, page, empty_form(&next)),
    }
}

pub(super) async fn sign_up(
    request: HttpRequest,
    page: Page,
    accounts: web::Data<Accounts>,
    session: Session,
    address: ClientAddress,
    Form(typed): Form<Credentials>,
) -> Answer {
    let (username, password) = match typed.parse() {
        Ok(parsed) => parsed,
        Err(refused) => return sign_up_page(UNPROCESSABLE, page, typed.form_with(&refused)),
    };
    match operations::sign_up(&accounts, username, &password, address.place()).await {
        Ok(account) => {
            let text = format!(
                "Your account is ready, {}. You are signed in.",
                account.username
            );
            begin(&request, &session, &account)?;
            flash::push(&session, FlashKind::Ok, text)?;
            Ok(see_other(typed.next().as_str()))
        }
        Err(e @ SignUpError::NameTaken) => {
            sign_up_page(UNPROCESSABLE, page, typed.form_with_name_error(&e))
        }
        Err(e) => Err(e.into()),
    }
}

pub(super) async fn show_login(
    page: Page,
    account: MaybeAccount,
    query: web::Query<Next>,
) -> Answer {
    let next = LocalPath::parse_or_home(&query.next);
    match account.0 {
        Some(_) => Ok(see_other(next.as_str())),
        None => login_page(StatusCode::OK, page, empty_form(&next), None),
    }
}

pub(super) async fn sign_in(
    request: HttpRequest,
    page: Page,
    accounts: web::Data<Accounts>,
    session: Session,
    address: ClientAddress,
    Form(typed): Form<Credentials>,
) -> Answer {
    let attempt = PasswordAttempt::new(&typed.password);
    match operations::sign_in(&accounts, &typed.username, &attempt, address.place()).await {
        Ok(account) => {
            begin(&request, &session, &account)?;
            Ok(see_other(typed.next().as_str()))
        }
        Err(e @ SignInError::Wrong) => {
            let mut form = typed.form();
            form.form_errors.push(e.to_string());
            login_page(StatusCode::UNAUTHORIZED, page, form, None)
        }
        Err(SignInError::Throttled(e)) => {
            login_page(StatusCode::TOO_MANY_REQUESTS, page, typed.form(), Some(e))
        }
        Err(e) => Err(e.into()),
    }
}

pub(super) async fn sign_out(session: Session) -> HttpResponse {
    session::sign_out(&session);
    see_other("/")
}

pub(super) async fn show_set_up(
    page: Page,
    accounts: web::Data<Accounts>,
    token: web::Path<String>,
) -> Answer {
    if !setting_up::is_setup_link(&accounts, &token).await? {
        return Err(WebError::NotFound);
    }
    set_up_page(StatusCode::OK, page, &token, CredentialsForm::default())
}

pub(super) async fn set_up(
    request: HttpRequest,
    page: Page,
    accounts: web::Data<Accounts>,
    session: Session,
    token: web::Path<String>,
    Form(typed): Form<Credentials>,
) -> Answer {
    let (username, password) = match typed.parse() {
        Ok(parsed) => parsed,
        Err(refused) => return set_up_page(UNPROCESSABLE, page, &token, typed.form_with(&refused)),
    };
    match setting_up::set_up(&accounts, &token, username, &password).await {
        Ok(account) => {
            let text = "You are the first manager of this site, and signed in.";
            begin(&request, &session, &account)?;
            flash::push(&session, FlashKind::Ok, text)?;
            Ok(see_other("/manage"))
        }
        Err(e @ setting_up::SetupError::NameTaken) => {
            set_up_page(UNPROCESSABLE, page, &token, typed.form_with_name_error(&e))
        }
        Err(e) => Err(e.into()),
    }
}

pub(super) async fn show_account(
    page: Page,
    accounts: web::Data<Accounts>,
    current: CurrentAccount,
) -> Answer {
    account_page(
        StatusCode::OK,
        page,
        &accounts,
        current,
        ChangePasswordForm::default(),
    )
    .await
}

/// Both passwords, and never shown again.
#[derive(Deserialize)]
pub(super) struct Passwords {
    #[serde(default)]
    current_password: String,
    #[serde(default)]
    new_password: String,
}

pub(super) async fn change_password(
    request: HttpRequest,
    page: Page,
    accounts: web::Data<Accounts>,
    session: Session,
    current: CurrentAccount,
    address: ClientAddress,
    Form(typed): Form<Passwords>,
) -> Answer {
    let mut form = ChangePasswordForm::default();
    let new = match Password::parse(&typed.new_password, &current.username) {
        Ok(new) => new,
        Err(e) => {
            form.new = form.new.with_error(e.to_string());
            return account_page(UNPROCESSABLE, page, &accounts, current, form).await;
        }
    };
    let attempt = PasswordAttempt::new(&typed.current_password);
    let (id, this, place) = (current.id, current.session_id.clone(), address.place());
    match operations::change_password(&accounts, id, &this, &attempt, &new, place).await {
        Ok(account) => {
            begin(&request, &session, &account)?;
            let text = "Your password is changed. You are signed out everywhere else.";
            flash::push(&session, FlashKind::Ok, text)?;
            Ok(see_other("/account"))
        }
        Err(e @ ChangePasswordError::WrongCurrent) => {
            form.current = form.current.with_error(e.to_string());
            account_page(UNPROCESSABLE, page, &accounts, current, form).await
        }
        Err(e) => Err(e.into()),
    }
}

pub(super) async fn revoke_session(
    accounts: web::Data<Accounts>,
    session: Session,
    current: CurrentAccount,
    id: web::Path<String>,
) -> Answer {
    let id = id.into_inner();
    if id == current.session_id {
        session::sign_out(&session);
        return Ok(see_other("/"));
    }
    if !operations::revoke_session(&accounts, current.id, id).await? {
        return Err(WebError::NotFound);
    }
    flash::push(&session, FlashKind::Ok, "That place is signed out.")?;
    Ok(see_other("/account"))
}

pub(super) async fn revoke_other_sessions(
    accounts: web::Data<Accounts>,
    session: Session,
    current: CurrentAccount,
) -> Answer {
    let (id, this) = (current.id, current.session_id);
    let text = match operations::revoke_other_sessions(&accounts, id, this).await? {
        0 => "You were signed in nowhere else.".to_owned(),
        1 => "You are signed out in 1 other place.".to_owned(),
        n => format!("You are signed out in {n} other places."),
    };
    flash::push(&session, FlashKind::Ok, text)?;
    Ok(see_other("/account"))
}

const UNPROCESSABLE: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

/// The account has no time zone of its own, and these times are compared with nothing.
const ZONE: Tz = Tz::UTC;

fn begin(request: &HttpRequest, session: &Session, account: &Account) -> Result<(), WebError> {
    let user_agent = request.headers().get(header::USER_AGENT);
    let user_agent = user_agent.and_then(|value| value.to_str().ok());
    session::sign_in(session, account, user_agent.unwrap_or_default())
        .map_err(|e| WebError::internal(e.to_string()))
}

fn empty_form(next: &LocalPath) -> CredentialsForm {
    CredentialsForm {
        next: next.as_str().to_owned(),
        ..CredentialsForm::default()
    }
}

fn sign_up_page(status: StatusCode, page: Page, form: CredentialsForm) -> Answer {
    let min_password = Password::MIN;
    answer(
        status,
        &SignUpPage {
            page,
            form,
            min_password,
        },
    )
}

fn login_page(
    status: StatusCode,
    page: Page,
    form: CredentialsForm,
    throttled: Option<Throttled>,
) -> Answer {
    let left = throttled.map(|e| u32::try_from(e.retry_after).unwrap_or(u32::MAX));
    let view = LoginPage {
        page,
        form,
        throttled: left.map(TimeLeft::seconds),
    };
    let mut response = answer(status, &view)?;
    if let Some(seconds) = left {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, seconds.into());
    }
    Ok(response)
}

fn set_up_page(status: StatusCode, page: Page, token: &str, form: CredentialsForm) -> Answer {
    let view = SetUpPage {
        page,
        token: token.to_owned(),
        form,
        min_password: Password::MIN,
    };
    answer(status, &view)
}

async fn account_page(
    status: StatusCode,
    page: Page,
    accounts: &Accounts,
    current: CurrentAccount,
    password: ChangePasswordForm,
) -> Answer {
    // gone since the session was loaded
    let account = operations::find_account(accounts, current.id)
        .await?
        .ok_or(WebError::NotFound)?;
    let row = |session: SessionSummary| SessionRow {
        is_this: session.id == current.session_id,
        id: session.id,
        device: device(&session.user_agent),
        started: Stamp::new(session.created_at, ZONE),
        last_seen: Stamp::new(session.last_seen_at, ZONE),
    };
    let sessions = operations::list_sessions(accounts, current.id).await?;
    let mut sessions: Vec<SessionRow> = sessions.into_iter().map(row).collect();
    sessions.sort_by_key(|session| !session.is_this);
    let view = AccountPage {
        page,
        username: current.username,
        is_manager: current.is_manager,
        since: Stamp::new(account.created_at, ZONE),
        password,
        min_password: Password::MIN,
        sessions,
    };
    answer(status, &view)
}

fn answer(status: StatusCode, view: &impl Template) -> Answer {
    let html = view.render().map_err(WebError::internal)?;
    let mut response = HttpResponse::build(status);
    Ok(response.content_type("text/html; charset=utf-8").body(html))
}
