//! What can go wrong with a raffle or a ticket, as programs are told. The texts of some are part of the contract.

use crate::draws::{ClaimError, Refusal};
use crate::games::raffle::operations::{
    CreateError, DrawError, ManageError, ParticipateError, VerifyError,
};
use crate::web::WebError;
use crate::web::problem::{NO_TOKEN, Problem, ProblemKind, TOO_MANY_REQUESTS};

/// Values that cannot be a raffle's.
pub(super) const INVALID_RAFFLE: ProblemKind = ProblemKind {
    slug: "invalid-raffle",
    status: 400,
    title: "The raffle cannot be made like this",
    about: "Its name, its number of tickets, its prizes or its times do not fit: the detail says which. A raffle has at least one prize, each with an amount of at least 1, and not more prizes than tickets. Nothing was made.",
};
/// They have a ticket.
pub(super) const ALREADY_PARTICIPATED: ProblemKind = ProblemKind {
    slug: "already-participated",
    status: 403,
    title: "They have a ticket of this raffle",
    about: "The raffle's `policy` gives one ticket to each network address (of IPv6 to each /64), account or invite code, and this one has its ticket.",
};
/// The raffle is for those who were invited.
pub(super) const INVITE_NEEDED: ProblemKind = ProblemKind {
    slug: "invite-needed",
    status: 403,
    title: "An invite code is needed",
    about: "The raffle's `policy` is `invite`: send one of its codes as `invite_code`.",
};
/// The person wants none.
pub(super) const TAKING_A_PAUSE: ProblemKind = ProblemKind {
    slug: "taking-a-pause",
    status: 409,
    title: "The person takes a pause",
    about: "The account has asked this site to keep it away for a while, which holds for raffles and for its programs too.",
};
/// Nothing to be had.
pub(super) const NO_TICKETS: ProblemKind = ProblemKind {
    slug: "no-tickets-left",
    status: 410,
    title: "No ticket is to be had any more",
    about: "Every ticket was handed out, the sale is over, or the raffle was called off.",
};
/// Not yet.
pub(super) const SALE_NOT_OPEN: ProblemKind = ProblemKind {
    slug: "sale-not-open",
    status: 409,
    title: "The sale has not begun",
    about: "The raffle is announced and opens in a moment: with the round of public randomness that shuffles its numbers. Ask again after as many seconds as Retry-After says.",
};
/// Winners are drawn when all tickets are gone.
pub(super) const TICKETS_LEFT: ProblemKind = ProblemKind {
    slug: "tickets-left",
    status: 403,
    title: "Tickets are still available",
    about: "Winners are drawn when every ticket was handed out, or by the server at the raffle's `closes_at`.",
};
/// There is a result.
pub(super) const ALREADY_DRAWN: ProblemKind = ProblemKind {
    slug: "already-drawn",
    status: 403,
    title: "The winners have been drawn",
    about: "They are drawn once. Read them.",
};
/// No result.
pub(super) const NOT_DRAWN: ProblemKind = ProblemKind {
    slug: "not-drawn",
    status: 400,
    title: "The winners have not been drawn",
    about: "Ask again when the raffle's `winners_drawn` is true.",
};
/// Wrong, or no such ticket.
pub(super) const BAD_CODE: ProblemKind = ProblemKind {
    slug: "invalid-code",
    status: 400,
    title: "The verification code is not that ticket's",
    about: "It was mistyped, is another ticket's, or there is no such ticket: nothing tells these apart.",
};
/// It was called off.
pub(super) const RAFFLE_CANCELLED: ProblemKind = ProblemKind {
    slug: "raffle-cancelled",
    status: 409,
    title: "The raffle was called off",
    about: "A raffle that was called off is not drawn, and cannot be called off again.",
};
/// No use for it any more.
pub(super) const SALE_OVER: ProblemKind = ProblemKind {
    slug: "no-use-for-invites",
    status: 409,
    title: "Invite codes would be of no use",
    about: "The raffle's `policy` is not `invite`, or its sale is over.",
};
/// The prize stands otherwise.
pub(super) const PRIZE_NOT_READY: ProblemKind = ProblemKind {
    slug: "prize-stands-otherwise",
    status: 409,
    title: "The prize stands otherwise",
    about: "Its `step` is another one by now, its deadline is to come, it was claimed or has lapsed, or the ticket does not hold it. Nothing was changed; read the prizes again.",
};

impl From<CreateError> for Problem {
    fn from(error: CreateError) -> Self {
        match error {
            CreateError::Draft(e) => Problem::new(&INVALID_RAFFLE, e),
            CreateError::Once(e) => e.into(),
            CreateError::Store(e) => e.into(),
            CreateError::Schedule(crate::draws::ScheduleError::Store(e))
            | CreateError::Run(crate::draws::RunError::Store(e)) => e.into(),
            CreateError::Schedule(e @ crate::draws::ScheduleError::Random(_)) => {
                Problem::internal(e)
            }
            // a thousand long names, for one
            CreateError::Schedule(e) => Problem::new(&INVALID_RAFFLE, e),
            other => Problem::internal(other),
        }
    }
}

impl From<ParticipateError> for Problem {
    fn from(error: ParticipateError) -> Self {
        let text = error.to_string();
        match error {
            ParticipateError::NotFound => Problem::not_found(),
            ParticipateError::Already(_) => Problem::new(&ALREADY_PARTICIPATED, text),
            ParticipateError::NeedsAccount => Problem::new(&NO_TOKEN, text),
            ParticipateError::Away(_) => Problem::new(&TAKING_A_PAUSE, text),
            ParticipateError::NoInvite => Problem::new(&INVITE_NEEDED, text),
            ParticipateError::Refused(Refusal::NotOpenYet { .. }) => {
                Problem::new(&SALE_NOT_OPEN, text).retry_after(3)
            }
            ParticipateError::Refused(_) => Problem::new(&NO_TICKETS, text),
            ParticipateError::OnHold => WebError::Unavailable {
                retry_after: 60,
                text,
            }
            .into(),
            ParticipateError::Store(e)
            | ParticipateError::Run(crate::draws::RunError::Store(e)) => e.into(),
            other => Problem::internal(other),
        }
    }
}

impl From<DrawError> for Problem {
    fn from(error: DrawError) -> Self {
        let text = error.to_string();
        match error {
            DrawError::NotFound => Problem::not_found(),
            DrawError::TicketsLeft => Problem::new(&TICKETS_LEFT, text),
            DrawError::AlreadyDrawn => Problem::new(&ALREADY_DRAWN, text),
            DrawError::CalledOff => Problem::new(&RAFFLE_CANCELLED, text),
            DrawError::NotYet => WebError::Unavailable {
                retry_after: 5,
                text,
            }
            .into(),
            DrawError::Store(e) => e.into(),
        }
    }
}

impl From<VerifyError> for Problem {
    fn from(error: VerifyError) -> Self {
        let text = error.to_string();
        match error {
            VerifyError::NotFound => Problem::not_found(),
            VerifyError::NotDrawn => Problem::new(&NOT_DRAWN, text),
            VerifyError::WrongCode => Problem::new(&BAD_CODE, text),
            VerifyError::TooMany { retry_after } => {
                Problem::new(&TOO_MANY_REQUESTS, text).retry_after(retry_after)
            }
            VerifyError::Sign(e) => Problem::internal(e),
            VerifyError::Store(e) => e.into(),
        }
    }
}

impl From<ManageError> for Problem {
    fn from(error: ManageError) -> Self {
        let text = error.to_string();
        match error {
            ManageError::NotFound | ManageError::Claim(ClaimError::NotFound) => {
                Problem::not_found()
            }
            ManageError::NoInvites | ManageError::SaleOver => Problem::new(&SALE_OVER, text),
            ManageError::InviteCount => Problem::invalid_field("count", text),
            ManageError::OtherTicket => Problem::new(&PRIZE_NOT_READY, text),
            ManageError::Verify(e) => e.into(),
            ManageError::Claim(ClaimError::Store(e)) | ManageError::Store(e) => e.into(),
            ManageError::Claim(_) => Problem::new(&PRIZE_NOT_READY, text),
            ManageError::Random(e) => Problem::internal(e),
        }
    }
}
