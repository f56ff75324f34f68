//! What the reader of a proof brings: the server's key, witnesses' keys, and how many of them must have looked.
//! Nothing of it may come from the proof.

use crate::fairness::{ServerVkey, WitnessVkey};

/// Keys got from somewhere else than the proof, and what is asked of witnesses.
///
/// Source: spec §9, *A verifier is given*.
#[derive(Debug, Clone)]
pub struct Trust {
    server: ServerVkey,
    witnesses: Vec<WitnessVkey>,
    quorum: usize,
}

impl Trust {
    /// Trust in a server's key alone.
    pub fn server(server: ServerVkey) -> Self {
        Self {
            server,
            witnesses: Vec::new(),
            quorum: 0,
        }
    }

    /// Asks for cosignatures too, of at least `quorum` of these witnesses (0: none is asked for, but
    /// those that are there must be good). A key given twice is one witness.
    pub fn with_witnesses(mut self, witnesses: Vec<WitnessVkey>, quorum: usize) -> Self {
        for witness in witnesses {
            if !self
                .witnesses
                .iter()
                .any(|known| known.is_same_key(&witness))
            {
                self.witnesses.push(witness);
            }
        }
        self.quorum = quorum;
        self
    }

    pub(super) fn server_key(&self) -> &ServerVkey {
        &self.server
    }

    pub(super) fn witnesses(&self) -> &[WitnessVkey] {
        &self.witnesses
    }

    pub(super) fn quorum(&self) -> usize {
        self.quorum
    }
}
