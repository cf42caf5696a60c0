//! A key press on an input becomes an edit.

use super::history::Step;
use crate::model::{Edit, Input, InputKind, Node, law_node, law_parameters};
use crate::stats::LawSpec;
use crate::units::{Unit, digits};

/// The edit that moves an input by `steps` small steps up or down, or nothing where it cannot move.
pub fn nudge(input: &Input, steps: i32, currency: &str) -> Option<Step> {
    let value = match &input.kind {
        InputKind::Number { value, low, high } => {
            let next = moved(*value, input.unit, steps).clamp(*low, *high);
            #[expect(clippy::float_cmp, reason = "a bound met exactly is no move")]
            if next == *value {
                return None;
            }
            Node::Number(next)
        }
        InputKind::Law(law) => match law {
            LawSpec::Constant(value) => Node::Number(moved(*value, input.unit, steps)),
            law => law_node(&law.scaled(libm::pow(1.05, f64::from(steps)))),
        },
        InputKind::Choice { value, of } => {
            let at = of.iter().position(|word| word == value)?;
            let next = at.checked_add_signed(steps.signum() as isize)?;
            Node::Text((*of.get(next)?).to_owned())
        }
    };
    Some(put(input, value, currency, true))
}

/// The edit that multiplies an input, a distribution as a whole; nothing where it has no size or cannot move.
pub fn scaled(input: &Input, factor: f64, currency: &str) -> Option<Step> {
    let value = match &input.kind {
        InputKind::Number { value, low, high } => {
            let next = rounded(value * factor).clamp(*low, *high);
            #[expect(clippy::float_cmp, reason = "a bound met exactly is no move")]
            if next == *value {
                return None;
            }
            Node::Number(next)
        }
        InputKind::Law(LawSpec::Constant(value)) => Node::Number(rounded(value * factor)),
        InputKind::Law(law) => law_node(&law.scaled(factor)),
        InputKind::Choice { .. } => return None,
    };
    Some(put(input, value, currency, false))
}

/// The step that puts `value` into an input.
pub fn put(input: &Input, value: Node, currency: &str, slides: bool) -> Step {
    let shown = match &value {
        Node::Number(number) => input.unit.show(*number, currency),
        other => other.flow(),
    };
    Step {
        label: format!("{} → {shown}", input.label),
        edits: vec![Edit::set(input.path.clone(), value)],
        slides: slides.then(|| input.path.to_string()),
    }
}

/// `value` moved by so many steps of its unit.
///
/// Shares move by a point, years by one; everything else by a twentieth of its
/// decade, so that a step is always between half and five per cent and steps up
/// lead back down.
fn moved(value: f64, unit: Unit, steps: i32) -> f64 {
    let linear = |step: f64| rounded((value / step + f64::from(steps)).round() * step);
    match unit {
        Unit::Share | Unit::Probability => linear(0.01),
        Unit::PercentPerYear => linear(0.005),
        Unit::Years => linear(1.0),
        _ => (0..steps.abs()).fold(value, |value, _| one_step(value, unit, steps > 0)),
    }
}

fn one_step(value: f64, unit: Unit, up: bool) -> f64 {
    if value <= 0.0 {
        let first = match unit {
            Unit::PerYear => 0.01,
            Unit::Hours => 0.05,
            Unit::Money | Unit::MoneyPerYear | Unit::MoneyPerHour => 1_000.0,
            _ => 0.1,
        };
        return if up { first } else { 0.0 };
    }
    let mut decade = libm::pow(10.0, libm::floor(libm::log10(value) + 1e-9));
    if !up && value <= decade * (1.0 + 1e-9) {
        decade /= 10.0;
    }
    let step = decade / 20.0;
    let next = (value / step).round() + if up { 1.0 } else { -1.0 };
    rounded(next * step)
}

/// Without the dust of binary fractions: 0.30000000000000004 is 0.3.
fn rounded(value: f64) -> f64 {
    format!("{value:.12e}").parse().unwrap_or(value)
}

/// What an input holds, on one line: `0.42 /yr`, `lognormal, median 4 h, p90 14 h`.
pub fn shown(input: &Input, currency: &str) -> String {
    match &input.kind {
        InputKind::Number { value, .. } => input.unit.show(*value, currency),
        InputKind::Choice { value, .. } => value.clone(),
        InputKind::Law(law) => match law {
            LawSpec::Constant(value) => input.unit.show(*value, currency),
            law => {
                let parameters: Vec<String> = law_parameters(law)
                    .iter()
                    .map(|(name, value)| format!("{name} {}", digits(*value, 3)))
                    .collect();
                format!("{} {}", law.family(), parameters.join(", "))
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_up_lead_back_down() {
        for start in [0.5, 0.95, 1.0, 9.5, 0.012, 1.5e6, 4.0] {
            for unit in [Unit::PerYear, Unit::Hours, Unit::MoneyPerHour] {
                let up = moved(start, unit, 30);
                assert!(
                    (moved(up, unit, -30) - start).abs() < 1e-9 * start,
                    "{start} {up}"
                );
            }
        }
    }

    #[test]
    fn a_share_moves_by_a_point() {
        assert!((moved(0.3, Unit::Share, 1) - 0.31).abs() < 1e-15);
        assert!((moved(0.333, Unit::Share, 1) - 0.34).abs() < 1e-15);
    }
}
