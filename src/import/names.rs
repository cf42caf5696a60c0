//! What files call things, and the ids that they get in a scenario.

use std::collections::BTreeMap;

/// The providers that go by several names: id, the name that people read, and all names in lower case.
const ALIASES: &[(&str, &str, &[&str])] = &[
    (
        "aws",
        "Amazon Web Services",
        &[
            "aws",
            "amazon",
            "amazon web services",
            "amazon web services, inc.",
            "amazon web services, inc",
            "amazon web services inc.",
            "amazon web services emea sarl",
        ],
    ),
    (
        "azure",
        "Microsoft Azure",
        &[
            "azure",
            "microsoft",
            "microsoft azure",
            "ms azure",
            "microsoft corporation",
            "microsoft ireland operations limited",
        ],
    ),
    (
        "gcp",
        "Google Cloud",
        &[
            "gcp",
            "google",
            "google cloud",
            "google cloud platform",
            "google cloud emea limited",
            "google llc",
        ],
    ),
    (
        "oracle",
        "Oracle Cloud",
        &[
            "oracle",
            "oci",
            "oracle cloud",
            "oracle cloud infrastructure",
        ],
    ),
];

fn known(name: &str) -> Option<(&'static str, &'static str)> {
    let name = name.trim().to_lowercase();
    let found = ALIASES.iter().find(|(_, _, names)| names.contains(&&*name));
    found.map(|(id, long, _)| (*id, *long))
}

/// The id of a provider that goes by several names.
pub fn alias(name: &str) -> Option<&'static str> {
    known(name).map(|(id, _)| id)
}

/// A text as an id: letters and digits in lower case, a dash for everything between them.
pub fn slug(text: &str) -> String {
    let mut id = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            id.push(c.to_ascii_lowercase());
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
    }
    let id = id.trim_end_matches('-');
    // Names in other scripts leave nothing.
    if id.is_empty() {
        "unnamed".to_owned()
    } else {
        id.to_owned()
    }
}

/// The ids given so far: the same name always gets the same, other names another.
#[derive(Clone, Debug, Default)]
pub struct Ids {
    by_name: BTreeMap<String, String>,
    /// Every id, with the name that people read.
    names: BTreeMap<String, String>,
}

impl Ids {
    /// The id of a provider or third party, by its alias if it has one.
    pub fn of_provider(&mut self, name: &str) -> String {
        let Some((id, long)) = known(name) else {
            return self.of(name);
        };
        self.by_name.insert(name.to_owned(), id.to_owned());
        self.names.insert(id.to_owned(), long.to_owned());
        id.to_owned()
    }

    /// The id of a thing of any other kind.
    pub fn of(&mut self, name: &str) -> String {
        if let Some(id) = self.by_name.get(name) {
            return id.clone();
        }
        let base = slug(name);
        let mut id = base.clone();
        let mut n = 2;
        // The ids of providers with an alias are theirs, also before they come.
        let theirs = |id: &str| ALIASES.iter().any(|(known, ..)| *known == id);
        while self.names.contains_key(&id) || theirs(&id) {
            id = format!("{base}-{n}");
            n += 1;
        }
        self.by_name.insert(name.to_owned(), id.clone());
        self.names.insert(id.clone(), name.to_owned());
        id
    }

    /// The name that people read for an id given here.
    pub fn name<'a>(&'a self, id: &'a str) -> &'a str {
        self.names.get(id).map_or(id, String::as_str)
    }

    /// Which names of files became which ids by an alias, for the report.
    pub fn aliases(&self) -> Vec<(String, String)> {
        let renamed = self
            .by_name
            .iter()
            .filter(|(name, _)| alias(name).is_some());
        renamed
            .map(|(name, id)| (name.clone(), id.clone()))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::is_id;

    #[test]
    fn providers_have_one_id_whatever_they_are_called() {
        for name in [
            "AWS",
            "Amazon Web Services, Inc.",
            "Amazon Web Services EMEA SARL",
        ] {
            assert_eq!(alias(name), Some("aws"), "{name}");
        }
        assert_eq!(alias("MS Azure"), Some("azure"));
        assert_eq!(alias("Datadog"), None);
    }

    #[test]
    fn every_name_gets_an_id_of_its_own() {
        let mut ids = Ids::default();
        let names = ["Data dog", "data-dog", "東京", "大阪", "-x-", "data-dog"];
        let given: Vec<_> = names.iter().map(|name| ids.of(name)).collect();
        assert_eq!(
            given,
            [
                "data-dog",
                "data-dog-2",
                "unnamed",
                "unnamed-2",
                "x",
                "data-dog-2"
            ]
        );
        assert!(given.iter().all(|id| is_id(id)));
        assert_eq!(ids.name("data-dog"), "Data dog");
        assert_eq!(
            (ids.of("aws!").as_str(), ids.of_provider("AWS").as_str()),
            ("aws-2", "aws")
        );
    }
}
