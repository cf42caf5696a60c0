//! Whether to use colours.

use std::env;

/// Whether colours are wanted, as `--color` says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColorWish {
    /// As the terminal and the environment say.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl ColorWish {
    /// Whether to use colours: the wish, then `NO_COLOR`, then `CLICOLOR_FORCE`, then whether this is a terminal that can.
    pub fn decide(self, is_terminal: bool) -> bool {
        let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
        match self {
            ColorWish::Always => true,
            ColorWish::Never => false,
            ColorWish::Auto => {
                !set("NO_COLOR")
                    && (set("CLICOLOR_FORCE")
                        || is_terminal && env::var_os("TERM").is_none_or(|term| term != "dumb"))
            }
        }
    }
}
