//! The scenarios that are shipped inside the program.

use super::scenario_file::{Loaded, load_text};

/// A scenario inside the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    /// The name by which it is asked for.
    pub name: &'static str,
    /// Its file, with all comments.
    pub text: &'static str,
}

/// All of them, the default first.
pub const EXAMPLES: [Example; 2] = [
    Example {
        name: "frontier-lab",
        text: include_str!("../../data/frontier-lab.yaml"),
    },
    Example {
        name: "online-retailer",
        text: include_str!("../../data/online-retailer.yaml"),
    },
];

impl Example {
    /// The one that opens where no file is named.
    pub fn default_one() -> Self {
        EXAMPLES[0]
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        EXAMPLES
            .iter()
            .find(|example| example.name == name)
            .copied()
    }

    /// Its document.
    ///
    /// # Panics
    ///
    /// Never: a test loads every example.
    pub fn load(self) -> Loaded {
        load_text(self.text, self.name).expect("a test loads every example")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::InputKind;

    #[test]
    fn every_example_is_without_fault() {
        for example in EXAMPLES {
            let loaded = load_text(example.text, example.name).map_err(|e| e.to_string());
            let loaded = loaded.unwrap();
            if let Err(faults) = loaded.reading().scenario {
                let told: Vec<_> = loaded
                    .diagnostics(&faults)
                    .iter()
                    .map(ToString::to_string)
                    .collect();
                panic!("{}", told.join("\n"));
            }
        }
    }

    #[test]
    fn every_number_of_an_example_says_where_it_comes_from() {
        for example in EXAMPLES {
            for input in example.load().reading().inputs {
                let choice = matches!(input.kind, InputKind::Choice { .. });
                if input.given && !choice {
                    let evidence = &input.evidence;
                    assert!(
                        evidence.source.is_some(),
                        "{}: {} has no source",
                        example.name,
                        input.path
                    );
                    assert!(
                        evidence.basis.is_some(),
                        "{}: {} has no basis",
                        example.name,
                        input.path
                    );
                }
            }
        }
    }

    #[test]
    fn every_example_is_written_and_read_back_the_same() {
        for example in EXAMPLES {
            let document = example.load().document;
            let text = crate::store::write(&document);
            let back = load_text(&text, "written")
                .map_err(|e| e.to_string())
                .unwrap();
            assert_eq!(back.document, document);
        }
    }
}
