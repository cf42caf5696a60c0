//! A histogram in one line of text, for snapshot rows and beside an input.

use super::text::Charset;

/// One glyph a value, the highest value full; NaN and less than zero leave a space.
///
/// A value above zero never looks like zero.
pub fn sparkline(values: &[f64], charset: Charset) -> String {
    const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    const ASCII: [char; 5] = ['.', ':', '-', '=', '#'];
    let glyphs: &[char] = charset.pick(&BLOCKS, &ASCII);
    let highest = values
        .iter()
        .copied()
        .filter(|value| value.is_finite())
        .fold(0.0, f64::max);
    let glyph = |value: &f64| {
        if !value.is_finite() || *value <= 0.0 {
            return ' ';
        }
        let level = value / highest * glyphs.len() as f64;
        // The highest level whose lower end the value reaches.
        let idx = (1..glyphs.len())
            .rev()
            .find(|idx| level > *idx as f64)
            .unwrap_or(0);
        glyphs[idx]
    };
    values.iter().map(glyph).collect()
}

/// Sums `values` into `columns` groups side by side, so that a fine histogram fits.
pub fn rebin(values: &[f64], columns: usize) -> Vec<f64> {
    if columns == 0 || values.len() <= columns {
        return values.to_vec();
    }
    let mut sums = vec![0.0; columns];
    for (idx, value) in values
        .iter()
        .enumerate()
        .filter(|(_, value)| value.is_finite())
    {
        sums[idx * columns / values.len()] += value;
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heights_are_in_proportion() {
        assert_eq!(
            sparkline(&[1.0, 2.0, 4.0, 8.0, 0.0, f64::NAN], Charset::Braille),
            "▁▂▄█  "
        );
        assert_eq!(sparkline(&[1.0, 5.0], Charset::Ascii), ".#");
        assert_eq!(sparkline(&[0.0, 0.0], Charset::Braille), "  ");
        assert_eq!(sparkline(&[1e-9, 1.0], Charset::Braille), "▁█");
    }

    #[test]
    fn rebinning_keeps_the_sum() {
        assert_eq!(rebin(&[1.0, 2.0, 3.0, 4.0], 2), vec![3.0, 7.0]);
        assert_eq!(rebin(&[1.0], 4), vec![1.0]);
    }
}
