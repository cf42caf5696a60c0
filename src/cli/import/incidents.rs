//! `lockin import incidents`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::bail;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::args::Common;
use crate::cli::failure::Failure;
use crate::import::Imported;
use crate::import::incidents::{self, HoursLaw, MAPPED, Options};

/// What `import incidents` is asked for.
#[derive(Clone, Debug, clap::Args)]
#[command(after_long_help = "\
Known by their content: Atlassian Statuspage v2 (/api/v2/incidents.json, one incident, a bare list, summary.json,
incident.io), Google's incidents.json since 2020, AWS's data.json, its public feed, Health events and EventBridge
messages, Azure Service Health events from the Resource Graph (JSON or CSV), the Cloud Uptime Archive (CSV), and any
other CSV whose columns --map names. Also in gzip, zstd and UTF-16.")]
pub(in crate::cli) struct IncidentsArgs {
    /// Histories of any known formats; several files of one provider are one history
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Columns of a CSV: start=Opened,end=Closed,severity=Priority; also provider, service, region, id and kind
    #[arg(long, value_name = "COLUMNS", value_parser = columns)]
    map: Option<BTreeMap<String, String>>,

    /// Whose incidents these are, whatever the files say
    #[arg(long, value_name = "NAME")]
    provider: Option<String>,

    /// The failure mode that the incidents become
    #[arg(long, value_name = "ID", default_value = "posted-incidents", value_parser = id)]
    hazard: String,

    /// Count only these severities, in the files' own words
    #[arg(long, value_name = "WORD", value_delimiter = ',')]
    severity: Vec<String>,

    /// Count only incidents of components whose names contain this
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    component: Vec<String>,

    /// Count only incidents of these regions
    #[arg(long, value_name = "REGION", value_delimiter = ',')]
    region: Vec<String>,

    /// Count only incidents that start at this moment or later
    #[arg(long, value_name = "DATE", value_parser = moment)]
    since: Option<Timestamp>,

    /// When watching ended, instead of the last moment that the files mention
    #[arg(long, value_name = "DATE", value_parser = moment)]
    until: Option<Timestamp>,

    /// Believe durations over 30 days
    #[arg(long)]
    keep_long: bool,

    /// Make one event of incidents that overlap in a region
    #[arg(long)]
    merge: bool,

    /// The law of durations: auto, empirical, best, or a law to fit
    ///
    /// auto is empirical from 30 durations on, else the best fit by AIC that has a mean; a law is exponential,
    /// lognormal, weibull, gamma or pareto.
    #[arg(long, value_name = "LAW", default_value = "auto", value_parser = hours)]
    hours: HoursLaw,

    /// The zone of times that have none, such as Europe/Berlin
    #[arg(long, value_name = "ZONE", default_value = "UTC", value_parser = zone)]
    time_zone: TimeZone,

    #[command(flatten)]
    pub(super) common: Common,
}

/// Reads the histories that the command names.
pub(super) fn import(args: &IncidentsArgs) -> Result<Imported, Failure> {
    let args = args.clone();
    let options = Options {
        provider: args.provider,
        hazard: args.hazard,
        severity: args.severity,
        component: args.component,
        region: args.region,
        since: args.since,
        until: args.until,
        keep_long: args.keep_long,
        merge: args.merge,
        hours: args.hours,
        map: args.map.unwrap_or_default(),
        zone: args.time_zone,
        now: Timestamp::now(),
    };
    Ok(incidents::import(&args.files, &options)?)
}

fn columns(text: &str) -> anyhow::Result<BTreeMap<String, String>> {
    let mut columns = BTreeMap::new();
    for pair in text.split(',') {
        let Some((mapped, named)) = pair.split_once('=') else {
            bail!("`{pair}` is no pair like start=Opened");
        };
        let mapped = mapped.trim();
        if !MAPPED.contains(&mapped) {
            bail!("`{mapped}` is not one of {}", MAPPED.join(", "));
        }
        if columns
            .insert(mapped.to_owned(), named.trim().to_owned())
            .is_some()
        {
            bail!("`{mapped}` stands twice");
        }
    }
    Ok(columns)
}

fn id(text: &str) -> anyhow::Result<String> {
    if !crate::model::is_id(text) {
        bail!("an id has small letters, digits and dashes, and begins with a letter or digit");
    }
    if text == "exit" {
        bail!("`exit` is not free: it stands for a provider's exit");
    }
    Ok(text.to_owned())
}

fn moment(text: &str) -> anyhow::Result<Timestamp> {
    match incidents::moment(text, &TimeZone::UTC) {
        Some(moment) => Ok(moment),
        None => bail!("a date is written 2024-09-18 or 2024-09-18T22:00:00Z"),
    }
}

fn zone(text: &str) -> anyhow::Result<TimeZone> {
    if text.eq_ignore_ascii_case("UTC") {
        return Ok(TimeZone::UTC);
    }
    match TimeZone::get(text) {
        Ok(zone) => Ok(zone),
        Err(_) => bail!("no time zone has this name here; names are like Europe/Berlin"),
    }
}

fn hours(text: &str) -> anyhow::Result<HoursLaw> {
    Ok(match text {
        "auto" => HoursLaw::Auto,
        "empirical" => HoursLaw::Empirical,
        "best" => HoursLaw::Best,
        other => match incidents::family(other) {
            Some(family) => HoursLaw::Fitted(family),
            None => bail!(
                "a law is auto, empirical, best, exponential, lognormal, weibull, gamma or pareto"
            ),
        },
    })
}
