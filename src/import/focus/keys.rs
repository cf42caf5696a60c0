//! Texts and groups as small numbers, found again without allocating.

use std::collections::HashMap;
use std::hash::Hash;

/// How many keys are found without a search.
const SLOTS: usize = 1024;

/// Different keys, numbered from 0 in the order in which they came.
#[derive(Clone, Debug)]
pub(super) struct Keys<K> {
    all: Vec<K>,
    index: HashMap<K, u32>,
    /// By the low bits of a hash: the number of the key that was there last, from 1.
    slots: Vec<u32>,
}

impl<K: Clone + Eq + Hash> Default for Keys<K> {
    fn default() -> Self {
        Self {
            all: Vec::new(),
            index: HashMap::new(),
            slots: vec![0; SLOTS],
        }
    }
}

impl<K: Clone + Eq + Hash> Keys<K> {
    /// All keys by their numbers.
    pub(super) fn all(&self) -> &[K] {
        &self.all
    }

    fn insert(&mut self, key: K, slot: usize) -> u32 {
        let n = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        let number = *self.index.entry(key.clone()).or_insert(n);
        if number == n {
            self.all.push(key);
        }
        self.slots[slot] = number + 1;
        number
    }
}

impl Keys<Box<[u8]>> {
    /// The number of a text.
    pub(super) fn text(&mut self, bytes: &[u8]) -> u32 {
        let slot = slot(hash(bytes));
        if let Some(number) = self.slots[slot].checked_sub(1)
            && *self.all[number as usize] == *bytes
        {
            return number;
        }
        match self.index.get(bytes) {
            Some(number) => {
                self.slots[slot] = number + 1;
                *number
            }
            None => self.insert(bytes.into(), slot),
        }
    }
}

impl<const N: usize> Keys<[u32; N]> {
    /// The number of a group of numbers.
    pub(super) fn group(&mut self, key: [u32; N]) -> u32 {
        let mixed = key
            .iter()
            .fold(0, |mixed, part| mix(mixed, u64::from(*part)));
        let slot = slot(mixed);
        if let Some(number) = self.slots[slot].checked_sub(1)
            && self.all[number as usize] == key
        {
            return number;
        }
        self.insert(key, slot)
    }
}

fn slot(hash: u64) -> usize {
    // The high bits of a product are the well mixed ones; ten of them number the slots.
    (hash >> 54) as usize & (SLOTS - 1)
}

fn mix(hash: u64, word: u64) -> u64 {
    (hash.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// A quick hash: good enough to find a slot, and to tell rows apart.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    let mut chunks = bytes.chunks_exact(8);
    let mut sum = bytes.len() as u64;
    for chunk in &mut chunks {
        let word = <[u8; 8]>::try_from(chunk).map_or(0, u64::from_le_bytes);
        sum = mix(sum, word);
    }
    let mut word = 0;
    for byte in chunks.remainder() {
        word = word << 8 | u64::from(*byte);
    }
    mix(sum, word)
}
