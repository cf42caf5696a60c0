//! Bills.

use std::io;

use super::{Files, gzip};

/// A bill of these rows, each a list of `column=value` beside what a plain charge has.
pub(super) fn bill(columns: &[&str], rows: &[&str]) -> String {
    let mut names = vec![
        "ProviderName",
        "BilledCost",
        "EffectiveCost",
        "BillingCurrency",
        "ChargeCategory",
        "ChargePeriodStart",
        "ChargePeriodEnd",
        "BillingAccountId",
        "BillingPeriodStart",
        "RegionId",
        "ServiceCategory",
        "ResourceId",
    ];
    names.extend(columns);
    let mut text = names.join(",") + "\n";
    for row in rows {
        let given: Vec<(&str, &str)> = row
            .split(' ')
            .filter_map(|cell| cell.split_once('='))
            .collect();
        let value = |name: &str| {
            given
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| *value)
        };
        let cost = value("cost").unwrap_or("1");
        let cells = names.iter().map(|name| {
            value(name).unwrap_or(match *name {
                "ProviderName" => "AWS",
                "BilledCost" | "EffectiveCost" => cost,
                "BillingCurrency" => "USD",
                "ChargeCategory" => "Usage",
                "ChargePeriodStart" | "BillingPeriodStart" => "2026-05-01T00:00:00Z",
                "ChargePeriodEnd" => "2026-06-01T00:00:00Z",
                "BillingAccountId" => "1",
                "RegionId" => "us-east-1",
                "ServiceCategory" => "Compute",
                _ => "",
            })
        });
        text += &cells.collect::<Vec<_>>().join(",");
        text += "\n";
    }
    text
}

fn files(rows: &[&str]) -> Files {
    let files = Files::new().expect("a folder can be made");
    files
        .write("bill.csv", bill(&[], rows).as_bytes())
        .expect("a file can be written");
    files
}

#[test]
fn sums_are_exact_and_every_row_is_accounted_for() {
    let files = files(&[
        "cost=0.1",
        "cost=0.2 RegionId=US-East-1",
        "cost=35.2E-7 RegionId=NULL ProviderName=Microsoft",
        "cost=-0.05",
        "cost=0.00000000000000012345678901234567",
        "BilledCost=4 EffectiveCost=0",
        "BilledCost=NULL EffectiveCost=",
        "cost=1,5",
        "cost=abc",
        "cost=7 ChargeCategory=Tax",
        "cost=3 ChargeCategory=Purchase RegionId=none",
        "cost=3 ChargePeriodStart=05/01/2026",
        "cost=3 ChargePeriodEnd=2026-04-01",
        "cost=3 BillingCurrency=",
    ]);
    let (report, _) = files.good(&["focus", "bill.csv", "--cost", "effective"]);
    assert_eq!(report["rows"], 14);
    assert_eq!(report["currency"], "USD");
    assert_eq!(report["cost_basis"], "effective");
    let spend = &report["spend"];
    assert_eq!(
        spend["by_provider"]["AWS"],
        "3.25000000000000012345678901234567"
    );
    assert_eq!(spend["by_provider"]["Microsoft"], "0.00000352");
    assert_eq!(
        spend["by_region"]["us-east-1"],
        "0.25000000000000012345678901234567"
    );
    assert_eq!(spend["by_region"]["(none)"], "0.00000352");
    assert_eq!(
        spend["by_category"]["Compute"],
        "3.25000352000000012345678901234567"
    );
    assert_eq!(
        report["sums"]["billed"]["all"]["total"],
        "14.25000352000000012345678901234567"
    );
    assert_eq!(report["negative_rows"], 1);
    assert_eq!(report["zero_effective_rows"], 1);
    let dropped = serde_json::json!({
        "charge category Tax": 1,
        "charge period that cannot be read": 1,
        "charge period that ends before it starts": 1,
        "cost that is not a number": 1,
        "no cost": 1,
        "no currency": 1,
        "row with too few or too many cells": 1,
    });
    assert_eq!(report["dropped"], dropped);
}

#[test]
fn a_year_is_what_the_covered_hours_make_of_it() {
    // 744 hours of May: 8766 / 744 times.
    let files = files(&["cost=744", "cost=248 ProviderName=Microsoft"]);
    let (_, scenario) = files.good(&["focus", "bill.csv"]);
    assert!(scenario.contains("spend_per_year:\n          value: 8766\n          range: [8766, 8766]\n          basis: derived\n"), "{scenario}");
    assert!(
        scenario.contains(
            "bill.csv: EffectiveCost of usage and purchases of 2 rows, 2026-05-01 to 2026-06-01 (744 h)"
        ),
        "{scenario}"
    );
    assert!(
        scenario.contains("aws:\n          value: 0.75\n"),
        "{scenario}"
    );
}

#[test]
fn two_cost_bases_that_differ_ask_for_a_choice() {
    let files = files(&[
        "BilledCost=100 EffectiveCost=70",
        "ProviderName=Oracle BilledCost=1 EffectiveCost=1",
    ]);
    let error = files.refused(&["focus", "bill.csv"]);
    assert!(
        error.contains("differ by more than 20 %: AWS has USD 70 effective, 100 billed (bill.csv)"),
        "{error}"
    );
    assert!(error.contains("hint: `--cost effective`"), "{error}");
    let (report, _) = files.good(&["focus", "bill.csv", "--cost", "billed"]);
    assert_eq!(report["spend"]["by_provider"]["AWS"], "100");
    let (report, _) = files.good(&["focus", "bill.csv", "--cost", "effective"]);
    assert_eq!(report["spend"]["by_provider"]["AWS"], "70");
}

#[test]
fn currencies_are_never_added() {
    let files = files(&["cost=100", "cost=10 BillingCurrency=EUR ProviderName=OVH"]);
    let error = files.refused(&["focus", "bill.csv"]);
    assert!(
        error.contains(
            "in EUR (10 in 1 rows) and USD (100 in 1 rows), and currencies are not added"
        ),
        "{error}"
    );
    let (report, _) = files.good(&["focus", "bill.csv", "--currency", "USD"]);
    assert_eq!(report["spend"]["total"], "100");
    assert_eq!(report["dropped"]["other currency: EUR"], 1);
    let (report, scenario) = files.good(&["focus", "bill.csv", "--rate", "EUR=1.08"]);
    assert_eq!(report["spend"]["total"], "110.8");
    assert_eq!(report["currency"], "USD");
    assert!(scenario.contains("currency: USD\n"));
    let error = files.refused(&["focus", "bill.csv", "--currency", "CHF"]);
    assert!(error.contains("no charge is in CHF"), "{error}");
}

#[test]
fn a_month_that_is_exported_again_replaces_the_first() -> io::Result<()> {
    let files = Files::new()?;
    let rows = |cost: &str, from: usize| {
        let rows: Vec<String> = (from..from + 50)
            .map(|n| format!("ResourceId=r{n} cost={cost}"))
            .collect();
        bill(&[], &rows.iter().map(String::as_str).collect::<Vec<_>>())
    };
    files.write("first.csv", rows("1", 0).as_bytes())?;
    files.write("again.csv.gz", &gzip(rows("2", 0).as_bytes())?)?;
    files.write("part.csv", rows("4", 50).as_bytes())?;
    let (report, _) = files.good(&["focus", "first.csv", "again.csv.gz", "part.csv"]);
    assert_eq!(report["spend"]["total"], "300");
    assert_eq!(
        report["dropped"]["charge of a month that a later file has again"],
        50
    );
    let warning = report["warnings"][0].as_str().unwrap_or_default();
    assert!(
        warning.starts_with("again.csv.gz has charges of first.csv again: 50 rows"),
        "{warning}"
    );
    let detected = report["files"][1]["detected"].as_str().unwrap_or_default();
    assert_eq!(detected, "FOCUS 1.0 Cost and Usage, CSV in gzip, 50 rows");
    Ok(())
}

#[test]
fn who_really_runs_what_becomes_a_requirement() -> io::Result<()> {
    let files = Files::new()?;
    let text = bill(
        &["ServiceProviderName", "HostProviderName"],
        &[
            "ServiceProviderName=AWS HostProviderName=AWS cost=100",
            "ServiceProviderName=Datadog HostProviderName=AWS cost=100",
        ],
    );
    files.write("bill.csv", text.as_bytes())?;
    let (report, scenario) = files.good(&["focus", "bill.csv"]);
    assert_eq!(report["hosted_by"], serde_json::json!([["Datadog", "AWS"]]));
    assert_eq!(report["hhi"]["by_provider"], 0.5);
    assert_eq!(report["hhi"]["by_host"], 1);
    assert!(
        scenario.contains("components:\n  datadog:\n    name: Datadog\n    requires: [aws]\n"),
        "{scenario}"
    );
    let detected = report["files"][0]["detected"].as_str().unwrap_or_default();
    assert!(detected.starts_with("FOCUS 1.3"), "{detected}");
    Ok(())
}

#[test]
fn unused_commitments_are_spend_and_no_capacity() -> io::Result<()> {
    let files = Files::new()?;
    let text = bill(
        &["CommitmentDiscountStatus"],
        &[
            "cost=100",
            "cost=100 ProviderName=Microsoft",
            "cost=50 CommitmentDiscountStatus=Unused",
        ],
    );
    files.write("bill.csv", text.as_bytes())?;
    let (report, scenario) = files.good(&["focus", "bill.csv"]);
    assert_eq!(report["spend"]["by_provider"]["AWS"], "150");
    assert_eq!(report["unused_commitments"]["AWS"], "50");
    assert!(
        scenario.contains("aws:\n          value: 0.5\n"),
        "{scenario}"
    );
    Ok(())
}

#[test]
fn commitments_stand_beside_their_contract() -> io::Result<()> {
    let files = files(&["ProviderName=Microsoft cost=744"]);
    files.write(
        "commitments.csv",
        b"ContractCommitmentId,ContractId,ContractCommitmentCategory,ContractCommitmentCost,ContractCommitmentPeriodStart,\
          ContractCommitmentPeriodEnd,ContractPeriodEnd,BillingCurrency\n\
          /x/providers/Microsoft.Billing/savingsPlans/1,c1,Spend,2000,2026-05-01T00:00:00Z,2027-05-01T00:00:00Z,2028-06-01T00:00:00Z,USD\n\
          /x/providers/Microsoft.Billing/savingsPlans/1,c1,Spend,2000,2026-05-01T00:00:00Z,2027-05-01T00:00:00Z,2028-06-01T00:00:00Z,USD\n\
          /x/providers/Microsoft.Billing/savingsPlans/2,c1,Usage,9,2026-05-01T00:00:00Z,2027-05-01T00:00:00Z,2028-06-01T00:00:00Z,USD\n\
          /x/providers/Microsoft.Billing/savingsPlans/3,c1,Spend,NULL,2026-05-01T00:00:00Z,2027-05-01T00:00:00Z,2028-06-01T00:00:00Z,USD\n",
    )?;
    let (report, scenario) = files.good(&["focus", "bill.csv", "commitments.csv"]);
    assert_eq!(report["commitments"]["commitments"], 4);
    assert_eq!(report["commitments"]["null_cost_rows"], 1);
    assert_eq!(report["commitments"]["cost"]["USD"], "2009");
    assert!(
        scenario.contains("commitment_per_year:\n          value: 2000\n"),
        "{scenario}"
    );
    assert!(
        scenario.contains("term_years:\n          value: 2\n"),
        "{scenario}"
    );
    Ok(())
}

#[test]
fn a_bill_is_split_by_tag_into_workloads() -> io::Result<()> {
    let files = Files::new()?;
    let text = "BilledCost,EffectiveCost,BillingCurrency,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,ProviderName,Tags\n\
        3,3,USD,Usage,2026-05-01,2026-06-01,AWS,\"{\"\"app\"\":\"\"shop\"\"}\"\n\
        1,1,USD,Usage,2026-05-01,2026-06-01,Microsoft,\"\"\"app\"\": \"\"shop\"\",\"\"x\"\":true\"\n\
        5,5,USD,Usage,2026-05-01,2026-06-01,AWS,\n";
    files.write("bill.csv", text.as_bytes())?;
    let (_, scenario) = files.good(&["focus", "bill.csv", "--by", "tag:app"]);
    assert!(
        scenario.contains("      shop:\n        aws:\n          value: 0.75\n"),
        "{scenario}"
    );
    assert!(scenario.contains("everything-else:"), "{scenario}");
    Ok(())
}

#[test]
fn a_bill_goes_into_a_scenario_with_workloads_of_its_own() -> io::Result<()> {
    let files = Files::new()?;
    let ours = "# Ours\nlockin: 1\nproviders: {aws: {}}   # one\nworkloads: {shop: {value_per_hour: 10}}\n\
        portfolios:\n  today:\n    placement: {shop: {aws: 1}}\n    contracts:\n      aws: {term_years: 3}   # signed\n";
    files.write("ours.yaml", ours.as_bytes())?;
    files.write("a.csv", bill(&[], &["cost=744"]).as_bytes())?;
    let told = files.import(&["focus", "a.csv", "--into", "ours.yaml"])?;
    assert_eq!(told.code, Some(0), "{}", told.err);
    assert!(
        told.err
            .contains("Left out: ours.yaml has no such portfolio or workload\n  portfolios.today.placement.everything"),
        "{}",
        told.err
    );
    let text = std::fs::read_to_string(files.path("ours.yaml"))?;
    assert!(
        text.starts_with("# Ours\n") && text.contains("# one\n") && text.contains("# signed\n")
    );
    assert!(text.contains("spend_per_year: {value: 8766"), "{text}");
    assert_eq!(files.lockin(&["check", "ours.yaml"])?.code, Some(0));
    Ok(())
}
