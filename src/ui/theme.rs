//! Colours, and how to do without them.

use std::env;

use ratatui::style::{Modifier, Style};

use super::widgets::{Charset, Palette};

/// The styles and glyphs of the whole program.
#[derive(Clone, Debug)]
pub struct Theme {
    /// The styles of charts and words.
    pub palette: Palette,
    /// The glyphs that may be used.
    pub charset: Charset,
    /// Borders of panes without the focus.
    pub border: Style,
    /// The border of the pane with the focus.
    pub border_focused: Style,
    /// The selected row of the pane with the focus.
    pub selected: Style,
    /// The selected row elsewhere.
    pub selected_elsewhere: Style,
    /// Headings.
    pub heading: Style,
    /// Keys in the footer.
    pub key: Style,
    /// Something went wrong.
    pub error: Style,
}

impl Theme {
    /// The theme for a terminal with or without colours.
    pub fn new(colours: bool, charset: Charset) -> Self {
        let palette = if colours {
            Palette::ansi16()
        } else {
            Palette::colourless()
        };
        let plain = Style::new();
        let error = if colours {
            plain
                .fg(ratatui::style::Color::Red)
                .add_modifier(Modifier::BOLD)
        } else {
            plain.add_modifier(Modifier::BOLD)
        };
        Self {
            charset,
            border: palette.dim,
            border_focused: plain.add_modifier(Modifier::BOLD),
            selected: plain.add_modifier(Modifier::REVERSED),
            selected_elsewhere: plain.add_modifier(Modifier::BOLD),
            heading: plain.add_modifier(Modifier::BOLD),
            key: plain.add_modifier(Modifier::BOLD),
            error,
            palette,
        }
    }

    /// The charset for this terminal: ASCII where the locale or the terminal has no more.
    pub fn charset_of_terminal() -> Charset {
        let var = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
        let locale = var("LC_ALL")
            .or_else(|| var("LC_CTYPE"))
            .or_else(|| var("LANG"))
            .unwrap_or_default();
        let utf8 = locale.to_lowercase().replace('-', "").contains("utf8");
        let poor = matches!(env::var("TERM").as_deref(), Ok("linux" | "dumb"));
        // No locale at all is what containers have; their terminals still show Unicode.
        if poor || (!utf8 && !locale.is_empty() && locale != "C" && locale != "POSIX") {
            Charset::Ascii
        } else {
            Charset::Braille
        }
    }
}
