//! The addresses of accounts, and how their errors become answers. What the handlers do is `pages.rs`.

use actix_web::web;

use super::hasher::HashError;
use super::model::throttle::Throttled;
use super::operations::leaving::DeleteError;
use super::operations::roster::RosterError;
use super::operations::set_up::SetupError;
use super::operations::tokens::CreateTokenError;
use super::operations::{ChangePasswordError, EmailError, ResetError, SignInError, SignUpError};
use super::pages;
use crate::web::WebError;

/// Adds them.
pub(super) fn routes(config: &mut web::ServiceConfig) {
    let page_and_form = |path, page, form| web::resource(path).route(page).route(form);
    config
        .service(page_and_form(
            "/sign-up",
            web::get().to(pages::show_sign_up),
            web::post().to(pages::sign_up),
        ))
        .service(page_and_form(
            "/login",
            web::get().to(pages::show_login),
            web::post().to(pages::sign_in),
        ))
        .service(page_and_form(
            "/forgot-password",
            web::get().to(pages::show_forgot),
            web::post().to(pages::request_reset),
        ))
        .service(page_and_form(
            "/reset-password/{token}",
            web::get().to(pages::show_reset),
            web::post().to(pages::reset_password),
        ))
        .service(page_and_form(
            "/account/email",
            web::get().to(pages::show_email),
            web::post().to(pages::enter_email),
        ))
        .service(page_and_form(
            "/confirm-email/{token}",
            web::get().to(pages::show_confirm),
            web::post().to(pages::confirm),
        ))
        .service(page_and_form(
            "/stop-mail/{token}",
            web::get().to(pages::show_stop),
            web::post().to(pages::stop),
        ))
        .service(web::resource("/account/email/remove").route(web::post().to(pages::remove_email)))
        .service(web::resource("/account/email/choices").route(web::post().to(pages::choose)))
        .service(page_and_form(
            "/set-up/{token}",
            web::get().to(pages::show_set_up),
            web::post().to(pages::set_up),
        ))
        .service(web::resource("/logout").route(web::post().to(pages::sign_out)))
        .service(web::resource("/account").route(web::get().to(pages::show_account)))
        .service(web::resource("/account/password").route(web::post().to(pages::change_password)))
        .service(web::resource("/account/limits").route(web::get().to(pages::show_limits)))
        .service(
            web::resource("/account/limits/{what}").route(web::post().to(pages::change_own_limits)),
        )
        .service(web::resource("/account/data.json").route(web::get().to(pages::download_data)))
        .service(page_and_form(
            "/account/delete",
            web::get().to(pages::show_delete),
            web::post().to(pages::delete_own_account),
        ))
        .service(web::resource("/goodbye").route(web::get().to(pages::say_goodbye)))
        .service(web::resource("/manage/accounts").route(web::get().to(pages::list_accounts)))
        .service(
            web::resource("/manage/accounts/{id}")
                .route(web::get().to(pages::show_managed_account)),
        )
        .service(
            web::resource("/manage/accounts/{id}/{what}")
                .route(web::post().to(pages::change_account)),
        )
        .service(web::resource("/manage/audit").route(web::get().to(pages::show_audit)))
        .service(web::resource("/manage/audit.csv").route(web::get().to(pages::export_audit)))
        .service(
            web::resource("/account/sessions/revoke-others")
                .route(web::post().to(pages::revoke_other_sessions)),
        )
        .service(
            web::resource("/account/sessions/{id}/revoke")
                .route(web::post().to(pages::revoke_session)),
        )
        .service(page_and_form(
            "/account/tokens",
            web::get().to(pages::show_tokens),
            web::post().to(pages::create_token),
        ))
        .service(
            web::resource("/account/tokens/{id}/revoke").route(web::post().to(pages::revoke_token)),
        );
}

impl From<HashError> for WebError {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Busy { retry_after } => WebError::Unavailable {
                retry_after,
                text: error.to_string(),
            },
            HashError::Failed(_) => WebError::internal(error),
        }
    }
}

impl From<Throttled> for WebError {
    fn from(error: Throttled) -> Self {
        WebError::TooManyRequests {
            retry_after: error.retry_after,
            text: error.to_string(),
        }
    }
}

// Refusals that a form shows at its fields are taken by the handler; these are for the rest.

impl From<SignUpError> for WebError {
    fn from(error: SignUpError) -> Self {
        match error {
            SignUpError::NameTaken => WebError::Conflict(error.to_string()),
            SignUpError::Throttled(e) => e.into(),
            SignUpError::Once(e) => WebError::internal(e),
            SignUpError::Hash(e) => e.into(),
            SignUpError::Store(e) => e.into(),
        }
    }
}

impl From<SignInError> for WebError {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Wrong => WebError::Forbidden(error.to_string()),
            SignInError::Throttled(e) => e.into(),
            SignInError::Hash(e) => e.into(),
            SignInError::Store(e) => e.into(),
        }
    }
}

impl From<ChangePasswordError> for WebError {
    fn from(error: ChangePasswordError) -> Self {
        match error {
            ChangePasswordError::WrongCurrent => WebError::Forbidden(error.to_string()),
            ChangePasswordError::SignedOut => WebError::SignInFirst {
                next: "/account".to_owned(),
            },
            ChangePasswordError::Throttled(e) => e.into(),
            ChangePasswordError::Hash(e) => e.into(),
            ChangePasswordError::Store(e) => e.into(),
        }
    }
}

impl From<CreateTokenError> for WebError {
    fn from(error: CreateTokenError) -> Self {
        match error {
            CreateTokenError::TooMany => WebError::Conflict(error.to_string()),
            CreateTokenError::Once(_) | CreateTokenError::Random(_) => WebError::internal(error),
            CreateTokenError::Store(e) => e.into(),
        }
    }
}

impl From<RosterError> for WebError {
    fn from(error: RosterError) -> Self {
        match error {
            RosterError::NotFound => WebError::NotFound,
            RosterError::Unchanged | RosterError::LastManager => {
                WebError::Conflict(error.to_string())
            }
            RosterError::Store(e) => e.into(),
        }
    }
}

impl From<EmailError> for WebError {
    fn from(error: EmailError) -> Self {
        match error {
            EmailError::MailOff | EmailError::Unchanged => WebError::Conflict(error.to_string()),
            EmailError::LinkUsed => WebError::NotFound,
            EmailError::Password(e) => e.into(),
            EmailError::Random(_) => WebError::internal(error),
            EmailError::Store(e) => e.into(),
        }
    }
}

impl From<DeleteError> for WebError {
    fn from(error: DeleteError) -> Self {
        match error {
            DeleteError::Password(e) => e.into(),
            DeleteError::LastManager => WebError::Conflict(error.to_string()),
            DeleteError::Store(e) => e.into(),
        }
    }
}

impl From<ResetError> for WebError {
    fn from(error: ResetError) -> Self {
        match error {
            ResetError::MailOff => WebError::Conflict(error.to_string()),
            ResetError::LinkUsed => WebError::NotFound,
            ResetError::Throttled(e) => e.into(),
            ResetError::Hash(e) => e.into(),
            ResetError::Random(_) => WebError::internal(error),
            ResetError::Store(e) => e.into(),
        }
    }
}

impl From<SetupError> for WebError {
    fn from(error: SetupError) -> Self {
        match error {
            SetupError::LinkUsed => WebError::NotFound,
            SetupError::NameTaken => WebError::Conflict(error.to_string()),
            SetupError::Hash(e) => e.into(),
            SetupError::Store(e) => e.into(),
            SetupError::Random(_) | SetupError::File { .. } => WebError::internal(error),
        }
    }
}
