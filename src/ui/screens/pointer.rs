//! What lies under the mouse: the places are those that drawing uses, worked out again.

use ratatui::layout::{Position, Rect};

use super::dialogs::{self, Under};
use super::heads::head_at;
use super::{bands, concentration, foot, overview, snapshots, split_for_panel, tabs};
use crate::session::command::Command;
use crate::ui::app::{App, Pane, ScreenId, TableId};
use crate::ui::inputs;
use crate::ui::overlay::Overlay;

/// Something to click on, to turn the wheel over or to drag.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::ui) enum Target {
    /// The name of a screen.
    Tab(ScreenId),
    /// A key of the footer.
    Key(Command),
    /// A row of the list in the dialog on top.
    Row(usize),
    /// The dialog on top.
    Dialog,
    /// Beside the dialog on top.
    Outside,
    /// A row of the inputs.
    Input(usize),
    /// The line that finds among the inputs.
    Filter,
    /// The panel of inputs.
    Panel,
    /// A fader: its row, its number, and the share that its bar has there.
    Fader(usize, usize, Option<f64>),
    /// A saved snapshot.
    Snapshot(usize),
    /// The heading of a column, by which the table can be sorted, and whether it holds numbers.
    Head(TableId, usize, bool),
    /// The heading of the snapshots.
    SnapshotHead,
    /// A part of the overview.
    Part(Pane),
    /// What can be scrolled.
    Scrolled,
    /// The chart of the screen.
    Chart,
    /// Nothing of these.
    Nothing,
}

/// What lies at a place of the screen that was drawn last.
pub(in crate::ui) fn under(app: &App, at: Position) -> Target {
    let area = Rect::new(0, 0, app.size.0, app.size.1);
    if area.width < super::LEAST.0 || area.height < super::LEAST.1 {
        return Target::Nothing;
    }
    let [head, _, body, _, bottom] = bands(area, app);
    if !matches!(app.overlays.last(), Some(Overlay::Sort(_)))
        && let Some(column) = head_at(app, at)
    {
        return Target::Head(column.table, column.index, column.is_number);
    }
    if let Some(overlay) = app.overlays.last() {
        return match dialogs::under(body, overlay, app, at) {
            Under::Row(i) => Target::Row(i),
            Under::Inside => Target::Dialog,
            Under::Outside => Target::Outside,
        };
    }
    if head.contains(at) {
        let tab = tabs(head)
            .into_iter()
            .find(|(place, ..)| place.contains(at));
        return tab.map_or(Target::Nothing, |(_, screen, _)| Target::Tab(screen));
    }
    if bottom.contains(at) {
        let keys = foot::places(bottom, app);
        let key = keys.into_iter().find(|(place, _)| place.contains(at));
        let command = key.and_then(|(_, key)| key.command);
        return command.map_or(Target::Nothing, Target::Key);
    }
    let (main, side) = split_for_panel(body, app);
    match (main, side, &app.panel) {
        (_, Some(side), Some(panel)) if side.contains(at) => {
            match inputs::under(side, panel, &app.workspace, at) {
                inputs::Under::Row(i) => Target::Input(i),
                inputs::Under::Filter => Target::Filter,
                inputs::Under::Panel => Target::Panel,
            }
        }
        (Some(main), ..) if main.contains(at) => on_screen(main, app, at),
        _ => Target::Nothing,
    }
}

fn on_screen(main: Rect, app: &App, at: Position) -> Target {
    match app.screen {
        ScreenId::Overview => {
            let places = overview::places(main, app);
            if places.mix.contains(at) {
                return match overview::fader_at(places.mix, at, app) {
                    Some(((row, fader), share)) => Target::Fader(row, fader, share),
                    None => Target::Part(Pane::Main),
                };
            }
            let holds = |place: Option<Rect>| place.is_some_and(|place| place.contains(at));
            if holds(places.chart) {
                Target::Part(Pane::Chart)
            } else if holds(places.parts) {
                Target::Part(Pane::Parts)
            } else {
                Target::Nothing
            }
        }
        ScreenId::Exceedance | ScreenId::Timeline => Target::Chart,
        ScreenId::Concentration if concentration::last_scroll(app, main) > 0 => Target::Scrolled,
        ScreenId::Concentration => Target::Nothing,
        ScreenId::Snapshots => match snapshots::under(main, app, at) {
            snapshots::Under::Row(i) => Target::Snapshot(i),
            snapshots::Under::Head => Target::SnapshotHead,
            snapshots::Under::Nothing => Target::Nothing,
        },
    }
}
