//! From unserved demand to money, by year, cause and component.

use super::draw::Outages;
use super::plan::{Plan, Service};
use super::propagate::Stretch;
use super::replay::Interruption;
use super::telling::Charge;

/// One trial's account of one portfolio.
#[derive(Clone, Debug)]
pub(super) struct Account {
    pub(super) years: Vec<AccountYear>,
    /// Discounted loss by cause \[money\].
    pub(super) by_cause: Vec<f64>,
    /// Discounted loss by component hit \[money\].
    pub(super) by_component: Vec<f64>,
    /// What of `by_component` contracts and exits cost, not outages \[money\].
    pub(super) contracts: Vec<f64>,
    /// ∫ unserved dt, weighted by the workloads' value \[h\].
    pub(super) unserved_hours: f64,
    /// Hours with anything unserved, weighted by the workloads' value \[h\].
    pub(super) down_hours: f64,
    /// The longest interruption of any workload \[h\].
    pub(super) longest_hours: f64,
}

/// What a year of one trial came to.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct AccountYear {
    /// Undiscounted loss, without overhead \[money\].
    pub(super) loss: f64,
    /// The largest loss from one interruption \[money\].
    pub(super) largest: f64,
    /// Whether an interruption outgrew its workload's tolerance.
    pub(super) breached: bool,
}

impl Account {
    pub(super) fn new(plan: &Plan) -> Self {
        Self {
            years: vec![AccountYear::default(); plan.years],
            by_cause: vec![0.0; plan.causes.len()],
            by_component: vec![0.0; plan.components.len()],
            contracts: vec![0.0; plan.components.len()],
            unserved_hours: 0.0,
            down_hours: 0.0,
            longest_hours: 0.0,
        }
    }

    /// Forgets the last trial.
    pub(super) fn clear(&mut self) {
        self.years.fill(AccountYear::default());
        self.by_cause.fill(0.0);
        self.by_component.fill(0.0);
        self.contracts.fill(0.0);
        (self.unserved_hours, self.down_hours, self.longest_hours) = (0.0, 0.0, 0.0);
    }

    /// Enters an amount of a year, a loss or, below 0, a credit.
    #[inline]
    pub(super) fn book(
        &mut self,
        plan: &Plan,
        year: usize,
        (cause, component): (u32, u32),
        amount: f64,
    ) {
        self.years[year].loss += amount;
        self.charge(cause, component, amount * plan.discount[year]);
    }

    /// Charges a discounted amount to a cause and a component.
    #[inline]
    pub(super) fn charge(&mut self, cause: u32, component: u32, amount: f64) {
        self.by_cause[cause as usize] += amount;
        self.by_component[component as usize] += amount;
    }
}

/// Turns the stretches of one service into entries of its portfolio's account.
pub(super) struct Meter<'a> {
    pub(super) plan: &'a Plan,
    pub(super) service: &'a Service,
    pub(super) outages: &'a Outages,
    pub(super) account: &'a mut Account,
    /// The interruption that the last stretch belongs to.
    open: Option<Open>,
    /// Takes every interruption, where a replay asks for them.
    pub(super) log: Option<&'a mut Vec<Interruption>>,
    /// Takes what each outage is charged, where a replay asks for it.
    pub(super) charges: Option<&'a mut Vec<Charge>>,
}

/// An interruption that may go on.
struct Open {
    from: f64,
    to: f64,
    unserved_hours: f64,
    loss: f64,
    /// The year that the last entry fell in, and the loss within it.
    year: usize,
    loss_in_year: f64,
    breached: bool,
}

impl<'a> Meter<'a> {
    pub(super) fn new(
        plan: &'a Plan,
        service: &'a Service,
        outages: &'a Outages,
        account: &'a mut Account,
    ) -> Self {
        Self {
            plan,
            service,
            outages,
            account,
            open: None,
            log: None,
            charges: None,
        }
    }

    /// Enters a stretch; they come in time.
    pub(super) fn enter(&mut self, stretch: Stretch<'_>) {
        let Stretch {
            from,
            to,
            unserved,
            blames,
        } = stretch;
        // The end of one stretch and the start of the next are the same instant to the bit.
        #[expect(clippy::float_cmp, reason = "both are copies of one instant")]
        if self.open.as_ref().is_some_and(|open| open.to != from) {
            self.close();
        }
        let Self {
            plan,
            service,
            outages,
            ref mut account,
            ref mut open,
            ref mut charges,
            ..
        } = *self;
        let open = open.get_or_insert_with(|| Open::at(from, plan));
        open.to = to;
        open.unserved_hours += unserved * (to - from);
        account.unserved_hours += service.weight * unserved * (to - from);
        account.down_hours += service.weight * (to - from);

        let mut time = from.max(open.from + service.tolerance_hours);
        while time < to {
            let mut year = open.year;
            while time >= plan.year_ends[year] {
                year += 1;
            }
            // The first hour that is charged is the one in which the tolerance was outgrown.
            if !open.breached {
                open.breached = true;
                account.years[year].breached = true;
            }
            let until = to.min(plan.year_ends[year]);
            let hours = match &service.clock {
                None => until - time,
                Some(clock) => clock.worth(plan.year_start(year), time, until),
            };
            let loss = service.value_per_hour * unserved * hours;
            open.turn_year(year, &mut account.years);
            open.loss += loss;
            open.loss_in_year += loss;
            account.years[year].loss += loss;
            let worth = loss * plan.discount[year];
            for blame in blames {
                let cause = outages.events[blame.event as usize].hazard;
                account.charge(cause, blame.component, worth * blame.share);
            }
            if let Some(charges) = charges {
                charges.extend(blames.iter().map(|blame| Charge {
                    event: blame.event as usize,
                    portfolio: service.portfolio,
                    from: time,
                    to: until,
                    loss: worth * blame.share,
                }));
            }
            time = until;
        }
    }

    /// Closes the interruption that is open.
    pub(super) fn close(&mut self) {
        let Some(mut open) = self.open.take() else {
            return;
        };
        open.turn_year(open.year + 1, &mut self.account.years);
        self.account.longest_hours = self.account.longest_hours.max(open.to - open.from);
        if let Some(log) = &mut self.log {
            log.push(Interruption {
                workload: self.service.workload,
                portfolio: self.service.portfolio,
                from: open.from,
                to: open.to,
                unserved_hours: open.unserved_hours,
                loss: open.loss,
            });
        }
    }
}

impl Open {
    /// An interruption that begins.
    fn at(from: f64, plan: &Plan) -> Self {
        Self {
            from,
            to: from,
            unserved_hours: 0.0,
            loss: 0.0,
            year: plan.year_at(from),
            loss_in_year: 0.0,
            breached: false,
        }
    }

    /// Books the loss of the year that ends as one interruption's.
    fn turn_year(&mut self, year: usize, years: &mut [AccountYear]) {
        if self.year != year {
            let largest = &mut years[self.year].largest;
            *largest = largest.max(self.loss_in_year);
            self.loss_in_year = 0.0;
            self.year = year;
        }
    }
}
