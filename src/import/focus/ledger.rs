//! Charges added up by who bills them, who runs them, where, and for what.

use std::collections::{BTreeMap, BTreeSet};

use super::keys::{Keys, hash};
use super::period::{Window, seconds};
use crate::import::decimal::Decimal;
use crate::import::table::is_null;
use crate::store::printable;

/// One charge, its cells as they stand in the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Charge<'a> {
    pub(super) provider: &'a [u8],
    pub(super) host: &'a [u8],
    pub(super) region: &'a [u8],
    pub(super) category: &'a [u8],
    /// `ChargeCategory`.
    pub(super) kind: &'a [u8],
    pub(super) currency: &'a [u8],
    pub(super) commitment_status: &'a [u8],
    /// The workload that it belongs to, where `--by` asks for that.
    pub(super) split: &'a [u8],
    pub(super) start: &'a [u8],
    pub(super) end: &'a [u8],
    /// `None` where the cell is null, an error where it is no amount.
    pub(super) billed: Option<Result<Decimal, ()>>,
    pub(super) effective: Option<Result<Decimal, ()>>,
}

/// What a charge is, as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// Something was used.
    Usage,
    /// Something was promised to be used, and was not.
    Unused,
    Purchase,
    Tax,
    Credit,
    Adjustment,
    /// Anything else, which the specification does not have.
    Other,
}

impl Class {
    pub(super) const ALL: [Class; 7] = [
        Class::Usage,
        Class::Unused,
        Class::Purchase,
        Class::Tax,
        Class::Credit,
        Class::Adjustment,
        Class::Other,
    ];

    fn of(charge: &[u8], commitment_status: &[u8]) -> Self {
        match charge {
            b"Usage" if commitment_status.eq_ignore_ascii_case(b"Unused") => Class::Unused,
            b"Usage" => Class::Usage,
            b"Purchase" => Class::Purchase,
            b"Tax" => Class::Tax,
            b"Credit" => Class::Credit,
            b"Adjustment" => Class::Adjustment,
            other => Self::spelled(other, commitment_status),
        }
    }

    /// The same for other spellings.
    fn spelled(charge: &[u8], commitment_status: &[u8]) -> Self {
        let words: [&[u8]; 5] = [b"Usage", b"Purchase", b"Tax", b"Credit", b"Adjustment"];
        let charge = charge.trim_ascii();
        match words.iter().find(|word| word.eq_ignore_ascii_case(charge)) {
            Some(word) if *word != charge => Self::of(word, commitment_status),
            _ => Class::Other,
        }
    }

    /// Whether the run rate is made of it: use, and purchases. Those of commitments have no effective cost, as that is
    /// spread over the use; those of anything else, such as a subscription, have it here.
    pub(super) fn runs(self) -> bool {
        matches!(self, Class::Usage | Class::Unused | Class::Purchase)
    }

    /// Its name as a reason to be left out.
    pub(super) fn reason(self) -> &'static str {
        match self {
            Class::Usage => "charge category Usage",
            Class::Unused => "unused commitment",
            Class::Purchase => "charge category Purchase",
            Class::Tax => "charge category Tax",
            Class::Credit => "charge category Credit",
            Class::Adjustment => "charge category Adjustment",
            Class::Other => "charge category that FOCUS does not have",
        }
    }
}

/// The sums of a group of charges.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sums {
    pub(super) rows: u64,
    pub(super) billed: Decimal,
    pub(super) effective: Decimal,
}

/// Which column of a group's key is which.
const PROVIDER: usize = 0;
const HOST: usize = 1;
const REGION: usize = 2;
const CATEGORY: usize = 3;
const CURRENCY: usize = 4;
const SPLIT: usize = 5;
const CLASS: usize = 6;
/// An account's month in a file, where several files are read.
const SLICE: usize = 7;

/// Charges added up.
#[derive(Clone, Debug, Default)]
pub(super) struct Ledger {
    pub(super) rows: u64,
    pub(super) negative: u64,
    pub(super) zero_effective: u64,
    pub(super) dropped: BTreeMap<&'static str, u64>,
    /// Rows without a cost of one basis; they count as nothing on it.
    pub(super) null_billed: u64,
    pub(super) null_effective: u64,
    texts: Keys<Box<[u8]>>,
    groups: Keys<[u32; 8]>,
    sums: Vec<Sums>,
    windows: Vec<Window>,
    slices: Vec<Slice>,
    slice: u32,
    /// The start and end of the charge before, as they were written and read.
    last_period: (Box<[u8]>, Option<(i64, i64)>),
    /// Slices that are left out because a later file has them again.
    replaced: BTreeSet<u32>,
}

/// An account's month in one file.
#[derive(Clone, Debug)]
struct Slice {
    file: usize,
    /// Billing account and billing period.
    what: u32,
    rows: u64,
    /// The least hashes of its charges: a sample of what they are.
    sample: BTreeSet<u64>,
}

/// How many charges of a slice are remembered.
const SAMPLE: usize = 256;

/// A group's key in words.
#[derive(Clone, Debug)]
pub(super) struct Group<'a> {
    pub(super) provider: &'a [u8],
    pub(super) host: &'a [u8],
    pub(super) region: &'a [u8],
    pub(super) category: &'a [u8],
    pub(super) currency: &'a [u8],
    pub(super) split: &'a [u8],
    pub(super) class: Class,
    pub(super) sums: Sums,
}

/// A sum beyond what can be held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Overflow;

impl Ledger {
    /// Adds a charge up; false where it had to be left out.
    pub(super) fn add(&mut self, charge: &Charge<'_>) -> Result<bool, Overflow> {
        self.rows += 1;
        let (billed, effective) = match (charge.billed, charge.effective) {
            (None, None) => return Ok(self.leave_out("no cost")),
            (Some(Err(())), _) | (_, Some(Err(()))) => {
                return Ok(self.leave_out("cost that is not a number"));
            }
            (billed, effective) => {
                self.null_billed += u64::from(billed.is_none());
                self.null_effective += u64::from(effective.is_none());
                let value = |cost: Option<Result<Decimal, ()>>| match cost {
                    Some(Ok(cost)) => cost,
                    _ => Decimal::ZERO,
                };
                (value(billed), value(effective))
            }
        };
        if is_null(charge.currency) {
            return Ok(self.leave_out("no currency"));
        }
        let Some((start, end)) = self.period(charge.start, charge.end) else {
            return Ok(self.leave_out("charge period that cannot be read"));
        };
        if end <= start {
            return Ok(self.leave_out("charge period that ends before it starts"));
        }
        self.negative += u64::from(billed.is_negative());
        self.zero_effective += u64::from(effective.is_zero() && !billed.is_zero());
        let slice = self.slice as usize;
        if self.windows.len() <= slice {
            self.windows.resize_with(slice + 1, Window::default);
        }
        self.windows[slice].add(start, end);
        let group = self.group(charge) as usize;
        if self.sums.len() <= group {
            self.sums.resize_with(group + 1, Sums::default);
        }
        let sums = &mut self.sums[group];
        sums.rows += 1;
        if sums.billed.add(billed) && sums.effective.add(effective) {
            Ok(true)
        } else {
            Err(Overflow)
        }
    }

    fn group(&mut self, charge: &Charge<'_>) -> u32 {
        let or_none = |cell| if is_null(cell) { &b"(none)"[..] } else { cell };
        let class = Class::of(charge.kind, charge.commitment_status);
        let provider = self.texts.text(or_none(charge.provider));
        let host = if is_null(charge.host) {
            provider
        } else {
            self.texts.text(charge.host)
        };
        let mut key = [0; 8];
        key[PROVIDER] = provider;
        key[HOST] = host;
        key[REGION] = self.region(or_none(charge.region));
        key[CATEGORY] = self.texts.text(or_none(charge.category));
        key[CURRENCY] = self.texts.text(charge.currency);
        key[SPLIT] = self.texts.text(charge.split);
        key[CLASS] = class as u32;
        key[SLICE] = self.slice;
        self.groups.group(key)
    }

    /// Regions are written in lower case and in upper case in one and the same file.
    fn region(&mut self, region: &[u8]) -> u32 {
        if region.iter().any(u8::is_ascii_uppercase) {
            self.texts.text(&region.to_ascii_lowercase())
        } else {
            self.texts.text(region)
        }
    }

    fn period(&mut self, start: &[u8], end: &[u8]) -> Option<(i64, i64)> {
        let (last, period) = &self.last_period;
        let same =
            last.len() == start.len() + end.len() && last.starts_with(start) && last.ends_with(end);
        if same {
            return *period;
        }
        let period = seconds(start).zip(seconds(end));
        self.last_period = ([start, end].concat().into(), period);
        period
    }

    /// Counts a row that is left out; always false.
    pub(super) fn leave_out(&mut self, reason: &'static str) -> bool {
        *self.dropped.entry(reason).or_default() += 1;
        false
    }

    /// The charges that follow are those of this account's month in this file; `identity` tells one from another.
    pub(super) fn begin_slice(&mut self, file: usize, what: [&[u8]; 2], identity: u64) {
        let account = self.texts.text(what[0]);
        let month = self.texts.text(what[1]);
        let both = u64::from(account) << 32 | u64::from(month);
        let what = self.texts.text(&both.to_le_bytes());
        let same = |slice: &Slice| slice.file == file && slice.what == what;
        let known = self.slices.get(self.slice as usize).is_some_and(same);
        if !known {
            let found = self.slices.iter().position(same);
            let at = found.unwrap_or_else(|| {
                self.slices.push(Slice {
                    file,
                    what,
                    rows: 0,
                    sample: BTreeSet::new(),
                });
                self.slices.len() - 1
            });
            self.slice = u32::try_from(at).unwrap_or(u32::MAX);
        }
        let slice = &mut self.slices[self.slice as usize];
        slice.rows += 1;
        let full = slice.sample.len() == SAMPLE;
        if !full || slice.sample.last().is_some_and(|last| identity < *last) {
            slice.sample.insert(identity);
            if slice.sample.len() > SAMPLE {
                slice.sample.pop_last();
            }
        }
    }

    /// Leaves out every account's month that a later file has again, and says which: earlier and later file, rows.
    ///
    /// Two files hold the same month again, and not two parts of it, where most of their charges are the same ones,
    /// whatever they cost.
    pub(super) fn leave_out_repeats(&mut self) -> Vec<(usize, usize, u64)> {
        let mut repeats = Vec::new();
        for (later, new) in self.slices.iter().enumerate() {
            for (earlier, old) in self.slices[..later].iter().enumerate() {
                let number = u32::try_from(earlier).unwrap_or(u32::MAX);
                let again = old.what == new.what && old.file != new.file && overlap(old, new) > 0.5;
                if again && self.replaced.insert(number) {
                    repeats.push((old.file, new.file, old.rows));
                }
            }
        }
        let rows: u64 = repeats.iter().map(|(_, _, rows)| rows).sum();
        if rows > 0 {
            *self
                .dropped
                .entry("charge of a month that a later file has again")
                .or_default() += rows;
        }
        repeats
    }

    /// The hours that the charges cover.
    pub(super) fn window(&self) -> Window {
        let mut all = Window::default();
        for (number, window) in (0..).zip(&self.windows) {
            if !self.replaced.contains(&number) {
                all.merge(window);
            }
        }
        all
    }

    /// All groups with their sums.
    pub(super) fn groups(&self) -> impl Iterator<Item = Group<'_>> {
        let text = |number: u32| &*self.texts.all()[number as usize];
        let groups = self.groups.all().iter().zip(&self.sums);
        groups
            .filter(|(key, _)| !self.replaced.contains(&key[SLICE]))
            .map(move |(key, sums)| Group {
                provider: text(key[PROVIDER]),
                host: text(key[HOST]),
                region: text(key[REGION]),
                category: text(key[CATEGORY]),
                currency: text(key[CURRENCY]),
                split: text(key[SPLIT]),
                class: Class::ALL[key[CLASS] as usize],
                sums: *sums,
            })
    }
}

/// A cell as text that is safe to show.
pub(super) fn shown(cell: &[u8]) -> String {
    printable(&String::from_utf8_lossy(cell))
}

/// The hash of the cells that tell one charge from another.
pub(super) fn identity<'a>(cells: impl Iterator<Item = &'a [u8]>) -> u64 {
    cells.fold(0, |sum: u64, cell| sum.rotate_left(7) ^ hash(cell))
}

/// The share of the smaller slice's charges that the other has too, estimated from the least hashes of both.
///
/// Source: A. Broder, “On the resemblance and containment of documents”, Proc. Compression and Complexity of
/// Sequences (1997), 21–29.
fn overlap(a: &Slice, b: &Slice) -> f64 {
    let union: BTreeSet<u64> = a.sample.union(&b.sample).copied().take(SAMPLE).collect();
    let both = |hash: &&u64| a.sample.contains(hash) && b.sample.contains(hash);
    let shared = union.iter().filter(both).count() as f64;
    // Jaccard's index to the share of the smaller: |A∩B| = J/(1+J)·(|A|+|B|).
    let jaccard = shared / union.len().max(1) as f64;
    let (small, large) = (a.rows.min(b.rows) as f64, a.rows.max(b.rows) as f64);
    jaccard / (1.0 + jaccard) * (small + large) / small.max(1.0)
}
