//! Being written.
use crate::ui::app::App;
use ratatui::Frame;
use ratatui::layout::Rect;

pub(super) fn render(_frame: &mut Frame<'_>, _area: Rect, _app: &App) {}

pub(super) fn spec_under_cursor(app: &App) -> crate::chart::ChartSpec {
    super::curves::spec(app, super::curves::Curve::Aggregate)
}
