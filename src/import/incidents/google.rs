//! Google's `incidents.json`, of Google Cloud and of Workspace, in its three generations.

use serde_json::Value;

use super::incident::{End, Feed, Incident, Kind, Severity};
use super::json::{at, has, items, once, text, word};

/// The feed, if `root` is of this kind.
pub(super) fn read(root: &Value) -> Option<Feed> {
    let list = root.as_array()?;
    let first = list.first()?;
    let known = [
        "most_recent_update",
        "most-recent-update",
        "affected_products",
        "service_name",
        "external_desc",
    ];
    if !has(first, "begin") || !known.iter().any(|key| has(first, key)) {
        return None;
    }
    let mut feed = Feed {
        format: generation(list),
        incidents: list.iter().map(incident).collect(),
        ..Feed::default()
    };
    let noise = feed
        .incidents
        .iter()
        .filter(|one| one.severity.share == Some((0.0, 0.0)));
    let noise = noise.count();
    if noise > 0 {
        feed.notes.push(format!(
            "{noise} of {} incidents are SERVICE_INFORMATION, posted since May 2022 only: counts before and after are not one series; --severity SERVICE_OUTAGE or high keeps what is",
            feed.incidents.len()
        ));
    }
    Some(feed)
}

fn generation(list: &[Value]) -> &'static str {
    let any = |key: &str| list.iter().any(|record| record.get(key).is_some());
    if any("currently_affected_locations") || any("previously_affected_locations") {
        "Google incidents.json, since 2022 (locations)"
    } else if any("affected_products") || any("id") {
        "Google incidents.json, 2021 (products, no locations)"
    } else {
        "Google incidents.json, 2020 (no ids, no products)"
    }
}

fn incident(record: &Value) -> Incident {
    let id = match word(record, "id") {
        id if id.is_empty() => word(record, "number"),
        id => id,
    };
    let products = items(record, "affected_products")
        .iter()
        .filter_map(|one| text(one, "title"));
    let mut components = once(products);
    if components.is_empty() {
        components = once(text(record, "service_name").into_iter());
    }
    let locations = [
        "currently_affected_locations",
        "previously_affected_locations",
    ];
    let regions: Vec<String> = locations
        .iter()
        .flat_map(|key| items(record, key))
        .filter_map(|one| text(one, "id"))
        .map(str::to_lowercase)
        .collect();
    let recent = ["most_recent_update", "most-recent-update"]
        .into_iter()
        .find_map(|key| record.get(key));
    let said = recent.and_then(|update| at(update, "when").max(at(update, "modified")));
    let impact = word(record, "status_impact");
    Incident {
        id,
        provider: "gcp".to_owned(),
        start: at(record, "begin"),
        // An open incident has no such key.
        end: match (has(record, "end"), at(record, "end")) {
            (false, _) => End::Open,
            (true, Some(end)) => End::At(end),
            (true, None) => End::Unreadable,
        },
        touched: at(record, "modified").max(said),
        seen: None,
        severity: severity(&impact, &word(record, "severity")),
        components,
        regions: once(regions.iter().map(String::as_str)),
        kind: Kind::Incident,
    }
}

/// The word is the severity, low to high; the share follows the impact, where the file states it.
fn severity(impact: &str, severity: &str) -> Severity {
    let share = match (impact, severity) {
        ("SERVICE_INFORMATION", _) | ("", "low") => Some((0.0, 0.0)),
        ("SERVICE_DISRUPTION", _) | ("", "medium") => Some((0.3, 0.3)),
        ("SERVICE_OUTAGE", _) | ("", "high") => Some((1.0, 1.0)),
        _ => None,
    };
    let word = match (impact, severity) {
        ("", word) | (word, "") => word.to_owned(),
        (impact, severity) => format!("{severity} {impact}"),
    };
    Severity { word, share }
}
