//! What can go wrong with a lottery, a draw or a prize, as programs are told: kinds of problems beyond those that any
//! request can meet, and which error is which.

use super::terms;
use crate::draws::{AppendError, CancelEntryError, ClaimError, Refusal};
use crate::games::lottery::model::FieldErrors;
use crate::games::lottery::operations::{
    CancelDrawError, CancelError, CreateError, DrawActionError, EditError, SubmitError,
};
use crate::web::WebError;
use crate::web::problem::{IDEMPOTENCY_KEY_REUSED, Problem, ProblemKind};

/// The box was sealed.
pub(super) const TOO_LATE: ProblemKind = ProblemKind {
    slug: "too-late",
    status: 409,
    title: "The draw has closed",
    about: "It reached the server at or after the closing time; the server's clock decides. Ballots are then in no draw: read the lottery again for the one that is open. A draw that has closed can no longer be cancelled.",
};
/// The box is not open.
pub(super) const NOT_OPEN_YET: ProblemKind = ProblemKind {
    slug: "not-open-yet",
    status: 409,
    title: "The draw is not open yet",
    about: "The draw is announced; its `opens_at` says from when on it takes ballots.",
};
/// There is no such draw any more.
pub(super) const CALLED_OFF: ProblemKind = ProblemKind {
    slug: "called-off",
    status: 409,
    title: "The draw was called off",
    about: "The draw is void, for the public reason in its `void_reason`. It takes no ballots, and cannot be cancelled again.",
};
/// More than one may have.
pub(super) const OVER_CAP: ProblemKind = ProblemKind {
    slug: "over-cap",
    status: 409,
    title: "The account would have too many ballots",
    about: "The draw has a `cap` on how many ballots one account may have. None of these was taken.",
};
/// More than the person wants.
pub(super) const OVER_OWN_LIMIT: ProblemKind = ProblemKind {
    slug: "over-own-limit",
    status: 409,
    title: "The person's own limit is reached",
    about: "The account has set itself a limit of ballots a day, which holds for its programs too. None of these was taken.",
};
/// The person wants none.
pub(super) const KEPT_AWAY: ProblemKind = ProblemKind {
    slug: "kept-away",
    status: 409,
    title: "The person has asked to be kept away",
    about: "The account has asked this site to take no ballots from it for a while, which holds for its programs too.",
};
/// As many as a draw can have.
pub(super) const BOX_FULL: ProblemKind = ProblemKind {
    slug: "box-full",
    status: 409,
    title: "The draw can take no more ballots",
    about: "The draw has as many ballots as a draw can have.",
};
/// Somebody was faster.
pub(super) const STALE: ProblemKind = ProblemKind {
    slug: "changed-meanwhile",
    status: 409,
    title: "It was changed meanwhile",
    about: "The `version` of the lottery or the `step` of the prize is another one by now, so nothing was saved. Read it again and decide anew.",
};
/// It has ended.
pub(super) const LOTTERY_CANCELLED: ProblemKind = ProblemKind {
    slug: "lottery-cancelled",
    status: 409,
    title: "The lottery was cancelled",
    about: "A cancelled lottery can be neither changed nor cancelled again.",
};

/// Its ballots are struck out.
pub(super) const ENTRY_CANCELLED: ProblemKind = ProblemKind {
    slug: "entry-cancelled",
    status: 409,
    title: "The entry was cancelled before",
    about: "An entry is cancelled once, and the first reason stands.",
};
/// The log is complete, or never will be.
pub(super) const DRAW_NOT_OPEN: ProblemKind = ProblemKind {
    slug: "draw-not-open",
    status: 409,
    title: "The draw is not open",
    about: "An entry can be cancelled only before the closing time of its draw, and not in a draw that was called off.",
};
/// Drawing might have to look at too many ballots.
pub(super) const TOO_MANY_TO_SKIP: ProblemKind = ProblemKind {
    slug: "too-many-to-skip",
    status: 409,
    title: "The draw has too many ballots for that",
    about: "A draw with a cancelled entry has at most 16,777,216 ballots, and this one has more.",
};
/// The close leaf would be too long.
pub(super) const TOO_MANY_CANCELLED: ProblemKind = ProblemKind {
    slug: "too-many-cancelled",
    status: 409,
    title: "The draw has too many cancelled entries for that",
    about: "The end of a draw's log names every cancelled entry and has at most 65,535 bytes: room for about five thousand. The draw as a whole can still be cancelled.",
};
/// Handed over, or nobody's.
pub(super) const PRIZE_ENDED: ProblemKind = ProblemKind {
    slug: "prize-ended",
    status: 409,
    title: "The prize was claimed or has lapsed",
    about: "Nothing more can be done about it, but to take back a mark that was a mistake.",
};
/// Whoever holds it has time.
pub(super) const BEFORE_DEADLINE: ProblemKind = ProblemKind {
    slug: "before-deadline",
    status: 409,
    title: "The deadline is to come",
    about: "A prize can be passed on at its `deadline` or later, not before.",
};
/// There is no mark.
pub(super) const NOT_CLAIMED: ProblemKind = ProblemKind {
    slug: "not-claimed",
    status: 409,
    title: "The prize is not marked as claimed",
    about: "Only a mark can be taken back: a prize that was passed on or has lapsed stays where it is.",
};

impl From<SubmitError> for Problem {
    fn from(error: SubmitError) -> Self {
        let text = error.to_string();
        match error {
            SubmitError::NotFound => Problem::not_found(),
            SubmitError::OtherLottery => Problem::invalid_field("draw", text),
            SubmitError::TooLate { .. } => Problem::new(&TOO_LATE, text),
            SubmitError::Away { .. } => Problem::new(&KEPT_AWAY, text),
            SubmitError::Append(AppendError::Refused(refusal)) => match refusal {
                Refusal::UnknownDraw => Problem::invalid_field("draw", text),
                Refusal::CountOutOfRange => Problem::invalid_field("count", text),
                Refusal::NotOpenYet { .. } => Problem::new(&NOT_OPEN_YET, text),
                Refusal::TooLate { .. } => Problem::new(&TOO_LATE, text),
                Refusal::Void(_) => Problem::new(&CALLED_OFF, text),
                Refusal::OverCap { .. } => Problem::new(&OVER_CAP, text),
                Refusal::OverOwnLimit { .. } => Problem::new(&OVER_OWN_LIMIT, text),
                Refusal::BoxFull | Refusal::SoldOut => Problem::new(&BOX_FULL, text),
                Refusal::KeyReused => Problem::new(&IDEMPOTENCY_KEY_REUSED, text),
            },
            other => WebError::from(other).into(),
        }
    }
}

/// What is wrong with the fields of the form, as a program named them.
pub(super) fn fields(errors: &FieldErrors) -> Problem {
    Problem::invalid(
        errors
            .iter()
            .map(|(field, text)| (terms::name_of(field), text)),
    )
}

impl From<CreateError> for Problem {
    fn from(error: CreateError) -> Self {
        match error {
            CreateError::Fields(errors) => fields(&errors),
            CreateError::Once(e) => e.into(),
            other => WebError::from(other).into(),
        }
    }
}

impl From<EditError> for Problem {
    fn from(error: EditError) -> Self {
        match error {
            EditError::Fields(errors) => fields(&errors),
            EditError::NotFound => Problem::not_found(),
            EditError::Stale => Problem::new(&STALE, error),
            EditError::Cancelled => Problem::new(&LOTTERY_CANCELLED, error),
            other => WebError::from(other).into(),
        }
    }
}

impl From<CancelDrawError> for Problem {
    fn from(error: CancelDrawError) -> Self {
        match error {
            CancelDrawError::NotFound => Problem::not_found(),
            CancelDrawError::AlreadyCancelled => Problem::new(&CALLED_OFF, error),
            CancelDrawError::Closed => Problem::new(&TOO_LATE, error),
            CancelDrawError::Store(e) => e.into(),
        }
    }
}

impl From<CancelError> for Problem {
    fn from(error: CancelError) -> Self {
        match error {
            CancelError::NotFound => Problem::not_found(),
            CancelError::AlreadyCancelled => Problem::new(&LOTTERY_CANCELLED, error),
            CancelError::Store(e) => e.into(),
        }
    }
}

impl From<DrawActionError> for Problem {
    fn from(error: DrawActionError) -> Self {
        let text = error.to_string();
        match error {
            DrawActionError::NotFound => Problem::not_found(),
            DrawActionError::Entry(e) => match e {
                CancelEntryError::AlreadyCancelled => Problem::new(&ENTRY_CANCELLED, text),
                CancelEntryError::NotOpen => Problem::new(&DRAW_NOT_OPEN, text),
                CancelEntryError::TooManyBallots => Problem::new(&TOO_MANY_TO_SKIP, text),
                CancelEntryError::TooManyCancelled => Problem::new(&TOO_MANY_CANCELLED, text),
                CancelEntryError::NotFound => Problem::not_found(),
                CancelEntryError::Store(e) => e.into(),
            },
            DrawActionError::Claim(e) => match e {
                ClaimError::Stale => Problem::new(&STALE, text),
                ClaimError::Ended => Problem::new(&PRIZE_ENDED, text),
                ClaimError::NotClaimed => Problem::new(&NOT_CLAIMED, text),
                ClaimError::TooEarly => Problem::new(&BEFORE_DEADLINE, text),
                ClaimError::NotFound => Problem::not_found(),
                ClaimError::Store(e) => e.into(),
            },
            DrawActionError::Once(e) => e.into(),
            DrawActionError::Store(e) => e.into(),
        }
    }
}
