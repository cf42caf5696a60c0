//! Timeline: one trial, from its first hour to its last.
//!
//! ```text
//! ┌ trial 3,750 · worst history of A · w: another ─────────────────────────────┐
//! │ Microsoft Azure      ▁    ▃        ▅▅        ▁     41 outages              │
//! │ Oracle Cloud            ████████                    9                      │
//! │                      y1 ┬──────── y2 ┬─────────▲── y3                      │
//! │ served  A            ████▆██████████▃██████    99.1 %                      │
//! │         B            ███████████████▇██████                                │
//! │ loss so far A        ▁▁▂▂▃▃▄▄▅▅▆▆▇▇██                                      │
//! ├ 94 outages, 51 felt · n p: next felt ──────────────────────────────────────┤
//! │ y3 d143 04:10  7.8 h  Azure · Global control plane  40 %  A $3 M  B $1 M   │
//! │ A −40 % of Inference: AWS, Google took 38 % after 24 min · $3.4 M          │
//! └────────────────────────────────────────────────────────────────────────────┘
//! ```
//!
//! Where there is room, what is served and what is lost so far are charts with axes of their own, and on a wide
//! terminal the list stands beside them. All of them share their columns.

mod events;
mod lanes;
mod strips;

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Margin, Position, Rect};
use ratatui::widgets::Paragraph;

use super::heads::Head;
use super::pane;
use crate::analysis::Timeline;
use crate::chart::{Axis, NumberFormat, Scale, Span};
use crate::ui::app::App;
use crate::units::{HOURS_PER_YEAR, grouped, moment};

/// From this width the list stands beside the pictures.
const SIDE_BY_SIDE: u16 = 170;

/// Rows of a chart, and of the list below the pictures.
const CHART: u16 = 7;
const LIST: u16 = 9;
const ROOMY_LIST: u16 = 13;

/// What is drawn: the trial, and the stretch of it that is looked at.
pub(super) struct View<'a> {
    pub(super) app: &'a App,
    pub(super) timeline: &'a Timeline,
    /// The stretch \[h\].
    pub(super) from: f64,
    pub(super) to: f64,
    /// Columns of the names, and of what stands behind the plot.
    pub(super) names: u16,
    pub(super) behind: u16,
}

impl<'a> View<'a> {
    fn of(app: &'a App, width: u16) -> Option<Self> {
        let timeline = app.watch.timeline()?;
        let (from, to) = app.watch.span();
        let names = if width >= 100 { 24 } else { 18 };
        Some(Self {
            app,
            timeline,
            from,
            to,
            names: names.min(width / 3),
            behind: 11.min(width / 6),
        })
    }

    /// Index, letter and portfolio of A and of B.
    pub(super) fn pair(&self) -> Vec<(usize, &'static str)> {
        let (a, b) = (self.app.workspace.a, self.app.workspace.b);
        let both = [(a, "A"), (b, "B")];
        let known = both
            .into_iter()
            .filter(|(p, _)| *p < self.timeline.sides.len());
        known.take(if a == b { 1 } else { 2 }).collect()
    }

    /// The columns in which time runs.
    pub(super) fn plot(&self, area: Rect) -> Rect {
        let names = self.names.min(area.width);
        Rect {
            x: area.x + names,
            width: area.width.saturating_sub(names + self.behind),
            ..area
        }
    }

    /// The instants at which a column of the plot begins and ends \[h\].
    pub(super) fn column(&self, column: u16, plot: Rect) -> (f64, f64) {
        let width = (self.to - self.from) / f64::from(plot.width.max(1));
        let start = self.from + f64::from(column) * width;
        (start, start + width)
    }

    /// The axis of time: years of the trial, days of a year, or hours of a day, whichever suits the stretch.
    pub(super) fn axis(&self) -> TimeAxis {
        let start = |unit: f64| (self.from / unit).floor() * unit;
        let year = start(HOURS_PER_YEAR);
        let (unit, origin, name) = match self.to - self.from {
            length if length > 2.0 * HOURS_PER_YEAR => (HOURS_PER_YEAR, 0.0, "years".to_owned()),
            length if length > 96.0 => {
                let name = format!("day of y{:.0}", year / HOURS_PER_YEAR + 1.0);
                (24.0, year - 24.0, name)
            }
            _ => {
                let day = year + ((self.from - year) / 24.0).floor() * 24.0;
                let moment = moment(day);
                let day_shown = moment.rsplit_once(' ').map_or("", |(day, _)| day);
                (1.0, day, format!("hour of {day_shown}"))
            }
        };
        TimeAxis { unit, origin, name }
    }

    /// The stretch as a span of hours.
    pub(super) fn span(&self) -> Span {
        Span::new(Scale::Linear, (self.from, self.to))
    }
}

/// How time is counted along an axis.
pub(super) struct TimeAxis {
    /// Hours of a unit, and where it counts from \[h\].
    unit: f64,
    origin: f64,
    /// What is counted.
    pub(super) name: String,
}

impl TimeAxis {
    /// An instant in the axis's own unit.
    pub(super) fn of(&self, hours: f64) -> f64 {
        (hours - self.origin) / self.unit
    }

    /// The instant of a value on the axis \[h\].
    pub(super) fn hours(&self, value: f64) -> f64 {
        self.origin + value * self.unit
    }

    /// The axis from one instant to another.
    pub(super) fn axis(&self, (from, to): (f64, f64)) -> Axis {
        let range = (self.of(from), self.of(to));
        Axis::new("", Scale::Linear, range, NumberFormat::Number)
    }
}

pub(super) fn render(frame: &mut Frame<'_>, area: Rect, app: &App) {
    let [pictures, list] = halves(area, app);
    let Some(view) = View::of(app, pictures.width.saturating_sub(2)) else {
        let inner = pane(frame, area, "timeline", true, &app.theme);
        let words = "making the first trials…";
        let words = app.theme.charset.fold(words).into_owned();
        frame.render_widget(Paragraph::new(words).style(app.theme.palette.dim), inner);
        return;
    };
    let title = title(&view);
    let inner = pane(frame, pictures, &title, false, &app.theme);
    render_pictures(frame, inner, &view);
    events::render(frame, list, &view);
}

/// The pictures and the list: side by side, or one above the other.
fn halves(area: Rect, app: &App) -> [Rect; 2] {
    if area.width >= SIDE_BY_SIDE {
        return Layout::horizontal([Constraint::Fill(5), Constraint::Fill(4)]).areas(area);
    }
    let pictures = Constraint::Length(pictures_height(area.height, app));
    Layout::vertical([pictures, Constraint::Fill(1)]).areas(area)
}

/// The pictures and the list on the screen, both without their frames, where they are drawn.
fn places(app: &App) -> Option<(View<'_>, Rect, Rect)> {
    let [pictures, list] = halves(super::main_area(app)?, app);
    let view = View::of(app, pictures.width.saturating_sub(2))?;
    let inner = |area: Rect| area.inner(Margin::new(1, 1));
    Some((view, inner(pictures), inner(list)))
}

/// The outages in the order of their lines.
pub(in crate::ui) fn outage_order(app: &App) -> Vec<usize> {
    View::of(app, 0).map_or(Vec::new(), |view| events::order(&view))
}

/// The heading of the list of outages.
pub(super) fn heads(app: &App) -> Vec<Head> {
    places(app).map_or(Vec::new(), |(view, _, list)| events::heads(&view, list))
}

/// The instant at a column and row of the screen, where time runs there \[h\].
pub(in crate::ui) fn time_at(app: &App, (column, row): (u16, u16)) -> Option<f64> {
    let (view, pictures, _) = places(app)?;
    let plot = view.plot(pictures);
    let inside = plot.contains(Position::new(column, row));
    let (from, to) = view.column(column.checked_sub(plot.x).filter(|_| inside)?, plot);
    Some(f64::midpoint(from, to))
}

/// The outage at a column and row of the screen: a line of the list, or in the pictures the one nearest in time, of the
/// component of that lane where it is one.
pub(in crate::ui) fn event_at(app: &App, place: (u16, u16)) -> Option<usize> {
    let (view, pictures, list) = places(app)?;
    if let Some(event) = events::row_at(&view, list, place) {
        return Some(event);
    }
    let time = time_at(app, place)?;
    let rows = lanes_area(pictures, &view);
    let lane = lanes::lane_at(&view, rows, place.1);
    let apart = |from: f64, to: f64| (from - time).max(time - to).max(0.0);
    let nearest = |spells: &mut dyn Iterator<Item = (usize, f64, f64)>| {
        let nearest = spells.min_by(|x, y| apart(x.1, x.2).total_cmp(&apart(y.1, y.2)));
        nearest.map(|(event, ..)| event)
    };
    let all = view.timeline.events.iter().enumerate();
    match lane.filter(|lane| !lane.spells.is_empty()) {
        Some(lane) => nearest(&mut lane.spells.iter().map(|s| (s.event, s.from, s.to))),
        None => nearest(&mut all.map(|(index, event)| (index, event.from, event.to))),
    }
}

/// Rows of the pictures above the list, with their frame: charts where both have room, else what the rows need.
fn pictures_height(height: u16, app: &App) -> u16 {
    let lanes = app
        .watch
        .timeline()
        .map_or(0, |timeline| timeline.lanes.len());
    let lanes = u16::try_from(lanes).unwrap_or(u16::MAX).min(height);
    let with_charts = lanes.saturating_add(3 + 2 * CHART);
    if with_charts + ROOMY_LIST <= height {
        return (height * 3 / 5).clamp(with_charts, height - ROOMY_LIST);
    }
    lanes.saturating_add(7).min(height.saturating_sub(LIST))
}

/// `trial 3,750 · worst history of A · w: another`
fn title(view: &View<'_>) -> String {
    let watch = &view.app.watch;
    let trial = usize::try_from(view.timeline.trial).unwrap_or(usize::MAX);
    let year = watch
        .year
        .map_or(String::new(), |year| format!(", year {}", year + 1));
    let edited = if view.app.run.stale { " · edited" } else { "" };
    let key = view
        .app
        .keys
        .shown(crate::session::command::Command::WatchWorstA);
    let key = key.split(' ').next().unwrap_or_default();
    format!(
        "trial {} · {}{year}{edited} · {key}: another",
        grouped(trial),
        watch.pick.words()
    )
}

fn render_pictures(frame: &mut Frame<'_>, area: Rect, view: &View<'_>) {
    let [above, axis, below] = pictures(area, view);
    lanes::render(frame, above, axis, view);
    if has_charts(area, view) {
        let [served, lost] =
            Layout::vertical([Constraint::Fill(1), Constraint::Fill(1)]).areas(below);
        strips::render_charts(frame, (served, lost), view);
    } else {
        strips::render(frame, below, view);
    }
}

/// Whether what is served and lost are charts.
fn has_charts(area: Rect, view: &View<'_>) -> bool {
    usize::from(area.height) > view.timeline.lanes.len() + 2 * usize::from(CHART)
}

/// The lanes, the axis of time, and what is served and lost.
fn pictures(area: Rect, view: &View<'_>) -> [Rect; 3] {
    let lanes = u16::try_from(view.timeline.lanes.len()).unwrap_or(u16::MAX);
    let strips = 2 * u16::try_from(view.pair().len()).unwrap_or(2);
    let (above, below) = if has_charts(area, view) {
        (Constraint::Length(lanes), Constraint::Fill(1))
    } else {
        (Constraint::Fill(1), Constraint::Length(strips))
    };
    Layout::vertical([above, Constraint::Length(1), below]).areas(area)
}

/// Where the lanes are drawn.
fn lanes_area(area: Rect, view: &View<'_>) -> Rect {
    pictures(area, view)[0]
}
