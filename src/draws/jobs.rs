//! What draws do on the clock: open, close, draw, forget old submission keys. Each job looks for what is due now;
//! when that is, is decided by the operations.

use std::collections::HashMap;

use super::operations::{
    Draws, anchor_due, close_due, count_winners, draw_due, fetch_rounds, keep_old_nodes,
    list_live_counts, open_due, prune_submission_keys, sign_server_log,
};
use crate::scheduler::{Job, JobResult};
use crate::web::live::Live;

/// The jobs, in the order in which one tick can bring a draw all the way to its result.
pub fn jobs(draws: &Draws, live: &Live) -> Vec<Job> {
    let (open, close, draw, prune) = (draws.clone(), draws.clone(), draws.clone(), draws.clone());
    let (fix, sign) = (draws.clone(), draws.clone());
    let (keep, count) = (draws.clone(), draws.clone());
    let (fetch, tell, live) = (draws.clone(), draws.clone(), live.clone());
    vec![
        Job::new("anchor draws", move || {
            let draws = fix.clone();
            async move { Ok(anchor_due(&draws).await.map(drop)?) }
        }),
        Job::new("open draws", move || {
            let draws = open.clone();
            async move { Ok(open_due(&draws).await.map(drop)?) }
        }),
        Job::new("close draws", move || {
            let draws = close.clone();
            async move { Ok(close_due(&draws).await.map(drop)?) }
        }),
        Job::new("fetch rounds", move || {
            let draws = fetch.clone();
            async move { Ok(fetch_rounds(&draws).await?) }
        }),
        Job::new("draw", move || {
            let draws = draw.clone();
            async move { Ok(draw_due(&draws).await.map(drop)?) }
        }),
        Job::new("sign the server's log", move || {
            let draws = sign.clone();
            async move { Ok(sign_server_log(&draws).await?) }
        }),
        Job::new("forget submission keys", move || {
            let draws = prune.clone();
            async move { Ok(prune_submission_keys(&draws).await.map(drop)?) }
        }),
        Job::new("keep old hashes", move || {
            let draws = keep.clone();
            async move { Ok(keep_old_nodes(&draws).await.map(drop)?) }
        }),
        Job::new("count winners", move || {
            let draws = count.clone();
            async move { Ok(count_winners(&draws).await?) }
        }),
        Job::new("tell counts", move || {
            let (draws, live) = (tell.clone(), live.clone());
            async move { tell_counts(&draws, &live).await }
        }),
    ]
}

/// Tells open pages how the draws stand: one query for all of them, and none when nobody looks.
async fn tell_counts(draws: &Draws, live: &Live) -> JobResult {
    if !live.has_readers() {
        return Ok(());
    }
    let counts = list_live_counts(draws).await?;
    let news: HashMap<String, String> = counts
        .into_iter()
        .map(|count| {
            let news = serde_json::json!({
                "state": count.state.as_str(),
                "ballots": count.ballots,
                "closes": count.closes,
            });
            (count.name, news.to_string())
        })
        .collect();
    live.publish(draws.clock().now(), news);
    Ok(())
}
