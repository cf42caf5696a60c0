//! Which import fits some files, by their content alone.

use std::io::Read;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::fault::{ImportError, Refusal};
use super::source::{self, Archive, Content, Source};
use super::table::Table;
use super::{Imported, dora, focus, graph, incidents};

/// The imports that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Cloud bills.
    Focus,
    /// Incident histories.
    Incidents,
    /// The register of information of DORA.
    Dora,
    /// Who depends on whom.
    Graph,
}

impl Format {
    /// The word of the command line.
    pub fn name(self) -> &'static str {
        match self {
            Format::Focus => "focus",
            Format::Incidents => "incidents",
            Format::Dora => "dora",
            Format::Graph => "graph",
        }
    }

    /// What such a file is, with its article.
    pub fn about(self) -> &'static str {
        match self {
            Format::Focus => "a bill",
            Format::Incidents => "an incident history",
            Format::Dora => "a register of information",
            Format::Graph => "an inventory of who depends on whom",
        }
    }

    /// Reads the files with nothing said beyond them.
    pub fn import(self, files: &[PathBuf]) -> Result<Imported, ImportError> {
        match self {
            Format::Focus => focus::import(files, &focus::Options::default()),
            Format::Incidents => {
                incidents::import(files, &incidents::Options::at(jiff::Timestamp::now()))
            }
            Format::Graph => graph::import(files, &graph::Options::default()),
            Format::Dora => match files {
                [file] => dora::import(file),
                files => Err(ImportError::of(&named(files), &DetectFault::OnePackage)),
            },
        }
    }
}

/// Why no import can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
enum DetectFault {
    #[error("no import knows what this is")]
    Unknown,
    #[error("this is {}, but the first of the files is {}", .this.about(), .first.about())]
    Mixed { this: Format, first: Format },
    #[error("these are several registers of information, which are read one by one")]
    OnePackage,
}

impl Refusal for DetectFault {
    fn hint(&self) -> Option<String> {
        let hint = match self {
            DetectFault::Unknown => {
                "bills are FOCUS, histories are what status pages give, registers are zip archives, inventories are edge lists, Backstage or Terraform"
            }
            DetectFault::Mixed { .. } => "import files of one kind together",
            DetectFault::OnePackage => "choose one of them",
        };
        Some(hint.to_owned())
    }
}

/// The import that all of the files are for.
pub fn detect(files: &[PathBuf]) -> Result<Format, ImportError> {
    let mut first: Option<Format> = None;
    for file in files {
        let this = of_file(file)?;
        match first {
            Some(first) if first != this => {
                let fault = DetectFault::Mixed { this, first };
                return Err(ImportError::of(&file.display().to_string(), &fault));
            }
            _ => first = Some(this),
        }
    }
    first.ok_or_else(|| ImportError::of("", &DetectFault::Unknown))
}

/// The names of several files, as one.
fn named(files: &[PathBuf]) -> String {
    let names: Vec<String> = files
        .iter()
        .map(|file| file.display().to_string())
        .collect();
    names.join(", ")
}

/// The most that is looked at to tell a text from a table \[bytes\].
const HEAD: u64 = 1 << 16;

fn of_file(path: &Path) -> Result<Format, ImportError> {
    let Source { name, content } = source::open(path)?;
    let text = match content {
        Content::Zip(archive) => return Ok(of_archive(&archive)),
        Content::Text(text) => text,
    };
    let mut head = Vec::new();
    let read = text.take(HEAD).read_to_end(&mut head);
    read.map_err(|error| ImportError::of(&name, &source::SourceFault::of(error)))?;
    let head = String::from_utf8_lossy(&head);
    match head.trim_start().as_bytes().first() {
        Some(b'[') => Ok(Format::Incidents),
        Some(b'{') => of_object(path),
        _ if graph::looks_known(&head) => Ok(Format::Graph),
        _ => of_table(path, &head),
    }
}

/// A package has its tables by number; exports of bills are packed in archives too.
fn of_archive(archive: &Archive) -> Format {
    let bill = |path: &str| {
        let path = path.to_ascii_lowercase();
        let file = path.rsplit('/').next().unwrap_or_default().to_owned();
        file.rsplit('.').next() == Some("csv")
            && !file.starts_with("b_")
            && !path.contains("reports/")
    };
    if archive.members().iter().all(|member| !bill(&member.path)) {
        Format::Dora
    } else {
        Format::Focus
    }
}

/// The keys by which a state is known; what stands under them is skipped unseen.
#[derive(Deserialize)]
struct Keys {
    version: Option<IgnoredAny>,
    terraform_version: Option<IgnoredAny>,
    format_version: Option<IgnoredAny>,
    resources: Option<IgnoredAny>,
    values: Option<IgnoredAny>,
}

/// One JSON object: a state, or else a feed. What cannot be read at all is told by the import of feeds.
fn of_object(path: &Path) -> Result<Format, ImportError> {
    let text = source::open(path)?.whole_text()?;
    let keys: Option<Keys> = serde_json::from_str(&text).ok();
    let is_state = keys.is_some_and(|keys| {
        keys.terraform_version.is_some()
            || (keys.version.is_some() && keys.resources.is_some())
            || (keys.format_version.is_some() && keys.values.is_some())
    });
    Ok(if is_state {
        Format::Graph
    } else {
        Format::Incidents
    })
}

/// A table by its columns: bills are known by theirs, any other may be a log of incidents, whose import says what it
/// misses.
fn of_table(path: &Path, head: &str) -> Result<Format, ImportError> {
    let name = path.display().to_string();
    let first = head.lines().next().unwrap_or_default();
    if !first.contains([',', ';', '\t', '|']) {
        return Err(ImportError::of(&name, &DetectFault::Unknown));
    }
    let text = source::open(path)?.text()?;
    let table = Table::new(&name, text)?;
    Ok(if focus::knows(table.columns()) {
        Format::Focus
    } else {
        Format::Incidents
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(content: &str, expected: Option<Format>) {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), content).unwrap();
        let found = detect(&[file.path().to_owned()]);
        assert_eq!(found.ok(), expected, "{content}");
    }

    #[test]
    fn the_content_says_which_import_fits() {
        check("BilledCost;ChargeCategory\n1;Usage\n", Some(Format::Focus));
        check("lineItem/UnblendedCost,x\n1,2\n", Some(Format::Focus));
        check("from,to\na,b\n", Some(Format::Graph));
        check(
            "apiVersion: backstage.io/v1alpha1\nkind: Component\n",
            Some(Format::Graph),
        );
        check(r#"{"version": 4, "resources": []}"#, Some(Format::Graph));
        check(
            r#"{"resources": [], "terraform_version": "1.7"}"#,
            Some(Format::Graph),
        );
        check(
            r#"{"page": {}, "incidents": [{"version": 4}]}"#,
            Some(Format::Incidents),
        );
        check("[]", Some(Format::Incidents));
        check(
            "Opened,Closed\n2024-01-01,2024-01-02\n",
            Some(Format::Incidents),
        );
        check("Dear reader\n", None);
        check("", None);
    }

    #[test]
    fn files_of_two_kinds_are_refused_with_both_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, content: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, content).unwrap();
            path
        };
        let files = [file("a", "from,to\na,b\n"), file("b", "[]")];
        let words = detect(&files).unwrap_err().to_string();
        assert!(
            words.contains("an incident history, but the first of the files is an inventory"),
            "{words}"
        );
    }
}
