//! Files: scenarios as people write them, and what is shipped with the program.
//!
//! A scenario file is YAML, read into the tree that [`crate::model`] checks. This
//! room knows where in the file every path stands, so that each fault is a
//! [`Diagnostic`] with its line and column; it does not know what a scenario
//! means. What we promise: a file is never changed by reading it, a file is
//! written whole or not at all, and text from a file reaches the terminal only
//! through [`printable`].

mod atomic;
mod diagnostic;
mod diff;
mod embedded;
mod fields;
mod partial_file;
mod patch;
mod places;
mod scenario_file;
mod session_file;
mod settings_file;
mod snapshot;
mod snapshot_folder;
mod yaml;

pub use atomic::atomic_write;
pub use diagnostic::{Diagnostic, printable};
pub use diff::unified;
pub use embedded::{EXAMPLES, Example};
pub use fields::FieldFault;
pub use partial_file::{PartialDamage, PartialRun, RunSource};
pub use patch::{PatchFault, patch};
pub use places::{Place, Places};
pub use scenario_file::{LARGEST_FILE, LoadError, LoadFault, Loaded, load, load_text};
pub use session_file::{SavedSession, SavedStep, SessionSlot, SlotError};
pub use settings_file::{
    NoHome, Setting, SettingValue, config_path, parse_settings, read_settings_text, state_folder,
};
pub use snapshot::{Damage, SNAPSHOT_FORMAT, Snapshot};
pub use snapshot_folder::{Deleted, Listed, Saved, SnapshotError, SnapshotFolder};
pub use yaml::{
    Parsed, Problem, SyntaxError, json_to_yaml, node_to_json, parse, parse_value, write,
};

/// JSON Schema of the scenario file, draft 2020-12.
pub const SCHEMA: &str = include_str!("store/scenario.schema.json");
