//! The style of each part of a widget, with colours and without.

use ratatui::style::{Color, Modifier, Style};

use crate::chart::Role;
use crate::session::Background;

/// A style per meaning. A theme fills it in; the two here need no theme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Palette {
    /// Portfolio A.
    pub a: Style,
    /// Portfolio B.
    pub b: Style,
    /// Portfolio A before the last change.
    pub ghost_a: Style,
    /// Portfolio B before the last change.
    pub ghost_b: Style,
    /// The confidence band of A, and of all that is not B.
    pub band_a: Style,
    /// The confidence band of B.
    pub band_b: Style,
    /// Further series, by number.
    pub other: [Style; 4],
    /// Axis lines and their ticks.
    pub axis: Style,
    /// The grid behind the data.
    pub grid: Style,
    /// The cursor and its reading.
    pub cursor: Style,
    /// Limits and other lines of reference.
    pub mark: Style,
    /// Words and numbers.
    pub text: Style,
    /// Words that matter less.
    pub dim: Style,
    /// What has the keyboard.
    pub focus: Style,
    /// What differs from the file.
    pub changed: Style,
}

impl Palette {
    /// The user's own sixteen colours on a dark ground.
    pub fn ansi16() -> Self {
        Self::ansi16_on(Background::Dark)
    }

    /// The user's own sixteen colours.
    ///
    /// On a dark ground A is cyan and B is yellow, on a light one blue and red:
    /// pairs that all common kinds of colour blindness keep apart. No meaning
    /// rests on red against green.
    pub fn ansi16_on(background: Background) -> Self {
        let plain = Style::new();
        let grey = plain.fg(Color::DarkGray);
        let (a, b, others) = match background {
            Background::Dark => (
                Color::Cyan,
                Color::Yellow,
                [Color::LightCyan, Color::LightMagenta],
            ),
            Background::Light => (Color::Blue, Color::Red, [Color::Green, Color::Cyan]),
        };
        let faint = |colour| plain.fg(colour).add_modifier(Modifier::DIM);
        Self {
            a: plain.fg(a),
            b: plain.fg(b),
            ghost_a: faint(a),
            ghost_b: faint(b),
            band_a: faint(a),
            band_b: faint(b),
            other: [
                plain.fg(Color::Magenta),
                plain.fg(Color::Blue),
                plain.fg(others[0]),
                plain.fg(others[1]),
            ],
            axis: grey,
            grid: grey,
            cursor: plain.add_modifier(Modifier::BOLD),
            mark: plain.fg(Color::Magenta),
            text: plain,
            dim: grey,
            focus: plain.add_modifier(Modifier::BOLD.union(Modifier::REVERSED)),
            changed: plain.fg(Color::Magenta).add_modifier(Modifier::BOLD),
        }
    }

    /// No colour at all: bold, dim and reverse carry what patterns and letters do not.
    ///
    /// Every colour is left as it is. To set even the default colours would make
    /// crossterm 0.29 under `NO_COLOR` reset the modifiers too.
    pub fn colourless() -> Self {
        let plain = Style::new();
        let dim = plain.add_modifier(Modifier::DIM);
        let bold = plain.add_modifier(Modifier::BOLD);
        Self {
            a: bold,
            b: plain,
            ghost_a: dim,
            ghost_b: dim,
            band_a: dim,
            band_b: dim,
            other: [plain; 4],
            axis: dim,
            grid: dim,
            cursor: bold,
            mark: plain,
            text: plain,
            dim,
            focus: bold.add_modifier(Modifier::REVERSED),
            changed: bold.add_modifier(Modifier::UNDERLINED),
        }
    }

    /// The style of a series.
    pub fn role(&self, role: Role) -> Style {
        match role {
            Role::A => self.a,
            Role::B => self.b,
            Role::GhostA => self.ghost_a,
            Role::GhostB => self.ghost_b,
            Role::Other(n) => self.other[usize::from(n) % self.other.len()],
            Role::Mark => self.mark,
        }
    }

    /// The style of a band.
    pub fn band(&self, role: Role) -> Style {
        match role {
            Role::B | Role::GhostB => self.band_b,
            _ => self.band_a,
        }
    }
}
