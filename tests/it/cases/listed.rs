//! What came out of the cases, as tables of `docs/checks.md`.

use std::fmt::Write;

use super::figure::Found;
use super::{Case, Expected, File};

/// Files by name, with their cases and what came out of them.
pub(super) type Files<'a> = Vec<(&'a str, &'a File, Vec<(&'a Case, Vec<Held<'a>>)>)>;

/// A figure that was held against its number.
pub(super) struct Held<'a> {
    expected: &'a Expected,
    found: f64,
    /// Half of the range that holds the truth with one standard error; 0 where nothing is random.
    error: f64,
}

impl<'a> Held<'a> {
    pub(super) fn of(expected: &'a Expected, found: &Found) -> Self {
        let (low, high) = found.range(1.0);
        Self {
            expected,
            found: found.value(),
            error: (high - low) / 2.0,
        }
    }

    /// What the source and the limit in which the model is the source's leave open.
    fn slack(&self) -> f64 {
        self.expected.digits + self.expected.bias
    }

    /// How far it is off, in standard errors; nothing where nothing is random.
    fn standard_errors(&self) -> Option<f64> {
        (self.error > 0.0).then(|| (self.found - self.expected.value) / self.error)
    }

    /// How far it is off, as a part of the value.
    fn relative(&self) -> f64 {
        let off = (self.found - self.expected.value).abs();
        if off > 0.0 {
            off / self.expected.value.abs()
        } else {
            0.0
        }
    }

    /// The value that was found, with its error where it has one.
    fn shown(&self) -> String {
        if self.error > 0.0 {
            let error = significant(self.error, 2);
            let decimals = error.split_once('.').map_or(0, |(_, digits)| digits.len());
            format!("{:.decimals$} ± {error}", self.found)
        } else {
            significant(self.found, 10)
        }
    }

    fn off(&self) -> String {
        self.standard_errors().map_or_else(
            || parts(self.relative()),
            |errors| format!("{} se", signed(errors)),
        )
    }

    fn allowed(&self) -> String {
        let expected = self.expected;
        let mut allowed = match (expected.z, expected.absolute, expected.relative) {
            (Some(z), ..) => format!("{z} se"),
            (None, Some(absolute), _) => format!("± {}", significant(absolute, 2)),
            (None, None, relative) => {
                let relative = relative.unwrap_or_default();
                format!("{} of it", power(relative.log10().ceil()))
            }
        };
        for (slack, why) in [(expected.digits, "print"), (expected.bias, "limit")] {
            // What is far below the error of the figure only makes the row longer.
            if slack > 0.01 * self.error {
                write!(allowed, " + {} ({why})", significant(slack, 2)).expect(TAKES_ALL);
            }
        }
        allowed
    }
}

const TAKES_ALL: &str = "a string takes all";

/// A table for each file, a row for each figure.
pub(super) fn by_figure(files: &Files<'_>) -> String {
    let mut text = String::new();
    for (name, file, cases) in files {
        let (title, source) = (&file.title, in_one_line(&file.source));
        writeln!(text, "### {title}\n\n`tests/cases/{name}`. {source}\n").expect(TAKES_ALL);
        text.push_str("| case | figure | published | found | off by | allowed |\n| --- | --- | --- | --- | --- | --- |\n");
        for (case, held) in cases {
            for held in held {
                let cells = [
                    in_a_cell(&case.name),
                    format!("`{}`", held.expected.figure),
                    significant(held.expected.value, 10),
                    held.shown(),
                    held.off(),
                    held.allowed(),
                ];
                writeln!(text, "| {} |", cells.join(" | ")).expect(TAKES_ALL);
            }
        }
        text.push('\n');
    }
    text + &spread(files)
}

/// A row for each case: how many figures, and the one that is off most.
pub(super) fn by_case(files: &Files<'_>) -> String {
    let mut text = String::new();
    for (name, file, cases) in files {
        let (title, source) = (&file.title, in_one_line(&file.source));
        let made = file.made_by.as_deref().unwrap_or_default();
        writeln!(
            text,
            "### {title}\n\n`tests/cases/{name}`. {source} ({made})\n"
        )
        .expect(TAKES_ALL);
        text.push_str("| case | simulated figures | off by most | exact figures | off by most |\n| --- | --- | --- | --- | --- |\n");
        for (case, held) in cases {
            let simulated: Vec<f64> = held.iter().filter_map(Held::standard_errors).collect();
            let worst = simulated
                .iter()
                .copied()
                .max_by(|a, b| a.abs().total_cmp(&b.abs()));
            let exact = held.iter().filter(|held| held.standard_errors().is_none());
            let exact: Vec<f64> = exact.map(Held::relative).collect();
            let dash = || "–".to_owned();
            let cells = [
                in_a_cell(&case.name),
                simulated.len().to_string(),
                worst.map_or_else(dash, |errors| format!("{} se", signed(errors))),
                exact.len().to_string(),
                exact
                    .iter()
                    .copied()
                    .reduce(f64::max)
                    .map_or_else(dash, parts),
            ];
            writeln!(text, "| {} |", cells.join(" | ")).expect(TAKES_ALL);
        }
        text.push('\n');
    }
    text + &spread(files)
}

/// How many simulated figures lie within one, two and three standard errors, of those with nothing else to be off by.
fn spread(files: &Files<'_>) -> String {
    let cases = files.iter().flat_map(|(_, _, cases)| cases);
    let held = cases.flat_map(|(_, held)| held);
    let sharp = held.filter(|held| held.slack() < 0.1 * held.error);
    let off: Vec<f64> = sharp.filter_map(Held::standard_errors).collect();
    let within = |most: f64| {
        let inside = off.iter().filter(|off| off.abs() <= most).count();
        format!("{:.0} %", 100.0 * inside as f64 / off.len() as f64)
    };
    format!(
        "Of the {} simulated figures above with nothing but chance to be off by, {} lie within one standard error, {} within two\n\
         and {} within three; 68, 95 and 99.7 % would be expected of independent ones, and those of one run are not.\n",
        off.len(),
        within(1.0),
        within(2.0),
        within(3.0)
    )
}

/// With a sign, to a tenth; what rounds to nothing has none.
fn signed(errors: f64) -> String {
    let text = format!("{errors:+.1}");
    let bare = text.trim_start_matches(['+', '-']);
    if bare == "0.0" {
        bare.to_owned()
    } else {
        text.replace('-', "−")
    }
}

/// A small part as a power of ten, rounded up. Below 10^−9 it hangs on the last bits, which are not the same on every
/// processor outside the engine.
fn parts(part: f64) -> String {
    if part > 1e-9 {
        power(part.log10().ceil())
    } else {
        format!("below {}", power(-9.0))
    }
}

fn power(exponent: f64) -> String {
    format!("10^{exponent:.0}").replace('-', "−")
}

/// A number to so many significant digits, without zeros behind the point that say nothing.
fn significant(value: f64, digits: i32) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the power of ten of a double"
    )]
    let power = value.abs().log10().floor() as i32;
    let decimals = usize::try_from((digits - 1 - power).max(0)).expect("not negative");
    let text = format!("{value:.decimals$}");
    if digits > 2 && text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn in_a_cell(text: &str) -> String {
    in_one_line(text).replace('|', "\\|")
}
