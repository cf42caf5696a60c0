//! Money as files write it: decimal numbers, added exactly.
//!
//! A number is held in units of 10⁻¹⁸, and what it has beyond that in units of
//! 10⁻³⁶: generated cost files carry 17 decimals, those that went through binary
//! numbers some 30. Both are added as whole numbers, so that a sum of any number of
//! rows is exact and does not depend on their order.

use std::fmt;

/// Decimals of the first unit.
const SCALE: i32 = 18;

/// The units of 10⁻¹⁸ in 1, and the units of 10⁻³⁶ in one of 10⁻¹⁸.
const ONE: i128 = 1_000_000_000_000_000_000;

/// A single number may have this many digits before its point; sums may have more.
const MOST_WHOLE: i32 = 15;

/// A sum of decimal numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Decimal {
    /// In 10⁻¹⁸.
    units: i128,
    /// In 10⁻³⁶, of less than 10⁻¹⁸ for a single number.
    rest: i128,
}

/// Why a cell is no amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecimalFault {
    /// Not a number with a decimal point.
    #[error("not a number")]
    Word,
    /// More than fifteen digits before the point.
    #[error("an amount of 1e15 or more")]
    Large,
    /// More decimals than are added exactly.
    #[error("more than 36 decimals")]
    Fine,
}

impl Decimal {
    /// Nothing.
    pub const ZERO: Self = Self { units: 0, rest: 0 };

    /// The number that these bytes write: `-1`, `+0.5`, `.5`, `35.2E-7`.
    pub fn parse(bytes: &[u8]) -> Result<Self, DecimalFault> {
        let (negative, unsigned) = match bytes {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] | rest => (false, rest),
        };
        let size = match short(unsigned) {
            Some(size) => size,
            None => long(unsigned)?,
        };
        Ok(if negative {
            Self {
                units: -size.units,
                rest: -size.rest,
            }
        } else {
            size
        })
    }

    /// The shortest decimal number that reads back to this binary one.
    pub fn of_f64(number: f64) -> Result<Self, DecimalFault> {
        Self::parse(format!("{number:e}").as_bytes())
    }

    /// A whole number of units of 10^-`scale`, as columnar files store decimals.
    pub fn of_scaled(unscaled: i128, scale: u32) -> Result<Self, DecimalFault> {
        Self::parse(format!("{unscaled}E-{scale}").as_bytes())
    }

    /// Adds `other`; false, without a change, where the sum is beyond what can be held, some 10²⁰.
    #[must_use]
    pub fn add(&mut self, other: Self) -> bool {
        let (Some(units), Some(rest)) = (
            self.units.checked_add(other.units),
            self.rest.checked_add(other.rest),
        ) else {
            return false;
        };
        (self.units, self.rest) = (units, rest);
        true
    }

    /// Whether it is below zero.
    pub fn is_negative(self) -> bool {
        let this = self.settled();
        this.units < 0 || (this.units == 0 && this.rest < 0)
    }

    /// Whether it is zero.
    pub fn is_zero(self) -> bool {
        self.settled() == Self::ZERO
    }

    /// The nearest binary number.
    pub fn to_f64(self) -> f64 {
        self.to_string().parse().unwrap_or(f64::NAN)
    }

    /// The product with `other`, to the nearest 10⁻¹⁸; `None` where that is beyond what can be held.
    ///
    /// For exchange rates, which are themselves known to a few digits.
    pub fn times(self, other: Self) -> Option<Self> {
        let (whole, part) = (other.units / ONE, other.units % ONE);
        let (high, low) = (self.units / ONE, self.units % ONE);
        let cross = high
            .checked_mul(part)?
            .checked_add(low.checked_mul(part)? / ONE)?;
        let units = self.units.checked_mul(whole)?.checked_add(cross)?;
        Some(Self { units, rest: 0 })
    }

    /// The same with both parts of one sign, and the rest below one unit.
    fn settled(self) -> Self {
        let mut units = self.units + self.rest / ONE;
        let mut rest = self.rest % ONE;
        if units > 0 && rest < 0 {
            (units, rest) = (units - 1, rest + ONE);
        } else if units < 0 && rest > 0 {
            (units, rest) = (units + 1, rest - ONE);
        }
        Self { units, rest }
    }
}

/// A number of at most 18 digits and a point, as nearly all are.
fn short(bytes: &[u8]) -> Option<Decimal> {
    if bytes.is_empty() || bytes.len() > 19 {
        return None;
    }
    let (mut digits, mut decimals) = (0_u64, None);
    for byte in bytes {
        match byte {
            b'0'..=b'9' => digits = digits * 10 + u64::from(byte - b'0'),
            b'.' if decimals.is_none() => decimals = Some(0_usize),
            _ => return None,
        }
        if let (Some(n), b'0'..=b'9') = (&mut decimals, byte) {
            *n += 1;
        }
    }
    let decimals = decimals.unwrap_or(0);
    let count = bytes.len() - usize::from(bytes.contains(&b'.'));
    // Nineteen digits may not fit, and too many before the point are a fault to name.
    if count == 0 || count > 18 || count - decimals > 15 {
        return None;
    }
    Some(Decimal {
        units: i128::from(digits) * i128::from(POWERS[18 - decimals]),
        rest: 0,
    })
}

const POWERS: [u64; 19] = {
    let mut powers = [1; 19];
    let mut i = 1;
    while i < 19 {
        powers[i] = powers[i - 1] * 10;
        i += 1;
    }
    powers
};

/// Any number: long ones, and those with an exponent.
fn long(bytes: &[u8]) -> Result<Decimal, DecimalFault> {
    let at = bytes.iter().position(|b| matches!(b, b'e' | b'E'));
    let (mantissa, power) = match at {
        None => (bytes, 0),
        Some(at) => (&bytes[..at], exponent(&bytes[at + 1..])?),
    };
    let point = mantissa.iter().position(|b| *b == b'.');
    let (whole, fraction) = match point {
        None => (mantissa, &[][..]),
        Some(at) => (&mantissa[..at], &mantissa[at + 1..]),
    };
    let digits = whole.iter().chain(fraction);
    if whole.len() + fraction.len() == 0 || !digits.clone().all(u8::is_ascii_digit) {
        return Err(DecimalFault::Word);
    }
    let mut sum = Decimal::ZERO;
    // The power of ten that a digit stands for.
    let first = i32::try_from(whole.len()).map_err(|_| DecimalFault::Large)? - 1 + power;
    for (place, digit) in (0..).zip(digits) {
        let digit = i128::from(digit - b'0');
        if digit == 0 {
            continue;
        }
        match first - place {
            MOST_WHOLE.. => return Err(DecimalFault::Large),
            tens @ -18..MOST_WHOLE => {
                sum.units += digit * 10_i128.pow((tens + SCALE).unsigned_abs());
            }
            tens @ -36..-18 => sum.rest += digit * 10_i128.pow((tens + 2 * SCALE).unsigned_abs()),
            _ => return Err(DecimalFault::Fine),
        }
    }
    Ok(sum)
}

fn exponent(bytes: &[u8]) -> Result<i32, DecimalFault> {
    let text = std::str::from_utf8(bytes).map_err(|_| DecimalFault::Word)?;
    let text = text.strip_prefix('+').unwrap_or(text);
    let power: i32 = text.parse().map_err(|_| DecimalFault::Word)?;
    // Far beyond every digit that can be held; keeps the sums below from overflowing.
    Ok(power.clamp(-1_000_000, 1_000_000))
}

/// All digits and no more: `0`, `13`, `-0.15`.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let this = self.settled();
        let sign = if self.is_negative() { "-" } else { "" };
        let units = this.units.unsigned_abs();
        let one = ONE.unsigned_abs();
        let (whole, fraction) = (units / one, units % one);
        let digits = format!("{fraction:018}{:018}", this.rest.unsigned_abs());
        let digits = digits.trim_end_matches('0');
        if digits.is_empty() {
            write!(f, "{sign}{whole}")
        } else {
            write!(f, "{sign}{whole}.{digits}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let shown = match Decimal::parse(text.as_bytes()) {
            Ok(number) => number.to_string(),
            Err(fault) => fault.to_string(),
        };
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn numbers_are_read_as_they_are_written() {
        check("0", "0");
        check("-0.150", "-0.15");
        check("+.5", "0.5");
        check("5.", "5");
        check("100.00", "100");
        check("35.2E-7", "0.00000352");
        check("35.2e+7", "352000000");
        check(
            "1.2345678901234567e-16",
            "0.00000000000000012345678901234567",
        );
        check(
            "123456789012345.123456789012345678",
            "123456789012345.123456789012345678",
        );
        check("000000000000000000000000000001", "1");
        check("1e-36", "0.000000000000000000000000000000000001");
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for word in [
            "", "-", ".", "1,5", "1.2.3", "NaN", "inf", "1e", "e5", "0x1", "--1", "1 ", "1e5.5",
        ] {
            check(word, "not a number");
        }
        check("1000000000000000", "an amount of 1e15 or more");
        check("1e15", "an amount of 1e15 or more");
        check("1e2147483647", "an amount of 1e15 or more");
        check("1e-37", "more than 36 decimals");
        check("0e99", "0");
    }

    #[test]
    fn sums_are_exact_in_any_order() {
        let parts = [
            "0.1",
            "0.2",
            "-0.3",
            "1e-20",
            "-1e-36",
            "999999999999999",
            "-999999999999999.5",
        ];
        let parts: Vec<_> = parts
            .iter()
            .map(|part| Decimal::parse(part.as_bytes()).unwrap())
            .collect();
        let sum = |parts: &mut dyn Iterator<Item = &Decimal>| {
            let mut sum = Decimal::ZERO;
            for part in parts {
                assert!(sum.add(*part));
            }
            sum.to_string()
        };
        let expected = "-0.499999999999999999990000000000000001";
        assert_eq!(sum(&mut parts.iter()), expected);
        assert_eq!(sum(&mut parts.iter().rev()), expected);
    }

    #[test]
    fn binary_numbers_mean_their_shortest_decimal() {
        for (number, text) in [
            (0.1, "0.1"),
            (-1.5e-9, "-0.0000000015"),
            (1e14, "100000000000000"),
        ] {
            assert_eq!(Decimal::of_f64(number).unwrap().to_string(), text);
        }
        assert_eq!(Decimal::of_f64(f64::NAN), Err(DecimalFault::Word));
        assert_eq!(
            Decimal::of_scaled(-12345, 3).unwrap().to_string(),
            "-12.345"
        );
    }

    #[test]
    fn a_rate_multiplies_to_eighteen_decimals() {
        let parse = |text: &str| Decimal::parse(text.as_bytes()).unwrap();
        assert_eq!(
            parse("100.5").times(parse("1.08")).unwrap().to_string(),
            "108.54"
        );
        assert_eq!(
            parse("-0.000001").times(parse("0.5")).unwrap().to_string(),
            "-0.0000005"
        );
    }
}
