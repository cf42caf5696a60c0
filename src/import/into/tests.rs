//! Findings in scenarios that somebody keeps.

use super::*;

const FILE: &str = "\
lockin: 1
title: Ours   # keep this
providers:
  aws:
    outages:
      region:
        per_year: {value: 2, basis: sourced, source: the board}   # set by hand
        hours: 4
      posted-incidents:
        per_year:
          value: 90   # counted last year
          range: [80, 100]
          basis: derived
          source: old.json
        hours: {exponential: {mean: 3}}
        severity: 0.2
components:
  github: {outages: {all: {per_year: 1, hours: 1}}}
workloads: {shop: {value_per_hour: 10}}
portfolios: {today: {placement: {shop: {aws: 1}}}}
";

fn found(hazard: &str) -> Findings {
    let mut found = Findings::default();
    let path = |text: &str| Path::parse(text);
    let at = |key: &str| path(&format!("{hazard}.{key}"));
    found.plain(path("title"), Node::Text("Incidents".to_owned()));
    found.plain(at("name"), Node::Text("Posted".to_owned()));
    found.derived(
        at("per_year"),
        Node::Number(95.0),
        Some((85.0, 105.0)),
        "new.json",
    );
    found.derived(at("hours"), Node::Number(2.0), None, "new.json");
    found.assumed(at("severity"), Node::Number(0.5), "how bad", "nobody says");
    found.assumed(
        path("workloads.everything.value_per_hour"),
        Node::Number(1.0),
        "worth",
        "?",
    );
    found.plain(
        path("portfolios.all.placement.everything.aws"),
        Node::Number(1.0),
    );
    found
}

#[track_caller]
fn check(hazard: &str, replace: bool, expected: &str, kept: &[&str]) {
    let loaded = load_text(FILE, "ours.yaml").unwrap();
    let update = into(&loaded, &found(hazard), replace).unwrap();
    assert_eq!(update.text, expected);
    let paths: Vec<String> = update
        .kept
        .iter()
        .map(|kept| kept.path.to_string())
        .collect();
    assert_eq!(paths, kept);
}

#[test]
fn what_was_derived_is_derived_anew_and_what_a_person_set_stays() {
    let expected = FILE
        .replace("value: 90 ", "value: 95 ")
        .replace("[80, 100]", "[85, 105]")
        .replace("old.json", "new.json")
        .replace(
            "        severity: 0.2\n",
            "        severity: 0.2\n        name: Posted\n",
        );
    // A name is no evidence: it is not added to what stands there.
    let expected = expected.replace("        name: Posted\n", "");
    check(
        "providers.aws.outages.posted-incidents",
        false,
        &expected,
        &["providers.aws.outages.posted-incidents.hours"],
    );
}

#[test]
fn with_replace_what_a_person_set_is_derived_too() {
    let expected = FILE
        .replace("value: 90 ", "value: 95 ")
        .replace("[80, 100]", "[85, 105]")
        .replace("old.json", "new.json")
        .replace(
            "hours: {exponential: {mean: 3}}",
            "hours: {value: 2, basis: derived, source: new.json}",
        );
    check(
        "providers.aws.outages.posted-incidents",
        true,
        &expected,
        &[],
    );
}

#[test]
fn what_the_scenario_lacks_is_added_with_its_placeholders() {
    let added = "      new:
        name: Posted
        per_year:
          value: 95
          range: [85, 105]
          basis: derived
          source: new.json
        hours: {value: 2, basis: derived, source: new.json}
        severity: {value: 0.5, basis: assumed, source: \"placeholder: nobody says\"}
";
    let expected = FILE.replace("components:\n", &format!("{added}components:\n"));
    check("providers.aws.outages.new", false, &expected, &[]);
}

#[test]
fn a_third_party_stays_one() {
    let loaded = load_text(FILE, "ours.yaml").unwrap();
    let update = into(&loaded, &found("providers.github.outages.posted"), false).unwrap();
    assert!(
        update
            .text
            .contains("  github: {outages: {all: {per_year: 1, hours: 1}, posted: {name: Posted, ")
    );
    assert!(
        load_text(&update.text, "")
            .unwrap()
            .reading()
            .scenario
            .is_ok()
    );
    assert_eq!(update.text.lines().count(), FILE.lines().count());
}

#[test]
fn a_second_time_changes_nothing() {
    let loaded = load_text(FILE, "ours.yaml").unwrap();
    let findings = found("providers.aws.outages.new");
    let once = into(&loaded, &findings, false).unwrap().text;
    let again = into(&load_text(&once, "ours.yaml").unwrap(), &findings, false).unwrap();
    assert_eq!((again.text, again.kept), (once, Vec::new()));
}

#[test]
fn a_scenario_is_not_made_wrong() {
    let loaded = load_text(FILE, "ours.yaml").unwrap();
    let mut findings = Findings::default();
    findings.derived(
        Path::parse("portfolios.today.placement.shop.aws"),
        Node::Number(0.5),
        None,
        "bill",
    );
    let fault = into(&loaded, &findings, true).unwrap_err();
    assert!(matches!(fault, IntoFault::Wrong(_)), "{fault}");
    let mut findings = Findings::default();
    findings.derived(Path::parse("title.more"), Node::Number(0.5), None, "bill");
    assert!(matches!(
        into(&loaded, &findings, true),
        Err(IntoFault::NoWay(_))
    ));
}

#[test]
fn workloads_of_files_are_not_those_of_a_person() {
    let file = FILE.replace(
        "{today: {placement: {shop: {aws: 1}}}}",
        "{today: {placement: {shop: {aws: 1}}, contracts: {aws: {term_years: 3}}}}",
    );
    let loaded = load_text(&file, "ours.yaml").unwrap();
    let mut findings = Findings::default();
    let mut derived = |path: &str, value: f64| {
        findings.derived(Path::parse(path), Node::Number(value), None, "bill");
    };
    derived("portfolios.today.placement.everything.aws", 1.0);
    derived("portfolios.today.contracts.aws.spend_per_year", 7.0);
    derived("portfolios.other.contracts.aws.spend_per_year", 9.0);
    let update = into(&loaded, &findings, false).unwrap();
    let expected = file.replace(
        "{term_years: 3}",
        "{term_years: 3, spend_per_year: {value: 7, basis: derived, source: bill}}",
    );
    assert_eq!(update.text, expected);
    let left: Vec<String> = update.homeless.iter().map(ToString::to_string).collect();
    assert_eq!(
        left,
        [
            "portfolios.today.placement.everything.aws",
            "portfolios.other.contracts.aws.spend_per_year"
        ]
    );
}
