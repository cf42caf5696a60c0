//! Standard normal draws by a table of the normal quantile: no logarithm, no division, no branch.

use std::sync::LazyLock;

use super::special::inverse_normal;

/// Cells to a doubling of the probability: the leading bits of its mantissa.
const CELL_BITS: u32 = 4;

/// The bits of a mantissa behind those that name the cell.
const WITHIN_BITS: u32 = 52 - CELL_BITS;

/// The smallest probability that a draw can have, and where the cells begin.
const LEAST: f64 = 1.0 / (1_u64 << 53) as f64;

/// Doublings from [`LEAST`] to one half.
const DOUBLINGS: usize = 52;

/// A polynomial of degree 7 over -1 to 1, lowest power first.
type Cell = [f64; 8];

static CELLS: LazyLock<Vec<Cell>> = LazyLock::new(|| {
    let cells = 0..(DOUBLINGS << CELL_BITS) as u64;
    cells.map(cell).collect()
});

/// The `z` with P(Z ≤ z) = `p` for a standard normal Z, to within 4·10⁻¹⁴, for `p` from 2⁻⁵³ to 1 - 2⁻⁵³.
///
/// The lower tail is cut into cells of a sixteenth of a doubling, and the quantile is a polynomial in each; the upper
/// tail is its mirror image.
#[inline]
pub(super) fn normal_quantile(p: f64) -> f64 {
    let tail = if p < 0.5 { p } else { 1.0 - p };
    let bits = tail.to_bits();
    let place = (bits - LEAST.to_bits()) >> WITHIN_BITS;
    let within = bits << CELL_BITS & ((1 << 52) - 1) | 1.0_f64.to_bits();
    let x = 2.0 * f64::from_bits(within) - 3.0;
    let c = &CELLS[place as usize];
    let (x2, x4) = (x * x, (x * x) * (x * x));
    let low = (c[0] + c[1] * x) + (c[2] + c[3] * x) * x2;
    let high = (c[4] + c[5] * x) + (c[6] + c[7] * x) * x2;
    let z = low + high * x4;
    if p < 0.5 { z } else { -z }
}

/// Newton's polynomial through the quantile at the Chebyshev nodes of a cell, written out in powers.
///
/// The quantile is analytic as far as one probability's distance on all sides, 32 times the half-width of a cell:
/// interpolation of degree 7 is then off by about 64⁻⁸.
fn cell(place: u64) -> Cell {
    let left = f64::from_bits(LEAST.to_bits() + (place << WITHIN_BITS));
    let right = f64::from_bits(LEAST.to_bits() + ((place + 1) << WITHIN_BITS));
    let nodes: Cell =
        std::array::from_fn(|i| libm::cos(std::f64::consts::PI * (i as f64 + 0.5) / 8.0));
    let mut differences: Cell = nodes.map(|x| {
        let p = f64::midpoint(left, right) + x * (right - left) / 2.0;
        inverse_normal(p)
    });
    for order in 1..8 {
        for i in (order..8).rev() {
            differences[i] = (differences[i] - differences[i - 1]) / (nodes[i] - nodes[i - order]);
        }
    }
    // Horner's scheme over the nodes: multiply by (x - node) and add the next difference.
    let mut powers = [0.0; 8];
    for i in (0..8).rev() {
        for power in (1..8).rev() {
            powers[power] = powers[power - 1] - nodes[i] * powers[power];
        }
        powers[0] = differences[i] - nodes[i] * powers[0];
    }
    powers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_agrees_with_the_quantile_that_it_was_made_from() {
        let check = |p: f64| {
            let (table, direct) = (normal_quantile(p), inverse_normal(p));
            assert!((table - direct).abs() < 4e-14, "{p:e}: {table} {direct}");
        };
        let mut p = LEAST;
        while p < 0.5 {
            check(p);
            check(1.0 - p);
            p *= 1.000_37;
        }
        check(1.0 - LEAST);
    }

    #[test]
    fn its_halves_mirror_each_other() {
        for i in 1..1_000 {
            let p = f64::from(i) / 2_048.0;
            assert_eq!(
                normal_quantile(p).to_bits(),
                (-normal_quantile(1.0 - p)).to_bits()
            );
        }
    }
}
