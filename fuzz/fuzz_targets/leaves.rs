//! Leaves of draws and of the server's log: what can be read is written back to the same bytes, and the rules for several leaves
//! take whatever they are given.
#![no_main]

use clearlot_fuzz::VKEY;
use clearlot_fuzz::fairness::{
    CloseLeaf, EntryLeaf, OpenLeaf, ServerLogAudit, check_close, check_entry, parse_anchor,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut audit = ServerLogAudit::new(VKEY.name().clone());
    let (mut open, mut close) = (None, None);
    for leaf in text.split('\0') {
        audit.read(leaf);
        let _ = parse_anchor(leaf);
        if let Ok(read) = OpenLeaf::parse(leaf) {
            assert_eq!(read.to_text(), leaf);
            let _ = (read.fallback_round(), read.opening_round());
            open = Some(read);
        }
        if let Ok(read) = CloseLeaf::parse(leaf) {
            assert_eq!(read.to_text(), leaf);
            close = Some(read);
        }
        if let Ok(read) = EntryLeaf::parse(leaf) {
            assert_eq!(read.to_text(), leaf);
            assert!(read.owns(read.fields().first) && read.owns(read.last()));
            if let Some(open) = &open {
                let _ = check_entry(open, &read);
            }
        }
    }
    if let (Some(open), Some(close)) = (open, close) {
        let _ = open.closing_round_time(close.fields().time);
        let _ = check_close(&open, &close, close.fields().entries.saturating_add(2));
    }
});
