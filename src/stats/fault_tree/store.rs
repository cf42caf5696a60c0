//! Vertices of decision diagrams, each kept once, with a limit on how many there may be.
//!
//! Binary and zero-suppressed diagrams share this store and differ in which vertices they leave out.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasherDefault, Hash, Hasher};

use super::FaultTreeError;

/// The function that is never true; the family without sets.
pub(super) const ZERO: u32 = 0;

/// The function that is always true; the family of the empty set alone.
pub(super) const ONE: u32 = 1;

/// A decision on the event of a level. Both ways lead to vertices made earlier, on deeper levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Vertex {
    /// Place of the event in the order of decisions; the largest number for [`ZERO`] and [`ONE`].
    pub(super) level: u32,
    /// Where to go if the event is absent.
    pub(super) low: u32,
    /// Where to go if it is present.
    pub(super) high: u32,
}

const fn terminal(value: u32) -> Vertex {
    Vertex {
        level: u32::MAX,
        low: value,
        high: value,
    }
}

/// What stands below a root, in an order in which every vertex comes after those it leads to.
#[derive(Clone, Debug)]
pub(super) struct Diagram {
    /// The two terminals, then decisions.
    pub(super) vertices: Vec<Vertex>,
    /// Index of the vertex to begin with.
    pub(super) root: u32,
}

impl Diagram {
    /// What stands below `root` among `vertices`, which begin with the terminals and lead to earlier ones only.
    pub(super) fn below(vertices: &[Vertex], root: u32) -> Self {
        const AWAY: u32 = u32::MAX;
        // One pass down finds all that is reached, and one pass up gives it new numbers.
        let mut number = vec![AWAY; vertices.len().max(2)];
        number[root as usize] = ZERO;
        for i in (2..=root as usize).rev() {
            if number[i] != AWAY {
                number[vertices[i].low as usize] = ZERO;
                number[vertices[i].high as usize] = ZERO;
            }
        }
        (number[ZERO as usize], number[ONE as usize]) = (ZERO, ONE);
        let mut kept = vec![terminal(ZERO), terminal(ONE)];
        let mut next = 2;
        for i in 2..=root as usize {
            if number[i] != AWAY {
                let Vertex { level, low, high } = vertices[i];
                kept.push(Vertex {
                    level,
                    low: number[low as usize],
                    high: number[high as usize],
                });
                number[i] = next;
                next += 1;
            }
        }
        Self {
            vertices: kept,
            root: number[root as usize],
        }
    }

    /// The decisions, each with its index.
    pub(super) fn decisions(&self) -> impl DoubleEndedIterator<Item = (usize, Vertex)> {
        self.vertices.iter().copied().enumerate().skip(2)
    }
}

/// So many vertices and results a tree of some dozens of events has on the way: room for them at once, since making it
/// step by step took a tenth of the time.
const USUAL: usize = 14 << 10;

/// All vertices made so far, and the results of operations on them.
pub(super) struct Store<Op> {
    vertices: Vec<Vertex>,
    index: HashMap<Vertex, u32, Mixing>,
    results: HashMap<(Op, u32, u32), u32, Mixing>,
    limit: usize,
}

impl<Op: Copy + Eq + Hash> Store<Op> {
    /// A store of at most `limit` vertices and four times as many results.
    pub(super) fn new(limit: usize) -> Self {
        Self {
            vertices: vec![terminal(ZERO), terminal(ONE)],
            index: HashMap::with_capacity_and_hasher(USUAL, Mixing::default()),
            results: HashMap::with_capacity_and_hasher(USUAL, Mixing::default()),
            limit,
        }
    }

    /// The one vertex with this decision.
    pub(super) fn vertex(
        &mut self,
        level: u32,
        low: u32,
        high: u32,
    ) -> Result<u32, FaultTreeError> {
        let vertex = Vertex { level, low, high };
        let place = match self.index.entry(vertex) {
            Entry::Occupied(known) => return Ok(*known.get()),
            Entry::Vacant(place) => place,
        };
        match u32::try_from(self.vertices.len()) {
            Ok(new) if self.vertices.len() < self.limit.saturating_add(2) => {
                self.vertices.push(vertex);
                Ok(*place.insert(new))
            }
            _ => Err(FaultTreeError::TooLarge(self.limit)),
        }
    }

    pub(super) fn level(&self, vertex: u32) -> u32 {
        self.vertices[vertex as usize].level
    }

    /// A vertex made before.
    pub(super) fn get(&self, vertex: u32) -> Vertex {
        self.vertices[vertex as usize]
    }

    pub(super) fn result(&self, key: (Op, u32, u32)) -> Option<u32> {
        self.results.get(&key).copied()
    }

    pub(super) fn remember(
        &mut self,
        key: (Op, u32, u32),
        result: u32,
    ) -> Result<(), FaultTreeError> {
        if self.results.len() >= self.limit.saturating_mul(4) {
            return Err(FaultTreeError::TooLarge(self.limit));
        }
        self.results.insert(key, result);
        Ok(())
    }

    /// What stands below `root`, without the rest.
    pub(super) fn diagram(&self, root: u32) -> Diagram {
        Diagram::below(&self.vertices, root)
    }
}

type Mixing = BuildHasherDefault<Mixer>;

/// A hash of a few small numbers. No caller chooses them to collide, and the standard hasher took half of the time.
#[derive(Default)]
struct Mixer(u64);

impl Hasher for Mixer {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(u64::from(byte));
        }
    }

    fn write_u32(&mut self, number: u32) {
        self.write_u64(u64::from(number));
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }

    fn write_isize(&mut self, number: isize) {
        self.write_u64(number.cast_unsigned() as u64);
    }

    fn write_u64(&mut self, number: u64) {
        // The finalizer of SplitMix64, without its last step.
        let mixed = (self.0.rotate_left(5) ^ number).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        self.0 = (mixed ^ (mixed >> 29)).wrapping_mul(0x94d0_49bb_1331_11eb);
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }
}
