//! Colours, and how to do without them.

use std::env;

use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};

use super::widgets::{Charset, Palette};
use crate::session::{Background, Choices, Config, Glyphs, Scheme};

mod schemes;

/// How many colours the terminal has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// None.
    None,
    /// Sixteen.
    Sixteen,
    /// 256, in a cube and a ramp that are the same everywhere.
    Indexed,
    /// All.
    Exact,
}

impl Depth {
    /// What this terminal says that it has.
    pub fn of_terminal(colours: bool) -> Self {
        let var = |name: &str| env::var(name).unwrap_or_default().to_lowercase();
        let (term, colour) = (var("TERM"), var("COLORTERM"));
        if !colours {
            Depth::None
        } else if term.starts_with("screen") {
            // It passes exact colours on wrong.
            Depth::Indexed
        } else if colour.contains("truecolor")
            || colour.contains("24bit")
            || term.contains("direct")
        {
            Depth::Exact
        } else if term.contains("256color") {
            Depth::Indexed
        } else {
            Depth::Sixteen
        }
    }
}

/// What decides how the program looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// The theme.
    pub scheme: Scheme,
    /// What the terminal's own colours stand on.
    pub background: Background,
    /// How many colours there are.
    pub depth: Depth,
    /// The glyphs that may be used.
    pub charset: Charset,
    /// No borders.
    pub plain: bool,
}

impl Look {
    /// How to look in this terminal, as settings and choices say.
    pub fn of_terminal(colours: bool, config: &Config, choices: &Choices) -> Self {
        let charset = match config.glyphs {
            _ if config.plain => Charset::Ascii,
            Glyphs::Auto => charset_of_terminal(),
            Glyphs::Braille => Charset::Braille,
            Glyphs::Quadrant => Charset::Quadrant,
            Glyphs::Ascii => Charset::Ascii,
        };
        let ground = || Background::of_colorfgbg(&env::var("COLORFGBG").ok()?);
        Self {
            scheme: config.theme.or(choices.theme).unwrap_or_default(),
            background: config.background.or_else(ground).unwrap_or_default(),
            depth: Depth::of_terminal(colours),
            charset,
            plain: config.plain,
        }
    }

    /// Whether the terminal's ground is worth asking for: nobody has said it, and it makes a difference.
    pub fn asks_for_background(&self, config: &Config) -> bool {
        let known = config.background.is_some() || env::var_os("COLORFGBG").is_some();
        let answers = !matches!(env::var("TERM").as_deref(), Ok("linux" | "dumb") | Err(_));
        !known && answers && self.depth != Depth::None && self.scheme == Scheme::Ansi
    }
}

/// The charset for this terminal: ASCII where the locale or the terminal has no more.
fn charset_of_terminal() -> Charset {
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

/// The styles and glyphs of the whole program.
#[derive(Clone, Debug)]
pub struct Theme {
    /// The styles of charts and words.
    pub palette: Palette,
    /// The glyphs that may be used.
    pub charset: Charset,
    /// No borders.
    pub plain: bool,
    /// Ink and ground of every cell that has no colours of its own, where the theme has exact ones.
    base: Option<(Color, Color)>,
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
    /// The theme of the terminal's own colours on a dark ground, or without colours.
    pub fn new(colours: bool, charset: Charset) -> Self {
        Self::of(&Look {
            scheme: Scheme::Ansi,
            background: Background::Dark,
            depth: if colours { Depth::Sixteen } else { Depth::None },
            charset,
            plain: false,
        })
    }

    /// The theme of a look.
    pub fn of(look: &Look) -> Self {
        let plain = Style::new();
        let bold = plain.add_modifier(Modifier::BOLD);
        let exact = schemes::colours(look.scheme).filter(|_| look.depth > Depth::Sixteen);
        let exact = exact.map(|colours| match look.depth {
            Depth::Exact => colours,
            _ => colours.indexed(),
        });
        let (palette, error) = match (&exact, look.depth) {
            (_, Depth::None) => (Palette::colourless(), bold),
            (Some(colours), _) => (colours.palette(), bold.fg(colours.error)),
            (None, _) => (Palette::ansi16_on(look.background), bold.fg(Color::Red)),
        };
        Self {
            charset: look.charset,
            plain: look.plain,
            base: exact.map(|colours| (colours.ink, colours.ground)),
            border: palette.dim,
            border_focused: bold,
            selected: plain.add_modifier(Modifier::REVERSED),
            selected_elsewhere: bold,
            heading: bold,
            key: bold,
            error,
            palette,
        }
    }

    /// Gives every cell without colours of its own those of the theme.
    pub(super) fn ground(&self, buffer: &mut Buffer) {
        let Some((ink, ground)) = self.base else {
            return;
        };
        for cell in &mut buffer.content {
            if cell.fg == Color::Reset {
                cell.fg = ink;
            }
            if cell.bg == Color::Reset {
                cell.bg = ground;
            }
        }
    }
}
