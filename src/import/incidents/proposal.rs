//! From evidence to the values of a scenario.

use super::evidence::{Evidence, LONG};
use super::options::{HoursLaw, Options};
use super::trouble::Trouble;
use crate::import::names::Ids;
use crate::import::{Findings, assumed};
use crate::model::{Node, Path, law_node};
use crate::stats::{Family, Fit, LawSpec};
use crate::store::printable;
use crate::units::{HOURS_PER_YEAR, grouped};

/// So many durations speak for themselves.
pub const ENOUGH: usize = 30;

/// A rate needs so long a time \[h\].
const SHORTEST_WATCH: f64 = 28.0 * 24.0;

/// The largest rate that a scenario takes \[1/yr\].
const MOST_A_YEAR: f64 = 10_000.0;

/// An empirical law lists all times up to here, and beyond it the means of as many slices.
const MOST_TIMES: usize = 200;

/// What the durations say, as a law of the scenario, with how it was had.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Chosen {
    /// The law.
    pub law: LawSpec,
    /// In words, for the source.
    pub how: String,
}

/// The law of durations that goes into the scenario; `None` where nothing is known of them.
pub(super) fn hours(evidence: &Evidence, wanted: HoursLaw) -> Result<Option<Chosen>, Trouble> {
    let n = evidence.sample.ended().len();
    let refuse = |law, why| Trouble::NoLaw {
        law,
        n,
        provider: evidence.provider.clone(),
        why,
    };
    let usable = |fit: &&Fit| fit.law.ready().is_ok_and(|law| law.mean() < HOURS_PER_YEAR);
    let best = || evidence.fits.iter().find(usable).map(fitted);
    Ok(match wanted {
        HoursLaw::Auto if n >= ENOUGH => Some(empirical(evidence)),
        HoursLaw::Auto => best(),
        HoursLaw::Empirical if n == 0 => {
            return Err(refuse("empirical", "there are none that ended"));
        }
        HoursLaw::Empirical => Some(empirical(evidence)),
        HoursLaw::Best => {
            Some(best().ok_or_else(|| refuse("best", "a fit needs two different times"))?)
        }
        HoursLaw::Fitted(family) => {
            let fit = evidence.fits.iter().find(|fit| fit.family == family);
            let fit = fit.ok_or_else(|| refuse(family.name(), "it cannot be fitted to them"))?;
            if !usable(&fit) {
                return Err(refuse(family.name(), "its mean is infinite or over a year"));
            }
            Some(fitted(fit))
        }
    })
}

fn fitted(fit: &Fit) -> Chosen {
    let (law, family) = (rounded_law(&fit.law), fit.family.name());
    Chosen {
        law,
        how: format!(
            "{family} by maximum likelihood, AIC {:.1}, KS {:.3}",
            fit.aic, fit.ks
        ),
    }
}

fn empirical(evidence: &Evidence) -> Chosen {
    let ended = evidence.sample.ended();
    let plain = evidence.sample.going_on().is_empty();
    let (times, how) = if plain && ended.len() <= MOST_TIMES {
        (ended.to_vec(), "each duration".to_owned())
    } else {
        let slices = ended.len().min(MOST_TIMES);
        let how = format!("the means of {slices} equal parts of the durations");
        (evidence.sample.slices(slices), how)
    };
    Chosen {
        law: LawSpec::Empirical(times.into_iter().map(rounded).collect()),
        how,
    }
}

/// A law with parameters of four digits.
fn rounded_law(law: &LawSpec) -> LawSpec {
    match *law {
        LawSpec::Exponential { mean } => LawSpec::Exponential {
            mean: rounded(mean),
        },
        LawSpec::LognormalMedianP90 { median, p90 } => LawSpec::LognormalMedianP90 {
            median: rounded(median),
            p90: rounded(p90),
        },
        LawSpec::Weibull { shape, scale } => LawSpec::Weibull {
            shape: rounded(shape),
            scale: rounded(scale),
        },
        LawSpec::Gamma { shape, scale } => LawSpec::Gamma {
            shape: rounded(shape),
            scale: rounded(scale),
        },
        LawSpec::Pareto { min, alpha } => LawSpec::Pareto {
            min: rounded(min),
            alpha: rounded(alpha),
        },
        ref other => other.clone(),
    }
}

/// Four significant digits: more than any of these figures has.
pub(super) fn rounded(value: f64) -> f64 {
    format!("{value:.3e}").parse().unwrap_or(value)
}

/// Everything that the evidence says about a scenario, and what it leaves open.
pub(super) fn findings(
    evidence: &[Evidence],
    files: &str,
    options: &Options,
) -> Result<Findings, Trouble> {
    let mut ids = Ids::default();
    let mut found = Findings::default();
    let given: Vec<String> = evidence
        .iter()
        .map(|one| ids.of_provider(&one.provider))
        .collect();
    // A scenario takes no control characters.
    let names: Vec<String> = given.iter().map(|id| printable(ids.name(id))).collect();
    let files = &printable(files);
    let title = format!("Incidents of {}, as posted", names.join(", "));
    assumed::head(&mut found, &title, None);
    for ((one, id), name) in evidence.iter().zip(&given).zip(&names) {
        hazard(&mut found, one, (id, name), files, options)?;
    }
    business(&mut found, &given);
    found.silent.push(
        "which incidents hit your own load: a provider's posts are an upper bound; --component and --region keep what you use".to_owned(),
    );
    Ok(found)
}

fn hazard(
    found: &mut Findings,
    evidence: &Evidence,
    (id, name): (&str, &str),
    files: &str,
    options: &Options,
) -> Result<(), Trouble> {
    let provider = Path::root().join("providers").join(id);
    let hazard = provider.join("outages").join(&options.hazard);
    let text = |text: &str| Node::Text(text.to_owned());
    found.plain(provider.join("name"), text(name));
    found.plain(hazard.join("name"), text(&hazard_name(options)));
    let period = period(evidence);
    how_often(found, evidence, hazard.join("per_year"), (name, files))?;
    match hours(evidence, options.hours)? {
        Some(chosen) => {
            let n = evidence.sample.ended().len();
            let source = format!(
                "{files}: {}, {period}; {}",
                many(n as u64, "duration"),
                chosen.how
            );
            found.derived(hazard.join("hours"), law_node(&chosen.law), None, &source);
        }
        None => found.assumed(
            hazard.join("hours"),
            law_node(&LawSpec::Exponential { mean: 2.0 }),
            &format!("how long incidents of {name} last"),
            "the files hold no two different durations",
        ),
    }
    let (law, reason) = severity(evidence);
    let unknown = format!("what share of capacity an incident of {name} takes");
    found.assumed(hazard.join("severity"), law_node(&law), &unknown, reason);
    Ok(())
}

/// The rate, or a placeholder where incidents were watched for too short a time to have one.
fn how_often(
    found: &mut Findings,
    evidence: &Evidence,
    path: Path,
    (name, files): (&str, &str),
) -> Result<(), Trouble> {
    let watched = evidence.years() * HOURS_PER_YEAR;
    let Some(rate) = evidence.per_year.filter(|_| watched >= SHORTEST_WATCH) else {
        let unknown = format!("how often incidents of {name} happen");
        found.assumed(
            path,
            Node::Number(1.0),
            &unknown,
            "the files cover less than 28 days",
        );
        return Ok(());
    };
    if rate.value > MOST_A_YEAR {
        return Err(Trouble::TooOften {
            provider: evidence.provider.clone(),
            rate: rate.value,
            most: MOST_A_YEAR,
        });
    }
    let range = (rounded(rate.low), rounded(rate.high).min(MOST_A_YEAR));
    let source = format!(
        "{files}: {}, {}",
        many(evidence.incidents, "incident"),
        period(evidence)
    );
    found.derived(
        path,
        Node::Number(rounded(rate.value)),
        Some(range),
        &source,
    );
    Ok(())
}

fn hazard_name(options: &Options) -> String {
    let mut name = "Incidents as posted".to_owned();
    for (what, words) in [
        ("severity", &options.severity),
        ("component", &options.component),
        ("region", &options.region),
    ] {
        if !words.is_empty() {
            name = format!("{name}, {what} {}", printable(&words.join(" or ")));
        }
    }
    name
}

/// The window in words.
pub(super) fn period(evidence: &Evidence) -> String {
    if evidence.relative {
        return format!("{:.2} years without dates", evidence.years());
    }
    let day = |at: jiff::Timestamp| at.strftime("%Y-%m-%d").to_string();
    format!("{} to {}", day(evidence.window.0), day(evidence.window.1))
}

fn severity(evidence: &Evidence) -> (LawSpec, &'static str) {
    match evidence.share {
        None => (
            LawSpec::Pert {
                min: 0.05,
                mode: 0.3,
                max: 1.0,
            },
            "the files do not state how bad incidents are",
        ),
        Some((least, mean, most)) if most - least < 0.01 => (
            LawSpec::Constant(rounded(mean)),
            "what the stated severities suggest",
        ),
        Some((least, mean, most)) => (
            LawSpec::Pert {
                min: rounded(least),
                mode: rounded(mean.clamp(least, most)),
                max: rounded(most),
            },
            "least, mean and most that the stated severities suggest",
        ),
    }
}

/// What a scenario needs besides, for people to fill in.
fn business(found: &mut Findings, providers: &[String]) {
    assumed::worth(found, "everything", "what depends on them");
    for provider in providers {
        let portfolio = Path::root()
            .join("portfolios")
            .join(&format!("all-on-{provider}"));
        let share = portfolio
            .join("placement")
            .join("everything")
            .join(provider);
        found.plain(share, Node::Number(1.0));
    }
}

/// A number of things in words.
pub(super) fn many(n: u64, thing: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!(
        "{} {thing}{plural}",
        grouped(usize::try_from(n).unwrap_or(usize::MAX))
    )
}

/// Families by the name that `--hours` takes.
pub fn family(name: &str) -> Option<Family> {
    Family::ALL.into_iter().find(|family| family.name() == name)
}

/// What is looked at twice, in words.
pub(super) fn long_in_words() -> String {
    format!("over {:.0} days", LONG / 24.0)
}
