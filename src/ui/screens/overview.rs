//! Both portfolios, their difference, the curves and the mixer.
//!
//! ```text
//! ┌ figure ── A ──────── B ──────── B − A ┐
//! │ expected loss   …                     │
//! ├ P(a year costs more than x) ┬ made of ┤
//! │ curves, bands, ghosts       │ bars    │
//! ├ mix of B ───────────────────┴─────────┤
//! │ inference   azure ▇▇▇ 40 %  aws ▇▇ 25 %│
//! └───────────────────────────────────────┘
//! ```

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::Paragraph;

use super::curves;
use super::exceedance::levels::warning;
use super::table::{Cell, Kind, Table};
use super::{inside, pane};
use crate::analysis::{
    Bounded, Estimate, Figures, Part, PortfolioFigures, ReturnLevel, Shortage, at_level,
};
use crate::chart::NumberFormat;
use crate::session::mixer;
use crate::ui::app::{App, Curve, Pane};
use crate::ui::screens::Exceeded;
use crate::ui::theme::Theme;
use crate::ui::widgets::{BarRow, Fader, Mixer, MixerRow, PairedBars};
use crate::units::{
    currency_sign, money, money_with_error, number_with_error, percent, percent_with_error,
};

/// The height below which frames are left out and the part with the keyboard has most of the room.
const ROOMY: u16 = 30;

/// Width from which the curves and the parts stand side by side.
const SIDE_BY_SIDE: u16 = 100;

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
fn shortage(app: &App) -> Option<Shortage> {
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

/// Where the parts of the screen lie.
pub(super) struct Places {
    table: Rect,
    /// The chart, where it is shown.
    pub(super) chart: Option<Rect>,
    /// What a year is made of, where it is shown.
    pub(super) parts: Option<Rect>,
    /// The mixer with its frame.
    pub(super) mix: Rect,
}

/// Where the parts of the screen lie in `area`.
pub(super) fn places(area: Rect, app: &App) -> Places {
    let figures = app.run.figures.as_ref();
    let count = figures.map_or(0, |figures| rows(app, figures).len());
    let mixer_rows = mixer_rows(app);
    let wanted = mixer_widget(app, &mixer_rows).height(area.width.saturating_sub(2));
    let small = area.height < ROOMY;
    // Where room is short, the part with the keyboard has most of it.
    let most = match (small, app.pane) {
        (true, Pane::Main) => 3,
        (true, _) => 1,
        _ => area.height / 3,
    };
    let frames = if small { 0 } else { 2 };
    let table_height = u16::try_from(count.max(6)).unwrap_or(6) + 1 + frames;
    let [table, middle, mix] = Layout::vertical([
        Constraint::Length(table_height),
        Constraint::Fill(1),
        Constraint::Length(wanted.min(most) + 2),
    ])
    .areas(area);
    let (chart, parts) = if middle.width >= SIDE_BY_SIDE {
        let [chart, parts] =
            Layout::horizontal([Constraint::Fill(3), Constraint::Fill(2)]).areas(middle);
        (Some(chart), Some(parts))
    } else if app.pane == Pane::Parts {
        (None, Some(middle))
    } else {
        (Some(middle), None)
    };
    Places {
        table,
        chart,
        parts,
        mix,
    }
}

/// The fader under a place, with the share that its bar has there.
pub(super) fn fader_at(
    mix: Rect,
    place: Position,
    app: &App,
) -> Option<((usize, usize), Option<f64>)> {
    let rows = mixer_rows(app);
    mixer_widget(app, &rows).fader_at(inside(mix), place)
}

pub(super) fn render(frame: &mut Frame<'_>, area: Rect, app: &App) {
    let figures = app.run.figures.as_ref();
    let rows = figures
        .map(|figures| rows(app, figures))
        .unwrap_or_default();
    let places = places(area, app);
    let table = places.table;
    let small = area.height < ROOMY;
    let shortage = shortage(app);
    // Without a frame the reason for the marks has no other place.
    let corner = match &shortage {
        Some(_) if small => "! too few trials",
        _ => "",
    };
    let inside = if small {
        Rect {
            x: table.x + 1,
            width: table.width.saturating_sub(2),
            ..table
        }
    } else {
        let room = usize::from(table.width).saturating_sub(4);
        let title = shortage.map_or(String::new(), |s| warning(app, &s, room));
        pane(frame, table, &title, false, &app.theme)
    };
    render_table(frame, inside, app, &rows, corner);
    if let Some(chart) = places.chart {
        render_chart(frame, chart, app);
    }
    if let Some(parts) = places.parts {
        render_parts(frame, parts, app);
    }
    render_mixer(frame, places.mix, app, &mixer_rows(app));
}

/// Where the chart is drawn, with its frame, if it is.
pub(super) fn chart_area(area: Rect, app: &App) -> Option<Rect> {
    places(area, app).chart
}

fn render_table(frame: &mut Frame<'_>, area: Rect, app: &App, rows: &[Row], corner: &str) {
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

/// What both curves say at the cursor, with their intervals.
fn reading(app: &App) -> Option<String> {
    let loss = app.chart.cursor?;
    let figures = app.run.figures.as_deref()?;
    let side = |letter: &str, p: usize| {
        let curve = curves::curve(figures.portfolios.get(p)?, Curve::Aggregate);
        let p = Exceeded::of(curve, loss)?;
        let (low, high) = (percent(p.low), percent(p.high));
        Some(format!("{letter} {} ({low} to {high})", percent(p.value)))
    };
    let sides = [("A", app.workspace.a), ("B", app.workspace.b)];
    let sides = sides.into_iter().filter_map(|(letter, p)| side(letter, p));
    let sides = sides.collect::<Vec<_>>().join(", ");
    Some(format!("P(> {}): {sides}", money(loss, &figures.currency)))
}

fn render_chart(frame: &mut Frame<'_>, area: Rect, app: &App) {
    let focused = app.pane == Pane::Chart && app.panel.is_none();
    let title = reading(app).unwrap_or_else(|| "P(a year costs more than x)".to_owned());
    let inner = pane(frame, area, &title, focused, &app.theme);
    curves::render(frame, inner, app, &curves::overview_spec(app));
}

/// The last of the parts.
pub(super) fn last_part(app: &App) -> usize {
    let figures = app.run.figures.as_ref();
    figures.map_or(0, |figures| parts(app, figures).len().saturating_sub(1))
}

fn render_parts(frame: &mut Frame<'_>, area: Rect, app: &App) {
    let focused = app.pane == Pane::Parts && app.panel.is_none();
    let inner = pane(
        frame,
        area,
        "what an expected year is made of",
        focused,
        &app.theme,
    );
    let Some(figures) = &app.run.figures else {
        return;
    };
    let bars = parts(app, figures);
    let format = NumberFormat::Money(currency_sign(&figures.currency));
    let offset = app.chart.scroll.min(bars.len().saturating_sub(1));
    let offset = if focused { offset } else { 0 };
    frame.render_widget(
        &PairedBars::new(&bars, &format, &app.theme.palette)
            .charset(app.theme.charset)
            .offset(offset),
        inner,
    );
}

/// The categories of both portfolios side by side, where there are several, and then the causes; each the dearest
/// first, in money a year.
fn parts(app: &App, figures: &Figures) -> Vec<BarRow> {
    let (Some(a), Some(b)) = (
        figures.portfolios.get(app.workspace.a),
        figures.portfolios.get(app.workspace.b),
    ) else {
        return Vec::new();
    };
    let mut rows = Vec::new();
    if a.loss.by_category.len() > FEW_CATEGORIES {
        let lists = [&a.loss.by_category, &b.loss.by_category];
        rows.extend(side_by_side(lists, figures.annuity, |part| &part.name));
    }
    let lists = [&a.loss.by_cause, &b.loss.by_cause];
    rows.extend(side_by_side(lists, figures.annuity, |part| &part.id));
    rows
}

/// Outages and overhead: causes alone say as much.
const FEW_CATEGORIES: usize = 2;

/// The parts of two losses that are not 0, the dearest first.
fn side_by_side(
    [a, b]: [&Vec<Part>; 2],
    annuity: f64,
    label: impl Fn(&Part) -> &String,
) -> Vec<BarRow> {
    let yearly = |parts: &[Part], id: &str| {
        let part = parts.iter().find(|part| part.id == id);
        part.map_or(0.0, |part| part.mean.value / annuity)
    };
    let mut rows: Vec<BarRow> = Vec::new();
    for part in a.iter().chain(b) {
        if !rows.iter().any(|row| row.label == *label(part)) {
            rows.push(BarRow {
                label: label(part).clone(),
                a: yearly(a, &part.id),
                b: yearly(b, &part.id),
            });
        }
    }
    rows.retain(|row| row.a != 0.0 || row.b != 0.0);
    rows.sort_by(|x, y| y.a.max(y.b).total_cmp(&x.a.max(x.b)));
    rows
}

fn mixer_rows(app: &App) -> Vec<MixerRow> {
    let portfolio = app.mixed_portfolio();
    let scenario = app.workspace.scenario();
    let Some(planned) = scenario.portfolios.get(portfolio) else {
        return Vec::new();
    };
    mixer::rows(scenario, portfolio)
        .into_iter()
        .map(|row| MixerRow {
            faders: row
                .faders
                .iter()
                .map(|(provider, share)| {
                    let path = crate::model::Path::parse(&format!(
                        "portfolios.{}.placement.{}.{provider}",
                        planned.id, row.workload
                    ));
                    let key = (
                        planned.id.to_string(),
                        row.workload.to_string(),
                        provider.to_string(),
                    );
                    Fader {
                        provider: provider.to_string(),
                        share: *share,
                        locked: app.mixer.locked.contains(&key),
                        changed: app.workspace.is_changed_at(&path),
                    }
                })
                .collect(),
            workload: row.name,
        })
        .collect()
}

fn mixer_widget<'a>(app: &'a App, rows: &'a [MixerRow]) -> Mixer<'a> {
    let focus =
        (app.pane == Pane::Main && app.panel.is_none()).then_some((app.mixer.row, app.mixer.fader));
    Mixer::new(rows, &app.theme.palette)
        .charset(app.theme.charset)
        .focus(focus)
}

fn render_mixer(frame: &mut Frame<'_>, area: Rect, app: &App, rows: &[MixerRow]) {
    let theme: &Theme = &app.theme;
    let scenario = app.workspace.scenario();
    let name = scenario
        .portfolios
        .get(app.mixed_portfolio())
        .map_or("", |portfolio| portfolio.name.as_str());
    let letter = if app.mixer.mixes_a { "A" } else { "B" };
    let title = format!("mix of {letter} {name} · m: the other");
    let focused = app.pane == Pane::Main && app.panel.is_none();
    let inner = pane(frame, area, &title, focused, theme);
    let widget = mixer_widget(app, rows);
    if focused
        && let Some((_, rect)) = widget
            .faders_in(inner)
            .into_iter()
            .find(|(place, _)| *place == (app.mixer.row, app.mixer.fader))
    {
        frame.set_cursor_position((rect.x, rect.y));
    }
    frame.render_widget(&widget, inner);
}
