//! Times that ended and times that go on, with the distribution function that they show.

use crate::stats::{Law, sort};

/// Independent times, some of which are only known to be longer than a limit that has nothing to do with them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CensoredSample {
    ended: Vec<f64>,
    going_on: Vec<f64>,
}

impl CensoredSample {
    /// A sample of times that ended and of times that go on, in one unit; what is not above 0 or not finite is left out.
    pub fn new(
        ended: impl IntoIterator<Item = f64>,
        going_on: impl IntoIterator<Item = f64>,
    ) -> Self {
        Self {
            ended: positive(ended),
            going_on: positive(going_on),
        }
    }

    /// The times that ended, ascending.
    pub fn ended(&self) -> &[f64] {
        &self.ended
    }

    /// How long the others have lasted so far, ascending.
    pub fn going_on(&self) -> &[f64] {
        &self.going_on
    }

    /// All times, ended or not.
    pub(super) fn all(&self) -> impl Iterator<Item = f64> {
        self.ended.iter().chain(&self.going_on).copied()
    }

    /// What has ended from `least` on, and what goes on beyond it.
    pub(super) fn from(&self, least: f64) -> Self {
        let kept = |times: &[f64]| times[times.partition_point(|&time| time < least)..].to_vec();
        Self {
            ended: kept(&self.ended),
            going_on: kept(&self.going_on),
        }
    }

    /// The share of times that are longer, just after each different time that ended: `(time, share)`, ascending.
    ///
    /// At each such time t with d ends among the n times of t or longer, the share is that before times 1 - d/n. Without
    /// times that go on, this is one minus the empirical distribution function.
    ///
    /// Source: Kaplan and Meier, “Nonparametric estimation from incomplete observations”, Journal of the American
    /// Statistical Association 53 (1958), 457–481.
    pub fn survival(&self) -> Vec<(f64, f64)> {
        let mut share = 1.0;
        let mut steps = Vec::new();
        let (mut ended, mut gone) = (0, 0);
        while ended < self.ended.len() {
            let time = self.ended[ended];
            // A time that goes on for exactly as long is still at risk.
            while gone < self.going_on.len() && self.going_on[gone] < time {
                gone += 1;
            }
            let at_risk = (self.ended.len() - ended) + (self.going_on.len() - gone);
            let ends = self.ended[ended..].partition_point(|&other| other <= time);
            share *= 1.0 - ends as f64 / at_risk as f64;
            steps.push((time, share));
            ended += ends;
        }
        steps
    }

    /// `n` equally likely times whose mean is that of [`CensoredSample::survival`]: the means of its `n` slices.
    ///
    /// Where the longest time goes on, what is left of the curve is put there, so that the mean is too short. Ascending;
    /// empty for an empty sample or for `n` = 0.
    pub fn slices(&self, n: usize) -> Vec<f64> {
        let mut steps = Vec::new();
        let mut before = 1.0;
        for (time, share) in self.survival() {
            steps.push((time, before - share));
            before = share;
        }
        let longest = self.all().fold(0.0, f64::max);
        if longest > 0.0 && before > 0.0 {
            steps.push((longest, before));
        }
        let (mut means, mut room, mut sum) = (Vec::with_capacity(n), 1.0, 0.0);
        for (time, share) in steps {
            // In slices of 1.
            let mut left = share * n as f64;
            while left > 0.0 && means.len() < n {
                let taken = left.min(room);
                sum += taken * time;
                (left, room) = (left - taken, room - taken);
                if room < 1e-9 {
                    means.push(sum / (1.0 - room));
                    (room, sum) = (1.0, 0.0);
                }
            }
        }
        if means.len() < n && room < 1.0 {
            means.push(sum / (1.0 - room));
        }
        means
    }

    /// The largest distance of `law`'s distribution function from that of [`CensoredSample::survival`], 0 to 1.
    pub(super) fn distance(&self, law: &Law) -> f64 {
        let mut before = 0.0;
        let mut largest = 0.0_f64;
        for (time, share) in self.survival() {
            let (after, at) = (1.0 - share, law.cdf(time));
            largest = largest.max((at - before).abs()).max((after - at).abs());
            before = after;
        }
        largest
    }
}

fn positive(times: impl IntoIterator<Item = f64>) -> Vec<f64> {
    let mut times: Vec<f64> = times
        .into_iter()
        .filter(|time| time.is_finite() && *time > 0.0)
        .collect();
    sort(&mut times);
    times
}
