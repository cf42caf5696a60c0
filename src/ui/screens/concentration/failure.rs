//! What alone or together takes a workload down, and how long providers are down together.

use ratatui::text::{Line, Span};

use super::{View, wrapped};
use crate::analysis::{ComponentImportance, CutSet, Estimate, PointOfFailure, PortfolioFigures};
use crate::ui::app::TableId;
use crate::ui::screens::heads::Text;
use crate::ui::screens::table::{Amounts, Cell, Kind, Table, number};
use crate::units::{HOURS_PER_YEAR, digits, money, percent};

/// The cut sets that are spelled out.
const SPELLED: usize = 6;

fn point<'a>(portfolio: &'a PortfolioFigures, id: &str) -> Option<&'a PointOfFailure> {
    let mut points = portfolio.concentration.single_points_of_failure.iter();
    points.find(|point| point.component == id)
}

/// Each component that alone is too much for a workload, with the loss a year that it causes.
pub(super) fn single_points(view: &View<'_>, width: usize) -> Text {
    let mut ids: Vec<&str> = Vec::new();
    let both = [view.a, view.b].map(|p| &p.concentration.single_points_of_failure);
    for found in both.into_iter().flatten() {
        if !ids.contains(&found.component.as_str()) {
            ids.push(&found.component);
        }
    }
    if ids.is_empty() {
        return vec![Line::raw("no component alone takes a workload down")].into();
    }
    let mut table = points_table(view, &ids, true);
    if table.natural_width() > width {
        table = points_table(view, &ids, false);
    }
    let mut lines = Text::of(TableId::SinglePoints, &table, width);
    let note = "the loss of all outages that hit it; – it is no single point there";
    lines.extend(view.note(note, width));
    lines
}

/// The table of single points, with names in full or with the shorter ids of the file.
fn points_table<'a>(view: &View<'a>, ids: &[&str], named: bool) -> Table<'a> {
    let theme = view.theme;
    let both = [view.a, view.b].map(|p| &p.concentration.single_points_of_failure);
    let losses = both.into_iter().flatten().map(|p| p.loss_per_year.value);
    let amounts = Amounts::suiting(losses);
    let unit = amounts.unit(&view.figures.currency);
    let head = |letter, style| Cell::new(format!("{letter} [{unit}/yr]"), style);
    let mut table = Table::new(theme)
        .sorted(view.app.sorting(TableId::SinglePoints))
        .column("component", Kind::Words, 0)
        .column("takes down", Kind::Words, 2)
        .column(head("A", theme.palette.a), Kind::Number, 0)
        .column("±", Kind::Number, 3)
        .column(head("B", theme.palette.b), Kind::Number, 0)
        .column("±", Kind::Number, 3);
    for id in ids {
        let points = [view.a, view.b].map(|portfolio| point(portfolio, id));
        let name = if named { view.component(id) } else { id };
        let mut row = vec![
            Cell::from(name),
            Cell::new(taken_down(view, points, named), theme.palette.dim),
        ];
        for point in points {
            row.extend(match point.map(|point| point.loss_per_year) {
                Some(loss) => [
                    Cell::from(amounts.show(loss.value)).worth(loss.value),
                    Cell::new(amounts.show(loss.half_width()), theme.palette.dim),
                ],
                None => ["–", ""].map(Cell::from),
            });
        }
        table.push(row);
        table.select_last(view.is_found("single-point", &format!(": {}", view.component(id))));
    }
    table
}

/// The workloads that a point takes down in A or in B.
fn taken_down(view: &View<'_>, points: [Option<&PointOfFailure>; 2], in_full: bool) -> String {
    let workloads = points.into_iter().flatten().flat_map(|p| &p.workloads);
    let mut names: Vec<&str> = workloads
        .map(|id| if in_full { view.workload(id) } else { id })
        .collect();
    names.sort_unstable();
    names.dedup();
    if names.len() > 1 && names.len() == view.scenario.workloads.len() {
        "all".to_owned()
    } else {
        names.join(", ")
    }
}

/// The smallest sets of components, beyond single ones, that together are too much.
pub(super) fn cut_sets(view: &View<'_>, width: usize) -> Text {
    let mut lines = Vec::new();
    for (letter, portfolio, style) in view.sides() {
        let words = view.words(&cut_sets_of(view, portfolio));
        for (idx, line) in wrapped(&words, width.saturating_sub(2))
            .into_iter()
            .enumerate()
        {
            let letter = if idx == 0 { letter } else { " " };
            lines.push(Line::from(vec![
                Span::styled(format!("{letter} "), style),
                Span::raw(line),
            ]));
        }
    }
    let is_found = view.is_found("cut-sets", "") || view.is_found("cut-set-loss", "");
    view.mark(lines, is_found).into()
}

fn cut_sets_of<'a>(view: &View<'a>, portfolio: &'a PortfolioFigures) -> String {
    let concentration = &portfolio.concentration;
    let mut sets: Vec<&CutSet> = concentration
        .cut_sets
        .iter()
        .filter(|set| set.components.len() > 1)
        .collect();
    sets.sort_by(|a, b| b.loss_per_year.total_cmp(&a.loss_per_year));
    if sets.is_empty() {
        return "none of two or three beyond the single points".to_owned();
    }
    let of = |size: usize| {
        sets.iter()
            .filter(|set| set.components.len() == size)
            .count()
    };
    let more = if concentration.cut_sets_complete {
        ""
    } else {
        " or more"
    };
    let spelled: Vec<String> = sets
        .iter()
        .take(SPELLED)
        .map(|set| {
            let names: Vec<&str> = set.components.iter().map(|id| view.component(id)).collect();
            let loss = money(set.loss_per_year, &view.figures.currency);
            format!("{} ({loss}/yr)", names.join(" + "))
        })
        .collect();
    let rest = sets.len().saturating_sub(SPELLED);
    let rest = if rest > 0 {
        format!("; and {rest} more")
    } else {
        String::new()
    };
    format!(
        "{} of two, {} of three{more}: {}{rest}",
        of(2),
        of(3),
        spelled.join("; ")
    )
}

/// The components that are spelled out for each portfolio.
const MOST_IMPORTANT: usize = 8;

/// What the time below the minimum service is due to: the most important components of A, then of B.
pub(super) fn importance(view: &View<'_>, width: usize) -> Text {
    let mut lines = Text::default();
    for (letter, portfolio, style) in view.sides() {
        let below = &portfolio.concentration.below_minimum;
        let what = match below.workloads.as_slice() {
            [] => "too much depends on too much to say what matters".to_owned(),
            workloads => {
                let some = match workloads {
                    [only] => view.workload(only),
                    _ => "some workload",
                };
                let hours = digits(below.probability * HOURS_PER_YEAR, 3);
                format!("{some} is below its minimum for {hours} h/yr in the long run")
            }
        };
        for (idx, line) in wrapped(&view.words(&what), width.saturating_sub(2))
            .into_iter()
            .enumerate()
        {
            let letter = if idx == 0 { letter } else { " " };
            lines.extend([Line::from(vec![
                Span::styled(format!("{letter} "), style),
                Span::raw(line),
            ])]);
        }
        let matter = below.components.iter();
        let matter: Vec<&ComponentImportance> = matter
            .filter(|component| component.diagnostic > 0.0)
            .take(MOST_IMPORTANT)
            .collect();
        if !matter.is_empty() {
            let table = importance_table(view, &matter);
            lines.append(Text::of(TableId::Importance, &table, width));
        }
    }
    let note = "crit.: share of that time gone if it never failed; F-V: share in which it is part of what failed; \
                diag.: share in which it is down; RAW, RRW: times more if always down, times less if never";
    lines.extend(view.note(note, width));
    lines.lines = view.mark(lines.lines, view.is_found("below", ""));
    lines
}

fn importance_table<'a>(view: &View<'a>, components: &[&ComponentImportance]) -> Table<'a> {
    let mut table = Table::new(view.theme)
        .sorted(view.app.sorting(TableId::Importance))
        .column("component", Kind::Words, 0)
        .column("down h/yr", Kind::Number, 1)
        .column("crit.", Kind::Number, 0)
        .column("F-V", Kind::Number, 0)
        .column("diag.", Kind::Number, 3)
        .column("Birnbaum", Kind::Number, 4)
        .column("RAW", Kind::Number, 2)
        .column("RRW", Kind::Number, 2);
    for component in components {
        let times = |ratio: f64| {
            if ratio.is_finite() {
                digits(ratio, 3)
            } else {
                "∞".to_owned()
            }
        };
        table.push(vec![
            Cell::from(view.component(&component.component)),
            Cell::from(number(component.unavailability * HOURS_PER_YEAR, 2))
                .worth(component.unavailability),
            Cell::from(percent(component.criticality)).worth(component.criticality),
            component.fussell_vesely.map_or("–".into(), |share| {
                Cell::from(percent(share)).worth(share)
            }),
            Cell::from(percent(component.diagnostic)).worth(component.diagnostic),
            Cell::from(digits(component.birnbaum, 2)).worth(component.birnbaum),
            Cell::from(times(component.raw)).worth(component.raw),
            Cell::from(times(component.rrw)).worth(component.rrw),
        ]);
        let name = format!(" of {}", view.component(&component.component));
        table.select_last(view.is_found("importance", &name));
    }
    table
}

/// Hours a year in which so many providers of the portfolio are hit at once.
pub(super) fn joint_hours(view: &View<'_>, width: usize) -> Text {
    let theme = view.theme;
    let hours = [view.a, view.b].map(|p| &p.concentration.joint_outage_hours_per_year);
    let rows = hours.iter().map(|hours| hours.len()).max().unwrap_or(0);
    if rows == 0 {
        return Text::default();
    }
    let (a, b) = (theme.palette.a, theme.palette.b);
    let mut table = Table::new(theme)
        .sorted(view.app.sorting(TableId::Joint))
        .column("providers hit", Kind::Words, 0)
        .column(Cell::new("A [h/yr]", a), Kind::Number, 0)
        .column("±", Kind::Number, 1)
        .column(Cell::new("B [h/yr]", b), Kind::Number, 0)
        .column("±", Kind::Number, 1);
    for row in 0..rows {
        let at_once = if row == 0 { "" } else { " at once" };
        let mut cells = vec![Cell::from(format!("{} or more{at_once}", row + 1))];
        for hours in hours {
            cells.extend(match hours.get(row) {
                Some(hours) => [
                    Cell::from(short(*hours)).worth(hours.value),
                    Cell::new(number(hours.half_width(), 2), theme.palette.dim),
                ],
                None => ["–", ""].map(Cell::from),
            });
        }
        table.push(cells);
        let name = format!(" {} or more providers hit", row + 1);
        table.select_last(view.is_found("joint", &name));
    }
    let mut lines = Text::of(TableId::Joint, &table, width);
    lines.extend(all_out(view, width));
    lines
}

/// How often all providers are out at once, and how that was found.
fn all_out(view: &View<'_>, width: usize) -> Vec<Line<'static>> {
    let sides = view.sides().into_iter();
    let lines: Vec<Line<'static>> = sides
        .filter_map(|(letter, portfolio, _)| {
            let found = portfolio.all_out?;
            let words = format!(
                "{letter}: all providers out for over an hour of a year: {}; {}",
                found.words(),
                found.method()
            );
            Some(view.words(&words))
        })
        .flat_map(|words| wrapped(&words, width))
        .map(Line::raw)
        .collect();
    view.mark(lines, view.is_found("all-out", ""))
}

fn short(hours: Estimate) -> String {
    if hours.value > 0.0 && hours.value < 0.005 {
        "< 0.01".to_owned()
    } else {
        number(hours.value, 2)
    }
}
