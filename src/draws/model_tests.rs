//! Tests of the nouns of a draw: what can be built, and what cannot.

use super::model::*;

#[test]
fn a_draw_name_is_one_segment_of_an_origin() {
    for good in ["daily-2026-11-21", "a", "friday.night", &"a".repeat(63)] {
        assert!(DrawName::parse(good).is_ok(), "{good}");
    }
    for bad in [
        "",
        "-a",
        "a-",
        "A",
        "a/b",
        "tile",
        "checkpoint",
        "a b",
        &"a".repeat(64),
    ] {
        assert!(DrawName::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn a_submission_key_is_short_and_visible() {
    assert!(SubmissionKey::parse(&"k".repeat(64)).is_ok());
    for bad in ["", "a b", "a\n", "ä", &"k".repeat(65)] {
        assert!(SubmissionKey::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn a_state_is_read_as_it_is_written() {
    assert_eq!(DrawState::parse("void"), Some(DrawState::Void));
    assert_eq!(DrawState::parse("scheduled"), Some(DrawState::Scheduled));
    assert_eq!(DrawState::parse("Open"), None);
}
