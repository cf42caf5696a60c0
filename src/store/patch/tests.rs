//! Texts changed in place.

use super::*;
use crate::model::Edit;
use crate::store::parse_value;

/// The text after the edits, each `path=value` or `path=` to take it away.
#[track_caller]
fn edited(text: &str, edits: &[&str]) -> Result<String, PatchFault> {
    let parsed = parse(text).unwrap();
    let mut document = parsed.document.clone();
    for edit in edits {
        let (path, value) = edit.split_once('=').unwrap();
        let value = (!value.is_empty()).then(|| parse_value(value).unwrap());
        let edit = Edit {
            path: Path::parse(path),
            value,
        };
        edit.apply(&mut document).unwrap();
    }
    patch(text, &parsed.places, &document)
}

#[track_caller]
fn check(text: &str, edits: &[&str], expected: &str) {
    assert_eq!(edited(text, edits).as_deref(), Ok(expected));
}

const FILE: &str = "\
# A file with comments.
lockin: 1   # the format
providers:
  azure:    # ours
    outages:
      # the big one
      region: {per_year: 0.5, hours: {exponential: {mean: 2}}}  # seen twice
      disk:
        per_year:
          value: 1.50   # counted
          range: [1, 2]
          basis: derived
          source: \"a log\"
        hours: 3

  aws: {outages: {}}
workloads:
";

#[test]
fn nothing_changes_where_nothing_is_asked() {
    check(FILE, &[], FILE);
    check(FILE, &["providers.azure.outages.disk.hours=3"], FILE);
    check(FILE, &["providers.azure.outages.disk.per_year=1.5"], FILE);
}

#[test]
fn a_scalar_is_replaced_where_it_stands() {
    check(
        FILE,
        &[
            "providers.azure.outages.region.per_year=0.75",
            "providers.azure.outages.disk.per_year=1.75",
        ],
        &FILE
            .replace("per_year: 0.5", "per_year: 0.75")
            .replace("value: 1.50 ", "value: 1.75 "),
    );
}

#[test]
fn a_law_may_become_another_or_a_number() {
    check(
        FILE,
        &[
            "providers.azure.outages.region.hours=4",
            "providers.azure.outages.disk.hours={weibull: {shape: 0.7, scale: 2}}",
        ],
        &FILE
            .replace("hours: {exponential: {mean: 2}}}", "hours: 4}")
            .replace("hours: 3", "hours: {weibull: {shape: 0.7, scale: 2}}"),
    );
}

#[test]
fn evidence_changes_key_by_key_and_keeps_its_comments() {
    check(
        FILE,
        &[
            "providers.azure.outages.disk.per_year={value: 2, range: [1.5, 3], basis: derived, source: b log}",
        ],
        &FILE
            .replace("value: 1.50 ", "value: 2 ")
            .replace("[1, 2]", "[1.5, 3]")
            .replace("\"a log\"", "b log"),
    );
    check(
        FILE,
        &[
            "providers.azure.outages.disk.per_year={value: 2, basis: derived, source: a log, note: 1}",
        ],
        &FILE
            .replace("value: 1.50 ", "value: 2 ")
            .replace("          range: [1, 2]\n", "")
            .replace("\"a log\"\n", "\"a log\"\n          note: 1\n"),
    );
}

#[test]
fn a_value_too_long_for_its_line_goes_below_its_key() {
    let long = "x".repeat(120);
    check(
        "a:\n  b: 1 # c\n  d: 2\n",
        &[&format!("a.b={{value: 1, source: {long}}}")],
        &format!("a:\n  b:\n    value: 1\n    source: {long} # c\n  d: 2\n"),
    );
}

#[test]
fn new_keys_go_behind_the_last_of_their_mapping() {
    check(
        FILE,
        &[
            "providers.azure.outages.disk.severity=0.5",
            "providers.aws.name=AWS",
            "workloads.web.value_per_hour=5",
        ],
        &FILE
            .replace(
                "        hours: 3\n",
                "        hours: 3\n        severity: 0.5\n",
            )
            .replace("{outages: {}}", "{outages: {}, name: AWS}")
            .replace("workloads:\n", "workloads: {web: {value_per_hour: 5}}\n"),
    );
    check(
        FILE,
        &["providers.gcp={name: G, outages: {a: {per_year: 1, hours: 2, severity: 1}}}", "providers.aws.outages.x={per_year: 1}"],
        &FILE
            .replace(
                "  aws: {outages: {}}\n",
                "  aws: {outages: {x: {per_year: 1}}}\n  gcp:\n    name: G\n    outages: {a: {per_year: 1, hours: 2, severity: 1}}\n",
            ),
    );
}

#[test]
fn a_file_without_a_last_line_break_gets_one() {
    check("a: 1", &["b=2"], "a: 1\nb: 2\n");
    check("a:\n  b: 1", &["a.c=2"], "a:\n  b: 1\n  c: 2\n");
}

#[test]
fn windows_lines_stay_windows_lines() {
    check(
        "a:\r\n  b: 1\r\nc: 2\r\n",
        &["a.d=5", "c=3"],
        "a:\r\n  b: 1\r\n  d: 5\r\nc: 3\r\n",
    );
}

#[test]
fn texts_over_several_lines_and_quoted_keys_are_left_alone() {
    let text = "d: |\n  one\n  two\n\n'q: u': &x {a: 1}\ne: >-\n  long\n  text\nf: 1\n";
    check(
        text,
        &["f=2", "g=3"],
        &text.replace("f: 1\n", "f: 2\ng: 3\n"),
    );
    check(
        text,
        &["e=short"],
        &text.replace(">-\n  long\n  text", "short"),
    );
    check(
        "äöü: 1 # ü\nb: {ü: 2, c: 3}\n",
        &["b.c=4"],
        "äöü: 1 # ü\nb: {ü: 2, c: 4}\n",
    );
}

#[test]
fn what_an_anchor_shares_is_not_changed_by_accident() {
    let text = "a: &x {v: 1}\nb: *x\nc: 1\n";
    check(text, &["c=2"], "a: &x {v: 1}\nb: *x\nc: 2\n");
    // Both change: that is what is asked for.
    assert!(edited(text, &["a.v=2", "b.v=2"]).is_ok());
    assert!(matches!(
        edited(text, &["a.v=2"]),
        Err(PatchFault::Entangled { .. })
    ));
    assert!(matches!(
        edited(text, &["b.v=2"]),
        Err(PatchFault::Entangled { .. })
    ));
    let merged = "a: &x {v: 1}\nb:\n  <<: *x\n  w: 2\n";
    check(merged, &["b.w=3"], "a: &x {v: 1}\nb:\n  <<: *x\n  w: 3\n");
    assert!(matches!(
        edited(merged, &["b.v=3"]),
        Err(PatchFault::Entangled { .. })
    ));
}

proptest::proptest! {
    /// Whatever is changed in a shipped scenario, the text says it, and an empty change gives back the text.
    #[test]
    fn any_edit_of_any_value_is_said(example in 0..2_usize, place in 0..400_usize, number in -10..10_i32) {
        let text = crate::store::EXAMPLES[example % crate::store::EXAMPLES.len()].text;
        let parsed = parse(text).unwrap();
        let paths = leaves(&parsed.document.root, &Path::root());
        let path = paths[place % paths.len()].clone();
        let mut document = parsed.document.clone();
        Edit::set(path, Node::Number(f64::from(number))).apply(&mut document).unwrap();
        let changed = patch(text, &parsed.places, &document);
        proptest::prop_assert!(changed.is_ok(), "{:?}", changed);
        proptest::prop_assert_eq!(patch(text, &parsed.places, &parsed.document), Ok(text.to_owned()));
        let lines = |text: &str| text.lines().filter(|line| line.contains('#')).count();
        proptest::prop_assert_eq!(lines(&changed.unwrap()), lines(text));
    }
}

fn leaves(node: &Node, path: &Path) -> Vec<Path> {
    match node {
        Node::Map(entries) => entries
            .iter()
            .flat_map(|(key, node)| leaves(node, &path.join(key)))
            .collect(),
        _ => vec![path.clone()],
    }
}
