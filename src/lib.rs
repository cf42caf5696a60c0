//! What it costs to depend on one cloud provider.
//!
//! Data flows one way, and so do the modules: a file becomes a
//! [`model::Document`], that a [`model::ValidScenario`], that an
//! [`engine::Plan`], that an [`engine::Outcome`] of trials, that
//! [`analysis::Figures`], and those a screen or a report.
//!
//! In reading order: [`units`], [`stats`], [`chart`], [`model`], [`engine`],
//! [`analysis`], [`store`], [`import`], [`report`], [`session`], [`cli`], [`ui`].
//!
//! Abbreviations: VaR, value at risk; TVaR, expected shortfall; HHI,
//! Herfindahl–Hirschman index; AEP and OEP, aggregate and occurrence exceedance
//! probability; EAL, expected annual loss.

pub mod analysis;
pub mod chart;
pub mod cli;
pub mod engine;
pub mod import;
pub mod model;
pub mod report;
pub mod session;
pub mod stats;
pub mod store;
pub mod ui;
pub mod units;
