//! Being signed in as an argument: a handler that needs an account takes it, and cannot forget to ask.
//! What the session holds is `session.rs`; who may do what with lotteries is theirs to say.

use std::future::{Ready, ready};

use actix_session::SessionExt;
use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::{Method, header};
use actix_web::middleware::Next;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use url::Url;

use super::model::limits::PersonalLimits;
use super::session::{self, SignedIn};
use crate::web::WebError;
use crate::web::i18n::tr;
use crate::web::page::Viewer;

/// The account that is signed in. Without one the request goes to the login page and comes back afterwards.
#[derive(Debug, Clone)]
pub struct CurrentAccount {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub username: String,
    /// Whether it may manage.
    pub is_manager: bool,
    /// This session, as the list of sessions names it.
    pub(super) session_id: String,
    /// What the person allows themselves.
    pub limits: PersonalLimits,
}

/// The manager that is signed in; any other account gets a 403.
#[derive(Debug, Clone)]
pub struct CurrentManager(pub CurrentAccount);

/// The account that is signed in, if any: for pages that visitors see too.
#[derive(Debug, Clone)]
pub struct MaybeAccount(pub Option<CurrentAccount>);

/// Tells the page's frame and the extractors who is signed in. Inside the session middleware, which has loaded the
/// session and its account in one read.
///
/// # Errors
/// Those of what is inside.
pub async fn viewer_middleware(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> actix_web::Result<ServiceResponse<impl MessageBody>> {
    if let Some(signed_in) = session::signed_in(&req.get_session()) {
        let viewer = Viewer {
            account_id: signed_in.account_id,
            name: signed_in.username.clone(),
            is_manager: signed_in.is_manager,
        };
        let mut extensions = req.extensions_mut();
        extensions.insert(viewer);
        extensions.insert(signed_in);
    }
    next.call(req).await
}

impl CurrentAccount {
    fn of(req: &HttpRequest) -> Option<Self> {
        let extensions = req.extensions();
        let signed_in = extensions.get::<SignedIn>()?.clone();
        Some(CurrentAccount {
            id: signed_in.account_id,
            username: signed_in.username,
            is_manager: signed_in.is_manager,
            session_id: signed_in.session_id,
            limits: signed_in.limits,
        })
    }

    /// The answer to who is not signed in and must be: the login page, and back to where they were.
    pub fn sign_in_first(req: &HttpRequest) -> WebError {
        WebError::SignInFirst {
            next: return_path(req),
        }
    }

    fn required(req: &HttpRequest) -> Result<Self, WebError> {
        Self::of(req).ok_or_else(|| Self::sign_in_first(req))
    }
}

/// The page to come back to: this one, or the one whose form was sent. The login page takes only paths of this site.
fn return_path(req: &HttpRequest) -> String {
    if matches!(*req.method(), Method::GET | Method::HEAD) {
        return req
            .uri()
            .path_and_query()
            .map_or("/", |path| path.as_str())
            .to_owned();
    }
    let referer = req.headers().get(header::REFERER);
    let page = referer.and_then(|value| Url::parse(value.to_str().ok()?).ok());
    match page {
        Some(url) => url[url::Position::BeforePath..url::Position::AfterQuery].to_owned(),
        None => "/".to_owned(),
    }
}

impl FromRequest for CurrentAccount {
    type Error = WebError;
    type Future = Ready<Result<Self, WebError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::required(req))
    }
}

impl FromRequest for CurrentManager {
    type Error = WebError;
    type Future = Ready<Result<Self, WebError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let text = tr("This page is for managers. Your account takes part in draws.");
        ready(CurrentAccount::required(req).and_then(|account| {
            if account.is_manager {
                Ok(CurrentManager(account))
            } else {
                Err(WebError::Forbidden(text.to_owned()))
            }
        }))
    }
}

impl FromRequest for MaybeAccount {
    type Error = WebError;
    type Future = Ready<Result<Self, WebError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(MaybeAccount(CurrentAccount::of(req))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn next(request: TestRequest) -> String {
        match CurrentAccount::required(&request.to_http_request()) {
            Err(WebError::SignInFirst { next }) => next,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn who_is_not_signed_in_comes_back_to_the_page_or_to_the_page_of_the_form() {
        assert_eq!(
            next(TestRequest::get().uri("/ballots?page=2")),
            "/ballots?page=2"
        );
        let form = || TestRequest::post().uri("/lotteries/daily/ballots");
        let from = |referer| form().insert_header((header::REFERER, referer));
        assert_eq!(
            next(from("https://lot.example/lotteries/daily?a=b#c")),
            "/lotteries/daily?a=b"
        );
        assert_eq!(next(from("nonsense")), "/");
        assert_eq!(next(form()), "/");
    }

    #[test]
    fn a_participant_is_no_manager() {
        let signed_in = |is_manager| {
            let request = TestRequest::get().to_http_request();
            request.extensions_mut().insert(SignedIn {
                account_id: 7,
                username: "amara".into(),
                is_manager,
                session_id: "s".into(),
                limits: PersonalLimits::default(),
            });
            CurrentManager::from_request(&request, &mut Payload::None).into_inner()
        };
        assert!(matches!(signed_in(false), Err(WebError::Forbidden(_))));
        assert_eq!(signed_in(true).unwrap().0.id, 7);
    }
}
