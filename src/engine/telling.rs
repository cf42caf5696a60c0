//! What the outages of one trial took from whom, moment by moment, and what each of them cost.
//!
//! A run settles most outages in closed form and keeps sums only. Here every outage is walked, so that each moment
//! and each outage has its part; the parts are then rounded so that they sum to the trial's loss to the bit.

use super::draw::Outages;
use super::ledger::Booking;
use super::loss::{Account, Meter};
use super::plan::Plan;
use super::propagate::{Scratch, Walk, walk_cluster};
use super::sums::grains;
use super::touch::{Lucks, Touch, Touches, overlapping};
use super::trial::Trial;

/// A stretch in which as much of a workload stays unserved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lapse {
    /// Index of the portfolio.
    pub portfolio: usize,
    /// Index of the workload, in the order of the ids.
    pub workload: usize,
    /// When it starts \[h\].
    pub from: f64,
    /// When it ends \[h\].
    pub to: f64,
    /// The fraction of the demand that is not served.
    pub unserved: f64,
}

/// What an outage is charged for a stretch of time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Charge {
    /// Index of the event.
    pub event: usize,
    /// Index of the portfolio.
    pub portfolio: usize,
    /// When it starts to cost \[h\].
    pub from: f64,
    /// When that ends \[h\].
    pub to: f64,
    /// The discounted loss \[money\].
    pub loss: f64,
}

/// What an outage alone takes from a workload in a portfolio.
#[derive(Clone, Debug, PartialEq)]
pub struct Blow {
    /// Index of the event.
    pub event: usize,
    /// Index of the portfolio.
    pub portfolio: usize,
    /// Index of the workload, in the order of the ids.
    pub workload: usize,
    /// The fraction of the demand that is lost at once.
    pub lost: f64,
    /// Who serves it instead.
    pub takeover: Takeover,
}

/// Who serves what an outage has taken.
#[derive(Clone, Debug, PartialEq)]
pub enum Takeover {
    /// Nobody: there is no reserve or no fail-over, or it is what the workload itself requires.
    Nobody,
    /// Nobody: the fail-over did not work.
    Failed,
    /// Nobody: the outage was over before the fail-over at this time \[h\].
    TooLate(f64),
    /// The reserves of these components, by index, with the fractions of the demand that they take, from `at` \[h\].
    Reserves {
        /// When the fail-over has happened.
        at: f64,
        /// Component and fraction.
        by: Vec<(usize, f64)>,
    },
}

/// The discounted loss of one portfolio in a trial, and its parts; each is a whole number of grains.
///
/// The parts and the overhead sum exactly to the loss: added with [`Plan::sum`] they are equal to the bit.
#[derive(Clone, Debug, PartialEq)]
pub struct StoryLoss {
    /// The whole, as the run has it \[money\].
    pub total: f64,
    /// The overhead \[money\].
    pub overhead: f64,
    /// By event \[money\].
    pub by_event: Vec<f64>,
    /// By booking of the story; 0 for those of other portfolios \[money\].
    pub by_booking: Vec<f64>,
}

/// What a walk over all outages has found.
#[derive(Debug, Default)]
pub(super) struct Walked {
    pub(super) lapses: Vec<Lapse>,
    pub(super) charges: Vec<Charge>,
    pub(super) blows: Vec<Blow>,
}

/// Walks all outages of a trial, service by service.
pub(super) fn walk(plan: &Plan, outages: &Outages) -> Walked {
    let mut walked = Walked::default();
    let mut touches = Touches::new(plan);
    touches.deal(plan, outages);
    let mut lucks = Lucks::default();
    lucks.begin(outages.events.len());
    let mut scratch = Scratch::default();
    // The run has made the accounts; this one only gives the meter something to enter in.
    let mut account = Account::new(plan);
    for (index, service) in plan.services.iter().enumerate() {
        let walk = Walk {
            plan,
            service,
            outages,
        };
        let mut rest = touches.of(index);
        while !rest.is_empty() {
            let (cluster, later) = rest.split_at(overlapping(rest, |t| (t.start, t.end)));
            for hits in cluster.chunk_by(|a, b| a.event == b.event) {
                walked.blows.extend(blow(walk, hits, &mut lucks));
            }
            let mut meter = Meter::new(plan, service, outages, &mut account);
            meter.charges = Some(&mut walked.charges);
            walk_cluster(walk, (cluster, &mut lucks), &mut scratch, &mut |stretch| {
                walked.lapses.push(Lapse {
                    portfolio: service.portfolio,
                    workload: service.workload,
                    from: stretch.from,
                    to: stretch.to,
                    unserved: stretch.unserved,
                });
                meter.enter(stretch);
            });
            meter.close();
            rest = later;
        }
    }
    let place = |lapse: &Lapse| (lapse.portfolio, lapse.workload);
    walked.lapses.sort_by(|a, b| {
        let by_place = place(a).cmp(&place(b));
        by_place.then(a.from.total_cmp(&b.from))
    });
    let place = |blow: &Blow| (blow.event, blow.workload, blow.portfolio);
    walked.blows.sort_by_key(place);
    walked
}

/// What an outage, given by all its hits that reach a service, takes from it by itself; nothing where it is felt only
/// together with others.
fn blow(walk: Walk<'_>, hits: &[Touch<'_>], lucks: &mut Lucks) -> Option<Blow> {
    let Walk {
        service, outages, ..
    } = walk;
    let index = hits.first()?.event;
    let event = &outages.events[index as usize];
    let nodes = hits.iter().fold(0, |nodes, hit| nodes | hit.effect.nodes);
    let hard = hits.iter().any(|hit| hit.effect.hard);
    let reached = service.nodes.iter().enumerate();
    let reached = reached.filter(|(bit, _)| nodes >> bit & 1 == 1);
    let lost: f64 = reached.map(|(_, node)| node.share * event.severity).sum();
    let lost = if hard { event.severity } else { lost };
    if lost <= 0.0 {
        return None;
    }
    let takeover = if !service.fails_over || hard {
        Takeover::Nobody
    } else {
        let matures = lucks.matures(service, outages, index);
        if matures.is_infinite() {
            Takeover::Failed
        } else if matures >= event.end {
            Takeover::TooLate(matures)
        } else {
            takers(walk, (matures, lost))
        }
    };
    Some(Blow {
        event: index as usize,
        portfolio: service.portfolio,
        workload: service.workload,
        lost,
        takeover,
    })
}

/// Who has a reserve left at the moment of the fail-over, and how much of what is `lost` it serves.
fn takers(walk: Walk<'_>, (at, lost): (f64, f64)) -> Takeover {
    let Walk {
        plan,
        service,
        outages,
    } = walk;
    let active = || {
        let events = outages.events.iter();
        let active = events.filter(move |event| event.start <= at && at < event.end);
        active.map(|event| (event.severity, outages.hit_by(event)))
    };
    let reserves: Vec<(usize, f64)> = service
        .nodes
        .iter()
        .filter(|node| node.reserve > 0.0)
        .map(|node| {
            let left = node.needs.left(&plan.groups, active());
            (node.component as usize, node.reserve * left)
        })
        .filter(|(_, reserve)| *reserve > 0.0)
        .collect();
    let all: f64 = reserves.iter().map(|(_, reserve)| reserve).sum();
    if all <= 0.0 {
        return Takeover::Nobody;
    }
    let taken = lost.min(all);
    let by = reserves.into_iter();
    Takeover::Reserves {
        at,
        by: by.map(|(c, reserve)| (c, taken * reserve / all)).collect(),
    }
}

/// A part of a cause's loss: an event or a booking, by index, and its amount in grains.
struct Part {
    is_event: bool,
    index: usize,
    grains: i128,
}

/// The losses of a trial by portfolio, with parts that sum to them exactly.
///
/// The run rounds the sum of each cause to whole grains. So do its parts here; what is then left over, a few grains,
/// is added to the largest part that can hold it.
pub(super) fn losses(
    plan: &Plan,
    trial: &Trial<'_>,
    charges: &[Charge],
    bookings: &[Booking],
) -> Vec<StoryLoss> {
    let events = &trial.outages.events;
    let mut found = Vec::with_capacity(trial.accounts.len());
    for (portfolio, account) in trial.accounts.iter().enumerate() {
        let mut by_event = vec![0.0; events.len()];
        for charge in charges
            .iter()
            .filter(|charge| charge.portfolio == portfolio)
        {
            by_event[charge.event] += charge.loss;
        }
        let mut parts: Vec<Vec<Part>> = (0..plan.causes.len()).map(|_| Vec::new()).collect();
        for (index, &loss) in by_event
            .iter()
            .enumerate()
            .filter(|(_, loss)| **loss != 0.0)
        {
            parts[events[index].hazard as usize].push(Part {
                is_event: true,
                index,
                grains: grains(loss, plan.grain),
            });
        }
        for (index, booking) in bookings.iter().enumerate() {
            if booking.portfolio == portfolio {
                let loss = booking.amount * plan.discount[booking.year];
                parts[booking.cause].push(Part {
                    is_event: false,
                    index,
                    grains: grains(loss, plan.grain),
                });
            }
        }
        let overhead = plan.portfolios[portfolio].overhead_per_year * plan.annuity();
        let overhead = grains(overhead, plan.grain);
        let mut story = StoryLoss {
            total: 0.0,
            overhead: overhead as f64 * plan.grain,
            by_event: vec![0.0; events.len()],
            by_booking: vec![0.0; bookings.len()],
        };
        let mut total = overhead;
        for (parts, loss) in parts.iter_mut().zip(&account.by_cause) {
            let whole = grains(*loss, plan.grain);
            total += whole;
            level(parts, whole);
            for part in parts {
                let list = if part.is_event {
                    &mut story.by_event
                } else {
                    &mut story.by_booking
                };
                list[part.index] = part.grains as f64 * plan.grain;
            }
        }
        story.total = total as f64 * plan.grain;
        found.push(story);
    }
    found
}

/// Makes the parts sum to `whole`.
fn level(parts: &mut [Part], whole: i128) {
    let rest = whole - parts.iter().map(|part| part.grains).sum::<i128>();
    if rest == 0 {
        return;
    }
    // An amount of more than 53 bits cannot take every rest: then a smaller part does.
    #[expect(clippy::cast_possible_truncation, reason = "a whole number of grains")]
    let holds = |part: &&mut Part| {
        let sum = part.grains + rest;
        sum as f64 as i128 == sum
    };
    if let Some(part) = parts
        .iter_mut()
        .filter(holds)
        .max_by_key(|part| part.grains.abs())
    {
        part.grains += rest;
    }
}

impl Plan {
    /// The sum of amounts that are whole grains, such as the parts of a [`StoryLoss`]: exact, and rounded once.
    pub fn sum(&self, amounts: impl IntoIterator<Item = f64>) -> f64 {
        let grains = amounts.into_iter().map(|amount| grains(amount, self.grain));
        grains.sum::<i128>() as f64 * self.grain
    }

    /// What one unit of money in a year, counted from 0, is worth today.
    pub fn discount_of(&self, year: usize) -> f64 {
        self.discount[year]
    }

    /// The weight of each workload in the served fraction, in the order of the ids: its share of the value.
    pub fn workload_weights(&self) -> Vec<f64> {
        let services = self
            .services
            .iter()
            .filter(|service| service.portfolio == 0);
        services.map(|service| service.weight).collect()
    }
}
