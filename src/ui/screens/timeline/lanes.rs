//! A row for each component: its outages as high as they were severe, and the axis of time below.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use unicode_width::UnicodeWidthStr;

use super::View;
use crate::analysis::Lane;
use crate::ui::widgets::Charset;
use crate::ui::widgets::text::put;

/// From little to all.
const BLOCKS: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
const DIGITS: [&str; 9] = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

/// A fraction as a glyph: what is there at all is seen.
pub(super) fn glyph(fraction: f64, charset: Charset) -> &'static str {
    let glyphs: &[&str] = charset.pick(&BLOCKS, &DIGITS);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and the number of glyphs"
    )]
    let level = (fraction.clamp(0.0, 1.0) * glyphs.len() as f64).ceil() as usize;
    glyphs[level.clamp(1, glyphs.len()) - 1]
}

/// The lanes that have room: those of the selected outage first, then those with outages, in their order.
fn shown<'a>(view: &View<'a>, rows: usize) -> Vec<&'a Lane> {
    let lanes: Vec<&Lane> = view.timeline.lanes.iter().collect();
    if lanes.len() <= rows {
        return lanes;
    }
    let selected = view.app.watch.selected;
    let in_view = |lane: &Lane| {
        let spells = lane.spells.iter();
        let seen = spells.filter(|spell| spell.from < view.to && spell.to > view.from);
        seen.count()
    };
    let mut order: Vec<usize> = (0..lanes.len()).collect();
    order.sort_by_key(|&index| {
        let lane = lanes[index];
        let is_selected = lane.spells.iter().any(|spell| spell.event == selected);
        (!is_selected, !lane.hosts, std::cmp::Reverse(in_view(lane)))
    });
    order.truncate(rows.saturating_sub(1));
    order.sort_unstable();
    order.into_iter().map(|index| lanes[index]).collect()
}

/// The lane that is drawn in a row of the screen.
pub(super) fn lane_at<'a>(view: &View<'a>, area: Rect, row: u16) -> Option<&'a Lane> {
    let index = row.checked_sub(area.y)?;
    let lanes = shown(view, area.height.into());
    lanes.get(usize::from(index)).copied()
}

pub(super) fn render(frame: &mut Frame<'_>, area: Rect, axis: Rect, view: &View<'_>) {
    let lanes = shown(view, area.height.into());
    for (lane, row) in lanes.iter().zip(area.rows()) {
        render_lane(frame, row, lane, view);
    }
    let left_out = view.timeline.lanes.len() - lanes.len();
    if left_out > 0
        && let Some(row) = area.rows().nth(lanes.len())
    {
        let words = format!("{left_out} more with outages, or without");
        let words = view
            .app
            .theme
            .charset
            .fit(&words, row.width.into())
            .into_owned();
        let style = view.app.theme.palette.dim;
        put(frame.buffer_mut(), row, (row.x, row.y), &words, style);
    }
    render_axis(frame, axis, view);
}

fn render_lane(frame: &mut Frame<'_>, row: Rect, lane: &Lane, view: &View<'_>) {
    let theme = &view.app.theme;
    let buf = frame.buffer_mut();
    let name = theme
        .charset
        .fit(&lane.name, usize::from(view.names).saturating_sub(1));
    let selected = view.app.watch.selected;
    let is_hit = lane.spells.iter().any(|spell| spell.event == selected);
    let style = if is_hit { theme.heading } else { Style::new() };
    put(buf, row, (row.x, row.y), &name, style);
    let plot = view.plot(row);
    for column in 0..plot.width {
        let (from, to) = view.column(column, plot);
        let here = lane
            .spells
            .iter()
            .filter(|spell| spell.from < to && spell.to > from);
        let worst = here.clone().map(|spell| spell.severity).fold(0.0, f64::max);
        let at = (plot.x + column, row.y);
        if worst <= 0.0 {
            put(
                buf,
                row,
                at,
                theme.charset.pick("·", "."),
                theme.palette.grid,
            );
            continue;
        }
        let mut style = theme.palette.mark;
        if here.clone().any(|spell| spell.event == selected) {
            style = style.add_modifier(Modifier::REVERSED | Modifier::BOLD);
        }
        put(buf, row, at, glyph(worst, theme.charset), style);
    }
    let spells = lane.spells.iter();
    let seen = spells
        .filter(|spell| spell.from < view.to && spell.to > view.from)
        .count();
    let words = match seen {
        0 => String::new(),
        1 => "1 outage".to_owned(),
        many => format!("{many} outages"),
    };
    let words = theme
        .charset
        .fit(&words, usize::from(view.behind).saturating_sub(1));
    put(
        buf,
        row,
        (plot.right() + 1, row.y),
        &words,
        theme.palette.dim,
    );
}

/// Ticks with their numbers, and a mark under the selected outage.
fn render_axis(frame: &mut Frame<'_>, row: Rect, view: &View<'_>) {
    let theme = &view.app.theme;
    let plot = view.plot(row);
    if row.is_empty() || plot.is_empty() {
        return;
    }
    let time = view.axis();
    let buf = frame.buffer_mut();
    let dim = theme.palette.axis;
    put(buf, row, (row.x, row.y), &time.name, theme.palette.dim);
    for column in plot.columns() {
        put(
            buf,
            row,
            (column.x, row.y),
            theme.charset.pick("─", "-"),
            dim,
        );
    }
    let place = |value: f64| {
        let at = view.span().position(value)? * f64::from(plot.width - 1);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "within the plot"
        )]
        let column = at.round() as u16;
        Some(plot.x + column)
    };
    let mut free = plot.x;
    let axis = time.axis((view.from, view.to));
    for tick in axis.ticks(usize::from(plot.width / 10).clamp(2, 12)) {
        let Some(x) = place(time.hours(tick.value)) else {
            continue;
        };
        let label = theme.charset.fold(&tick.label);
        let width = u16::try_from(label.width()).unwrap_or(u16::MAX);
        if x < free || x.saturating_add(width) > plot.right() {
            continue;
        }
        put(buf, row, (x, row.y), &label, Style::new());
        free = x + width + 1;
    }
    let event = view.timeline.events.get(view.app.watch.selected);
    if let Some(x) = event.and_then(|event| place(event.from)) {
        put(
            buf,
            row,
            (x, row.y),
            theme.charset.pick("▲", "^"),
            theme.heading,
        );
    }
}
