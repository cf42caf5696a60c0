//! The exponential function and the logarithm of the draws: the same bits on every processor, and inlined.

use std::f64::consts::LOG2_E;

/// ln 2 in two parts: the first has few enough bits that its multiples are exact.
const LN2_HIGH: f64 = f64::from_bits(0x3FE6_2E42_FEE0_0000);
const LN2_LOW: f64 = f64::from_bits(0x3DEA_39EF_3579_3C76);

/// Added to a number below 2⁵¹ in size, this rounds it to a whole one, which then stands in its low bits.
const ROUND: f64 = 6_755_399_441_055_744.0;

/// Beyond this the result or the scaling leaves the normal numbers.
const PLAIN: f64 = 700.0;

/// The bits of 2^(j/32) for j from 0 to 31.
#[rustfmt::skip]
const ROOTS: [u64; 32] = [
    0x3FF0_0000_0000_0000, 0x3FF0_59B0_D315_8574, 0x3FF0_B558_6CF9_890F, 0x3FF1_1301_D012_5B51,
    0x3FF1_72B8_3C7D_517B, 0x3FF1_D487_3168_B9AA, 0x3FF2_387A_6E75_6238, 0x3FF2_9E9D_F51F_DEE1,
    0x3FF3_06FE_0A31_B715, 0x3FF3_71A7_373A_A9CB, 0x3FF3_DEA6_4C12_3422, 0x3FF4_4E08_6061_892D,
    0x3FF4_BFDA_D536_2A27, 0x3FF5_342B_569D_4F82, 0x3FF5_AB07_DD48_5429, 0x3FF6_247E_B03A_5585,
    0x3FF6_A09E_667F_3BCD, 0x3FF7_1F75_E8EC_5F74, 0x3FF7_A114_73EB_0187, 0x3FF8_2589_994C_CE13,
    0x3FF8_ACE5_422A_A0DB, 0x3FF9_3737_B0CD_C5E5, 0x3FF9_C491_82A3_F090, 0x3FFA_5503_B23E_255D,
    0x3FFA_E89F_995A_D3AD, 0x3FFB_7F76_F2FB_5E47, 0x3FFC_199B_DD85_529C, 0x3FFC_B720_DCEF_9069,
    0x3FFD_5818_DCFB_A487, 0x3FFD_FC97_337B_9B5F, 0x3FFE_A4AF_A2A4_90DA, 0x3FFF_5076_5B6E_4540,
];

/// 1/n! for n from 2 to 6.
const INVERSE_FACTORIALS: [f64; 5] = [1.0 / 2.0, 1.0 / 6.0, 1.0 / 24.0, 1.0 / 120.0, 1.0 / 720.0];

/// e^x, to within two units in the last place.
///
/// x is parted into k·ln 2/32 + r with |r| ≤ ln 2/64, and e^r is Taylor's polynomial of degree 6, whose remainder is
/// below 4·10⁻¹⁸. Only additions and multiplications: no fused ones, which not every processor has.
#[inline]
pub(super) fn exp(x: f64) -> f64 {
    if x.is_nan() || x.abs() >= PLAIN {
        return libm::exp(x);
    }
    let shifted = x * (32.0 * LOG2_E) + ROUND;
    let k = shifted - ROUND;
    let r = (x - k * (LN2_HIGH / 32.0)) - k * (LN2_LOW / 32.0);
    let c = &INVERSE_FACTORIALS;
    // Estrin's scheme: the pairs do not wait for each other.
    let r2 = r * r;
    let series = r + r2 * ((c[0] + c[1] * r) + r2 * ((c[2] + c[3] * r) + r2 * c[4]));
    // The low bits of `shifted` are k: five name the root, the others are the exponent.
    let bits = shifted.to_bits();
    let root = ROOTS[(bits % 32) as usize];
    let scale = f64::from_bits(root.wrapping_add((bits >> 5) << 52));
    scale + scale * series
}

/// 1/(2n + 1) for n from 1 to 10.
const INVERSE_ODDS: [f64; 10] = [
    1.0 / 3.0,
    1.0 / 5.0,
    1.0 / 7.0,
    1.0 / 9.0,
    1.0 / 11.0,
    1.0 / 13.0,
    1.0 / 15.0,
    1.0 / 17.0,
    1.0 / 19.0,
    1.0 / 21.0,
];

/// The bits of √½.
const HALF_ROOT: u64 = std::f64::consts::FRAC_1_SQRT_2.to_bits();

/// ln x of a normal number above 0, to within three units in the last place.
///
/// x is parted into 2^k·m with √½ ≤ m < √2, and ln m is twice the area tangent of s = (m - 1)/(m + 1): its series to
/// s²¹, whose remainder is below 2·10⁻¹⁸ of it.
#[inline]
pub(super) fn ln(x: f64) -> f64 {
    let bits = x.to_bits().wrapping_sub(HALF_ROOT);
    let twos = (bits.cast_signed() >> 52) as f64;
    let mantissa = f64::from_bits((bits & ((1 << 52) - 1)).wrapping_add(HALF_ROOT));
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let c = &INVERSE_ODDS;
    let z = s * s;
    let (z2, z4) = (z * z, (z * z) * (z * z));
    let low = (c[0] + c[1] * z) + (c[2] + c[3] * z) * z2;
    let high = (c[4] + c[5] * z) + (c[6] + c[7] * z) * z2;
    let series = z * (low + z4 * (high + z4 * (c[8] + c[9] * z)));
    twos * LN2_HIGH + (twos * LN2_LOW + 2.0 * (s + s * series))
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

    #[test]
    fn the_logarithm_is_within_three_units_of_another_method() {
        let mut x = 1e-300;
        while x < 1e300 {
            let (ours, theirs) = (ln(x), libm::log(x));
            assert!(
                (ours - theirs).abs() <= 3.0 * f64::EPSILON * theirs.abs(),
                "{x}: {ours:e} {theirs:e}"
            );
            x *= 1.003_711;
        }
        for i in 1..100_000 {
            let x = 1.0 - f64::from(i) * 5e-6;
            let (ours, theirs) = (ln(x), libm::log(x));
            assert!(
                (ours / theirs - 1.0).abs() <= 3.0 * f64::EPSILON,
                "{x}: {ours:e} {theirs:e}"
            );
        }
        assert_eq!(ln(1.0).to_bits(), 0.0_f64.to_bits());
        let close_to_one = 1.0 - f64::EPSILON;
        assert!((ln(close_to_one) / libm::log(close_to_one) - 1.0).abs() < 3.0 * f64::EPSILON);
    }
}
