//! The terminal program: event → command → state → picture.
//!
//! All that can wake the loop is one closed enum (`event`); keys become
//! commands through the table in `session::command`; [`app::App::update`] is the
//! only place where state changes, and drawing changes nothing. What takes time
//! or touches the outside is an [`app::Effect`] that the loop carries out.

pub mod app;
mod ask;
mod editor;
mod event;
mod evidence;
mod folder;
mod inputs;
mod intake;
mod keymap;
mod overlay;
mod run;
mod screens;
mod swings;
mod terminal;
mod theme;
pub mod widgets;

pub use app::Settings;
pub use run::{Options, run};
pub use theme::{Look, Theme};
