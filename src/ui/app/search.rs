//! Finding inputs and figures by a part of their names, and going from hit to hit.

use super::{App, Curve, Pane, ScreenId};
use crate::session::command::Command;
use crate::ui::ask::{AT_CURSOR, Asked, figures_of};
use crate::ui::overlay::{Choice, Take};
use crate::ui::screens;

/// What the last search found.
#[derive(Clone, Debug, Default)]
pub(super) struct Hits {
    /// The hits, the best first.
    pub(super) takes: Vec<Take>,
    /// The one that was gone to last.
    pub(super) at: usize,
}

/// A figure that was searched for: it is marked where it stands, and Enter asks about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The screen that shows it.
    pub screen: ScreenId,
    /// The id of its definition.
    pub id: &'static str,
    /// What it is called there.
    pub name: String,
}

impl Found {
    fn is(&self, asked: &Asked) -> bool {
        (self.id, &self.name) == (asked.definition.id, &asked.name)
    }
}

/// The screens with figures of their own: those of the snapshots are the overview's.
const SEARCHED: [ScreenId; 4] = [
    ScreenId::Overview,
    ScreenId::Exceedance,
    ScreenId::Timeline,
    ScreenId::Concentration,
];

impl App {
    /// What can be found: every input, and the figures of every screen.
    pub fn findable(&self) -> Vec<Choice> {
        let mut found = self.input_choices();
        for screen in SEARCHED {
            found.extend(figures_of(self, screen).iter().map(|asked| {
                let values = asked.values.iter().take(2);
                let values: Vec<String> = values
                    .map(|(letter, value)| format!("{letter} {value}"))
                    .collect();
                Choice {
                    name: format!("{} · {}", screen.name(), asked.name),
                    detail: values.join(", "),
                    key: String::new(),
                    refused: false,
                    take: Take::Figure(Found {
                        screen,
                        id: asked.definition.id,
                        name: asked.name.clone(),
                    }),
                }
            }));
        }
        found
    }

    /// Goes to the next or the former hit of the last search.
    pub(super) fn next_hit(&mut self, by: isize) {
        let count = self.hits.takes.len();
        if count == 0 {
            return self.tell("nothing was searched for; / finds inputs and figures");
        }
        let at = (self.hits.at + count).saturating_add_signed(by) % count;
        self.hits.at = at;
        let take = self.hits.takes[at].clone();
        self.overlays.clear();
        self.take_choice(&take);
        let words = match &take {
            Take::Input(path) => path.to_string(),
            Take::Figure(found) => format!("{}, Enter asks what it is", found.name),
            _ => return,
        };
        self.tell(format!("hit {} of {count}: {words}", at + 1));
    }

    /// Goes to a figure and marks it; one that has no row of its own is marked in the list of the screen's figures.
    pub(super) fn go_to_figure(&mut self, found: &Found) {
        self.panel = None;
        self.go(found.screen);
        self.retell();
        let figures = figures_of(self, found.screen);
        let Some(index) = figures.iter().position(|asked| found.is(asked)) else {
            return self.tell(format!("{} is no longer there", found.name));
        };
        self.pane = Pane::default();
        self.found = Some(found.clone());
        let is_marked = match found.screen {
            ScreenId::Overview => self.select_on_overview(index, &figures),
            ScreenId::Exceedance => self.select_on_exceedance(found),
            ScreenId::Timeline => self.select_told(found, &figures[index]),
            ScreenId::Concentration => {
                let scroll = screens::found_scroll(self);
                self.chart.scroll = scroll.unwrap_or(0);
                scroll.is_some()
            }
            ScreenId::Snapshots => false,
        };
        if !is_marked {
            self.list_figures(index);
        }
    }

    fn select_on_overview(&mut self, index: usize, figures: &[Asked]) -> bool {
        let rows = self.run.figures.as_ref();
        let rows = rows.map_or(0, |figures| screens::overview_rows(self, figures));
        let asked = &figures[index];
        if index < rows {
            (self.pane, self.chart.figure) = (Pane::Figures, index);
        } else if let Some(part) = screens::part_of(self, asked) {
            (self.pane, self.chart.scroll) = (Pane::Parts, part);
        } else if asked.name == AT_CURSOR {
            self.pane = Pane::Chart;
        } else {
            return false;
        }
        true
    }

    fn select_on_exceedance(&mut self, found: &Found) -> bool {
        if found.name.starts_with("OEP") {
            self.chart.curve = Curve::Occurrence;
        } else if found.name.starts_with("AEP") {
            self.chart.curve = Curve::Aggregate;
        } else {
            // At the cursor and at the appetite the screen has no row to select.
            return false;
        }
        true
    }

    fn select_told(&mut self, found: &Found, asked: &Asked) -> bool {
        let event = self.watch.timeline().and_then(|told| {
            let mut events = told.events.iter();
            events.position(|event| {
                let name = format!("{} · {}", crate::units::moment(event.from), event.name);
                found.id == "charge" && name == asked.name
            })
        });
        event.inspect(|event| self.go_to_outage(*event)).is_some()
    }

    /// Whoever moves on by hand leaves what was found.
    pub(super) fn leave_found(&mut self, command: Command) {
        if command.moves() && !matches!(command, Command::Open | Command::Back) {
            self.found = None;
        }
    }

    /// The figure that is marked on this screen, as it is now.
    pub(super) fn found_figure(&self) -> Option<Asked> {
        let found = self.found_here()?;
        let mut figures = figures_of(self, self.screen).into_iter();
        figures.find(|asked| found.is(asked))
    }

    /// What a search has marked on this screen.
    pub fn found_here(&self) -> Option<&Found> {
        let here = self.found.as_ref();
        here.filter(|found| found.screen == self.screen && self.panel.is_none())
    }
}
