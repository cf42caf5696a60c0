//! The tree of a scenario file, before it is known to make sense.

use std::fmt;

/// A scenario file as a tree, with its what-if edits applied.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// The root of the tree.
    pub root: Node,
}

/// One value in a [`Document`].
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// Nothing: `null`, `~` or an empty value.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// Any number.
    Number(f64),
    /// Any other scalar.
    Text(String),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping in the order of the file. Keys are unique.
    Map(Vec<(String, Node)>),
}

/// A dotted path into a [`Document`]: keys, and positions in lists.
///
/// The `value` of a quantity with evidence is passed over: the path of a rate
/// is the same whether the file says `0.5` or `{value: 0.5, source: …}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(Vec<String>);

impl Path {
    /// The path of the root.
    pub fn root() -> Self {
        Self::default()
    }

    /// The path of these dotted words.
    pub fn parse(text: &str) -> Self {
        if text.is_empty() {
            Self::root()
        } else {
            Self(text.split('.').map(str::to_owned).collect())
        }
    }

    /// The path of `key` below this one.
    #[must_use]
    pub fn join(&self, key: &str) -> Self {
        let mut keys = self.0.clone();
        keys.push(key.to_owned());
        Self(keys)
    }

    /// The path above this one; the root is above itself.
    #[must_use]
    pub fn parent(&self) -> Self {
        Self(self.0[..self.0.len().saturating_sub(1)].to_vec())
    }

    /// The keys from the root down.
    pub fn keys(&self) -> &[String] {
        &self.0
    }

    /// Whether `other` is this path or lies below it.
    pub fn holds(&self, other: &Path) -> bool {
        other.0.starts_with(&self.0)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("."))
    }
}

impl Node {
    /// What kind of value this is, in the words of an error message.
    pub fn kind(&self) -> &'static str {
        match self {
            Node::Null => "nothing",
            Node::Bool(_) => "true or false",
            Node::Number(_) => "a number",
            Node::Text(_) => "text",
            Node::List(_) => "a list",
            Node::Map(_) => "a mapping",
        }
    }

    /// The value under `key` of a mapping.
    pub fn get(&self, key: &str) -> Option<&Node> {
        match self {
            Node::Map(entries) => entries.iter().find(|(k, _)| k == key).map(|(_, node)| node),
            Node::List(items) => items.get(key.parse::<usize>().ok()?),
            _ => None,
        }
    }

    fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        match self {
            Node::Map(entries) => entries
                .iter_mut()
                .find(|(k, _)| k == key)
                .map(|(_, node)| node),
            Node::List(items) => items.get_mut(key.parse::<usize>().ok()?),
            _ => None,
        }
    }

    /// Whether this is a quantity with its evidence: a mapping with the key `value`.
    pub fn is_evidenced(&self) -> bool {
        self.get("value").is_some()
    }

    /// The quantity without its evidence.
    pub fn bare(&self) -> &Node {
        self.get("value").unwrap_or(self)
    }

    /// The value on one line, as YAML's flow style writes it.
    pub fn flow(&self) -> String {
        match self {
            Node::Null => "null".to_owned(),
            Node::Bool(flag) => flag.to_string(),
            Node::Number(number) => number_text(*number),
            Node::Text(text) => quoted(text),
            Node::List(items) => format!(
                "[{}]",
                items.iter().map(Node::flow).collect::<Vec<_>>().join(", ")
            ),
            Node::Map(entries) => {
                let fields: Vec<_> = entries
                    .iter()
                    .map(|(k, v)| format!("{}: {}", quoted(k), v.flow()))
                    .collect();
                format!("{{{}}}", fields.join(", "))
            }
        }
    }

    /// The value with the keys of all mappings in order, one line: what two
    /// documents that mean the same have in common.
    pub fn canonical(&self) -> String {
        match self {
            Node::List(items) => format!(
                "[{}]",
                items
                    .iter()
                    .map(Node::canonical)
                    .collect::<Vec<_>>()
                    .join(",")
            ),
            Node::Map(entries) => {
                let mut fields: Vec<_> = entries
                    .iter()
                    .map(|(k, v)| format!("{}:{}", quoted(k), v.canonical()))
                    .collect();
                fields.sort();
                format!("{{{}}}", fields.join(","))
            }
            scalar => scalar.flow(),
        }
    }
}

impl Document {
    /// The value at `path`, with its evidence.
    pub fn at(&self, path: &Path) -> Option<&Node> {
        path.keys().iter().try_fold(&self.root, |node, key| {
            node.get(key).or_else(|| node.get("value")?.get(key))
        })
    }

    /// Puts `value` at `path`, or removes what is there.
    ///
    /// Mappings on the way are made where they are missing. A quantity keeps its
    /// evidence when `value` brings none of its own. Fails, without a change,
    /// where a key on the way leads into something that is not a mapping.
    pub(super) fn put(&mut self, path: &Path, value: Option<Node>) -> Result<(), Path> {
        let Some((last, way)) = path.keys().split_last() else {
            self.root = value.unwrap_or(Node::Map(Vec::new()));
            return Ok(());
        };
        self.passable(way)?;
        let mut node = &mut self.root;
        for key in way {
            node = step(node, key);
        }
        if node.get(last).is_none() && node.is_evidenced() && last != "value" {
            node = step(node, "value");
        }
        match value {
            None => remove(node, last),
            Some(value) => {
                let slot = step(node, last);
                let slot = if slot.is_evidenced() && !value.is_evidenced() {
                    step(slot, "value")
                } else {
                    slot
                };
                *slot = value;
            }
        }
        Ok(())
    }

    /// Whether every key of `way` leads to a mapping, a list or to nothing yet.
    fn passable(&self, way: &[String]) -> Result<(), Path> {
        let mut node = &self.root;
        for (i, key) in way.iter().enumerate() {
            match node
                .get(key)
                .or_else(|| node.get("value").and_then(|v| v.get(key)))
            {
                Some(next @ (Node::Map(_) | Node::List(_))) => node = next,
                None | Some(Node::Null) if matches!(node, Node::Map(_)) => return Ok(()),
                _ => return Err(Path(way[..=i].to_vec())),
            }
        }
        Ok(())
    }
}

/// The slot of `key` in `node`, passing over evidence, made where it is missing.
fn step<'a>(node: &'a mut Node, key: &str) -> &'a mut Node {
    if node.get(key).is_none() {
        if key != "value"
            && node
                .get("value")
                .is_some_and(|value| value.get(key).is_some())
        {
            return step(node.get_mut("value").expect("just seen"), key);
        }
        if !matches!(node, Node::Map(_)) {
            *node = Node::Map(Vec::new());
        }
        if let Node::Map(entries) = node {
            entries.push((key.to_owned(), Node::Null));
        }
    }
    node.get_mut(key).expect("present or just made")
}

fn remove(node: &mut Node, key: &str) {
    match node {
        Node::Map(entries) => entries.retain(|(k, _)| k != key),
        Node::List(items) => {
            if let Ok(i) = key.parse::<usize>()
                && i < items.len()
            {
                items.remove(i);
            }
        }
        _ => {}
    }
}

/// A number as YAML reads it back to the same bits.
pub(super) fn number_text(number: f64) -> String {
    if number.is_nan() {
        ".nan".to_owned()
    } else if number.is_infinite() {
        if number > 0.0 {
            ".inf".to_owned()
        } else {
            "-.inf".to_owned()
        }
    } else if number != 0.0 && !(1e-5..1e15).contains(&number.abs()) {
        format!("{number:e}")
    } else {
        format!("{number}")
    }
}

/// A text as YAML reads it back: plain where that is safe, else in double quotes.
fn quoted(text: &str) -> String {
    let plain = !text.is_empty()
        && text.bytes().next().is_some_and(|b| b.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'/'))
        && !matches!(
            text.to_ascii_lowercase().as_str(),
            "null" | "true" | "false" | "yes" | "no" | "on" | "off" | "y" | "n"
        );
    if plain {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if u32::from(c) < 0x20 || u32::from(c) == 0x7f => {
                let _ = fmt::Write::write_fmt(&mut out, format_args!("\\x{:02x}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(entries: &[(&str, Node)]) -> Node {
        Node::Map(
            entries
                .iter()
                .map(|(k, v)| ((*k).to_owned(), v.clone()))
                .collect(),
        )
    }

    fn rate(value: f64) -> Document {
        let quantity = map(&[
            ("value", Node::Number(value)),
            ("source", Node::Text("a page".into())),
        ]);
        Document {
            root: map(&[(
                "providers",
                map(&[("azure", map(&[("per_year", quantity)]))]),
            )]),
        }
    }

    #[test]
    fn a_quantity_keeps_its_evidence_when_its_value_is_put() {
        let mut document = rate(0.5);
        document
            .put(
                &Path::parse("providers.azure.per_year"),
                Some(Node::Number(0.8)),
            )
            .unwrap();
        assert_eq!(document, rate(0.8));
    }

    #[test]
    fn a_path_passes_over_evidence_around_a_mapping() {
        let shares = map(&[
            ("value", map(&[("azure", Node::Number(1.0))])),
            ("basis", Node::Text("assumed".into())),
        ]);
        let mut document = Document {
            root: map(&[("inference", shares)]),
        };
        let path = Path::parse("inference.azure");
        assert_eq!(document.at(&path), Some(&Node::Number(1.0)));
        document.put(&path, Some(Node::Number(0.4))).unwrap();
        document
            .put(&Path::parse("inference.aws"), Some(Node::Number(0.6)))
            .unwrap();
        assert_eq!(
            document.root.flow(),
            "{inference: {value: {azure: 0.4, aws: 0.6}, basis: assumed}}"
        );
    }

    #[test]
    fn a_path_through_a_number_changes_nothing() {
        let mut document = rate(0.5);
        let fault = document.put(
            &Path::parse("providers.azure.per_year.value.x"),
            Some(Node::Null),
        );
        assert_eq!(fault, Err(Path::parse("providers.azure.per_year.value")));
        assert_eq!(document, rate(0.5));
    }

    #[test]
    fn the_order_of_keys_does_not_reach_the_canonical_text() {
        let a = map(&[
            ("b", Node::Number(1.0)),
            ("a", Node::List(vec![Node::Bool(true)])),
        ]);
        let b = map(&[
            ("a", Node::List(vec![Node::Bool(true)])),
            ("b", Node::Number(1.0)),
        ]);
        assert_eq!(a.canonical(), b.canonical());
    }
}
