//! Widgets no library has: charts that do not lie about their axes, paired bars, the mixer, heat maps.
//!
//! Each takes plain data and draws into any area from 0×0 up without a panic;
//! what does not fit is left out, never drawn in the wrong place. Each also
//! answers where it has drawn what, for the mouse and for tests.

pub mod chart;
pub mod chart_table;
pub mod hbar;
pub mod heatmap;
pub mod mixer;
pub mod palette;
pub mod sparkline;
pub mod text;

pub use chart::{Chart, ChartLayout};
pub use chart_table::ChartTable;
pub use hbar::{BarRow, PairedBars};
pub use heatmap::{Heatmap, Matrix};
pub use mixer::{Fader, Mixer, MixerRow};
pub use palette::Palette;
pub use sparkline::{rebin, sparkline};
pub use text::Charset;
