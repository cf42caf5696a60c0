//! One scenario → trials → outcome. No files, no clock, no printing.
//!
//! The life of a run:
//!
//! 1. [`Plan::new`] turns a checked scenario into dense indices: who reaches
//!    whom, what each hazard takes from each service (a workload in a
//!    portfolio), ready samplers. Everything is put in the order of its id, so
//!    that the order of the file cannot reach a sum.
//! 2. `draw` makes one trial's outages on its time line, each hazard from its
//!    own stream of random numbers, the same for all portfolios.
//! 3. `propagate` walks the outages that reach a service, and finds what is
//!    unserved, and when.
//! 4. `loss` turns unserved demand into money, by year, cause and component.
//! 5. [`Run`] does this for batches of trials over threads, each an [`Outcome`]
//!    by column, stops when told, and adds the batches to a [`Tally`].
//!
//! A [`Shard`] is a part of a run that is put together elsewhere, to the bit.
//!
//! Any trial can be made again alone: [`replay`] tells its story event by event,
//! [`attribute`] says which causes made the loss of a few chosen trials.

mod alone;
mod clock;
mod draw;
mod joint;
mod ledger;
mod loss;
mod months;
mod outcome;
mod pace;
mod plan;
mod propagate;
mod rare;
mod replay;
mod run;
mod shard;
mod sharing;
mod sums;
mod tally;
mod telling;
mod touch;
mod trial;

pub use ledger::Booking;
pub use outcome::{Outcome, PortfolioOutcome};
pub use plan::{Cause, Foothold, Footing, Group, LongRun, Needs, Plan};
pub use rare::{Sampling, weights_all_out};
pub use replay::{Attribution, Interruption, Story, StoryEvent, attribute, replay};
pub use run::{EndReason, Pool, Run};
pub use shard::Shard;
pub use sharing::losses_apart;
pub use sums::{Mean, Sums};
pub use tally::{FIRST_TRIALS, PortfolioTally, Tally};
pub use telling::{Blow, Charge, Lapse, StoryLoss, Takeover};
