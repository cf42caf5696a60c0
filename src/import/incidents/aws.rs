//! What Amazon Web Services says: the dashboard's `data.json` until 2023, the public feed since, and Health events.

use jiff::Timestamp;
use serde_json::Value;

use super::incident::{End, Feed, Incident, Kind, Severity};
use super::json::{at, has, items, once, text, word};
use super::time::{epoch, last_stamp};

/// Regions are the ends of service ids, such as `ec2-us-east-1`.
const PARTS_OF_THE_WORLD: [&str; 13] = [
    "us", "eu", "ap", "sa", "ca", "me", "af", "cn", "il", "mx", "us-gov", "us-iso", "us-isob",
];

/// The feed, if `root` is of one of these kinds.
pub(super) fn read(root: &Value) -> Option<Feed> {
    let (format, incidents) = dashboard(root)
        .or_else(|| public(root))
        .or_else(|| health(root))?;
    let mut feed = Feed {
        format,
        incidents,
        ..Feed::default()
    };
    if format == DASHBOARD {
        feed.notes.push(
            "the file has no end times: an incident ends with its last update, so that durations are good to about 10 %"
                .to_owned(),
        );
    }
    Some(feed)
}

const DASHBOARD: &str = "AWS Service Health Dashboard data.json";

type Found = (&'static str, Vec<Incident>);

/// `archive` and `current`; what stands in `current` goes on unless its summary begins with `[RESOLVED]`.
fn dashboard(root: &Value) -> Option<Found> {
    let list = |key| root.get(key).and_then(Value::as_array);
    let (archive, current) = (list("archive"), list("current"));
    if archive.is_none() && current.is_none() {
        return None;
    }
    let all = |list: Option<&'_ Vec<Value>>| list.cloned().unwrap_or_default();
    let (archive, current) = (all(archive), all(current));
    let closed = archive.iter().map(|record| posted(record, false));
    let found = closed.chain(current.iter().map(|record| posted(record, true)));
    Some((DASHBOARD, found.collect()))
}

fn posted(record: &Value, current: bool) -> Incident {
    let start = seconds(record, "date");
    let description = text(record, "description").unwrap_or_default();
    let last = start.and_then(|start| last_stamp(start, stamps(description)));
    let resolved = text(record, "summary").is_some_and(|summary| summary.contains("[RESOLVED]"));
    let over = !current || resolved;
    let status = word(record, "status");
    let named = word(record, "service");
    let (service, region) = service_and_region(&named);
    Incident {
        id: format!("{named}@{}", word(record, "date")),
        provider: "aws".to_owned(),
        start,
        // A post of one update says what is over: its stamp has no seconds and may lie before the start.
        end: match (over, last, start) {
            (true, Some(last), Some(start)) => End::LastSeen(last.max(start)),
            (true, None, Some(start)) => End::LastSeen(start),
            (true, _, None) => End::Unreadable,
            (false, ..) => End::Open,
        },
        touched: last,
        seen: None,
        severity: severity(&status),
        components: once([service].into_iter()),
        regions: once(region.into_iter()),
        kind: Kind::Incident,
    }
}

/// The stamps between `<span class="yellowfg">` and `</span>`.
fn stamps(description: &str) -> impl Iterator<Item = &str> {
    description
        .split("class=\"yellowfg\">")
        .skip(1)
        .filter_map(|rest| rest.split_once('<').map(|(stamp, _)| stamp))
}

/// A status of 0 to 3.
fn severity(status: &str) -> Severity {
    let share = match status {
        "0" => Some((0.0, 0.0)),
        "1" => Some((0.05, 0.05)),
        "2" => Some((0.3, 0.3)),
        "3" => Some((1.0, 1.0)),
        _ => None,
    };
    Severity {
        word: status.to_owned(),
        share,
    }
}

fn seconds(record: &Value, key: &str) -> Option<Timestamp> {
    match record.get(key)? {
        Value::String(text) => epoch(text.trim().parse().ok()?),
        _ => at(record, key),
    }
}

/// `ec2` and `us-east-1` of `ec2-us-east-1`; a global service has no region.
fn service_and_region(service: &str) -> (&str, Option<&str>) {
    let starts: Vec<usize> = service.match_indices('-').map(|(at, _)| at).collect();
    for at in starts {
        let region = &service[at + 1..];
        let Some((place, number)) = region.rsplit_once('-') else {
            continue;
        };
        let Some((part, _)) = place.rsplit_once('-') else {
            continue;
        };
        if !number.is_empty()
            && number.bytes().all(|byte| byte.is_ascii_digit())
            && PARTS_OF_THE_WORLD.contains(&part)
        {
            return (&service[..at], Some(region));
        }
    }
    (service, None)
}

/// The public feed: a list of current events, or an object of lists by service.
fn public(root: &Value) -> Option<Found> {
    let is_one = |event: &Value| has(event, "event_log") || has(event, "impacted_services");
    if let Some(list) = root.as_array() {
        let format = "AWS Health public feed, current events";
        return is_one(list.first()?).then(|| (format, list.iter().map(logged).collect()));
    }
    let lists: Vec<&Vec<Value>> = root
        .as_object()?
        .values()
        .filter_map(Value::as_array)
        .collect();
    let events: Vec<&Value> = lists.into_iter().flatten().collect();
    let format = "AWS Health public feed, history";
    is_one(events.first()?).then(|| (format, events.into_iter().map(logged).collect()))
}

fn logged(event: &Value) -> Incident {
    let log = items(event, "event_log");
    let times: Vec<Timestamp> = log
        .iter()
        .filter_map(|entry| seconds(entry, "timestamp"))
        .collect();
    let status = |value: &Value| word(value, "status");
    let worst = log
        .iter()
        .map(status)
        .chain([status(event)])
        .max()
        .unwrap_or_default();
    let resolved = text(event, "summary").is_some_and(|summary| summary.contains("[RESOLVED]"))
        || log.last().is_some_and(|entry| status(entry) == "0");
    let start = seconds(event, "date")
        .into_iter()
        .chain(times.iter().copied())
        .min();
    let last = times.iter().copied().max();
    let arn = word(event, "arn");
    let (service, region) = service_and_region(text(event, "service").unwrap_or_default());
    let region = region.or_else(|| arn.split(':').nth(3)).unwrap_or_default();
    let impacted = event.get("impacted_services").and_then(Value::as_object);
    let names = impacted.into_iter().flat_map(|services| services.keys());
    let names = names.map(|name| service_and_region(name).0);
    Incident {
        id: arn.clone(),
        provider: "aws".to_owned(),
        start,
        end: match (resolved, last) {
            (true, Some(last)) => End::LastSeen(last),
            (true, None) => End::Unreadable,
            (false, _) => End::Open,
        },
        touched: last,
        seen: None,
        severity: severity(&worst),
        components: once([service].into_iter().chain(names)),
        regions: once([region].into_iter()),
        kind: Kind::Incident,
    }
}

/// Events of the Health interface: `DescribeEvents` or the organisation's view of it, or `EventBridge` messages.
fn health(root: &Value) -> Option<Found> {
    let list: Vec<&Value> = match root.get("events").and_then(Value::as_array) {
        Some(events) => events.iter().collect(),
        None => root
            .as_array()
            .map_or_else(|| vec![root], |list| list.iter().collect()),
    };
    let first = list.first()?;
    if text(first, "source") == Some("aws.health") {
        let found = list
            .iter()
            .filter_map(|message| Some(event(message.get("detail")?, true)));
        return Some(("AWS Health events from EventBridge", found.collect()));
    }
    if !has(first, "eventTypeCategory") {
        return None;
    }
    Some((
        "AWS Health events",
        list.iter().map(|one| event(one, false)).collect(),
    ))
}

/// Pages and back-up copies of one message share its communication id. The outer region of a message is where it was
/// delivered, not what was hit.
fn event(record: &Value, message: bool) -> Incident {
    let id = if message && has(record, "communicationId") {
        word(record, "communicationId")
    } else {
        ["arn", "eventArn"]
            .into_iter()
            .map(|key| word(record, key))
            .collect()
    };
    let region = ["region", "eventRegion"]
        .into_iter()
        .find_map(|key| text(record, key));
    let end = at(record, "endTime");
    let closed = text(record, "statusCode") == Some("closed");
    let touched = at(record, "lastUpdatedTime");
    Incident {
        id,
        provider: "aws".to_owned(),
        start: at(record, "startTime"),
        end: match (end, closed, touched) {
            (Some(end), ..) => End::At(end),
            (None, true, Some(last)) => End::LastSeen(last),
            (None, true, None) => End::Unreadable,
            (None, false, _) => End::Open,
        },
        touched,
        seen: None,
        severity: Severity::default(),
        components: once(text(record, "service").into_iter()),
        regions: once(region.map(str::to_lowercase).as_deref().into_iter()),
        kind: match text(record, "eventTypeCategory") {
            Some("issue" | "investigation") => Kind::Incident,
            Some("scheduledChange") => Kind::Maintenance,
            _ => Kind::Notice,
        },
    }
}
