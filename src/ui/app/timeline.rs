//! Which trial is watched on the timeline, and how it is looked at.

use std::sync::Arc;

use tui_input::Input as Line;

use super::{App, ScreenId};
use crate::analysis::{Figures, Ranked, Timeline, TimelineEvent};
use crate::engine::Plan;
use crate::model::ValidScenario;
use crate::session::command::Command;
use crate::ui::overlay::{Overlay, Prompt, Purpose};
use crate::units::{HOURS_PER_YEAR, digits, grouped};

/// The shortest stretch that is looked at \[h\].
const SHORTEST: f64 = 6.0;

/// One of the two portfolios that are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Letter {
    /// The first.
    A,
    /// The second.
    B,
}

impl Letter {
    /// As people write it.
    pub fn shown(self) -> &'static str {
        match self {
            Letter::A => "A",
            Letter::B => "B",
        }
    }
}

/// How the trial was chosen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pick {
    /// By its number.
    Number(u64),
    /// By the quantile of a portfolio's loss over the horizon.
    Loss(Letter, f64),
    /// By the quantile of a portfolio's loss of a single year.
    Year(Letter, f64),
    /// By the quantile of B − A.
    Difference(f64),
}

impl Pick {
    /// In words: `the worst history of A`.
    pub fn words(self) -> String {
        let rank = |quantile: f64, worst: &str| match quantile {
            q if q >= 1.0 => worst.to_owned(),
            q if (q - 0.5).abs() < 1e-9 => "median".to_owned(),
            q => format!("{} %", digits(q * 100.0, 4)),
        };
        match self {
            Pick::Number(_) => "chosen by its number".to_owned(),
            Pick::Loss(letter, q) => {
                format!("{} history of {}", rank(q, "worst"), letter.shown())
            }
            Pick::Year(letter, q) => format!("{} year of {}", rank(q, "worst"), letter.shown()),
            Pick::Difference(q) if q <= 0.0 => "largest A − B".to_owned(),
            Pick::Difference(q) => format!("{} B − A", rank(q, "largest")),
        }
    }

    /// The trial, and the year of it where years were ranked.
    fn found(self, figures: &Figures, (a, b): (usize, usize)) -> Option<(u64, Option<usize>)> {
        let side = |letter| {
            let p = if letter == Letter::A { a } else { b };
            figures.portfolios.get(p)
        };
        let trial = |ranked: &Ranked, quantile| Some((ranked.at(quantile)? as u64, None));
        match self {
            Pick::Number(number) => Some((number, None)),
            Pick::Loss(letter, quantile) => trial(&side(letter)?.ranked, quantile),
            Pick::Difference(quantile) => trial(&figures.comparison.as_ref()?.ranked, quantile),
            Pick::Year(letter, quantile) => {
                let index = side(letter)?.annual.ranked.at(quantile)?;
                let years = figures.horizon_years.max(1);
                Some(((index / years) as u64, Some(index % years)))
            }
        }
    }
}

/// A trial that was told, and what it was told from.
#[derive(Debug)]
pub struct Told {
    /// The trial.
    pub timeline: Timeline,
    scenario: Arc<ValidScenario>,
}

/// The trial on the timeline.
#[derive(Clone, Debug)]
pub struct Watch {
    /// How it was chosen.
    pub pick: Pick,
    /// The year that was found, where years were ranked.
    pub year: Option<usize>,
    /// The trial as told.
    pub told: Option<Arc<Told>>,
    /// Index of the selected outage.
    pub selected: usize,
    /// The stretch that is looked at, where it is not the whole \[h\].
    pub view: Option<(f64, f64)>,
    /// The trial, once it is found.
    trial: Option<u64>,
    /// Whether it was found among all trials of the run: then it stays, also under an edited scenario.
    settled: bool,
    /// Seed, trials and portfolios among which it was found.
    among: (u64, usize, usize, usize),
    /// The scenario made ready, for as long as it does not change.
    plan: Option<(Arc<ValidScenario>, Arc<Plan>)>,
}

impl Default for Watch {
    fn default() -> Self {
        Self {
            pick: Pick::Loss(Letter::A, 1.0),
            year: None,
            told: None,
            selected: 0,
            view: None,
            trial: None,
            settled: false,
            among: (0, 0, 0, 0),
            plan: None,
        }
    }
}

impl Watch {
    /// The trial as told.
    pub fn timeline(&self) -> Option<&Timeline> {
        self.told.as_ref().map(|told| &told.timeline)
    }

    /// The stretch of time that is looked at \[h\].
    pub fn span(&self) -> (f64, f64) {
        let whole = self.timeline().map_or(HOURS_PER_YEAR, Timeline::hours);
        self.view.unwrap_or((0.0, whole))
    }

    /// Looks at a stretch of this length around an instant, within the horizon.
    fn look(&mut self, centre: f64, length: f64) {
        let whole = self.timeline().map_or(HOURS_PER_YEAR, Timeline::hours);
        if length >= whole {
            self.view = None;
            return;
        }
        let length = length.max(SHORTEST);
        let from = (centre - length / 2.0).clamp(0.0, whole - length);
        self.view = Some((from, from + length));
    }

    /// Selects an outage and brings it into view.
    fn select(&mut self, event: usize) {
        self.selected = event;
        let place = self.timeline().and_then(|timeline| {
            let event = timeline.events.get(event)?;
            Some((event.from, event.to))
        });
        let (from, to) = self.span();
        if let (Some((start, end)), Some(_)) = (place, self.view)
            && (start < from || start > to)
        {
            self.look(f64::midpoint(start, end), to - from);
        }
    }

    /// The scenario made ready.
    fn plan_of(&mut self, scenario: &Arc<ValidScenario>) -> Arc<Plan> {
        if let Some((of, plan)) = &self.plan
            && Arc::ptr_eq(of, scenario)
        {
            return Arc::clone(plan);
        }
        let plan = Arc::new(Plan::new(scenario));
        self.plan = Some((Arc::clone(scenario), Arc::clone(&plan)));
        plan
    }

    /// The outage that costs A or B most, of those that begin in a year where one is given and has any.
    fn dearest(timeline: &Timeline, (a, b): (usize, usize), year: Option<usize>) -> usize {
        let cost = |losses: &[f64]| {
            let of = |p: usize| losses.get(p).copied().unwrap_or(0.0);
            of(a).max(of(b))
        };
        let within = |from: f64| {
            year.is_none_or(|year| {
                let start = year as f64 * HOURS_PER_YEAR;
                (start..start + HOURS_PER_YEAR).contains(&from)
            })
        };
        let rank = |event: &TimelineEvent| (within(event.from), cost(&event.losses));
        let events = timeline.events.iter().enumerate();
        let dearest = events.max_by(|x, y| {
            let (x, y) = (rank(x.1), rank(y.1));
            x.0.cmp(&y.0).then(x.1.total_cmp(&y.1))
        });
        dearest.map_or(0, |(index, _)| index)
    }
}

impl App {
    /// Tells the trial that is watched, where it is to be seen and is not yet told.
    pub(super) fn retell(&mut self) {
        if self.screen == ScreenId::Timeline {
            self.tell_trial();
        }
    }

    /// Tells the trial that is watched, where it is not yet told.
    pub(super) fn tell_trial(&mut self) {
        let (a, b) = (self.workspace.a, self.workspace.b);
        let among = (self.seed, self.trials, a, b);
        if self.watch.among != among {
            (self.watch.among, self.watch.settled) = (among, false);
        }
        if !self.watch.settled {
            self.find_trial((a, b));
        }
        let Some(trial) = self.watch.trial else {
            return;
        };
        let scenario = Arc::clone(self.workspace.scenario());
        let is_told = self.watch.told.as_ref().is_some_and(|told| {
            Arc::ptr_eq(&told.scenario, &scenario)
                && (told.timeline.trial, told.timeline.seed) == (trial, self.seed)
        });
        if is_told {
            return;
        }
        let plan = self.watch.plan_of(&scenario);
        let timeline = Timeline::new(&scenario, &plan, self.seed, trial);
        let watch = &mut self.watch;
        let before = watch
            .told
            .take()
            .filter(|told| told.timeline.trial == trial);
        // Under an edited scenario the same outage stays selected, else the one that began nearest to it.
        let kept = before
            .as_ref()
            .and_then(|told| told.timeline.events.get(watch.selected));
        let kept = kept.map(|old| {
            let apart = |index: &usize| {
                let event = &timeline.events[*index];
                let other = if event.cause == old.cause { 0.0 } else { 1e-3 };
                (event.from - old.from).abs() + other
            };
            let events = 0..timeline.events.len();
            let nearest = events.min_by(|x, y| apart(x).total_cmp(&apart(y)));
            nearest.unwrap_or(0)
        });
        watch.selected = kept.unwrap_or_else(|| Watch::dearest(&timeline, (a, b), watch.year));
        let is_other = before.is_none();
        watch.told = Some(Arc::new(Told { timeline, scenario }));
        if is_other {
            watch.view = watch.year.map(|year| {
                let start = year as f64 * HOURS_PER_YEAR;
                (start, start + HOURS_PER_YEAR)
            });
        }
    }

    /// Finds the trial among those made so far.
    fn find_trial(&mut self, pair: (usize, usize)) {
        if let Pick::Number(number) = self.watch.pick {
            (self.watch.trial, self.watch.year, self.watch.settled) = (Some(number), None, true);
            return;
        }
        let Some(figures) = self.run.figures.as_ref().filter(|_| !self.run.stale) else {
            return;
        };
        if let Some((trial, year)) = self.watch.pick.found(figures, pair) {
            (self.watch.trial, self.watch.year) = (Some(trial), year);
            self.watch.settled = figures.trials >= self.run.wanted;
        }
    }

    /// Watches another trial.
    pub(super) fn watch(&mut self, pick: Pick) {
        self.go(ScreenId::Timeline);
        self.watch.pick = pick;
        self.watch.settled = false;
        // Told anew even where it is the same trial: another year of it may be meant.
        (self.watch.view, self.watch.told) = (None, None);
        self.retell();
        if let Some(timeline) = self.watch.timeline() {
            let words = format!(
                "trial {}: {}",
                grouped(usize::try_from(timeline.trial).unwrap_or(usize::MAX)),
                pick.words()
            );
            self.tell(words);
        }
    }

    /// Runs a command that is about the timeline; says whether it was one.
    pub(super) fn watch_command(&mut self, command: Command) -> bool {
        let pick = match command {
            Command::WatchWorstA => Pick::Loss(Letter::A, 1.0),
            Command::WatchWorstB => Pick::Loss(Letter::B, 1.0),
            Command::WatchYearA => Pick::Year(Letter::A, 1.0),
            Command::WatchYearB => Pick::Year(Letter::B, 1.0),
            Command::WatchMedian => Pick::Loss(Letter::A, 0.5),
            Command::WatchDearer => Pick::Difference(1.0),
            Command::WatchCheaper => Pick::Difference(0.0),
            Command::WatchCursor => {
                let Some(probability) = crate::ui::screens::curves::exceeded_at_cursor(self) else {
                    self.tell("move the cursor on the chart first");
                    return true;
                };
                Pick::Year(Letter::A, 1.0 - probability)
            }
            Command::WatchQuantile | Command::WatchNumber => {
                self.prompt_watch(command);
                return true;
            }
            Command::NextHit if self.steps_outages() => {
                self.next_felt(true);
                return true;
            }
            Command::PreviousHit if self.steps_outages() => {
                self.next_felt(false);
                return true;
            }
            _ => return false,
        };
        self.watch(pick);
        true
    }

    /// Whether the keys to the next hit go from outage to outage: on the timeline, unless a search led there.
    fn steps_outages(&self) -> bool {
        self.screen == ScreenId::Timeline && self.found.is_none()
    }

    fn prompt_watch(&mut self, command: Command) {
        let (title, hint, purpose) = if command == Command::WatchNumber {
            (
                "watch the trial of this number",
                "a whole number, from 0",
                Purpose::WatchNumber,
            )
        } else {
            (
                "watch the history of A whose loss this share of all does not exceed",
                "a number of percent such as 99, or `99 B`, `99 year`, `99 B year`",
                Purpose::WatchQuantile,
            )
        };
        self.overlays.push(Overlay::Prompt(Prompt {
            title: title.to_owned(),
            hint: hint.to_owned(),
            line: Line::default(),
            error: None,
            purpose,
        }));
    }

    /// Takes what was typed to choose a trial.
    pub(super) fn watch_typed(&mut self, purpose: &Purpose, text: &str) -> Result<(), String> {
        let pick = if *purpose == Purpose::WatchNumber {
            let number = text.replace([',', '_'], "").parse();
            Pick::Number(number.map_err(|_| format!("`{text}` is not a whole number from 0"))?)
        } else {
            let words = text.replace('%', " ").to_lowercase();
            let mut words = words.split_whitespace();
            let percent = words.next().and_then(|word| word.parse::<f64>().ok());
            let percent = percent.filter(|percent| (0.0..=100.0).contains(percent));
            let quantile = percent.ok_or("the percentage must be a number from 0 to 100")? / 100.0;
            let rest: Vec<&str> = words.collect();
            let of = |word: &str| rest.contains(&word);
            if let Some(other) = rest.iter().find(|word| !["a", "b", "year"].contains(word)) {
                return Err(format!("`{other}` is none of A, B and year"));
            }
            let letter = if of("b") { Letter::B } else { Letter::A };
            if of("year") {
                Pick::Year(letter, quantile)
            } else {
                Pick::Loss(letter, quantile)
            }
        };
        self.watch(pick);
        Ok(())
    }

    /// The next outage that A or B felt.
    fn next_felt(&mut self, forward: bool) {
        let Some(told) = self.watch.told.clone() else {
            return;
        };
        // Who steps through a trial does not want another one when more are made.
        self.watch.settled = true;
        let timeline = &told.timeline;
        let pair = [self.workspace.a, self.workspace.b];
        let felt = |index: &usize| timeline.is_felt(*index, &pair);
        let selected = self.watch.selected;
        let found = if forward {
            (selected + 1..timeline.events.len()).find(felt)
        } else {
            (0..selected).rev().find(felt)
        };
        match found {
            Some(event) => self.watch.select(event),
            None => self.tell(if forward {
                "A and B felt no later outage"
            } else {
                "A and B felt no earlier outage"
            }),
        }
    }

    /// Moves about on the timeline.
    pub(super) fn timeline_move(&mut self, command: Command) {
        self.watch.settled |= self.watch.told.is_some();
        let last = self
            .watch
            .timeline()
            .map_or(0, |told| told.events.len().saturating_sub(1));
        // Up and down go from line to line, however these are sorted.
        let order = crate::ui::screens::outage_order(self);
        let selected = self.watch.selected;
        let row = order.iter().position(|event| *event == selected);
        let at = row.unwrap_or(0);
        let to = match command {
            Command::Up => at.saturating_sub(1),
            Command::Down => (at + 1).min(last),
            Command::MuchUp | Command::PageUp => at.saturating_sub(10),
            Command::MuchDown | Command::PageDown => (at + 10).min(last),
            Command::First => 0,
            Command::Last => last,
            Command::Left | Command::PanLeft => return self.pan(-0.1),
            Command::Right | Command::PanRight => return self.pan(0.1),
            Command::MuchLeft => return self.pan(-1.0),
            Command::MuchRight => return self.pan(1.0),
            Command::ZoomIn => return self.zoom(0.5),
            Command::ZoomOut => return self.zoom(2.0),
            Command::Reset => {
                self.watch.view = None;
                return;
            }
            _ => return,
        };
        if let Some(event) = order.get(to) {
            self.watch.select(*event);
        }
    }

    /// Selects an outage, as a click does.
    pub(super) fn select_outage(&mut self, event: usize) {
        self.watch.settled |= self.watch.told.is_some();
        self.watch.selected = event;
    }

    /// Selects an outage and brings it into view.
    pub(super) fn go_to_outage(&mut self, event: usize) {
        self.watch.settled |= self.watch.told.is_some();
        self.watch.select(event);
    }

    /// Zooms by a factor, above 1 for more detail, with an instant kept where it is.
    pub(super) fn zoom_time(&mut self, at: f64, factor: f64) {
        let (from, to) = self.watch.span();
        let length = (to - from) / factor;
        let share = (at - from) / (to - from);
        self.watch.look(at + (0.5 - share) * length, length);
    }

    fn pan(&mut self, share: f64) {
        let (from, to) = self.watch.span();
        if self.watch.view.is_none() {
            return self.tell("all years are in view: zoom in first");
        }
        let centre = f64::midpoint(from, to) + share * (to - from);
        self.watch.look(centre, to - from);
    }

    /// Looks at a stretch of other length around the selected outage.
    fn zoom(&mut self, factor: f64) {
        let (from, to) = self.watch.span();
        let event = self.watch.timeline();
        let event = event.and_then(|told| told.events.get(self.watch.selected));
        let event = event.map(|event| f64::midpoint(event.from, event.to));
        let centre = event.filter(|at| (from..=to).contains(at));
        let centre = centre.unwrap_or_else(|| f64::midpoint(from, to));
        self.watch.look(centre, (to - from) * factor);
    }
}
