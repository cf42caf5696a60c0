//! What leads from one document to another, as edits.

use super::document::{Document, Node, Path};
use super::edit::Edit;

/// The edits that make `after` of `before`, but for the order of keys.
///
/// A quantity that lost its evidence is set as a mapping with its `value` alone:
/// a bare value would keep the evidence of the former one.
pub fn changes(before: &Document, after: &Document) -> Vec<Edit> {
    let mut edits = Vec::new();
    compare(&Path::root(), &before.root, &after.root, &mut edits);
    edits
}

/// Adds what changes at `path`.
fn compare(path: &Path, before: &Node, after: &Node, edits: &mut Vec<Edit>) {
    if before == after {
        return;
    }
    match (before, after) {
        _ if before.is_evidenced() && !after.is_evidenced() => {
            let bare = Node::Map(vec![("value".to_owned(), after.clone())]);
            edits.push(Edit::set(path.clone(), bare));
        }
        (Node::Map(old), Node::Map(new)) if !before.is_evidenced() && !after.is_evidenced() => {
            let gone = old.iter().filter(|(key, _)| after.get(key).is_none());
            edits.extend(gone.map(|(key, _)| Edit {
                path: path.join(key),
                value: None,
            }));
            for (key, node) in new {
                match before.get(key) {
                    Some(known) => compare(&path.join(key), known, node, edits),
                    None => edits.push(Edit::set(path.join(key), node.clone())),
                }
            }
        }
        _ if same_evidence(before, after) => compare(path, before.bare(), after.bare(), edits),
        _ => edits.push(Edit::set(path.clone(), after.clone())),
    }
}

/// Whether two quantities differ in their values alone; the path of a quantity is that of its value.
fn same_evidence(before: &Node, after: &Node) -> bool {
    let (Node::Map(old), Node::Map(new)) = (before, after) else {
        return false;
    };
    let rest = |entries: &[(String, Node)]| -> Vec<(String, Node)> {
        let rest = entries.iter().filter(|(key, _)| key != "value");
        rest.cloned().collect()
    };
    before.is_evidenced() && after.is_evidenced() && rest(old) == rest(new)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(entries: &[(&str, Node)]) -> Node {
        let entries = entries.iter();
        Node::Map(
            entries
                .map(|(key, node)| ((*key).to_owned(), node.clone()))
                .collect(),
        )
    }

    #[track_caller]
    fn check(before: &Node, after: &Node, count: usize) {
        let (before, after) = (
            Document {
                root: before.clone(),
            },
            Document {
                root: after.clone(),
            },
        );
        let edits = changes(&before, &after);
        assert_eq!(edits.len(), count, "{edits:?}");
        let mut made = before;
        for edit in &edits {
            edit.apply(&mut made).unwrap();
        }
        assert_eq!(made.root.canonical(), after.root.canonical());
    }

    #[test]
    fn the_changes_lead_from_one_to_the_other() {
        let number = Node::Number;
        let evidenced = |value| {
            map(&[
                ("value", number(value)),
                ("basis", Node::Text("assumed".into())),
            ])
        };
        let with = |a: Node| map(&[("x", map(&[("a", a), ("b", number(2.0))]))]);
        check(&with(number(1.0)), &with(number(1.0)), 0);
        check(&with(number(1.0)), &with(number(3.0)), 1);
        check(&with(evidenced(1.0)), &with(evidenced(3.0)), 1);
        check(&with(number(1.0)), &with(evidenced(3.0)), 1);
        check(
            &with(Node::List(vec![number(1.0)])),
            &with(Node::List(vec![])),
            1,
        );
        check(
            &with(number(1.0)),
            &map(&[("x", map(&[("c", number(1.0))]))]),
            3,
        );
        let (before, after) = (with(evidenced(1.0)), with(number(3.0)));
        let edits = changes(&Document { root: before }, &Document { root: after });
        let words: Vec<String> = edits.iter().map(ToString::to_string).collect();
        assert_eq!(words, ["x.a={value: 3}"]);
        let shares = |a: f64| {
            let shares = map(&[("a", number(a)), ("b", number(0.5))]);
            with(map(&[
                ("value", shares),
                ("basis", Node::Text("assumed".into())),
            ]))
        };
        check(&shares(0.5), &shares(0.4), 1);
        let before = Document { root: shares(0.5) };
        let after = Document { root: shares(0.4) };
        assert_eq!(changes(&before, &after)[0].to_string(), "x.a.a=0.4");
    }
}
