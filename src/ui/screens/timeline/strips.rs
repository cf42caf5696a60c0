//! What is served and what is lost so far: as rows of blocks where room is short, else as charts.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::lanes::glyph;
use super::{TimeAxis, View};
use crate::chart::{
    Axis, ChartSpec, Direction, Mark, NumberFormat, Role, Scale, Series, SeriesKind,
};
use crate::ui::widgets::Chart;
use crate::ui::widgets::text::put;
use crate::units::{currency_sign, money, percent};

/// A row for each portfolio: what is served, then what is lost so far.
pub(super) fn render(frame: &mut Frame<'_>, area: Rect, view: &View<'_>) {
    let pair = view.pair();
    let rows: Vec<Rect> = area.rows().collect();
    let palette = &view.app.theme.palette;
    let style = |letter: &str| if letter == "A" { palette.a } else { palette.b };
    for ((p, letter), row) in pair.iter().zip(&rows) {
        let side = &view.timeline.sides[*p];
        let least = side.least_served(view.from, view.to);
        let label = format!("{letter} served");
        let behind = format!("min {}", percent(least.max(0.0)));
        strip(
            frame,
            *row,
            view,
            (&label, &behind, style(letter)),
            &|from, to| Some(side.least_served(from, to)),
        );
    }
    let most = most_lost(view);
    for ((p, letter), row) in pair.iter().zip(rows.iter().skip(pair.len())) {
        let side = &view.timeline.sides[*p];
        let label = format!("{letter} loss so far");
        let behind = money(side.loss_until(view.to), &view.timeline.currency);
        strip(
            frame,
            *row,
            view,
            (&label, &behind, style(letter)),
            &|_, to| Some(side.loss_until(to) / most).filter(|share| *share > 0.0),
        );
    }
}

/// The larger of the losses at the end of the stretch.
fn most_lost(view: &View<'_>) -> f64 {
    let pair = view.pair().into_iter();
    let losses = pair.flat_map(|(p, _)| {
        let side = &view.timeline.sides[p];
        let seen = side.cumulative.iter();
        let seen = seen.filter(|(at, _)| (view.from..=view.to).contains(at));
        let highest = seen.map(|(_, loss)| *loss).fold(0.0, f64::max);
        [highest, side.loss_until(view.to)]
    });
    losses.fold(0.0, f64::max).max(f64::MIN_POSITIVE)
}

/// One row: a label, a block for each column, and a number.
fn strip(
    frame: &mut Frame<'_>,
    row: Rect,
    view: &View<'_>,
    (label, behind, style): (&str, &str, Style),
    value: &dyn Fn(f64, f64) -> Option<f64>,
) {
    let theme = &view.app.theme;
    let buf = frame.buffer_mut();
    let label = theme
        .charset
        .fit(label, usize::from(view.names).saturating_sub(1));
    put(buf, row, (row.x, row.y), &label, style);
    let plot = view.plot(row);
    for column in 0..plot.width {
        let (from, to) = view.column(column, plot);
        let Some(value) = value(from, to) else {
            continue;
        };
        // Nothing but all is full: the least lapse is seen.
        let shown = if value < 1.0 - 1e-9 {
            value.min(0.875)
        } else {
            1.0
        };
        let at = (plot.x + column, row.y);
        put(buf, row, at, glyph(shown, theme.charset), style);
    }
    let behind = theme
        .charset
        .fit(behind, usize::from(view.behind).saturating_sub(1));
    put(
        buf,
        row,
        (plot.right() + 1, row.y),
        &behind,
        theme.palette.text,
    );
}

/// Both as charts, in the columns of the lanes.
pub(super) fn render_charts(frame: &mut Frame<'_>, (served, lost): (Rect, Rect), view: &View<'_>) {
    chart(frame, served, view, &served_spec(view));
    chart(frame, lost, view, &lost_spec(view));
}

/// Draws a chart so that its plot stands under that of the lanes.
fn chart(frame: &mut Frame<'_>, area: Rect, view: &View<'_>, spec: &ChartSpec) {
    let theme = &view.app.theme;
    let chart = Chart::new(spec, &theme.palette)
        .charset(theme.charset)
        .grid(true);
    let plot = view.plot(area);
    let gutter = chart.layout(area).plot.x - area.x;
    let left = view.names.saturating_sub(gutter);
    let place = Rect {
        x: area.x + left,
        width: plot.right().saturating_sub(area.x + left),
        ..area
    };
    frame.render_widget(&chart, place);
}

/// The selected outage as a line.
fn marked(view: &View<'_>, time: &TimeAxis, spec: &mut ChartSpec) {
    if let Some(event) = view.timeline.events.get(view.app.watch.selected) {
        spec.marks.push(Mark {
            direction: Direction::Vertical,
            value: time.of(event.from),
            label: String::new(),
        });
    }
}

fn role(letter: &str) -> Role {
    if letter == "A" { Role::A } else { Role::B }
}

fn served_spec(view: &View<'_>) -> ChartSpec {
    let time = view.axis();
    let x = time.axis((view.from, view.to));
    let y = Axis::new("served", Scale::Linear, (0.0, 1.0), NumberFormat::Percent);
    let mut spec = ChartSpec::new(x, y);
    for (p, letter) in view.pair() {
        let side = &view.timeline.sides[p];
        let steps = side.served_steps(view.timeline.hours());
        let points = steps.into_iter().map(|(at, served)| (time.of(at), served));
        let kind = SeriesKind::Step;
        spec.series.push(Series::new(
            side.name.clone(),
            role(letter),
            kind,
            points.collect(),
        ));
    }
    marked(view, &time, &mut spec);
    spec
}

fn lost_spec(view: &View<'_>) -> ChartSpec {
    let time = view.axis();
    let x = time.axis((view.from, view.to));
    let format = NumberFormat::Money(currency_sign(&view.timeline.currency).trim().to_owned());
    // Zoomed in, what came before is not to flatten what is looked at.
    let pair = view.pair().into_iter();
    let least = pair.map(|(p, _)| view.timeline.sides[p].loss_until(view.from));
    let least = least.fold(f64::INFINITY, f64::min).max(0.0);
    let y = Axis::new(
        "loss so far, discounted",
        Scale::Linear,
        (least, most_lost(view)),
        format,
    );
    let mut spec = ChartSpec::new(x, y);
    for (p, letter) in view.pair() {
        let side = &view.timeline.sides[p];
        let points = side
            .cumulative
            .iter()
            .map(|(at, loss)| (time.of(*at), *loss));
        let kind = SeriesKind::Line;
        // The legend stands above what is served.
        spec.series
            .push(Series::new("", role(letter), kind, points.collect()));
    }
    marked(view, &time, &mut spec);
    spec
}
