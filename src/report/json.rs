//! The report for programs. Its names are a contract: keys may be added behind the others, none may change.

use serde_json::{Map, Value, json};

use super::Report;
use crate::analysis::{
    AllOut, Annual, AtLevel, Bounded, Comparison, ComponentImportance, Concentration,
    ConcentrationFigures, Crossing, Dominance, Estimate, LossFigures, Part, PortfolioFigures,
    ReturnLevel, Service, Skewed,
};
use crate::units::HOURS_PER_YEAR;

/// The version of the report's form.
const FORMAT: u32 = 1;

/// Joint outages are listed for at least this many providers, so that their keys do not depend on the portfolio.
const JOINT: usize = 3;

pub(super) fn document(report: &Report<'_>) -> String {
    let figures = report.figures;
    let portfolios: Vec<Value> = figures.portfolios.iter().map(portfolio).collect();
    let ids: Vec<&str> = figures.portfolios.iter().map(|p| p.id.as_str()).collect();
    let comparison = figures.comparison.as_ref();
    let mut document = json!({
        "lockin": report.version,
        "format": FORMAT,
        "title": report.title,
        "currency": figures.currency,
        "seed": figures.seed,
        "trials": figures.trials,
        "horizon_years": figures.horizon_years,
        "input_hash": report.input_hash,
        "edits": report.edits,
        "portfolios": portfolios,
        "comparison": comparison.map(|c| comparison_object(c, &ids)),
        "annuity": number(figures.annuity),
        "verdict": crate::analysis::verdict(figures),
    });
    if let Some(precision) = report.precision {
        let reached = precision.reached(figures);
        document["precision"] = json!({
            "wanted": number(precision.share()),
            "reached": number(reached.half_width),
            "portfolio": ids[reached.portfolio],
        });
    }
    let mut text = format!("{document:#}");
    text.push('\n');
    text
}

fn portfolio(portfolio: &PortfolioFigures) -> Value {
    json!({
        "id": portfolio.id,
        "name": portfolio.name,
        "loss": loss(&portfolio.loss),
        "annual": annual(&portfolio.annual),
        "service": service(&portfolio.service),
        "concentration": concentration(portfolio),
    })
}

/// A number; `null` where there is none, such as the nines of a service that never failed.
fn number(value: f64) -> Value {
    // Zero has no sign in a report.
    Value::from(value + 0.0)
}

/// A mapping by level: `"99.5"`.
fn by_level<T: Copy>(list: &[AtLevel<T>], value: impl Fn(T) -> Value) -> Value {
    let entries = list.iter();
    let entries = entries.map(|at| (at.level.to_string(), value(at.value)));
    Value::Object(entries.collect())
}

fn bounded(bounded: Bounded) -> Value {
    json!({"value": number(bounded.value), "low": number(bounded.low), "high": number(bounded.high)})
}

fn estimate(estimate: Estimate) -> Value {
    json!({"value": number(estimate.value), "se": number(estimate.se)})
}

fn skewed(skewed: Skewed) -> Value {
    json!({
        "value": number(skewed.value),
        "se": number(skewed.se),
        "low": number(skewed.low),
        "high": number(skewed.high),
    })
}

fn loss(loss: &LossFigures) -> Value {
    let categories = loss.by_category.iter().map(|part| {
        let category = json!({
            "mean": number(part.mean.value),
            "mean_se": number(part.mean.se),
            "tail_share": number(part.tail_share),
        });
        (part.id.clone(), category)
    });
    json!({
        "total": {
            "mean": number(loss.mean.value),
            "mean_se": number(loss.mean.se),
            "sd": number(loss.sd),
            "quantiles": by_level(&loss.quantiles, number),
            "var": by_level(&loss.var, bounded),
            "tvar": by_level(&loss.tvar, skewed),
        },
        "by_category": categories.collect::<Map<_, _>>(),
        "by_cause": parts(&loss.by_cause),
        "by_provider": parts(&loss.by_provider),
    })
}

fn parts(parts: &[Part]) -> Value {
    let parts = parts.iter().map(|part| {
        json!({
            "id": part.id,
            "mean": number(part.mean.value),
            "tail_share": number(part.tail_share),
            "name": part.name,
            "mean_se": number(part.mean.se),
        })
    });
    parts.collect()
}

fn annual(annual: &Annual) -> Value {
    json!({
        "mean": number(annual.mean.value),
        "aep": return_levels(&annual.aep),
        "oep": return_levels(&annual.oep),
        "mean_se": number(annual.mean.se),
        "p_no_loss": number(annual.p_no_loss),
    })
}

fn return_levels(levels: &[ReturnLevel]) -> Value {
    let levels = levels.iter().map(|level| {
        json!({
            "return_period": whole(level.return_period),
            "loss": number(level.loss.value),
            "low": number(level.loss.low),
            "high": number(level.loss.high),
            "enough": level.enough,
        })
    });
    levels.collect()
}

/// A whole number without a point, as the contract shows return periods.
fn whole(value: f64) -> Value {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "return periods are small and positive"
    )]
    let rounded = value as u64;
    Value::from(rounded)
}

fn service(service: &Service) -> Value {
    let workloads = service.by_workload.iter().map(|workload| {
        json!({
            "id": workload.id,
            "name": workload.name,
            "shares": weights(&workload.shares),
            "reserves": weights(&workload.reserves),
        })
    });
    json!({
        "served_fraction": number(service.served_fraction.value),
        "nines": number(service.nines),
        "downtime_hours_per_year": number(service.downtime_hours_per_year.value),
        "p_breach_per_year": number(service.p_breach_per_year.value),
        "longest_interruption_hours": by_level(&service.longest_interruption_hours, number),
        "unserved_hours_per_year": number(service.unserved_hours_per_year.value),
        "served_fraction_se": number(service.served_fraction.se),
        "downtime_hours_per_year_se": number(service.downtime_hours_per_year.se),
        "p_breach_per_year_se": number(service.p_breach_per_year.se),
        "unserved_hours_per_year_se": number(service.unserved_hours_per_year.se),
        "by_workload": workloads.collect::<Value>(),
    })
}

fn weights(weights: &[(String, f64)]) -> Value {
    let entries = weights
        .iter()
        .map(|(id, weight)| (id.clone(), number(*weight)));
    Value::Object(entries.collect())
}

fn concentration(portfolio: &PortfolioFigures) -> Value {
    let (figures, sharing) = (&portfolio.concentration, &portfolio.sharing);
    let points = &figures.single_points_of_failure;
    let ids: Vec<&str> = points
        .iter()
        .map(|point| point.component.as_str())
        .collect();
    let points = points.iter().map(|point| {
        json!({
            "id": point.component,
            "workloads": point.workloads,
            "loss_per_year": number(point.loss_per_year.value),
            "loss_per_year_se": number(point.loss_per_year.se),
        })
    });
    let [spend, capacity, value, tail] = &figures.shares;
    json!({
        "spend": figures.spend.map(index),
        "capacity": figures.capacity.map(index),
        "value": figures.value.map(index),
        "tail": figures.tail.map(index),
        "single_points_of_failure": ids,
        "cut_sets": cut_sets(figures),
        "joint_outage_hours_per_year": joint_hours(figures, |hours| hours.value),
        "diversification_ratio": figures.diversification_ratio.map(number),
        "joint_outage_hours_per_year_se": joint_hours(figures, |hours| hours.se),
        "hidden_sharing": {
            "effective": number(sharing.effective),
            "effective_independent": number(sharing.independent),
            "single_cloud": number(sharing.disguise()),
            "price_per_year": number(sharing.price_per_year.value),
            "price_per_year_se": number(sharing.price_per_year.se),
            "tail_price_per_year": number(sharing.tail_price_per_year.value),
            "tail_price_per_year_se": number(sharing.tail_price_per_year.se),
            "trials": sharing.trials,
        },
        "points_of_failure": points.collect::<Value>(),
        "cut_sets_complete": figures.cut_sets_complete,
        "shares": {
            "spend": weights(spend),
            "capacity": weights(capacity),
            "value": weights(value),
            "tail": weights(tail),
        },
        "cut_set_estimates": cut_set_estimates(figures),
        "below_minimum": {
            "workloads": figures.below_minimum.workloads,
            "hours_per_year": number(figures.below_minimum.probability * HOURS_PER_YEAR),
        },
        "all_out": portfolio.all_out.as_ref().map(all_out),
        "importance": figures.below_minimum.components.iter().map(importance).collect::<Value>(),
    })
}

fn cut_sets(figures: &ConcentrationFigures) -> Value {
    let sets = figures.cut_sets.iter();
    sets.map(|set| Value::from(set.components.clone()))
        .collect()
}

/// How likely a year is in which all providers are out at once.
fn all_out(found: &AllOut) -> Value {
    json!({
        "p_per_year": skewed(found.p_per_year),
        "years": found.years,
        "seen": found.seen,
        "by_importance_sampling": found.by_importance,
        "plain_years": found.plain_years().map(number),
    })
}

/// What the cut sets cost, in their order.
fn cut_set_estimates(figures: &ConcentrationFigures) -> Value {
    let sets = figures.cut_sets.iter();
    sets.map(|set| {
        json!({
            "components": set.components,
            "workloads": set.workloads,
            "hours_per_year": number(set.hours_per_year),
            "loss_per_year": number(set.loss_per_year),
        })
    })
    .collect()
}

fn importance(importance: &ComponentImportance) -> Value {
    json!({
        "id": importance.component,
        "unavailability": number(importance.unavailability),
        "birnbaum": number(importance.birnbaum),
        "criticality": number(importance.criticality),
        "fussell_vesely": importance.fussell_vesely.map(number),
        "diagnostic": number(importance.diagnostic),
        "raw": number(importance.raw),
        "rrw": number(importance.rrw),
    })
}

/// HHI on 0 to 10,000, as people know it.
fn index(index: Concentration) -> Value {
    json!({
        "hhi": number(index.hhi * 10_000.0),
        "effective": number(index.effective),
        "largest": number(index.largest),
        "entropy": number(index.entropy),
        "gini": number(index.gini),
        "effective_shannon": number(libm::exp(index.entropy)),
    })
}

fn joint_hours(figures: &ConcentrationFigures, part: impl Fn(Estimate) -> f64) -> Value {
    let hours = &figures.joint_outage_hours_per_year;
    let entries = (0..hours.len().max(JOINT)).map(|i| {
        let hours = hours.get(i).copied().unwrap_or_default();
        ((i + 1).to_string(), number(part(hours)))
    });
    Value::Object(entries.collect())
}

fn comparison_object(comparison: &Comparison, ids: &[&str]) -> Value {
    json!({
        "a": ids[comparison.a],
        "b": ids[comparison.b],
        "delta_mean": estimate(comparison.delta_mean),
        "delta_var": by_level(&comparison.delta_var, bounded),
        "delta_tvar": by_level(&comparison.delta_tvar, bounded),
        "p_b_cheaper": number(comparison.p_b_cheaper.value),
        "dominance": {
            "first_order": dominance(comparison.first_order),
            "second_order": dominance(comparison.second_order),
        },
        "break_even_premium_per_year": {
            "mean": number(comparison.break_even_mean.value),
            "tvar_99": number(comparison.break_even_tvar_99.value),
            "mean_se": number(comparison.break_even_mean.se),
            "tvar_99_se": number(comparison.break_even_tvar_99.se),
        },
        "premium_per_year": number(comparison.premium_per_year),
        "delta_annual": estimate(comparison.delta_annual),
        "p_b_cheaper_se": number(comparison.p_b_cheaper.se),
        "p_a_cheaper": number(comparison.p_a_cheaper.value),
        "crossings": comparison.crossings.iter().map(crossing).collect::<Value>(),
        "variance_reduction": number(comparison.variance_reduction),
    })
}

fn dominance(dominance: Dominance) -> &'static str {
    match dominance {
        Dominance::A => "a",
        Dominance::B => "b",
        Dominance::None => "none",
    }
}

fn crossing(crossing: &Crossing) -> Value {
    json!({
        "loss": number(crossing.loss),
        "exceedance": number(crossing.exceedance),
        "return_period_horizons": number(1.0 / crossing.exceedance),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::examples;

    /// Keys in their order, objects in braces, the first item of a list in brackets.
    fn shape(value: &Value) -> String {
        match value {
            Value::Object(entries) => {
                let entries = entries
                    .iter()
                    .map(|(key, value)| format!("{key}{}", shape(value)));
                format!("{{{}}}", entries.collect::<Vec<_>>().join(" "))
            }
            Value::Array(items) => format!("[{}]", items.first().map_or(String::new(), shape)),
            _ => String::new(),
        }
    }

    #[track_caller]
    fn starts(value: &Value, expected: &str) {
        let shape = shape(value);
        let expected = expected.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(shape.starts_with(&expected), "{shape}\nis not\n{expected}");
    }

    fn document_of(trials: usize) -> String {
        let figures = examples::trials(&examples::two_clouds(), trials).figures(1);
        document(&Report {
            figures: &figures,
            title: "Two clouds",
            version: "0.1.0",
            input_hash: "ab",
            edits: &[],
            precision: None,
        })
    }

    #[test]
    fn the_keys_are_those_of_the_contract() {
        let is: Value = serde_json::from_str(&document_of(300)).unwrap();
        assert_eq!(
            is.as_object().unwrap().keys().take(11).collect::<Vec<_>>(),
            [
                "lockin",
                "format",
                "title",
                "currency",
                "seed",
                "trials",
                "horizon_years",
                "input_hash",
                "edits",
                "portfolios",
                "comparison"
            ]
        );
        let portfolio = &is["portfolios"][1];
        assert_eq!(
            portfolio.as_object().unwrap().keys().collect::<Vec<_>>(),
            ["id", "name", "loss", "annual", "service", "concentration"]
        );
        starts(
            &portfolio["loss"],
            "{total{mean mean_se sd quantiles{5 25 50 75 90 95 99 99.5 99.9}
              var{90{value low high} 95{value low high} 99{value low high} 99.5{value low high} 99.9{value low high}}
              tvar{90{value se low high} 95{value se low high} 99{value se low high} 99.5{value se low high} 99.9{value se low high}}}
              by_category{outage{mean mean_se tail_share} overhead{mean mean_se tail_share}}
              by_cause[{id mean tail_share name mean_se}] by_provider[{id mean tail_share name mean_se}]}",
        );
        starts(
            &portfolio["annual"],
            "{mean aep[{return_period loss low high enough}] oep[{return_period loss low high enough}] mean_se",
        );
        starts(
            &portfolio["service"],
            "{served_fraction nines downtime_hours_per_year p_breach_per_year
              longest_interruption_hours{50 95 99} unserved_hours_per_year",
        );
    }

    #[test]
    fn the_keys_of_concentration_and_comparison_are_those_of_the_contract() {
        let is: Value = serde_json::from_str(&document_of(300)).unwrap();
        let index = "{hhi effective largest entropy gini effective_shannon}";
        starts(
            &is["portfolios"][1]["concentration"],
            &format!(
                "{{spend{index} capacity{index} value{index} tail{index} single_points_of_failure[] cut_sets[[]]
                  joint_outage_hours_per_year{{1 2 3}} diversification_ratio joint_outage_hours_per_year_se{{1 2 3}}
                  hidden_sharing{{effective effective_independent single_cloud price_per_year price_per_year_se
                  tail_price_per_year tail_price_per_year_se trials}} points_of_failure[{{id workloads[] loss_per_year loss_per_year_se}}] cut_sets_complete
                  shares{{spend{{azure aws}} capacity{{azure aws}} value{{azure aws}} tail{{aws azure dns}}}}
                  cut_set_estimates[{{components[] workloads[] hours_per_year loss_per_year}}]
                  below_minimum{{workloads[] hours_per_year}}
                  all_out
                  importance[{{id unavailability birnbaum criticality fussell_vesely diagnostic raw rrw}}]"
            ),
        );
        let bounded = "{90{value low high} 95{value low high} 99{value low high} 99.5{value low high} 99.9{value low high}}";
        starts(
            &is["comparison"],
            &format!(
                "{{a b delta_mean{{value se}} delta_var{bounded} delta_tvar{bounded} p_b_cheaper
                  dominance{{first_order second_order}} break_even_premium_per_year{{mean tvar_99"
            ),
        );
        assert_eq!(
            is["portfolios"][1]["annual"]["aep"][2]["return_period"],
            json!(10)
        );
    }

    #[test]
    fn what_is_not_there_is_null() {
        let is: Value = serde_json::from_str(&document_of(1)).unwrap();
        assert_eq!(is["portfolios"][0]["loss"]["total"]["mean_se"], Value::Null);
        assert!(is["comparison"]["dominance"]["first_order"].is_string());
    }

    #[test]
    fn the_same_figures_give_the_same_bytes() {
        assert_eq!(document_of(100), document_of(100));
    }
}
