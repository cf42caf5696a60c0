//! The comparison: a line for each figure, under A, under B, and their difference.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Paragraph;

use crate::analysis::{
    Bounded, Estimate, Figures, PortfolioFigures, ReturnLevel, Shortage, at_level,
};
use crate::ui::app::{App, Pane};
use crate::ui::screens::table::{Cell, Kind, Table};
use crate::units::{money_with_error, number_with_error, percent_with_error};

/// One line of the comparison.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ui) struct Row {
    /// The figure's name.
    name: &'static str,
    /// Under A.
    a: String,
    /// Under B.
    b: String,
    /// B − A.
    delta: String,
    /// Which side is better, if the difference is more than chance.
    better: Option<Side>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    A,
    B,
}

impl Row {
    /// The row as plain cells.
    pub(in crate::ui) fn cells(&self) -> Vec<String> {
        let better = match self.better {
            Some(Side::A) => "A better",
            Some(Side::B) => "B better",
            None => "",
        };
        vec![
            self.name.to_owned(),
            self.a.clone(),
            self.b.clone(),
            self.delta.clone(),
            better.to_owned(),
        ]
    }
}

/// The side that is better when `delta` = B − A is bad if positive; none within its noise.
fn better(delta: f64, half_width: f64) -> Option<Side> {
    if delta.abs() <= half_width {
        None
    } else if delta < 0.0 {
        Some(Side::B)
    } else {
        Some(Side::A)
    }
}

/// The comparison's lines.
pub(in crate::ui) fn rows(app: &App, figures: &Figures) -> Vec<Row> {
    let (Some(a), Some(b)) = (
        figures.portfolios.get(app.workspace.a),
        figures.portfolios.get(app.workspace.b),
    ) else {
        return Vec::new();
    };
    let mut rows = loss_rows(figures, a, b);
    rows.extend(service_rows(a, b));
    rows.push(concentration_row(a, b));
    rows
}

fn loss_rows(figures: &Figures, a: &PortfolioFigures, b: &PortfolioFigures) -> Vec<Row> {
    let currency = &figures.currency;
    let mut rows = Vec::new();
    let mean = |p: &PortfolioFigures| {
        money_with_error(p.annual.mean.value, p.annual.mean.half_width(), currency)
    };
    let delta = figures
        .comparison
        .as_ref()
        .map(|comparison| comparison.delta_annual);
    rows.push(Row {
        name: "expected loss/yr",
        a: mean(a),
        b: mean(b),
        delta: delta
            .map(|d| signed_with_error(d.value, d.half_width(), currency))
            .unwrap_or_default(),
        better: delta.and_then(|d| better(d.value, d.half_width())),
    });
    rows.extend(hundredth_row(figures, a, b));
    let tvar = |p: &PortfolioFigures| at_level(&p.loss.tvar, 99.0);
    let show = |p: &PortfolioFigures, tvar: Bounded| {
        let shortage = figures.shortage_of_tvar(&p.loss, 99.0);
        marked(tvar, shortage.as_ref(), currency)
    };
    if let (Some(x), Some(y)) = (tvar(a), tvar(b)) {
        let delta = figures
            .comparison
            .as_ref()
            .and_then(|comparison| at_level(&comparison.delta_tvar, 99.0));
        rows.push(Row {
            name: "TVaR 99, horizon",
            a: show(a, x.into()),
            b: show(b, y.into()),
            delta: delta
                .map(|d| signed_with_error(d.value, d.half_width(), currency))
                .unwrap_or_default(),
            better: delta.and_then(|d| better(d.value, d.half_width())),
        });
    }
    rows
}

/// An amount with its ±, and with a mark where it rests on too few trials.
fn marked(loss: Bounded, shortage: Option<&Shortage>, currency: &str) -> String {
    let mark = if shortage.is_some() { "! " } else { "" };
    let shown = money_with_error(loss.value, loss.half_width(), currency);
    format!("{mark}{shown}")
}

/// What a year's total exceeds once in a hundred years.
fn hundredth(portfolio: &PortfolioFigures) -> Option<&ReturnLevel> {
    let mut levels = portfolio.annual.aep.iter();
    levels.find(|level| (level.return_period - 100.0).abs() < 0.5)
}

/// What one year in a hundred exceeds.
fn hundredth_row(figures: &Figures, a: &PortfolioFigures, b: &PortfolioFigures) -> Option<Row> {
    let (x, y) = (hundredth(a)?, hundredth(b)?);
    let show = |level: &ReturnLevel| {
        let shortage = figures.shortage_of_level(level);
        marked(level.loss, shortage.as_ref(), &figures.currency)
    };
    let delta = y.loss.less(x.loss);
    let noise = delta.half_width();
    Some(Row {
        name: "1-in-100 year",
        a: show(x),
        b: show(y),
        delta: signed_with_error(delta.value, noise, &figures.currency),
        better: better(delta.value, noise),
    })
}

/// Of the marked figures, what is to be said about the one that needs the most trials.
pub(super) fn shortage(app: &App) -> Option<Shortage> {
    let figures = app.run.figures.as_deref()?;
    let pair = [app.workspace.a, app.workspace.b];
    let portfolios = pair.into_iter().filter_map(|p| figures.portfolios.get(p));
    let shortages = portfolios.flat_map(|portfolio| {
        let level = hundredth(portfolio);
        let level = level.and_then(|level| figures.shortage_of_level(level));
        let tvar = figures.shortage_of_tvar(&portfolio.loss, 99.0);
        level.into_iter().chain(tvar)
    });
    shortages.max_by_key(|shortage| shortage.trials)
}

fn service_rows(a: &PortfolioFigures, b: &PortfolioFigures) -> Vec<Row> {
    let share = |share: Estimate| percent_with_error(share.value, share.half_width());
    let signed = |value: f64, noise: f64| {
        let sign = if value < 0.0 { "−" } else { "+" };
        format!("{sign}{}", number_with_error(value.abs(), noise))
    };
    let served = |p: &PortfolioFigures| share(p.service.served_fraction);
    let less = |of: fn(&PortfolioFigures) -> Estimate| Bounded::from(of(b)).less(of(a).into());
    let hours = less(|p| p.service.unserved_hours_per_year);
    let breach = |p: &PortfolioFigures| share(p.service.p_breach_per_year);
    let breaches = less(|p| p.service.p_breach_per_year);
    vec![
        Row {
            name: "served",
            a: served(a),
            b: served(b),
            delta: format!("{} h", signed(-hours.value, hours.half_width())),
            better: better(hours.value, hours.half_width()),
        },
        Row {
            name: "breach in a year",
            a: breach(a),
            b: breach(b),
            delta: format!(
                "{} pts",
                signed(100.0 * breaches.value, 100.0 * breaches.half_width())
            ),
            better: better(breaches.value, breaches.half_width()),
        },
    ]
}

/// The effective number of providers leads: two equal clouds already score an HHI of 5,000.
fn concentration_row(a: &PortfolioFigures, b: &PortfolioFigures) -> Row {
    let effective =
        |p: &PortfolioFigures| p.concentration.value.as_ref().map(|value| value.effective);
    let show = |p: &PortfolioFigures| {
        effective(p).map_or_else(
            || "–".to_owned(),
            |n| {
                let of = p.concentration.shares[2].len();
                format!("{n:.1} of {of}")
            },
        )
    };
    let delta = effective(b).zip(effective(a)).map(|(b, a)| b - a);
    Row {
        name: "providers (eff.)",
        a: show(a),
        b: show(b),
        delta: delta
            .map(|d| format!("{}{:.1}", if d < 0.0 { "−" } else { "+" }, d.abs()))
            .unwrap_or_default(),
        better: delta.and_then(|d| better(-d, 0.05)),
    }
}

fn signed_with_error(value: f64, half_width: f64, currency: &str) -> String {
    let sign = if value < 0.0 { "−" } else { "+" };
    format!(
        "{sign}{}",
        money_with_error(value.abs(), half_width, currency)
    )
}

/// Draws the comparison; `corner` stands above the names of the figures.
pub(super) fn render(frame: &mut Frame<'_>, area: Rect, app: &App, rows: &[Row], corner: &str) {
    let theme = &app.theme;
    let scenario = app.workspace.scenario();
    let head = |letter: &str, p: usize, style: Style| {
        let name = scenario.portfolios.get(p).map_or("", |p| p.name.as_str());
        Cell::new(format!("{letter} {name}"), style.patch(theme.heading))
    };
    let mut table = Table::new(theme)
        .column(corner, Kind::Words, 0)
        .column(head("A", app.workspace.a, theme.palette.a), Kind::Named, 0)
        .column(head("B", app.workspace.b, theme.palette.b), Kind::Named, 0)
        .column("B − A", Kind::Number, 0)
        .column("better", Kind::Words, 1);
    for row in rows {
        let (mark, style) = match row.better {
            Some(Side::A) => (theme.charset.pick("◀ A", "< A"), theme.palette.a),
            Some(Side::B) => (theme.charset.pick("▶ B", "> B"), theme.palette.b),
            None => ("", Style::new()),
        };
        table.push(vec![
            Cell::new(row.name, theme.palette.dim),
            row.a.as_str().into(),
            row.b.as_str().into(),
            row.delta.as_str().into(),
            Cell::new(mark, style),
        ]);
    }
    let text = Paragraph::new(table.lines(area.width.into()));
    let text = if app.run.stale {
        text.style(theme.palette.dim)
    } else {
        text
    };
    frame.render_widget(text, area);
    if app.pane == Pane::Figures && app.panel.is_none() && !rows.is_empty() {
        let selected = app.chart.figure.min(rows.len() - 1);
        if let Some(row) = area.rows().nth(selected + 1) {
            frame.buffer_mut().set_style(row, theme.selected);
            frame.set_cursor_position((row.x, row.y));
        }
    }
}
