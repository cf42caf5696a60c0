//! The mixer of the overview: a row per workload, a fader per provider.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use crate::session::mixer;
use crate::ui::app::{App, Pane};
use crate::ui::screens::{inside, pane};
use crate::ui::theme::Theme;
use crate::ui::widgets::{Fader, Mixer, MixerRow};

/// The fader under a place, with the share that its bar has there.
pub(in crate::ui::screens) fn fader_at(
    mix: Rect,
    place: Position,
    app: &App,
) -> Option<((usize, usize), Option<f64>)> {
    let rows = rows(app);
    widget(app, &rows).fader_at(inside(mix), place)
}

/// The workloads with their faders.
pub(super) fn rows(app: &App) -> Vec<MixerRow> {
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

/// The mixer of these rows.
pub(super) fn widget<'a>(app: &'a App, rows: &'a [MixerRow]) -> Mixer<'a> {
    let focus =
        (app.pane == Pane::Main && app.panel.is_none()).then_some((app.mixer.row, app.mixer.fader));
    Mixer::new(rows, &app.theme.palette)
        .charset(app.theme.charset)
        .focus(focus)
}

/// Draws the mixer with its frame.
pub(super) fn render(frame: &mut Frame<'_>, area: Rect, app: &App, rows: &[MixerRow]) {
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
    let widget = widget(app, rows);
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
