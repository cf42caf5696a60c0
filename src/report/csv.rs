//! The report for spreadsheets: one row for each figure, all rows alike.

use super::Report;
use crate::analysis::{
    AtLevel, BelowMinimum, Bounded, Comparison, Concentration, CurvePoint, Estimate, Part,
    PortfolioFigures, ReturnLevel, Skewed,
};
use crate::units::HOURS_PER_YEAR;

/// Rows of one portfolio, or of the comparison.
struct Rows<'a> {
    out: &'a mut String,
    portfolio: &'a str,
    money: &'a str,
    money_per_year: &'a str,
}

/// The unit of what has none.
const ONE: &str = "1";

pub(super) fn document(report: &Report<'_>) -> String {
    let figures = report.figures;
    let mut out = String::from("portfolio,figure,level,value,low,high,se,unit\n");
    let money_per_year = format!("{}/yr", figures.currency);
    let mut rows = |portfolio: &str, fill: &dyn Fn(&mut Rows<'_>)| {
        fill(&mut Rows {
            out: &mut out,
            portfolio,
            money: &figures.currency,
            money_per_year: &money_per_year,
        });
    };
    for portfolio in &figures.portfolios {
        rows(&portfolio.id, &|rows| {
            rows.loss(portfolio);
            rows.annual(portfolio);
            rows.service(portfolio);
            rows.concentration(portfolio);
        });
    }
    if let Some(comparison) = &figures.comparison {
        let id = |p: usize| figures.portfolios[p].id.as_str();
        let pair = format!("{} - {}", id(comparison.b), id(comparison.a));
        rows(&pair, &|rows| rows.comparison(comparison));
    }
    out
}

impl Rows<'_> {
    /// One row; `numbers` are value, low, high and standard error.
    fn row(&mut self, figure: &str, level: &str, numbers: [Option<f64>; 4], unit: &str) {
        let numbers = numbers.map(|number| match number {
            Some(number) if number.is_finite() => (number + 0.0).to_string(),
            _ => String::new(),
        });
        let texts = [self.portfolio, figure, level].map(field);
        self.out.push_str(&texts.join(","));
        self.out.push(',');
        self.out.push_str(&numbers.join(","));
        self.out.push(',');
        self.out.push_str(&field(unit));
        self.out.push('\n');
    }

    fn number(&mut self, figure: &str, level: &str, value: f64, unit: &str) {
        self.row(figure, level, [Some(value), None, None, None], unit);
    }

    fn estimate(&mut self, figure: &str, level: &str, estimate: Estimate, unit: &str) {
        self.skewed(figure, level, estimate.into(), unit);
    }

    fn skewed(&mut self, figure: &str, level: &str, skewed: Skewed, unit: &str) {
        let Skewed {
            value,
            se,
            low,
            high,
        } = skewed;
        let numbers = [Some(value), Some(low), Some(high), Some(se)];
        self.row(figure, level, numbers, unit);
    }

    fn bounded(&mut self, figure: &str, level: &str, bounded: Bounded, unit: &str) {
        let numbers = [
            Some(bounded.value),
            Some(bounded.low),
            Some(bounded.high),
            None,
        ];
        self.row(figure, level, numbers, unit);
    }

    fn bounded_levels(&mut self, figure: &str, levels: &[AtLevel<Bounded>]) {
        let unit = self.money;
        for at in levels {
            self.bounded(figure, &at.level.to_string(), at.value, unit);
        }
    }

    fn loss(&mut self, portfolio: &PortfolioFigures) {
        let (loss, unit) = (&portfolio.loss, self.money);
        self.estimate("loss.total.mean", "", loss.mean, unit);
        self.number("loss.total.sd", "", loss.sd, unit);
        for at in &loss.quantiles {
            self.number(
                "loss.total.quantiles",
                &at.level.to_string(),
                at.value,
                unit,
            );
        }
        self.bounded_levels("loss.total.var", &loss.var);
        for at in &loss.tvar {
            self.skewed("loss.total.tvar", &at.level.to_string(), at.value, unit);
        }
        self.parts("loss.by_category", &loss.by_category);
        self.parts("loss.by_cause", &loss.by_cause);
        self.parts("loss.by_provider", &loss.by_provider);
    }

    fn parts(&mut self, figure: &str, parts: &[Part]) {
        let unit = self.money;
        for part in parts {
            self.estimate(&format!("{figure}.mean"), &part.id, part.mean, unit);
            self.number(
                &format!("{figure}.tail_share"),
                &part.id,
                part.tail_share,
                ONE,
            );
        }
    }

    fn annual(&mut self, portfolio: &PortfolioFigures) {
        let annual = &portfolio.annual;
        let unit = self.money_per_year;
        self.estimate("annual.mean", "", annual.mean, unit);
        self.return_levels("annual.aep", &annual.aep);
        self.return_levels("annual.oep", &annual.oep);
        self.curve("annual.aep_curve", &annual.aep_curve);
        self.curve("annual.oep_curve", &annual.oep_curve);
        self.number("annual.p_no_loss", "", annual.p_no_loss, ONE);
    }

    fn return_levels(&mut self, figure: &str, levels: &[ReturnLevel]) {
        let unit = self.money;
        for level in levels {
            self.bounded(figure, &level.return_period.to_string(), level.loss, unit);
        }
    }

    fn curve(&mut self, figure: &str, points: &[CurvePoint]) {
        let unit = self.money;
        for point in points {
            self.bounded(figure, &point.probability.to_string(), point.loss, unit);
        }
    }

    fn service(&mut self, portfolio: &PortfolioFigures) {
        let service = &portfolio.service;
        self.estimate("service.served_fraction", "", service.served_fraction, ONE);
        self.number("service.nines", "", service.nines, ONE);
        for (figure, hours) in [
            (
                "service.downtime_hours_per_year",
                service.downtime_hours_per_year,
            ),
            (
                "service.unserved_hours_per_year",
                service.unserved_hours_per_year,
            ),
        ] {
            self.estimate(figure, "", hours, "h/yr");
        }
        self.estimate(
            "service.p_breach_per_year",
            "",
            service.p_breach_per_year,
            ONE,
        );
        for at in &service.longest_interruption_hours {
            let level = at.level.to_string();
            self.number("service.longest_interruption_hours", &level, at.value, "h");
        }
    }

    fn concentration(&mut self, portfolio: &PortfolioFigures) {
        let figures = &portfolio.concentration;
        let indices = [figures.spend, figures.capacity, figures.value, figures.tail];
        let weighed = ["spend", "capacity", "value", "tail"];
        for ((of, index), shares) in weighed.iter().zip(indices).zip(&figures.shares) {
            if let Some(index) = index {
                self.index(&format!("concentration.{of}"), index);
            }
            for (id, share) in shares {
                self.number(&format!("concentration.{of}.share"), id, *share, ONE);
            }
        }
        let per_year = self.money_per_year;
        for point in &figures.single_points_of_failure {
            let figure = "concentration.single_points_of_failure.loss_per_year";
            self.estimate(figure, &point.component, point.loss_per_year, per_year);
        }
        for set in &figures.cut_sets {
            let (figure, level) = ("concentration.cut_sets", set.components.join(" + "));
            let hours = set.hours_per_year;
            self.number(&format!("{figure}.hours_per_year"), &level, hours, "h/yr");
            let loss = set.loss_per_year;
            self.number(&format!("{figure}.loss_per_year"), &level, loss, per_year);
        }
        self.below_minimum(&figures.below_minimum);
        for (hours, at_least) in figures.joint_outage_hours_per_year.iter().zip(1..) {
            let figure = "concentration.joint_outage_hours_per_year";
            self.estimate(figure, &at_least.to_string(), *hours, "h/yr");
        }
        if let Some(all_out) = &portfolio.all_out {
            let figure = "concentration.all_out.p_per_year";
            self.skewed(figure, "", all_out.p_per_year, ONE);
        }
        if let Some(ratio) = figures.diversification_ratio {
            self.number("concentration.diversification_ratio", "", ratio, ONE);
        }
        let sharing = &portfolio.sharing;
        let figure = "concentration.hidden_sharing";
        for (name, value) in [
            ("effective", sharing.effective),
            ("effective_independent", sharing.independent),
            ("single_cloud", sharing.disguise()),
        ] {
            self.number(&format!("{figure}.{name}"), "", value, ONE);
        }
        let unit = self.money_per_year;
        let prices = [
            ("price_per_year", sharing.price_per_year),
            ("tail_price_per_year", sharing.tail_price_per_year),
        ];
        for (name, price) in prices {
            self.estimate(&format!("{figure}.{name}"), "", price, unit);
        }
    }

    fn below_minimum(&mut self, figures: &BelowMinimum) {
        let (figure, hours) = (
            "concentration.below_minimum.hours_per_year",
            figures.probability * HOURS_PER_YEAR,
        );
        self.number(figure, &figures.workloads.join(" + "), hours, "h/yr");
        for component in &figures.components {
            let id = &component.component;
            for (measure, value) in [
                ("unavailability", Some(component.unavailability)),
                ("birnbaum", Some(component.birnbaum)),
                ("criticality", Some(component.criticality)),
                ("fussell_vesely", component.fussell_vesely),
                ("diagnostic", Some(component.diagnostic)),
                ("raw", Some(component.raw)),
                ("rrw", Some(component.rrw)),
            ] {
                let figure = format!("concentration.importance.{measure}");
                self.row(&figure, id, [value, None, None, None], ONE);
            }
        }
    }

    fn index(&mut self, figure: &str, index: Concentration) {
        for (name, value) in [
            ("hhi", index.hhi * 10_000.0),
            ("effective", index.effective),
            ("largest", index.largest),
            ("entropy", index.entropy),
            ("gini", index.gini),
        ] {
            self.number(&format!("{figure}.{name}"), "", value, ONE);
        }
    }

    fn comparison(&mut self, comparison: &Comparison) {
        let (unit, per_year) = (self.money, self.money_per_year);
        self.estimate("comparison.delta_mean", "", comparison.delta_mean, unit);
        self.estimate(
            "comparison.delta_annual",
            "",
            comparison.delta_annual,
            per_year,
        );
        self.bounded_levels("comparison.delta_var", &comparison.delta_var);
        self.bounded_levels("comparison.delta_tvar", &comparison.delta_tvar);
        self.estimate("comparison.p_b_cheaper", "", comparison.p_b_cheaper, ONE);
        self.estimate("comparison.p_a_cheaper", "", comparison.p_a_cheaper, ONE);
        self.number(
            "comparison.premium_per_year",
            "",
            comparison.premium_per_year,
            per_year,
        );
        for (level, premium) in [
            ("mean", comparison.break_even_mean.into()),
            ("tvar_99", comparison.break_even_tvar_99),
        ] {
            self.skewed(
                "comparison.break_even_premium_per_year",
                level,
                premium,
                per_year,
            );
        }
        let reduction = comparison.variance_reduction;
        self.number("comparison.variance_reduction", "", reduction, ONE);
    }
}

/// A field, in quotes where a comma, a quote or a line break stands in it.
///
/// Source: RFC 4180, section 2.
fn field(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
