//! A bar for each day, as plain numbers for a drawing made on the server. What is counted is decided elsewhere.

use chrono::{Days, NaiveDate};

use super::{Count, Day};

use crate::web::i18n::tr_with;

/// The most days one drawing has.
pub const MOST_DAYS: u64 = 14;
/// The height of the highest bar in the drawing's own units, and the width of a day.
const HEIGHT: u64 = 1200;
const SLOT: u64 = 200;

/// What one day had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayCount {
    /// The day.
    pub day: NaiveDate,
    /// How many.
    pub count: u64,
    /// Whether it is still counting.
    pub is_open: bool,
    /// Whether what was counted became void.
    pub is_void: bool,
}

/// One bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bar {
    /// The day.
    pub day: Day,
    /// How many; none on a day on which nothing was held.
    pub count: Option<Count>,
    /// Whether it is still counting.
    pub is_open: bool,
    /// Whether what was counted became void.
    pub is_void: bool,
    /// Left edge, top, width and height in the drawing.
    pub rect: (u64, u64, u64, u64),
}

/// A drawing of neighbouring days, oldest first; at least two of them have something to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bars {
    /// The bars.
    pub bars: Vec<Bar>,
}

impl Bars {
    /// The last days of those given, at most [`MOST_DAYS`]; counts of the same day are added up. `None` where a drawing
    /// would show nothing.
    pub fn new(counts: impl IntoIterator<Item = DayCount>) -> Option<Self> {
        let mut counts: Vec<DayCount> = counts.into_iter().collect();
        counts.sort_by_key(|one| one.day);
        let last = counts.last()?.day;
        let from = last.checked_sub_days(Days::new(MOST_DAYS - 1))?;
        counts.retain(|one| one.day >= from);
        let first = counts.first()?.day;
        if first == last || counts.iter().all(|one| one.count == 0) {
            return None;
        }
        let mut bars: Vec<Bar> = first
            .iter_days()
            .take_while(|day| *day <= last)
            .map(|day| bar(day, counts.iter().filter(|one| one.day == day)))
            .collect();
        let most = bars
            .iter()
            .filter_map(|bar| bar.count)
            .max()?
            .value()
            .max(1);
        let mut left = SLOT * 15 / 100;
        for bar in &mut bars {
            let count = bar.count.unwrap_or_default().value();
            let height = u128::from(count) * u128::from(HEIGHT) / u128::from(most);
            // one ballot among millions is still to be seen
            let height = u64::try_from(height)
                .unwrap_or(HEIGHT)
                .max(u64::from(count > 0) * 12);
            bar.rect = (left, HEIGHT - height, SLOT * 70 / 100, height);
            left += SLOT;
        }
        Some(Self { bars })
    }

    /// The drawing's width.
    #[must_use]
    pub fn width(&self) -> u64 {
        SLOT * self.bars.len() as u64
    }

    /// The drawing's height, the axis included.
    #[must_use]
    pub fn height(&self) -> u64 {
        HEIGHT
    }

    /// The first day.
    #[must_use]
    pub fn first(&self) -> Option<&Bar> {
        self.bars.first()
    }

    /// The last day.
    #[must_use]
    pub fn last(&self) -> Option<&Bar> {
        self.bars.last()
    }

    /// All of it.
    #[must_use]
    pub fn total(&self) -> Count {
        Count::new(self.counts().map(|(_, count)| count.value()).sum())
    }

    fn counts(&self) -> impl Iterator<Item = (&Bar, Count)> {
        self.bars.iter().filter_map(|bar| Some((bar, bar.count?)))
    }

    /// What the drawing shows of everybody's ballots, in one to three sentences.
    #[must_use]
    pub fn summary(&self) -> String {
        let mut sentences = Vec::new();
        let over = || self.counts().filter(|(bar, _)| !bar.is_open);
        let open = self.counts().find(|(bar, _)| bar.is_open);
        let busiest = over().max_by_key(|(bar, count)| (*count, bar.day));
        if let Some((_, count)) = open {
            let is_most = busiest.is_none_or(|(_, most)| count > most);
            sentences.push(if is_most && !count.is_zero() {
                tr_with(
                    "{n} so far today, the most of these days.",
                    &[("n", &count)],
                )
            } else {
                tr_with("{n} so far today.", &[("n", &count)])
            });
        }
        if let Some((bar, count)) = busiest.filter(|(_, count)| !count.is_zero()) {
            sentences.push(tr_with(
                "The busiest day was {day}, with {n}.",
                &[("day", &bar.day), ("n", &count)],
            ));
        }
        let quietest = over().min_by_key(|(bar, count)| (*count, bar.day));
        if let Some((bar, count)) =
            quietest.filter(|(bar, _)| busiest.is_some_and(|(b, _)| b.day != bar.day))
        {
            sentences.push(if count.is_zero() {
                tr_with("On {day} there were none.", &[("day", &bar.day)])
            } else {
                tr_with(
                    "The quietest was {day}, with {n}.",
                    &[("day", &bar.day), ("n", &count)],
                )
            });
        }
        sentences.join(" ")
    }

    /// What the drawing shows of one person's ballots.
    #[must_use]
    pub fn own_summary(&self) -> String {
        let most = self.counts().max_by_key(|(bar, count)| (*count, bar.day));
        match most {
            Some((bar, count)) => tr_with(
                "{ballots} in these {days} days, most on {day}: {n}.",
                &[
                    ("ballots", &self.total().ballots()),
                    ("days", &self.bars.len()),
                    ("day", &bar.day),
                    ("n", &count),
                ],
            ),
            None => String::new(),
        }
    }

    /// What stands for the drawing where it is not seen.
    #[must_use]
    pub fn label(&self) -> String {
        match (self.bars.first(), self.bars.last()) {
            (Some(first), Some(last)) => tr_with(
                "Bar chart of ballots per day from {first} to {last}. The numbers are in the table below.",
                &[("first", &first.day), ("last", &last.day)],
            ),
            _ => String::new(),
        }
    }
}

fn bar<'a>(day: NaiveDate, counts: impl Iterator<Item = &'a DayCount>) -> Bar {
    let mut bar = Bar {
        day: Day::new(day),
        count: None,
        is_open: false,
        is_void: true,
        rect: (0, 0, 0, 0),
    };
    for one in counts {
        let so_far = bar.count.unwrap_or_default().value();
        bar.count = Some(Count::new(so_far.saturating_add(one.count)));
        bar.is_open |= one.is_open;
        bar.is_void &= one.is_void;
    }
    bar.is_void &= bar.count.is_some();
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(day: &str, count: u64) -> DayCount {
        DayCount {
            day: day.parse().expect("invariant: tests write valid dates"),
            count,
            is_open: false,
            is_void: false,
        }
    }

    #[test]
    fn days_without_a_count_keep_their_place() {
        let bars = Bars::new([on("2026-11-03", 10), on("2026-11-01", 5)]).unwrap();
        let counts: Vec<_> = bars.bars.iter().map(|bar| bar.count).collect();
        assert_eq!(counts, [Some(Count::new(5)), None, Some(Count::new(10))]);
        assert_eq!(bars.bars[2].rect, (430, 0, 140, 1200));
        assert_eq!(bars.bars[0].rect, (30, 600, 140, 600));
        assert_eq!(bars.width(), 600);
    }

    #[test]
    fn only_the_last_fortnight_is_drawn_and_one_day_is_none() {
        let month = (1..=30).map(|day| on(&format!("2026-11-{day:02}"), day));
        let bars = Bars::new(month).unwrap();
        assert_eq!(bars.bars.len(), 14);
        assert_eq!(bars.first().unwrap().day.iso(), "2026-11-17");
        assert_eq!(Bars::new([on("2026-11-01", 5)]), None);
        assert_eq!(Bars::new([on("2026-11-01", 0), on("2026-11-02", 0)]), None);
        assert_eq!(Bars::new([]), None);
    }

    #[test]
    fn counts_of_a_day_are_added_up() {
        let bars = Bars::new([
            on("2026-11-01", 5),
            on("2026-11-02", 1),
            on("2026-11-02", 3),
        ]);
        let bars = bars.unwrap();
        assert_eq!(bars.last().unwrap().count, Some(Count::new(4)));
        assert_eq!(bars.total(), Count::new(9));
        assert_eq!(
            bars.own_summary(),
            "9 ballots in these 2 days, most on Sunday 1 November 2026: 5."
        );
    }

    #[test]
    fn the_summary_says_what_the_bars_show() {
        let mut today = on("2026-11-03", 10);
        today.is_open = true;
        let bars = Bars::new([on("2026-11-01", 5), on("2026-11-02", 3), today]).unwrap();
        assert_eq!(
            bars.summary(),
            "10 so far today, the most of these days. The busiest day was Sunday 1 November 2026, with 5. \
             The quietest was Monday 2 November 2026, with 3."
        );
    }

    #[test]
    fn the_smallest_count_among_the_largest_is_seen() {
        let bars = Bars::new([on("2026-11-01", u64::MAX), on("2026-11-02", 1)]).unwrap();
        assert_eq!(bars.bars[1].rect.3, 12);
    }
}
