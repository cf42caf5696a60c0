//! The exact colours of the themes that have them.

use ratatui::style::{Color, Modifier, Style};

use crate::session::Scheme;
use crate::ui::widgets::Palette;

/// The colours of a theme.
#[derive(Clone, Copy, Debug)]
pub(super) struct Colours {
    /// What all stands on.
    pub(super) ground: Color,
    /// Words and numbers.
    pub(super) ink: Color,
    /// Words that matter less.
    faint: Color,
    /// Lines behind the data.
    grid: Color,
    /// Portfolio A; its former curve; its band.
    a: [Color; 3],
    /// Portfolio B, the same.
    b: [Color; 3],
    /// Limits, and what differs from the file.
    mark: Color,
    /// Something went wrong.
    pub(super) error: Color,
    /// Further series.
    other: [Color; 4],
}

const fn rgb(hex: u32) -> Color {
    let [_, red, green, blue] = hex.to_be_bytes();
    Color::Rgb(red, green, blue)
}

const DARK: Colours = Colours {
    ground: rgb(0x16_18_1d),
    ink: rgb(0xd8_dc_e4),
    faint: rgb(0x98_9f_ab),
    grid: rgb(0x3c_42_4d),
    a: [rgb(0x56_b4_e9), rgb(0x3c_7a_9e), rgb(0x2c_5a_76)],
    b: [rgb(0xe6_9f_00), rgb(0x94_6a_10), rgb(0x70_52_14)],
    mark: rgb(0xd9_8b_c0),
    error: rgb(0xff_7b_72),
    other: [
        rgb(0x4e_c9_a0),
        rgb(0xc3_a6_ff),
        rgb(0xf0_e4_42),
        rgb(0x9a_a7_ff),
    ],
};

const LIGHT: Colours = Colours {
    ground: rgb(0xfb_fb_f8),
    ink: rgb(0x1f_23_28),
    faint: rgb(0x5f_66_70),
    grid: rgb(0xcf_d3_d8),
    a: [rgb(0x00_60_a8), rgb(0x7f_b0_d6), rgb(0xa9_cb_e6)],
    b: [rgb(0xa3_4b_00), rgb(0xd9_a2_6b), rgb(0xeb_c7_9b)],
    mark: rgb(0x8a_2c_83),
    error: rgb(0xb3_00_1b),
    other: [
        rgb(0x00_66_4b),
        rgb(0x5b_3d_a8),
        rgb(0x6b_55_00),
        rgb(0x33_51_8a),
    ],
};

const CONTRAST: Colours = Colours {
    ground: rgb(0x00_00_00),
    ink: rgb(0xff_ff_ff),
    faint: rgb(0xc8_c8_c8),
    grid: rgb(0x70_70_70),
    a: [rgb(0x00_d7_ff), rgb(0x00_90_b0), rgb(0x00_68_80)],
    b: [rgb(0xff_b0_00), rgb(0xb0_7a_00), rgb(0x80_58_00)],
    mark: rgb(0xff_a0_ff),
    error: rgb(0xff_80_80),
    other: [
        rgb(0x7c_ff_7c),
        rgb(0xff_ff_66),
        rgb(0xc0_c0_ff),
        rgb(0xff_c0_c0),
    ],
};

/// Blue and yellow, which lie apart where red and green do not.
const DEUTERANOPIA: Colours = Colours {
    a: [rgb(0x6a_b0_ff), rgb(0x3f_74_b0), rgb(0x30_58_86)],
    b: [rgb(0xff_c2_0a), rgb(0xa0_7c_10), rgb(0x78_5e_14)],
    mark: rgb(0xc8_b8_ff),
    error: rgb(0xff_b0_70),
    other: [
        rgb(0xff_ff_ff),
        rgb(0x8f_c8_ff),
        rgb(0xff_e0_80),
        rgb(0xb0_b0_b0),
    ],
    ..DARK
};

const DEUTERANOPIA_LIGHT: Colours = Colours {
    a: [rgb(0x00_4f_a8), rgb(0x7f_a8_dc), rgb(0xa9_c6_ea)],
    b: [rgb(0x80_5c_00), rgb(0xd4_b0_50), rgb(0xe8_d0_90)],
    mark: rgb(0x4b_2f_9a),
    error: rgb(0x8f_3a_00),
    other: [
        rgb(0x00_00_00),
        rgb(0x2f_6f_b8),
        rgb(0x6b_4f_00),
        rgb(0x60_60_60),
    ],
    ..LIGHT
};

/// Cyan and red, which lie apart where blue and yellow do not.
const TRITANOPIA: Colours = Colours {
    a: [rgb(0x4d_d8_e6), rgb(0x2f_90_9a), rgb(0x26_6c_74)],
    b: [rgb(0xff_78_70), rgb(0xb0_4f_4a), rgb(0x84_40_3c)],
    mark: rgb(0xff_b0_d8),
    error: rgb(0xff_60_50),
    other: [
        rgb(0xff_ff_ff),
        rgb(0x90_e8_e8),
        rgb(0xff_b8_b0),
        rgb(0xb0_b0_b0),
    ],
    ..DARK
};

const TRITANOPIA_LIGHT: Colours = Colours {
    a: [rgb(0x00_6b_78), rgb(0x70_b4_bc), rgb(0xa4_d2_d8)],
    b: [rgb(0xb8_1c_30), rgb(0xe0_90_98), rgb(0xf0_bc_c0)],
    mark: rgb(0x8a_10_60),
    error: rgb(0xa8_00_10),
    other: [
        rgb(0x00_00_00),
        rgb(0x00_55_60),
        rgb(0x90_30_40),
        rgb(0x60_60_60),
    ],
    ..LIGHT
};

/// The colours of a theme; none for the terminal's own.
pub(super) fn colours(scheme: Scheme) -> Option<Colours> {
    Some(match scheme {
        Scheme::Ansi => return None,
        Scheme::Dark => DARK,
        Scheme::Light => LIGHT,
        Scheme::Contrast => CONTRAST,
        Scheme::Deuteranopia => DEUTERANOPIA,
        Scheme::DeuteranopiaLight => DEUTERANOPIA_LIGHT,
        Scheme::Tritanopia => TRITANOPIA,
        Scheme::TritanopiaLight => TRITANOPIA_LIGHT,
    })
}

impl Colours {
    /// The same in the nearest of 256 colours.
    pub(super) fn indexed(self) -> Self {
        Self {
            ground: nearest(self.ground),
            ink: nearest(self.ink),
            faint: nearest(self.faint),
            grid: nearest(self.grid),
            a: self.a.map(nearest),
            b: self.b.map(nearest),
            mark: nearest(self.mark),
            error: nearest(self.error),
            other: self.other.map(nearest),
        }
    }

    /// The styles of charts and words in these colours.
    pub(super) fn palette(&self) -> Palette {
        let ink = |colour| Style::new().fg(colour);
        Palette {
            a: ink(self.a[0]),
            b: ink(self.b[0]),
            ghost_a: ink(self.a[1]),
            ghost_b: ink(self.b[1]),
            band_a: ink(self.a[2]),
            band_b: ink(self.b[2]),
            other: self.other.map(ink),
            axis: ink(self.faint),
            grid: ink(self.grid),
            mark: ink(self.mark),
            dim: ink(self.faint),
            changed: ink(self.mark).add_modifier(Modifier::BOLD),
            ..Palette::ansi16()
        }
    }
}

/// The nearest colour of the cube of 6 × 6 × 6 or of the 24 greys, which are the same in all terminals.
fn nearest(colour: Color) -> Color {
    let Color::Rgb(red, green, blue) = colour else {
        return colour;
    };
    let steps = [0_u8, 95, 135, 175, 215, 255];
    let cube = (16..232_u8).map(|index| {
        let i = usize::from(index - 16);
        (index, [steps[i / 36], steps[i / 6 % 6], steps[i % 6]])
    });
    let greys = (232..=255_u8).map(|index| (index, [8 + (index - 232) * 10; 3]));
    let distance = |parts: [u8; 3]| -> u32 {
        let of = parts.iter().zip([red, green, blue]);
        of.map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum()
    };
    let found = cube.chain(greys).min_by_key(|(_, parts)| distance(*parts));
    found.map_or(colour, |(index, _)| Color::Indexed(index))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Linear red, green and blue.
    fn linear(colour: Color) -> [f64; 3] {
        let Color::Rgb(red, green, blue) = colour else {
            panic!("{colour:?} is not exact");
        };
        [red, green, blue].map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        })
    }

    /// WCAG 2: (L1 + 0.05) / (L2 + 0.05) of the relative luminances.
    fn contrast(a: Color, b: Color) -> f64 {
        let luminance = |colour| {
            let [red, green, blue] = linear(colour);
            0.2126 * red + 0.7152 * green + 0.0722 * blue
        };
        let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
        a.max(b) / a.min(b)
    }

    type Matrix = [[f64; 3]; 3];

    const NORMAL: Matrix = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];

    /// Machado, Oliveira and Fernandes, “A physiologically-based model for simulation of color vision deficiency”,
    /// IEEE TVCG 15 (2009), severity 1, for linear RGB.
    const PROTANOPIA: Matrix = [
        [0.152_286, 1.052_583, -0.204_868],
        [0.114_503, 0.786_281, 0.099_216],
        [-0.003_882, -0.048_116, 1.051_998],
    ];
    const DEUTERANOPIA: Matrix = [
        [0.367_322, 0.860_646, -0.227_968],
        [0.280_085, 0.672_501, 0.047_413],
        [-0.011_820, 0.042_940, 0.968_881],
    ];
    const TRITANOPIA: Matrix = [
        [1.255_528, -0.076_749, -0.178_779],
        [-0.078_411, 0.930_809, 0.147_602],
        [0.004_733, 0.691_367, 0.303_900],
    ];

    /// CIE L*a*b* under D65 of a colour as an eye sees it.
    fn lab(colour: Color, eye: &Matrix) -> [f64; 3] {
        let rgb = linear(colour);
        let dot =
            |row: &[f64; 3], v: &[f64; 3]| -> f64 { row.iter().zip(v).map(|(m, x)| m * x).sum() };
        let seen = [0, 1, 2].map(|i| dot(&eye[i], &rgb).clamp(0.0, 1.0));
        let xyz = [
            dot(&[0.4124, 0.3576, 0.1805], &seen) / 0.950_47,
            dot(&[0.2126, 0.7152, 0.0722], &seen),
            dot(&[0.0193, 0.1192, 0.9505], &seen) / 1.088_83,
        ];
        let f = xyz.map(|t: f64| {
            if t > 216.0 / 24_389.0 {
                t.cbrt()
            } else {
                (24_389.0 / 27.0 * t + 16.0) / 116.0
            }
        });
        [
            116.0 * f[1] - 16.0,
            500.0 * (f[0] - f[1]),
            200.0 * (f[1] - f[2]),
        ]
    }

    /// The distance of two colours in L*a*b* (CIE 1976); 2.3 is just noticed.
    fn distance(a: Color, b: Color, eye: &Matrix) -> f64 {
        let (a, b) = (lab(a, eye), lab(b, eye));
        a.iter()
            .zip(b)
            .map(|(a, b)| (a - b).powi(2))
            .sum::<f64>()
            .sqrt()
    }

    fn all() -> impl Iterator<Item = (&'static str, Colours)> {
        let schemes = Scheme::ALL.into_iter();
        schemes.filter_map(|scheme| Some((scheme.name(), colours(scheme)?)))
    }

    #[test]
    fn words_are_read_on_their_ground() {
        for (name, colours) in all() {
            let words = [
                ("ink", colours.ink),
                ("faint", colours.faint),
                ("a", colours.a[0]),
                ("b", colours.b[0]),
                ("mark", colours.mark),
                ("error", colours.error),
            ];
            let others = colours.other.map(|colour| ("other", colour));
            for (what, colour) in words.into_iter().chain(others) {
                let ratio = contrast(colour, colours.ground);
                assert!(ratio >= 4.5, "{name}: {what} has {ratio:.2}");
            }
            // What is no text but must be seen: former curves, WCAG 1.4.11 aside from bands, which lie behind others.
            for ghost in [colours.a[1], colours.b[1]] {
                let ratio = contrast(ghost, colours.ground);
                assert!(ratio >= 2.0, "{name}: a former curve has {ratio:.2}");
            }
        }
        let ratio = contrast(CONTRAST.faint, CONTRAST.ground);
        assert!(ratio >= 7.0, "contrast: faint has {ratio:.2}");
    }

    #[test]
    fn a_and_b_lie_apart_for_every_eye() {
        for (name, colours) in all() {
            for (eye, matrix) in [
                ("normal", &NORMAL),
                ("protanopia", &PROTANOPIA),
                ("deuteranopia", &DEUTERANOPIA),
                ("tritanopia", &TRITANOPIA),
            ] {
                let apart = distance(colours.a[0], colours.b[0], matrix);
                let own = name.starts_with(eye);
                let least = if own { 60.0 } else { 25.0 };
                assert!(apart >= least, "{name} under {eye}: {apart:.0}");
            }
        }
    }

    #[test]
    fn the_nearest_of_256_is_found() {
        assert_eq!(nearest(rgb(0xff_00_00)), Color::Indexed(196));
        assert_eq!(nearest(rgb(0x08_08_08)), Color::Indexed(232));
        assert_eq!(nearest(Color::Reset), Color::Reset);
    }
}
