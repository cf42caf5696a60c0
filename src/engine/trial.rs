//! One trial, all portfolios.

use super::draw::{Keys, Outages, draw};
use super::loss::{Account, Meter};
use super::plan::Plan;
use super::propagate::{Luck, Scratch, Touch, joint_hours, touches, walk};
use super::replay::Interruption;

/// Makes trials one after the other, without allocation once it is warm.
pub(super) struct Trial<'a> {
    plan: &'a Plan,
    keys: &'a Keys,
    /// The outages of the last trial.
    pub(super) outages: Outages,
    touches: Vec<Vec<Touch>>,
    luck: Vec<Option<Luck>>,
    scratch: Scratch,
    instants: Vec<(f64, f64, u64)>,
    /// The account of each portfolio.
    pub(super) accounts: Vec<Account>,
    /// By watch: hours with at least 1, 2, … of its providers hit at once.
    pub(super) joint: Vec<Vec<f64>>,
}

impl<'a> Trial<'a> {
    pub(super) fn new(plan: &'a Plan, keys: &'a Keys) -> Self {
        Self {
            plan,
            keys,
            outages: Outages::default(),
            touches: vec![Vec::new(); plan.services.len()],
            luck: Vec::new(),
            scratch: Scratch::default(),
            instants: Vec::new(),
            accounts: vec![Account::new(plan); plan.portfolios.len()],
            joint: plan
                .watches
                .iter()
                .map(|watch| vec![0.0; watch.providers.len()])
                .collect(),
        }
    }

    /// Makes trial number `trial`.
    pub(super) fn make(&mut self, trial: u64) {
        self.make_logged(trial, None);
    }

    /// Makes trial number `trial` and logs its interruptions.
    pub(super) fn make_logged(&mut self, trial: u64, mut log: Option<&mut Vec<Interruption>>) {
        draw(self.plan, self.keys, trial, &mut self.outages);
        touches(self.plan, &self.outages, &mut self.touches, &mut self.luck);
        for account in &mut self.accounts {
            account.clear();
        }
        for (service, touched) in self.plan.services.iter().zip(&self.touches) {
            let account = &mut self.accounts[service.portfolio];
            let mut meter = Meter::new(self.plan, service, &self.outages, account);
            meter.log = log.as_deref_mut();
            walk(
                service,
                touched,
                &self.outages,
                &mut self.scratch,
                &mut |stretch| meter.enter(stretch),
            );
            meter.close();
        }
        for (watch, hours) in self.plan.watches.iter().zip(&mut self.joint) {
            hours.fill(0.0);
            joint_hours(&watch.reach, &self.outages, &mut self.instants, hours);
        }
    }
}
