//! The incidents of several files as one list: repeated ones once, those that do not count left out and counted.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;

use super::incident::{End, Feed, Incident, Kind, hours_between};
use super::options::Options;
use crate::import::names::alias;

/// There was no public cloud before; an earlier start is a slip.
const FIRST_YEAR: i16 = 1995;

/// What counts, whose it is, and how much was left out.
#[derive(Clone, Debug, Default)]
pub(super) struct Gathered {
    /// By provider, in the order met.
    pub(super) providers: Vec<Watched>,
    /// Announced work.
    pub(super) maintenance: u64,
    /// Reasons with how often.
    pub(super) dropped: Vec<(&'static str, u64)>,
    /// Where each stands in `providers`, by the name that all its names have.
    places: HashMap<String, usize>,
}

/// One provider's incidents that count, and when it was watched.
#[derive(Clone, Debug)]
pub(super) struct Watched {
    /// The name in the files.
    pub(super) provider: String,
    /// Ascending by start.
    pub(super) incidents: Vec<Incident>,
    /// The first start of any incident of it, counted or not.
    pub(super) from: Timestamp,
    /// The last moment that its files mention.
    pub(super) to: Timestamp,
    /// Whether times count from the first event.
    pub(super) relative: bool,
}

impl Gathered {
    fn drop(&mut self, reason: &'static str) {
        match self.dropped.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, count)) => *count += 1,
            None => self.dropped.push((reason, 1)),
        }
    }

    fn watch(&mut self, provider: &str, start: Timestamp, relative: bool) -> &mut Watched {
        let Self {
            providers, places, ..
        } = self;
        let at = *places.entry(one_name(provider)).or_insert_with(|| {
            providers.push(Watched {
                provider: provider.to_owned(),
                incidents: Vec::new(),
                from: start,
                to: start,
                relative,
            });
            providers.len() - 1
        });
        &mut self.providers[at]
    }

    fn take(&mut self, incident: Incident, options: &Options, relative: bool) {
        let Some(start) = incident.start else {
            return self.drop("start_unreadable");
        };
        if !relative && start > options.now {
            return self.drop("start_in_the_future");
        }
        if !relative && year(start) < FIRST_YEAR {
            return self.drop("start_before_1995");
        }
        match incident.kind {
            Kind::Maintenance => {
                self.maintenance += 1;
                return self.drop("maintenance");
            }
            Kind::Notice => return self.drop("notice"),
            Kind::Incident => {}
        }
        let watched = self.watch(&incident.provider, start, relative);
        watched.from = watched.from.min(start);
        watched.to = watched.to.max(start);
        if let Some(reason) = filtered(&incident, start, options) {
            return self.drop(reason);
        }
        let provider = incident.provider.clone();
        self.watch(&provider, start, relative)
            .incidents
            .push(incident);
    }
}

/// Everything that counts in these files.
pub(super) fn gather(feeds: Vec<Feed>, options: &Options) -> Gathered {
    let mut found = Gathered::default();
    let pages: Vec<(Option<Timestamp>, HashSet<String>)> = feeds
        .iter()
        .map(|feed| (last_moment(feed, options.now), providers(feed, options)))
        .collect();
    let (incidents, repeated) = once(feeds, options);
    if repeated > 0 {
        found.dropped.push(("repeated", repeated));
    }
    for (incident, relative) in incidents {
        found.take(incident, options, relative);
    }
    // A page that was fetched later than its last incident shows that there was no other.
    for (taken, providers) in pages {
        for watched in &mut found.providers {
            if providers.contains(&one_name(&watched.provider)) {
                watched.to = taken.map_or(watched.to, |taken| taken.max(watched.to));
            }
        }
    }
    for watched in &mut found.providers {
        watched.incidents.sort_by_key(|incident| incident.start);
        watched.from = options
            .since
            .map_or(watched.from, |since| since.max(watched.from));
        watched.to = options.until.unwrap_or(watched.to);
    }
    if options.merge {
        for watched in &mut found.providers {
            let before = watched.incidents.len();
            watched.incidents = merged(std::mem::take(&mut watched.incidents));
            let gone = (before - watched.incidents.len()) as u64;
            if gone > 0 {
                found.dropped.push(("merged_into_another", gone));
            }
        }
    }
    found
        .providers
        .retain(|watched| !watched.incidents.is_empty());
    found
}

/// The name that all names of a provider have in common.
fn one_name(name: &str) -> String {
    alias(name).unwrap_or(name).to_owned()
}

fn year(at: Timestamp) -> i16 {
    jiff::tz::TimeZone::UTC.to_datetime(at).year()
}

fn providers(feed: &Feed, options: &Options) -> HashSet<String> {
    let all = feed.incidents.iter();
    all.map(|one| one_name(&name(one, options))).collect()
}

fn name(incident: &Incident, options: &Options) -> String {
    options
        .provider
        .clone()
        .unwrap_or_else(|| incident.provider.clone())
}

/// Each incident once: of those with the same id the one touched last, and of rows without an id all that differ.
fn once(feeds: Vec<Feed>, options: &Options) -> (Vec<(Incident, bool)>, u64) {
    let mut kept: Vec<(Incident, bool)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut repeated = 0;
    for feed in feeds {
        let seen = last_moment(&feed, options.now);
        for mut incident in feed.incidents {
            incident.provider = name(&incident, options);
            incident.seen = seen;
            let key = key(&incident);
            if let Some(&at) = places.get(&key).filter(|_| incident.start.is_some()) {
                repeated += 1;
                if is_newer(&incident, &kept[at].0) {
                    kept[at].0 = incident;
                }
            } else {
                places.insert(key, kept.len());
                kept.push((incident, feed.relative));
            }
        }
    }
    (kept, repeated)
}

/// The last moment that a file mentions, but for those to come.
fn last_moment(feed: &Feed, now: Timestamp) -> Option<Timestamp> {
    let past = |at: &Timestamp| feed.relative || *at <= now;
    let ends = feed
        .incidents
        .iter()
        .filter_map(|incident| match incident.end {
            End::At(end) | End::LastSeen(end) if incident.kind == Kind::Incident => Some(end),
            _ => None,
        });
    let others = feed
        .incidents
        .iter()
        .flat_map(|incident| [incident.start, incident.touched]);
    others
        .flatten()
        .chain(ends)
        .chain(feed.taken)
        .filter(past)
        .max()
}

fn key(incident: &Incident) -> String {
    if incident.id.is_empty() {
        let Incident {
            provider,
            start,
            end,
            severity,
            components,
            regions,
            ..
        } = incident;
        let word = &severity.word;
        format!("{provider}\n{start:?}\n{end:?}\n{word}\n{components:?}\n{regions:?}")
    } else {
        format!("{}\n{}", incident.provider, incident.id)
    }
}

/// Touched later; else one that is over instead of one that goes on.
fn is_newer(incident: &Incident, than: &Incident) -> bool {
    match (incident.touched, than.touched) {
        (Some(one), Some(other)) if one != other => one > other,
        _ => than.end == End::Open && incident.end != End::Open,
    }
}

/// Why an incident does not count.
fn filtered(incident: &Incident, start: Timestamp, options: &Options) -> Option<&'static str> {
    let any = |wanted: &[String], holds: &dyn Fn(&str) -> bool| {
        wanted.is_empty() || wanted.iter().any(|word| holds(&word.to_lowercase()))
    };
    let severity = incident.severity.word.to_lowercase();
    let is_severity = |word: &str| severity == word || severity.split(' ').any(|part| part == word);
    let has_component = |word: &str| {
        incident
            .components
            .iter()
            .any(|one| one.to_lowercase().contains(word))
    };
    let has_region = |word: &str| incident.regions.iter().any(|one| one == word);
    if options.since.is_some_and(|since| start < since) {
        Some("before_since")
    } else if options.until.is_some_and(|until| start > until) {
        Some("after_until")
    } else if !any(&options.severity, &is_severity) {
        Some("other_severity")
    } else if !any(&options.component, &has_component) {
        Some("other_component")
    } else if !any(&options.region, &has_region) {
        if incident.regions.is_empty() {
            Some("region_not_stated")
        } else {
            Some("other_region")
        }
    } else {
        None
    }
}

/// Incidents that overlap in time and share a region, or both state none, as one; ascending by start.
fn merged(incidents: Vec<Incident>) -> Vec<Incident> {
    let mut events: Vec<Incident> = Vec::new();
    for incident in incidents {
        let shares = |other: &Incident| {
            (other.regions.is_empty() && incident.regions.is_empty())
                || other
                    .regions
                    .iter()
                    .any(|region| incident.regions.contains(region))
        };
        let overlaps = |other: &Incident| match (other.end, incident.start) {
            (End::At(end) | End::LastSeen(end), Some(start)) => start <= end,
            (End::Open, _) => true,
            _ => false,
        };
        let found = events
            .iter_mut()
            .rev()
            .take(500)
            .find(|other| overlaps(other) && shares(other));
        match found {
            Some(event) => join(event, incident),
            None => events.push(incident),
        }
    }
    events
}

fn join(event: &mut Incident, other: Incident) {
    event.end = match (event.end, other.end) {
        (End::Open, _) | (_, End::Open) => End::Open,
        (End::At(one), End::At(end)) => End::At(one.max(end)),
        (End::At(one) | End::LastSeen(one), End::At(end) | End::LastSeen(end)) => {
            End::LastSeen(one.max(end))
        }
        (End::Unreadable, end) | (end, End::Unreadable) => end,
    };
    let worst = |one: &Incident| one.severity.share.map_or(0.0, |(low, high)| low + high);
    if worst(&other) > worst(event) {
        event.severity = other.severity;
    }
    for component in other.components {
        if !event.components.contains(&component) {
            event.components.push(component);
        }
    }
    for region in other.regions {
        if !event.regions.contains(&region) {
            event.regions.push(region);
        }
    }
}

/// Hours during which at least one incident went on, and the most at once; what is open goes on to `to`.
pub(super) fn union(watched: &Watched) -> (f64, usize) {
    let mut edges: Vec<(Timestamp, i32)> = Vec::new();
    for incident in &watched.incidents {
        let (Some(start), end) = (incident.start, incident.end) else {
            continue;
        };
        let (End::At(end) | End::LastSeen(end)) = end else {
            continue;
        };
        if end > start {
            edges.push((start, 1));
            edges.push((end, -1));
        }
    }
    // What ends makes room for what begins at the same moment.
    edges.sort_unstable();
    let (mut going, mut most, mut hours, mut since) = (0_i32, 0_i32, 0.0, watched.from);
    for (at, change) in edges {
        if going > 0 {
            hours += hours_between(since, at);
        }
        (going, since) = (going + change, at);
        most = most.max(going);
    }
    (hours, usize::try_from(most).unwrap_or_default())
}
