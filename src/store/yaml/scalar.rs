//! What a plain word means, by the core schema of YAML 1.2.

use crate::model::Node;

/// A scalar, numbers as they were written.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::store) enum Scalar {
    Null,
    Bool(bool),
    /// A number that [`Scalar::float`] can read.
    Number(String),
    Text(String),
}

impl Scalar {
    /// What a plain word means.
    pub(super) fn plain(text: &str) -> Self {
        match text {
            "" | "~" | "null" | "Null" | "NULL" => Scalar::Null,
            "true" | "True" | "TRUE" => Scalar::Bool(true),
            "false" | "False" | "FALSE" => Scalar::Bool(false),
            _ => number(text).map_or_else(|| Scalar::Text(text.to_owned()), Scalar::Number),
        }
    }

    /// The number; not a number for anything else.
    pub(super) fn float(&self) -> f64 {
        let Scalar::Number(text) = self else {
            return f64::NAN;
        };
        match text.trim_start_matches(['+', '-']).as_bytes() {
            [b'.', b'i' | b'I', ..] if text.starts_with('-') => f64::NEG_INFINITY,
            [b'.', b'i' | b'I', ..] => f64::INFINITY,
            _ => text.parse().unwrap_or(f64::NAN),
        }
    }
}

/// The decimal text of a number, if `text` is one.
fn number(text: &str) -> Option<String> {
    for (prefix, radix) in [("0x", 16), ("0o", 8)] {
        if let Some(digits) = text.strip_prefix(prefix)
            && digits.chars().all(|c| c.is_digit(radix))
        {
            return u64::from_str_radix(digits, radix)
                .ok()
                .map(|n| n.to_string());
        }
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let named =
        matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN");
    (named || is_decimal(unsigned)).then(|| text.to_owned())
}

/// Whether `text` is `1`, `1.`, `.5`, `1.5`, or one of these with an exponent.
fn is_decimal(text: &str) -> bool {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent_fits = exponent.is_none_or(|exponent| {
        let power = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        !power.is_empty() && digits(power)
    });
    !(whole.is_empty() && fraction.is_empty()) && digits(whole) && digits(fraction) && exponent_fits
}

/// The shortest text that reads back to the same bits, also by a reader of YAML 1.1,
/// for which an exponent needs a point and a sign.
pub(super) fn float_text(number: f64) -> String {
    let text = Node::Number(number).flow();
    match text.split_once('e') {
        Some((mantissa, exponent)) => {
            let point = if mantissa.contains('.') { "" } else { ".0" };
            let sign = if exponent.starts_with('-') { "" } else { "+" };
            format!("{mantissa}{point}e{sign}{exponent}")
        }
        None => text,
    }
}
