//! A check of the server's log against the draws it tells of: its tree, what each anchor says, and that no step of an
//! anchored draw lacks its anchor.

use std::collections::BTreeMap;

use crate::draws::log::{AnchorKind, LogId, StoredAnchor};
use crate::draws::model::{DrawId, DrawState};
use crate::draws::rules::Log;
use crate::draws::store::{self, check as rows};
use crate::fairness::{Anchor, Frontier, Hash, TreeNode, VoidReason, leaf_hash};
use crate::store::{Conn, StoreError};

/// Anchors that are read at a time.
const PAGE: u32 = 10_000;

/// What is wrong with the server's log, as sentences.
pub(super) fn check_server_log(conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    let Some(head) = store::find_head(conn, LogId::Server)? else {
        return Ok(Vec::new());
    };
    let mut faults = Vec::new();
    let (mut frontier, mut nodes) = (Frontier::default(), Vec::<TreeNode>::new());
    let mut by_draw = BTreeMap::<DrawId, Vec<StoredAnchor>>::new();
    loop {
        let page = store::list_all_anchors(conn, frontier.size(), PAGE)?;
        if page.is_empty() {
            break;
        }
        for anchor in page {
            if anchor.index != frontier.size() {
                faults.push(format!("server log: leaf {} is missing", frontier.size()));
                return Ok(faults);
            }
            nodes.extend(frontier.append(leaf_hash(&anchor.leaf)));
            by_draw.entry(anchor.draw_id).or_default().push(anchor);
        }
    }
    if (frontier.size(), frontier.root()) != (head.size, head.root) {
        faults.push("server log: its root is not that of its anchors".to_owned());
    }
    nodes.sort_by_key(|node| (node.level, node.position));
    if nodes != store::list_nodes(conn, LogId::Server)? {
        faults.push("server log: its kept hashes are not those of its anchors".to_owned());
    }
    for (id, anchors) in by_draw {
        check_draw(conn, id, &anchors, &mut faults)?;
    }
    Ok(faults)
}

fn check_draw(
    conn: &mut Conn,
    id: DrawId,
    anchors: &[StoredAnchor],
    faults: &mut Vec<String>,
) -> Result<(), StoreError> {
    let Some((name, log, _)) = rows::find_log(conn, id)? else {
        faults.push(format!("server log: there is no draw {}", id.as_i64()));
        return Ok(());
    };
    let mut fault = |what: String| faults.push(format!("{}: {what}", name.as_str()));
    for anchor in anchors {
        if !may_say(conn, id, &log, anchor)? {
            let kind = anchor.kind.as_str();
            fault(format!("its {kind} anchor tells of something else"));
        }
    }
    let expected: &[AnchorKind] = match (log.state, log.is_complete()) {
        (DrawState::Scheduled | DrawState::Open, _) => &[AnchorKind::Open],
        (DrawState::Closed, _) => &[AnchorKind::Open, AnchorKind::Close],
        (DrawState::Drawn, _) => &[AnchorKind::Open, AnchorKind::Close, AnchorKind::Result],
        (DrawState::Void, false) => &[AnchorKind::Open, AnchorKind::Void],
        (DrawState::Void, true) => &[AnchorKind::Open, AnchorKind::Close, AnchorKind::Void],
    };
    let kinds: Vec<AnchorKind> = anchors.iter().map(|anchor| anchor.kind).collect();
    if kinds != expected {
        let said: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
        fault(format!(
            "it is {} and its anchors are: {}",
            log.state.as_str(),
            said.join(", ")
        ));
    }
    Ok(())
}

fn may_say(
    conn: &mut Conn,
    id: DrawId,
    log: &Log,
    anchor: &StoredAnchor,
) -> Result<bool, StoreError> {
    let origin = &log.open_leaf.fields().origin;
    let possible = match anchor.kind {
        AnchorKind::Open => vec![Anchor::Open(origin, log.open_leaf.hash()).to_string()],
        AnchorKind::Close => {
            vec![Anchor::Close(origin, log.frontier.size(), log.frontier.root()).to_string()]
        }
        AnchorKind::Result => match rows::find_stored_result(conn, id)? {
            Some(result) => {
                let key = <[u8; 32]>::try_from(result.draw_key.as_slice()).ok();
                let hex = key.map(|key| Hash::from_bytes(key).to_hex());
                vec![format!(
                    "vdraw/1 anchor\nresult {origin} {}\n",
                    hex.unwrap_or_default()
                )]
            }
            None => Vec::new(),
        },
        AnchorKind::Void => [VoidReason::Withheld, VoidReason::Cancelled]
            .map(|reason| Anchor::Void(origin, reason).to_string())
            .to_vec(),
    };
    Ok(possible.contains(&anchor.leaf))
}
