//! The letters of accounts, in plain words. When they are written is decided by the operations.

use crate::accounts::model::Username;
use crate::accounts::model::email::{CONFIRM_VALID, LinkToken, RESET_VALID, Recipient};
use crate::mail::{EmailAddress, Letter, Outbox, Urgency};

/// To an address that somebody has typed: nothing else is sent there until its owner opens the link and agrees.
pub(super) fn confirm(
    outbox: &Outbox,
    account: i64,
    username: &Username,
    to: &EmailAddress,
    token: &LinkToken,
) -> Letter {
    let (site, origin) = (outbox.site_name(), outbox.origin());
    Letter {
        account_id: Some(account),
        once: None,
        to: to.clone(),
        subject: format!("Confirm your e-mail address for {site}"),
        body: format!(
            "Hello {username},\n\n\
             this address was entered for the account \"{username}\" at {site} ({origin}).\n\
             To confirm that it is yours, open this link within 24 hours:\n\n\
             {origin}/confirm-email/{}\n\n\
             If you know nothing of this, do nothing: no further mail will come.\n",
            token.expose()
        ),
        stop_link: None,
        urgency: Urgency::AskedFor {
            valid: CONFIRM_VALID,
        },
    }
}

/// To somebody who has forgotten the password.
pub(super) fn reset(outbox: &Outbox, to: &Recipient, token: &LinkToken) -> Letter {
    let (site, origin) = (outbox.site_name(), outbox.origin());
    let name = &to.username;
    Letter {
        account_id: Some(to.account_id),
        once: None,
        to: to.address.clone(),
        subject: format!("Set a new password for {site}"),
        body: format!(
            "Hello {name},\n\n\
             somebody asked to set a new password for the account \"{name}\" at {site}.\n\
             If that was you, open this link within 30 minutes:\n\n\
             {origin}/reset-password/{}\n\n\
             If it was not you, do nothing: your password stays as it is.\n",
            token.expose()
        ),
        stop_link: None,
        urgency: Urgency::AskedFor { valid: RESET_VALID },
    }
}

/// To the owner, after the password was set by a link.
pub(super) fn password_was_reset(outbox: &Outbox, to: &Recipient) -> Letter {
    let (site, origin, name) = (outbox.site_name(), outbox.origin(), &to.username);
    news(
        to,
        format!("Your password for {site} was changed"),
        format!(
            "Hello {name},\n\n\
             the password of the account \"{name}\" at {site} was set anew by a link from a mail,\n\
             and the account was signed out everywhere.\n\n\
             If that was not you, set another password at once: {origin}/forgot-password\n"
        ),
    )
}

/// To the address that counted until now.
pub(super) fn address_was_changed(outbox: &Outbox, to: &Recipient) -> Letter {
    let (site, origin, name) = (outbox.site_name(), outbox.origin(), &to.username);
    news(
        to,
        format!("Your e-mail address for {site} was changed"),
        format!(
            "Hello {name},\n\n\
             the account \"{name}\" at {site} has another e-mail address now, so this is the last mail to this one.\n\n\
             If that was not you, sign in, change your password and put your address back: {origin}/account\n"
        ),
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
