//! Places where tests kill the program, to see what the next start makes of it. In a release build they are nothing.

/// Ends the program at once, without any cleaning up, if `CLEARLOT_FAILPOINT` names this place: `close: before commit`.
#[cfg(debug_assertions)]
pub fn reach(step: &str, moment: &str) {
    let Ok(wanted) = std::env::var("CLEARLOT_FAILPOINT") else {
        return;
    };
    if wanted.split_once(": ") == Some((step, moment)) {
        std::process::abort();
    }
}

/// Nothing.
#[cfg(not(debug_assertions))]
pub fn reach(_step: &str, _moment: &str) {}
