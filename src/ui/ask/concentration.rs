//! The figures of the concentration screen.

use super::{Asked, Behind, Pair, Value};
use crate::analysis::{Concentration, PortfolioFigures};
use crate::units::{digits, percent};

/// A measure of concentration of a portfolio.
type Measure = fn(&PortfolioFigures) -> Option<&Concentration>;

pub(super) fn figures(pair: &Pair<'_>) -> Vec<Asked> {
    let mut list = Vec::new();
    let measures: [(&str, Measure); 4] = [
        ("spend", |p| p.concentration.spend.as_ref()),
        ("capacity", |p| p.concentration.capacity.as_ref()),
        ("value", |p| p.concentration.value.as_ref()),
        ("tail", |p| p.concentration.tail.as_ref()),
    ];
    for (by, measure) in measures {
        let behind = if by == "tail" {
            Behind::Tail
        } else {
            Behind::Placement
        };
        let values = pair.each(|p| Some(Value::Number(measure(p)?.effective, None)));
        list.push(pair.asked(
            format!("{by}: effective number"),
            "effective",
            behind.clone(),
            values,
        ));
        let values = pair.each(|p| Some(Value::Share(measure(p)?.largest, None)));
        list.push(pair.asked(
            format!("{by}: largest share"),
            "effective",
            behind.clone(),
            values,
        ));
        let values = pair.each(|p| Some(Value::Number(measure(p)?.hhi * 1e4, None)));
        list.push(pair.asked(format!("{by}: HHI"), "effective", behind, values));
    }
    let values = pair.each(|p| Some(Value::Number(p.sharing.independent, None)));
    list.push(pair.asked("independent providers", "sharing", Behind::Outages, values));
    let values =
        pair.each(|p| (p.sharing.trials > 0).then(|| Value::money(p.sharing.price_per_year)));
    list.push(pair.asked(
        "what sharing costs a year",
        "sharing",
        Behind::Outages,
        values,
    ));
    let values = pair.each(|p| Some(Value::Number(p.concentration.diversification_ratio?, None)));
    list.push(pair.asked(
        "diversification ratio",
        "diversification",
        Behind::Tail,
        values,
    ));
    list.extend(tail_shares(pair));
    list.extend(joint(pair));
    list.extend(points_of_failure(pair));
    list.extend(cut_sets(pair));
    list.extend(importance(pair));
    list
}

/// The share of the tail of each cause: the tree of who depends on whom carries the same numbers.
fn tail_shares(pair: &Pair<'_>) -> Vec<Asked> {
    let mut seen: Vec<(String, String)> = Vec::new();
    for (_, portfolio) in &pair.sides {
        for part in portfolio
            .loss
            .by_cause
            .iter()
            .chain(&portfolio.loss.by_provider)
        {
            if part.tail_share > 0.0 && !seen.iter().any(|(id, _)| *id == part.id) {
                seen.push((part.id.clone(), part.name.clone()));
            }
        }
    }
    let asked = seen.into_iter().map(|(id, name)| {
        let values = pair.each(|p| {
            let mut parts = p.loss.by_cause.iter().chain(&p.loss.by_provider);
            Some(Value::Share(
                parts.find(|part| part.id == id)?.tail_share,
                None,
            ))
        });
        pair.asked(
            format!("tail: {name}"),
            "tail-share",
            Behind::Cause(id),
            values,
        )
    });
    asked.collect()
}

/// Components by their names in words.
fn component(pair: &Pair<'_>, id: &str) -> String {
    let components = &pair.app.workspace.scenario().components;
    let known = components.iter().find(|c| c.id.as_str() == id);
    known.map_or_else(|| id.to_owned(), |known| known.name.clone())
}

/// Hours with several providers out.
fn joint(pair: &Pair<'_>) -> Vec<Asked> {
    let sides = pair.sides.iter();
    let most = sides.map(|(_, p)| p.concentration.joint_outage_hours_per_year.len());
    let asked = (0..most.max().unwrap_or(0)).map(|k| {
        let values = pair.each(|p| {
            let hours = p.concentration.joint_outage_hours_per_year.get(k)?;
            Some(Value::Number(hours.value, Some(hours.half_width())))
        });
        let name = format!("hours a year with {} or more providers hit", k + 1);
        pair.asked(name, "joint", Behind::Outages, values)
    });
    let mut asked: Vec<Asked> = asked.collect();
    let values = pair.each(|p| {
        let found = p.all_out.filter(|found| found.seen > 0)?;
        Some(Value::Odds(found.p_per_year))
    });
    if !values.is_empty() {
        let name = "years with all providers out for over an hour";
        asked.push(pair.asked(name, "all-out", Behind::Outages, values));
    }
    asked
}

fn points_of_failure(pair: &Pair<'_>) -> Vec<Asked> {
    let points = pair
        .sides
        .iter()
        .flat_map(|(_, p)| &p.concentration.single_points_of_failure);
    let ids = distinct(points.map(|point| point.component.clone()));
    let asked = ids.into_iter().map(|id| {
        let values = pair.each(|p| {
            let mut points = p.concentration.single_points_of_failure.iter();
            Some(Value::money(
                points.find(|point| point.component == id)?.loss_per_year,
            ))
        });
        let name = format!("single point of failure: {}", component(pair, &id));
        pair.asked(name, "single-point", Behind::Component(id), values)
    });
    asked.collect()
}

fn cut_sets(pair: &Pair<'_>) -> Vec<Asked> {
    let count = pair.each(|p| Some(Value::Number(p.concentration.cut_sets.len() as f64, None)));
    let mut list = vec![pair.asked("minimal cut sets", "cut-sets", Behind::Placement, count)];
    let of_side = |p: &PortfolioFigures| {
        let sets = p.concentration.cut_sets.iter();
        let several = sets.filter(|set| set.components.len() > 1).take(MOST_SETS);
        several
            .map(|set| set.components.clone())
            .collect::<Vec<_>>()
    };
    for set in distinct(pair.sides.iter().flat_map(|(_, p)| of_side(p))) {
        let values = pair.each(|p| {
            let mut sets = p.concentration.cut_sets.iter();
            let found = sets.find(|known| known.components == set)?;
            Some(Value::Money(found.loss_per_year, None))
        });
        let names: Vec<String> = set.iter().map(|id| component(pair, id)).collect();
        let behind = Behind::Component(set.first().cloned().unwrap_or_default());
        let name = format!("cut set: {}", names.join(" + "));
        list.push(pair.asked(name, "cut-set-loss", behind, values));
    }
    list
}

/// The cut sets that are asked about one by one.
const MOST_SETS: usize = 10;

fn importance(pair: &Pair<'_>) -> Vec<Asked> {
    let below = pair.each(|p| {
        Some(Value::Share(
            p.concentration.below_minimum.probability,
            None,
        ))
    });
    let mut list = vec![pair.asked("time below the minimum", "below", Behind::Outages, below)];
    let matter = pair
        .sides
        .iter()
        .flat_map(|(_, p)| &p.concentration.below_minimum.components);
    for id in distinct(matter.map(|c| c.component.clone())) {
        let of = |p: &PortfolioFigures| {
            let mut components = p.concentration.below_minimum.components.iter();
            components.find(|c| c.component == id).cloned()
        };
        let values = pair.each(|p| Some(Value::Share(of(p)?.criticality, None)));
        let name = format!("importance of {}", component(pair, &id));
        let mut asked = pair.asked(name, "importance", Behind::Component(id.clone()), values);
        for (letter, p) in &pair.sides {
            let Some(c) = of(p) else { continue };
            let vesely = c.fussell_vesely.map_or("–".to_owned(), percent);
            let words = format!(
                "down {}, Fussell–Vesely {vesely}, diagnostic {}, Birnbaum {}, RAW {}, RRW {}",
                percent(c.unavailability),
                percent(c.diagnostic),
                digits(c.birnbaum, 2),
                digits(c.raw, 3),
                digits(c.rrw, 3)
            );
            asked.values.push((letter, words));
        }
        list.push(asked);
    }
    list
}

fn distinct<T: PartialEq>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut kept: Vec<T> = Vec::new();
    for item in items {
        if !kept.contains(&item) {
            kept.push(item);
        }
    }
    kept
}
