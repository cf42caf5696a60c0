//! What a person may ask of an import of incidents.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::stats::Family;

/// Which law of durations goes into the scenario.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HoursLaw {
    /// The times themselves from 30 on, else the best fit that has a mean.
    #[default]
    Auto,
    /// The times themselves.
    Empirical,
    /// The fit with the least AIC that has a mean.
    Best,
    /// A fit of this family.
    Fitted(Family),
}

/// What to count, and how to read what a file leaves open.
#[derive(Clone, Debug)]
pub struct Options {
    /// Whose incidents these are, where the file does not say or says otherwise.
    pub provider: Option<String>,
    /// The id of the failure mode.
    pub hazard: String,
    /// Words of severity that count; all where empty.
    pub severity: Vec<String>,
    /// Parts of component names that count; all where empty.
    pub component: Vec<String>,
    /// Regions that count; all where empty.
    pub region: Vec<String>,
    /// Only what started then or later.
    pub since: Option<Timestamp>,
    /// Where watching ended, instead of the last moment that the files mention.
    pub until: Option<Timestamp>,
    /// Whether durations over 30 days are believed.
    pub keep_long: bool,
    /// Whether incidents of one provider that overlap in a region are one event.
    pub merge: bool,
    /// The law of durations.
    pub hours: HoursLaw,
    /// Columns of a table: from `start`, `end`, `severity`, … to the name in the file.
    pub map: BTreeMap<String, String>,
    /// The zone of moments that have none.
    pub zone: TimeZone,
    /// The present: what is later is a wrong year.
    pub now: Timestamp,
}

impl Options {
    /// Nothing asked, at this moment.
    pub fn at(now: Timestamp) -> Self {
        Self {
            provider: None,
            hazard: "posted-incidents".to_owned(),
            severity: Vec::new(),
            component: Vec::new(),
            region: Vec::new(),
            since: None,
            until: None,
            keep_long: false,
            merge: false,
            hours: HoursLaw::default(),
            map: BTreeMap::new(),
            zone: TimeZone::UTC,
            now,
        }
    }
}
