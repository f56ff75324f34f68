//! How strictly single fields are read.
//! Whole leaves are tested in `leaf_tests` and `rule_tests`.

use super::*;

const QUICKNET: &str = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971";

#[test]
fn only_names_made_of_allowed_segments_are_origins() {
    let long = format!("a/{}", "b".repeat(63));
    for good in [
        "a/b",
        "lotto.example/vdraw/friday/2026-11-27",
        long.as_str(),
    ] {
        assert!(Origin::parse(good).is_ok(), "{good}");
    }
    let (wide, longer) = (vec!["abc"; 51].join("/"), format!("a/{}", "b".repeat(64)));
    let bad = [
        "",
        "a",
        "/a",
        "a/",
        "a//b",
        "A/b",
        "a/-b",
        "a/b.",
        "a/b_c",
        "a/é",
        "a/tile",
        "checkpoint/a",
        "a/b\n",
        "a/b ",
        wide.as_str(),
        longer.as_str(),
    ];
    for bad in bad {
        assert_eq!(Origin::parse(bad), Err(FieldError::Name), "{bad}");
    }
    let server = ServerName::parse("lotto.example").unwrap();
    assert!(Origin::below(&server, "friday").unwrap().is_below(&server));
    assert!(
        !Origin::parse("lotto.example.org/friday")
            .unwrap()
            .is_below(&server)
    );
}

#[test]
fn free_text_counts_code_points_and_keeps_its_spaces() {
    assert_eq!(FreeText::parse(" é ").unwrap().as_str(), " é ");
    assert!(FreeText::parse(&"é".repeat(200)).is_ok());
    for bad in [
        String::new(),
        "é".repeat(201),
        "a\tb".into(),
        "a\u{7f}".into(),
        "a\nb".into(),
    ] {
        assert_eq!(FreeText::parse(&bad), Err(FieldError::FreeText));
    }
}

#[test]
fn only_plain_decimal_numbers_are_read() {
    for bad in [
        "",
        "+1",
        "-1",
        "01",
        "00",
        " 1",
        "1 ",
        "1_0",
        "١",
        "10000000000000000000",
    ] {
        assert_eq!(Round::parse(bad), Err(FieldError::Decimal), "{bad}");
    }
    assert_eq!(
        Round::parse("9999999999999999999").unwrap().to_string(),
        "9999999999999999999"
    );
    assert_eq!(Round::parse("0").unwrap().number(), 0);
    assert!(UnixTime::parse("1099511627776").is_ok());
    assert!(UnixTime::parse("1099511627777").is_err());
}

#[test]
fn hashes_are_read_in_their_canonical_form_only() {
    let hash = sha256("x");
    assert_eq!(Hash::parse_base64(&hash.to_base64()), Ok(hash));
    assert_eq!(Hash::parse_hex(&hash.to_hex()), Ok(hash));
    assert!(Hash::parse_hex(&hash.to_hex().to_uppercase()).is_err());
    let zero = Hash::from_bytes([0; 32]).to_base64();
    // The last character before the padding carries two bits that must be zero.
    for bad in [
        zero.replace("A=", "B="),
        zero.replace('=', ""),
        zero.replace("A=", "=="),
    ] {
        assert_eq!(Hash::parse_base64(&bad), Err(FieldError::Base64), "{bad}");
    }
}

#[test]
fn public_values_and_outcomes_are_read_strictly() {
    for good in ["3", "3 1 6 6 2", "A.b 0.5"] {
        assert_eq!(PublicValue::parse(good).unwrap().as_str(), good);
    }
    for bad in ["", " 3", "3 ", "3  1", "3,1", "é", &"1".repeat(501)] {
        assert_eq!(
            PublicValue::parse(bad),
            Err(FieldError::PublicValue),
            "{bad}"
        );
    }
    for good in [
        "prize 1",
        "prize 100000",
        "reserve 7",
        "skipped",
        "cancelled",
    ] {
        assert_eq!(Outcome::parse(good).unwrap().to_string(), good);
    }
    for bad in [
        "prize 0",
        "prize 01",
        "prize",
        "Prize 1",
        "skipped ",
        "prize 1 ",
        "reserve 100001",
        "",
    ] {
        assert!(Outcome::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn a_beacon_line_is_read_strictly() {
    for good in [
        "none".to_owned(),
        "public  two spaces ".to_owned(),
        format!("drand {QUICKNET} 300 at-close"),
        format!("drand {QUICKNET} 300 5"),
    ] {
        assert_eq!(BeaconTerms::parse(&good).unwrap().to_string(), good);
    }
    for bad in [
        "public".to_owned(),
        "public ".to_owned(),
        "none ".to_owned(),
        format!("drand {QUICKNET} 300"),
        format!("drand {QUICKNET} 300 5 "),
        format!("drand {QUICKNET}  300 5"),
        format!("drand {} 300 5", QUICKNET.to_uppercase()),
    ] {
        assert!(BeaconTerms::parse(&bad).is_err(), "{bad}");
    }
}
