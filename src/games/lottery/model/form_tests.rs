//! The form read as a whole. Each field's own limits are tested with its noun.

use super::form::{FieldErrors, LotteryForm, parse_day};
use super::prize::Prizes;

fn texts(all: &[&str]) -> Vec<String> {
    all.iter().map(|&text| text.to_owned()).collect()
}

fn good() -> LotteryForm {
    LotteryForm {
        name: "Christmas Draw".to_owned(),
        description: "Hampers.".to_owned(),
        prize_quantity: texts(&["1", "", "3"]),
        prize_name: texts(&["Food hamper", "", "Voucher"]),
        prize_amount: texts(&["45", "", ""]),
        prize_currency: texts(&["eur", "EUR", "EUR"]),
        first_day: "2026-12-01".to_owned(),
        due_date: "2026-12-24".to_owned(),
        time_zone: "Europe/Berlin".to_owned(),
        cap: "5".to_owned(),
        one_prize: "yes".to_owned(),
        reserves: "2".to_owned(),
        stock: "mint".to_owned(),
        ..LotteryForm::default()
    }
}

fn errors(form: &LotteryForm) -> FieldErrors {
    form.parse().unwrap_err()
}

#[test]
fn a_good_form_becomes_a_draft() {
    let draft = good().parse().unwrap();
    assert_eq!(draft.slug.as_str(), "christmas-draw");
    let prizes: Vec<String> = draft
        .terms
        .prizes
        .lines()
        .iter()
        .map(|p| p.text())
        .collect();
    assert_eq!(prizes, ["Food hamper (EUR 45.00)", "Voucher"]);
    assert_eq!(draft.terms.prizes.total(), 4);
    assert_eq!(draft.terms.cap.unwrap().get(), 5);
    assert!(draft.terms.one_prize);
}

#[test]
fn blank_fields_mean_the_usual() {
    let form = LotteryForm {
        name: "Daily".to_owned(),
        first_day: "2026-11-21".to_owned(),
        time_zone: "UTC".to_owned(),
        ..LotteryForm::default()
    };
    let terms = form.parse_terms().unwrap();
    assert_eq!(terms.prizes, Prizes::default());
    assert_eq!(terms.prizes.lines()[0].text(), "The day's prize");
    assert_eq!(terms.days.due(), None);
    assert_eq!(terms.cap, None);
    assert_eq!(terms.reserves.get(), 0);
    assert!(!terms.one_prize);
}

#[test]
fn every_bad_field_is_told_at_once() {
    let form = LotteryForm {
        name: " ".to_owned(),
        slug: "New!".to_owned(),
        description: "x".repeat(1001),
        prize_quantity: texts(&["0", "2"]),
        prize_name: texts(&["", "Voucher"]),
        prize_amount: texts(&["45", "1.2.3"]),
        prize_currency: texts(&["EURO", "EUR"]),
        first_day: "2026-02-30".to_owned(),
        due_date: "soon".to_owned(),
        time_zone: "Mars/Base".to_owned(),
        cap: "0".to_owned(),
        reserves: "-1".to_owned(),
        stock: "gold".to_owned(),
        ..LotteryForm::default()
    };
    let errors = errors(&form);
    let fields: Vec<&str> = errors.iter().map(|(field, _)| field).collect();
    assert_eq!(
        fields,
        [
            "cap",
            "description",
            "due_date",
            "first_day",
            "name",
            "prize_amount-2",
            "prize_currency-1",
            "prize_name-1",
            "prize_quantity-1",
            "reserves",
            "slug",
            "stock",
            "time_zone",
        ]
    );
    assert_eq!(errors.get("name"), Some("Fill this in."));
}

#[test]
fn a_due_date_before_the_first_day_is_the_due_dates_error() {
    let form = LotteryForm {
        due_date: "2026-11-30".to_owned(),
        ..good()
    };
    assert_eq!(
        errors(&form).get("due_date"),
        Some("The due date must not be before the first day.")
    );
    let form = LotteryForm {
        first_day: "1999-12-31".to_owned(),
        ..good()
    };
    assert!(errors(&form).get("first_day").is_some());
}

#[test]
fn an_amount_without_a_name_is_not_passed_over() {
    let form = LotteryForm {
        prize_name: texts(&["", "", "Voucher"]),
        ..good()
    };
    assert_eq!(errors(&form).get("prize_name-1"), Some("Fill this in."));
}

#[test]
fn more_prizes_than_a_draw_can_have_are_refused() {
    let form = LotteryForm {
        prize_name: vec!["Voucher".to_owned(); 21],
        prize_quantity: vec![],
        prize_amount: vec![],
        ..good()
    };
    assert!(errors(&form).get("prizes").is_some());
    let form = LotteryForm {
        prize_name: vec!["Voucher".to_owned(); 11],
        prize_quantity: vec!["100".to_owned(); 11],
        prize_amount: vec![],
        ..good()
    };
    assert!(errors(&form).get("prizes").is_some());
}

#[test]
fn a_day_is_written_in_one_way() {
    assert!(parse_day(" 2026-11-21 ").is_ok());
    for bad in [
        "",
        "2026-1-1",
        "+2026-1-01",
        "20261-1-01",
        "21.11.2026",
        "2026-13-01",
        "２026-11-1",
    ] {
        assert!(parse_day(bad).is_err(), "{bad}");
    }
}

#[test]
fn a_form_without_a_readable_version_fits_no_lottery() {
    assert_eq!(good().version(), -1);
    let form = LotteryForm {
        version: "3".to_owned(),
        ..good()
    };
    assert_eq!(form.version(), 3);
}

#[test]
fn a_posted_form_is_read_with_repeated_and_missing_fields() {
    let body =
        "name=A+b&prize_name=x&prize_name=y&prize_quantity=1&one_prize_per_person=yes&extra=1";
    let form: LotteryForm = serde_html_form::from_str(body).unwrap();
    assert_eq!(form.prize_name, ["x", "y"]);
    assert_eq!(form.prize_quantity, ["1"]);
    assert_eq!(form.one_prize, "yes");
    assert_eq!(form.first_day, "");
}
