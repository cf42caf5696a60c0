//! What the figures of a case are called, and where in the program each comes from.

use lockin::analysis::{
    Estimate, Figures, PortfolioFigures, ReturnLevel, TAIL_LEVELS, Wanted, at_level, figures,
};
use lockin::engine::{Outcome, Plan, Pool, PortfolioOutcome, Run};
use lockin::stats::{
    CensoredSample, Concentration, Fit, Law, Moments, Stream, concentration, expected_shortfall,
    expected_shortfall_error, fit_all, mean_with_error, proportion_interval, quantile,
    quantile_interval, sort,
};
use lockin::store::json_to_yaml;
use lockin::units::HOURS_PER_YEAR;
use serde_json::{Value, json};

use crate::scenario::{document, valid};

/// What figures are made of.
pub(super) enum Input {
    /// The trials of a scenario: `served_fraction`, `mean`, `aep 100`, …, of the first portfolio unless the name
    /// ends with `of` and an id.
    Scenario(Box<(Figures, Outcome)>),
    /// Weights: `hhi` (0 to 10,000), `effective`, `largest`, `entropy`, `gini`.
    Shares(Vec<f64>),
    /// Values, ascending: `mean`, `variance`, `sd`, `skewness`, `quantile 0.9`, `shortfall 0.9`.
    Sample(Vec<f64>),
    /// Laws fitted to durations of which some go on: `weibull shape`, `weibull shape error`, `weibull aic`,
    /// `weibull log_likelihood`, `weibull ks`, and so for every family.
    Durations(Vec<Fit>),
    /// A law and draws from it, ascending: `mean`, `variance`, `quantile 0.9`, `cdf 2`, `density 2`, and from the draws
    /// `drawn_mean`, `drawn_quantile 0.9`, `drawn_shortfall 0.9`.
    Law(Law, Vec<f64>),
}

/// A figure as it came out.
pub(super) enum Found {
    /// Nothing random went into it.
    Exact(f64),
    /// With its standard error.
    Estimate(Estimate),
    /// The quantile at `level` of independent values, ascending.
    Quantile {
        value: f64,
        sorted: Vec<f64>,
        level: f64,
    },
    /// How many of so many independent trials.
    Count { of: u64, hits: u64 },
}

impl Found {
    pub(super) fn is_simulated(&self) -> bool {
        !matches!(self, Found::Exact(_))
    }

    pub(super) fn value(&self) -> f64 {
        match *self {
            Found::Exact(value) | Found::Quantile { value, .. } => value,
            Found::Estimate(estimate) => estimate.value,
            Found::Count { of, hits } => hits as f64 / of as f64,
        }
    }

    /// What the truth lies in, to `z` standard errors.
    pub(super) fn range(&self, z: f64) -> (f64, f64) {
        match *self {
            Found::Exact(value) => (value, value),
            Found::Estimate(Estimate { value, se }) => (value - z * se, value + z * se),
            Found::Quantile {
                ref sorted, level, ..
            } => quantile_interval(sorted, level, z),
            Found::Count { of, hits } => proportion_interval(hits, of, z),
        }
    }
}

/// What a tolerance on this figure is small against: itself, or for a served fraction what is missing; never 0.
pub(super) fn scale(figure: &str, value: f64) -> f64 {
    if figure.starts_with("served_fraction") {
        1.0 - value
    } else {
        value.abs().max(1e-9)
    }
}

impl Input {
    /// The trials of a scenario.
    #[track_caller]
    pub(super) fn scenario(file: &Value, seed: u64, trials: usize) -> Self {
        let scenario = valid(&document(&json_to_yaml(file)));
        let plan = Plan::new(&scenario);
        let pool = Pool::new(2).expect("threads can be started");
        let mut run = Run::new(&plan, seed, &pool);
        run.advance(trials, &|| false);
        let wanted = Wanted {
            seed,
            a: 0,
            b: 0,
            importance_sampling: true,
        };
        let figures = figures(&scenario, &plan, run.tally(), wanted, &pool);
        let outcome = Outcome::new(&plan, seed, 0..trials as u64, &pool);
        Input::Scenario(Box::new((figures, outcome)))
    }

    /// Each value as often as it counts.
    pub(super) fn sample(values: &[f64], counts: Option<&[usize]>) -> Result<Self, String> {
        let once = vec![1; values.len()];
        let counts = counts.unwrap_or(&once);
        if counts.len() != values.len() {
            return Err("wants a count for every value".to_owned());
        }
        let mut sample: Vec<f64> = values
            .iter()
            .zip(counts)
            .flat_map(|(&value, &count)| std::iter::repeat_n(value, count))
            .collect();
        sort(&mut sample);
        Ok(Input::Sample(sample))
    }

    /// Fits to durations that ended and others that go on.
    pub(super) fn durations(ended: &[f64], going_on: &[f64]) -> Self {
        let sample = CensoredSample::new(ended.iter().copied(), going_on.iter().copied());
        Input::Durations(fit_all(&sample))
    }

    /// A law as the reader of scenario files understands it, and draws from it.
    #[track_caller]
    pub(super) fn law(law: &Value, seed: u64, trials: usize) -> Self {
        let file = json!({
            "lockin": 1,
            "providers": {"p": {"outages": {"m": {"per_year": 1, "hours": law}}}},
            "workloads": {"w": {"value_per_hour": 1}},
            "portfolios": {"all": {"placement": {"w": {"p": 1}}}},
        });
        let scenario = valid(&document(&json_to_yaml(&file)));
        let law = scenario.hazards[0].hours.ready();
        let law = law.expect("a law of a valid scenario is without fault");
        let stream = Stream::new(seed, 0);
        let mut drawn: Vec<f64> = (0..trials as u64)
            .map(|index| law.draw(&mut stream.draws(0, index)))
            .collect();
        sort(&mut drawn);
        Input::Law(law, drawn)
    }

    /// The figure of this name.
    pub(super) fn figure(&self, name: &str) -> Result<Found, String> {
        let words: Vec<&str> = name.split_whitespace().collect();
        let found = match (self, words.as_slice()) {
            (Input::Scenario(made), [words @ .., "of", id]) => of_portfolio(made, words, Some(id)),
            (Input::Scenario(made), words) => of_portfolio(made, words, None),
            (Input::Shares(shares), [word]) => of_shares(concentration(shares), word),
            (Input::Sample(sample), words) => of_sample(sample, words),
            (Input::Law(law, drawn), words) => of_law(law, drawn, words),
            (Input::Durations(fits), [law, words @ ..]) => of_fit(fits, law, words),
            (Input::Shares(_) | Input::Durations(_), _) => None,
        };
        found.ok_or_else(|| "is no figure of this input".to_owned())
    }
}

fn number(word: &str) -> Option<f64> {
    word.parse().ok()
}

fn of_shares(concentration: Option<Concentration>, word: &str) -> Option<Found> {
    let found = concentration?;
    let value = match word {
        "hhi" => found.hhi * 10_000.0,
        "effective" => found.effective,
        "largest" => found.largest,
        "entropy" => found.entropy,
        "gini" => found.gini,
        _ => return None,
    };
    Some(Found::Exact(value))
}

fn of_sample(sorted: &[f64], words: &[&str]) -> Option<Found> {
    let moments: Moments = sorted.iter().copied().collect();
    let value = match *words {
        ["mean"] => mean_with_error(sorted).0,
        ["variance"] => moments.variance(),
        ["sd"] => moments.sd(),
        ["skewness"] => moments.skewness(),
        ["quantile", p] => quantile(sorted, number(p)?),
        ["shortfall", p] => expected_shortfall(sorted, number(p)?),
        _ => return None,
    };
    Some(Found::Exact(value))
}

fn of_fit(fits: &[Fit], law: &str, words: &[&str]) -> Option<Found> {
    let fit = fits.iter().find(|fit| fit.family.name() == law)?;
    let parameter = |name: &str| fit.parameters.iter().find(|p| p.name == name);
    let value = match *words {
        ["log_likelihood"] => fit.log_likelihood,
        ["aic"] => fit.aic,
        ["ks"] => fit.ks,
        [name] => parameter(name)?.value,
        [name, "error"] => parameter(name)?.error,
        _ => return None,
    };
    Some(Found::Exact(value))
}

fn of_law(law: &Law, drawn: &[f64], words: &[&str]) -> Option<Found> {
    let exact = match *words {
        ["mean"] => law.mean(),
        ["variance"] => law.variance(),
        ["quantile", p] => law.quantile(number(p)?),
        ["cdf", x] => law.cdf(number(x)?),
        ["density", x] => law.density(number(x)?)?,
        _ => return of_draws(drawn, words),
    };
    Some(Found::Exact(exact))
}

fn of_draws(drawn: &[f64], words: &[&str]) -> Option<Found> {
    if drawn.is_empty() {
        return None;
    }
    match *words {
        ["drawn_mean"] => {
            let (value, se) = mean_with_error(drawn);
            Some(Found::Estimate(Estimate { value, se }))
        }
        ["drawn_quantile", p] => {
            let level = number(p)?;
            Some(quantile_of(quantile(drawn, level), drawn.to_vec(), level))
        }
        ["drawn_shortfall", p] => {
            let level = number(p)?;
            Some(Found::Estimate(Estimate {
                value: expected_shortfall(drawn, level),
                se: expected_shortfall_error(drawn, level),
            }))
        }
        _ => None,
    }
}

fn quantile_of(value: f64, mut values: Vec<f64>, level: f64) -> Found {
    sort(&mut values);
    Found::Quantile {
        value,
        sorted: values,
        level,
    }
}

fn of_portfolio(made: &(Figures, Outcome), words: &[&str], id: Option<&str>) -> Option<Found> {
    let (figures, outcome) = made;
    let mut portfolios = figures.portfolios.iter();
    let p = id.map_or(Some(0), |id| portfolios.position(|p| p.id == id))?;
    let (of, column) = (&figures.portfolios[p], &outcome.portfolios[p]);
    let service = &of.service;
    let estimate = match *words {
        ["served_fraction"] => service.served_fraction,
        ["downtime_hours_per_year"] => service.downtime_hours_per_year,
        ["unserved_hours_per_year"] => service.unserved_hours_per_year,
        ["p_breach_per_year"] => service.p_breach_per_year,
        ["joint_hours_per_year", at_least] => {
            let at_least: usize = at_least.parse().ok()?;
            *of.concentration
                .joint_outage_hours_per_year
                .get(at_least.checked_sub(1)?)?
        }
        ["mean"] => of.loss.mean,
        ["annual_mean"] => of.annual.mean,
        ["cause_mean", id] => of.loss.by_cause.iter().find(|part| part.id == *id)?.mean,
        ["tvar", level] => at_level(&of.loss.tvar, number(level)?)?.into(),
        ["nines"] => return Some(Found::Exact(service.nines)),
        ["below_minimum_hours_per_year"] => {
            let below = of.concentration.below_minimum.probability;
            return Some(Found::Exact(below * HOURS_PER_YEAR));
        }
        ["spend", word] => return of_shares(of.concentration.spend, word),
        ["capacity", word] => return of_shares(of.concentration.capacity, word),
        ["value", word] => return of_shares(of.concentration.value, word),
        _ => return of_distribution(of, column, words, outcome.years),
    };
    Some(Found::Estimate(estimate))
}

/// Figures whose error needs the trials themselves.
fn of_distribution(
    of: &PortfolioFigures,
    column: &PortfolioOutcome,
    words: &[&str],
    years: usize,
) -> Option<Found> {
    // The years of one trial may hang together; a case about years has one in a trial.
    let annual = (years == 1).then_some(&column.annual);
    match *words {
        ["sd"] => Some(Found::Estimate(spread(of, column))),
        ["quantile", level] => {
            let level = number(level)?;
            let value = at_level(&of.loss.quantiles, level)?;
            Some(quantile_of(value, column.loss.clone(), level / 100.0))
        }
        ["var", level] if TAIL_LEVELS.contains(&number(level)?) => {
            let level = number(level)?;
            let value = at_level(&of.loss.var, level)?.value;
            Some(quantile_of(value, column.loss.clone(), level / 100.0))
        }
        ["aep", period] => {
            let (value, level) = return_level(&of.annual.aep, number(period)?)?;
            Some(quantile_of(value, annual?.clone(), level))
        }
        ["oep", period] if years == 1 => {
            let (value, level) = return_level(&of.annual.oep, number(period)?)?;
            Some(quantile_of(value, column.largest.clone(), level))
        }
        ["p_no_loss"] => Some(count(annual?, |loss| loss <= 0.0)),
        ["annual_at_most", most] => {
            let most = number(most)?;
            Some(count(annual?, |loss| loss <= most))
        }
        ["annual_between", low, high] => {
            let (low, high) = (number(low)?, number(high)?);
            Some(count(annual?, |loss| loss > low && loss <= high))
        }
        _ => None,
    }
}

fn return_level(levels: &[ReturnLevel], period: f64) -> Option<(f64, f64)> {
    let at = levels
        .iter()
        .find(|at| (at.return_period - period).abs() < 1e-9)?;
    at.enough.then_some((at.loss.value, 1.0 - 1.0 / period))
}

fn count(values: &[f64], held: impl Fn(f64) -> bool) -> Found {
    let hits = values.iter().filter(|&&value| held(value)).count() as u64;
    Found::Count {
        of: values.len() as u64,
        hits,
    }
}

/// The standard deviation of the loss, with the error that the fourth moment gives its square.
fn spread(of: &PortfolioFigures, column: &PortfolioOutcome) -> Estimate {
    let mean = of.loss.mean.value;
    let squares: Moments = column
        .loss
        .iter()
        .map(|loss| (loss - mean).powi(2))
        .collect();
    Estimate {
        value: of.loss.sd,
        se: squares.standard_error() / (2.0 * of.loss.sd),
    }
}
