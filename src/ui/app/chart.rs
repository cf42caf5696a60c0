//! How far one looks into a chart: zoom and pan along the loss, and a saved curve laid over it.

use super::{App, Card, ScreenId};
use crate::chart::Span;
use crate::session::command::Command;
use crate::session::record;
use crate::ui::screens::{curves, timeline};

/// A snapshot's curves on top of those of now.
#[derive(Clone, Debug, PartialEq)]
pub struct Overlaid {
    /// The snapshot's id, to take it away again.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its portfolios: id, and loss and probability of more at its return periods, AEP and OEP.
    pub curves: Vec<record::SavedCurve>,
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
            return self.tell(format!("“{name}” is no longer on the charts"));
        }
        self.chart.overlaid = Some(Overlaid {
            id: id.clone(),
            name: name.clone(),
            curves: record::saved_curves(snapshot),
        });
        self.tell(format!(
            "“{name}” is on the charts of 1 and 2; o takes it away"
        ));
    }
}
