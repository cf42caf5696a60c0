//! What was found in files as one step of the open scenario.

use std::path::Path as FilePath;

use super::{Step, Workspace};
use crate::import::{Findings, IntoFault, Kept, into_edited};
use crate::model::{Document, Edit, Node, Path, changes};
use crate::store::{Example, Loaded, load, load_text, patch, printable, unified, write};

/// What the findings would change in what is open.
#[derive(Clone, Debug, PartialEq)]
pub struct Merge {
    /// The edits that lead there; none where it says all of this already.
    pub edits: Vec<Edit>,
    /// Values that a person has set and that stay.
    pub kept: Vec<Kept>,
    /// What was found for portfolios and workloads that are not there.
    pub homeless: Vec<Path>,
    /// The lines of the file that differ, as `--into FILE --dry-run` shows them.
    pub difference: String,
}

impl Merge {
    /// What becomes of the open scenario; `replace` also changes values that a person has set, in the file or here.
    pub fn of(
        workspace: &Workspace,
        findings: &Findings,
        replace: bool,
    ) -> Result<Self, IntoFault> {
        let now = text_of(workspace)?;
        let by_hand = |path: &Path| is_by_hand(workspace, path);
        let update = into_edited(&now, findings, replace, &by_hand)?;
        let after = load_text(&update.text, &now.origin)
            .map_err(|error| IntoFault::Wrong(error.diagnostics))?;
        let name = printable(&now.origin);
        let difference: Vec<String> = unified(now.text(), &update.text, &name)
            .lines()
            .map(printable)
            .collect();
        Ok(Self {
            edits: edits(workspace.document(), &after.document),
            kept: update.kept,
            homeless: update.homeless,
            difference: difference.join("\n"),
        })
    }

    /// All of it as one step, from the import of this name and these files.
    pub fn step(&self, import: &str, files: &str) -> Step {
        let values = match self.edits.len() {
            1 => self.edits[0].path.to_string(),
            n => format!("{n} values"),
        };
        Step {
            label: format!("import {import}: {values} from {files}"),
            edits: self.edits.clone(),
            slides: None,
        }
    }
}

/// The edits from one document to the other. A value that has evidence brings it along, whatever stood there, so that
/// what came from files can be told from what came from a person.
fn edits(before: &Document, after: &Document) -> Vec<Edit> {
    let whole = |edit: Edit| match after.at(&edit.path) {
        Some(node) if node.is_evidenced() => Edit::set(edit.path, node.clone()),
        _ => edit,
    };
    changes(before, after).into_iter().map(whole).collect()
}

/// Whether the value at a path was last set here, and not by an import.
fn is_by_hand(workspace: &Workspace, path: &Path) -> bool {
    let edits: Vec<&Edit> = workspace.history().edits().collect();
    let last = edits
        .iter()
        .rev()
        .find(|edit| edit.path.holds(path) || path.holds(&edit.path));
    let Some(edit) = last else { return false };
    let below = &path.keys()[edit.path.keys().len().min(path.keys().len())..];
    let set = edit.value.as_ref().and_then(|value| {
        below.iter().try_fold(value, |node: &Node, key| {
            node.get(key).or_else(|| node.get("value")?.get(key))
        })
    });
    !set.is_some_and(Node::is_evidenced)
}

/// What is open as the text that the file would have, with the file's own comments and order where they can be kept.
fn text_of(workspace: &Workspace) -> Result<Loaded, IntoFault> {
    let origin = &workspace.origin;
    let document = workspace.document();
    let original = match Example::named(origin) {
        Some(example) => Some(example.load()),
        None => load(FilePath::new(origin)).ok(),
    };
    let original = original.filter(|loaded| loaded.document == *workspace.base());
    let kept = original.and_then(|loaded| patch(loaded.text(), &loaded.places, document).ok());
    let text = kept.unwrap_or_else(|| write(document));
    load_text(&text, origin).map_err(|error| IntoFault::Wrong(error.diagnostics))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::Findings;

    const OURS: &str = "\
# Ours. Keep this line.
lockin: 1
providers:
  acme:
    outages:
      posted:
        per_year: {value: 9, range: [5, 15], basis: derived, source: last year's feed}
        hours: 4        # agreed
workloads: {shop: {value_per_hour: 10}}
portfolios: {today: {placement: {shop: {acme: 1}}}}
";

    fn workspace() -> Workspace {
        let loaded = load_text(OURS, "ours.yaml").unwrap();
        Workspace::open("ours.yaml", loaded.document).unwrap()
    }

    fn found(per_year: f64) -> Findings {
        let mut findings = Findings::default();
        let base = Path::parse("providers.acme.outages.posted");
        let rate = Node::Number(per_year);
        findings.derived(base.join("per_year"), rate, Some((1.0, 3.0)), "feed.json");
        findings.derived(base.join("hours"), Node::Number(2.0), None, "feed.json");
        findings
    }

    fn rate(workspace: &Workspace) -> String {
        let path = Path::parse("providers.acme.outages.posted.per_year");
        workspace.document().at(&path).unwrap().flow()
    }

    #[test]
    fn a_merge_is_one_step_and_keeps_what_a_person_set() {
        let mut workspace = workspace();
        let merge = Merge::of(&workspace, &found(2.0), false).unwrap();
        let kept: Vec<String> = merge
            .kept
            .iter()
            .map(|kept| kept.path.to_string())
            .collect();
        assert_eq!(kept, ["providers.acme.outages.posted.hours"]);
        assert!(merge.difference.contains('+'), "{}", merge.difference);
        let before = rate(&workspace);
        workspace
            .take(merge.step("incidents", "feed.json"))
            .unwrap();
        assert!(
            rate(&workspace).contains("{value: 2, range: [1, 3]"),
            "{}",
            rate(&workspace)
        );
        // What was derived is derived anew, also with the same evidence.
        let merge = Merge::of(&workspace, &found(2.5), false).unwrap();
        workspace
            .take(merge.step("incidents", "feed.json"))
            .unwrap();
        let merge = Merge::of(&workspace, &found(2.6), false).unwrap();
        assert_eq!(merge.edits.len(), 1);
        // Once more, and nothing is left to change.
        workspace
            .take(merge.step("incidents", "feed.json"))
            .unwrap();
        assert!(
            Merge::of(&workspace, &found(2.6), false)
                .unwrap()
                .edits
                .is_empty()
        );
        for _ in 0..3 {
            workspace.undo();
        }
        assert_eq!(rate(&workspace), before);
    }

    #[test]
    fn what_was_edited_here_stays_unless_it_is_replaced() {
        let mut workspace = workspace();
        let path = Path::parse("providers.acme.outages.posted.per_year");
        workspace
            .take(Step {
                label: "7".to_owned(),
                edits: vec![Edit::set(path.clone(), Node::Number(7.0))],
                slides: None,
            })
            .unwrap();
        let merge = Merge::of(&workspace, &found(2.0), false).unwrap();
        assert!(merge.edits.is_empty() && merge.difference.is_empty());
        assert_eq!(merge.kept[0].path, path);
        let merge = Merge::of(&workspace, &found(2.0), true).unwrap();
        assert!(merge.kept.is_empty());
        assert_eq!(merge.edits.len(), 2);
        workspace
            .take(merge.step("incidents", "feed.json"))
            .unwrap();
        assert!(rate(&workspace).contains("value: 2,"));
    }

    #[test]
    fn the_difference_keeps_comments_of_the_file() {
        let file = tempfile::Builder::new().suffix(".yaml").tempfile().unwrap();
        std::fs::write(file.path(), OURS).unwrap();
        let loaded = load(file.path()).unwrap();
        let origin = file.path().display().to_string();
        let workspace = Workspace::open(origin, loaded.document).unwrap();
        let merge = Merge::of(&workspace, &found(2.0), true).unwrap();
        assert!(
            merge.difference.contains("# agreed"),
            "{}",
            merge.difference
        );
        let changed = merge
            .difference
            .lines()
            .filter(|line| line.starts_with(['+', '-']));
        assert_eq!(changed.count(), 2 + 4, "{}", merge.difference);
    }
}
