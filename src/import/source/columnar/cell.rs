//! Single values as the text of a cell.

use std::io::Write;

use jiff::Timestamp;
use jiff::civil::Date;
use parquet::data_type::Int96;

/// Nanoseconds of a second.
const NANOS: i128 = 1_000_000_000;

/// The day on which time begins, counted as [`Int96`] counts days.
const EPOCH: i128 = 2_440_588;

/// How a number is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// As it stands.
    Plain,
    /// Without a sign.
    Unsigned,
    /// In units of 10^-scale.
    Decimal {
        /// Digits behind the point.
        scale: u32,
    },
    /// Days since 1970.
    Date,
    /// Since 1970.
    Time {
        /// Units of a second.
        per_second: i64,
        /// Whether it is adjusted to UTC.
        utc: bool,
    },
}

impl Meaning {
    /// Writes a whole number; what is no time that has a date is written as a number.
    pub(super) fn write(self, number: i64, bits: u32, out: &mut Vec<u8>) {
        let written = match self {
            Meaning::Plain => None,
            Meaning::Unsigned => {
                let mask = u64::MAX >> (64 - bits);
                Some((number.cast_unsigned() & mask).to_string())
            }
            Meaning::Decimal { scale } => {
                decimal(&number.to_be_bytes(), scale, out);
                return;
            }
            Meaning::Date => i32::try_from(number).ok().and_then(date),
            Meaning::Time { per_second, utc } => {
                time(i128::from(number) * NANOS / i128::from(per_second), utc)
            }
        };
        match written {
            Some(text) => out.extend_from_slice(text.as_bytes()),
            None => push(out, format_args!("{number}")),
        }
    }
}

/// Writing to memory does not fail.
pub(super) fn push(out: &mut Vec<u8>, text: std::fmt::Arguments<'_>) {
    let _ = out.write_fmt(text);
}

fn date(days: i32) -> Option<String> {
    let epoch = Date::constant(1970, 1, 1);
    let date = epoch.checked_add(jiff::Span::new().try_days(days).ok()?);
    date.ok().map(|date| date.to_string())
}

fn time(nanos: i128, utc: bool) -> Option<String> {
    let mut text = Timestamp::from_nanosecond(nanos).ok()?.to_string();
    if !utc {
        text.pop();
    }
    Some(text)
}

/// Writes a time of the old kind, which has no zone.
pub(super) fn old_time(value: &Int96, out: &mut Vec<u8>) {
    let [low, high, day] = *value.data() else {
        return;
    };
    let of_day = i128::from(high) << 32 | i128::from(low);
    let nanos = (i128::from(day) - EPOCH) * 86_400 * NANOS + of_day;
    if let Some(text) = time(nanos, false) {
        out.extend_from_slice(text.as_bytes());
    }
}

/// Writes a whole number in units of 10^-`scale`, of any size: in two's complement, the highest byte first.
pub(super) fn decimal(bytes: &[u8], scale: u32, out: &mut Vec<u8>) {
    let negative = bytes.first().is_some_and(|byte| *byte >= 0x80);
    let mut size = bytes.to_vec();
    if negative {
        let mut carry = true;
        for byte in size.iter_mut().rev() {
            let (sum, over) = (!*byte).overflowing_add(u8::from(carry));
            (*byte, carry) = (sum, over);
        }
        out.push(b'-');
    }
    // Digits, the last first: divide by ten until nothing is left.
    let mut digits = Vec::new();
    while size.iter().any(|byte| *byte != 0) {
        let mut rest = 0_u16;
        for byte in &mut size {
            let part = rest << 8 | u16::from(*byte);
            #[expect(
                clippy::cast_possible_truncation,
                reason = "rest < 10, so that part / 10 < 256"
            )]
            let quotient = (part / 10) as u8;
            (*byte, rest) = (quotient, part % 10);
        }
        digits.push(b"0123456789"[usize::from(rest)]);
    }
    let scale = scale as usize;
    while digits.len() <= scale {
        digits.push(b'0');
    }
    for (left, digit) in (0..digits.len()).rev().zip(digits.iter().rev()) {
        out.push(*digit);
        if left == scale && scale > 0 {
            out.push(b'.');
        }
    }
}

/// Writes a cell, in quotes where it needs them.
pub(super) fn quoted(cell: &[u8], out: &mut Vec<u8>) {
    if !cell.iter().any(|byte| b",\"\r\n".contains(byte)) {
        out.extend_from_slice(cell);
        return;
    }
    out.push(b'"');
    for byte in cell {
        if *byte == b'"' {
            out.push(b'"');
        }
        out.push(*byte);
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(expected: &str, write: impl FnOnce(&mut Vec<u8>)) {
        let mut out = Vec::new();
        write(&mut out);
        assert_eq!(String::from_utf8_lossy(&out), expected);
    }

    #[test]
    fn decimals_of_any_size_keep_every_digit() {
        for (number, scale, expected) in [
            (0_i128, 0, "0"),
            (0, 2, "0.00"),
            (-5, 2, "-0.05"),
            (123_456, 3, "123.456"),
            (-123_456, 0, "-123456"),
            (i128::MAX, 18, "170141183460469231731.687303715884105727"),
            (i128::MIN, 38, "-1.70141183460469231731687303715884105728"),
        ] {
            check(expected, |out| decimal(&number.to_be_bytes(), scale, out));
        }
        // 2^255, beyond any number of the machine.
        let mut wide = [0_u8; 33];
        wide[1] = 0x80;
        check(
            "57896044618658097711785492504343953926634992332820282019728792003956564819968",
            |out| decimal(&wide, 0, out),
        );
        check("0", |out| decimal(&[], 0, out));
    }

    #[test]
    fn times_keep_their_zone_or_its_absence() {
        let time = |per_second, utc| Meaning::Time { per_second, utc };
        check("2024-09-18T22:00:00Z", |out| {
            time(1000, true).write(1_726_696_800_000, 64, out);
        });
        check("2024-09-18T22:00:00.000001", |out| {
            time(1_000_000, false).write(1_726_696_800_000_001, 64, out);
        });
        check("2024-09-18T22:00:00.000000001Z", |out| {
            time(1_000_000_000, true).write(1_726_696_800_000_000_001, 64, out);
        });
        check(&i64::MAX.to_string(), |out| {
            time(1000, true).write(i64::MAX, 64, out);
        });
        check("2024-02-29", |out| Meaning::Date.write(19_782, 32, out));
        check("4294967295", |out| Meaning::Unsigned.write(-1, 32, out));
        let mut old = Int96::new();
        // 12 hours into 1970-01-02.
        let nanos: u64 = 43_200_000_000_000;
        old.set_data(
            u32::try_from(nanos & 0xffff_ffff).unwrap(),
            u32::try_from(nanos >> 32).unwrap(),
            2_440_589,
        );
        check("1970-01-02T12:00:00", |out| old_time(&old, out));
    }

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        check("plain", |out| quoted(b"plain", out));
        check("\"a,\"\"b\"\"\"", |out| quoted(b"a,\"b\"", out));
    }
}
