//! Reads typed values from a document, notes every fault, and lists every input.
//!
//! Reading goes on behind a fault, so that one look finds them all. For what could
//! not be read there is a stand-in, so that references to it and within it are still
//! checked; with its fault noted, no scenario comes of it.

use super::contract::Yearly;
use super::document::{Node, Path};
use super::fault::{Fault, Rule};
use super::id::is_id;
use super::input::{Basis, Evidence, Input, InputKind};
use crate::stats::LawSpec;
use crate::units::Unit;

/// In place of a law that could not be read.
pub(super) const STAND_IN: LawSpec = LawSpec::Constant(1.0);

/// Collects what reading finds.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) faults: Vec<Fault>,
    pub(super) inputs: Vec<Input>,
}

/// A mapping being read: which keys were asked for, so that the others are unknown.
pub(super) struct Fields<'a> {
    pub(super) path: Path,
    /// What the mapping is about, in words, for the labels of its inputs.
    pub(super) label: String,
    entries: &'a [(String, Node)],
    asked: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    /// The value under `key`, which is known from now on.
    pub(super) fn take(&mut self, key: &'static str) -> Option<&'a Node> {
        self.asked.push(key);
        self.entries
            .iter()
            .find(|(k, _)| k == key)
            .map(|(_, node)| node)
            .filter(|node| **node != Node::Null)
    }

    /// Whether the mapping says something under `key`.
    pub(super) fn has(&self, key: &str) -> bool {
        let mut entries = self.entries.iter();
        entries.any(|(k, node)| k == key && *node != Node::Null)
    }

    fn label_of(&self, words: &str) -> String {
        if self.label.is_empty() {
            words.to_owned()
        } else {
            format!("{} · {words}", self.label)
        }
    }
}

/// What may stand in a number.
#[derive(Clone, Copy)]
pub(super) struct Quantity {
    pub(super) key: &'static str,
    /// Its name in words.
    pub(super) words: &'static str,
    pub(super) unit: Unit,
    pub(super) bounds: Bounds,
    /// What stands there when the file says nothing; `None` where it must.
    pub(super) default: Option<f64>,
}

impl Quantity {
    /// A quantity that the file must give.
    pub(super) fn new(key: &'static str, words: &'static str, unit: Unit, bounds: Bounds) -> Self {
        Self {
            key,
            words,
            unit,
            bounds,
            default: None,
        }
    }

    /// The same, but `default` where the file gives nothing.
    pub(super) fn or(self, default: f64) -> Self {
        Self {
            default: Some(default),
            ..self
        }
    }
}

/// The numbers that a quantity can be.
#[derive(Clone, Copy)]
pub(super) struct Bounds {
    pub(super) low: f64,
    pub(super) high: f64,
    /// Whether `low` itself is allowed.
    pub(super) low_open: bool,
    /// The bounds in words, as they end "must be …".
    pub(super) rule: &'static str,
}

impl Bounds {
    pub(super) const NOT_NEGATIVE: Self = Self {
        low: 0.0,
        high: f64::INFINITY,
        low_open: false,
        rule: "at least 0",
    };
    /// Outages a year. The bound keeps a slip of the pen from simulating for ever.
    pub(super) const RATE: Self = Self {
        low: 0.0,
        high: 10_000.0,
        low_open: false,
        rule: "between 0 and 10,000",
    };
    pub(super) const SHARE: Self = Self {
        low: 0.0,
        high: 1.0,
        low_open: false,
        rule: "between 0 and 1",
    };
    pub(super) const SEVERITY: Self = Self {
        low: 0.0,
        high: 1.0,
        low_open: true,
        rule: "greater than 0 and at most 1",
    };

    /// How much something grows in a year. It stays above nothing, and a slip of the pen stays finite.
    pub(super) const GROWTH: Self = Self {
        low: -0.9,
        high: 10.0,
        low_open: false,
        rule: "between -0.9 and 10",
    };

    /// How many of something, at least one.
    pub(super) const COUNT: Self = Self {
        low: 1.0,
        high: f64::INFINITY,
        low_open: false,
        rule: "at least 1",
    };

    fn hold(self, value: f64) -> bool {
        value.is_finite()
            && value <= self.high
            && (value > self.low || (value >= self.low && !self.low_open))
    }
}

impl Reader {
    pub(super) fn fault(&mut self, path: &Path, rule: Rule) {
        self.faults.push(Fault {
            path: path.clone(),
            rule,
        });
    }

    /// Notes that `expected` stands not at `path`.
    pub(super) fn wrong_kind(&mut self, path: &Path, expected: &'static str, found: &Node) {
        let found = match found {
            Node::Text(text) => format!("`{text}`"),
            Node::Number(number) => super::document::number_text(*number),
            other => other.kind().to_owned(),
        };
        self.fault(path, Rule::Kind { expected, found });
    }

    /// The fields of a mapping, or a fault.
    pub(super) fn fields<'a>(
        &mut self,
        node: &'a Node,
        path: &Path,
        label: &str,
    ) -> Option<Fields<'a>> {
        match node {
            Node::Map(entries) => Some(Fields {
                path: path.clone(),
                label: label.to_owned(),
                entries,
                asked: Vec::new(),
            }),
            other => {
                self.wrong_kind(path, "a mapping", other);
                None
            }
        }
    }

    /// Reports the keys that were not asked for.
    pub(super) fn finish(&mut self, fields: &Fields<'_>) {
        for (key, _) in fields.entries {
            if !fields.asked.contains(&key.as_str()) {
                let known: Vec<String> = fields.asked.iter().map(|k| (*k).to_owned()).collect();
                let meant = nearest(key, known.iter().map(String::as_str));
                self.fault(
                    &fields.path.join(key),
                    Rule::UnknownKey {
                        key: key.clone(),
                        meant,
                        known,
                    },
                );
            }
        }
    }

    /// The entries of a mapping whose keys are ids. Nothing where the key is absent.
    pub(super) fn entries<'a>(
        &mut self,
        fields: &mut Fields<'a>,
        key: &'static str,
    ) -> Vec<(String, &'a Node, Path)> {
        let path = fields.path.join(key);
        let Some(node) = fields.take(key) else {
            return Vec::new();
        };
        self.id_entries(node, &path)
    }

    /// The entries of the mapping `node`, whose keys must be ids.
    pub(super) fn id_entries<'a>(
        &mut self,
        node: &'a Node,
        path: &Path,
    ) -> Vec<(String, &'a Node, Path)> {
        let Node::Map(entries) = node else {
            self.wrong_kind(path, "a mapping", node);
            return Vec::new();
        };
        let mut found = Vec::new();
        for (id, node) in entries {
            let path = path.join(id);
            if !is_id(id) {
                self.fault(&path, Rule::Id { value: id.clone() });
            }
            found.push((id.clone(), node, path));
        }
        found
    }

    pub(super) fn text(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<String> {
        let path = fields.path.join(key);
        match fields.take(key)? {
            // A screen would act upon them, and a name has no use for them.
            Node::Text(text) if text.chars().any(is_command) => {
                self.fault(&path, Rule::Control);
                None
            }
            Node::Text(text) => Some(text.clone()),
            Node::Number(number) => Some(super::document::number_text(*number)),
            other => {
                self.wrong_kind(&path, "text", other);
                None
            }
        }
    }

    /// A list of ids, each with its path.
    pub(super) fn ids(
        &mut self,
        fields: &mut Fields<'_>,
        key: &'static str,
    ) -> Vec<(String, Path)> {
        let path = fields.path.join(key);
        let items = match fields.take(key) {
            None => return Vec::new(),
            Some(Node::List(items)) => items,
            Some(other) => {
                self.wrong_kind(&path, "a list of ids", other);
                return Vec::new();
            }
        };
        let mut ids: Vec<(String, Path)> = Vec::new();
        for (i, item) in items.iter().enumerate() {
            let path = path.join(&i.to_string());
            let Some(id) = self.id(item, &path) else {
                continue;
            };
            if ids.iter().any(|(known, _)| *known == id) {
                self.fault(&path, Rule::Twice { id });
            } else {
                ids.push((id, path));
            }
        }
        ids
    }

    /// An id in a list of them.
    pub(super) fn id(&mut self, node: &Node, path: &Path) -> Option<String> {
        match node {
            Node::Text(id) => Some(id.clone()),
            Node::Number(number) => Some(super::document::number_text(*number)),
            other => {
                self.wrong_kind(path, "an id", other);
                None
            }
        }
    }

    /// The entries of a list that must not be empty, each with its path and its number from 1.
    pub(super) fn items<'a>(
        &mut self,
        fields: &mut Fields<'a>,
        key: &'static str,
        what: &'static str,
    ) -> Vec<(&'a Node, Path, usize)> {
        let path = fields.path.join(key);
        match fields.take(key) {
            Some(Node::List(items)) if !items.is_empty() => items
                .iter()
                .enumerate()
                .map(|(i, node)| (node, path.join(&i.to_string()), i + 1))
                .collect(),
            Some(Node::List(_)) => {
                self.fault(&path, Rule::Empty { what });
                Vec::new()
            }
            Some(other) => {
                self.wrong_kind(&path, "a list", other);
                Vec::new()
            }
            None => {
                self.fault(&fields.path, Rule::MissingKey { key });
                Vec::new()
            }
        }
    }

    /// As [`Reader::number`], but nothing where the file gives nothing.
    pub(super) fn given(&mut self, fields: &mut Fields<'_>, quantity: Quantity) -> Option<f64> {
        if fields.has(quantity.key) {
            return self.number(fields, quantity);
        }
        fields.take(quantity.key);
        None
    }

    /// As [`Reader::law`], but nothing where the file gives nothing.
    pub(super) fn given_law(
        &mut self,
        fields: &mut Fields<'_>,
        quantity: Quantity,
    ) -> Option<LawSpec> {
        if fields.has(quantity.key) {
            return self.law(fields, quantity);
        }
        fields.take(quantity.key);
        None
    }

    /// A number for every year, or a list of numbers by year; nothing where the file gives nothing.
    pub(super) fn yearly(&mut self, fields: &mut Fields<'_>, quantity: Quantity) -> Option<Yearly> {
        let path = fields.path.join(quantity.key);
        let (bare, evidence) = match fields.take(quantity.key) {
            Some(node) => self.evidence(node, &path),
            None => return None,
        };
        let Node::List(items) = bare else {
            return self.number(fields, quantity).map(Yearly::Every);
        };
        let mut amounts = Vec::new();
        for (i, item) in items.iter().enumerate() {
            let path = path.join(&i.to_string());
            let (item, own) = self.evidence(item, &path);
            let value = self.bounded(item, &path, quantity.bounds)?;
            let label = fields.label_of(&format!("{}, year {}", quantity.words, i + 1));
            let evidence = if own == Evidence::default() {
                evidence.clone()
            } else {
                own
            };
            self.check_range(&path, &evidence, value, quantity.bounds);
            self.list_number(&path, label, quantity, (value, evidence, true));
            amounts.push(value);
        }
        Some(Yearly::List(amounts))
    }

    /// A plain number within its bounds, listed as an input.
    pub(super) fn number(&mut self, fields: &mut Fields<'_>, quantity: Quantity) -> Option<f64> {
        let path = fields.path.join(quantity.key);
        let label = fields.label_of(quantity.words);
        let Some(node) = fields.take(quantity.key) else {
            return self.absent(fields, &path, quantity).inspect(|value| {
                self.list_number(&path, label, quantity, (*value, Evidence::default(), false));
            });
        };
        let (bare, evidence) = self.evidence(node, &path);
        let value = self.bounded(bare, &path, quantity.bounds)?;
        self.check_range(&path, &evidence, value, quantity.bounds);
        self.list_number(&path, label, quantity, (value, evidence, true));
        Some(value)
    }

    fn absent(&mut self, fields: &Fields<'_>, path: &Path, quantity: Quantity) -> Option<f64> {
        if quantity.default.is_none() {
            let at = if fields.path.keys().is_empty() {
                path.parent()
            } else {
                fields.path.clone()
            };
            self.fault(&at, Rule::MissingKey { key: quantity.key });
        }
        quantity.default
    }

    fn list_number(
        &mut self,
        path: &Path,
        label: String,
        quantity: Quantity,
        read: (f64, Evidence, bool),
    ) {
        let (value, evidence, given) = read;
        let kind = InputKind::Number {
            value,
            low: quantity.bounds.low,
            high: quantity.bounds.high,
        };
        self.inputs.push(Input {
            path: path.clone(),
            label,
            unit: quantity.unit,
            kind,
            evidence,
            given,
        });
    }

    /// The number in `node`, or a fault.
    pub(super) fn bounded(&mut self, node: &Node, path: &Path, bounds: Bounds) -> Option<f64> {
        match node {
            Node::Number(value) if bounds.hold(*value) => Some(*value),
            Node::Number(value) => {
                let rule = if value.is_finite() {
                    bounds.rule
                } else {
                    "a finite number"
                };
                self.fault(
                    path,
                    Rule::Bounds {
                        rule,
                        value: *value,
                    },
                );
                None
            }
            other => {
                self.wrong_kind(path, "a number", other);
                None
            }
        }
    }

    /// A number that may be a distribution, within its bounds, listed as an input.
    pub(super) fn law(&mut self, fields: &mut Fields<'_>, quantity: Quantity) -> Option<LawSpec> {
        let path = fields.path.join(quantity.key);
        let label = fields.label_of(quantity.words);
        let (law, evidence, given) = match fields.take(quantity.key) {
            None => (
                LawSpec::Constant(self.absent(fields, &path, quantity)?),
                Evidence::default(),
                false,
            ),
            Some(node) => {
                let (bare, evidence) = self.evidence(node, &path);
                (
                    self.law_value(bare, &path, quantity.bounds)?,
                    evidence,
                    true,
                )
            }
        };
        if let (LawSpec::Constant(value), Some(_)) = (&law, evidence.range) {
            self.check_range(&path, &evidence, *value, quantity.bounds);
        }
        self.inputs.push(Input {
            path,
            label,
            unit: quantity.unit,
            kind: InputKind::Law(law.clone()),
            evidence,
            given,
        });
        Some(law)
    }

    fn law_value(&mut self, node: &Node, path: &Path, bounds: Bounds) -> Option<LawSpec> {
        if let Node::Number(_) = node {
            return self.bounded(node, path, bounds).map(LawSpec::Constant);
        }
        let law = self.law_shape(node, path)?;
        let faults = law.check();
        for fault in &faults {
            let mut at = path.join(law.family());
            // Observed values are a list, not a mapping of parameters.
            if fault.parameter != law.family() {
                at = at.join(fault.parameter);
            }
            self.fault(
                &at,
                Rule::Law {
                    family: law.family(),
                    fault: fault.clone(),
                },
            );
        }
        if !faults.is_empty() {
            return None;
        }
        let ready = law.ready().ok()?;
        let (low, high) = ready.support();
        let low_ok = low >= bounds.low;
        if !low_ok || high > bounds.high {
            self.fault(
                path,
                Rule::Support {
                    family: law.family(),
                    low,
                    high,
                    rule: bounds.rule,
                },
            );
            return None;
        }
        if !ready.mean().is_finite() {
            self.fault(
                path,
                Rule::NoMean {
                    family: law.family(),
                },
            );
            return None;
        }
        Some(law)
    }

    /// The one law that a mapping names, with its parameters.
    fn law_shape(&mut self, node: &Node, path: &Path) -> Option<LawSpec> {
        const EXPECTED: &str =
            "a number or a distribution such as {lognormal: {median: 4, p90: 14}}";
        let Node::Map(entries) = node else {
            self.wrong_kind(path, EXPECTED, node);
            return None;
        };
        let [(family, parameters)] = entries.as_slice() else {
            self.wrong_kind(path, EXPECTED, node);
            return None;
        };
        let at = path.join(family);
        if family == "empirical" {
            return self.empirical(parameters, &at);
        }
        let Some(shapes) = SHAPES
            .iter()
            .find(|(name, _)| name == family)
            .map(|(_, shapes)| *shapes)
        else {
            let known: Vec<String> = SHAPES
                .iter()
                .map(|(name, _)| (*name).to_owned())
                .chain(["empirical".to_owned()])
                .collect();
            let meant = nearest(family, known.iter().map(String::as_str));
            self.fault(
                &at,
                Rule::UnknownKey {
                    key: family.clone(),
                    meant,
                    known,
                },
            );
            return None;
        };
        let mut fields = self.fields(parameters, &at, "")?;
        // Lognormal has two sets of parameters; the one that the file begins decides.
        let shape = shapes
            .iter()
            .find(|shape| shape.keys.iter().any(|key| parameters.get(key).is_some()))
            .unwrap_or(&shapes[0]);
        let before = self.faults.len();
        let values: Vec<f64> = shape
            .keys
            .iter()
            .filter_map(|key| {
                let Some(node) = fields.take(key) else {
                    self.fault(&at, Rule::MissingKey { key });
                    return None;
                };
                self.parameter(node, &at.join(key))
            })
            .collect();
        self.finish(&fields);
        (self.faults.len() == before).then(|| (shape.make)(&values))
    }

    fn parameter(&mut self, node: &Node, path: &Path) -> Option<f64> {
        match node {
            // Whether it is finite is the law's rule.
            Node::Number(value) => Some(*value),
            other => {
                self.wrong_kind(path, "a number", other);
                None
            }
        }
    }

    fn empirical(&mut self, node: &Node, path: &Path) -> Option<LawSpec> {
        let Node::List(items) = node else {
            self.wrong_kind(path, "a list of numbers", node);
            return None;
        };
        let values: Vec<f64> = items
            .iter()
            .enumerate()
            .filter_map(|(i, item)| self.parameter(item, &path.join(&i.to_string())))
            .collect();
        (values.len() == items.len()).then_some(LawSpec::Empirical(values))
    }

    /// A mapping from ids to shares, which may carry evidence as a whole.
    ///
    /// Lists every share as an input; the shares' sum is not looked at here.
    pub(super) fn shares(
        &mut self,
        node: &Node,
        path: &Path,
        label: &str,
        bounds: Bounds,
    ) -> Vec<(String, f64, Path)> {
        let (bare, whole) = self.evidence(node, path);
        let mut shares = Vec::new();
        for (id, node, path) in self.id_entries(bare, path) {
            let (bare, own) = self.evidence(node, &path);
            if let Some(value) = self.bounded(bare, &path, bounds) {
                self.check_range(&path, &own, value, bounds);
                let evidence = if node.is_evidenced() {
                    own
                } else {
                    whole.clone()
                };
                let kind = InputKind::Number {
                    value,
                    low: bounds.low,
                    high: bounds.high,
                };
                let label = format!("{label} · {id}");
                self.inputs.push(Input {
                    path: path.clone(),
                    label,
                    unit: Unit::Share,
                    kind,
                    evidence,
                    given: true,
                });
                shares.push((id, value, path));
            }
        }
        shares
    }

    /// A word out of `of`, listed as an input.
    pub(super) fn choice(
        &mut self,
        node: &Node,
        path: &Path,
        label: String,
        of: &'static [&'static str],
    ) -> Option<&'static str> {
        let Node::Text(text) = node else {
            self.wrong_kind(path, "a word", node);
            return None;
        };
        let Some(word) = of.iter().find(|word| *word == text) else {
            let meant = nearest(text, of.iter().copied());
            self.fault(
                path,
                Rule::Choice {
                    value: text.clone(),
                    of: of.to_vec(),
                    meant,
                },
            );
            return None;
        };
        let kind = InputKind::Choice {
            value: text.clone(),
            of,
        };
        let evidence = Evidence::default();
        self.inputs.push(Input {
            path: path.clone(),
            label,
            unit: Unit::Number,
            kind,
            evidence,
            given: true,
        });
        Some(word)
    }

    /// Parts a quantity from its evidence.
    fn evidence<'a>(&mut self, node: &'a Node, path: &Path) -> (&'a Node, Evidence) {
        let Some(bare) = node.get("value") else {
            return (node, Evidence::default());
        };
        let Some(mut fields) = self.fields(node, path, "") else {
            return (node, Evidence::default());
        };
        fields.take("value");
        let range = fields
            .take("range")
            .and_then(|range| self.range(range, &path.join("range")));
        let source = self.text(&mut fields, "source");
        let basis = self
            .text(&mut fields, "basis")
            .and_then(|word| self.basis(&word, &path.join("basis")));
        self.finish(&fields);
        (
            bare,
            Evidence {
                source,
                basis,
                range,
            },
        )
    }

    fn basis(&mut self, word: &str, path: &Path) -> Option<Basis> {
        let found = Basis::ALL
            .iter()
            .find(|(name, _)| *name == word)
            .map(|(_, basis)| *basis);
        if found.is_none() {
            let of: Vec<&'static str> = Basis::ALL.iter().map(|(name, _)| *name).collect();
            let meant = nearest(word, of.iter().copied());
            self.fault(
                path,
                Rule::Choice {
                    value: word.to_owned(),
                    of,
                    meant,
                },
            );
        }
        found
    }

    fn range(&mut self, node: &Node, path: &Path) -> Option<(f64, f64)> {
        match node {
            Node::List(ends) => {
                if let [Node::Number(low), Node::Number(high)] = ends.as_slice() {
                    if low.is_finite() && high.is_finite() && low <= high {
                        return Some((*low, *high));
                    }
                    self.fault(
                        path,
                        Rule::Range {
                            low: *low,
                            high: *high,
                            problem: "is upside down",
                        },
                    );
                    return None;
                }
                self.wrong_kind(path, "two numbers, [low, high]", node);
                None
            }
            other => {
                self.wrong_kind(path, "two numbers, [low, high]", other);
                None
            }
        }
    }

    /// A range must lie where the quantity can be. The value itself may leave it: that is what a what-if does.
    fn check_range(&mut self, path: &Path, evidence: &Evidence, _value: f64, bounds: Bounds) {
        if let Some((low, high)) = evidence.range
            && (low < bounds.low || high > bounds.high)
        {
            self.fault(
                &path.join("range"),
                Rule::Range {
                    low,
                    high,
                    problem: "reaches where the value can't be",
                },
            );
        }
    }
}

/// One set of parameters of a law.
struct Shape {
    keys: &'static [&'static str],
    make: fn(&[f64]) -> LawSpec,
}

const SHAPES: &[(&str, &[Shape])] = &[
    (
        "lognormal",
        &[
            Shape {
                keys: &["median", "p90"],
                make: |p| LawSpec::LognormalMedianP90 {
                    median: p[0],
                    p90: p[1],
                },
            },
            Shape {
                keys: &["mean", "sd"],
                make: |p| LawSpec::LognormalMeanSd {
                    mean: p[0],
                    sd: p[1],
                },
            },
        ],
    ),
    (
        "exponential",
        &[Shape {
            keys: &["mean"],
            make: |p| LawSpec::Exponential { mean: p[0] },
        }],
    ),
    (
        "weibull",
        &[Shape {
            keys: &["shape", "scale"],
            make: |p| LawSpec::Weibull {
                shape: p[0],
                scale: p[1],
            },
        }],
    ),
    (
        "gamma",
        &[Shape {
            keys: &["shape", "scale"],
            make: |p| LawSpec::Gamma {
                shape: p[0],
                scale: p[1],
            },
        }],
    ),
    (
        "pareto",
        &[Shape {
            keys: &["min", "alpha"],
            make: |p| LawSpec::Pareto {
                min: p[0],
                alpha: p[1],
            },
        }],
    ),
    (
        "pert",
        &[Shape {
            keys: &["min", "mode", "max"],
            make: |p| LawSpec::Pert {
                min: p[0],
                mode: p[1],
                max: p[2],
            },
        }],
    ),
    (
        "uniform",
        &[Shape {
            keys: &["min", "max"],
            make: |p| LawSpec::Uniform {
                min: p[0],
                max: p[1],
            },
        }],
    ),
    (
        "beta",
        &[Shape {
            keys: &["a", "b"],
            make: |p| LawSpec::Beta { a: p[0], b: p[1] },
        }],
    ),
    (
        "ci90",
        &[Shape {
            keys: &["low", "high"],
            make: |p| LawSpec::Ci90 {
                low: p[0],
                high: p[1],
            },
        }],
    ),
];

/// Whether a terminal acts upon this character instead of showing it.
fn is_command(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t')
}

/// The candidate that `word` most likely stands for, if any is near.
pub fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<String> {
    let word = word.to_lowercase().replace(['_', ' '], "-");
    candidates
        .map(|candidate| {
            (
                edit_distance(&word, &candidate.to_lowercase().replace(['_', ' '], "-")),
                candidate,
            )
        })
        .filter(|(distance, candidate)| *distance <= 1.max(candidate.len() / 3))
        .min()
        .map(|(_, candidate)| candidate.to_owned())
}

/// Damerau–Levenshtein distance with adjacent transpositions.
fn edit_distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) =
        (a.chars().take(64).collect(), b.chars().take(64).collect());
    let mut rows = vec![(0..=b.len()).collect::<Vec<usize>>()];
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let swap = usize::from(a[i - 1] != b[j - 1]);
            row[j] = (rows[i - 1][j] + 1)
                .min(row[j - 1] + 1)
                .min(rows[i - 1][j - 1] + swap);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(rows[i - 2][j - 2] + 1);
            }
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_understood() {
        let known = ["per_year", "hours", "severity", "name"];
        for (typed, meant) in [
            ("per-year", "per_year"),
            ("sevrity", "severity"),
            ("huors", "hours"),
            ("Name", "name"),
        ] {
            assert_eq!(
                nearest(typed, known.into_iter()).as_deref(),
                Some(meant),
                "{typed}"
            );
        }
        assert_eq!(nearest("colour", known.into_iter()), None);
    }
}
