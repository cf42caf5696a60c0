//! What is known of one input: where it comes from, how sure it is, and the picture of what it says.

use crate::chart::{
    Axis, ChartSpec, Direction, Mark, NumberFormat, Role, Scale, Series, SeriesKind,
};
use crate::model::{Basis, Input, InputKind, Path};
use crate::session::Workspace;
use crate::session::nudge::shown;
use crate::stats::{CensoredSample, Law, LawSpec, fit_all};
use crate::units::{Unit, currency_sign, digits};

/// Bins of a distribution's picture.
const BINS: u16 = 40;

/// Bins of the picture of observed values, of which there may be few.
const FEW_BINS: u16 = 20;

/// Observed values from which on laws are fitted to them.
const ENOUGH_TO_FIT: usize = 8;

/// How many times its 1st percentile a 99th must be for a logarithmic axis.
const WIDE: f64 = 50.0;

/// An input that was asked about.
#[derive(Clone, Debug)]
pub struct Known {
    /// Where it stands.
    pub path: Path,
    /// What it is.
    pub label: String,
    /// What is known, each with the words that stand in front.
    pub facts: Vec<(&'static str, String)>,
    /// The picture, where there is one to draw.
    pub picture: Option<Picture>,
}

/// A picture of a distribution, or of how many events a year brings.
#[derive(Clone, Debug)]
pub struct Picture {
    /// What it shows.
    pub title: String,
    /// How it is drawn.
    pub chart: ChartSpec,
}

impl Known {
    /// All that is known of an input.
    pub fn of(input: &Input, workspace: &Workspace) -> Self {
        let currency = &workspace.scenario().currency;
        let mut facts = vec![("value", value(input, currency))];
        if workspace.is_changed_at(&input.path) {
            let file = workspace.base().at(&input.path);
            let file = file.map_or("nothing".to_owned(), |node| node.bare().flow());
            facts.push(("changed", format!("here; the file has {file}")));
        } else if !input.given {
            facts.push((
                "default",
                "the file does not say; this is the format's own".to_owned(),
            ));
        }
        let evidence = &input.evidence;
        if let Some((low, high)) = evidence.range {
            let shown = |value| input.unit.show(value, currency);
            facts.push(("range", format!("{} to {}", shown(low), shown(high))));
        }
        facts.push(("basis", basis(evidence.basis).to_owned()));
        let source = evidence.source.as_deref().unwrap_or("none given");
        facts.push(("source", source.to_owned()));
        let (picture, read) = pictured(input, currency);
        facts.extend(read);
        Self {
            path: input.path.clone(),
            label: input.label.clone(),
            facts,
            picture,
        }
    }
}

/// A basis with what it means.
fn basis(basis: Option<Basis>) -> &'static str {
    match basis {
        Some(Basis::Sourced) => "sourced: a published figure",
        Some(Basis::Derived) => "derived: computed from published figures or files",
        Some(Basis::Assumed) => "assumed: a judgement",
        None => "none given",
    }
}

/// What it holds; observed values by their number.
fn value(input: &Input, currency: &str) -> String {
    match &input.kind {
        InputKind::Law(LawSpec::Empirical(values)) => {
            format!("each of {} observed values equally often", values.len())
        }
        _ => shown(input, currency),
    }
}

/// The picture of an input, and what is read off it.
fn pictured(input: &Input, currency: &str) -> (Option<Picture>, Vec<(&'static str, String)>) {
    let rate = match &input.kind {
        InputKind::Number { value, .. } | InputKind::Law(LawSpec::Constant(value)) => *value,
        InputKind::Choice { .. } => return (None, Vec::new()),
        InputKind::Law(spec) => return of_law(spec, input.unit, currency),
    };
    if input.unit != Unit::PerYear || rate <= 0.0 {
        return (None, Vec::new());
    }
    of_rate(rate, input.evidence.range)
}

fn of_law(
    spec: &LawSpec,
    unit: Unit,
    currency: &str,
) -> (Option<Picture>, Vec<(&'static str, String)>) {
    let Ok(law) = spec.ready() else {
        return (None, Vec::new());
    };
    let shown = |value: f64| unit.show(value, currency);
    let (median, p90) = (law.quantile(0.5), law.quantile(0.9));
    let mut read = vec![(
        "read off",
        format!(
            "mean {}, median {}, nine in ten within {}",
            shown(law.mean()),
            shown(median),
            shown(p90)
        ),
    )];
    let fitted = match spec {
        LawSpec::Empirical(values) if values.len() >= ENOUGH_TO_FIT => {
            fit_all(&CensoredSample::new(values.iter().copied(), []))
                .into_iter()
                .next()
        }
        _ => None,
    };
    let axis = axis(&law, unit, currency);
    let bins = if fitted.is_some() || matches!(spec, LawSpec::Empirical(_)) {
        FEW_BINS
    } else {
        BINS
    };
    let bars = shares(&law, &axis, bins);
    let own = Series::new(spec.family(), Role::Other(0), SeriesKind::Bars, bars);
    let mut series = vec![own];
    if let Some(fit) = fitted {
        let parameters: Vec<String> = fit
            .parameters
            .iter()
            .map(|one| format!("{} {}", one.name, digits(one.value, 3)))
            .collect();
        read.push((
            "best fit",
            format!(
                "{} of {}, by AIC {:.1}; KS {:.3}",
                fit.family.name(),
                parameters.join(", "),
                fit.aic,
                fit.ks
            ),
        ));
        if let Ok(law) = fit.law.ready() {
            let line = middles(&shares(&law, &axis, bins));
            let name = format!("{} fitted", fit.family.name());
            series.push(Series::new(name, Role::Other(1), SeriesKind::Line, line));
        }
    }
    let marks = [("mean", law.mean()), ("median", median), ("90 %", p90)];
    let picture = Picture {
        title: "how often which value".to_owned(),
        chart: chart(axis, series, &marks),
    };
    (Some(picture), read)
}

/// The axis of a law's values: all but its outermost two hundredths.
fn axis(law: &Law, unit: Unit, currency: &str) -> Axis {
    let range = (law.quantile(0.005), law.quantile(0.99));
    let (low, high) = (law.quantile(0.01), law.quantile(0.99));
    let scale = if low > 0.0 && high / low > WIDE {
        Scale::Log
    } else {
        Scale::Linear
    };
    let format = match unit {
        Unit::Hours => NumberFormat::Hours,
        Unit::Share | Unit::Probability => NumberFormat::Percent,
        Unit::Money | Unit::MoneyPerHour | Unit::MoneyPerYear => {
            NumberFormat::Money(currency_sign(currency).trim().to_owned())
        }
        _ => NumberFormat::Number,
    };
    Axis::new("", scale, range, format)
}

/// The share of values in each bin of the axis: left edges with shares, and the last edge.
fn shares(law: &Law, axis: &Axis, bins: u16) -> Vec<(f64, f64)> {
    let edge = |bin: u16| axis.span.value(f64::from(bin) / f64::from(bins));
    // A value on the first edge is in the first bin.
    let below = |bin: u16| if bin == 0 { 0.0 } else { law.cdf(edge(bin)) };
    let first = law.cdf(edge(0) * (1.0 - 1e-12));
    let mut bars: Vec<(f64, f64)> = (0..bins)
        .map(|bin| {
            let from = if bin == 0 { first } else { below(bin) };
            (edge(bin), (below(bin + 1) - from).max(0.0))
        })
        .collect();
    bars.push((edge(bins), 0.0));
    bars
}

/// The middle of each bin with its share.
fn middles(bars: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let pairs = bars.windows(2);
    pairs
        .map(|pair| (f64::midpoint(pair[0].0, pair[1].0), pair[0].1))
        .collect()
}

/// How many events a year of constant rates brings: Poisson, at the value and at both ends of its range.
fn of_rate(rate: f64, range: Option<(f64, f64)>) -> (Option<Picture>, Vec<(&'static str, String)>) {
    let highest = range.map_or(rate, |(_, high)| rate.max(high));
    let last = quantile(highest, 0.995);
    if last > 400 {
        return (None, Vec::new());
    }
    let (median, p90) = (quantile(rate, 0.5), quantile(rate, 0.9));
    let read = format!(
        "mean {}, median {median}, nine in ten years at most {p90}; none in {} of years",
        digits(rate, 3),
        crate::units::percent(chance(rate, 0))
    );
    let half = |n: u32| f64::from(n) - 0.5;
    let mut bars: Vec<(f64, f64)> = (0..=last).map(|n| (half(n), chance(rate, n))).collect();
    bars.push((half(last + 1), 0.0));
    let name = format!("Poisson of {} /yr", digits(rate, 3));
    let mut series = vec![Series::new(name, Role::Other(0), SeriesKind::Bars, bars)];
    if let Some((low, high)) = range {
        for (role, end) in [(1, low), (2, high)] {
            let points = (0..=last).map(|n| (f64::from(n), chance(end, n))).collect();
            let name = format!("of {}", digits(end, 3));
            series.push(Series::new(
                name,
                Role::Other(role),
                SeriesKind::Line,
                points,
            ));
        }
    }
    let axis = Axis::new(
        "",
        Scale::Linear,
        (-0.5, half(last + 1)),
        NumberFormat::Number,
    );
    let marks = [
        ("mean", rate),
        ("median", f64::from(median)),
        ("90 %", f64::from(p90)),
    ];
    let picture = Picture {
        title: "how many in a year, before frailties and trends".to_owned(),
        chart: chart(axis, series, &marks),
    };
    (Some(picture), vec![("read off", read)])
}

/// P(n events) where `rate` are expected.
fn chance(rate: f64, n: u32) -> f64 {
    if rate <= 0.0 {
        return if n == 0 { 1.0 } else { 0.0 };
    }
    let n = f64::from(n);
    libm::exp(n * libm::log(rate) - rate - libm::lgamma(n + 1.0))
}

/// The least number that a year stays within with this probability.
fn quantile(rate: f64, p: f64) -> u32 {
    let mut below = 0.0;
    for n in 0..1_000 {
        below += chance(rate, n);
        if below >= p {
            return n;
        }
    }
    1_000
}

fn chart(x: Axis, series: Vec<Series>, marks: &[(&str, f64)]) -> ChartSpec {
    let heights = series.iter().flat_map(|series| &series.points);
    let most = heights.map(|point| point.1).fold(0.0, f64::max);
    let y = Axis::new(
        "",
        Scale::Linear,
        (0.0, if most > 0.0 { most * 1.08 } else { 1.0 }),
        NumberFormat::Percent,
    );
    let mut chart = ChartSpec::new(x, y);
    chart.series = series;
    for (label, value) in marks {
        chart = chart.with_mark(Mark {
            direction: Direction::Vertical,
            value: *value,
            label: (*label).to_owned(),
        });
    }
    chart
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::load_text;

    /// What is known of the rate and of the hours of a failure mode that says so.
    fn known(per_year: &str, hours: &str) -> [Known; 2] {
        let text = format!(
            "lockin: 1\nproviders: {{acme: {{outages: {{x: {{per_year: {per_year}, hours: {hours}}}}}}}}}\n\
             workloads: {{shop: {{value_per_hour: 10}}}}\nportfolios: {{today: {{placement: {{shop: {{acme: 1}}}}}}}}\n"
        );
        let loaded = load_text(&text, "x.yaml").unwrap();
        let workspace = Workspace::open("x.yaml", loaded.document).unwrap();
        ["per_year", "hours"].map(|key| {
            let path = Path::parse("providers.acme.outages.x").join(key);
            Known::of(workspace.input(&path).unwrap(), &workspace)
        })
    }

    fn fact<'a>(known: &'a Known, head: &str) -> &'a str {
        let fact = known.facts.iter().find(|(known, _)| *known == head);
        fact.map_or("", |(_, words)| words)
    }

    #[test]
    fn a_rate_shows_the_years_that_it_makes_and_its_range() {
        let [rate, _] = known(
            "{value: 2, range: [1, 4], basis: derived, source: feed.json}",
            "3",
        );
        assert_eq!(fact(&rate, "range"), "1 /yr to 4 /yr");
        assert_eq!(fact(&rate, "source"), "feed.json");
        assert!(fact(&rate, "basis").starts_with("derived"));
        // Poisson of mean 2: P(0) = 13.5 %, median 2, 90th percentile 4.
        let read = fact(&rate, "read off");
        assert!(
            read.contains("median 2, nine in ten years at most 4; none in 14 %"),
            "{read}"
        );
        let chart = rate.picture.unwrap().chart;
        assert_eq!(chart.series.len(), 3);
        let bars: f64 = chart.series[0].points.iter().map(|bar| bar.1).sum();
        assert!((bars - 1.0).abs() < 0.01, "{bars}");
    }

    #[test]
    fn a_law_shows_its_shares_and_what_is_read_off_them() {
        let [_, hours] = known("1", "{lognormal: {median: 3, p90: 11}}");
        let read = fact(&hours, "read off");
        assert!(
            read.contains("mean 5.02 h, median 3.00 h, nine in ten within 11.0 h"),
            "{read}"
        );
        let chart = hours.picture.unwrap().chart;
        let shares: f64 = chart.series[0].points.iter().map(|bar| bar.1).sum();
        assert!(shares > 0.98 && shares <= 1.0, "{shares}");
        assert_eq!(chart.marks.len(), 3);
        assert_eq!(chart.x.span.scale(), Scale::Log);
    }

    #[test]
    fn observed_values_have_their_best_fit_beside_them() {
        let values: Vec<String> = (1..=40)
            .map(|i| {
                let p = (f64::from(i) - 0.5) / 40.0;
                format!("{:.4}", -3.0 * libm::log(1.0 - p))
            })
            .collect();
        let [_, hours] = known("1", &format!("{{empirical: [{}]}}", values.join(", ")));
        assert!(fact(&hours, "value").contains("40 observed values"));
        assert!(
            fact(&hours, "best fit").contains("KS 0.0"),
            "{}",
            fact(&hours, "best fit")
        );
        let chart = hours.picture.unwrap().chart;
        assert_eq!(chart.series.len(), 2);
        let observed: f64 = chart.series[0].points.iter().map(|bar| bar.1).sum();
        assert!(observed > 0.95, "{observed}");
    }

    #[test]
    fn a_plain_number_has_no_picture() {
        let [rate, hours] = known("0", "3");
        assert!(rate.picture.is_none() && hours.picture.is_none());
        assert_eq!(fact(&hours, "source"), "none given");
    }
}
