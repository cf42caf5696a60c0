//! How the program looks: names of themes, backgrounds and sets of glyphs.

/// A theme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// The sixteen colours of the terminal.
    #[default]
    Ansi,
    /// Exact colours on a dark ground.
    Dark,
    /// Exact colours on a light ground.
    Light,
    /// White on black, and few colours.
    Contrast,
    /// For eyes that mix up red and green, on a dark ground.
    Deuteranopia,
    /// The same on a light ground.
    DeuteranopiaLight,
    /// For eyes that mix up blue and yellow, on a dark ground.
    Tritanopia,
    /// The same on a light ground.
    TritanopiaLight,
}

impl Scheme {
    /// All themes, in the order in which they are offered.
    pub const ALL: [Scheme; 8] = [
        Scheme::Ansi,
        Scheme::Dark,
        Scheme::Light,
        Scheme::Contrast,
        Scheme::Deuteranopia,
        Scheme::DeuteranopiaLight,
        Scheme::Tritanopia,
        Scheme::TritanopiaLight,
    ];

    /// Its name in the configuration.
    pub fn name(self) -> &'static str {
        match self {
            Scheme::Ansi => "ansi",
            Scheme::Dark => "dark",
            Scheme::Light => "light",
            Scheme::Contrast => "contrast",
            Scheme::Deuteranopia => "deuteranopia",
            Scheme::DeuteranopiaLight => "deuteranopia-light",
            Scheme::Tritanopia => "tritanopia",
            Scheme::TritanopiaLight => "tritanopia-light",
        }
    }

    /// What it is, in a line.
    pub fn about(self) -> &'static str {
        match self {
            Scheme::Ansi => "the terminal's own sixteen colours",
            Scheme::Dark => "exact colours on a dark ground",
            Scheme::Light => "exact colours on a light ground",
            Scheme::Contrast => "white on black, few colours",
            Scheme::Deuteranopia => "red and green told apart, dark ground",
            Scheme::DeuteranopiaLight => "red and green told apart, light ground",
            Scheme::Tritanopia => "blue and yellow told apart, dark ground",
            Scheme::TritanopiaLight => "blue and yellow told apart, light ground",
        }
    }

    /// The theme of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scheme| scheme.name() == name)
    }
}

/// What the terminal's own colours stand on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Background {
    /// Dark.
    #[default]
    Dark,
    /// Light.
    Light,
}

impl Background {
    /// By `COLORFGBG`, which some terminals set to `foreground;background` as numbers of colours.
    pub fn of_colorfgbg(value: &str) -> Option<Self> {
        let ground: u8 = value.rsplit(';').next()?.parse().ok()?;
        match ground {
            0..=6 | 8 => Some(Self::Dark),
            7 | 9..=15 => Some(Self::Light),
            _ => None,
        }
    }

    /// By the answer to OSC 11, such as `rgb:ffff/ffff/ffff`.
    pub fn of_answer(answer: &str) -> Option<Self> {
        let (_, colour) = answer.split_once("rgb")?;
        let colour = colour.trim_start_matches('a').strip_prefix(':')?;
        let parts: Option<Vec<f64>> = colour
            .split('/')
            .take(3)
            .map(|part| {
                let most = 16_f64.powi(i32::try_from(part.len()).ok()?) - 1.0;
                Some(f64::from(u32::from_str_radix(part, 16).ok()?) / most)
            })
            .collect();
        let [red, green, blue] = parts?[..] else {
            return None;
        };
        let luma = 0.299 * red + 0.587 * green + 0.114 * blue;
        Some(if luma > 0.5 { Self::Light } else { Self::Dark })
    }
}

/// The glyphs to draw with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Glyphs {
    /// As locale and terminal say.
    #[default]
    Auto,
    /// Braille dots.
    Braille,
    /// Quarter blocks.
    Quadrant,
    /// ASCII alone.
    Ascii,
}

impl Glyphs {
    /// The glyphs of this name.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "auto" => Self::Auto,
            "braille" => Self::Braille,
            "quadrant" => Self::Quadrant,
            "ascii" => Self::Ascii,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ground_is_read_from_what_terminals_say() {
        for (answer, ground) in [
            ("11;rgb:ffff/ffff/ffff", Some(Background::Light)),
            ("11;rgb:1e1e/1e1e/2e2e", Some(Background::Dark)),
            ("11;rgba:fd/f6/e3/ff", Some(Background::Light)),
            ("11;rgb:f/f", None),
            ("11;?", None),
        ] {
            assert_eq!(Background::of_answer(answer), ground, "{answer}");
        }
        assert_eq!(Background::of_colorfgbg("0;15"), Some(Background::Light));
        assert_eq!(
            Background::of_colorfgbg("15;default;0"),
            Some(Background::Dark)
        );
        assert_eq!(Background::of_colorfgbg("default"), None);
    }
}
