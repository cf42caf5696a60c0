//! The table of return periods: what one year in so many exceeds, under A and under B.

use ratatui::text::Line;

use super::Pair;
use crate::analysis::{PortfolioFigures, RETURN_PERIODS, ReturnLevel};
use crate::ui::app::{App, Curve};
use crate::ui::screens::grouped;
use crate::ui::screens::table::{Amounts, Cell, Kind, Table, number};

/// The rows of the whole table, without its head.
pub(super) const ROWS: usize = RETURN_PERIODS.len();

/// The return periods, the most telling first: without room the last ones are left out.
const TELLING: [f64; 10] = [
    100.0, 10.0, 1000.0, 2.0, 50.0, 250.0, 20.0, 500.0, 5.0, 200.0,
];

/// Years that must exceed a level for it to be worth reading.
const ENOUGH_YEARS: f64 = 10.0;

fn levels(portfolio: &PortfolioFigures, curve: Curve) -> &[ReturnLevel] {
    match curve {
        Curve::Aggregate => &portfolio.annual.aep,
        Curve::Occurrence => &portfolio.annual.oep,
    }
}

/// The levels of A and B at the return periods that have room in `rows`.
fn pairs(pair: Pair<'_>, curve: Curve, rows: usize) -> Vec<(ReturnLevel, ReturnLevel)> {
    let told: Vec<f64> = TELLING.into_iter().take(rows).collect();
    let (a, b) = (levels(pair.a, curve), levels(pair.b, curve));
    a.iter()
        .zip(b)
        .map(|(a, b)| (*a, *b))
        .filter(|(a, _)| {
            told.iter()
                .any(|years| (years - a.return_period).abs() < 0.5)
        })
        .collect()
}

/// The columns that the table would like.
pub(super) fn natural_width(app: &App) -> u16 {
    let width = Pair::of(app).map_or(64, |pair| {
        [Curve::Aggregate, Curve::Occurrence]
            .map(|curve| table(app, pair, &pairs(pair, curve, ROWS)).natural_width())
            .into_iter()
            .max()
            .unwrap_or(0)
    });
    // A little slack, so that the border does not move with every digit.
    u16::try_from(width.next_multiple_of(4)).unwrap_or(u16::MAX)
}

/// The table in so many columns and rows, and what is to be said about its gaps.
pub(super) fn lines(
    app: &App,
    pair: Pair<'_>,
    curve: Curve,
    (width, height): (usize, usize),
) -> Vec<Line<'static>> {
    let mut shown = pairs(pair, curve, height.saturating_sub(1));
    let note = too_few(app, pair, &shown);
    if note.is_some() && height >= 3 {
        shown = pairs(pair, curve, height.saturating_sub(2));
    }
    let mut lines = table(app, pair, &shown).lines(width);
    if let Some(note) = note.filter(|_| height >= 3) {
        let note = app.theme.charset.fit(&note, width).into_owned();
        lines.push(Line::styled(note, app.theme.palette.dim));
    }
    lines
}

fn table<'a>(app: &'a App, pair: Pair<'_>, shown: &[(ReturnLevel, ReturnLevel)]) -> Table<'a> {
    let theme = &app.theme;
    let losses = shown.iter().flat_map(|(a, b)| [a.loss.value, b.loss.value]);
    let amounts = Amounts::suiting(losses);
    let unit = amounts.unit(&pair.figures.currency);
    let head = |words: &str, style| Cell::new(format!("{words} [{unit}]"), style);
    let mut table = Table::new(theme)
        .column("years", Kind::Number, 0)
        .column(head("A", theme.palette.a), Kind::Number, 0)
        .column("95 %", Kind::Number, 2)
        .column(head("B", theme.palette.b), Kind::Number, 0)
        .column("95 %", Kind::Number, 2)
        .column("B − A", Kind::Number, 0)
        .column("better", Kind::Words, 3);
    for (a, b) in shown {
        let value = |level: &ReturnLevel| {
            let mark = if level.enough { "" } else { "! " };
            Cell::from(format!("{mark}{}", amounts.show(level.loss.value)))
        };
        let interval = |level: &ReturnLevel| {
            let (low, high) = (amounts.show(level.loss.low), amounts.show(level.loss.high));
            Cell::new(format!("{low}–{high}"), theme.palette.dim)
        };
        let (better, style) = match better(a, b) {
            Some('A') => (theme.charset.pick("◀ A", "< A"), theme.palette.a),
            Some(_) => (theme.charset.pick("▶ B", "> B"), theme.palette.b),
            None => ("", theme.palette.dim),
        };
        table.push(vec![
            Cell::new(number(a.return_period, 0), theme.heading),
            value(a),
            interval(a),
            value(b),
            interval(b),
            amounts.signed(b.loss.value - a.loss.value).into(),
            Cell::new(better, style),
        ]);
    }
    table
}

/// The portfolio with the lesser loss, where the intervals do not overlap: a careful test, since both
/// portfolios went through the same histories.
fn better(a: &ReturnLevel, b: &ReturnLevel) -> Option<char> {
    if b.loss.high < a.loss.low {
        Some('B')
    } else if a.loss.high < b.loss.low {
        Some('A')
    } else {
        None
    }
}

/// Which rows rest on too few years, and how many trials they need.
fn too_few(app: &App, pair: Pair<'_>, shown: &[(ReturnLevel, ReturnLevel)]) -> Option<String> {
    let longest = shown
        .iter()
        .filter(|(a, b)| !(a.enough && b.enough))
        .map(|(a, _)| a.return_period)
        .reduce(f64::max)?;
    let needed = (1_usize..=9)
        .map(|power| 10_usize.pow(u32::try_from(power).unwrap_or(9)))
        .find(|trials| {
            let years = *trials as f64 * pair.figures.horizon_years as f64;
            years / longest >= ENOUGH_YEARS
        });
    let needed = needed.map_or_else(String::new, |trials| {
        format!(": 1 in {} needs {}", number(longest, 0), grouped(trials))
    });
    let way = if app.is_running() {
        "still running"
    } else {
        "+ makes more"
    };
    Some(format!("! too few trials{needed}; {way}"))
}
