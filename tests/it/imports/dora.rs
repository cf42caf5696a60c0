//! Registers of information.

use std::io::{self, Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::Files;

/// A package of these tables in one folder, as it is filed.
pub(super) fn package(tables: &[(&str, &str)]) -> io::Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in tables {
        let path = format!("LEI.CON_FR_DORA_2026-12-31/reports/{name}.csv");
        zip.start_file(path, SimpleFileOptions::default())?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

/// Two functions: payments at a cloud that is hard to leave, with a subcontractor; mail at a small one.
pub(super) const REGISTER: &[(&str, &str)] = &[
    (
        "parameters",
        "name,value\nbaseCurrency,iso4217:EUR\nrefPeriod,2026-12-31\ndecimalsMonetary,-3\n",
    ),
    (
        "FilingIndicators",
        "templateID,reported\nB_02.01,true\nB_99.01,false\n",
    ),
    (
        "b_02.01",
        "c0010,c0020,c0040,c0050\nK1,eba_CO:x1,eba_CU:EUR,500000\n",
    ),
    // Columns out of order, codes in both spellings, one row for each country.
    (
        "b_02.02",
        "c0060,c0010,c0030,c0050,c0130,c0070,c0080,c0110,c0180\n\
         eba_TA:S17,K1,7H6GLXDRUGQFU57RNE97,F1,eba_GA:DE,2024-01-01,9999-12-31,180,eba_ZZ:x797\n\
         S17,K1,7H6GLXDRUGQFU57RNE97,F1,FR,2024-01-01,9999-12-31,180,x797\n\
         S01,K2,P2,F1,DE,2024-01-01,2023-01-01,30,eba_ZZ:x796\n\
         S01,K3,P3,F1,DE,2024-01-01,2028-01-01,30,eba_ZZ:x794\n\
         S19,K4,P4,F2,DE,2024-01-01,2028-01-01,,eba_ZZ:x795\n",
    ),
    (
        "b_05.01",
        "c0010,c0020,c0050,c0080,c0090,c0100,c0110\n\
         7H6GLXDRUGQFU57RNE97,eba_qCO:qx2000,Big Cloud,eba_GA:US,eba_CU:EUR,500000,PARENT\n\
         P2,eba_qCO:qx2000,Pay Gate,eba_GA:DE,EUR,100000,PARENT\n\
         P4,x,Mail House,eba_GA:DE,eba_CU:USD,40000,\n",
    ),
    (
        "b_05.02",
        "c0010,c0020,c0030,c0050,c0060\n\
         K2,S01,P2,1,\nK2,S01,7H6GLXDRUGQFU57RNE97,2,P2\nK2,S01,P9,3,\nK2,S01,P2,4,P9\n",
    ),
    (
        "b_06.01",
        "c0010,c0030,c0050,c0080,c0090,c0100\nF1,Payments,eba_BT:x28,4,1,eba_ZZ:x793\nF2,Mail,x29,72,,\nF3,Idle,eba_BT:x21,1,,\n",
    ),
    (
        "b_07.01",
        "c0010,c0020,c0040,c0050,c0060,c0080,c0090,c0100,c0110\n\
         K1,7H6GLXDRUGQFU57RNE97,S17,eba_ZZ:x960,eba_ZZ:x964,eba_BT:x28,eba_ZZ:x967,eba_ZZ:x793,eba_BT:x28\n",
    ),
    ("b_99.01", "c0010\n"),
];

fn files(tables: &[(&str, &str)]) -> Files {
    let files = Files::new().expect("a folder can be made");
    let zip = package(tables).expect("a package can be made");
    files
        .write("register.zip", &zip)
        .expect("a file can be written");
    files
}

#[test]
fn a_register_becomes_a_scenario() {
    let (report, scenario) = files(REGISTER).good(&["dora", "register.zip"]);
    for part in [
        "currency: EUR\n",
        "  big-cloud:\n    name: Big Cloud\n",
        "    exit:\n      per_year: {value: 0.01, basis: assumed, ",
        "migration_months:\n        value: {lognormal: {median: 18, p90: 36}}\n        basis: assumed\n",
        "notice_months:\n        value: 5.9\n        range: [5.9, 5.9]\n        basis: derived\n",
        "  pay-gate:\n    name: Pay Gate\n    requires: [big-cloud]\n",
        "  f1-payments:\n    name: Payments\n",
        "tolerance_hours:\n      value: 4\n      range: [4, 4]\n      basis: derived\n",
        "    requires: [pay-gate]\n",
        "      f2-mail:\n        mail-house:\n",
        "spend_per_year:\n          value: 500000\n          range: [499500, 500500]\n          basis: derived\n",
    ] {
        assert!(scenario.contains(part), "{part}\n---\n{scenario}");
    }
    assert_eq!(report["rows_per_table"]["b_02.02"], 5);
    assert_eq!(report["filing_indicators"], serde_json::json!(["B_02.01"]));
    assert_eq!(
        report["annual_expense"],
        serde_json::json!({"EUR": "600000", "USD": "40000"})
    );
    assert_eq!(report["hhi"]["by_parent"]["EUR"], 1);
    assert_eq!(
        report["critical_functions"],
        serde_json::json!({"no": 1, "not assessed": 1, "yes": 1})
    );
    let dropped = serde_json::json!({
        "annual expense in another currency": 1,
        "annual expense of a third party that hosts nothing": 1,
        "function that uses no provider": 1,
        "link of a supply chain that closes a circle": 1,
        "use that a function relies on little": 1,
    });
    assert_eq!(report["dropped"], dropped);
    let warnings = serde_json::json!([
        "1 providers of B_02.02 are not in B_05.01",
        "3 contracts of B_02.02 are not in B_02.01",
        "1 providers of B_05.02 are not in B_05.01",
        "1 ids of providers say that they are LEIs and are none",
        "1 uses end before they start",
    ]);
    assert_eq!(report["warnings"], warnings);
}

#[test]
fn the_report_names_nobody() -> io::Result<()> {
    let told =
        files(REGISTER).import(&["dora", "register.zip", "--dry-run", "--report", "json"])?;
    assert!(!told.out.contains("PARENT"), "{}", told.out);
    Ok(())
}

#[test]
fn empty_tables_and_byte_order_marks_are_read() {
    let mut tables = REGISTER.to_vec();
    tables[0].1 = "\u{feff}name,value\r\nbaseCurrency,iso4217:EUR\r\n";
    tables.retain(|(name, _)| !matches!(*name, "b_05.01" | "b_07.01"));
    tables.push(("b_05.01", "c0010,c0050\n"));
    tables.push(("b_07.01", ""));
    let (report, _) = files(&tables).good(&["dora", "register.zip"]);
    assert_eq!(report["rows_per_table"]["b_07.01"], 0);
}

#[test]
fn what_is_no_register_is_called_by_its_name() -> io::Result<()> {
    let files = Files::new()?;
    for (tables, error) in [
        (
            &[("x", "a\n")][..],
            "this archive holds no table of a register",
        ),
        (
            &[("b_02.02", "datapoint,entity,factValue\n1,2,3\n")],
            "the tables are in the form of data points",
        ),
        (
            &[("b_05.01", "c0010\n1\n")],
            "the tables B_02.02 are missing or have no row",
        ),
    ] {
        files.write("r.zip", &package(tables)?)?;
        let told = files.refused(&["dora", "r.zip"]);
        assert!(told.starts_with(&format!("error: {error}")), "{told}");
    }
    files.write("r.csv", b"c0010\n1\n")?;
    let told = files.refused(&["dora", "r.csv"]);
    assert!(
        told.starts_with("error: this is no report package"),
        "{told}"
    );
    Ok(())
}

#[test]
fn an_archive_that_breaks_off_or_lies_is_refused() -> io::Result<()> {
    let files = Files::new()?;
    let zip = package(REGISTER)?;
    files.write("r.zip", &zip[..zip.len() / 2])?;
    let told = files.refused(&["dora", "r.zip"]);
    assert!(
        told.starts_with("error: the zip data is damaged or cut off: "),
        "{told}"
    );
    let huge = format!("c0010\n{}", "x\n".repeat(40 * 1024 * 1024));
    files.write("r.zip", &package(&[("b_02.02", &huge)])?)?;
    let told = files.refused(&["dora", "r.zip"]);
    assert!(
        told.starts_with("error: the text has more than 64 MB"),
        "{told}"
    );
    Ok(())
}
