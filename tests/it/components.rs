//! `docs/components.html`: every component in all its states, made by the pages' own templates. The file is written with
//! `CLEARLOT_WRITE_DOCS=1`, and out of date without it is a failure.

use askama::Template;
use clearlot::draws::views::{DrawLine, DrawMark, MyHalf, Outcome};
use clearlot::games::lottery::views::{BallotForm, LotteryLink, LotteryMark, PrizeLine, TakePart};
use clearlot::web::form_view::{Field, Problem};
use clearlot::web::i18n::filters;
use clearlot::web::page::{Flash, FlashKind};
use clearlot::web::show::{BallotNumber, Bars, Count, Day, DayCount, Money, Ranges, Stamp, Stock};

#[derive(Template)]
#[template(path = "web/components.html")]
struct Components<'a> {
    draw_marks: [DrawMark; 6],
    lottery_marks: [LotteryMark; 4],
    stocks: [Stock; 4],
    short: BallotNumber,
    numbers: Ranges,
    ladder: [BallotNumber; 4],
    prizes: Vec<PrizeLine>,
    forms: Vec<TakePart>,
    half: MyHalf,
    empty: MyHalf,
    huge: MyHalf,
    flashes: Vec<Flash>,
    chart: Bars,
    problems: Vec<Problem<'a>>,
    good: Field,
    bad: Field,
    date: Field,
    lines: Vec<DrawLine>,
    stamp: Stamp,
    newer: Option<String>,
    older: Option<String>,
    code: String,
}

fn half(entries: &[(u64, u64)], all: u64) -> MyHalf {
    MyHalf {
        numbers: Ranges::new(entries.iter().copied()),
        cap: Some(3),
        all: Count::new(all),
        prizes: Count::new(1),
        one_prize: false,
    }
}

fn day(text: &str) -> Day {
    Day::from_iso(text).unwrap()
}

fn chart() -> Bars {
    let counts = [
        142, 118, 155, 160, 171, 149, 176, 181, 0, 165, 187, 192, 203, 231,
    ];
    let counts = counts.iter().enumerate().map(|(at, count)| DayCount {
        day: format!("2026-11-{:02}", 8 + at).parse().unwrap(),
        count: *count,
        is_open: at == 13,
        is_void: at == 4,
    });
    Bars::new(counts).unwrap()
}

fn lines() -> Vec<DrawLine> {
    let line = |iso: &str, outcome, ballots, is_late| DrawLine {
        draw: format!("midnight-{iso}"),
        day: day(iso),
        outcome,
        ballots: Count::new(ballots),
        is_late,
    };
    let won = Outcome::Won {
        ballot: BallotNumber::new(147),
        username: "ben".to_owned(),
        more: 2,
    };
    let void = Outcome::Void {
        reason: "The hall is closed".to_owned(),
    };
    vec![
        line("2026-11-20", Outcome::Waiting { due: None }, 203, false),
        line("2026-11-19", won, 192, true),
        line("2026-11-18", Outcome::NoBallots, 0, false),
        line("2026-11-17", void, 12, false),
        line("2026-11-16", Outcome::AllCancelled, 0, false),
    ]
}

fn take_parts() -> Vec<TakePart> {
    let link = LotteryLink {
        name: "Roof Fund Draw".to_owned(),
        slug: "roof-fund".to_owned(),
        stock: Stock::Mint,
    };
    let form = |left| {
        let mut form = BallotForm::new(&link, "roof-fund-2026-11-21".to_owned(), "key".to_owned());
        form.left = left;
        form.has_some = true;
        TakePart::Form(Box::new(form))
    };
    vec![
        form(None),
        form(Some(1)),
        TakePart::SignIn,
        TakePart::CapReached { cap: Count::new(3) },
    ]
}

fn components() -> Components<'static> {
    let flash = |kind, text: &str| Flash {
        kind,
        text: text.to_owned(),
    };
    Components {
        draw_marks: [
            DrawMark::Scheduled,
            DrawMark::Open,
            DrawMark::ClosingSoon,
            DrawMark::Sealed,
            DrawMark::Drawn,
            DrawMark::Void,
        ],
        lottery_marks: [
            LotteryMark::Upcoming,
            LotteryMark::Running,
            LotteryMark::Finished,
            LotteryMark::Cancelled,
        ],
        stocks: Stock::ALL,
        short: BallotNumber::new(93),
        numbers: Ranges::new([(61, 3), (70, 1)]),
        ladder: [93, 48_211, 1_010_025, 12_345_678_901].map(BallotNumber::new),
        prizes: vec![PrizeLine {
            quantity: Count::new(2),
            name: "Voucher".to_owned(),
            amount: Some(Money::new(1000, "EUR")),
        }],
        forms: take_parts(),
        half: half(&[(188, 2)], 134),
        empty: half(&[], 88),
        huge: half(&[(1_010_001, 25), (2_000_000_000, 1)], 3_000_000_000),
        flashes: vec![
            flash(FlashKind::Ok, "Ballot 0190 is in the box."),
            flash(FlashKind::Warn, "Saved. One draw keeps its old terms."),
            flash(FlashKind::Bad, "That link has expired."),
        ],
        chart: chart(),
        problems: vec![Problem {
            target: "wrong".to_owned(),
            text: "Write how many in digits.",
        }],
        good: Field::new("Midnight Hamper"),
        bad: Field::new("many").with_error("Write how many in digits."),
        date: Field::new("2026-11-21"),
        lines: lines(),
        stamp: Stamp::new(crate::app::time("2026-11-17T18:22:41Z"), chrono_tz::Tz::UTC),
        newer: Some("#lists".to_owned()),
        older: Some("#raw".to_owned()),
        code: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
    }
}

#[test]
fn the_page_of_components_is_up_to_date() {
    let path = format!("{}/docs/components.html", env!("CARGO_MANIFEST_DIR"));
    let made = components().render().unwrap() + "\n";
    if std::env::var_os("CLEARLOT_WRITE_DOCS").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == made,
        "docs/components.html is out of date: CLEARLOT_WRITE_DOCS=1 cargo test --test it components"
    );
}
