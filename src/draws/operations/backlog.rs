//! Makes the kept hashes of logs from before hashes were kept: a part of one log at a time, so that nothing waits for it.
//! New entries may arrive meanwhile; their hashes are kept as they arrive.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use super::Draws;
use super::logs::LogError;
use crate::draws::log::{LogHead, LogId};
use crate::draws::model::DrawId;
use crate::draws::store;
use crate::fairness::{Frontier, leaf_hash};
use crate::store::StoreError;

/// Leaves that are read at a time: about a tenth of a second of work.
const PAGE: u64 = 50_000;

/// How far the work has come. It is lost when the program stops, and begins anew then with the log it was at.
#[derive(Debug, Default)]
pub(super) struct Backlog {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    at: Option<(DrawId, Frontier)>,
    /// Logs that do not fit together; they were reported once.
    broken: BTreeSet<DrawId>,
}

/// Makes some of the hashes that are missing. Answers whether anything is left to do.
///
/// # Errors
/// The database failed, or a log in it does not fit together: that one is left out until the next start.
pub async fn keep_old_nodes(draws: &Draws) -> Result<bool, LogError> {
    let waiting = draws.db.read_short(store::list_backlog).await?;
    let lock = || {
        draws
            .backlog
            .state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    };
    let Some((id, frontier)) = ({
        let mut state = lock();
        let next = waiting.into_iter().find(|id| !state.broken.contains(id));
        let at = state.at.take();
        next.map(|id| match at {
            Some((known, frontier)) if known == id => (id, frontier),
            _ => (id, Frontier::default()),
        })
    }) else {
        return Ok(false);
    };
    match keep_page(draws, id, frontier).await {
        Ok(rest) => lock().at = rest.map(|frontier| (id, frontier)),
        Err(e) => {
            if matches!(e, LogError::Store(StoreError::Corrupt { .. })) {
                lock().broken.insert(id);
            }
            return Err(e);
        }
    }
    Ok(true)
}

/// Keeps the hashes of the next leaves; answers with the tree so far, or nothing when that was all.
async fn keep_page(
    draws: &Draws,
    id: DrawId,
    mut frontier: Frontier,
) -> Result<Option<Frontier>, LogError> {
    let (log, start) = (LogId::Draw(id), frontier.size());
    let (head, leaves): (LogHead, Vec<String>) = draws
        .db
        .read(move |conn| {
            let head = store::find_head(conn, log)?.ok_or(LogError::Unknown)?;
            let leaves = store::list_leaves(conn, log, start, PAGE)?;
            Ok::<_, LogError>((head, leaves))
        })
        .await?;
    let corrupt = |why| LogError::from(StoreError::corrupt(format!("log {}", head.origin), why));
    let mut nodes = Vec::new();
    for leaf in &leaves {
        nodes.extend(frontier.append(leaf_hash(leaf)));
    }
    let is_whole = frontier.size() == head.size;
    if leaves.is_empty() && !is_whole {
        return Err(corrupt("leaves are missing"));
    }
    if is_whole && frontier.root() != head.root {
        return Err(corrupt("its leaves do not give its root"));
    }
    draws
        .db
        .write(move |conn| {
            store::fill_nodes(conn, log, &nodes)?;
            if is_whole {
                store::delete_backlog(conn, id)?;
            }
            Ok::<_, StoreError>(())
        })
        .await?;
    Ok((!is_whole).then_some(frontier))
}
