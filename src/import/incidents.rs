//! Incident histories: how often a provider fails, and for how long.
//!
//! | room | knows |
//! |---|---|
//! | `incident` | one incident as every feed tells it |
//! | `options` | what may be asked |
//! | `time` | moments as feeds write them |
//! | `statuspage`, `google`, `aws`, `azure`, `sheet` | a family of formats each |
//! | `gather` | several files as one list, each incident once |
//! | `evidence` | what a provider's incidents say: rate, durations, fits |
//! | `shared` | incidents of two providers at the same time |
//! | `proposal` | from evidence to the values of a scenario |
//! | `told`, `picture` | figures for programs, sections and a picture for people |
//!
//! Feeds hold what was posted, not what failed: work that was announced, incidents reported afterwards, wrong years and
//! forgotten ones. Each kind is counted and reported; none goes silently into a mean.

mod aws;
mod azure;
mod evidence;
mod gather;
mod google;
mod incident;
mod json;
mod options;
mod picture;
mod proposal;
mod shared;
mod sheet;
mod statuspage;
mod time;
mod told;
mod trouble;

use std::path::PathBuf;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::source::{self, Content, Form, Source};
use super::table::Table;
use super::{FileRead, ImportError, Imported, Report};
use crate::store::Place;

pub use evidence::{Evidence, HoursSummary, LONG, RATE_LEVEL, Rate};
pub use incident::{End, Feed, Incident, Kind, Severity};
pub use options::{HoursLaw, Options};
pub use proposal::{ENOUGH, family};
pub use shared::{Candidate, WINDOW};
pub use sheet::MAPPED;
pub use trouble::Trouble;

/// A scenario has fewer providers; more are customers or machines.
const MOST_PROVIDERS: usize = 500;

/// Reads incident histories of any known formats, all of them together.
pub fn import(files: &[PathBuf], options: &Options) -> Result<Imported, ImportError> {
    let mut feeds = Vec::new();
    let mut failure: Option<ImportError> = None;
    for file in files {
        match source::open(file).and_then(|source| read(source, options)) {
            Ok(read) => feeds.push(read),
            Err(error) => {
                failure = Some(match failure {
                    Some(before) => before.and(error),
                    None => error,
                });
            }
        }
    }
    match failure {
        Some(error) => Err(error),
        None => conclude(feeds, options),
    }
}

/// The same of one text in memory, as if it stood in a file of this name.
pub fn import_bytes(
    name: &str,
    bytes: Vec<u8>,
    options: &Options,
) -> Result<Imported, ImportError> {
    let read = source::of_bytes(name, bytes).and_then(|source| read(source, options))?;
    conclude(vec![read], options)
}

/// What one provider after the other has to say, without a scenario.
pub fn evidence(feeds: Vec<Feed>, options: &Options) -> Vec<Evidence> {
    let gathered = gather::gather(feeds, options);
    let watched = gathered.providers.iter();
    watched
        .map(|watched| evidence::evidence(watched, options))
        .collect()
}

/// The entries of one file, and what it was recognised as.
pub fn read(source: Source, options: &Options) -> Result<(FileRead, Feed), ImportError> {
    let file = source.name.clone();
    let (form, packing) = match &source.content {
        Content::Text(text) => (text.form(), text.packed()),
        Content::Zip(_) => (Form::Text, String::new()),
    };
    let text = source.whole_text()?;
    let json = matches!(text.trim_start().as_bytes().first(), Some(b'{' | b'['));
    let feed = if json && options.map.is_empty() {
        let root = parsed(&file, &text)?;
        [statuspage::read, google::read, aws::read, azure::read]
            .into_iter()
            .find_map(|read| read(&root))
            .ok_or_else(|| ImportError::of(&file, &Trouble::Unknown))?
    } else {
        let text = source::of_bytes(&file, text.into_bytes())?.text()?;
        sheet::read(&file, Table::new(&file, text)?, form, options)?
    };
    let n = feed.incidents.len();
    let entries = if n == 1 { "entry" } else { "entries" };
    let detected = format!("{}{packing}, {n} {entries}", feed.format);
    Ok((FileRead { file, detected }, feed))
}

/// One JSON value, or several one after the other as a list.
fn parsed(file: &str, text: &str) -> Result<Value, ImportError> {
    let mut values = Vec::new();
    for value in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
        values.push(value.map_err(|error| {
            let place = Place {
                line: error.line(),
                column: error.column().max(1),
            };
            // The words without the place, which stands before them.
            let said = error.to_string();
            let words = said.split(" at line ").next().unwrap_or(&said).to_owned();
            ImportError::at(file, place, None, &Trouble::NoJson(words))
        })?);
    }
    Ok(if values.len() == 1 {
        values.remove(0)
    } else {
        Value::Array(values)
    })
}

fn conclude(read: Vec<(FileRead, Feed)>, options: &Options) -> Result<Imported, ImportError> {
    let (files, feeds): (Vec<FileRead>, Vec<Feed>) = read.into_iter().unzip();
    let names = names(&files);
    let refuse = |trouble: Trouble| ImportError::of(&names, &trouble);
    let format = formats(&feeds);
    let notes: Vec<String> = feeds.iter().flat_map(|feed| feed.notes.clone()).collect();
    let entries: usize = feeds.iter().map(|feed| feed.incidents.len()).sum();
    let gathered = gather::gather(feeds, options);
    let n = gathered.providers.len();
    if n > MOST_PROVIDERS {
        let most = MOST_PROVIDERS;
        return Err(refuse(Trouble::TooMany { n, most }));
    }
    let evidence: Vec<Evidence> = gathered
        .providers
        .iter()
        .map(|watched| evidence::evidence(watched, options))
        .collect();
    if evidence.is_empty() {
        return Err(refuse(Trouble::None {
            read: entries as u64,
            dropped: reasons(&gathered.dropped),
        }));
    }
    let findings = proposal::findings(&evidence, &names, options).map_err(refuse)?;
    let candidates = shared::candidates(&evidence);
    let mut report = Report {
        import: "incidents",
        files,
        sections: told::sections(&evidence, &candidates),
        warnings: notes,
        ..Report::default()
    };
    told::figures(
        &mut report,
        &format,
        gathered.maintenance,
        &evidence,
        &candidates,
    );
    for (reason, n) in gathered.dropped {
        report.drop(reason, n);
    }
    for one in &evidence {
        one_sided(&mut report, one, options.keep_long);
        report.warnings.extend(told::warnings(one));
    }
    Ok(Imported { findings, report })
}

/// What counts for the rate and not for the durations.
fn one_sided(report: &mut Report, one: &Evidence, keep_long: bool) {
    let unless_kept = |n| if keep_long { 0 } else { n };
    for (reason, n) in [
        ("zero_length", one.zero_length),
        ("negative", one.negative),
        ("over_30_days", unless_kept(one.over_long)),
        ("open_over_30_days", unless_kept(one.open_long)),
        ("end_unreadable", one.no_end),
    ] {
        report.drop(reason, n);
    }
}

/// The names of some files, without their folders.
fn names(files: &[FileRead]) -> String {
    let names: Vec<&str> = files.iter().map(|read| name(&read.file)).collect();
    match names.as_slice() {
        [first, second, third, rest @ ..] if rest.len() > 1 => {
            format!("{first}, {second}, {third} and {} more", rest.len())
        }
        _ => names.join(", "),
    }
}

fn name(file: &str) -> &str {
    file.rsplit(['/', '\\']).next().unwrap_or(file)
}

fn formats(feeds: &[Feed]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for feed in feeds {
        if !names.contains(&feed.format) {
            names.push(feed.format);
        }
    }
    names.join("; ")
}

fn reasons(dropped: &[(&str, u64)]) -> String {
    if dropped.is_empty() {
        return "none left out".to_owned();
    }
    let parts: Vec<String> = dropped
        .iter()
        .map(|(reason, n)| format!("{n} {}", reason.replace('_', " ")))
        .collect();
    parts.join(", ")
}

/// A moment as a person writes it on the command line; without a zone it is in `zone`.
pub fn moment(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    time::moment(text, zone)
}

#[cfg(test)]
mod tests;
