//! The nouns of public randomness: a round that its chain has signed, where rounds come from, and what is awaited.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use crate::fairness::{BeaconOutcome, Chain, Round, RoundSignature, is_signature_of};

/// Whether new draws use a public random number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BeaconMode {
    /// While a relay answers.
    Auto,
    /// Always.
    Drand,
    /// Never, and no relay is asked for anything.
    None,
}

impl BeaconMode {
    /// The word in the settings.
    pub fn as_str(self) -> &'static str {
        match self {
            BeaconMode::Auto => "auto",
            BeaconMode::Drand => "drand",
            BeaconMode::None => "none",
        }
    }
}

impl FromStr for BeaconMode {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        [BeaconMode::Auto, BeaconMode::Drand, BeaconMode::None]
            .into_iter()
            .find(|mode| mode.as_str() == text)
            .ok_or(())
    }
}

/// The settings of public randomness.
#[derive(Debug, Clone)]
pub struct BeaconConfig {
    /// Whether new draws use it.
    pub mode: BeaconMode,
    /// Who is asked, in this order.
    pub relays: Arc<[Relay]>,
    /// How long one relay may take to answer.
    pub patience: Duration,
    /// Where `clearlot beacon import` leaves rounds for a server that runs.
    pub inbox: PathBuf,
}

impl BeaconConfig {
    /// The public relays of the drand network, in a data folder's server.
    pub fn new(mode: BeaconMode, data_dir: &Path) -> Self {
        BeaconConfig {
            mode,
            relays: RELAYS.map(|url| Relay(url.to_owned())).into(),
            patience: Duration::from_secs(5),
            inbox: data_dir.join("beacon-inbox"),
        }
    }
}

/// The network's public HTTP relays, as its documentation lists them.
const RELAYS: [&str; 4] = [
    "https://api.drand.sh",
    "https://drand.cloudflare.com",
    "https://api2.drand.sh",
    "https://api3.drand.sh",
];

/// The address of an HTTP relay. What it serves is checked, so it need not be an encrypted one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relay(String);

/// The text is no relay's address. The text follows the name of the setting.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "holds {0:?}, which is not an address such as https://api.drand.sh, without user, query or fragment"
)]
pub struct RelayError(String);

impl Relay {
    /// Reads an address; what stands before a chain's hash in the addresses of its rounds.
    ///
    /// # Errors
    /// [`RelayError`]
    pub fn parse(text: &str) -> Result<Self, RelayError> {
        let refused = || RelayError(text.to_owned());
        let url = Url::parse(text).map_err(|_cause| refused())?;
        let is_plain = matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none();
        if is_plain {
            Ok(Relay(url.as_str().trim_end_matches('/').to_owned()))
        } else {
            Err(refused())
        }
    }

    /// The address, without a slash at its end.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Relay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A round with a signature that was checked: there is no other way to have one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedRound {
    chain: Chain,
    number: Round,
    signature: RoundSignature,
}

impl SignedRound {
    /// The round, if this is its chain's signature of it.
    pub fn checked(chain: Chain, number: Round, signature: RoundSignature) -> Option<Self> {
        is_signature_of(chain, number, &signature).then_some(SignedRound {
            chain,
            number,
            signature,
        })
    }

    /// The chain.
    pub fn chain(&self) -> Chain {
        self.chain
    }

    /// Which round.
    pub fn number(&self) -> Round {
        self.number
    }

    /// What the chain signed it with.
    pub fn signature(&self) -> &RoundSignature {
        &self.signature
    }

    /// As it decides a draw.
    pub fn outcome(&self) -> BeaconOutcome {
        BeaconOutcome::Drand {
            chain: self.chain,
            round: self.number,
            signature: self.signature,
        }
    }
}

/// A round that something waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Awaited {
    /// Of which chain.
    pub chain: Chain,
    /// Which.
    pub round: Round,
}

impl Awaited {
    /// When the chain publishes it, in seconds since 1970 UTC.
    pub fn due(&self) -> u64 {
        self.chain.time_of(self.round)
    }
}

/// A round that should be here and is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// The round, which has been out since [`Awaited::due`].
    pub awaited: Awaited,
    /// Why it is not here, if that is known.
    pub why: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relay_is_a_plain_address() {
        let read = |text: &str| Relay::parse(text).map(|relay| relay.0);
        assert_eq!(
            read("https://api.drand.sh").unwrap(),
            "https://api.drand.sh"
        );
        assert_eq!(
            read("http://127.0.0.1:8081/drand/").unwrap(),
            "http://127.0.0.1:8081/drand"
        );
        for bad in [
            "",
            "api.drand.sh",
            "ftp://relay.example",
            "https://me@relay.example",
            "https://relay.example/?round=1",
            "https://relay.example/#a",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
        for relay in RELAYS {
            assert_eq!(read(relay).unwrap(), relay);
        }
    }
}
