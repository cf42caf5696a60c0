//! Who requires whom, by index.

use std::collections::HashMap;

use crate::model::{AtLeast, Component, ComponentId};

/// Components and their requirements.
pub(super) struct Graph {
    pub(super) index: HashMap<ComponentId, u32>,
    requires: Vec<Vec<u32>>,
    requires_some: Vec<Vec<u32>>,
    pub(super) hosts: Vec<bool>,
    /// The groups of which some are enough, each once.
    pub(super) groups: Vec<Group>,
}

/// A group of components of which at least `needed` are needed.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// How many are needed.
    pub needed: usize,
    /// The components, by index.
    pub of: Vec<u32>,
    /// What each of them cannot do without, itself among it.
    pub members: Vec<Needs>,
}

/// What something cannot do without.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Needs {
    /// The components needed one by one, transitively, nearest first; by index.
    pub each: Vec<u32>,
    /// The groups needed, by index.
    pub groups: Vec<u32>,
    /// The components that matter through a group alone.
    pub below: Vec<u32>,
}

impl Graph {
    pub(super) fn new(components: &[&Component]) -> Self {
        let index: HashMap<ComponentId, u32> = components
            .iter()
            .zip(0u32..)
            .map(|(component, i)| (component.id.clone(), i))
            .collect();
        let mut graph = Self {
            requires: components
                .iter()
                .map(|component| sorted(&component.requires, &index))
                .collect(),
            requires_some: Vec::new(),
            hosts: components.iter().map(|c| c.hosts).collect(),
            groups: Vec::new(),
            index,
        };
        graph.requires_some = components
            .iter()
            .map(|component| graph.add_groups(&component.requires_some))
            .collect();
        graph
    }

    /// Adds groups and says their indices.
    pub(super) fn add_groups(&mut self, groups: &[AtLeast]) -> Vec<u32> {
        let groups = groups.iter().map(|group| Group {
            needed: group.needed,
            of: sorted(&group.of, &self.index),
            members: Vec::new(),
        });
        let groups: Vec<Group> = groups.collect();
        let found = groups.into_iter().map(|group| {
            let same = |known: &Group| known.needed == group.needed && known.of == group.of;
            let at = self.groups.iter().position(same).unwrap_or_else(|| {
                self.groups.push(group.clone());
                self.groups.len() - 1
            });
            u32::try_from(at).expect("fewer groups than components")
        });
        let mut found: Vec<u32> = found.collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Works out what the members of all groups need; after it no group may be added.
    pub(super) fn finish(&mut self) {
        for group in 0..self.groups.len() {
            let members = self.groups[group].of.iter();
            let members = members.map(|&member| self.needs(&[member], &[])).collect();
            self.groups[group].members = members;
        }
    }

    pub(super) fn len(&self) -> usize {
        self.requires.len()
    }

    /// What `roots` and the groups `some` need, transitively.
    pub(super) fn needs(&self, roots: &[u32], some: &[u32]) -> Needs {
        let mut seen = vec![false; self.len()];
        let each = self.closure(roots, &mut seen);
        let mut groups = some.to_vec();
        let of_each = |c: &u32| self.requires_some[*c as usize].iter().copied();
        groups.extend(each.iter().flat_map(of_each));
        groups.sort_unstable();
        groups.dedup();
        let mut below = Vec::new();
        let mut open = groups.clone();
        let mut entered = vec![false; self.groups.len()];
        while let Some(group) = open.pop() {
            if std::mem::replace(&mut entered[group as usize], true) {
                continue;
            }
            let found = self.closure(&self.groups[group as usize].of, &mut seen);
            open.extend(found.iter().flat_map(of_each));
            below.extend(found);
        }
        Needs {
            each,
            groups,
            below,
        }
    }

    /// Those of `roots` and of all that they require one by one that were not `seen` yet, nearest first.
    fn closure(&self, roots: &[u32], seen: &mut [bool]) -> Vec<u32> {
        let mut found: Vec<u32> = Vec::new();
        for &root in roots {
            if !std::mem::replace(&mut seen[root as usize], true) {
                found.push(root);
            }
        }
        let mut next = 0;
        while next < found.len() {
            for &required in &self.requires[found[next] as usize] {
                if !std::mem::replace(&mut seen[required as usize], true) {
                    found.push(required);
                }
            }
            next += 1;
        }
        found
    }
}

impl Needs {
    /// All components that matter, one by one or through a group.
    pub fn all(&self) -> impl Iterator<Item = u32> {
        self.each.iter().chain(&self.below).copied()
    }

    /// The fraction that outages leave, each given by its severity and the components that it hits.
    ///
    /// One that takes all of it by itself counts once, on however many ways it comes; of the others, see
    /// [`Needs::available`].
    pub(in crate::engine) fn left<'a>(
        &self,
        groups: &[Group],
        outages: impl Iterator<Item = (f64, &'a [u32])>,
    ) -> f64 {
        let product = |outages: &mut dyn Iterator<Item = &(f64, &[u32])>| {
            outages.fold(1.0, |left, (severity, _)| left * (1.0 - severity))
        };
        let hit = |hits: &[u32], each: &[u32]| hits.iter().any(|hit| each.contains(hit));
        if self.groups.is_empty() {
            let reaching = outages.filter(|(_, hits)| hit(hits, &self.each));
            return reaching.fold(1.0, |left, (severity, _)| left * (1.0 - severity));
        }
        let takes = |(_, hits): &(f64, &[u32])| {
            let whole = |each: &[u32]| if hit(hits, each) { 0.0 } else { 1.0 };
            self.available(groups, &whole) < 0.5
        };
        let (taking, others): (Vec<_>, Vec<_>) = outages.partition(takes);
        let whole = product(&mut taking.iter());
        if others.len() < 2 {
            // What does not take it by itself takes it only with others.
            return whole;
        }
        let left = |each: &[u32]| product(&mut others.iter().filter(|(_, hits)| hit(hits, each)));
        whole * self.available(groups, &left)
    }

    /// The fraction that is there, given what is left of a set of components that are needed one by one.
    ///
    /// Of a group it is the k-th largest of its members' fractions, where k of them are needed.
    pub(in crate::engine) fn available(
        &self,
        groups: &[Group],
        left: &impl Fn(&[u32]) -> f64,
    ) -> f64 {
        let mut all = left(&self.each);
        for &group in &self.groups {
            let group = &groups[group as usize];
            let members = group.members.iter();
            let mut members: Vec<f64> = members
                .map(|member| member.available(groups, left))
                .collect();
            members.sort_unstable_by(f64::total_cmp);
            all *= members[members.len() - group.needed];
        }
        all
    }
}

/// Indices in ascending order.
pub(super) fn sorted(ids: &[ComponentId], index: &HashMap<ComponentId, u32>) -> Vec<u32> {
    let mut found: Vec<u32> = ids.iter().map(|id| index[id]).collect();
    found.sort_unstable();
    found
}
