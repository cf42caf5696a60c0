//! Readers and counts, on small feeds of our own in the shape of real ones.

use serde_json::{Value, json};

use super::*;

/// The present of all these tests.
fn now() -> Timestamp {
    "2026-01-01T00:00:00Z".parse().unwrap()
}

fn options() -> Options {
    Options::at(now())
}

fn imported(name: &str, bytes: &[u8], options: &Options) -> Result<Imported, ImportError> {
    import_bytes(name, bytes.to_vec(), options)
}

#[track_caller]
fn report(text: &str, options: &Options) -> Value {
    let Imported { findings, report } = imported("feed", text.as_bytes(), options).unwrap();
    findings.document().unwrap();
    serde_json::from_str(&report.json(&findings)).unwrap()
}

/// What the report says under these keys.
#[track_caller]
fn check(text: &str, options: &Options, expected: &Value) {
    let report = report(text, options);
    for (key, value) in expected.as_object().unwrap() {
        assert_eq!(&report[key], value, "{key} of {report:#}");
    }
}

#[track_caller]
fn refused(name: &str, bytes: &[u8], options: &Options, said: &[&str]) {
    let error = imported(name, bytes, options).unwrap_err().to_string();
    for said in said {
        assert!(error.contains(said), "{said:?} is not in {error}");
    }
}

fn page(incidents: &Value) -> String {
    json!({"page": {"name": "Acme Cloud", "time_zone": "Etc/UTC", "updated_at": "2025-01-01T00:00:00Z"},
           "incidents": incidents})
    .to_string()
}

fn one(id: &str, start: &str, end: Option<&str>, impact: &str) -> Value {
    json!({"id": id, "name": id, "status": if end.is_some() { "resolved" } else { "investigating" },
           "impact": impact, "created_at": start, "started_at": start, "resolved_at": end,
           "components": [{"name": "API"}], "incident_updates": []})
}

/// A year of one incident a month, of 1 to 11 hours.
fn months() -> Vec<Value> {
    (1..=11)
        .map(|month| {
            let (start, end) = (
                format!("2024-{month:02}-10T00:00:00Z"),
                format!("2024-{month:02}-10T{month:02}:00:00Z"),
            );
            one(&format!("m{month}"), &start, Some(&end), "minor")
        })
        .collect()
}

#[test]
fn a_page_is_counted_to_the_last_moment_that_it_shows() {
    let report = report(&page(&json!(months())), &options());
    assert_eq!(report["incidents"], 11);
    assert_eq!(report["first"], "2024-01-10T00:00:00Z");
    assert_eq!(report["last"], "2024-11-10T00:00:00Z");
    // From 10 January 2024 to 1 January 2025 are 357 days of 365.25.
    let rate = report["per_year"]["value"].as_f64().unwrap();
    assert!((rate - 11.0 * 365.25 / 357.0).abs() < 1e-9);
    // Garwood's 90 % interval of 11 is 6.169 to 18.208 (Hahn and Meeker, table A.2 by chi-square 12.338/2, 36.415/2).
    let years = 357.0 / 365.25;
    let end = |key: &str| report["per_year"][key].as_f64().unwrap() * years;
    assert!((end("low") - 6.169).abs() < 5e-4 && (end("high") - 18.208).abs() < 5e-4);
    assert_eq!(
        report["hours"],
        json!({"n": 11, "mean": 6, "median": 6, "p90": 10, "max": 11})
    );
    assert_eq!(report["fits"].as_array().unwrap().len(), 5);
}

/// The months, and one of every kind that is no duration.
fn troubled() -> Vec<Value> {
    let mut all = months();
    all.extend([
        one("open", "2024-12-31T20:00:00Z", None, "major"),
        one(
            "zero",
            "2024-05-01T00:00:00Z",
            Some("2024-05-01T00:00:00Z"),
            "minor",
        ),
        one(
            "negative",
            "2024-05-02T02:00:00Z",
            Some("2024-05-02T00:00:00Z"),
            "minor",
        ),
        one(
            "long",
            "2024-03-02T02:00:00Z",
            Some("2024-09-02T00:00:00Z"),
            "minor",
        ),
        one("forgotten", "2024-03-02T02:00:00Z", None, "minor"),
        one(
            "future",
            "2062-03-02T02:00:00Z",
            Some("2062-03-02T03:00:00Z"),
            "minor",
        ),
        one(
            "ancient",
            "1970-03-02T02:00:00Z",
            Some("2024-03-02T03:00:00Z"),
            "minor",
        ),
        one("nothing", "soon", Some("2024-03-02T03:00:00Z"), "minor"),
        one("endless", "2024-03-02T03:00:00Z", Some("later"), "minor"),
        one(
            "works",
            "2024-03-02T03:00:00Z",
            Some("2024-03-02T05:00:00Z"),
            "maintenance",
        ),
        one(
            "m1",
            "2024-01-10T00:00:00Z",
            Some("2024-01-10T01:00:00Z"),
            "minor",
        ),
    ]);
    all
}

#[test]
fn what_is_no_duration_is_counted_and_told() {
    let all = troubled();
    let expected = json!({
        "incidents": 17, "open": 2, "maintenance": 1, "zero_length": 1, "negative": 1, "over_long": 1,
        "hours": {"n": 11, "mean": 6, "median": 6, "p90": 10, "max": 11},
        "dropped": {"repeated": 1, "start_in_the_future": 1, "start_before_1995": 1, "start_unreadable": 1,
                    "maintenance": 1, "zero_length": 1, "negative": 1, "over_30_days": 1, "open_over_30_days": 1,
                    "end_unreadable": 1},
    });
    check(&page(&json!(all)), &options(), &expected);
    let believed = Options {
        keep_long: true,
        ..options()
    };
    let report = report(&page(&json!(all)), &believed);
    assert_eq!(report["hours"]["n"], 12);
    assert_eq!(report["over_long"], 1);
    assert!(report["dropped"].get("over_30_days").is_none());
}

#[test]
fn a_wrong_year_of_a_start_does_not_stretch_the_window() {
    let mut all = months();
    let years =
        |all: &[Value]| report(&page(&json!(all)), &options())["providers"][0]["years"].clone();
    let before = years(&all);
    all.push(one("future", "2062-03-02T02:00:00Z", None, "minor"));
    all.push(one("ancient", "0024-03-02T02:00:00Z", None, "minor"));
    all.push(one(
        "late",
        "2024-03-02T02:00:00Z",
        Some("2204-03-02T03:00:00Z"),
        "minor",
    ));
    assert_eq!(years(&all), before);
}

#[test]
fn the_earlier_of_two_starts_counts() {
    let mut filled = one(
        "late",
        "2024-03-05T02:00:00Z",
        Some("2024-03-02T05:00:00Z"),
        "minor",
    );
    filled["created_at"] = json!("2024-03-02T03:00:00.000-00:00");
    let mut all = months();
    all.push(filled);
    check(
        &page(&json!(all)),
        &options(),
        &json!({"negative": 0, "hours": {"n": 12, "mean": 68.0 / 12.0,
        "median": 5.5, "p90": 10, "max": 11}}),
    );
}

#[test]
fn a_resolved_incident_without_an_end_ends_with_its_last_update() {
    let mut quiet = one("quiet", "2024-12-01T00:00:00Z", None, "minor");
    quiet["status"] = json!("postmortem");
    quiet["incident_updates"] = json!([
        {"created_at": "2024-12-01T00:00:00Z", "display_at": "2024-12-01T01:00:00.000-07:00",
         "affected_components": [{"name": "Queue", "new_status": "operational"}]}]);
    let text = page(&json!([
        quiet,
        one(
            "m",
            "2024-02-01T00:00:00Z",
            Some("2024-02-01T01:00:00Z"),
            "none"
        )
    ]));
    let report = report(&text, &options());
    assert_eq!(
        (&report["open"], &report["hours"]["max"]),
        (&json!(0), &json!(8))
    );
}

#[test]
fn all_shapes_of_a_page_are_known() {
    let list = json!(months());
    let shapes = [
        (page(&list), "Statuspage v2", 11),
        (list.to_string(), "Statuspage v2, bare list", 11),
        (json!({"page": {"name": "P"}, "incident": list[0]}).to_string(), "Statuspage v2, one incident", 1),
        (
            json!({"page": {"name": "P"}, "components": [], "incidents": [list[1]], "status": {},
                   "scheduled_maintenances": [{"id": "w", "impact": "maintenance", "status": "scheduled",
                   "created_at": "2024-01-01T00:00:00Z", "scheduled_for": "2030-01-01T00:00:00Z",
                   "scheduled_until": "2030-01-01T00:00:00Z"}]}).to_string(),
            "Statuspage v2, summary", 1,
        ),
        (
            json!({"page": {"name": "P"}, "incidents": [{"id": "01JMYB442SCGPMWZKGNH49DRFD", "name": "x",
                   "status": "investigating", "impact": "minor", "created_at": "2024-01-01T00:00:00Z",
                   "updated_at": "2024-01-01T02:00:00Z"}]}).to_string(),
            "Statuspage v2, as incident.io writes it", 1,
        ),
    ];
    for (text, format, incidents) in shapes {
        check(
            &text,
            &options(),
            &json!({"format": format, "incidents": incidents}),
        );
    }
}

fn google(generation: u16) -> String {
    let record = |n: u32, end: Option<&str>, impact: &str| {
        let mut record = match generation {
            2020 => {
                json!({"number": n, "service_name": "Compute Engine", "most-recent-update": {}})
            }
            2021 => {
                json!({"id": format!("i{n}"), "affected_products": [{"title": "Compute Engine"}, {"title": "GKE"}]})
            }
            _ => json!({"id": format!("i{n}"), "affected_products": [{"title": "Compute Engine"}],
                        "currently_affected_locations": [],
                        "previously_affected_locations": [{"title": "Iowa", "id": "us-central1"}, {"id": "global"}]}),
        };
        record["begin"] = json!(format!("2022-0{n}-01T00:00:00+00:00"));
        record["modified"] = json!("2022-12-31T00:00:00Z");
        record["external_desc"] = json!("x");
        record["severity"] = json!("medium");
        record["status_impact"] = json!(impact);
        if let Some(end) = end {
            record["end"] = json!(end);
        }
        record
    };
    json!([
        record(1, Some("2022-01-01T02:00:00Z"), "SERVICE_OUTAGE"),
        record(2, Some("2022-02-01T04:00:00+00:00"), "SERVICE_DISRUPTION"),
        record(3, Some("2022-03-01T00:30:00Z"), "SERVICE_INFORMATION"),
        record(4, None, "SERVICE_OUTAGE"),
    ])
    .to_string()
}

#[test]
fn all_generations_of_google_are_known() {
    for (generation, format) in [
        (2020, "Google incidents.json, 2020 (no ids, no products)"),
        (2021, "Google incidents.json, 2021 (products, no locations)"),
        (2022, "Google incidents.json, since 2022 (locations)"),
    ] {
        let expected = json!({"format": format, "incidents": 4, "open": 1, "hours": {"n": 3, "mean": 6.5 / 3.0,
            "median": 2, "p90": 4, "max": 4}});
        check(&google(generation), &options(), &expected);
    }
    let region = |region: &str| Options {
        region: vec![region.to_owned()],
        ..options()
    };
    check(
        &google(2022),
        &region("US-central1"),
        &json!({"incidents": 4}),
    );
    refused(
        "g",
        google(2022).as_bytes(),
        &region("europe-west1"),
        &["4 other region"],
    );
    refused(
        "g",
        google(2021).as_bytes(),
        &region("us-central1"),
        &["4 region not stated"],
    );
}

#[test]
fn filters_say_what_they_leave_out() {
    let with = |severity: &[&str], component: &[&str], since: Option<&str>| Options {
        severity: severity.iter().map(|&word| word.to_owned()).collect(),
        component: component.iter().map(|&word| word.to_owned()).collect(),
        since: since.map(|at| at.parse().unwrap()),
        ..options()
    };
    let text = google(2021);
    let years = |report: &Value| report["providers"][0]["years"].as_f64().unwrap();
    let all = report(&text, &options());
    let outages = report(&text, &with(&["service_outage"], &[], None));
    assert_eq!(outages["incidents"], 2);
    assert_eq!(outages["dropped"]["other_severity"], 2);
    // What is left out was watched for all the same.
    assert!((years(&outages) - years(&all)).abs() < 1e-12);
    check(
        &text,
        &with(&["medium"], &["gke"], None),
        &json!({"incidents": 4}),
    );
    refused(
        "g",
        text.as_bytes(),
        &with(&[], &["spanner"], None),
        &["4 other component", "hint"],
    );
    let late = report(&text, &with(&[], &[], Some("2022-02-15T00:00:00Z")));
    assert_eq!(
        (&late["incidents"], &late["dropped"]["before_since"]),
        (&json!(2), &json!(2))
    );
    assert!((years(&late) - 319.0 / 365.25).abs() < 1e-9);
}

fn dashboard(date: &Value) -> String {
    let post = |service: &str, summary: &str, stamps: &[&str]| {
        let texts: Vec<String> = stamps
            .iter()
            .map(|stamp| {
                format!(
                    "<div><span class=\"yellowfg\">{stamp}</span>&nbsp;We are investigating.</div>"
                )
            })
            .collect();
        json!({"service": service, "service_name": "x", "summary": summary, "date": date, "status": "2",
               "details": "", "description": texts.concat()})
    };
    json!({
        "archive": [
            post("ec2-us-east-1", "[RESOLVED] Errors", &[" 6:36 AM PST", " 8:36 AM PST"]),
            post("cloudfront", "[RESOLVED] Errors", &[" 6:35 AM PST"]),
            post("iam-us-gov-west-1", "Errors", &["11:50 PM PST", "12:36 AM PST"]),
            post("mgn-ap-southeast-2", "Errors", &[]),
        ],
        "current": [
            post("kinesis-us-east-1", "Errors", &[" 6:36 AM PST"]),
            post("cognito-us-east-1", "[RESOLVED] Errors", &["Nov 26,  6:36 AM PST"]),
        ],
    })
    .to_string()
}

#[test]
fn the_old_dashboard_of_aws_is_read_by_its_stamps() {
    for date in [json!("1606314960"), json!(1_606_314_960)] {
        let report = report(&dashboard(&date), &options());
        assert_eq!(report["format"], "AWS Service Health Dashboard data.json");
        assert_eq!(
            (&report["incidents"], &report["open"]),
            (&json!(6), &json!(1))
        );
        // One stamp before the start's own minute, and none at all: reported after the fact.
        assert_eq!(
            (&report["zero_length"], &report["negative"]),
            (&json!(2), &json!(0))
        );
        assert_eq!(
            report["hours"],
            json!({"n": 3, "mean": 44.0 / 3.0, "median": 18, "p90": 24, "max": 24})
        );
    }
    let east = Options {
        region: vec!["us-east-1".to_owned()],
        component: vec!["ec2".to_owned()],
        ..options()
    };
    check(
        &dashboard(&json!("1606314960")),
        &east,
        &json!({"incidents": 1}),
    );
}

#[test]
fn the_public_feed_of_aws_is_read_also_as_utf_16() {
    let event = json!({"arn": "arn:aws:health:eu-west-1::event/x", "date": "1700000000", "status": "1",
        "service": "ec2-eu-west-1", "service_name": "EC2", "summary": "x",
        "event_log": [{"timestamp": 1_700_000_000, "status": 1, "message": "a"},
                      {"timestamp": 1_700_007_200, "status": 0, "message": "b"}],
        "impacted_services": {"ec2-eu-west-1": {"current": "0", "max": "2"}, "rds-eu-west-1": {}}});
    let mut later = event.clone();
    later["arn"] = json!("y");
    later["event_log"] = json!([{"timestamp": 1_700_090_000, "status": 2, "message": "a"}]);
    let history = json!({"ec2-eu-west-1": [event], "rds-eu-west-1": [event, later]}).to_string();
    let mut wide = vec![0xff, 0xfe];
    wide.extend(history.encode_utf16().flat_map(u16::to_le_bytes));
    let found = imported("feed", &wide, &options()).unwrap();
    let report: Value = serde_json::from_str(&found.report.json(&found.findings)).unwrap();
    assert_eq!(report["format"], "AWS Health public feed, history");
    assert_eq!(
        (
            &report["incidents"],
            &report["open"],
            &report["dropped"]["repeated"]
        ),
        (&json!(2), &json!(1), &json!(1))
    );
    assert_eq!(report["hours"]["max"], 2);
    check(
        &json!([event, later]).to_string(),
        &options(),
        &json!({"format": "AWS Health public feed, current events"}),
    );
}

#[test]
fn health_events_of_aws_are_read_from_the_interface_and_from_messages() {
    let event = |category: &str, arn: &str, end: Option<&str>| {
        let mut event = json!({"arn": arn, "eventArn": arn, "service": "EC2", "eventTypeCode": "x", "region": "us-east-1",
            "eventRegion": "us-east-1", "eventTypeCategory": category, "startTime": "2024-03-01T00:00:00Z",
            "lastUpdatedTime": "2024-06-01T00:00:00Z", "statusCode": "closed"});
        if let Some(end) = end {
            event["endTime"] = json!(end);
        } else {
            event["statusCode"] = json!("open");
        }
        event
    };
    let events = json!({"events": [event("issue", "a", Some("2024-03-01T05:00:00Z")), event("issue", "b", None),
        event("accountNotification", "c", None), event("scheduledChange", "d", None)]});
    let expected = json!({"format": "AWS Health events", "incidents": 2, "maintenance": 1, "open": 1,
        "dropped": {"maintenance": 1, "notice": 1, "open_over_30_days": 1}});
    check(&events.to_string(), &options(), &expected);
    let message = |region: &str, id: &str| {
        let mut detail = event("issue", "a", Some("2024-03-01T05:00:00Z"));
        detail["communicationId"] = json!(id);
        json!({"source": "aws.health", "detail-type": "AWS Health Event", "region": region, "detail": detail})
    };
    // One message a line; the back-up copy of the first was delivered elsewhere.
    let lines = format!(
        "{}\n{}\n{}\n",
        message("us-east-1", "1"),
        message("us-west-2", "1"),
        message("us-east-1", "2")
    );
    let east = Options {
        region: vec!["us-east-1".to_owned()],
        ..options()
    };
    check(
        &lines,
        &east,
        &json!({"format": "AWS Health events from EventBridge", "incidents": 2, "dropped": {"repeated": 1}}),
    );
}

#[test]
fn events_of_azure_are_read_from_json_and_from_a_table() {
    let event = |id: &str, kind: &str, end: &str| {
        json!({"type": "microsoft.resourcehealth/events", "subscriptionId": id.len(), "properties": {
            "TrackingId": id, "EventType": kind, "Status": "Resolved", "Priority": 11,
            "ImpactStartTime": "2024-07-18T21:40:00Z", "ImpactMitigationTime": end, "LastUpdateTime": "2024-12-01T00:00:00Z",
            "Impact": [{"ImpactedService": "Storage", "ImpactedRegions": [{"ImpactedRegion": "Central US"}]}]}})
    };
    let list = json!({"count": 4, "data": [event("1K80-N_8", "ServiceIssue", "2024-07-19T22:00:00Z"),
        event("1K80-N_8", "ServiceIssue", "2024-07-19T22:00:00Z"), event("P", "PlannedMaintenance", ""),
        event("H", "HealthAdvisory", "")]});
    let expected = json!({"format": "Azure Service Health events", "incidents": 1, "maintenance": 1,
        "dropped": {"repeated": 1, "maintenance": 1, "notice": 1}});
    check(&list.to_string(), &options(), &expected);
    let table = "\u{feff}trackingId,eventType,status,impactStartTime,impactMitigationTime\r\n\
        1K80-N_8,ServiceIssue,Resolved,2024-07-18T21:40:00Z,2024-07-19T22:00:00Z\r\n\
        2K80-N_8,ServiceIssue,Active,2024-08-18T21:40:00Z,\r\n\
        P,PlannedMaintenance,Resolved,2024-07-18T21:40:00Z,2024-07-19T22:00:00Z\r\n";
    check(
        table,
        &options(),
        &json!({"format": "Azure Service Health events, CSV", "incidents": 2, "open": 1, "maintenance": 1}),
    );
}

#[test]
fn the_archive_counts_seconds_from_its_first_event() {
    let text = "start_time,end_time,status,service\n0.0,3600.0,0.05,acme\n86400.0,93600.0,1.0,acme\n31557600,31564800,0.5,acme\n";
    let report = report(text, &options());
    assert_eq!(report["format"], "Cloud Uptime Archive, CSV");
    assert_eq!(
        (&report["first"], &report["incidents"]),
        (&Value::Null, &json!(3))
    );
    let years = report["providers"][0]["years"].as_f64().unwrap();
    assert!((years - (1.0 + 2.0 / 8766.0)).abs() < 1e-9);
    let wide = "service_id,service_name,location,status,event_start_time,event_end_time,vendor\n\
        1,EC2 ,N. Virginia,2,2019-01-02 22:40:00,2019-01-03 01:40:00,AWS\n\
        2,SQL,Multi-region,-1,2019-01-02 22:40:00,2019-01-02 23:40:00,Azure\n\
        3,EC2,Ireland,1,2019-06-02 05:00:00,2019-06-02 01:00:00,AWS\n";
    let report = self::report(wide, &options());
    let providers = report["providers"].as_array().unwrap();
    let names: Vec<&str> = providers
        .iter()
        .map(|one| one["provider"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["AWS", "Azure"]);
    assert_eq!(
        (&report["negative"], &report["per_year"]),
        (&json!(1), &Value::Null)
    );
}

#[test]
fn a_log_of_ones_own_is_read_by_its_columns() {
    let text = "Ticket;Opened;Closed;Prio;Team\n\
        T1;03/01/2024 08:00;03/01/2024 09:30;P1;a\n\
        T2;04/20/2024 08:00;;P2;b\n\
        T3;05/01/2024 08:00;05/01/2024 08:30;P1;=HYPERLINK(\"x\")\n\
        T4;NULL;05/01/2024 08:30;P1;c\n";
    let map = |pairs: &[(&str, &str)]| Options {
        map: pairs
            .iter()
            .map(|(to, from)| ((*to).to_owned(), (*from).to_owned()))
            .collect(),
        provider: Some("Our network".to_owned()),
        ..options()
    };
    let mapped = map(&[
        ("start", "Opened"),
        ("end", "closed"),
        ("severity", "Prio"),
        ("id", "Ticket"),
    ]);
    let expected = json!({"format": "a table of incidents, CSV", "incidents": 3, "open": 1,
        "hours": {"n": 2, "mean": 1, "median": 1, "p90": 1.5, "max": 1.5}, "dropped": {"start_unreadable": 1}});
    check(text, &mapped, &expected);
    refused(
        "log.csv",
        text.as_bytes(),
        &options(),
        &["no column is known", "`Opened`", "--map start="],
    );
    refused(
        "log.csv",
        text.as_bytes(),
        &map(&[("start", "Begun")]),
        &["no column `Begun`", "`Closed`"],
    );
    // Without a zone the hours are those of the zone given.
    let berlin = Options {
        zone: TimeZone::fixed(jiff::tz::offset(2)),
        ..mapped
    };
    assert_eq!(report(text, &berlin)["first"], "2024-03-01T06:00:00Z");
}

#[test]
fn a_bill_is_told_from_a_history() {
    let azure = "\u{feff}InvoiceSectionName,Date,MeterCategory,Cost,ResourceLocation\nx,09/04/2023,Storage,1.5,EastUS2\n";
    refused(
        "bill.csv",
        azure.as_bytes(),
        &options(),
        &["a bill", "`MeterCategory`", "import focus"],
    );
}

#[test]
fn what_is_no_history_is_refused_with_the_way_out() {
    refused(
        "x.json",
        b"{\"a\": 1}",
        &options(),
        &["no incident history", "--help"],
    );
    refused(
        "x.json",
        b"[1, 2",
        &options(),
        &["no JSON", "(x.json:1:", "curl"],
    );
    refused("x.json", b"[]", &options(), &["no incident history"]);
    refused("x.json", b"", &options(), &["empty"]);
    refused(
        "x.json",
        page(&json!([])).as_bytes(),
        &options(),
        &["no incident is left", "0 were read"],
    );
    refused("x.json", &vec![b'['; 100_000], &options(), &["no JSON"]);
    let single = page(&json!([one("a", "2025-01-01T00:00:00Z", None, "minor")]));
    // Of one moment there is a report, but no rate.
    let report = report(&single, &options());
    assert_eq!(
        (&report["incidents"], &report["per_year"]),
        (&json!(1), &Value::Null)
    );
    let unknown = report["cannot_tell"].to_string();
    assert!(
        unknown.contains("how often incidents of Acme Cloud happen"),
        "{unknown}"
    );
    let evil = page(&json!([one(
        "a",
        "2024-01-01T00:00:00Z",
        Some("2024-01-01T01:00:00Z"),
        "\u{1b}[2J"
    )]));
    let found = imported("a\u{1b}[2Jb", evil.as_bytes(), &options()).unwrap();
    assert!(!found.report.text(&found.findings).contains('\u{1b}'));
}

#[test]
fn two_snapshots_of_a_feed_are_one_history() {
    let mut early = months();
    early[10] = one("m11", "2024-11-10T00:00:00Z", None, "minor");
    let feed = |list: &[Value], at: &str| {
        let mut page: Value = serde_json::from_str(&page(&json!(list))).unwrap();
        page["page"]["updated_at"] = json!(at);
        statuspage::read(&page).unwrap()
    };
    let feeds = vec![
        feed(&early, "2024-11-10T02:00:00Z"),
        feed(&months(), "2025-01-01T00:00:00Z"),
    ];
    let [one] = &super::evidence(feeds, &options())[..] else {
        panic!("one provider")
    };
    assert_eq!(
        (one.incidents, one.open, one.sample.ended().len()),
        (11, 0, 11)
    );
}

#[test]
fn an_open_incident_has_lasted_to_the_end_of_its_own_file() {
    let early = page(&json!([
        one("a", "2024-12-31T20:00:00Z", None, "minor"),
        one(
            "b",
            "2024-02-01T00:00:00Z",
            Some("2024-02-01T01:00:00Z"),
            "minor"
        )
    ]));
    let read = |text: &str| statuspage::read(&serde_json::from_str(text).unwrap()).unwrap();
    let mut late = read(&page(&json!([one(
        "c",
        "2025-06-01T00:00:00Z",
        Some("2025-06-01T03:00:00Z"),
        "minor"
    )])));
    late.taken = Some("2025-07-01T00:00:00Z".parse().unwrap());
    let [one] = &super::evidence(vec![read(&early), late], &options())[..] else {
        panic!("one provider")
    };
    assert_eq!(one.sample.going_on(), [4.0]);
}

#[test]
fn overlapping_incidents_are_told_and_may_be_merged() {
    let all = json!([
        one(
            "a",
            "2024-02-01T00:00:00Z",
            Some("2024-02-01T04:00:00Z"),
            "minor"
        ),
        one(
            "b",
            "2024-02-01T03:00:00Z",
            Some("2024-02-01T06:00:00Z"),
            "critical"
        ),
        one(
            "c",
            "2024-02-02T03:00:00Z",
            Some("2024-02-02T06:00:00Z"),
            "minor"
        ),
    ]);
    let apart = report(&page(&all), &options());
    assert_eq!(
        (
            &apart["providers"][0]["most_at_once"],
            &apart["providers"][0]["merged_hours"]
        ),
        (&json!(2), &json!(9))
    );
    let merged = report(
        &page(&all),
        &Options {
            merge: true,
            ..options()
        },
    );
    assert_eq!(
        (
            &merged["incidents"],
            &merged["dropped"]["merged_into_another"]
        ),
        (&json!(2), &json!(1))
    );
    assert_eq!(
        (
            &merged["hours"]["max"],
            &merged["providers"][0]["severity"]["critical"]
        ),
        (&json!(6), &json!(1))
    );
}

#[test]
fn the_law_of_durations_is_what_is_asked_for() {
    let mut many = months();
    for day in 1..=25 {
        let (start, end) = (
            format!("2024-06-{day:02}T12:00:00Z"),
            format!("2024-06-{day:02}T12:{:02}:00Z", day * 2),
        );
        many.push(one(&format!("d{day}"), &start, Some(&end), "minor"));
    }
    let hours = |list: &[Value], law| {
        let wanted = Options {
            hours: law,
            ..options()
        };
        let found = imported("f", page(&json!(list)).as_bytes(), &wanted)?;
        let path = "providers.acme-cloud.outages.posted-incidents.hours";
        let document = found.findings.document().unwrap();
        let node = document
            .at(&crate::model::Path::parse(path))
            .unwrap()
            .bare()
            .flow();
        Ok::<_, ImportError>(node)
    };
    assert!(
        hours(&many, HoursLaw::Auto)
            .unwrap()
            .starts_with("{empirical: [0.0333")
    );
    let few = hours(&months(), HoursLaw::Auto).unwrap();
    assert!(!few.contains("empirical"), "{few}");
    assert_eq!(
        hours(&months(), HoursLaw::Fitted(family("exponential").unwrap())).unwrap(),
        "{exponential: {mean: 6}}"
    );
    let pareto = hours(&months(), HoursLaw::Fitted(family("pareto").unwrap()));
    assert!(
        pareto
            .unwrap_err()
            .to_string()
            .contains("its mean is infinite"),
        "the index is 11/Σ ln(i) < 1"
    );
}

#[test]
fn providers_that_fail_together_are_proposed_as_a_common_cause() {
    let feed = |name: &str, minute: u32| {
        let list: Vec<Value> = (0..40)
            .map(|i| {
                let (month, day) = (1 + i % 12, 1 + (i * 7) % 27);
                let at = |hour: u32| format!("2024-{month:02}-{day:02}T{hour:02}:{minute:02}:00Z");
                one(
                    &format!("{name}{i}"),
                    &at(i % 20),
                    Some(&at(i % 20 + 2)),
                    "minor",
                )
            })
            .collect();
        let page = json!({"page": {"name": name, "updated_at": "2025-01-01T00:00:00Z"}, "incidents": list});
        statuspage::read(&page).unwrap()
    };
    let evidence = super::evidence(vec![feed("one", 5), feed("two", 25)], &options());
    let [candidate] = &shared::candidates(&evidence)[..] else {
        panic!("one pair")
    };
    assert!(candidate.found.seen >= 35, "{candidate:?}");
    // No shift by whole days of 364 gives as many.
    assert!(
        candidate.found.chance < 0.004 && candidate.found.expected < 5.0,
        "{candidate:?}"
    );
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(200))]
    /// Feeds with anything in any place: no panic, and what is refused is refused with words.
    #[test]
    fn no_feed_breaks_a_reader(seed in 0..u64::MAX, shape in 0..6_usize) {
        let mut text = match shape {
            0 => page(&json!(months())),
            1 => google(2022),
            2 => dashboard(&json!("1606314960")),
            3 => "start_time,end_time,status,service\n0.0,3600.0,0.05,acme\n9e4,1e5,1,b\n".to_owned(),
            4 => google(2020),
            _ => "start,end\n2024-01-01,2024-01-02\n2025-01-01,\"x\n".to_owned(),
        }
        .into_bytes();
        let mut state = seed;
        for _ in 0..(seed % 5) {
            if text.is_empty() {
                break;
            }
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let at = usize::try_from(state >> 33).unwrap() % text.len();
            match state % 4 {
                0 => text[at] = state.to_le_bytes()[3],
                1 => { text.remove(at); }
                2 => { let piece = text[at..(at + 9).min(text.len())].to_vec(); text.splice(at..at, piece); }
                _ => text.truncate(at.max(1)),
            }
        }
        match imported("f", &text, &options()) {
            Ok(found) => {
                found.findings.document().unwrap();
                serde_json::from_str::<Value>(&found.report.json(&found.findings)).unwrap();
                found.report.text(&found.findings);
            }
            Err(error) => proptest::prop_assert!(!error.to_string().is_empty()),
        }
    }
}
