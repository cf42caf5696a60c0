//! An import behind the user's back: which one fits, what it found, and what it would change in what is open.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::errand::Teller;
use super::{Merge, Workspace};
use crate::import::source::heeding;
use crate::import::{Format, Imported, detect};

/// The shortest time between two words on how far the reading is.
const TICK: Duration = Duration::from_millis(50);

/// What an import has to say.
#[derive(Clone, Debug)]
pub enum IntakeWord {
    /// The share of the files' bytes that was read.
    Read(f64),
    /// It is done.
    Done(Box<Taken>),
    /// The files are at fault: what is wrong, and the way out.
    Faulty(String),
}

/// Files that were read, and what they would change.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The import that fits them.
    pub format: Format,
    /// The names of the files, without their folders.
    pub files: String,
    /// The report for people, as the command line prints it.
    pub report: String,
    /// What changes where values that a person has set stay.
    pub merge: Merge,
    /// What changes where they are replaced.
    pub replacing: Merge,
}

/// Reads the files with the import that fits them.
pub fn intake(files: &[PathBuf], workspace: &Workspace, teller: &Teller<IntakeWord>) {
    let word = match taken(files, workspace, teller) {
        Ok(taken) => IntakeWord::Done(Box::new(taken)),
        Err(words) => IntakeWord::Faulty(words),
    };
    if !teller.is_over() {
        teller.tell(word);
    }
}

fn taken(
    files: &[PathBuf],
    workspace: &Workspace,
    teller: &Teller<IntakeWord>,
) -> Result<Taken, String> {
    let format = detect(files).map_err(|error| told(&error.diagnostics))?;
    let size: u64 = files
        .iter()
        .filter_map(|file| file.metadata().ok())
        .map(|file| file.len())
        .sum();
    let (read, last) = (Cell::new(0), Cell::new(Instant::now()));
    let words = teller.clone();
    let eye = move |bytes| {
        read.set(read.get() + bytes);
        if last.get().elapsed() >= TICK {
            last.set(Instant::now());
            words.tell(IntakeWord::Read(read.get() as f64 / (size.max(1)) as f64));
        }
        !words.is_over()
    };
    let imported = heeding(eye, || format.import(files)).map_err(|error| {
        let told = told(&error.diagnostics);
        format!("{told}\n\n{}", way_out(format, files))
    })?;
    let Imported { findings, report } = &imported;
    let merge = |replace| {
        Merge::of(workspace, findings, replace).map_err(|fault| {
            format!(
                "error: {fault}\n\nNothing is changed. {}",
                way_out(format, files)
            )
        })
    };
    Ok(Taken {
        format,
        files: names(files),
        report: report.text(findings),
        merge: merge(false)?,
        replacing: merge(true)?,
    })
}

/// Faults as the command line shows them.
fn told(diagnostics: &[crate::store::Diagnostic]) -> String {
    let told: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
    told.join("\n\n")
}

/// Options are given on the command line, whose outcome can be read again here.
fn way_out(format: Format, files: &[PathBuf]) -> String {
    let files: Vec<String> = files.iter().map(|file| quoted(file)).collect();
    format!(
        "With options, on the command line; what it writes into the open file is taken over here:\n  lockin import {} {} --into FILE",
        format.name(),
        files.join(" ")
    )
}

/// A path as a shell reads it.
fn quoted(path: &Path) -> String {
    let text = crate::store::printable(&path.display().to_string());
    if text
        .chars()
        .all(|c| c.is_alphanumeric() || "/._-+,:@%=".contains(c))
    {
        text
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

/// A few names without their folders.
fn names(files: &[PathBuf]) -> String {
    let name = |path: &PathBuf| {
        let name = path.file_name().unwrap_or(path.as_os_str());
        crate::store::printable(&name.to_string_lossy())
    };
    match files {
        [first, _, _, ..] => format!("{} and {} more", name(first), files.len() - 1),
        files => files.iter().map(name).collect::<Vec<_>>().join(" and "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Errand;
    use crate::store::Example;

    /// The last word on an import of a file of this content into a shipped scenario.
    fn last_word(content: &str) -> IntakeWord {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), content).unwrap();
        let loaded = Example::named("online-retailer").unwrap().load();
        let workspace = Workspace::open("online-retailer", loaded.document).unwrap();
        let errand = Errand::default();
        let files = vec![file.path().to_owned()];
        errand
            .start(
                move |teller| intake(&files, &workspace, teller),
                IntakeWord::Faulty,
            )
            .unwrap();
        loop {
            let heard = errand
                .words()
                .recv_timeout(Duration::from_secs(60))
                .unwrap();
            match errand.heard(heard).unwrap() {
                IntakeWord::Read(_) => {}
                word => return word,
            }
        }
    }

    #[test]
    fn an_import_tells_its_report_and_what_changes() {
        let IntakeWord::Done(taken) = last_word("from,to,kind\nshop,rack-7,runs on\n") else {
            panic!("not done");
        };
        assert_eq!(taken.format, Format::Graph);
        assert!(taken.report.contains("edge list"), "{}", taken.report);
    }

    #[test]
    fn faults_come_with_the_way_out() {
        let IntakeWord::Faulty(words) = last_word("BilledCost,ChargeCategory\n1,Usage\n") else {
            panic!("no fault");
        };
        assert!(
            words.contains("error: ") && words.contains("hint: "),
            "{words}"
        );
        assert!(words.contains("lockin import focus "), "{words}");
        let IntakeWord::Faulty(words) = last_word("Dear reader") else {
            panic!("no fault");
        };
        assert!(words.contains("no import knows what this is"), "{words}");
    }
}
