//! Azure's Service Health events, as a query of the Resource Graph gives them in JSON.

use serde_json::Value;

use super::incident::{End, Feed, Incident, Kind, Severity};
use super::json::{items, once, word};
use super::time::moment_of;

/// The feed, if `root` is of this kind.
pub(super) fn read(root: &Value) -> Option<Feed> {
    let list = match root.as_array() {
        Some(list) => list,
        None => root.get("data").or_else(|| root.get("value"))?.as_array()?,
    };
    let first = list.first()?;
    if field(first, "trackingid").is_none() || field(first, "impactstarttime").is_none() {
        return None;
    }
    Some(Feed {
        format: "Azure Service Health events",
        incidents: list.iter().map(incident).collect(),
        ..Feed::default()
    })
}

/// The value of a key in any case, in the record or in its `properties`.
fn field<'a>(record: &'a Value, key: &str) -> Option<&'a Value> {
    let find = |value: &'a Value| {
        let mut entries = value.as_object()?.iter();
        entries
            .find(|(name, _)| name.to_lowercase() == key)
            .map(|(_, value)| value)
    };
    record
        .get("properties")
        .and_then(find)
        .or_else(|| find(record))
}

fn said<'a>(record: &'a Value, key: &str) -> &'a str {
    field(record, key)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

fn incident(record: &Value) -> Incident {
    let impact = field(record, "impact")
        .and_then(Value::as_array)
        .map_or(&[][..], Vec::as_slice);
    let name = |value: &Value, keys: [&str; 2]| {
        keys.into_iter()
            .map(|key| word(value, key))
            .find(|word| !word.is_empty())
            .unwrap_or_default()
    };
    let services: Vec<String> = impact
        .iter()
        .map(|one| name(one, ["ImpactedService", "impactedService"]))
        .collect();
    let regions: Vec<String> = impact
        .iter()
        .flat_map(|one| [items(one, "ImpactedRegions"), items(one, "impactedRegions")].concat())
        .map(|one| name(&one, ["ImpactedRegion", "impactedRegion"]).to_lowercase())
        .collect();
    Incident {
        // The same event appears once per subscription.
        id: said(record, "trackingid").to_owned(),
        provider: "azure".to_owned(),
        start: moment_of(field(record, "impactstarttime")),
        end: end(
            said(record, "status"),
            said(record, "impactmitigationtime"),
            moment_of(field(record, "impactmitigationtime")),
        ),
        touched: moment_of(field(record, "lastupdatetime")),
        seen: None,
        severity: Severity {
            word: match field(record, "priority") {
                Some(Value::Number(number)) => number.to_string(),
                _ => said(record, "level").to_owned(),
            },
            share: None,
        },
        components: once(services.iter().map(String::as_str)),
        regions: once(regions.iter().map(String::as_str)),
        kind: kind(said(record, "eventtype")),
    }
}

/// When an event was over, by its status and the time of mitigation.
pub(super) fn end(status: &str, written: &str, mitigated: Option<jiff::Timestamp>) -> End {
    match mitigated {
        Some(end) => End::At(end),
        None if !written.trim().is_empty() => End::Unreadable,
        None if status.eq_ignore_ascii_case("resolved") => End::Unreadable,
        None => End::Open,
    }
}

/// Only a service issue is an incident.
pub(super) fn kind(event_type: &str) -> Kind {
    match event_type.to_lowercase().as_str() {
        "" | "serviceissue" => Kind::Incident,
        "plannedmaintenance" => Kind::Maintenance,
        _ => Kind::Notice,
    }
}
