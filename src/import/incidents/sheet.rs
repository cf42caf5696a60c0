//! Incidents in a table: the Cloud Uptime Archive, Azure's events, and a firm's own log with its columns named.

use super::azure;
use super::incident::{End, Feed, Incident, Kind, Severity};
use super::json::once;
use super::options::Options;
use super::time::{from_seconds, has_no_zone, moment};
use super::trouble::Trouble;
use crate::import::ImportError;
use crate::import::source::Form;
use crate::import::table::{Table, is_null};

/// What a column may be mapped to.
pub const MAPPED: [&str; 8] = [
    "start", "end", "provider", "service", "region", "severity", "id", "kind",
];

/// The names that columns have in files without a `--map`, in lower case, each with what it means.
const KNOWN: [(&str, &[&str]); 8] = [
    (
        "start",
        &[
            "start",
            "start_time",
            "started",
            "started_at",
            "event_start_time",
            "begin",
            "impactstarttime",
        ],
    ),
    (
        "end",
        &[
            "end",
            "end_time",
            "ended",
            "ended_at",
            "event_end_time",
            "resolved",
            "resolved_at",
            "impactmitigationtime",
        ],
    ),
    ("provider", &["provider", "vendor"]),
    (
        "service",
        &[
            "service",
            "service_name",
            "component",
            "components",
            "impactedservice",
        ],
    ),
    (
        "region",
        &["region", "regions", "location", "impactedregion"],
    ),
    ("severity", &["severity", "impact", "status", "priority"]),
    ("id", &["id", "incident_id", "number", "trackingid"]),
    ("kind", &["kind", "type", "eventtype"]),
];

/// Columns that bills have and incident logs do not.
const OF_BILLS: [&str; 6] = [
    "billedcost",
    "effectivecost",
    "metercategory",
    "chargeperiodstart",
    "lineitem/unblendedcost",
    "billingcurrency",
];

/// Where each of [`MAPPED`] stands.
struct Columns([Option<usize>; 8]);

impl Columns {
    fn of(&self, name: &str) -> Option<usize> {
        self.0[MAPPED.iter().position(|mapped| *mapped == name)?]
    }

    fn text(&self, table: &Table, name: &str) -> String {
        match self.of(name) {
            Some(column) if !is_null(table.cell(column)) => table.cell_text(column),
            _ => String::new(),
        }
    }

    /// Those that the person named, else those whose names are known.
    fn find(file: &str, table: &Table, options: &Options) -> Result<Self, ImportError> {
        let mut columns = [None; 8];
        for (place, (mapped, known)) in columns.iter_mut().zip(KNOWN) {
            if let Some(named) = options.map.get(mapped) {
                let trouble = || Trouble::NoColumn {
                    named: named.clone(),
                    columns: table.columns().to_vec(),
                };
                let found = table
                    .column(named)
                    .ok_or_else(|| ImportError::of(file, &trouble()))?;
                *place = Some(found);
            } else {
                *place = known.iter().find_map(|name| known_as(table, name));
            }
        }
        Ok(Self(columns))
    }
}

/// A column of this name, also behind `properties.` or `properties_`.
fn known_as(table: &Table, name: &str) -> Option<usize> {
    table.columns().iter().position(|column| {
        let column = column.to_lowercase();
        let bare = column
            .strip_prefix("properties.")
            .or_else(|| column.strip_prefix("properties_"));
        bare.unwrap_or(&column) == name
    })
}

/// The feed in a table.
pub(super) fn read(
    file: &str,
    mut table: Table,
    form: Form,
    options: &Options,
) -> Result<Feed, ImportError> {
    if options.map.is_empty()
        && let Some(bill) = OF_BILLS.iter().find_map(|name| known_as(&table, name))
    {
        let column = table.columns()[bill].clone();
        return Err(ImportError::of(file, &Trouble::Bill { column }));
    }
    let columns = Columns::find(file, &table, options)?;
    let Some(start) = columns.of("start") else {
        let columns = table.columns().to_vec();
        return Err(ImportError::of(file, &Trouble::NoStart { columns }));
    };
    let archive = columns.of("end").is_some_and(|end| {
        let named = |column: usize, name: &str| table.columns()[column].eq_ignore_ascii_case(name);
        (named(start, "start_time") && named(end, "end_time"))
            || (named(start, "event_start_time") && named(end, "event_end_time"))
    });
    let azure = known_as(&table, "trackingid").is_some();
    let mut feed = Feed {
        format: match (archive, azure, form) {
            (true, _, Form::Text) => "Cloud Uptime Archive, CSV",
            (true, _, Form::Parquet) => "Cloud Uptime Archive, Parquet",
            (_, true, Form::Text) => "Azure Service Health events, CSV",
            (_, true, Form::Parquet) => "Azure Service Health events, Parquet",
            (_, _, Form::Text) => "a table of incidents, CSV",
            (_, _, Form::Parquet) => "a table of incidents, Parquet",
        },
        ..Feed::default()
    };
    rows(file, &mut table, (&columns, azure), options, &mut feed)?;
    Ok(feed)
}

fn rows(
    file: &str,
    table: &mut Table,
    (columns, azure): (&Columns, bool),
    options: &Options,
    feed: &mut Feed,
) -> Result<(), ImportError> {
    let mut written = Vec::new();
    while table.advance_held()? {
        let text = |name| columns.text(table, name);
        written.push(MAPPED.map(text));
    }
    feed.relative = is_relative(written.iter().map(|row| row[0].as_str()));
    let no_zone = written.iter().filter(|row| has_no_zone(&row[0])).count();
    if no_zone > 0 {
        let zone = options.zone.iana_name().unwrap_or("UTC");
        feed.notes.push(format!(
            "{no_zone} rows have times without a zone: taken as {zone} (--time-zone names another)"
        ));
    }
    if feed.relative {
        feed.notes.push(
            "times are seconds since the first event: there are no dates, and nothing to compare with other files"
                .to_owned(),
        );
    }
    let stem = stem(file);
    let relative = feed.relative;
    feed.incidents = written
        .iter()
        .map(|row| incident(row, &stem, (relative, azure), options))
        .collect();
    Ok(())
}

/// Whether times are seconds from the first event: all are numbers, and the least is less than three years of them.
fn is_relative<'a>(starts: impl Iterator<Item = &'a str>) -> bool {
    let mut least = f64::INFINITY;
    for start in starts {
        match start.parse::<f64>() {
            Ok(seconds) if seconds.is_finite() => least = least.min(seconds),
            _ if start.is_empty() => {}
            _ => return false,
        }
    }
    (0.0..1e8).contains(&least)
}

/// The file's name without its folder and endings.
fn stem(file: &str) -> String {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    name.split('.').next().unwrap_or(name).to_owned()
}

fn incident(
    [start, end, provider, service, region, severity, id, kind]: &[String; 8],
    stem: &str,
    (relative, azure): (bool, bool),
    options: &Options,
) -> Incident {
    let at = |text: &str| {
        if relative {
            text.parse().ok().and_then(from_seconds)
        } else {
            moment(text, &options.zone)
        }
    };
    let provider = match (provider.as_str(), azure, relative) {
        ("", true, _) => "azure",
        // The archive has a service per file, and nothing else to tell them apart.
        ("", _, true) if !service.is_empty() => service,
        ("", ..) => stem,
        (provider, ..) => provider,
    };
    Incident {
        id: id.clone(),
        provider: provider.to_owned(),
        start: at(start),
        end: match (end.is_empty(), at(end)) {
            (true, _) => End::Open,
            (false, Some(end)) => End::At(end),
            (false, None) => End::Unreadable,
        },
        touched: None,
        seen: None,
        severity: Severity {
            share: share(severity),
            word: severity.clone(),
        },
        components: once([service.as_str()].into_iter()),
        regions: once([region.to_lowercase().as_str()].into_iter()),
        kind: if azure {
            azure::kind(kind)
        } else {
            kind_of(kind)
        },
    }
}

fn kind_of(word: &str) -> Kind {
    let word = word.to_lowercase();
    if word.contains("maintenance") || word.contains("scheduled") {
        Kind::Maintenance
    } else {
        Kind::Incident
    }
}

/// A number from 0 to 1 is the share itself; a fraction only, for whole numbers are mostly ranks.
fn share(word: &str) -> Option<(f64, f64)> {
    let share: f64 = word.parse().ok()?;
    let fraction = word.contains('.') && (0.0..=1.0).contains(&share);
    fraction.then_some((share, share))
}
