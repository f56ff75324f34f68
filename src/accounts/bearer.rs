//! Being known by an API token as an argument: a handler of the API that needs an account takes it, and cannot forget
//! to ask. Cookies are not looked at here, so no browser can be made to act for anybody.

use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;

use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, dev, web};
use chrono::TimeDelta;

use super::Accounts;
use super::model::Role;
use super::model::limits::PersonalLimits;
use super::model::token::PlainToken;
use super::store;
use crate::audit::Actor;
use crate::web::address::ClientAddress;
use crate::web::limits::Limits;
use crate::web::problem::{BAD_TOKEN, FORBIDDEN, NO_TOKEN, Problem};

/// Use is noted at most this often, so that reading does not write.
const TOUCH: TimeDelta = TimeDelta::minutes(10);

/// The account that a program acts for.
#[derive(Debug, Clone)]
pub struct ApiAccount {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub username: String,
    /// Whether it may manage.
    pub is_manager: bool,
    /// The token that was shown.
    pub token_id: i64,
    /// What the person allows themselves.
    pub limits: PersonalLimits,
    /// Where the program is.
    address: IpAddr,
}

impl ApiAccount {
    /// Who this is, for the audit log.
    pub fn actor(&self) -> Actor {
        Actor::account(self.id, self.username.clone(), Some(self.address))
    }
}

/// The manager that a program acts for; any other account gets a 403.
#[derive(Debug, Clone)]
pub struct ApiManager(pub ApiAccount);

type Extraction<T> = Pin<Box<dyn Future<Output = Result<T, Problem>>>>;

impl FromRequest for ApiAccount {
    type Error = Problem;
    type Future = Extraction<Self>;

    fn from_request(req: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let address = ClientAddress::from_request(req, payload).into_inner();
        let accounts = req.app_data::<web::Data<Accounts>>().cloned();
        let shown = shown_token(req);
        let limits = req.app_data::<web::Data<Limits>>().cloned();
        let (method, path) = (req.method().clone(), req.match_info().as_str().to_owned());
        Box::pin(async move {
            let accounts =
                accounts.ok_or_else(|| Problem::internal("invariant: the API has the accounts"))?;
            let account = find(&accounts, shown?, address?.0).await?;
            if let Some(limits) = limits {
                limits.check_account(&method, &path, account.id)?;
            }
            Ok(account)
        })
    }
}

impl FromRequest for ApiManager {
    type Error = Problem;
    type Future = Extraction<Self>;

    fn from_request(req: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let account = ApiAccount::from_request(req, payload);
        Box::pin(async move {
            let account = account.await?;
            if account.is_manager {
                Ok(ApiManager(account))
            } else {
                let text = "This is for managers. Your account takes part in draws.";
                Err(Problem::new(&FORBIDDEN, text))
            }
        })
    }
}

/// The one token of the request; its scheme is read in any case, as HTTP has it.
fn shown_token(req: &HttpRequest) -> Result<PlainToken, Problem> {
    let mut values = req.headers().get_all(header::AUTHORIZATION);
    let value = match (values.next(), values.next()) {
        (None, _) => return Err(Problem::new(&NO_TOKEN, NO_TOKEN.about)),
        (Some(value), None) => value.to_str().unwrap_or_default(),
        (Some(_), Some(_)) => return Err(Problem::new(&BAD_TOKEN, "Send one token, not several.")),
    };
    match value.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
            Ok(PlainToken::shown(token.trim()))
        }
        _ => Err(Problem::new(&NO_TOKEN, NO_TOKEN.about)),
    }
}

/// One read; a token that has not been used for a while is noted as used.
async fn find(
    accounts: &Accounts,
    shown: PlainToken,
    address: IpAddr,
) -> Result<ApiAccount, Problem> {
    let (hash, now) = (shown.hash(), accounts.clock.now());
    let found = accounts
        .db
        .read(move |conn| store::find_token(conn, &hash))
        .await?;
    let works = found.filter(|(token, account)| {
        account.disabled_at.is_none() && token.expires_at.is_none_or(|end| now < end)
    });
    let Some((token, account)) = works else {
        return Err(Problem::new(&BAD_TOKEN, BAD_TOKEN.about));
    };
    // a clock that was set back must not hide later uses either
    let is_noted = token
        .last_used_at
        .is_some_and(|at| (now - at).abs() < TOUCH);
    if !is_noted {
        let id = token.id;
        accounts
            .db
            .write(move |conn| store::mark_token_used(conn, id, now))
            .await?;
    }
    Ok(ApiAccount {
        id: account.id,
        is_manager: account.role == Role::Manager,
        username: account.username.to_string(),
        token_id: token.id,
        address,
        limits: account.limits,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn a_token_is_shown_as_a_bearers() {
        let shown = |value: &'static str| {
            let request = TestRequest::get().insert_header((header::AUTHORIZATION, value));
            shown_token(&request.to_http_request())
        };
        for value in ["Bearer abc", "bearer abc", "BEARER  abc "] {
            assert_eq!(shown(value).unwrap().reveal(), "abc", "{value}");
        }
        for value in ["", "abc", "Basic YTpi", "Token abc"] {
            assert_eq!(shown(value).unwrap_err().kind(), &NO_TOKEN, "{value}");
        }
        let two = TestRequest::get()
            .append_header((header::AUTHORIZATION, "Bearer a"))
            .append_header((header::AUTHORIZATION, "Bearer b"));
        assert_eq!(
            shown_token(&two.to_http_request()).unwrap_err().kind(),
            &BAD_TOKEN
        );
    }
}
