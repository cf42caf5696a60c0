//! Moving one share of a workload while the others give way.

use super::history::Step;
use crate::model::{ComponentId, Edit, Node, Path, Portfolio, Scenario, WorkloadId};
use crate::units::percent;

/// The faders of one workload in one portfolio.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The workload.
    pub workload: WorkloadId,
    /// Its name in words.
    pub name: String,
    /// Every provider, in the order of the file, with its share of the workload.
    pub faders: Vec<(ComponentId, f64)>,
}

/// The mixer's rows for a portfolio.
pub fn rows(scenario: &Scenario, portfolio: usize) -> Vec<Row> {
    let Some(portfolio) = scenario.portfolios.get(portfolio) else {
        return Vec::new();
    };
    scenario
        .workloads
        .iter()
        .map(|workload| Row {
            workload: workload.id.clone(),
            name: workload.name.clone(),
            faders: scenario
                .components
                .iter()
                .filter(|component| component.hosts)
                .map(|component| {
                    (
                        component.id.clone(),
                        share(portfolio, &workload.id, &component.id),
                    )
                })
                .collect(),
        })
        .collect()
}

fn share(portfolio: &Portfolio, workload: &WorkloadId, provider: &ComponentId) -> f64 {
    let placed = portfolio
        .placements
        .iter()
        .filter(|placement| placement.workload == *workload);
    let shares = placed.flat_map(|placement| &placement.shares);
    // Folded from 0: the sum of nothing is -0 for floats.
    shares
        .filter(|(id, _)| id == provider)
        .fold(0.0, |sum, (_, share)| sum + share)
}

/// The shares after fader `moved` was put to `target`: the others that are not
/// locked give way in proportion, and none leaves 0 to 1.
///
/// `shares` and `locked` run alongside. Nothing where the fader is locked itself
/// or the others cannot give way at all.
pub fn mix(shares: &[f64], locked: &[bool], moved: usize, target: f64) -> Option<Vec<f64>> {
    if locked[moved] {
        return None;
    }
    let held: f64 = shares
        .iter()
        .zip(locked)
        .filter(|(_, locked)| **locked)
        .map(|(share, _)| share)
        .sum();
    let others: Vec<usize> = (0..shares.len())
        .filter(|&i| i != moved && !locked[i])
        .collect();
    if others.is_empty() {
        return None;
    }
    let free = (1.0 - held).max(0.0);
    let target = target.clamp(0.0, free);
    let before: f64 = others.iter().map(|&i| shares[i]).sum();
    let mut mixed = shares.to_vec();
    mixed[moved] = rounded(target).min(free);
    for &i in &others {
        let part = if before > 0.0 {
            shares[i] / before
        } else {
            1.0 / others.len() as f64
        };
        mixed[i] = rounded((free - mixed[moved]).max(0.0) * part);
    }
    // What rounding left over goes to the largest of the others.
    let rest = 1.0 - mixed.iter().sum::<f64>();
    let largest = others
        .iter()
        .copied()
        .max_by(|&i, &j| mixed[i].total_cmp(&mixed[j]))?;
    if rest.abs() > 1e-12 {
        // Without the dust of binary fractions: 0.1637, not 0.16369999999999998.
        mixed[largest] = ((mixed[largest] + rest) * 1e12).round().clamp(0.0, 1e12) / 1e12;
    }
    Some(mixed)
}

/// Shares to a hundredth of a point.
fn rounded(share: f64) -> f64 {
    (share * 1e4).round() / 1e4
}

/// The step that puts a workload's shares to `mixed`.
pub fn step(portfolio: &Portfolio, row: &Row, moved: usize, mixed: &[f64]) -> Step {
    let at = Path::root()
        .join("portfolios")
        .join(portfolio.id.as_str())
        .join("placement")
        .join(row.workload.as_str());
    #[expect(clippy::float_cmp, reason = "an unchanged share is the same bits")]
    let edits = row
        .faders
        .iter()
        .zip(mixed)
        .filter(|((_, before), after)| before != *after)
        .map(|((provider, _), share)| Edit::set(at.join(provider.as_str()), Node::Number(*share)))
        .collect();
    let provider = &row.faders[moved].0;
    Step {
        label: format!(
            "{} · {} on {provider} → {}",
            portfolio.name,
            row.name,
            percent(mixed[moved])
        ),
        edits,
        slides: Some(format!("{at}.{provider}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_others_give_way_in_proportion() {
        let mixed = mix(&[0.4, 0.4, 0.2], &[false; 3], 0, 0.7).unwrap();
        assert_eq!(mixed, [0.7, 0.2, 0.1]);
        let mixed = mix(&[0.4, 0.4, 0.2], &[false, true, false], 0, 0.9).unwrap();
        assert_eq!(mixed, [0.6, 0.4, 0.0]);
        assert_eq!(mix(&[1.0, 0.0], &[false; 2], 0, 0.4), Some(vec![0.4, 0.6]));
    }

    #[test]
    fn a_locked_fader_and_a_lone_one_stay() {
        assert_eq!(mix(&[0.5, 0.5], &[true, false], 0, 0.6), None);
        assert_eq!(mix(&[0.5, 0.5], &[false, true], 0, 0.6), None);
    }

    proptest! {
        #[test]
        fn a_mix_is_always_a_whole(weights in prop::collection::vec(0.0..1.0f64, 2..8), locked in prop::collection::vec(any::<bool>(), 8), at in 0usize..8, target in -0.5..1.5f64) {
            let sum: f64 = weights.iter().sum();
            prop_assume!(sum > 0.1);
            let shares: Vec<f64> = weights.iter().map(|w| w / sum).collect();
            if let Some(mixed) = mix(&shares, &locked[..shares.len()], at % shares.len(), target) {
                prop_assert!((mixed.iter().sum::<f64>() - 1.0).abs() < 1e-6);
                prop_assert!(mixed.iter().all(|x| (0.0..=1.0).contains(x)));
            }
        }
    }
}
