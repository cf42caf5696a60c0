//! The tables of the readable documents.

use super::content::{Section, Side, Table};
use crate::analysis::{
    AllOut, Bounded, Comparison, Concentration, CutSet, Dominance, Estimate, Figures, Part,
    PortfolioFigures, ReturnLevel, Shortage, at_level, few_digits, show_error, show_money,
};
use crate::units::{
    HOURS_PER_YEAR, digits, grouped, money, percent, percent_or_less, percent_with_error,
    signed_money,
};

/// The longest list of causes, components or cut sets.
const MOST_ROWS: usize = 12;

/// A row of the first table: its words, a portfolio's cell, and the cell of the difference.
type Row<'a> = (
    String,
    Box<dyn Fn(&PortfolioFigures) -> String + 'a>,
    String,
);

/// A and B and their difference; other portfolios in a table of their own.
pub(super) fn side_by_side(figures: &Figures, sides: &[Side<'_>]) -> Section {
    let rows = rows(figures);
    let (pair, others): (Vec<Side<'_>>, Vec<Side<'_>>) =
        sides.iter().partition(|side| !side.letter.is_empty());
    let mut tables = Vec::new();
    for group in pair.chunks(2).chain(others.chunks(3)) {
        let compared = group.iter().any(|side| !side.letter.is_empty());
        let mut columns = vec![String::new()];
        columns.extend(group.iter().map(|side| side.label()));
        columns.extend(compared.then(|| "B − A".to_owned()));
        let rows = rows.iter().map(|(words, cell, difference)| {
            let mut row = vec![words.clone()];
            row.extend(group.iter().map(|side| cell(side.portfolio)));
            row.extend(compared.then(|| difference.clone()));
            row
        });
        tables.push(Table {
            columns,
            rows: rows.collect(),
        });
    }
    Section {
        title: "Side by side".to_owned(),
        tables,
        notes: shortage_notes(sides, |p| {
            let var = figures.shortage_of_var(&p.loss, 99.0);
            let tvar = figures.shortage_of_tvar(&p.loss, 99.0);
            var.into_iter().chain(tvar).collect()
        })
        .collect(),
    }
}

fn rows(figures: &Figures) -> Vec<Row<'_>> {
    let mut rows = loss_rows(figures);
    rows.extend(service_rows(figures));
    rows
}

fn loss_rows(figures: &Figures) -> Vec<Row<'_>> {
    let currency = figures.currency.as_str();
    let comparison = figures.comparison.as_ref();
    let difference =
        |delta: Option<Estimate>| delta.map_or(String::new(), |delta| signed(delta, currency));
    let bounds = |delta: Option<Bounded>| {
        delta.map_or(String::new(), |delta| signed(symmetric(delta), currency))
    };
    let years = figures.horizon_years;
    let premium = comparison.map(|c| signed_money(c.premium_per_year, currency));
    vec![
        (
            "Expected loss a year".to_owned(),
            Box::new(move |p| show_money(p.annual.mean, currency)),
            difference(comparison.map(|c| c.delta_annual)),
        ),
        (
            "  of which overhead".to_owned(),
            Box::new(|p| money(overhead_per_year(figures, p), currency)),
            premium.unwrap_or_default(),
        ),
        (
            "1-in-100 year, total".to_owned(),
            Box::new(|p| return_level(figures, &p.annual.aep, 100.0)),
            String::new(),
        ),
        (
            "1-in-100 year, one interruption".to_owned(),
            Box::new(|p| return_level(figures, &p.annual.oep, 100.0)),
            String::new(),
        ),
        (
            format!("Mean over {years} years, discounted"),
            Box::new(move |p| show_money(p.loss.mean, currency)),
            difference(comparison.map(|c| c.delta_mean)),
        ),
        (
            format!("VaR 99 over {years} years"),
            Box::new(|p| {
                let shortage = figures.shortage_of_var(&p.loss, 99.0);
                marked(at_level(&p.loss.var, 99.0), shortage.as_ref(), currency)
            }),
            bounds(comparison.and_then(|c| at_level(&c.delta_var, 99.0))),
        ),
        (
            format!("TVaR 99 over {years} years"),
            Box::new(|p| {
                let tvar = at_level(&p.loss.tvar, 99.0).map(Bounded::from);
                let shortage = figures.shortage_of_tvar(&p.loss, 99.0);
                marked(tvar, shortage.as_ref(), currency)
            }),
            bounds(comparison.and_then(|c| at_level(&c.delta_tvar, 99.0))),
        ),
    ]
}

fn service_rows(figures: &Figures) -> Vec<Row<'_>> {
    let pair = figures.comparison.as_ref();
    let pair = pair.map(|c| (&figures.portfolios[c.a], &figures.portfolios[c.b]));
    let hours = pair.map(|(a, b)| {
        let hours = |p: &PortfolioFigures| p.service.downtime_hours_per_year.value;
        let change = hours(b) - hours(a);
        format!("{}{} h", sign(change), digits(change.abs(), 3))
    });
    vec![
        (
            "Served".to_owned(),
            Box::new(|p| share(p.service.served_fraction)),
            String::new(),
        ),
        (
            "Nines".to_owned(),
            Box::new(|p| digits(p.service.nines, 2)),
            String::new(),
        ),
        (
            "Hours a year not fully served".to_owned(),
            Box::new(|p| hours_a_year(p.service.downtime_hours_per_year)),
            hours.unwrap_or_default(),
        ),
        (
            "Years that break a tolerance".to_owned(),
            Box::new(|p| share(p.service.p_breach_per_year)),
            String::new(),
        ),
        (
            "Providers, effective number".to_owned(),
            Box::new(|p| {
                let index = p.concentration.value.or(p.concentration.capacity);
                index.map_or("–".to_owned(), |index| digits(index.effective, 2))
            }),
            String::new(),
        ),
        (
            "  of which independent".to_owned(),
            Box::new(|p| digits(p.sharing.independent, 2)),
            String::new(),
        ),
        (
            "Price of what they share, a year".to_owned(),
            Box::new(move |p| match p.sharing.trials {
                0 => "–".to_owned(),
                _ => show_money(p.sharing.price_per_year, &figures.currency),
            }),
            String::new(),
        ),
        (
            "Single points of failure".to_owned(),
            Box::new(|p| p.concentration.single_points_of_failure.len().to_string()),
            String::new(),
        ),
    ]
}

fn overhead_per_year(figures: &Figures, portfolio: &PortfolioFigures) -> f64 {
    let parts = portfolio.loss.by_category.iter();
    let overhead = parts.filter(|part| part.id == crate::analysis::OVERHEAD);
    overhead.map(|part| part.mean.value / figures.annuity).sum()
}

/// An interval of equal halves, for the cells that show a value with its ±.
fn symmetric(bounded: Bounded) -> Estimate {
    Estimate {
        value: bounded.value,
        se: bounded.half_width() / crate::analysis::Z95,
    }
}

fn sign(value: f64) -> &'static str {
    if value < 0.0 { "−" } else { "+" }
}

fn signed(delta: Estimate, currency: &str) -> String {
    let error = show_error(delta.half_width(), delta.value);
    format!("{}{error}", signed_money(delta.value, currency))
}

/// A probability or share with its ±, in percent.
fn share(share: Estimate) -> String {
    percent_with_error(share.value, share.half_width())
}

fn hours_a_year(hours: Estimate) -> String {
    format!(
        "{} ± {} h",
        digits(hours.value, 3),
        few_digits(hours.half_width())
    )
}

fn return_level(figures: &Figures, levels: &[ReturnLevel], period: f64) -> String {
    let level = levels
        .iter()
        .find(|level| (level.return_period - period).abs() < 1e-9);
    let shortage = level.and_then(|level| figures.shortage_of_level(level));
    let loss = level.map(|level| level.loss);
    marked(loss, shortage.as_ref(), &figures.currency)
}

/// An amount with its ±, and a mark where it rests on too few trials.
fn marked(loss: Option<Bounded>, shortage: Option<&Shortage>, currency: &str) -> String {
    let loss = loss.map_or(String::new(), |loss| show_money(symmetric(loss), currency));
    format!("{loss}{}", mark(shortage))
}

fn mark(shortage: Option<&Shortage>) -> &'static str {
    if shortage.is_some() { "*" } else { "" }
}

/// What more trials would bring: a note for each portfolio and kind of figure, about the one that needs the most.
fn shortage_notes<'a>(
    sides: &'a [Side<'_>],
    of: impl Fn(&PortfolioFigures) -> Vec<Shortage> + 'a,
) -> impl Iterator<Item = String> + 'a {
    sides.iter().filter_map(move |side| {
        let most = of(side.portfolio).into_iter().max_by_key(|s| s.trials)?;
        Some(format!("* {}: {}.", side.short(), most.words()))
    })
}

fn range(bounded: Bounded, currency: &str) -> String {
    format!(
        "{} to {}",
        money(bounded.low, currency),
        money(bounded.high, currency)
    )
}

/// What the loss is made of: by cause and by component, yearly, and in the worst trials.
pub(super) fn made_of(figures: &Figures, sides: &[Side<'_>]) -> Section {
    let mut tables = Vec::new();
    for (title, of) in [
        ("Category", by_category as fn(&PortfolioFigures) -> &[Part]),
        ("Cause", |p| &p.loss.by_cause),
        ("Component hit", |p| &p.loss.by_provider),
    ] {
        for group in sides.chunks(2) {
            tables.push(parts_table(figures, group, title, of));
        }
    }
    Section {
        title: "What the loss is made of".to_owned(),
        tables,
        notes: vec![
            "Mean a year, spread evenly over the discounted horizon, and the share of the mean loss in the worst 1 % of \
             histories."
                .to_owned(),
        ],
    }
}

fn by_category(portfolio: &PortfolioFigures) -> &[Part] {
    &portfolio.loss.by_category
}

fn parts_table(
    figures: &Figures,
    group: &[Side<'_>],
    title: &str,
    of: fn(&PortfolioFigures) -> &[Part],
) -> Table {
    let mut columns = vec![title.to_owned()];
    for side in group {
        columns.extend([format!("{}, a year", side.short()), "worst 1 %".to_owned()]);
    }
    // The order of the first portfolio would hide what matters in the second.
    let mut ids: Vec<(f64, &Part)> = Vec::new();
    for part in group.iter().flat_map(|side| of(side.portfolio)) {
        match ids.iter_mut().find(|(_, known)| known.id == part.id) {
            Some((most, _)) if part.mean.value.abs() > most.abs() => *most = part.mean.value,
            Some(_) => {}
            None => ids.push((part.mean.value, part)),
        }
    }
    ids.retain(|(most, _)| *most != 0.0);
    ids.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.id.cmp(&b.1.id)));
    let cells = |part: Option<&Part>| match part.filter(|part| part.mean.value != 0.0) {
        Some(part) => [
            show_money(part.mean.scaled(1.0 / figures.annuity), &figures.currency),
            percent_or_less(part.tail_share),
        ],
        None => ["–".to_owned(), "–".to_owned()],
    };
    let shown = ids.iter().take(MOST_ROWS);
    let mut rows: Vec<Vec<String>> = shown
        .map(|(_, part)| {
            let mut row = vec![part.name.clone()];
            for side in group {
                let parts = of(side.portfolio);
                row.extend(cells(parts.iter().find(|other| other.id == part.id)));
            }
            row
        })
        .collect();
    if ids.len() > MOST_ROWS {
        let rest = &ids[MOST_ROWS..];
        let mut row = vec![format!("and {} smaller ones", rest.len())];
        for side in group {
            let parts = of(side.portfolio).iter();
            let parts = parts.filter(|part| rest.iter().any(|(_, other)| other.id == part.id));
            let (mean, share) = parts.fold((0.0, 0.0), |(mean, share), part| {
                (mean + part.mean.value, share + part.tail_share)
            });
            row.extend([
                money(mean / figures.annuity, &figures.currency),
                percent_or_less(share),
            ]);
        }
        rows.push(row);
    }
    Table { columns, rows }
}

/// A year's loss at the return periods.
pub(super) fn return_periods(figures: &Figures, sides: &[Side<'_>]) -> Section {
    let mut tables = Vec::new();
    for (title, of) in [
        (
            "Year's total",
            (|p| &p.annual.aep) as fn(&PortfolioFigures) -> &Vec<ReturnLevel>,
        ),
        ("Largest interruption", |p| &p.annual.oep),
    ] {
        for group in sides.chunks(2) {
            let mut columns = vec![title.to_owned()];
            for side in group {
                columns.extend([side.short(), "95 % interval".to_owned()]);
            }
            let periods = group.first().map_or(&[][..], |side| of(side.portfolio));
            let rows = periods.iter().enumerate().map(|(i, period)| {
                let mut row = vec![format!("1 in {} years", digits(period.return_period, 4))];
                for side in group {
                    let level = &of(side.portfolio)[i];
                    let value = money(level.loss.value, &figures.currency);
                    let shortage = figures.shortage_of_level(level);
                    row.push(format!("{value}{}", mark(shortage.as_ref())));
                    row.push(range(level.loss, &figures.currency));
                }
                row
            });
            tables.push(Table {
                columns,
                rows: rows.collect(),
            });
        }
    }
    Section {
        title: "Loss of a year, by return period".to_owned(),
        tables,
        notes: std::iter::once(
            "“1 in 100 years” means a chance of 1 % in any one year, not once in every hundred."
                .to_owned(),
        )
        .chain(shortage_notes(sides, |p| {
            let levels = p.annual.aep.iter().chain(&p.annual.oep);
            levels
                .filter_map(|level| figures.shortage_of_level(level))
                .collect()
        }))
        .collect(),
    }
}

/// Where workloads run, and how long they were away.
pub(super) fn service(sides: &[Side<'_>]) -> Section {
    let mut tables = Vec::new();
    for group in sides.chunks(2) {
        let mut columns = vec![String::new()];
        columns.extend(group.iter().map(|side| side.label()));
        let mut rows: Vec<Vec<String>> = Vec::new();
        for level in [50.0, 95.0, 99.0] {
            let mut row = vec![format!(
                "Longest interruption, {level} % of histories up to"
            )];
            row.extend(group.iter().map(|side| {
                let longest = &side.portfolio.service.longest_interruption_hours;
                at_level(longest, level).map_or(String::new(), |h| format!("{} h", digits(h, 3)))
            }));
            rows.push(row);
        }
        let workloads = &group[0].portfolio.service.by_workload;
        for (w, workload) in workloads.iter().enumerate() {
            let mut row = vec![format!("{} runs on", workload.name)];
            row.extend(group.iter().map(|side| {
                let shares = &side.portfolio.service.by_workload[w].shares;
                let shares = shares
                    .iter()
                    .map(|(id, share)| format!("{id} {}", percent(*share)));
                shares.collect::<Vec<_>>().join(", ")
            }));
            rows.push(row);
        }
        tables.push(Table { columns, rows });
    }
    Section {
        title: "Service".to_owned(),
        tables,
        notes: Vec::new(),
    }
}

/// How much hangs on few providers.
pub(super) fn concentration(figures: &Figures, sides: &[Side<'_>]) -> Section {
    let mut tables = Vec::new();
    for group in sides.chunks(2) {
        tables.push(concentration_table(group));
    }
    tables.push(points_table(figures, sides));
    tables.push(cut_sets_table(figures, sides));
    tables.extend(sides.iter().map(|side| importance_table(*side)));
    let mut notes: Vec<String> = sides
        .iter()
        .flat_map(|side| structure_notes(*side))
        .collect();
    notes.extend(sides.iter().filter_map(|side| {
        let found = side.portfolio.all_out.filter(|found| found.by_importance)?;
        Some(format!(
            "{}: years with all out were {}.",
            side.label(),
            found.method()
        ))
    }));
    if tables.iter().any(|table| !table.rows.is_empty()) {
        notes.push(LONG_RUN.to_owned());
    }
    Section {
        title: "Concentration".to_owned(),
        notes,
        tables: tables
            .into_iter()
            .filter(|table| !table.rows.is_empty())
            .collect(),
    }
}

fn concentration_table(group: &[Side<'_>]) -> Table {
    let mut columns = vec!["Effective number of providers (HHI), by".to_owned()];
    columns.extend(group.iter().map(|side| side.label()));
    let index = |index: Option<Concentration>| {
        index.map_or("–".to_owned(), |index| {
            let hhi = (index.hhi * 10_000.0).round();
            format!("{} ({})", digits(index.effective, 2), grouped(floor(hhi)))
        })
    };
    let mut rows: Vec<Vec<String>> = Vec::new();
    for (words, of) in [
        (
            "spend",
            (|p| p.concentration.spend) as fn(&PortfolioFigures) -> Option<Concentration>,
        ),
        ("capacity", |p| p.concentration.capacity),
        ("value at stake", |p| p.concentration.value),
        ("loss in the worst 1 %", |p| p.concentration.tail),
    ] {
        let cells = group.iter().map(|side| index(of(side.portfolio)));
        rows.push(std::iter::once(words.to_owned()).chain(cells).collect());
    }
    let most = group.iter();
    let most = most
        .map(|s| s.portfolio.concentration.joint_outage_hours_per_year.len())
        .max();
    for at_least in 0..most.unwrap_or(0).min(3) {
        let words = match at_least {
            0 => "Hours a year with a provider hit".to_owned(),
            n => format!("Hours a year with {} hit at once", n + 1),
        };
        let cells = group.iter().map(|side| {
            let hours = &side.portfolio.concentration.joint_outage_hours_per_year;
            hours
                .get(at_least)
                .map_or("–".to_owned(), |hours| hours_a_year(*hours))
        });
        rows.push(std::iter::once(words).chain(cells).collect());
    }
    if group.iter().any(|side| side.portfolio.all_out.is_some()) {
        let odds = group.iter().map(|side| {
            let found = &side.portfolio.all_out;
            found.as_ref().map_or("–".to_owned(), AllOut::words)
        });
        let words = "Years with all out at once for over an hour".to_owned();
        rows.push(std::iter::once(words).chain(odds).collect());
    }
    let ratios = group.iter().map(|side| {
        let ratio = side.portfolio.concentration.diversification_ratio;
        ratio.map_or("–".to_owned(), |ratio| digits(ratio, 2))
    });
    rows.push(
        std::iter::once("Diversification ratio of TVaR 99".to_owned())
            .chain(ratios)
            .collect(),
    );
    Table { columns, rows }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an index between 0 and 10,000"
)]
fn floor(value: f64) -> usize {
    value as usize
}

fn points_table(figures: &Figures, sides: &[Side<'_>]) -> Table {
    let mut rows = Vec::new();
    for side in sides {
        let points = &side.portfolio.concentration.single_points_of_failure;
        for point in points.iter().take(MOST_ROWS) {
            rows.push(vec![
                format!("{}: {}", side.short(), point.component),
                point.workloads.join(", "),
                show_money(point.loss_per_year, &figures.currency),
            ]);
        }
    }
    let columns = ["Single point of failure", "takes down", "loss a year"];
    Table {
        columns: columns.map(str::to_owned).to_vec(),
        rows,
    }
}

/// What figures of the long run mean.
const LONG_RUN: &str = "Sets and importance are of the long run: a component is down while an outage takes more of it than a \
    workload's minimum service leaves, and workloads have failed over. Criticality: the share of the time below the \
    minimum that would be gone if the component never failed; F–V: the share in which it is part of what failed; \
    RAW and RRW: how many times that time would grow if it were always down, or shrink if it never were.";

/// Whether a cut set is more than a single point of failure.
fn joint(set: &CutSet) -> bool {
    set.components.len() > 1
}

/// What is too much only together, the costliest first.
fn cut_sets_table(figures: &Figures, sides: &[Side<'_>]) -> Table {
    let mut rows = Vec::new();
    for side in sides {
        let sets = side.portfolio.concentration.cut_sets.iter();
        let mut sets: Vec<&CutSet> = sets.filter(|set| joint(set)).collect();
        sets.sort_by(|a, b| b.loss_per_year.total_cmp(&a.loss_per_year));
        for set in sets.iter().take(MOST_ROWS) {
            rows.push(vec![
                format!("{}: {}", side.short(), set.components.join(" + ")),
                set.workloads.join(", "),
                format!("{} h", digits(set.hours_per_year, 2)),
                money(set.loss_per_year, &figures.currency),
            ]);
        }
    }
    let columns = [
        "Too much only together",
        "takes down",
        "a year",
        "loss a year",
    ];
    Table {
        columns: columns.map(str::to_owned).to_vec(),
        rows,
    }
}

/// The components that matter most, by criticality.
fn importance_table(side: Side<'_>) -> Table {
    let components = side.portfolio.concentration.below_minimum.components.iter();
    let columns = [
        format!("{}: importance of", side.short()),
        "down".to_owned(),
        "Birnbaum".to_owned(),
        "criticality".to_owned(),
        "F–V".to_owned(),
        "diagnostic".to_owned(),
        "RAW".to_owned(),
        "RRW".to_owned(),
    ];
    let rows = components.take(MOST_ROWS).map(|component| {
        vec![
            component.component.clone(),
            format!(
                "{} h/yr",
                digits(component.unavailability * HOURS_PER_YEAR, 2)
            ),
            digits(component.birnbaum, 2),
            percent_or_less(component.criticality),
            component
                .fussell_vesely
                .map_or("–".to_owned(), percent_or_less),
            percent_or_less(component.diagnostic),
            times(component.raw),
            times(component.rrw),
        ]
    });
    Table {
        columns: columns.to_vec(),
        rows: rows.collect(),
    }
}

/// A ratio, which may be infinite.
fn times(ratio: f64) -> String {
    if ratio.is_finite() {
        digits(ratio, 3)
    } else {
        "∞".to_owned()
    }
}

fn structure_notes(side: Side<'_>) -> Vec<String> {
    let figures = &side.portfolio.concentration;
    let mut notes = Vec::new();
    if figures.single_points_of_failure.is_empty() {
        notes.push(format!(
            "{}: no component alone takes a workload below its minimum service.",
            side.short()
        ));
    }
    let joint = figures.cut_sets.iter().filter(|set| joint(set));
    let more = joint.count().saturating_sub(MOST_ROWS);
    let at_least = if figures.cut_sets_complete {
        ""
    } else {
        " at least"
    };
    if more > 0 || !figures.cut_sets_complete {
        notes.push(format!(
            "{}: {} more sets of components{at_least} take a workload below its minimum only together.",
            side.short(),
            grouped(more)
        ));
    }
    let below = &figures.below_minimum;
    if !below.workloads.is_empty() {
        let some = match below.workloads.as_slice() {
            [only] => only.as_str(),
            _ => "some workload",
        };
        notes.push(format!(
            "{}: {some} is below its minimum service for {} h a year in the long run.",
            side.short(),
            digits(below.probability * HOURS_PER_YEAR, 3)
        ));
    }
    notes
}

/// B against A beyond the first table.
pub(super) fn comparison(figures: &Figures, comparison: &Comparison) -> Section {
    let currency = figures.currency.as_str();
    let (a, b) = (
        &figures.portfolios[comparison.a].name,
        &figures.portfolios[comparison.b].name,
    );
    let columns = ["Level", "VaR", "95 % interval", "TVaR", "95 % interval"];
    let levels = comparison.delta_var.iter().zip(&comparison.delta_tvar);
    let rows = levels.map(|(var, tvar)| {
        vec![
            format!("{} %", var.level),
            signed_money(var.value.value, currency),
            range(var.value, currency),
            signed_money(tvar.value.value, currency),
            range(tvar.value, currency),
        ]
    });
    let table = Table {
        columns: columns.map(str::to_owned).to_vec(),
        rows: rows.collect(),
    };
    let mut notes = vec![
        format!(
            "{b} is cheaper in {} of histories, {a} in {}.",
            percent(comparison.p_b_cheaper.value),
            percent(comparison.p_a_cheaper.value)
        ),
        dominance(comparison, a, b),
        break_even(comparison, (a, b), currency),
    ];
    notes.extend(comparison.crossings.iter().map(|crossing| {
        let exceedance = crossing.exceedance;
        let often = if exceedance < 0.5 {
            format!("1 in {} histories loses", digits(1.0 / exceedance, 3))
        } else {
            format!("{} of histories lose", percent(exceedance))
        };
        format!(
            "The two curves of the loss over the horizon cross at {}: {often} more.",
            money(crossing.loss, currency)
        )
    }));
    Section {
        title: format!("{b} against {a}, over the horizon: B − A"),
        tables: vec![table],
        notes,
    }
}

fn break_even(comparison: &Comparison, (a, b): (&str, &str), currency: &str) -> String {
    let premium = comparison.premium_per_year;
    let today = if premium < 0.0 {
        format!("{} a year less than", money(-premium, currency))
    } else if premium > 0.0 {
        format!("{} a year more than", money(premium, currency))
    } else {
        "as much as".to_owned()
    };
    format!(
        "In overhead {b} costs {today} {a}. The expected losses would be equal at a premium of {} a year, TVaR 99 at {}.",
        show_money(comparison.break_even_mean, currency),
        show_money(symmetric(comparison.break_even_tvar_99.into()), currency)
    )
}

fn dominance(comparison: &Comparison, a: &str, b: &str) -> String {
    match (comparison.first_order, comparison.second_order) {
        (Dominance::A, _) => {
            format!("{a} is nowhere worse: at no level of loss does {b} do better.")
        }
        (Dominance::B, _) => {
            format!("{b} is nowhere worse: at no level of loss does {a} do better.")
        }
        (_, Dominance::A) => format!("Whoever dislikes both loss and risk prefers {a}."),
        (_, Dominance::B) => format!("Whoever dislikes both loss and risk prefers {b}."),
        _ => "Neither dominates the other: the choice depends on the appetite for risk.".to_owned(),
    }
}
