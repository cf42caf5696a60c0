//! Everything the tool can do while somebody works with it, without a terminal.
//!
//! A [`Workspace`] is what is open: a scenario with its edits, and which two
//! portfolios are compared. [`History`] holds the edits, so that each can be
//! undone. [`Jobs`] runs trials behind the user's back: the newest request wins,
//! and its figures arrive again and again, each time surer. [`mixer`] and
//! [`nudge`] turn a key press into an edit.

pub mod autosave;
mod color;
pub mod command;
mod config;
mod errand;
mod history;
mod intake;
mod jobs;
mod look;
mod merge;
pub mod mixer;
pub mod nudge;
pub mod record;
mod swings;
mod watch;
mod workspace;

pub use color::ColorWish;
pub use config::{Choices, Config};
pub use errand::{Errand, Teller};
pub use history::{Branch, FILE, History, Step};
pub use intake::{IntakeWord, Taken, intake};
pub use jobs::{Failure, Jobs, Progress, Request, Update};
pub use look::{Background, Glyphs, Scheme};
pub use merge::Merge;
pub use swings::{End, Swing, SwingWord, swings};
pub use watch::Watch;
pub use workspace::{Refusal, Workspace};
