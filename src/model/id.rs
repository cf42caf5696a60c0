//! The names by which a file speaks of its things.

use std::fmt;

/// Whether `text` may name a thing in a file: `[a-z0-9][a-z0-9-]*`.
pub fn is_id(text: &str) -> bool {
    let letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let mut bytes = text.bytes();
    bytes.next().is_some_and(letter) && bytes.all(|b| letter(b) || b == b'-')
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The id of this text.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text of the id.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
    )+};
}

ids! {
    /// A provider or another component that can fail.
    ComponentId,
    /// A hazard: `<component>/<failure mode>` or `<common cause>`.
    HazardId,
    /// Something worth money per hour.
    WorkloadId,
    /// A way of running all workloads.
    PortfolioId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_lower_case_letters_digits_and_dashes() {
        for good in ["azure", "7", "us-east-1", "a-"] {
            assert!(is_id(good), "{good}");
        }
        for bad in ["", "-a", "Azure", "a.b", "a/b", "ü", "a b"] {
            assert!(!is_id(bad), "{bad}");
        }
    }
}
