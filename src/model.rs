//! What can be described: components, hazards, workloads, portfolios, and the scenario that holds them.
//!
//! A scenario starts as a [`Document`], the tree of a file with its what-if
//! edits applied. [`read`] turns it into a [`ValidScenario`], or says everything
//! that is wrong with it at once, each [`Fault`] with the path of the value at
//! fault. What was read is also listed as [`Input`]s, one for every value that a
//! person may change. Nothing behind this room checks a scenario again.
//!
//! This room does no IO: where in a file a path stands is known to `store`.

mod category;
mod changes;
mod check;
mod component;
mod contract;
mod demand;
mod document;
mod edit;
mod exit;
mod fault;
mod frailty;
mod hazard;
mod id;
mod input;
mod law;
mod portfolio;
mod profile;
mod reader;
mod requirement;
mod scenario;
mod workload;

pub use category::Category;
pub use changes::changes;
pub use component::Component;
pub use contract::{Contract, Delivery, Renewal, SlaTier, Tranche, Yearly};
pub use demand::{Capacity, Demand};
pub use document::{Document, Node, Path};
pub use edit::{Edit, EditFault};
pub use exit::Exit;
pub use fault::{Fault, Rule};
pub use frailty::Frailty;
pub use hazard::{Hazard, UpTime};
pub use id::{ComponentId, HazardId, PortfolioId, WorkloadId, is_id};
pub use input::{Basis, Evidence, Input, InputKind};
pub use law::{law_node, law_parameters};
pub use portfolio::{Placement, Portfolio};
pub use profile::Profile;
pub use reader::nearest;
pub use requirement::AtLeast;
pub use scenario::{FORMAT, Reading, Scenario, ValidScenario, read};
pub use workload::{Failover, Workload};
