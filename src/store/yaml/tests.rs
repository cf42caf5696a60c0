//! Tests of reading and writing YAML.

use proptest::prelude::*;

use super::*;
use crate::model::Path;

#[track_caller]
fn check(text: &str, flow: &str) {
    assert_eq!(parse(text).unwrap().document.root.flow(), flow);
}

#[track_caller]
fn check_fault(text: &str, (line, column): (usize, usize), problem: &str) {
    let error = parse(text).unwrap_err();
    assert_eq!(error.place, Place { line, column }, "{error}");
    assert!(error.problem.to_string().contains(problem), "{error}");
}

#[test]
fn plain_words_are_read_by_the_core_schema() {
    check(
        "[1e6, 1_000, +1.5, .5, 7., 0x1F, 0o17, 007]",
        "[1000000, \"1_000\", 1.5, 0.5, 7, 31, 15, 7]",
    );
    check(
        "[no, yes, on, y, true, FALSE]",
        "[\"no\", \"yes\", \"on\", \"y\", true, false]",
    );
    check(
        "[.inf, -.INF, .nan, null, ~, '']",
        "[.inf, -.inf, .nan, null, null, \"\"]",
    );
    check(
        "['1', \"2\", !!str 3, !!float 4]",
        "[\"1\", \"2\", \"3\", 4]",
    );
    check(
        "[1e, e5, ., 1.2.3, 1e400]",
        "[\"1e\", e5, \".\", \"1.2.3\", .inf]",
    );
}

#[test]
fn keys_are_text_whatever_they_look_like() {
    check(
        "{no: 1, 7: 2, true: 3, 1e3: 4}",
        "{\"no\": 1, \"7\": 2, \"true\": 3, \"1e3\": 4}",
    );
}

#[test]
fn aliases_and_merge_keys_are_followed() {
    check(
        "base: &b {x: 1, y: 2}\nthis: {<<: *b, y: 3}\nlist: [*b]",
        "{base: {x: 1, \"y\": 2}, this: {\"y\": 3, x: 1}, list: [{x: 1, \"y\": 2}]}",
    );
    check(
        "a: &a {x: 1}\nb: {<<: [*a, {x: 2, z: 3}]}",
        "{a: {x: 1}, b: {x: 1, z: 3}}",
    );
    check("{\"<<\": {x: 1}}", "{\"<<\": {x: 1}}");
}

#[test]
fn an_alias_has_the_places_of_what_it_repeats() {
    let parsed = parse("a: &a\n  x: 1\nb: *a\n").unwrap();
    assert_eq!(
        parsed.places.key(&Path::parse("b")),
        Place { line: 3, column: 1 }
    );
    assert_eq!(
        parsed.places.value(&Path::parse("b.x")),
        Place { line: 2, column: 6 }
    );
}

#[test]
fn a_laughing_file_is_refused() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for i in 1..30 {
        let alias = format!("*a{}", i - 1);
        let aliases = vec![alias; 10].join(", ");
        text.extend([
            "a",
            &i.to_string(),
            ": &a",
            &i.to_string(),
            " [",
            &aliases,
            "]\n",
        ]);
    }
    let error = parse(&text).unwrap_err();
    assert_eq!(error.problem, Problem::Many);
    let chain: Vec<String> = (1..200)
        .map(|i| format!("b{i}: &b{i} [*b{}]\n", i - 1))
        .collect();
    let error = parse(&format!("b0: &b0 x\n{}", chain.concat())).unwrap_err();
    assert_eq!(error.problem, Problem::Deep);
}

#[test]
fn a_million_honest_values_are_read() {
    let lines: Vec<String> = (0..250_000)
        .map(|i| format!("k{i}: {{a: 1, b: [2]}}\n"))
        .collect();
    assert!(parse(&lines.concat()).is_ok());
}

#[test]
fn what_is_not_yaml_has_a_place() {
    check_fault("a: 1\n\tb: 2", (2, 1), "tab");
    check_fault("a: b: c", (1, 5), "mapping value");
    check_fault("a: [1, 2", (1, 4), "unclosed bracket");
    check_fault("a: 1\n---\nb: 1", (2, 1), "second document");
    check_fault("a: &a [*a]", (1, 8), "the alias itself");
    check_fault("a: *b", (1, 4), "anchor");
    check_fault("{[a]: 1}", (1, 2), "a key must be a word");
    check_fault("a: !weird 1", (1, 11), "!weird");
    check_fault("a: {<<: 1}", (1, 9), "merges mappings");
    check_fault(&"[".repeat(1000), (1, 65), "nested");
    check_fault(&"- ".repeat(1000), (1, 129), "nested");
}

#[test]
fn a_key_that_stands_twice_is_reported_where_it_does_so_again() {
    let parsed = parse("a:\n  - x: 1\n    y: 2\n    x: 3\n").unwrap();
    let [(place, fault)] = parsed.twice.as_slice() else {
        panic!("{:?}", parsed.twice)
    };
    assert_eq!(*place, Place { line: 4, column: 5 });
    assert_eq!(fault.to_string(), "`a.0`: `x` stands here twice");
}

#[test]
fn places_pass_over_evidence() {
    let places = parse("a:\n  per_year: {value: 3, source: x}\n  hours:\n    value:\n      pareto: {min: 1, alpha: 2}\n")
        .unwrap()
        .places;
    let place = |line, column| Place { line, column };
    assert_eq!(places.value(&Path::parse("a.per_year")), place(2, 21));
    assert_eq!(places.key(&Path::parse("a.per_year")), place(2, 3));
    assert_eq!(
        places.value(&Path::parse("a.hours.pareto.alpha")),
        place(5, 31)
    );
    assert_eq!(
        places.value(&Path::parse("a.hours.pareto.mean")),
        place(5, 7)
    );
    assert_eq!(places.value(&Path::parse("b")), place(1, 1));
}

#[test]
fn a_written_document_is_easy_to_read() {
    let text = "\
lockin: 1
title: Lab, of one's own
providers:
  azure:
    name: Microsoft Azure
    requires: [public-dns]
    outages:
      all:
        per_year:
          value: 0.5
          range: [0.2, 1]
          source: \"a: b\"
        hours: {lognormal: {median: 4, p90: 14}}
notes:
  - a: [1]
    b: {c: {d: 1.0e-7}}
  - - []
    - {}
";
    let document = parse(text).unwrap().document;
    assert_eq!(write(&document), text);
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z][a-z0-9-]{0,8}",
        "\\PC{0,20}",
        any::<String>().prop_map(|s| s.chars().take(30).collect()),
        Just("no".to_owned()),
        Just("<<".to_owned()),
        Just("1e5".to_owned()),
        Just("a\n  b\n".to_owned()),
    ]
}

fn any_node() -> impl Strategy<Value = Node> {
    let leaf = prop_oneof![
        Just(Node::Null),
        any::<bool>().prop_map(Node::Bool),
        (proptest::num::f64::NORMAL | proptest::num::f64::SUBNORMAL | proptest::num::f64::ZERO)
            .prop_map(Node::Number),
        Just(Node::Number(f64::NEG_INFINITY)),
        any_text().prop_map(Node::Text),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Node::List),
            prop::collection::btree_map(any_text(), inner, 0..5)
                .prop_map(|map| Node::Map(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn a_document_comes_back_as_it_was_written(root in any_node()) {
        let document = Document { root };
        let text = write(&document);
        let back = parse(&text).map_err(|e| TestCaseError::fail(format!("{e}\n{text}")))?;
        prop_assert!(back.twice.is_empty());
        prop_assert_eq!(back.document, document, "{}", text);
    }

    #[test]
    fn the_flow_text_of_a_value_comes_back_too(node in any_node()) {
        let text = node.flow();
        prop_assert_eq!(parse_value(&text).ok(), Some(node), "{}", text);
    }

    #[test]
    fn json_numbers_come_back_to_the_bit(bits in any::<u64>(), whole in any::<i64>()) {
        let float = f64::from_bits(bits);
        prop_assume!(float.is_finite());
        let value = serde_json::json!({"float": float, "whole": whole, "large": bits, "list": [{"x": [float]}]});
        let back = parse_tree(&write_tree(&Tree::from(&value))).unwrap().json();
        prop_assert_eq!(&back, &value);
        prop_assert_eq!(back["float"].as_f64().map(f64::to_bits), Some(bits));
    }
}

/// Bytes that a person may have typed: no text makes the parser fail in another way than by saying so.
#[test]
fn no_text_makes_reading_panic() {
    let seeds = [
        "a: &x [1, {b: *x}]",
        "- <<: {}\n",
        "? [a]\n: b",
        "%TAG ! x\n---\n!a b",
        "\u{feff}a: |\n  b",
        "a: >\n\tb",
    ];
    for seed in seeds {
        for cut in (0..=seed.len()).filter(|i| seed.is_char_boundary(*i)) {
            let _ = parse(&seed[..cut]);
            let _ = parse(&seed[cut..]);
        }
    }
}
