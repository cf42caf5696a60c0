//! One incident as every feed tells it, and what a reader makes of a file.

use jiff::Timestamp;

/// When an incident ended, as far as the file knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Then.
    At(Timestamp),
    /// It goes on.
    Open,
    /// It is over, but the file does not say since when; this is its last sign of life.
    LastSeen(Timestamp),
    /// What stands there is no time.
    Unreadable,
}

/// What an entry of a feed is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Something failed.
    Incident,
    /// Work that was announced.
    Maintenance,
    /// An advice, a notice about an account, a security bulletin.
    Notice,
}

/// How bad it was: the feed's word, and what share of capacity that may have taken.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Severity {
    /// As the file writes it; empty where it says nothing.
    pub word: String,
    /// From and to, 0 to 1; nothing where the word says nothing about it.
    pub share: Option<(f64, f64)>,
}

/// One entry of a feed.
#[derive(Clone, Debug, PartialEq)]
pub struct Incident {
    /// The feed's own id, or empty.
    pub id: String,
    /// Whose service it was, by the id that a scenario may use.
    pub provider: String,
    /// Nothing where no time can be read.
    pub start: Option<Timestamp>,
    /// When it was over.
    pub end: End,
    /// When the entry was last touched, where the file says so.
    pub touched: Option<Timestamp>,
    /// The moment up to which its file tells of it; set where files are put together.
    pub seen: Option<Timestamp>,
    /// How bad it was.
    pub severity: Severity,
    /// Services or products.
    pub components: Vec<String>,
    /// Regions, in lower case; none means that the file does not state them.
    pub regions: Vec<String>,
    /// What the entry is about.
    pub kind: Kind,
}

/// The entries of one file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Feed {
    /// What the file was recognised as, with its generation.
    pub format: &'static str,
    /// In the order of the file.
    pub incidents: Vec<Incident>,
    /// The moment that the file shows, where it says so.
    pub taken: Option<Timestamp>,
    /// Whether times count from the first event, not from a date.
    pub relative: bool,
    /// What the reader had to assume.
    pub notes: Vec<String>,
}

impl Incident {
    /// Hours from start to end, or to the last sign of life; may be 0 or negative, nothing where one is not known.
    pub fn hours(&self) -> Option<f64> {
        match self.end {
            End::At(end) | End::LastSeen(end) => Some(hours_between(self.start?, end)),
            End::Open | End::Unreadable => None,
        }
    }
}

/// From one moment to another \[h\].
pub(super) fn hours_between(from: Timestamp, to: Timestamp) -> f64 {
    // Differences of microseconds are exact; a century of them fits 53 bits.
    (to.as_microsecond() - from.as_microsecond()) as f64 / 3.6e9
}
