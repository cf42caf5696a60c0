//! The table of return periods: what one year in so many exceeds, under A and under B.

use ratatui::text::Line;
use unicode_width::UnicodeWidthStr;

use super::Pair;
use crate::analysis::{PortfolioFigures, RETURN_PERIODS, ReturnLevel, Shortage};
use crate::ui::app::{App, Curve, TableId};
use crate::ui::ask::level_name;
use crate::ui::screens::heads::Text;
use crate::ui::screens::table::{Amounts, Cell, Kind, Table, number};

/// The rows of the whole table, without its head.
pub(super) const ROWS: usize = RETURN_PERIODS.len();

/// The return periods, the most telling first: without room the last ones are left out.
const TELLING: [f64; 10] = [
    100.0, 10.0, 1000.0, 2.0, 50.0, 250.0, 20.0, 500.0, 5.0, 200.0,
];

fn levels(portfolio: &PortfolioFigures, curve: Curve) -> &[ReturnLevel] {
    match curve {
        Curve::Aggregate => &portfolio.annual.aep,
        Curve::Occurrence => &portfolio.annual.oep,
    }
}

/// The levels of A and B at the return periods that have room in `rows`.
fn pairs(app: &App, pair: Pair<'_>, curve: Curve, rows: usize) -> Vec<(ReturnLevel, ReturnLevel)> {
    let found = found(app, curve);
    // What was searched for is shown, however small the room.
    let others = TELLING.into_iter().filter(|years| Some(*years) != found);
    let told: Vec<f64> = found.into_iter().chain(others).take(rows).collect();
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
            .map(|curve| table(app, pair, curve, &pairs(app, pair, curve, ROWS)).natural_width())
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
) -> Text {
    let mut shown = pairs(app, pair, curve, height.saturating_sub(1));
    let room = height.saturating_sub(ROWS + 1);
    let notes = too_few(pair, &shown).map(|shortage| match warning(app, &shortage, width) {
        // In two lines where there is room for the whole of it.
        note if room >= 2 && note.contains(&shortage.words_short()) => {
            let [rests, needs] = shortage.words_in_two();
            vec![format!("! {rests}"), format!("  {needs}; {}", way(app))]
        }
        note => vec![note],
    });
    let notes = notes.filter(|_| height >= 3).unwrap_or_default();
    if !notes.is_empty() {
        shown = pairs(app, pair, curve, height.saturating_sub(1 + notes.len()));
    }
    let table = table(app, pair, curve, &shown);
    let mut lines = Text::of(TableId::Levels, &table, width);
    lines.extend(notes.iter().map(|note| {
        let note = app.theme.charset.fit(note, width).into_owned();
        Line::styled(note, app.theme.palette.dim)
    }));
    lines
}

/// The return period that was searched for.
fn found(app: &App, curve: Curve) -> Option<f64> {
    let (name, _) = super::title(curve);
    let found = app.found_here()?;
    let mut known = RETURN_PERIODS.into_iter();
    known.find(|years| found.name == level_name(name, *years))
}

fn table<'a>(
    app: &'a App,
    pair: Pair<'_>,
    curve: Curve,
    shown: &[(ReturnLevel, ReturnLevel)],
) -> Table<'a> {
    let found = found(app, curve);
    let theme = &app.theme;
    let losses = shown.iter().flat_map(|(a, b)| [a.loss.value, b.loss.value]);
    let amounts = Amounts::suiting(losses);
    let unit = amounts.unit(&pair.figures.currency);
    let head = |words: &str, style| Cell::new(format!("{words} [{unit}]"), style);
    let mut table = Table::new(theme)
        .sorted(app.sorting(TableId::Levels))
        .column("years", Kind::Number, 0)
        .column(head("A", theme.palette.a), Kind::Number, 0)
        .column("95 %", Kind::Number, 2)
        .column(head("B", theme.palette.b), Kind::Number, 0)
        .column("95 %", Kind::Number, 2)
        .column("B − A", Kind::Number, 0)
        .column("better", Kind::Words, 3);
    for (a, b) in shown {
        let value = |level: &ReturnLevel| {
            let short = pair.figures.shortage_of_level(level).is_some();
            let mark = if short { "! " } else { "" };
            Cell::from(format!("{mark}{}", amounts.show(level.loss.value))).worth(level.loss.value)
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
            Cell::new(number(a.return_period, 0), theme.heading).worth(a.return_period),
            value(a),
            interval(a),
            value(b),
            interval(b),
            Cell::from(amounts.signed(b.loss.value - a.loss.value))
                .worth(b.loss.value - a.loss.value),
            Cell::new(better, style),
        ]);
        table.select_last(found == Some(a.return_period));
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

/// Which of the rows rests on too few years and needs the most trials.
fn too_few(pair: Pair<'_>, shown: &[(ReturnLevel, ReturnLevel)]) -> Option<Shortage> {
    let levels = shown.iter().flat_map(|(a, b)| [a, b]);
    let shortages = levels.filter_map(|level| pair.figures.shortage_of_level(level));
    shortages.max_by_key(|shortage| shortage.trials)
}

/// How more trials are had.
fn way(app: &App) -> &'static str {
    if app.is_running() {
        "still running"
    } else {
        "+ makes more"
    }
}

/// What rests on too few trials and what to do about it, in as many words as have room.
pub(in crate::ui::screens) fn warning(app: &App, shortage: &Shortage, width: usize) -> String {
    let (long, short, way) = (shortage.words(), shortage.words_short(), way(app));
    let tries = [
        format!("! {long}; {way}"),
        format!("! {long}"),
        format!("! {short}; {way}"),
    ];
    let fits = |words: &String| app.theme.charset.fold(words).width() <= width;
    let found = tries.into_iter().find(fits);
    found.unwrap_or_else(|| format!("! {short}"))
}
