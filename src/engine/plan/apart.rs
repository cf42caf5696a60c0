//! The counterfactual in which providers share nothing: every hazard that reaches several of them becomes
//! independent ones, one for each, with the same rate, durations, severities and hits.
//!
//! What the workloads themselves require is no provider: it stays with the first copy of a hazard that reaches it.

use std::collections::BTreeMap;

use super::{Group, Hit, Needs, Plan, PlanHazard, Service, Terms, reach};

/// A world holds copies of all components, for one provider or for what the workloads themselves require.
struct Worlds {
    components: u32,
    groups: u32,
    /// By provider of the portfolio; what the workloads require comes after them.
    of: BTreeMap<u32, u32>,
}

impl Plan {
    /// A portfolio alone, without its contracts and with nothing shared between its providers.
    ///
    /// Nothing where nothing is shared. A hazard keeps its random numbers in the first world that it reaches.
    pub(in crate::engine) fn apart(&self, portfolio: usize) -> Option<Plan> {
        let shared = Plan {
            terms: Terms::default(),
            ..self.only(portfolio)
        };
        let worlds = Worlds::of(&shared);
        let mut services = shared.services.clone();
        for service in &mut services {
            for node in &mut service.nodes {
                let world = worlds.of[&node.component];
                node.needs = worlds.moved(&node.needs, world);
            }
            service.required = worlds.moved(&service.required, worlds.required());
        }
        let mut hazards = Vec::new();
        let mut split = false;
        for hazard in &shared.hazards {
            let reached = worlds.reached(&shared.services, hazard);
            split |= reached.len() > 1;
            let first = [reached.first().copied(), Some(worlds.required())];
            hazards.push(worlds.copy(hazard, hazard.id.clone(), first.into_iter().flatten()));
            for world in reached.into_iter().skip(1) {
                // An at sign stands in no id, so that no hazard of the file has the same stream.
                let id = format!("{}@{world}", hazard.id);
                hazards.push(worlds.copy(hazard, id, std::iter::once(world)));
            }
        }
        if !split {
            return None;
        }
        let count = worlds.required() + 1;
        let groups: Vec<Group> = (0..count)
            .flat_map(|world| shared.groups.iter().map(move |group| (world, group)))
            .map(|(world, group)| worlds.moved_group(group, world))
            .collect();
        let components: Vec<_> = (0..count).flat_map(|_| shared.components.clone()).collect();
        Some(Plan {
            reach: reach(&services, components.len(), &groups),
            causes: hazards.iter().map(super::Cause::of).collect(),
            hosts: shared.hosts.repeat(count as usize),
            components,
            groups,
            hazards,
            services,
            ..shared
        })
    }
}

impl Worlds {
    fn of(plan: &Plan) -> Self {
        let nodes = plan.services.iter().flat_map(|service| &service.nodes);
        let mut of: BTreeMap<u32, u32> = nodes.map(|node| (node.component, 0)).collect();
        for (world, place) in of.values_mut().zip(0..) {
            *world = place;
        }
        let count = |n: usize| u32::try_from(n).expect("a file holds fewer than 2³² of anything");
        Self {
            components: count(plan.components.len()),
            groups: count(plan.groups.len()),
            of,
        }
    }

    /// The world of what the workloads themselves require.
    fn required(&self) -> u32 {
        u32::try_from(self.of.len()).expect("fewer providers than 2³²")
    }

    fn component(&self, component: u32, world: u32) -> u32 {
        world * self.components + component
    }

    fn moved(&self, needs: &Needs, world: u32) -> Needs {
        let components = |list: &[u32]| list.iter().map(|&c| self.component(c, world)).collect();
        let groups = needs.groups.iter();
        Needs {
            each: components(&needs.each),
            groups: groups.map(|group| world * self.groups + group).collect(),
            below: components(&needs.below),
        }
    }

    fn moved_group(&self, group: &Group, world: u32) -> Group {
        let members = group.members.iter();
        let of = group.of.iter();
        Group {
            needed: group.needed,
            of: of.map(|&c| self.component(c, world)).collect(),
            members: members.map(|needs| self.moved(needs, world)).collect(),
        }
    }

    /// The worlds of the providers of which a hazard can hit anything that matters.
    fn reached(&self, services: &[Service], hazard: &PlanHazard) -> Vec<u32> {
        let hit = |needs: &Needs| {
            let mut hits = hazard.hits.iter();
            hits.any(|hit| needs.all().any(|component| component == hit.component))
        };
        let mut reached: Vec<u32> = Vec::new();
        for service in services {
            let nodes = service.nodes.iter().filter(|node| hit(&node.needs));
            reached.extend(nodes.map(|node| self.of[&node.component]));
        }
        reached.sort_unstable();
        reached.dedup();
        reached
    }

    /// The copy of a hazard in some worlds. A component that stands in two of them is hit in both or in none, for the
    /// draw that decides is named after the component.
    fn copy(
        &self,
        hazard: &PlanHazard,
        id: String,
        worlds: impl Iterator<Item = u32>,
    ) -> PlanHazard {
        let hits = worlds.flat_map(|world| {
            hazard.hits.iter().map(move |hit| Hit {
                component: self.component(hit.component, world),
                ..hit.clone()
            })
        });
        PlanHazard {
            id,
            hits: hits.collect(),
            ..hazard.clone()
        }
    }
}
