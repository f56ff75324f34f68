//! Both directions of witnessing. Where requests come from, and when it is time to ask, is not known here.

mod asking;
mod collecting;
mod cosigning;

pub use collecting::start_collecting;
pub use cosigning::{CosignError, cosign};

pub use super::rules::NotCosigned;

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use self::asking::Client;
use super::model::WitnessConfig;
use crate::clock::Clock;
use crate::draws::Draws;
use crate::draws::operations::{Guard, GuardError};
use crate::fairness::{NoteSigner, WitnessVkey};
use crate::keys::{KeyError, SigningSecret};

/// Why this server cannot be a witness. The text is for the operator.
#[derive(Debug, thiserror::Error)]
pub enum OpenWitnessError {
    /// Its key cannot be used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// What it cosigned before cannot be known.
    #[error(transparent)]
    Guard(#[from] GuardError),
    /// The secret is one of those that nobody can find.
    #[error("the witness key cannot be used; remove its file, and another one is made")]
    WeakKey,
}

/// Everything that witnessing needs. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Witnesses(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    draws: Draws,
    clock: Clock,
    config: WitnessConfig,
    client: Client,
    /// What came of the last tries, by the witness's place in the settings.
    tries: Mutex<HashMap<usize, Tries>>,
    /// Held while witnesses are being asked.
    asking: Arc<tokio::sync::Mutex<()>>,
    own: Option<Own>,
}

/// How it goes with a witness.
#[derive(Debug, Clone, Copy, Default)]
struct Tries {
    failures: u32,
    /// Not to be asked before, in seconds since 1970 UTC.
    not_before: u64,
    /// The size it says it cosigned last, if it said so.
    size: Option<u64>,
}

/// What this server is a witness with.
#[derive(Debug)]
struct Own {
    signer: NoteSigner,
    vkey: WitnessVkey,
    guard: Guard,
}

impl Witnesses {
    /// Puts the parts together; the key of a witness is made in this folder if this server is to be one.
    ///
    /// # Errors
    /// [`OpenWitnessError`]
    pub fn new(
        draws: &Draws,
        config: WitnessConfig,
        folder: &Path,
    ) -> Result<Self, OpenWitnessError> {
        let own = if config.servers.is_empty() {
            None
        } else {
            let secret = SigningSecret::load_or_create(&folder.join("clearlot.witness-key"))?;
            let signer = NoteSigner::from_seed(secret.expose());
            let name = format!("{}/witness", draws.server());
            let vkey = signer
                .witness_vkey(&name)
                .ok_or(OpenWitnessError::WeakKey)?;
            let guard = Guard::open(&folder.join("clearlot.witnessed-heads"))?;
            log::info!(
                "witness: cosigning for {} servers as {vkey}",
                config.servers.len()
            );
            Some(Own {
                signer,
                vkey,
                guard,
            })
        };
        Ok(Witnesses(Arc::new(Shared {
            draws: draws.clone(),
            clock: draws.clock().clone(),
            config,
            client: Client::new(),
            tries: Mutex::default(),
            asking: Arc::default(),
            own,
        })))
    }

    /// The key by which others check what this server cosigned, if it is a witness.
    pub fn own_vkey(&self) -> Option<&WitnessVkey> {
        self.0.own.as_ref().map(|own| &own.vkey)
    }

    /// Waits until no witness is being asked.
    pub async fn settled(&self) {
        drop(self.0.asking.lock().await);
    }
}
