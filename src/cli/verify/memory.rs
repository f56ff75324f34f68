//! What somebody who watches a server remembers of it between two looks, in a file of their own.

use std::collections::BTreeSet;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::watch::WatchError;
use crate::fairness::ServerVkey;

/// What was seen last time, kept in a file beside the reader.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Memory {
    /// The server's key; another one is another server.
    pub(super) vkey: String,
    /// How many leaves its log had.
    pub(super) size: u64,
    /// The root it had then, in base64.
    pub(super) root: String,
    /// The draws whose proofs were verified: their logs never change again.
    pub(super) verified: BTreeSet<String>,
}

impl Memory {
    /// What the file says; nothing if there is none yet.
    pub(super) fn read(path: &Path, vkey: &ServerVkey) -> Result<Memory, WatchError> {
        let failed = |why: String| WatchError::Memory {
            path: path.to_owned(),
            why,
        };
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Memory {
                    vkey: vkey.to_string(),
                    ..Memory::default()
                });
            }
            Err(e) => return Err(failed(e.to_string())),
        };
        let memory: Memory = serde_json::from_str(&text).map_err(|e| failed(e.to_string()))?;
        if memory.vkey != vkey.to_string() {
            return Err(failed(format!(
                "it remembers the server with the key {}; name another file with --memory",
                memory.vkey
            )));
        }
        Ok(memory)
    }

    /// Written beside and renamed, so that a crash leaves the old memory or the new one.
    pub(super) fn write(&self, path: &Path) -> Result<(), WatchError> {
        let failed = |why: String| WatchError::Memory {
            path: path.to_owned(),
            why,
        };
        let text = serde_json::to_string_pretty(self).map_err(|e| failed(e.to_string()))?;
        let draft = path.with_extension("new");
        std::fs::write(&draft, text + "\n").map_err(|e| failed(e.to_string()))?;
        std::fs::rename(&draft, path).map_err(|e| failed(e.to_string()))
    }
}
