//! What an import of incidents says about itself: figures for programs, sections for people.

use jiff::Timestamp;

use super::evidence::{Evidence, HoursSummary};
use super::picture::qq;
use super::proposal::{long_in_words, many, period};
use super::shared::{Candidate, WINDOW};
use crate::import::{Report, Section};
use crate::model::Node;
use crate::stats::Fit;
use crate::units::digits;

fn number(value: f64) -> Node {
    Node::Number(value)
}

fn count(value: u64) -> Node {
    Node::Number(value as f64)
}

fn map<const N: usize>(entries: [(&str, Node); N]) -> Node {
    let named = entries.map(|(key, value)| (key.to_owned(), value));
    Node::Map(named.into())
}

/// The keys that programs rely on, of all providers together and of each.
pub(super) fn figures(
    report: &mut Report,
    format: &str,
    maintenance: u64,
    evidence: &[Evidence],
    candidates: &[Candidate],
) {
    report.figure("format", Node::Text(format.to_owned()));
    let sum = |of: fn(&Evidence) -> u64| count(evidence.iter().map(of).sum());
    report.figure("incidents", sum(|one| one.incidents));
    report.figure("open", sum(|one| one.open));
    report.figure("maintenance", count(maintenance));
    report.figure("zero_length", sum(|one| one.zero_length));
    report.figure("negative", sum(|one| one.negative));
    report.figure("over_long", sum(|one| one.over_long));
    let dated = evidence.iter().all(|one| !one.relative);
    let first = evidence.iter().map(|one| one.first).min().filter(|_| dated);
    let last = evidence.iter().map(|one| one.last).max().filter(|_| dated);
    report.figure("first", moment(first));
    report.figure("last", moment(last));
    // Rates and durations of different providers are not one figure.
    let only = match evidence {
        [only] => Some(only),
        _ => None,
    };
    report.figure("per_year", only.map_or(Node::Null, rate));
    report.figure("hours", only.map_or(Node::Null, hours));
    let fits = only.map_or(Vec::new(), |one| one.fits.iter().map(fit).collect());
    report.figure("fits", Node::List(fits));
    report.figure(
        "providers",
        Node::List(evidence.iter().map(of_provider).collect()),
    );
    report.figure(
        "common_causes",
        Node::List(candidates.iter().map(candidate).collect()),
    );
}

fn of_provider(one: &Evidence) -> Node {
    map([
        ("provider", Node::Text(one.provider.clone())),
        ("incidents", count(one.incidents)),
        ("open", count(one.open)),
        ("zero_length", count(one.zero_length)),
        ("negative", count(one.negative)),
        ("over_long", count(one.over_long)),
        ("first", moment(Some(one.first).filter(|_| !one.relative))),
        ("last", moment(Some(one.last).filter(|_| !one.relative))),
        ("years", number(one.years())),
        ("per_year", rate(one)),
        ("hours", hours(one)),
        ("merged_hours", number(one.merged_hours)),
        ("most_at_once", count(one.most_at_once as u64)),
        ("fits", Node::List(one.fits.iter().map(fit).collect())),
        (
            "severity",
            Node::Map(
                one.severities
                    .iter()
                    .map(|(word, n)| (word.clone(), count(*n)))
                    .collect(),
            ),
        ),
    ])
}

fn moment(at: Option<Timestamp>) -> Node {
    at.map_or(Node::Null, |at| Node::Text(at.to_string()))
}

fn rate(one: &Evidence) -> Node {
    one.per_year.map_or(Node::Null, |rate| {
        map([
            ("value", number(rate.value)),
            ("low", number(rate.low)),
            ("high", number(rate.high)),
        ])
    })
}

fn hours(one: &Evidence) -> Node {
    let Some(hours) = one.hours else {
        let none = || Node::Null;
        return map([
            ("n", count(0)),
            ("mean", none()),
            ("median", none()),
            ("p90", none()),
            ("max", none()),
        ]);
    };
    let HoursSummary {
        n,
        mean,
        median,
        p90,
        max,
    } = hours;
    map([
        ("n", count(n as u64)),
        ("mean", number(mean)),
        ("median", number(median)),
        ("p90", number(p90)),
        ("max", number(max)),
    ])
}

fn fit(fit: &Fit) -> Node {
    let parameters = fit
        .parameters
        .iter()
        .map(|p| (p.name.to_owned(), number(p.value)));
    let errors = fit.parameters.iter().filter(|p| p.error.is_finite());
    let errors = errors.map(|p| (p.name.to_owned(), number(p.error)));
    map([
        ("law", Node::Text(fit.family.name().to_owned())),
        ("parameters", Node::Map(parameters.collect())),
        ("errors", Node::Map(errors.collect())),
        ("log_likelihood", number(fit.log_likelihood)),
        ("aic", number(fit.aic)),
        ("ks", number(fit.ks)),
    ])
}

fn candidate(one: &Candidate) -> Node {
    let (first, second) = &one.providers;
    let names = [first, second].map(|name| Node::Text(name.clone()));
    map([
        ("providers", Node::List(names.into())),
        ("window_hours", number(WINDOW)),
        ("years", number(one.years)),
        ("coincidences", count(one.found.seen as u64)),
        ("expected", number(one.found.expected)),
        ("chance", number(one.found.chance)),
        (
            "examples",
            Node::List(one.examples.iter().map(|at| moment(Some(*at))).collect()),
        ),
    ])
}

/// All that people should see.
pub(super) fn sections(evidence: &[Evidence], candidates: &[Candidate]) -> Vec<Section> {
    let mut sections: Vec<Section> = evidence.iter().flat_map(of_one).collect();
    sections.extend(coincidences(candidates));
    sections
}

fn row<const N: usize>(cells: [String; N]) -> Vec<String> {
    cells.into()
}

fn of_one(one: &Evidence) -> Vec<Section> {
    let name = &one.provider;
    let mut sections = vec![Section {
        title: format!(
            "{name}: {}, {}",
            many(one.incidents, "incident"),
            period(one)
        ),
        rows: summary(one),
    }];
    if one.severities.len() > 1 {
        let rows = one.severities.iter().take(SHOWN_WORDS);
        sections.push(Section {
            title: format!("{name}: incidents by severity"),
            rows: rows
                .map(|(word, n)| row([word.clone(), n.to_string()]))
                .collect(),
        });
    }
    if let Some(best) = one.fits.first() {
        sections.push(Section {
            title: format!(
                "{name}: laws fitted to {} durations{}, the best first",
                one.sample.ended().len(),
                match one.sample.going_on().len() {
                    0 => String::new(),
                    n => format!(" and {n} that go on"),
                }
            ),
            rows: laws(one, best.aic),
        });
        let picture = best
            .law
            .ready()
            .map(|law| qq(&one.sample, &law))
            .unwrap_or_default();
        if !picture.is_empty() {
            sections.push(Section {
                title: format!(
                    "{name}: durations upwards against the {}'s own quantiles to the right",
                    best.family.name()
                ),
                rows: picture.into_iter().map(|line| vec![line]).collect(),
            });
        }
    }
    sections
}

/// Rows by severity that people are shown.
const SHOWN_WORDS: usize = 12;

fn summary(one: &Evidence) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut add = |label: &str, value: String| rows.push(row([label.to_owned(), value]));
    if let Some(rate) = one.per_year {
        let [value, low, high] = [rate.value, rate.low, rate.high].map(|rate| digits(rate, 3));
        add("a year", format!("{value}, 90 % interval {low} to {high}"));
    }
    if let Some(hours) = one.hours {
        let [mean, median, p90, max] =
            [hours.mean, hours.median, hours.p90, hours.max].map(|hours| digits(hours, 3));
        let text = format!("mean {mean}, median {median}, nine in ten within {p90}, longest {max}");
        add(&format!("hours of {}", hours.n), text);
    }
    add("hours with at least one", digits(one.merged_hours, 4));
    add("most at once", one.most_at_once.to_string());
    for (label, n) in [
        ("go on, longer than they show", one.open),
        (
            "end with their last update, for want of an end",
            one.estimated,
        ),
        ("say that nothing was lost", one.harmless),
    ] {
        if n > 0 {
            add(label, n.to_string());
        }
    }
    rows
}

fn laws(one: &Evidence, best: f64) -> Vec<Vec<String>> {
    let head = ["law", "parameters", "AIC", "above the best", "KS"];
    let mut rows = vec![row(head.map(str::to_owned))];
    for fit in &one.fits {
        let parameters: Vec<String> = fit
            .parameters
            .iter()
            .map(|p| {
                let value = digits(p.value, 4);
                if p.error.is_finite() {
                    format!("{} {value} ± {}", p.name, digits(p.error, 2))
                } else {
                    format!("{} {value}", p.name)
                }
            })
            .collect();
        rows.push(row([
            fit.family.name().to_owned(),
            parameters.join(", "),
            format!("{:.1}", fit.aic),
            format!("{:.1}", fit.aic - best),
            format!("{:.3}", fit.ks),
        ]));
    }
    if let Some(tail) = one.tail {
        let text = format!(
            "from {} h the {} longest fall like a power of {} ± {}, KS {:.3}",
            digits(tail.min, 3),
            tail.ends,
            digits(tail.alpha, 3),
            digits(tail.error, 2),
            tail.ks
        );
        rows.push(row(["tail".to_owned(), text]));
    }
    rows
}

fn coincidences(candidates: &[Candidate]) -> Option<Section> {
    if candidates.is_empty() {
        return None;
    }
    let head = [
        "providers",
        "coincidences",
        "by chance",
        "probability",
        "first of them",
    ];
    let mut rows = vec![row(head.map(str::to_owned))];
    for one in candidates {
        let days: Vec<String> = one
            .examples
            .iter()
            .map(|at| at.strftime("%Y-%m-%d").to_string())
            .collect();
        rows.push(row([
            format!("{} and {}", one.providers.0, one.providers.1),
            one.found.seen.to_string(),
            digits(one.found.expected, 3),
            digits(one.found.chance, 2),
            days.join(" "),
        ]));
    }
    let pairs = if candidates.len() == 1 {
        "pair"
    } else {
        "pairs"
    };
    Some(Section {
        title: format!(
            "Candidates for common causes: incidents that begin within an hour, of {} {pairs}",
            candidates.len()
        ),
        rows,
    })
}

/// What a person should look at.
pub(super) fn warnings(one: &Evidence) -> Vec<String> {
    let name = &one.provider;
    let long = long_in_words();
    let mut all = Vec::new();
    let mut warn = |n: u64, text: String| {
        if n > 0 {
            all.push(format!("{name}: {n} {text}"));
        }
    };
    warn(
        one.zero_length,
        "end when they start: they were reported after the fact, and count for the rate alone"
            .to_owned(),
    );
    warn(
        one.negative,
        "end before they start: they count for the rate alone".to_owned(),
    );
    warn(
        one.over_long,
        format!(
            "last {long}, often a wrong year: they count for the rate alone, --keep-long believes them"
        ),
    );
    warn(
        one.open_long,
        format!(
            "have gone on for {long}, often forgotten: --keep-long counts them for the durations"
        ),
    );
    warn(
        one.no_end,
        "are over, but their end cannot be read: they count for the rate alone".to_owned(),
    );
    if one.most_at_once > 1 {
        all.push(format!(
            "{name}: up to {} go on at once: a scenario adds them up; --merge makes one of those that overlap in a region",
            one.most_at_once
        ));
    }
    if one.years() < 1.0 {
        all.push(format!(
            "{name}: watched for {} years only",
            digits(one.years(), 2)
        ));
    }
    all
}
