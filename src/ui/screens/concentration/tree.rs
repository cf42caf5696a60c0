//! Who depends on whom: what workloads and providers need, and what hits several at once.

use std::collections::HashSet;

use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::View;
use super::shares::bar_spans;
use crate::analysis::Part;
use crate::model::{AtLeast, Component, ComponentId};
use crate::ui::screens::heads::Text;
use crate::ui::screens::table::marked;
use crate::units::percent_or_less;

/// Columns of a number.
const NUMBER: usize = 8;

/// Cells of a bar, and the width from which there are bars.
const BAR: usize = 8;
const ROOM_FOR_BARS: usize = 76;

/// A row of the tree.
#[derive(Debug, PartialEq)]
struct Row {
    /// The branches that lead to it.
    branches: String,
    /// How it hangs on the row above: `needs`, `hit by`; nothing for a root.
    relation: String,
    /// What it is called.
    name: String,
    /// Whether it stands further up already, with its share and its branches.
    again: bool,
    /// Its share of the loss in the worst histories under A and B, if it can have one.
    tail: Option<[f64; 2]>,
}

struct Tree<'a> {
    view: &'a View<'a>,
    rows: Vec<Row>,
    /// Components and causes that stand further up.
    told: HashSet<&'a str>,
}

/// A branch below a component.
enum Below<'a> {
    Need(&'a str),
    /// Of these so many are needed.
    Group(&'a AtLeast),
    /// A common cause with its chance to hit the component.
    Cause(&'a str, &'a str, f64),
}

fn tail(parts: [&[Part]; 2], id: &str) -> Option<[f64; 2]> {
    let share = |parts: &[Part]| {
        let part = parts.iter().find(|part| part.id == id)?;
        Some(part.tail_share)
    };
    Some([share(parts[0])?, share(parts[1])?])
}

/// What is needed one by one, and then the groups of which some are enough.
fn needs<'a>(each: &'a [ComponentId], some: &'a [AtLeast]) -> impl Iterator<Item = Below<'a>> {
    let each = each.iter().map(|id| Below::Need(id.as_str()));
    each.chain(some.iter().map(Below::Group))
}

impl<'a> Tree<'a> {
    fn glyphs(&self) -> [&'static str; 4] {
        let fancy = ["├ ", "└ ", "│ ", "  "];
        self.view
            .theme
            .charset
            .pick(fancy, ["|-", "`-", "| ", "  "])
    }

    fn below(&self, component: &'a Component) -> Vec<Below<'a>> {
        let needs = needs(&component.requires, &component.requires_some);
        let hazards = self.view.scenario.hazards.iter();
        let causes = hazards.filter(|hazard| hazard.common).filter_map(|hazard| {
            let (_, chance) = hazard.hits.iter().find(|(id, _)| *id == component.id)?;
            Some(Below::Cause(hazard.id.as_str(), &hazard.name, *chance))
        });
        needs.chain(causes).collect()
    }

    fn root(&mut self, name: &str) {
        self.rows.push(Row {
            branches: String::new(),
            relation: String::new(),
            name: name.to_owned(),
            again: false,
            tail: None,
        });
    }

    /// A component and all below it; what stands further up already is not told again.
    fn component(&mut self, id: &'a str, relation: &'static str, (trunk, last): (&str, bool)) {
        let view = self.view;
        let components = &view.scenario.components;
        let Some(component) = components.iter().find(|known| known.id.as_str() == id) else {
            return;
        };
        let below = self.below(component);
        let again = !self.told.insert(id);
        let [branch, end, along, nothing] = self.glyphs();
        let above = if again && !below.is_empty() {
            " ↑"
        } else {
            ""
        };
        self.rows.push(Row {
            branches: format!("{trunk}{}", if last { end } else { branch }),
            relation: relation.to_owned(),
            name: format!("{}{above}", component.name),
            again,
            tail: tail([&view.a.loss.by_provider, &view.b.loss.by_provider], id),
        });
        if again {
            return;
        }
        let trunk = format!("{trunk}{}", if last { nothing } else { along });
        self.branches(below, &trunk);
    }

    /// What hangs below a node, on its trunk.
    fn branches(&mut self, below: Vec<Below<'a>>, trunk: &str) {
        let view = self.view;
        let [branch, end, along, nothing] = self.glyphs();
        let count = below.len();
        for (idx, below) in below.into_iter().enumerate() {
            let last = idx + 1 == count;
            let branches = format!("{trunk}{}", if last { end } else { branch });
            match below {
                Below::Need(id) => self.component(id, "needs ", (trunk, last)),
                Below::Group(group) => {
                    self.rows.push(Row {
                        branches,
                        relation: "needs ".to_owned(),
                        name: format!("{} of {}", group.needed, group.of.len()),
                        again: false,
                        tail: None,
                    });
                    let trunk = format!("{trunk}{}", if last { nothing } else { along });
                    for (idx, id) in group.of.iter().enumerate() {
                        let last = idx + 1 == group.of.len();
                        self.component(id.as_str(), "", (&trunk, last));
                    }
                }
                Below::Cause(id, name, chance) => self.rows.push(Row {
                    branches,
                    relation: if chance < 1.0 {
                        format!("hit by {:.0} % of ", chance * 100.0)
                    } else {
                        "hit by ".to_owned()
                    },
                    name: name.to_owned(),
                    again: !self.told.insert(id),
                    tail: tail([&view.a.loss.by_cause, &view.b.loss.by_cause], id),
                }),
            }
        }
    }

    fn grow(&mut self) {
        let scenario = self.view.scenario;
        for workload in &scenario.workloads {
            let below: Vec<_> = needs(&workload.requires, &workload.requires_some).collect();
            if !below.is_empty() {
                self.root(&workload.name);
                self.branches(below, "");
            }
        }
        let used = self.used();
        if used.is_empty() {
            return;
        }
        self.root("Providers");
        let last = used.len() - 1;
        for (idx, id) in used.into_iter().enumerate() {
            self.component(id, "", ("", idx == last));
        }
    }

    /// The providers that A or B runs on or holds capacity at, in the order of the scenario.
    fn used(&self) -> Vec<&'a str> {
        let scenario = self.view.scenario;
        let compared = [&self.view.a.id, &self.view.b.id];
        let portfolios = scenario.portfolios.iter();
        let placements: Vec<_> = portfolios
            .filter(|portfolio| compared.iter().any(|id| portfolio.id.as_str() == *id))
            .flat_map(|portfolio| &portfolio.placements)
            .flat_map(|placement| placement.shares.iter().chain(&placement.reserves))
            .filter(|(_, part)| *part > 0.0)
            .map(|(id, _)| id)
            .collect();
        let components = scenario.components.iter();
        components
            .filter(|component| placements.contains(&&component.id))
            .map(|component| component.id.as_str())
            .collect()
    }
}

fn rows(view: &View<'_>) -> Vec<Row> {
    let mut tree = Tree {
        view,
        rows: Vec::new(),
        told: HashSet::new(),
    };
    tree.grow();
    tree.rows
}

/// The tree, with the share of the tail that each node carries under A and B.
pub(super) fn lines(view: &View<'_>, width: usize) -> Text {
    let theme = view.theme;
    let bar = if width >= ROOM_FOR_BARS { BAR + 1 } else { 0 };
    let room = width.saturating_sub(2 * (NUMBER + bar));
    let head = theme.charset.fit("share of the tail", room).into_owned();
    let column = NUMBER + bar;
    let mut lines = vec![Line::from(vec![
        Span::styled(format!("{head:<room$}"), theme.palette.dim),
        Span::styled(format!("{:>column$}", "A"), theme.palette.a),
        Span::styled(format!("{:>column$}", "B"), theme.palette.b),
    ])];
    lines.extend(rows(view).iter().map(|row| line(view, row, (room, bar))));
    lines.into()
}

fn line(view: &View<'_>, row: &Row, (room, bar): (usize, usize)) -> Line<'static> {
    let theme = view.theme;
    let style = match row {
        _ if row.branches.is_empty() => theme.heading,
        _ if row.again => theme.palette.dim,
        _ => Style::new(),
    };
    let left = room.saturating_sub(row.branches.width() + row.relation.width() + 1);
    let name = theme.charset.fit(&row.name, left).into_owned();
    let gap = " ".repeat((left + 1).saturating_sub(name.width()));
    let mut spans = vec![
        Span::styled(row.branches.clone(), theme.border),
        Span::styled(row.relation.clone(), theme.palette.dim),
        Span::styled(name, style),
    ];
    // A share stands once: it is of the node, however many hang on it.
    if let Some(tail) = row.tail.filter(|_| !row.again) {
        spans.push(Span::raw(gap));
        let sides = [
            (theme.palette.a, theme.charset.pick("█", "#")),
            (theme.palette.b, theme.charset.pick("▒", "o")),
        ];
        for (share, (style, glyph)) in tail.into_iter().zip(sides) {
            if bar > 0 {
                spans.push(Span::raw(" "));
                spans.extend(bar_spans(view, (share, bar - 1), glyph, style));
            }
            spans.push(Span::raw(format!("{:>NUMBER$}", percent_or_less(share))));
        }
    }
    let is_found = row.tail.is_some() && !row.again;
    if is_found && view.is_found("tail-share", &format!(": {}", row.name)) {
        return marked(Line::from(spans), theme);
    }
    Line::from(spans)
}
