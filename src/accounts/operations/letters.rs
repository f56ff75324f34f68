//! The letters of accounts, in plain words. When they are written is decided by the operations.

use crate::accounts::model::Username;
use crate::accounts::model::email::{CONFIRM_VALID, LinkToken, RESET_VALID, Recipient};
use crate::mail::{EmailAddress, Letter, Outbox, Urgency};
use crate::web::i18n::{Language, tr_with, with_language};

/// To an address that somebody has typed: nothing else is sent there until its owner opens the link and agrees.
pub(super) fn confirm(
    outbox: &Outbox,
    account: i64,
    username: &Username,
    to: &EmailAddress,
    token: &LinkToken,
    language: &str,
) -> Letter {
    let link = format!("{}/confirm-email/{}", outbox.origin(), token.expose());
    let (subject, body) = in_language(language, || {
        let slots: &[(&'static str, &dyn std::fmt::Display)] = &[
            ("name", username),
            ("site", &outbox.site_name()),
            ("origin", &outbox.origin()),
            ("link", &link),
        ];
        (
            tr_with("Confirm your e-mail address for {site}", slots),
            tr_with(
                "Hello {name},\n\nthis address was entered for the account “{name}” at {site} ({origin}).\nTo confirm that it is yours, open this link within 24 hours:\n\n{link}\n\nIf you know nothing of this, do nothing: no further mail will come.\n",
                slots,
            ),
        )
    });
    Letter {
        account_id: Some(account),
        once: None,
        to: to.clone(),
        subject,
        body,
        stop_link: None,
        urgency: Urgency::AskedFor {
            valid: CONFIRM_VALID,
        },
    }
}

/// To somebody who has forgotten the password, in the language of the page where they said so.
pub(super) fn reset(outbox: &Outbox, to: &Recipient, token: &LinkToken, language: &str) -> Letter {
    let link = format!("{}/reset-password/{}", outbox.origin(), token.expose());
    let (subject, body) = in_language(language, || {
        let slots: &[(&'static str, &dyn std::fmt::Display)] = &[
            ("name", &to.username),
            ("site", &outbox.site_name()),
            ("link", &link),
        ];
        (
            tr_with("Set a new password for {site}", slots),
            tr_with(
                "Hello {name},\n\nsomebody asked to set a new password for the account “{name}” at {site}.\nIf that was you, open this link within 30 minutes:\n\n{link}\n\nIf it was not you, do nothing: your password stays as it is.\n",
                slots,
            ),
        )
    });
    Letter {
        urgency: Urgency::AskedFor { valid: RESET_VALID },
        ..news(to, subject, body)
    }
}

/// To the owner, after the password was set by a link.
pub(super) fn password_was_reset(outbox: &Outbox, to: &Recipient) -> Letter {
    let link = format!("{}/forgot-password", outbox.origin());
    let (subject, body) = in_language(&to.language, || {
        let slots: &[(&'static str, &dyn std::fmt::Display)] = &[
            ("name", &to.username),
            ("site", &outbox.site_name()),
            ("link", &link),
        ];
        (
            tr_with("Your password for {site} was changed", slots),
            tr_with(
                "Hello {name},\n\nthe password of the account “{name}” at {site} was set anew by a link from a mail, and the account was signed out everywhere.\n\nIf that was not you, set another password at once: {link}\n",
                slots,
            ),
        )
    });
    news(to, subject, body)
}

/// To the address that counted until now.
pub(super) fn address_was_changed(outbox: &Outbox, to: &Recipient) -> Letter {
    let link = format!("{}/account", outbox.origin());
    let (subject, body) = in_language(&to.language, || {
        let slots: &[(&'static str, &dyn std::fmt::Display)] = &[
            ("name", &to.username),
            ("site", &outbox.site_name()),
            ("link", &link),
        ];
        (
            tr_with("Your e-mail address for {site} was changed", slots),
            tr_with(
                "Hello {name},\n\nthe account “{name}” at {site} has another e-mail address now, so this is the last mail to this one.\n\nIf that was not you, sign in, change your password and put your address back: {link}\n",
                slots,
            ),
        )
    });
    news(to, subject, body)
}

/// Letters are written where no request tells a language.
fn in_language<T>(code: &str, write: impl FnOnce() -> T) -> T {
    with_language(
        Language::from_code(code).unwrap_or(Language::ENGLISH),
        write,
    )
}

fn news(to: &Recipient, subject: String, body: String) -> Letter {
    Letter {
        account_id: Some(to.account_id),
        once: None,
        to: to.address.clone(),
        subject,
        body,
        stop_link: None,
        urgency: Urgency::News,
    }
}
