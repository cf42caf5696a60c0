//! Draws of a density with one mode, by rejection under a hat of steps.
//!
//! Source: Devroye, “Non-Uniform Random Variate Generation”, Springer 1986, chapter VIII.2 (strip methods), with a
//! squeeze and a guide table.

use super::stream::Draws;

/// How many steps the hat has.
const STEPS: usize = 64;

/// How many equal shares of the hat's area the guide knows.
const SHARES: usize = 256;

/// The least share of the hat's area that lies under the squeeze: below it, another method is the better one.
const WORTHWHILE: f64 = 0.75;

/// A density on 0 to 1 under a hat of steps of equal width.
///
/// The draw under the hat grows with its word, and a step moves little with the density: nearly an inversion.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct StepHat {
    /// One more than there are steps: the last is never reached.
    steps: Vec<Step>,
    /// By equal shares of the hat's area: the step in which each begins.
    guide: Vec<u8>,
    /// The hat's area.
    area: f64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Step {
    /// The hat's area before it.
    before: f64,
    left: f64,
    height: f64,
    inverse_height: f64,
    /// Nowhere in the step is the density below this.
    squeeze: f64,
}

impl StepHat {
    /// The hat of a `density` that rises up to `mode`, where it is 1, and falls from there; nothing where it would be
    /// too coarse for it.
    pub(super) fn new(density: impl Fn(f64) -> f64, mode: f64) -> Option<Self> {
        const WIDTH: f64 = 1.0 / STEPS as f64;
        let mut steps = Vec::with_capacity(STEPS + 1);
        let (mut hat, mut squeezed) = (0.0, 0.0);
        let mut at_left = density(0.0);
        for i in 0..STEPS {
            let left = i as f64 * WIDTH;
            let at_right = density(left + WIDTH);
            let holds_mode = left <= mode && mode <= left + WIDTH;
            let height = if holds_mode {
                1.0
            } else {
                at_left.max(at_right)
            };
            let squeeze = at_left.min(at_right);
            // A step without height is never chosen.
            let inverse_height = if height > 0.0 { 1.0 / height } else { 0.0 };
            steps.push(Step {
                before: hat,
                left,
                height,
                inverse_height,
                squeeze,
            });
            hat += height * WIDTH;
            squeezed += squeeze * WIDTH;
            at_left = at_right;
        }
        steps.push(Step {
            before: f64::INFINITY,
            ..Step::default()
        });
        let starts_in = |g: usize| {
            let area = hat * (g as f64 / SHARES as f64);
            let step = steps[1..STEPS].partition_point(|step: &Step| step.before <= area);
            u8::try_from(step).expect("a step's number is below 64")
        };
        let guide = (0..SHARES).map(starts_in).collect();
        (squeezed >= WORTHWHILE * hat).then_some(Self {
            steps,
            guide,
            area: hat,
        })
    }

    /// A draw of the `density` that the hat was made for. Two words, however many attempts are rejected.
    #[inline]
    pub(super) fn draw(&self, density: impl Fn(f64) -> f64, draws: &mut Draws) -> f64 {
        let mut place = draws.uniform();
        let mut test = draws.clone().uniform();
        let mut attempts = draws.branch();
        loop {
            let (x, step) = self.under(place);
            let level = test * step.height;
            if level < step.squeeze || level < density(x) {
                return x;
            }
            place = attempts.uniform();
            test = attempts.uniform();
        }
    }

    /// The point below which the share `place` of the hat's area lies, and its step.
    #[inline]
    fn under(&self, place: f64) -> (f64, &Step) {
        let area = place * self.area;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of 256, which is below 256"
        )]
        let mut i = usize::from(self.guide[(place * SHARES as f64) as usize % SHARES]);
        // Few shares hold the start of a step, fewer that of two: no branch for the first.
        i += usize::from(self.steps[i + 1].before <= area);
        while self.steps[i + 1].before <= area {
            i += 1;
        }
        let step = &self.steps[i];
        let x = step.left + (area - step.before) * step.inverse_height;
        (if x < 1.0 { x } else { 1.0 }, step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::{Moments, Stream};

    /// A triangle with its mode at `mode`: distribution function x²/mode below it.
    fn triangle(mode: f64) -> impl Fn(f64) -> f64 {
        move |x| {
            if x <= mode {
                x / mode
            } else {
                (1.0 - x) / (1.0 - mode)
            }
        }
    }

    #[test]
    fn draws_follow_the_density_with_the_mode_inside_a_step_and_at_the_ends() {
        const N: usize = 100_000;
        for mode in [1e-9, 0.3, 0.5, 1.0 - 1e-9] {
            let density = triangle(mode);
            let hat = StepHat::new(&density, mode).unwrap();
            let mut draws = Stream::new(11, 4).draws(0, 0);
            let mut sample: Vec<f64> = (0..N).map(|_| hat.draw(&density, &mut draws)).collect();
            sample.sort_by(f64::total_cmp);
            let cdf = |x: f64| {
                if x <= mode {
                    x * x / mode
                } else {
                    1.0 - (1.0 - x) * (1.0 - x) / (1.0 - mode)
                }
            };
            let distance = (0..).zip(&sample).fold(0.0, |far: f64, (i, &x)| {
                far.max((f64::from(i) / N as f64 - cdf(x)).abs())
            });
            // Kolmogorov's distribution: √n·D is above 2.23 once in 10,000.
            assert!(distance * (N as f64).sqrt() < 2.23, "{mode}: {distance}");
            let mean: Moments = sample.into_iter().collect();
            let error = 4.0 * mean.standard_error();
            assert!((mean.mean() - (1.0 + mode) / 3.0).abs() < error, "{mode}");
        }
    }

    #[test]
    fn every_draw_takes_two_words() {
        let density = triangle(0.2);
        let hat = StepHat::new(&density, 0.2).unwrap();
        let mut draws = Stream::new(1, 1).draws(0, 0);
        for _ in 0..1_000 {
            let mut words = draws;
            hat.draw(&density, &mut draws);
            words.word();
            words.word();
            assert_eq!(draws, words);
        }
    }

    #[test]
    fn draws_grow_with_their_first_word_but_where_an_attempt_is_rejected() {
        let density = triangle(0.7);
        let hat = StepHat::new(&density, 0.7).unwrap();
        let mut last = 0.0;
        for i in 0..10_000 {
            let (x, _) = hat.under(f64::from(i) / 10_000.0);
            assert!(x >= last && x < 1.0, "{i}: {x} after {last}");
            last = x;
        }
        let all = hat.area;
        assert!(
            all > 0.5 && all < 0.55,
            "the hat's area over a triangle's of 0.5: {all}"
        );
    }

    #[test]
    fn a_peak_narrower_than_the_steps_has_no_hat() {
        let peak = |x: f64| libm::exp(-(x - 0.5) * (x - 0.5) / 2e-6);
        assert_eq!(StepHat::new(peak, 0.5), None);
    }
}
