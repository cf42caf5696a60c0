//! Concentration by what is counted: the measures, and the shares behind them.

use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::View;
use crate::analysis::{Concentration, ConcentrationFigures, PortfolioFigures};
use crate::ui::app::TableId;
use crate::ui::screens::heads::Text;
use crate::ui::screens::table::{Cell, Kind, Table, number};
use crate::units::{digits, money_with_error, percent};

/// What is counted, in the order of the figures.
const COUNTED: [(&str, &str); 4] = [
    ("spend", "by spend: of a year's bills"),
    (
        "capacity",
        "by capacity: shares and reserves, workloads alike",
    ),
    ("value", "by value: what an hour is worth"),
    ("tail", "by tail: of the loss in the worst 1 % of histories"),
];

/// Cells of the widest bar.
const MOST_BAR: usize = 24;

fn measure(figures: &ConcentrationFigures, idx: usize) -> Option<&Concentration> {
    [
        &figures.spend,
        &figures.capacity,
        &figures.value,
        &figures.tail,
    ][idx]
        .as_ref()
}

/// The measures by what is counted: effective number first, since two equal clouds already score an HHI of 5,000.
pub(super) fn table(view: &View<'_>, width: usize) -> Text {
    let theme = view.theme;
    let (a, b) = (theme.palette.a, theme.palette.b);
    let mut table = Table::new(theme)
        .sorted(view.app.sorting(TableId::Shares))
        .column("by", Kind::Words, 0)
        .column(Cell::new("A eff.", a), Kind::Number, 0)
        .column(Cell::new("largest", a), Kind::Number, 1)
        .column(Cell::new("HHI", a), Kind::Number, 2)
        .column(Cell::new("B eff.", b), Kind::Number, 0)
        .column(Cell::new("largest", b), Kind::Number, 1)
        .column(Cell::new("HHI", b), Kind::Number, 2);
    for (idx, (name, _)) in COUNTED.iter().enumerate() {
        let mut row = vec![Cell::new(*name, theme.heading)];
        for portfolio in [view.a, view.b] {
            row.extend(match measure(&portfolio.concentration, idx) {
                Some(measure) => [
                    Cell::new(format!("{:.1}", measure.effective), theme.heading)
                        .worth(measure.effective),
                    format!("{:.0} %", measure.largest * 100.0).into(),
                    Cell::new(number(measure.hhi * 1e4, 0), theme.palette.dim),
                ],
                None => ["–", "–", "–"].map(Cell::from),
            });
        }
        table.push(row);
        let start = format!("{name}: ");
        let found = view.found.filter(|found| found.id == "effective");
        table.select_last(found.is_some_and(|found| found.name.starts_with(&start)));
    }
    let mut lines = Text::of(TableId::Shares, &table, width);
    lines.extend(view.mark(hidden_sharing(view, width), view.is_found("sharing", "")));
    lines.extend(tail_origin(view, width));
    lines.extend(view.mark(
        diversification(view, width),
        view.is_found("diversification", ""),
    ));
    lines.extend(view.note(
        "HHI: merger guidelines call 1,000 to 1,800 moderate and more high; that is about markets, not about outages",
        width,
    ));
    lines
}

/// How many of the providers are independent of each other, and what the rest of them costs.
fn hidden_sharing(view: &View<'_>, width: usize) -> Vec<Line<'static>> {
    let several = view.sides().into_iter();
    several
        .filter(|(_, portfolio, _)| portfolio.sharing.trials > 0)
        .map(|(letter, portfolio, _)| {
            let sharing = &portfolio.sharing;
            let price = sharing.price_per_year;
            let unclear = price.value.abs() < price.half_width();
            let price = money_with_error(price.value, price.half_width(), &view.figures.currency);
            let price = if unclear {
                format!("nothing that these trials tell from 0 ({price} a year)")
            } else {
                format!("{price} a year")
            };
            format!(
                "{letter}: {:.1} providers by value, {:.1} of them independent: {} single-cloud. What they share costs {price}.",
                sharing.effective,
                sharing.independent,
                percent(sharing.disguise()),
            )
        })
        .flat_map(|words| super::wrapped(&view.words(&words), width))
        .map(Line::raw)
        .collect()
}

/// What the tail is due to, and how much of it no cloud can take away: what spreading workloads does not spread.
fn tail_origin(view: &View<'_>, width: usize) -> Vec<Line<'static>> {
    let sides = view.sides().into_iter();
    sides
        .filter_map(|(letter, portfolio, _)| tail_origin_of(view, letter, portfolio))
        .flat_map(|words| super::wrapped(&view.words(&words), width))
        .map(Line::raw)
        .collect()
}

fn tail_origin_of(view: &View<'_>, letter: &str, portfolio: &PortfolioFigures) -> Option<String> {
    let tail = &portfolio.concentration.shares[3];
    let (first, share) = tail.first()?;
    let shared: Vec<&(String, f64)> = tail.iter().filter(|(id, _)| !view.hosts(id)).collect();
    let whole: f64 = shared.iter().map(|(_, share)| share).sum();
    let most = format!(
        "{letter}: {} of the tail comes from {}",
        percent(*share),
        view.component(first)
    );
    let Some((largest, _)) = shared.first().filter(|_| whole >= 0.01) else {
        return Some(format!("{most}."));
    };
    let largest = view.component(largest);
    Some(format!(
        "{most}; {} from what is no cloud and stays on any, {largest} first.",
        percent(whole)
    ))
}

fn diversification(view: &View<'_>, width: usize) -> Vec<Line<'static>> {
    let ratio = |portfolio: &PortfolioFigures| {
        let ratio = portfolio.concentration.diversification_ratio;
        ratio.map_or_else(|| "–".to_owned(), |ratio| digits(ratio, 2))
    };
    let words = format!(
        "tail over the sum of its parts' own tails: A {}, B {}; below 1 is diversified",
        ratio(view.a),
        ratio(view.b)
    );
    view.note(&words, width)
}

/// The shares by what is counted, A beside B, each list with a heading.
pub(super) fn bars(view: &View<'_>, width: usize) -> Text {
    let mut lines = Vec::new();
    let lists = [0, 1, 2, 3].map(|idx| rows(view, idx));
    let names = lists.iter().flatten().map(|row| row.name.width());
    let label = names.max().unwrap_or(0).min(width * 2 / 5).max(8);
    for ((_, words), rows) in COUNTED.iter().zip(lists) {
        if rows.is_empty() {
            continue;
        }
        let words = view.theme.charset.fit(words, width).into_owned();
        lines.push(Line::styled(words, view.theme.palette.dim));
        lines.extend(rows.iter().map(|row| bar_line(view, row, (label, width))));
    }
    lines.into()
}

/// A holder with its shares under A and B.
struct Row<'a> {
    name: &'a str,
    shares: [f64; 2],
}

fn rows<'a>(view: &View<'a>, idx: usize) -> Vec<Row<'a>> {
    let lists = [view.a, view.b].map(|portfolio| &portfolio.concentration.shares[idx]);
    let share = |list: &[(String, f64)], id: &str| {
        let found = list.iter().find(|(holder, _)| holder == id);
        found.map_or(0.0, |(_, share)| *share)
    };
    let mut ids: Vec<&str> = Vec::new();
    for (id, _) in lists.into_iter().flatten() {
        if !ids.contains(&id.as_str()) {
            ids.push(id);
        }
    }
    let mut rows: Vec<Row<'_>> = ids
        .into_iter()
        .map(|id| Row {
            name: view.component(id),
            shares: lists.map(|list| share(list, id)),
        })
        .collect();
    rows.sort_by(|x, y| {
        let most = |row: &Row<'_>| row.shares[0].max(row.shares[1]);
        most(y).total_cmp(&most(x))
    });
    rows
}

/// `Microsoft Azure    A ████████ 100 %  B ▒▒▒  34 %`
fn bar_line(view: &View<'_>, row: &Row<'_>, (label, width): (usize, usize)) -> Line<'static> {
    // For each side a gap, the letter, a space and the number.
    const FIXED: usize = 2 * (2 + 2 + 6);
    let theme = view.theme;
    let bar = (width.saturating_sub(label + FIXED) / 2).min(MOST_BAR);
    let name = theme.charset.fit(row.name, label).into_owned();
    let gap = " ".repeat(label.saturating_sub(name.width()));
    let mut spans = vec![Span::raw(name), Span::raw(gap)];
    let sides = [
        ("A", theme.palette.a, theme.charset.pick("█", "#")),
        ("B", theme.palette.b, theme.charset.pick("▒", "o")),
    ];
    for ((letter, style, glyph), share) in sides.into_iter().zip(row.shares) {
        spans.push(Span::styled(format!("  {letter} "), style));
        spans.extend(bar_spans(view, (share, bar), glyph, style));
        let value = if share >= 0.005 {
            format!("{:.0} %", share * 100.0)
        } else if share > 0.0 {
            "< 1 %".to_owned()
        } else {
            "–".to_owned()
        };
        spans.push(Span::raw(view.words(&format!("{value:>6}"))));
    }
    Line::from(spans)
}

/// A bar of `cells` for a whole, on which a small share is not nothing.
pub(super) fn bar_spans(
    view: &View<'_>,
    (share, cells): (f64, usize),
    glyph: &str,
    style: Style,
) -> [Span<'static>; 2] {
    let full = (1..=cells)
        .take_while(|cell| *cell as f64 - 0.5 <= share * cells as f64)
        .count();
    let drawn = if full == 0 && share > 0.0 && cells > 0 {
        view.theme.charset.pick("▏", "|").to_owned()
    } else {
        glyph.repeat(full)
    };
    let rest = " ".repeat(cells.saturating_sub(drawn.width()));
    [Span::styled(drawn, style), Span::raw(rest)]
}
