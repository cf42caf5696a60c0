//! How far one looks into a chart: zoom and pan along the loss, and a saved curve laid over it.

use std::sync::Arc;

use super::{App, Card, Effect, ScreenId};
use crate::chart::Span;
use crate::session::command::Command;
use crate::session::{Request, Update, record};
use crate::store::Snapshot;
use crate::ui::screens::{curves, timeline};
use crate::units::money;

/// A snapshot's curves on top of those of now.
#[derive(Clone, Debug, PartialEq)]
pub struct Overlaid {
    /// The snapshot's id, to take it away again.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its portfolios: id, and loss and probability of more, AEP and OEP.
    pub curves: Vec<record::SavedCurve>,
    /// Whether these are the whole curves, not only their points at the return periods, which is what a snapshot saves.
    pub is_whole: bool,
    /// What it saved, to hold the curves that are made again against.
    snapshot: Arc<Snapshot>,
    /// The run that makes the curves again.
    generation: Option<u64>,
}

/// The narrowest part of the whole axis that is shown.
const NARROWEST: f64 = 1e-4;

impl App {
    /// Zooms or pans the chart of the screen, or says that the command is about something else.
    pub(super) fn zoom_command(&mut self, command: Command) -> bool {
        let chart = matches!(self.screen, ScreenId::Overview | ScreenId::Exceedance);
        if !chart || self.panel.is_some() && command == Command::Reset {
            return false;
        }
        let span = curves::shown_span(self);
        match command {
            Command::ZoomIn | Command::ZoomOut => {
                let cursor = self.chart.cursor.and_then(|loss| span.position(loss));
                let at = cursor.unwrap_or(0.5);
                let factor = if command == Command::ZoomIn { 2.0 } else { 0.5 };
                self.look_at(span.zoomed(at, factor));
            }
            Command::PanLeft => self.look_at(span.panned(-0.2)),
            Command::PanRight => self.look_at(span.panned(0.2)),
            Command::Reset => (self.chart.zoom, self.chart.cursor) = (None, None),
            _ => return false,
        }
        true
    }

    /// Takes a column and row of the terminal: the chart's cursor goes to the datum nearest to it, the timeline selects
    /// the outage there. Says whether there was either.
    pub fn point_at(&mut self, place: (u16, u16)) -> bool {
        if self.screen == ScreenId::Timeline {
            let event = timeline::event_at(self, place);
            event.inspect(|event| self.select_outage(*event)).is_some()
        } else {
            let datum = curves::datum_at(self, place);
            datum
                .inspect(|loss| self.chart.cursor = Some(*loss))
                .is_some()
        }
    }

    /// Zooms the chart or the timeline by a factor, above 1 for more detail; what is under this column and row of the
    /// terminal stays where it is. Says whether there was either.
    pub fn zoom_under(&mut self, place: (u16, u16), factor: f64) -> bool {
        if self.screen == ScreenId::Timeline {
            let at = timeline::time_at(self, place);
            return at.inspect(|at| self.zoom_time(*at, factor)).is_some();
        }
        let Some(at) = curves::place_at(self, place) else {
            return false;
        };
        let span = curves::shown_span(self);
        self.look_at(span.zoomed(at, factor));
        true
    }

    /// Shows this part of the loss, as far as there are losses; all of it where it is not less than that.
    pub(super) fn look_at(&mut self, wanted: Span) {
        let whole = curves::whole_span(self);
        let (least, most) = whole.range();
        let furthest = curves::largest_loss_of_all(self).max(most);
        let (low, high) = wanted.range();
        let low = low.max(least);
        let high = high.min(furthest);
        let part = |value: f64| whole.project(value).unwrap_or(0.0);
        if part(high) - part(low) < NARROWEST {
            return self.tell("that is as near as it gets");
        }
        let is_whole = part(high) - part(low) >= 1.0 - 1e-9;
        self.chart.zoom = (!is_whole).then_some((low, high));
    }

    /// Lays the selected snapshot's curves over those of now, or takes them away.
    pub(super) fn overlay_snapshot(&mut self) {
        let Some(Card::Whole { id, snapshot }) = self.shelf.cards.get(self.shelf.selected) else {
            return;
        };
        let is_there = self
            .chart
            .overlaid
            .as_ref()
            .is_some_and(|over| over.id == *id);
        let name = snapshot.name.clone();
        if is_there {
            self.chart.overlaid = None;
            self.effects.push(Effect::Recall(None));
            return self.tell(format!("“{name}” is no longer on the charts"));
        }
        let snapshot = Arc::clone(snapshot);
        self.chart.overlaid = Some(Overlaid {
            id: id.clone(),
            name: name.clone(),
            curves: record::saved_curves(&snapshot),
            is_whole: false,
            snapshot: Arc::clone(&snapshot),
            generation: None,
        });
        let overlay = self.keys.shown(Command::Overlay);
        match record::open_snapshot(&snapshot) {
            Ok(workspace) => {
                self.effects.push(Effect::Recall(Some(Request {
                    scenario: Arc::clone(workspace.scenario()),
                    seed: snapshot.seed,
                    trials: usize::try_from(snapshot.trials).unwrap_or(super::MOST_TRIALS),
                    a: workspace.a,
                    b: workspace.b,
                })));
                self.tell(format!(
                    "“{name}” is on the charts of 1 and 2; {overlay} takes it away"
                ));
            }
            Err(_) => self.complain(format!(
                "“{name}” can't be run by this version: its points at the return periods are shown"
            )),
        }
    }

    /// The generation of the run that makes a snapshot's curves again.
    pub fn recalls(&mut self, generation: u64) {
        if let Some(over) = &mut self.chart.overlaid {
            over.generation = Some(generation);
        }
    }

    /// Takes what a run of an overlaid snapshot says: its whole curves, where they are those that were saved.
    ///
    /// Says whether there is something new to draw.
    pub fn recalled(&mut self, update: Update) -> bool {
        let Some(over) = &mut self.chart.overlaid else {
            return false;
        };
        if over.generation != Some(update.generation) {
            return false;
        }
        let words = match update.result {
            Ok(progress) if !progress.is_final() => return false,
            Ok(progress) => match record::first_difference(&over.snapshot, &progress.figures) {
                None => {
                    over.curves = record::whole_curves(&progress.figures);
                    over.is_whole = true;
                    return true;
                }
                Some((portfolio, then, now)) => {
                    let currency = &progress.figures.currency;
                    let (then, now) = (money(then, currency), money(now, currency));
                    format!(
                        "made again, {portfolio} loses {now} where {then} was saved: the saved points stay"
                    )
                }
            },
            Err(failure) => failure.to_string(),
        };
        let words = format!("“{}”: {words}", over.name);
        self.complain(words);
        true
    }
}
