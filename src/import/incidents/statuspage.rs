//! Atlassian Statuspage, version 2 of its interface, and those who speak it.
//!
//! Five shapes: a page with its `incidents`, a page with one `incident`, a bare list, `summary.json` with its
//! `scheduled_maintenances`, and the shorter records of incident.io.

use jiff::Timestamp;
use serde_json::Value;

use super::incident::{End, Feed, Incident, Kind, Severity};
use super::json::{at, has, items, once, text, word};

/// The feed, if `root` is of this kind.
pub(super) fn read(root: &Value) -> Option<Feed> {
    let (format, records) = records(root)?;
    let page = root.get("page");
    let name = page.and_then(|page| text(page, "name")).unwrap_or_default();
    let taken = page.and_then(|page| at(page, "updated_at"));
    let mut feed = Feed {
        format,
        taken,
        ..Feed::default()
    };
    feed.incidents = records
        .into_iter()
        .map(|record| incident(record, name))
        .collect();
    if feed.incidents.len() == 50 && root.get("incidents").is_some() {
        feed.notes.push(
            "exactly 50 incidents: the interface gives the most recent 50 only, so that the window is short".to_owned(),
        );
    }
    Some(feed)
}

fn records(root: &Value) -> Option<(&'static str, Vec<&Value>)> {
    if let Some(list) = root.as_array() {
        let first = list.first()?;
        let is_one = has(first, "incident_updates")
            || (has(first, "status") && has(first, "impact") && has(first, "created_at"));
        return is_one.then(|| ("Statuspage v2, bare list", list.iter().collect()));
    }
    let has_page = root.get("page").is_some_and(Value::is_object);
    if has_page && let Some(incident) = root.get("incident") {
        return Some(("Statuspage v2, one incident", vec![incident]));
    }
    let listed = |key| root.get(key).and_then(Value::as_array);
    let (incidents, works) = (listed("incidents"), listed("scheduled_maintenances"));
    if !has_page && !incidents?.iter().any(|one| has(one, "created_at")) {
        return None;
    }
    let records: Vec<&Value> = incidents.into_iter().chain(works).flatten().collect();
    if incidents.is_none() && works.is_none() {
        return None;
    }
    let short = records
        .iter()
        .any(|one| !has(one, "page_id") && word(one, "id").len() == 26);
    Some(if short {
        ("Statuspage v2, as incident.io writes it", records)
    } else if works.is_some() {
        ("Statuspage v2, summary", records)
    } else {
        ("Statuspage v2", records)
    })
}

/// Back-filled incidents carry as `started_at` the moment of publication, up to nine days after their end; the earlier
/// of it and `created_at` is the start.
fn incident(record: &Value, page: &str) -> Incident {
    let start = match (at(record, "started_at"), at(record, "created_at")) {
        (Some(started), Some(created)) => Some(started.min(created)),
        (started, created) => started.or(created),
    };
    let updates = items(record, "incident_updates");
    let update = |update: &Value| at(update, "display_at").max(at(update, "created_at"));
    let last = updates.iter().map(update).max().flatten();
    let components = items(record, "components");
    let impact = word(record, "impact");
    let maintenance = impact == "maintenance" || has(record, "scheduled_for");
    Incident {
        id: word(record, "id"),
        provider: page.to_owned(),
        start,
        end: end(record, last.or(at(record, "updated_at"))),
        touched: at(record, "updated_at").max(last),
        seen: None,
        severity: Severity {
            share: share(&impact),
            word: impact,
        },
        components: once(components.iter().filter_map(|one| text(one, "name"))),
        regions: Vec::new(),
        kind: if maintenance {
            Kind::Maintenance
        } else {
            Kind::Incident
        },
    }
}

fn end(record: &Value, last: Option<Timestamp>) -> End {
    if has(record, "resolved_at") {
        return at(record, "resolved_at").map_or(End::Unreadable, End::At);
    }
    let over = matches!(
        text(record, "status"),
        Some("resolved" | "postmortem" | "completed")
    );
    match last {
        Some(last) if over => End::LastSeen(last),
        None if over => End::Unreadable,
        _ => End::Open,
    }
}

/// What an impact may take: the user edits it.
fn share(impact: &str) -> Option<(f64, f64)> {
    match impact {
        "none" => Some((0.0, 0.0)),
        "minor" => Some((0.05, 0.3)),
        "major" => Some((0.3, 0.8)),
        "critical" => Some((0.7, 1.0)),
        _ => None,
    }
}
