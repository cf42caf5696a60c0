//! Minimal cut sets up to an order, and the approximations that rest on them.

use super::{
    FaultNode, FaultTree, FaultTreeError,
    build::{Levels, build},
    family::Families,
    store::{Diagram, ONE, ZERO},
};

/// The most sets over which [`CutSets::upper_bound`] multiplies.
const MOST_MULTIPLIED: u64 = 10_000_000;

/// The minimal cut sets of a top node of at most some order, kept as a diagram: they may be too many to list.
///
/// A cut set is a set of events that, all failed, make the top fail; it is minimal if no smaller part of it does. Its
/// order is how many events it has. One of order 1 is a single point of failure.
///
/// Source: Vesely et al., Fault Tree Handbook, NUREG-0492 (1981), chapters VII and XI.
#[derive(Clone, Debug)]
pub struct CutSets {
    family: Diagram,
    levels: Levels,
    complete: bool,
    /// How many sets there are of each size, by vertex of the family.
    sizes: Vec<Vec<u64>>,
}

impl FaultTree {
    /// The minimal cut sets of `top` of at most `order` events, with at most `limit` vertices made on the way.
    ///
    /// Families of sets are put together gate by gate from the events up, and sets that are too large or contain
    /// another are dropped at each, as in MOCUS; no set of events is tried.
    pub fn cut_sets(
        &self,
        top: FaultNode,
        order: usize,
        limit: usize,
    ) -> Result<CutSets, FaultTreeError> {
        let mut families = Families::new(order, limit);
        let (root, levels) = build(self, top, &mut families)?;
        let family = families.diagram(root);
        Ok(CutSets {
            sizes: sizes(&family, &levels),
            family,
            levels,
            complete: !families.dropped(),
        })
    }
}

impl CutSets {
    /// Whether these are surely all minimal cut sets: while they were made, no set was dropped for its size.
    ///
    /// A dropped set may have been no minimal one, so that this can be `false` of all.
    pub fn complete(&self) -> bool {
        self.complete
    }

    /// How many sets there are of each order, from 0 up; numbers of 2⁶⁴ and more are 2⁶⁴ - 1.
    pub fn counts(&self) -> &[u64] {
        &self.sizes[self.family.root as usize]
    }

    /// How many sets there are.
    pub fn count(&self) -> u64 {
        self.counts()
            .iter()
            .fold(0, |sum, &count| sum.saturating_add(count))
    }

    /// At most `most` of the sets, the smallest first; sets of one size are in the order of their events.
    ///
    /// Where not all sets of a size are listed, it is open which.
    pub fn list(&self, most: usize) -> Vec<Vec<FaultNode>> {
        let mut listed = Vec::new();
        for size in 0..self.counts().len() {
            let mut sets = self.of_size(size, most - listed.len());
            sets.sort_unstable();
            listed.append(&mut sets);
        }
        listed
    }

    /// The sum of the probabilities of the sets: the rare-event approximation of the probability of the top.
    ///
    /// Never below the truth if all minimal cut sets are there, and far above it, even above 1, if events are not
    /// rare.
    pub fn rare_event_sum(&self) -> f64 {
        let mut sums = vec![0.0, 1.0];
        for (_, vertex) in self.family.decisions() {
            let members = self.levels.members[vertex.level as usize].iter();
            let sum: f64 = members.map(|(_, probability)| probability).sum();
            sums.push(sums[vertex.low as usize] + sum * sums[vertex.high as usize]);
        }
        sums[self.family.root as usize]
    }

    /// The min-cut upper bound, 1 - Π(1 - P(set)): what the probability of the top would be if the sets had no event
    /// in common.
    ///
    /// Never below the truth if all minimal cut sets are there, since sets with events in common fail together.
    /// `None` if there are more than ten million sets, over each of which it has to go.
    ///
    /// Source: Esary and Proschan, “Coherent structures of non-identical components”, Technometrics 5 (1963),
    /// 191–209.
    pub fn upper_bound(&self) -> Option<f64> {
        if self.count() > MOST_MULTIPLIED {
            return None;
        }
        let mut bound = 0.0;
        let mut stack = vec![(self.family.root, 1.0)];
        while let Some((vertex, probability)) = stack.pop() {
            match vertex {
                ZERO => {}
                ONE => bound += (1.0 - bound) * probability,
                _ => {
                    let vertex = self.family.vertices[vertex as usize];
                    stack.push((vertex.low, probability));
                    let members = self.levels.members[vertex.level as usize].iter();
                    stack.extend(members.map(|(_, p)| (vertex.high, probability * p)));
                }
            }
        }
        Some(bound)
    }

    /// At most `most` of the sets of `size`.
    fn of_size(&self, size: usize, most: usize) -> Vec<Vec<FaultNode>> {
        let mut sets = Vec::new();
        let mut set: Vec<FaultNode> = Vec::new();
        // Where to go on, how many of the events chosen so far belong to it, and the event chosen on the way there.
        let mut stack = vec![(self.family.root, 0, None)];
        while let Some((vertex, chosen, event)) = stack.pop() {
            set.truncate(chosen);
            set.extend(event);
            let ways = self.sizes[vertex as usize].get(size - set.len());
            if ways.is_none_or(|&ways| ways == 0) || sets.len() == most {
                continue;
            }
            if vertex == ONE {
                let mut found = set.clone();
                found.sort_unstable();
                sets.push(found);
                continue;
            }
            let vertex = self.family.vertices[vertex as usize];
            stack.push((vertex.low, set.len(), None));
            if set.len() < size {
                let members = self.levels.members[vertex.level as usize].iter().rev();
                stack.extend(members.map(|(event, _)| (vertex.high, set.len(), Some(*event))));
            }
        }
        sets
    }
}

fn sizes(family: &Diagram, levels: &Levels) -> Vec<Vec<u64>> {
    let mut sizes: Vec<Vec<u64>> = vec![Vec::new(), vec![1]];
    for (_, vertex) in family.decisions() {
        let (low, high) = (&sizes[vertex.low as usize], &sizes[vertex.high as usize]);
        let mut sum = low.clone();
        sum.resize(low.len().max(high.len() + 1), 0);
        let members = levels.members[vertex.level as usize].len() as u64;
        for (size, count) in sum[1..].iter_mut().zip(high) {
            *size = size.saturating_add(count.saturating_mul(members));
        }
        sizes.push(sum);
    }
    sizes
}
