//! One trial as a story: when what was out, what it took, who took over, what it cost.

use crate::engine::{Blow, Booking, Charge, Lapse, Plan, Story, StoryEvent, Takeover, replay};
use crate::model::{Category, ValidScenario};
use crate::units::{HOURS_PER_YEAR, duration, money, percent};

use super::summary::Words;

/// One trial with the names of everything in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    /// The trial's number.
    pub trial: u64,
    /// The seed of the trials.
    pub seed: u64,
    /// The currency of every amount.
    pub currency: String,
    /// Years of the trial.
    pub years: usize,
    /// Providers, and third parties that an outage hit.
    pub lanes: Vec<Lane>,
    /// The ids and names of the workloads, in the order of the ids.
    pub workloads: Vec<(String, String)>,
    /// The least amount that is told apart \[money\].
    pub grain: f64,
    /// All outages in the order of their starts.
    pub events: Vec<TimelineEvent>,
    /// What contracts and exits cost, by year.
    pub bookings: Vec<Booked>,
    /// The portfolios, in the order of the scenario.
    pub sides: Vec<TimelineSide>,
}

/// A component with its outages.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether it is a provider.
    pub hosts: bool,
    /// Its outages in time.
    pub spells: Vec<Spell>,
}

/// An outage of a component.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spell {
    /// Index of the event.
    pub event: usize,
    /// When it starts \[h\].
    pub from: f64,
    /// When it ends \[h\].
    pub to: f64,
    /// The fraction of the capacity that is lost.
    pub severity: f64,
}

/// An outage.
#[derive(Clone, Debug, PartialEq)]
pub struct TimelineEvent {
    /// When it starts \[h\].
    pub from: f64,
    /// When it ends \[h\].
    pub to: f64,
    /// The fraction of the capacity that is lost.
    pub severity: f64,
    /// The id of its cause.
    pub cause: String,
    /// The name of its cause.
    pub name: String,
    /// The ids of the components that it hit.
    pub hits: Vec<String>,
    /// The names of these.
    pub hit_names: Vec<String>,
    /// What it took from each workload, by workload and portfolio.
    pub blows: Vec<NamedBlow>,
    /// The discounted loss that it is charged, by portfolio \[money\].
    pub losses: Vec<f64>,
}

/// What an outage took from a workload, with names.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedBlow {
    /// Index of the portfolio.
    pub portfolio: usize,
    /// Index of the workload.
    pub workload: usize,
    /// The fraction of the demand that was lost at once.
    pub lost: f64,
    /// Who served it instead.
    pub takeover: Takeover,
    /// The ids of those who took over.
    pub takers: Vec<String>,
    /// Their names.
    pub taker_names: Vec<String>,
}

/// What a contract or an exit cost in a year.
#[derive(Clone, Debug, PartialEq)]
pub struct Booked {
    /// Index of the portfolio.
    pub portfolio: usize,
    /// The id of the cause.
    pub cause: String,
    /// What it is, in words.
    pub name: String,
    /// The way in which it costs money.
    pub category: Category,
    /// The year, from 0.
    pub year: usize,
    /// Undiscounted; a credit is below 0 \[money\].
    pub amount: f64,
    /// The same, discounted \[money\].
    pub loss: f64,
}

/// What a portfolio went through.
#[derive(Clone, Debug, PartialEq)]
pub struct TimelineSide {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The discounted loss of the trial: exactly the sum of its events, bookings and overhead \[money\].
    pub loss: f64,
    /// Of it, the discounted overhead \[money\].
    pub overhead: f64,
    /// Undiscounted loss by year \[money\].
    pub annual: Vec<f64>,
    /// By workload, the stretches in which it was not fully served, in time.
    pub lapses: Vec<Vec<Lapse>>,
    /// The discounted loss so far at instants in time; between them it runs straight \[h, money\].
    pub cumulative: Vec<(f64, f64)>,
    /// The weight of each workload in the served fraction: its share of the value.
    weights: Vec<f64>,
}

impl Timeline {
    /// Makes trial number `trial` again and gives everything its name.
    pub fn new(scenario: &ValidScenario, plan: &Plan, seed: u64, trial: u64) -> Self {
        let story = replay(plan, seed, trial);
        let names = Names::new(scenario, plan);
        let events: Vec<TimelineEvent> = story
            .events
            .iter()
            .enumerate()
            .map(|(index, event)| names.event(&story, index, event))
            .collect();
        let bookings = story.bookings.iter().enumerate();
        let sides = (0..scenario.portfolios.len()).map(|p| side(scenario, plan, &story, p));
        Self {
            trial,
            seed,
            currency: scenario.currency.clone(),
            years: plan.years,
            lanes: names.lanes(&story),
            workloads: names.workloads.clone(),
            grain: plan.grain(),
            bookings: bookings
                .map(|(index, booking)| names.booking(&story, index, booking))
                .collect(),
            events,
            sides: sides.collect(),
        }
    }

    /// Hours of the trial.
    pub fn hours(&self) -> f64 {
        self.years as f64 * HOURS_PER_YEAR
    }

    /// What the outages of a portfolio cost, discounted \[money\].
    pub fn outage_loss(&self, portfolio: usize) -> f64 {
        self.events
            .iter()
            .map(|event| event.losses[portfolio])
            .sum()
    }

    /// What the contracts and exits of a portfolio cost, discounted \[money\].
    pub fn booked_loss(&self, portfolio: usize) -> f64 {
        let mine = self
            .bookings
            .iter()
            .filter(|booked| booked.portfolio == portfolio);
        mine.map(|booked| booked.loss).sum()
    }

    /// What an event took from a portfolio, who took over, and what it cost, in words; nothing where it was not felt.
    pub fn told(&self, event: &TimelineEvent, portfolio: usize) -> Option<String> {
        let loss = event.losses[portfolio];
        let mine = event
            .blows
            .iter()
            .filter(|blow| blow.portfolio == portfolio);
        let mut parts: Vec<String> = mine.map(|blow| self.blow_told(event, blow)).collect();
        if parts.is_empty() && loss == 0.0 {
            return None;
        }
        let so_far = self.sides[portfolio].loss_until(event.to);
        let (loss, so_far) = (money(loss, &self.currency), money(so_far, &self.currency));
        parts.push(format!("{loss}, so far {so_far}"));
        Some(parts.join(" · "))
    }

    /// `−40 % of Inference: AWS, Google took 38 % after 24 min`
    fn blow_told(&self, event: &TimelineEvent, blow: &NamedBlow) -> String {
        let workload = &self.workloads[blow.workload].1;
        let lost = format!("−{} of {workload}", percent(blow.lost));
        match &blow.takeover {
            Takeover::Reserves { at, .. } => format!(
                "{lost}: {} took {} after {}",
                blow.words(),
                percent(blow.taken_over()),
                duration(at - event.from)
            ),
            _ => format!("{lost}: {}", blow.words()),
        }
    }

    /// Whether an event took or cost any of these portfolios something.
    pub fn is_felt(&self, event: usize, portfolios: &[usize]) -> bool {
        let event = &self.events[event];
        let cost = portfolios
            .iter()
            .any(|&p| event.losses.get(p).is_some_and(|loss| *loss != 0.0));
        cost || event
            .blows
            .iter()
            .any(|blow| portfolios.contains(&blow.portfolio))
    }

    /// Who took over in a portfolio after an event, in words; nothing where it took nothing there.
    pub fn takers(&self, event: &TimelineEvent, portfolio: usize) -> Option<String> {
        let blows: Vec<&NamedBlow> = event
            .blows
            .iter()
            .filter(|b| b.portfolio == portfolio)
            .collect();
        let first = blows.first()?;
        let same = blows.iter().all(|blow| blow.words() == first.words());
        if same {
            return Some(first.words());
        }
        let words = blows.iter().map(|blow| {
            let workload = &self.workloads[blow.workload].1;
            format!("{workload}: {}", blow.words())
        });
        Some(words.collect::<Vec<_>>().join("; "))
    }
}

impl NamedBlow {
    /// Who took over: `AWS, Google after 0.4 h`.
    pub fn words(&self) -> String {
        match &self.takeover {
            Takeover::Nobody => "nobody".to_owned(),
            Takeover::Failed => "nobody: fail-over failed".to_owned(),
            Takeover::TooLate(_) => "nobody: over before fail-over".to_owned(),
            Takeover::Reserves { .. } => self.taker_names.join(", "),
        }
    }

    /// The fraction of the demand that others served from the fail-over on.
    pub fn taken_over(&self) -> f64 {
        match &self.takeover {
            Takeover::Reserves { by, .. } => by.iter().map(|(_, share)| share).sum(),
            _ => 0.0,
        }
    }
}

impl TimelineSide {
    /// The fraction of the demand that is served at an instant, workloads weighted by their value.
    pub fn served(&self, time: f64) -> f64 {
        let lost = self
            .lapses
            .iter()
            .zip(&self.weights)
            .map(|(lapses, weight)| {
                let after = lapses.partition_point(|lapse| lapse.from <= time);
                let last = after.checked_sub(1).map(|last| &lapses[last]);
                weight
                    * last
                        .filter(|lapse| time < lapse.to)
                        .map_or(0.0, |lapse| lapse.unserved)
            });
        1.0 - lost.sum::<f64>()
    }

    /// The least fraction that is served between two instants, the worst instant for all workloads together.
    pub fn least_served(&self, from: f64, to: f64) -> f64 {
        let starts = self.lapses.iter().flat_map(|lapses| {
            let first = lapses.partition_point(|lapse| lapse.from <= from);
            let rest = lapses[first..].iter().map(|lapse| lapse.from);
            rest.take_while(|start| *start < to)
        });
        starts
            .map(|start| self.served(start))
            .fold(self.served(from), f64::min)
    }

    /// The served fraction as steps: instants and what is served from then on \[h, 0 to 1\].
    pub fn served_steps(&self, hours: f64) -> Vec<(f64, f64)> {
        let ends = self
            .lapses
            .iter()
            .flatten()
            .flat_map(|lapse| [lapse.from, lapse.to]);
        let mut instants: Vec<f64> = ends.chain([0.0]).filter(|at| *at < hours).collect();
        instants.sort_unstable_by(f64::total_cmp);
        instants.dedup();
        let mut steps: Vec<(f64, f64)> =
            instants.iter().map(|at| (*at, self.served(*at))).collect();
        let last = steps.last().map_or(1.0, |step| step.1);
        steps.push((hours, last));
        steps
    }

    /// The discounted loss so far at an instant \[money\].
    pub fn loss_until(&self, time: f64) -> f64 {
        let after = self.cumulative.partition_point(|(at, _)| *at <= time);
        let Some((from, loss)) = after.checked_sub(1).map(|last| self.cumulative[last]) else {
            return 0.0;
        };
        match self.cumulative.get(after) {
            Some((to, then)) => loss + (then - loss) * (time - from) / (to - from),
            None => loss,
        }
    }

    /// Hours with something unserved, all workloads weighted by their value: ∫ unserved dt \[h\].
    pub fn unserved_hours(&self) -> f64 {
        let by_workload = self.lapses.iter().zip(&self.weights);
        let hours = |lapse: &Lapse| lapse.unserved * (lapse.to - lapse.from);
        by_workload
            .map(|(lapses, weight)| weight * lapses.iter().map(hours).sum::<f64>())
            .sum()
    }
}

/// The names of what a plan knows by index.
struct Names<'a> {
    plan: &'a Plan,
    components: Vec<String>,
    workloads: Vec<(String, String)>,
    /// By cause.
    causes: Vec<String>,
}

impl<'a> Names<'a> {
    fn new(scenario: &ValidScenario, plan: &'a Plan) -> Self {
        let words = Words::of(scenario);
        let components = plan
            .components
            .iter()
            .map(|id| words.component(id.as_str()));
        let named = scenario.workloads.iter();
        let mut workloads: Vec<(String, String)> = named
            .map(|workload| (workload.id.to_string(), workload.name.clone()))
            .collect();
        workloads.sort_unstable();
        let causes = plan.causes().iter();
        Self {
            components: components.map(str::to_owned).collect(),
            causes: causes.map(|cause| words.name(plan, cause)).collect(),
            workloads,
            plan,
        }
    }

    fn ids(&self, components: &[usize]) -> Vec<String> {
        components
            .iter()
            .map(|&c| self.plan.components[c].to_string())
            .collect()
    }

    fn names(&self, components: &[usize]) -> Vec<String> {
        components
            .iter()
            .map(|&c| self.components[c].clone())
            .collect()
    }

    fn event(&self, story: &Story, index: usize, event: &StoryEvent) -> TimelineEvent {
        let first = story.blows.partition_point(|blow| blow.event < index);
        let blows = story.blows[first..].iter();
        TimelineEvent {
            from: event.start,
            to: event.end,
            severity: event.severity,
            cause: self.plan.causes()[event.hazard].id.clone(),
            name: self.causes[event.hazard].clone(),
            hits: self.ids(&event.hits),
            hit_names: self.names(&event.hits),
            blows: blows
                .take_while(|blow| blow.event == index)
                .map(|blow| self.blow(blow))
                .collect(),
            losses: story
                .losses
                .iter()
                .map(|loss| loss.by_event[index])
                .collect(),
        }
    }

    fn blow(&self, blow: &Blow) -> NamedBlow {
        let takers: Vec<usize> = match &blow.takeover {
            Takeover::Reserves { by, .. } => by.iter().map(|(component, _)| *component).collect(),
            _ => Vec::new(),
        };
        NamedBlow {
            portfolio: blow.portfolio,
            workload: blow.workload,
            lost: blow.lost,
            takeover: blow.takeover.clone(),
            taker_names: self.names(&takers),
            takers: self.ids(&takers),
        }
    }

    fn booking(&self, story: &Story, index: usize, booking: &Booking) -> Booked {
        let cause = &self.plan.causes()[booking.cause];
        Booked {
            portfolio: booking.portfolio,
            cause: cause.id.clone(),
            name: self.causes[booking.cause].clone(),
            category: cause.category,
            year: booking.year,
            amount: booking.amount,
            loss: story.losses[booking.portfolio].by_booking[index],
        }
    }

    /// Providers first, then third parties that something hit.
    fn lanes(&self, story: &Story) -> Vec<Lane> {
        let lane = |component: usize| Lane {
            id: self.plan.components[component].to_string(),
            name: self.components[component].clone(),
            hosts: self.plan.hosts[component],
            spells: story
                .events
                .iter()
                .enumerate()
                .filter(|(_, event)| event.hits.contains(&component))
                .map(|(event, outage)| Spell {
                    event,
                    from: outage.start,
                    to: outage.end,
                    severity: outage.severity,
                })
                .collect(),
        };
        let mut lanes: Vec<Lane> = (0..self.components.len()).map(lane).collect();
        lanes.retain(|lane| lane.hosts || !lane.spells.is_empty());
        lanes.sort_by_key(|lane| !lane.hosts);
        lanes
    }
}

fn side(scenario: &ValidScenario, plan: &Plan, story: &Story, portfolio: usize) -> TimelineSide {
    let known = &scenario.portfolios[portfolio];
    let loss = &story.losses[portfolio];
    let weights = plan.workload_weights();
    let of_workload = |workload: usize| -> Vec<Lapse> {
        let lapses = story.lapses.iter();
        let mine = lapses.filter(|l| (l.portfolio, l.workload) == (portfolio, workload));
        mine.copied().collect()
    };
    TimelineSide {
        id: known.id.to_string(),
        name: known.name.clone(),
        loss: loss.total,
        overhead: loss.overhead,
        annual: story.annual[portfolio].clone(),
        lapses: (0..weights.len()).map(of_workload).collect(),
        cumulative: cumulative(plan, story, portfolio),
        weights,
    }
}

/// The loss so far, as a line through the instants at which its slope changes.
///
/// What contracts and overhead cost is known by the year and spread evenly over it.
fn cumulative(plan: &Plan, story: &Story, portfolio: usize) -> Vec<(f64, f64)> {
    let loss = &story.losses[portfolio];
    let mut by_year = vec![0.0; plan.years];
    for (booking, loss) in story.bookings.iter().zip(&loss.by_booking) {
        by_year[booking.year] += loss;
    }
    let weights: Vec<f64> = (0..plan.years).map(|year| plan.discount_of(year)).collect();
    for (sum, weight) in by_year.iter_mut().zip(&weights) {
        *sum += loss.overhead * weight / plan.annuity();
    }
    // Instants and by how much the slope changes there.
    let mut turns: Vec<(f64, f64)> = Vec::new();
    let mut run = |from: f64, to: f64, amount: f64| {
        if to > from {
            let slope = amount / (to - from);
            turns.extend([(from, slope), (to, -slope)]);
        }
    };
    for (year, amount) in by_year.iter().enumerate() {
        let start = year as f64 * HOURS_PER_YEAR;
        run(start, start + HOURS_PER_YEAR, *amount);
    }
    let mine = |charge: &&Charge| charge.portfolio == portfolio;
    for charge in story.charges.iter().filter(mine) {
        run(charge.from, charge.to, charge.loss);
    }
    turns.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut line = vec![(0.0, 0.0)];
    let (mut slope, mut sum, mut before) = (0.0, 0.0, 0.0);
    for turn in turns.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
        let at = turn[0].0;
        sum += slope * (at - before);
        slope += turn.iter().map(|(_, change)| change).sum::<f64>();
        before = at;
        if at > 0.0 {
            line.push((at, sum));
        }
    }
    // The line ends where the trial does, without the dust of its slopes.
    if let Some(last) = line.last_mut().filter(|last| last.0 > 0.0) {
        last.1 = loss.total;
    }
    line
}
