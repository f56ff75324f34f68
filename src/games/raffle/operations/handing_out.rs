//! Handing out tickets, one at a time, each with a code that is told once.

use std::net::IpAddr;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::Raffles;
use crate::accounts::model::limits::{PersonalLimits, until_lifted};
use crate::draws::{DealtTicket, Refusal, RunError, Sale};
use crate::fairness::FreeText;
use crate::games::raffle::model::{NewTicket, Policy, RaffleId, RaffleTerms};
use crate::games::raffle::store::{self, NewTicketRow};
use crate::keys::{KeyError, random};
use crate::store::{Conn, StoreError};
use crate::web::address::place_of;
use crate::web::i18n::{tr, tr_with};

use super::codes::CodeHash;

/// Who asks for a ticket.
#[derive(Debug, Clone)]
pub struct Claimant {
    /// Where the request came from.
    pub address: IpAddr,
    /// The account that asks, if one is known: its row, its username, and what the person allows themselves.
    pub account: Option<(i64, String, PersonalLimits)>,
    /// The invite code that was typed, if one was.
    pub invite: Option<String>,
}

/// Why nobody got a ticket. The text is for who asked.
#[derive(Debug, thiserror::Error)]
pub enum ParticipateError {
    /// There is no such raffle.
    #[error("{}", tr("There is no such raffle."))]
    NotFound,
    /// They have one.
    #[error("{}", already(*.0))]
    Already(Policy),
    /// The raffle is for accounts.
    #[error(
        "{}",
        tr("This raffle gives one ticket to each account: sign in first.")
    )]
    NeedsAccount,
    /// The raffle is for those who were invited.
    #[error(
        "{}",
        tr("This raffle is for people with an invite code, and this is none of its codes.")
    )]
    NoInvite,
    /// The person keeps themselves away.
    #[error("{}", away(*.0))]
    Away(DateTime<Utc>),
    /// No ticket is to be had.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The database is not the one that people have seen.
    #[error(
        "{}",
        tr(
            "This server was put back to an earlier state and hands out no tickets until its operator has looked."
        )
    )]
    OnHold,
    /// It could not be handed out.
    #[error(transparent)]
    Run(#[from] RunError),
    /// The system has no random numbers to give.
    #[error(transparent)]
    Random(#[from] KeyError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn away(until: DateTime<Utc>) -> String {
    if until == until_lifted() {
        return tr("You asked this site to keep you away until you end the pause on your account page, so you got no ticket.")
            .to_owned();
    }
    tr_with(
        "You asked this site to keep you away until {time}, so you got no ticket.",
        &[("time", &until.format("%Y-%m-%d %H:%M UTC"))],
    )
}

fn already(policy: Policy) -> &'static str {
    match policy {
        Policy::Ip => tr("Your ip address has already participated in this raffle"),
        Policy::Account => tr("Your account has already participated in this raffle"),
        Policy::Invite | Policy::Open => tr("This invite code has been used already"),
    }
}

/// A ticket about to be handed out: all that can be made before the database is asked.
struct Prepared {
    terms: RaffleTerms,
    holder: Option<Vec<u8>>,
    account: Option<(i64, FreeText)>,
    code: CodeHash,
    salt: [u8; 16],
}

impl Raffles {
    /// Hands out the next ticket of a raffle. With a `key`, asking again within ten minutes gives the same ticket again
    /// and not another: a double click is one request.
    ///
    /// # Errors
    /// [`ParticipateError`]; nothing is handed out then.
    pub async fn participate(
        &self,
        id: RaffleId,
        claimant: Claimant,
        key: Option<String>,
    ) -> Result<NewTicket, ParticipateError> {
        let Some(key) = key else {
            return self.hand_out(id, claimant).await;
        };
        let who = match &claimant.account {
            Some((account, ..)) => account.to_string(),
            None => place_of(claimant.address).to_string(),
        };
        let place = self.recent.place((id, who, key), self.clock.unix());
        let handed = place.get_or_try_init(|| self.hand_out(id, claimant)).await;
        handed.cloned()
    }

    async fn hand_out(
        &self,
        id: RaffleId,
        claimant: Claimant,
    ) -> Result<NewTicket, ParticipateError> {
        if self.draws.is_on_hold() {
            return Err(ParticipateError::OnHold);
        }
        // whoever asks, by whatever name they would get it
        let limits = claimant.account.as_ref().map(|(_, _, limits)| limits);
        let pause = limits.and_then(|limits| limits.excluded_at(self.clock.now()));
        if let Some(until) = pause {
            return Err(ParticipateError::Away(until));
        }
        let found = self.db.read_short(move |conn| store::find_terms(conn, id));
        let terms = found.await?.ok_or(ParticipateError::NotFound)?;
        let policy = terms.policy;
        let holder = self.holder_of(&terms, &claimant)?;
        let account = match (policy, claimant.account) {
            // the others promise to keep nothing of who has a ticket
            (Policy::Account, Some((id, name, _))) => {
                let name =
                    FreeText::parse(&name).map_err(|e| StoreError::corrupt("username", e))?;
                Some((id, name))
            }
            _ => None,
        };
        let code = self.keys.make(&terms.codes)?;
        let prepared = Arc::new(Prepared {
            code: self.keys.hash(&terms.codes, &code).await?,
            salt: random()?,
            terms,
            holder,
            account,
        });
        let tools = self.draws.tools().clone();
        let dealt = self
            .db
            .write_locked(move |conn| {
                let draw = prepared.terms.draw_id;
                let sale = Sale::begin(conn, &tools, draw)?;
                let mut sale = sale.ok_or(ParticipateError::NotFound)?;
                check_holder(conn, &prepared)?;
                sale.check()?;
                let account = prepared.account.clone();
                let (account_id, name) = account.unzip();
                let reference = |number| name.unwrap_or_else(|| reference_of(number));
                let dealt = sale.hand_out(conn, &tools, account_id, reference, prepared.salt)?;
                store::insert_ticket(conn, &row(&prepared, dealt))?;
                Ok::<_, ParticipateError>(dealt)
            })
            .await?;
        Ok(NewTicket {
            raffle: id,
            number: dealt.number,
            leaf_index: dealt.leaf_index,
            code,
            time: dealt.time,
        })
    }

    /// What stands for who gets the ticket, so that they get one; none where anybody may have any number.
    fn holder_of(
        &self,
        terms: &RaffleTerms,
        claimant: &Claimant,
    ) -> Result<Option<Vec<u8>>, ParticipateError> {
        let value = match terms.policy {
            Policy::Open => return Ok(None),
            Policy::Ip => place_of(claimant.address).to_string(),
            Policy::Account => match &claimant.account {
                Some((account, ..)) => account.to_string(),
                None => return Err(ParticipateError::NeedsAccount),
            },
            Policy::Invite => {
                let typed = claimant.invite.as_deref().unwrap_or_default();
                terms.codes.read(typed).as_str().to_owned()
            }
        };
        let kind = terms.policy.as_str();
        Ok(Some(self.keys.holder(terms.draw_id, kind, &value)))
    }
}

/// The draw is locked, so nobody else can be handed one at the same time.
fn check_holder(conn: &mut Conn, prepared: &Prepared) -> Result<(), ParticipateError> {
    let Some(holder) = &prepared.holder else {
        return Ok(());
    };
    let (draw, policy) = (prepared.terms.draw_id, prepared.terms.policy);
    if policy == Policy::Invite && !store::has_invite(conn, draw, holder)? {
        return Err(ParticipateError::NoInvite);
    }
    if store::has_holder(conn, draw, holder)? {
        return Err(ParticipateError::Already(policy));
    }
    Ok(())
}

/// What stands in the log's hashes for a holder whom nobody knows.
fn reference_of(number: u64) -> FreeText {
    FreeText::parse(&format!("ticket {number}")).expect("invariant: a line of digits")
}

fn row(prepared: &Prepared, dealt: DealtTicket) -> NewTicketRow {
    let signed = |number: u64| i64::try_from(number).expect("invariant: far below 2^63");
    NewTicketRow {
        draw_id: prepared.terms.draw_id.as_i64(),
        number: signed(dealt.number),
        leaf_index: signed(dealt.leaf_index),
        code_salt: prepared.code.salt.clone(),
        code_hash: prepared.code.hash.clone(),
        holder: prepared.holder.clone(),
    }
}
