//! What the rows of the audit log say in the reader's language. The rows themselves, the file and the filter keep the
//! short names, which never change.

use crate::audit::{ActorKind, Row};
use crate::web::i18n::{later, tr, tr_as, tr_with};

/// Every action, and what it is called.
const ACTIONS: [(&str, &str); 41] = [
    ("account.create", later("Account made by the operator")),
    ("account.delete", later("Account deleted")),
    ("account.demote", later("Manager made a participant")),
    ("account.disable", later("Account disabled")),
    ("account.enable", later("Account enabled again")),
    ("account.promote", later("Participant made a manager")),
    ("account.set_up", later("First manager set up")),
    ("account.sign_up", later("Account created")),
    (
        "account.sign_up_throttled",
        later("Creating accounts slowed down"),
    ),
    ("draw.cancel", later("Draw cancelled")),
    ("email.confirm", later("E-mail address confirmed")),
    ("email.enter", later("E-mail address entered")),
    ("email.remove", later("E-mail address removed")),
    ("entry.cancel", later("Entry cancelled")),
    ("limit.come_back", later("Pause ended")),
    ("limit.daily", later("Daily limit changed")),
    ("limit.stay_away", later("Pause begun")),
    ("lottery.cancel", later("Lottery cancelled")),
    ("lottery.create", later("Lottery made")),
    ("lottery.edit", later("Lottery changed")),
    ("mail.retry", later("Mails sent again")),
    ("password.change", later("Password changed")),
    ("password.failed", later("Wrong password for a change")),
    ("password.reset", later("Password set anew by mail")),
    ("password.throttled", later("Password tries slowed down")),
    ("prize.claimed", later("Prize marked as claimed")),
    ("prize.lapsed", later("Prize lapsed")),
    ("prize.passed_on", later("Prize passed on")),
    ("prize.taken_back", later("Mark as claimed taken back")),
    ("raffle.cancel", later("Raffle called off")),
    ("raffle.create", later("Raffle made")),
    ("raffle.draw", later("Winners of a raffle drawn")),
    ("raffle.invite", later("Invite codes made")),
    ("session.revoke", later("Device signed out")),
    ("session.revoke_others", later("Other devices signed out")),
    ("sign_in.failed", later("Sign-in failed")),
    ("sign_in.failed_unlisted", later("Further failed sign-ins")),
    ("sign_in.ok", later("Signed in")),
    ("sign_in.throttled", later("Sign-in tries slowed down")),
    ("token.create", later("API token made")),
    ("token.revoke", later("API token revoked")),
];

/// What was done, in words; the name itself where there are none.
pub(super) fn action(name: &str) -> String {
    let words = ACTIONS.iter().find(|(known, _)| *known == name);
    words.map_or_else(|| name.to_owned(), |(_, words)| tr(words).to_owned())
}

/// To what it was done: `account/17`, `lottery/daily`.
pub(super) fn object(object: &str) -> String {
    match object.split_once('/') {
        Some(("account", number)) => tr_with("account {n}", &[("n", &number)]),
        Some(("lottery", name)) => tr_with("lottery {name}", &[("name", &name)]),
        Some(("raffle", name)) => tr_with("raffle {name}", &[("name", &name)]),
        Some((kind, name)) => format!("{kind} {name}"),
        None => object.to_owned(),
    }
}

/// Who did it: a name while it is known.
pub(super) fn actor(row: &Row) -> String {
    let name = row.person.as_ref().and_then(|person| person.name.clone());
    match (name, row.account_id, row.actor) {
        (Some(name), _, _) => name,
        (None, Some(number), _) => tr_with("account {n}", &[("n", &number)]),
        (None, None, ActorKind::Account) => tr_as("actor", "an account").to_owned(),
        (None, None, ActorKind::Visitor) => tr_as("actor", "a visitor").to_owned(),
        (None, None, ActorKind::CommandLine) => tr_as("actor", "the command line").to_owned(),
        (None, None, ActorKind::Clock) => tr_as("actor", "the clock").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    /// The names that stand in the sources as whole texts.
    fn named(folder: &Path, found: &mut BTreeSet<String>) {
        let kinds = [
            "account.",
            "draw.",
            "email.",
            "entry.",
            "limit.",
            "lottery.",
            "mail.",
            "password.",
            "prize.",
            "raffle.",
            "session.",
            "sign_in.",
            "token.",
        ];
        let is_name = |text: &str| {
            let mut parts = text.split('.');
            let is_word = |part: Option<&str>| {
                part.is_some_and(|part| {
                    !part.is_empty() && part.bytes().all(|b| b == b'_' || b.is_ascii_lowercase())
                })
            };
            is_word(parts.next()) && is_word(parts.next()) && parts.next().is_none()
        };
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                named(&path, found);
                continue;
            }
            let is_other = path.ends_with("audit_words.rs") || path.ends_with("limits/table.rs");
            if is_other || path.extension().is_none_or(|end| end != "rs") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let literals = text.split('"').filter(|literal| is_name(literal));
            let names = literals.filter(|name| kinds.iter().any(|kind| name.starts_with(kind)));
            found.extend(names.map(ToOwned::to_owned));
        }
    }

    #[test]
    fn every_action_that_is_recorded_has_words_and_no_other() {
        let mut recorded = BTreeSet::new();
        let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        named(&sources, &mut recorded);
        let known = ACTIONS.iter();
        let known: BTreeSet<String> = known.map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(known, recorded);
    }

    #[test]
    fn what_has_no_words_stays_as_it_is() {
        assert_eq!(action("sign_in.ok"), "Signed in");
        assert_eq!(action("unknown.done"), "unknown.done");
        assert_eq!(object("lottery/daily"), "lottery daily");
        assert_eq!(object("mail/7"), "mail 7");
        assert_eq!(object(""), "");
    }
}
