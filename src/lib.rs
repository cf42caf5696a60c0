//! What it costs to depend on one cloud provider.
//!
//! Data flows one way, and so do the modules: a file becomes a
//! [`model::Document`], that a [`model::ValidScenario`], that an
//! [`engine::Plan`], that an [`engine::Outcome`] of trials, that
//! [`analysis::Figures`], and those a screen or a report.
//!
//! In reading order: [`units`], [`stats`], [`model`], [`engine`], [`analysis`], [`report`].
//!
//! Abbreviations: VaR, value at risk; TVaR, expected shortfall; HHI,
//! Herfindahl–Hirschman index; AEP and OEP, aggregate and occurrence exceedance
//! probability; EAL, expected annual loss.

pub mod analysis;
pub mod engine;
pub mod model;
pub mod report;
pub mod stats;
pub mod units;
