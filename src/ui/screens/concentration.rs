//! Being written.
use crate::ui::app::App;
use ratatui::Frame;
use ratatui::layout::Rect;

pub(super) fn render(_frame: &mut Frame<'_>, _area: Rect, _app: &App) {}
