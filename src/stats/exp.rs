//! The exponential function of the draws: the same bits on every processor, and inlined.

use std::f64::consts::LOG2_E;

/// ln 2 in two parts: the first has few enough bits that its multiples are exact.
const LN2_HIGH: f64 = f64::from_bits(0x3FE6_2E42_FEE0_0000);
const LN2_LOW: f64 = f64::from_bits(0x3DEA_39EF_3579_3C76);

/// Added to a number below 2⁵¹ in size, this rounds it to a whole one, which then stands in its low bits.
const ROUND: f64 = 6_755_399_441_055_744.0;

/// Beyond this the result or the scaling leaves the normal numbers.
const PLAIN: f64 = 700.0;

/// 1/n! for n from 2 to 13.
const INVERSE_FACTORIALS: [f64; 12] = [
    1.0 / 2.0,
    1.0 / 6.0,
    1.0 / 24.0,
    1.0 / 120.0,
    1.0 / 720.0,
    1.0 / 5_040.0,
    1.0 / 40_320.0,
    1.0 / 362_880.0,
    1.0 / 3_628_800.0,
    1.0 / 39_916_800.0,
    1.0 / 479_001_600.0,
    1.0 / 6_227_020_800.0,
];

/// e^x, to within two units in the last place.
///
/// x is parted into k·ln 2 + r with |r| ≤ ln 2 / 2, and e^r is Taylor's
/// polynomial of degree 13, whose remainder is below 4·10⁻¹⁸. Only additions and
/// multiplications: no fused ones, which not every processor has.
#[inline]
pub(super) fn exp(x: f64) -> f64 {
    if x.is_nan() || x.abs() >= PLAIN {
        return libm::exp(x);
    }
    let shifted = x * LOG2_E + ROUND;
    let k = shifted - ROUND;
    let r = (x - k * LN2_HIGH) - k * LN2_LOW;
    let c = &INVERSE_FACTORIALS;
    // Estrin's scheme: the pairs do not wait for each other.
    let (r2, r4) = (r * r, (r * r) * (r * r));
    let low = (c[0] + c[1] * r) + (c[2] + c[3] * r) * r2;
    let middle = (c[4] + c[5] * r) + (c[6] + c[7] * r) * r2;
    let high = (c[8] + c[9] * r) + (c[10] + c[11] * r) * r2;
    let power = 1.0 + (r + r2 * (low + r4 * (middle + r4 * high)));
    // The low bits of `shifted` are k; the shift drops all others.
    power * f64::from_bits(shifted.to_bits().wrapping_add(1_023) << 52)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against libm's, which is correct to within one unit in the last place.
    #[test]
    fn it_is_within_two_units_of_another_method() {
        let mut x = -699.9;
        while x < 699.9 {
            let (ours, theirs) = (exp(x), libm::exp(x));
            assert!(
                (ours / theirs - 1.0).abs() <= 2.0 * f64::EPSILON,
                "{x}: {ours:e} {theirs:e}"
            );
            x += 0.003_711;
        }
    }

    #[test]
    fn its_ends_are_those_of_libm() {
        for x in [
            0.0,
            -0.0,
            1.0,
            700.0,
            710.0,
            -745.0,
            -800.0,
            f64::INFINITY,
            f64::NEG_INFINITY,
        ] {
            let (ours, theirs) = (exp(x), libm::exp(x));
            assert!(
                (ours - theirs).abs() <= theirs * 2.0 * f64::EPSILON
                    || ours.to_bits() == theirs.to_bits(),
                "{x}"
            );
        }
        assert!(exp(f64::NAN).is_nan());
    }
}
