//! Who may manage raffles from a program: an account with that role, by its token, or whoever asks from a place that the
//! operator named.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, dev, web};
use ipnet::IpNet;

use crate::accounts::ApiAccount;
use crate::audit::Actor;
use crate::games::raffle::model::{CodeFormat, CodeFormatError};
use crate::web::address::{ClientAddress, parse_networks};
use crate::web::problem::{FORBIDDEN, Problem};
use crate::web::same_origin::FromHere;

/// The addresses and networks from which everybody is a manager of raffles.
#[derive(Debug, Clone, Default)]
pub struct ManagerPlaces(pub Arc<[IpNet]>);

/// What the operator says about raffles.
#[derive(Debug, Clone, Default)]
pub struct RaffleConfig {
    /// From where everybody is a manager of raffles.
    pub managers: ManagerPlaces,
    /// What the verification codes of new raffles look like.
    pub codes: CodeFormat,
}

impl RaffleConfig {
    /// Reads the values of `CLEARLOT_MANAGER_IPS`, `CLEARLOT_TICKET_CODE_ALPHABET` and `CLEARLOT_TICKET_CODE_LENGTH`.
    ///
    /// # Errors
    /// The variable, and what is wrong with it.
    pub fn parse(
        managers: Option<&str>,
        alphabet: Option<&str>,
        length: Option<&str>,
    ) -> Result<Self, (&'static str, String)> {
        const LENGTH: &str = "CLEARLOT_TICKET_CODE_LENGTH";
        let places = parse_networks(managers.unwrap_or_default());
        let length = length.map(str::parse).transpose();
        let length = length.map_err(|_e| (LENGTH, CodeFormatError::Length.to_string()))?;
        let codes = CodeFormat::new(alphabet, length).map_err(|e| match e {
            CodeFormatError::Length => (LENGTH, e.to_string()),
            CodeFormatError::Alphabet => ("CLEARLOT_TICKET_CODE_ALPHABET", e.to_string()),
        })?;
        Ok(RaffleConfig {
            managers: ManagerPlaces(places.map_err(|e| ("CLEARLOT_MANAGER_IPS", e))?),
            codes,
        })
    }
}

/// A manager of raffles; anybody else gets a 403.
#[derive(Debug, Clone)]
pub(super) struct RaffleManager {
    /// Who it is, for the audit log.
    pub actor: Actor,
    /// What managers see of it.
    pub name: String,
    /// The account, where one is known.
    pub account_id: Option<i64>,
}

impl FromRequest for RaffleManager {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(req: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let address = ClientAddress::from_request(req, payload).into_inner();
        let places = req.app_data::<web::Data<ManagerPlaces>>().cloned();
        // a browser in the office must not be made to act by a page of somebody else
        let here = FromHere::check(req);
        let has_token = req.headers().contains_key(header::AUTHORIZATION);
        let account = has_token.then(|| ApiAccount::from_request(req, payload));
        Box::pin(async move {
            let address = address?.0;
            let account = match account {
                Some(account) => Some(account.await?),
                None => None,
            };
            if let Some(account) = account.filter(|account| account.is_manager) {
                return Ok(RaffleManager {
                    actor: account.actor(),
                    name: account.username.clone(),
                    account_id: Some(account.id),
                });
            }
            let is_named = |places: &web::Data<ManagerPlaces>| {
                let canonical = address.to_canonical();
                places.0.iter().any(|net| net.contains(&canonical))
            };
            match places.as_ref().is_some_and(is_named) {
                true => here.map(|_here| RaffleManager {
                    actor: Actor::visitor(address),
                    name: address.to_string(),
                    account_id: None,
                }),
                false => Err(Problem::new(&FORBIDDEN, "This is for managers of raffles.")),
            }
        })
    }
}
