//! The footer: what just happened or how far the trials are, and the keys that work now.

use std::time::Duration;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use unicode_width::UnicodeWidthStr;

use super::exceedance;
use crate::analysis::Figures;
use crate::session::command::Command;
use crate::ui::app::{App, Pane, ScreenId};
use crate::ui::widgets::Charset;
use crate::units::grouped;

/// The width from which the footer says how long the trials took.
const ROOM_FOR_TIME: u16 = 100;

/// What the footer says on its left: what just happened, else how far the trials are.
fn words_of(app: &App, width: u16) -> Line<'static> {
    let theme = &app.theme;
    let left = match &app.toast {
        Some(toast) if toast.is_error => Line::styled(format!(" {}", toast.text), theme.error),
        Some(toast) => Line::raw(format!(" {}", toast.text)),
        None => progress_line(app, width),
    };
    folded(left, theme.charset)
}

/// The keys of the footer that have room beside the words, each with its place.
pub(super) fn places(area: Rect, app: &App) -> Vec<(Rect, FootKey)> {
    // What just happened is read in full, unless it is a novel.
    let most = usize::from(area.width) * 3 / 4;
    let words = words_of(app, area.width).width().min(most);
    let room = usize::from(area.width).saturating_sub(words + 2);
    let mut kept: Vec<(u16, FootKey)> = Vec::new();
    let mut width = 0;
    for key in keys_now(app) {
        let next = key.key.width() + key.words.width() + 3;
        // The way to help and out is always there: it comes early and has its room.
        if width + next <= room {
            width += next;
            kept.push((u16::try_from(next).unwrap_or(u16::MAX), key));
        }
    }
    let mut x = area
        .right()
        .saturating_sub(u16::try_from(width).unwrap_or(u16::MAX));
    let place = |(width, key): (u16, FootKey)| {
        let place = Rect { x, width, ..area };
        x = x.saturating_add(width);
        (place, key)
    };
    kept.into_iter().map(place).collect()
}

pub(super) fn render(frame: &mut Frame<'_>, area: Rect, app: &App) {
    let theme = &app.theme;
    let keys = places(area, app);
    let right = keys.first().map_or(area.right(), |(place, _)| place.x);
    for (place, key) in keys {
        let line = Line::from(vec![
            Span::styled(key.key, theme.key),
            Span::raw(format!(" {}  ", key.words)),
        ]);
        frame.render_widget(Paragraph::new(line), place);
    }
    let left = words_of(app, area.width);
    let left_area = Rect {
        width: right.saturating_sub(area.x + 1),
        ..area
    };
    let left_width = usize::from(left_area.width);
    if left.width() > left_width && left_width > 1 {
        let text: String = left
            .spans
            .iter()
            .map(|span| span.content.as_ref())
            .collect();
        let style = left.style;
        frame.render_widget(
            Paragraph::new(theme.charset.fit(&text, left_width).into_owned()).style(style),
            left_area,
        );
    } else {
        frame.render_widget(Paragraph::new(left), left_area);
    }
}

/// ` 100,000 trials ██████████ seed 1 · ± 0.8 %  0.41 s`
fn progress_line(app: &App, width: u16) -> Line<'static> {
    let theme = &app.theme;
    let done = app
        .run
        .figures
        .as_ref()
        .filter(|_| !app.run.stale)
        .map_or(0, |figures| figures.trials);
    let mut spans = vec![Span::raw(format!(" {} trials ", grouped(done)))];
    if app.is_running() {
        let cells = 10;
        let full = (done * cells)
            .checked_div(app.run.wanted)
            .unwrap_or(0)
            .min(cells);
        let (on, off) = theme.charset.pick(("█", "░"), ("#", "."));
        spans.push(Span::raw(format!(
            "{}{} ",
            on.repeat(full),
            off.repeat(cells - full)
        )));
    }
    spans.push(Span::styled(
        format!("seed {}", app.seed),
        theme.palette.dim,
    ));
    if let Some(figures) = &app.run.figures {
        if let Some(relative) = precision(app, figures) {
            spans.push(Span::raw(format!(" · ±{relative:.1} %")));
        }
        if width >= ROOM_FOR_TIME {
            spans.push(Span::styled(
                format!(" · {}", seconds(app.run.elapsed)),
                theme.palette.dim,
            ));
        }
    }
    Line::from(spans)
}

/// A line in the glyphs of `charset`.
fn folded(mut line: Line<'_>, charset: Charset) -> Line<'_> {
    if charset == Charset::Ascii {
        for span in &mut line.spans {
            span.content = charset.fold(&span.content).into_owned().into();
        }
    }
    line
}

/// 95 % half-width of B's expected annual loss, in percent of it.
fn precision(app: &App, figures: &Figures) -> Option<f64> {
    let mean = figures.portfolios.get(app.workspace.b)?.annual.mean;
    (mean.value > 0.0).then(|| 100.0 * mean.half_width() / mean.value)
}

fn seconds(time: Duration) -> String {
    if time < Duration::from_secs(1) {
        format!("{} ms", time.as_millis())
    } else {
        format!("{:.1} s", time.as_secs_f64())
    }
}

/// A key of the footer.
pub(super) struct FootKey {
    key: String,
    words: &'static str,
    /// What a click on it does; nothing for several keys at once.
    pub(super) command: Option<Command>,
}

/// The keys that work now, the most telling first, the ways out last.
fn keys_now(app: &App) -> Vec<FootKey> {
    let key = |command: Command, words: &'static str| key(app, command, words);
    let fixed = |key, words| arrows(app, key, key, words);
    let mut keys: Vec<FootKey> = Vec::new();
    if app.panel.as_ref().is_some_and(|panel| panel.typing) {
        return vec![fixed("Enter", "keep"), fixed("Esc", "clear")];
    }
    if app.panel.is_some() {
        keys.push(arrows(app, "left/right", "←→", "change"));
        keys.push(key(Command::Type, "type"));
        keys.push(key(Command::Halve, "half"));
        keys.push(key(Command::Evidence, "evidence"));
        keys.push(key(Command::Reset, "file's value"));
        keys.push(key(Command::Back, "close"));
    } else {
        keys.extend(keys_of_screen(app));
        keys.push(key(Command::Inputs, "inputs"));
    }
    keys.push(key(Command::Undo, "undo"));
    keys.push(key(Command::Find, "find"));
    keys.push(key(Command::Save, "snapshot"));
    keys.push(key(Command::Palette, "commands"));
    if app.panel.is_none() {
        keys.push(key(Command::Figures, "what is it"));
        keys.push(prefix(app, Command::WatchWorstA, "watch"));
    }
    keys.push(key(Command::Quit, "quit"));
    // A key that does nothing here now is not held out.
    keys.retain(|key| {
        key.command
            .is_none_or(|command| app.lacks(command).is_none())
    });
    let rest = keys.len();
    keys.insert(rest.min(2), key(Command::Help, "help"));
    keys
}

/// A key that runs a command.
fn key(app: &App, command: Command, words: &'static str) -> FootKey {
    FootKey {
        key: app
            .theme
            .charset
            .fold(&app.keys.shown(command))
            .into_owned(),
        words,
        command: Some(command),
    }
}

/// The key after which there is a choice, one of which is this command.
fn prefix(app: &App, command: Command, words: &'static str) -> FootKey {
    let shown = app.keys.shown(command);
    let first = shown.split(' ').next().unwrap_or_default();
    FootKey {
        key: app.theme.charset.fold(first).into_owned(),
        words,
        command: None,
    }
}

/// Several keys at once.
fn arrows(app: &App, ascii: &str, fancy: &str, words: &'static str) -> FootKey {
    FootKey {
        key: app.theme.charset.pick(fancy, ascii).to_owned(),
        words,
        command: None,
    }
}

/// The keys that are this screen's own.
fn keys_of_screen(app: &App) -> Vec<FootKey> {
    let key = |command, words| key(app, command, words);
    let mut keys = Vec::new();
    match (app.screen, app.pane) {
        (ScreenId::Overview, Pane::Main) => {
            keys.push(arrows(app, "up/down", "↑↓", "share"));
            keys.push(arrows(app, "left/right", "←→", "choose"));
        }
        (ScreenId::Overview, Pane::Figures) => {
            keys.push(arrows(app, "up/down", "↑↓", "figure"));
            keys.push(key(Command::Open, "what it is"));
        }
        (ScreenId::Timeline, _) => {
            keys.push(key(Command::NextHit, "next outage"));
            keys.push(key(Command::ZoomIn, "zoom"));
        }
        (ScreenId::Overview | ScreenId::Exceedance, _) => {
            keys.push(arrows(app, "left/right", "←→", "cursor"));
            if app.screen == ScreenId::Exceedance {
                let other = exceedance::title(app.chart.curve.other()).0;
                keys.push(key(Command::NextPane, other));
            }
            keys.push(key(Command::LogLoss, "log"));
        }
        (ScreenId::Snapshots, _) => {
            let is_selected = app.lacks(Command::Rename).is_none();
            if is_selected {
                keys.push(key(Command::Open, "load"));
            }
            keys.push(key(Command::Compare, "compare"));
            keys.push(key(Command::Rename, "rename"));
            keys.push(key(Command::Delete, "delete"));
        }
        (ScreenId::Concentration, _) => keys.push(arrows(app, "up/down", "↑↓", "scroll")),
    }
    keys
}
