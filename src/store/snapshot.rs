//! A snapshot: a scenario as it was, what was changed in it, and what came out.
//!
//! One YAML file each. The results are those of the JSON report, and every number
//! in them comes back to the bit, so that a run can be verified years later.

use jiff::Timestamp;
use serde_json::Value;

use super::fields::{FieldFault, Fields, mapping, text, texts, whole};
use super::scenario_file::LoadFault;
use super::yaml::{SyntaxError, Tree, parse_tree, write_tree};
use crate::model::Document;

/// The snapshot format that this program writes, and the newest that it reads.
pub const SNAPSHOT_FORMAT: u64 = 1;

/// A saved scenario with its results.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// What the person called it.
    pub name: String,
    /// What the person wrote about it.
    pub note: String,
    /// When it was saved.
    pub saved_at: Timestamp,
    /// The version of the program that saved it.
    pub lockin: String,
    /// The path or name of the scenario that was opened.
    pub base: String,
    /// The whole scenario, edits applied.
    pub scenario: Document,
    /// What was changed against the base, each `path=value`.
    pub edits: Vec<String>,
    /// What leads back from the scenario to the base, each `path=value`, in the order to apply them.
    pub reverts: Vec<String>,
    /// The seed of the trials.
    pub seed: u64,
    /// How many trials there were.
    pub trials: u64,
    /// The ids of the portfolios that were compared, A first.
    pub portfolios: Vec<String>,
    /// A few figures in words for lists: what, and how much.
    pub headline: Vec<(String, String)>,
    /// The JSON report.
    pub results: Value,
}

/// Why a file is not taken for a snapshot. Such a file is left as it is.
#[derive(Debug, thiserror::Error)]
pub enum Damage {
    /// It cannot be read as text.
    #[error("{0}")]
    File(LoadFault),
    /// It is not YAML.
    #[error("{0}")]
    Syntax(SyntaxError),
    /// It does not begin as a snapshot does.
    #[error("this is not a snapshot: it has no `format`")]
    Foreign,
    /// A later version of the program wrote it.
    #[error("snapshot format {0} is newer than this program, which reads format {SNAPSHOT_FORMAT}")]
    Newer(u64),
    /// Something is missing, or is not what it should be.
    #[error(transparent)]
    Field(#[from] FieldFault),
}

impl Snapshot {
    /// The text of its file.
    pub fn to_yaml(&self) -> String {
        let headline = self.headline.iter();
        let headline = headline.map(|(what, value)| (what.as_str(), text(value)));
        write_tree(&mapping([
            ("format", whole(SNAPSHOT_FORMAT)),
            ("name", text(&self.name)),
            ("note", text(&self.note)),
            ("saved_at", text(&self.saved_at.to_string())),
            ("lockin", text(&self.lockin)),
            ("base", text(&self.base)),
            ("edits", texts(&self.edits)),
            ("reverts", texts(&self.reverts)),
            ("seed", whole(self.seed)),
            ("trials", whole(self.trials)),
            ("portfolios", texts(&self.portfolios)),
            ("headline", mapping(headline)),
            ("scenario", Tree::from(&self.scenario.root)),
            ("results", Tree::from(&self.results)),
        ]))
    }

    /// The snapshot in the text of a file.
    pub fn from_yaml(text: &str) -> Result<Self, Damage> {
        let root = parse_tree(text).map_err(Damage::Syntax)?;
        let fields = Fields(&root);
        match fields.whole("format") {
            Err(_) => return Err(Damage::Foreign),
            Ok(format) if format > SNAPSHOT_FORMAT => return Err(Damage::Newer(format)),
            Ok(_) => {}
        }
        let saved_at = fields.text("saved_at")?.parse();
        Ok(Self {
            name: fields.text("name")?,
            note: fields.text("note")?,
            saved_at: saved_at.map_err(|_| FieldFault("saved_at", "a time"))?,
            lockin: fields.text("lockin")?,
            base: fields.text("base")?,
            scenario: Document {
                root: fields.mapping("scenario")?.node(),
            },
            edits: fields.texts("edits")?,
            reverts: fields.texts("reverts")?,
            seed: fields.whole("seed")?,
            trials: fields.whole("trials")?,
            portfolios: fields.texts("portfolios")?,
            headline: fields.pairs("headline")?,
            results: fields.mapping("results")?.json(),
        })
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::store::embedded::Example;

    /// A snapshot whose numbers are hard to write down.
    pub(in crate::store) fn snapshot(name: &str) -> Snapshot {
        let hard = [
            0.1 + 0.2,
            1e300 / 3.0,
            5e-324,
            -0.0,
            1e16,
            1.0,
            123_456_789.123_456_79,
        ];
        Snapshot {
            name: name.to_owned(),
            note: "first line\n  second: [line]\n".to_owned(),
            saved_at: "2026-11-22T22:15:30.123456789Z".parse().unwrap(),
            lockin: "0.1.0".to_owned(),
            base: "frontier-lab".to_owned(),
            scenario: Example::default_one().load().document,
            edits: vec!["providers.azure.outages.control-plane.per_year=0.8".to_owned()],
            reverts: vec!["providers.azure.outages.control-plane.per_year=0.65".to_owned()],
            seed: u64::MAX,
            trials: 100_000,
            portfolios: vec!["a".to_owned(), "b".to_owned()],
            headline: vec![("mean loss".to_owned(), "$412 M".to_owned())],
            results: serde_json::json!({"seed": u64::MAX, "hard": hard, "quantiles": {"99.5": 1.5, "5": 0}, "none": null}),
        }
    }

    #[test]
    fn a_snapshot_comes_back_to_the_bit() {
        let saved = snapshot("a: name # with all");
        let text = saved.to_yaml();
        let back = Snapshot::from_yaml(&text).unwrap();
        assert_eq!(back, saved);
        let bits = |snapshot: &Snapshot| -> Vec<u64> {
            let list = snapshot.results["hard"].as_array().unwrap();
            list.iter().map(|x| x.as_f64().unwrap().to_bits()).collect()
        };
        assert_eq!(bits(&back), bits(&saved));
        assert_eq!(back.to_yaml(), text);
        assert!(
            text.starts_with("format: 1\nname: \"a: name # with all\"\n"),
            "{}",
            &text[..200]
        );
    }

    #[test]
    fn what_is_not_a_snapshot_says_why() {
        let text = snapshot("x").to_yaml();
        let reason = |text: &str| Snapshot::from_yaml(text).unwrap_err().to_string();
        assert!(reason("lockin: 1").contains("not a snapshot"));
        assert!(reason(&text.replace("format: 1", "format: 2")).contains("newer"));
        assert!(reason(&text.replace("seed:", "sed:")).contains("`seed` is missing"));
        assert!(reason(&text[..text.len() / 2]).len() > 10);
    }
}
