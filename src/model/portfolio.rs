//! Which workload runs where, with what reserve, under which contracts, at what overhead.

use super::contract::{self, Contract};
use super::document::{Node, Path};
use super::id::{ComponentId, PortfolioId, WorkloadId};
use super::reader::{Bounds, Fields, Quantity, Reader};
use super::workload::{Failover, failover};
use crate::units::Unit;

/// A way of running all workloads.
#[derive(Clone, Debug, PartialEq)]
pub struct Portfolio {
    /// The key in the file.
    pub id: PortfolioId,
    /// The name in words.
    pub name: String,
    /// Where each workload runs.
    pub placements: Vec<Placement>,
    /// What it costs to run this portfolio at all \[money/yr\].
    pub overhead_per_year: f64,
    /// What is bought from whom.
    pub contracts: Vec<Contract>,
}

/// Where one workload runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Placement {
    /// The workload.
    pub workload: WorkloadId,
    /// The share of its demand that each provider serves; sums to 1.
    pub shares: Vec<(ComponentId, f64)>,
    /// Spare capacity at a provider, as a fraction of the workload's demand.
    pub reserves: Vec<(ComponentId, f64)>,
    /// The portfolio's own fail-over policy for it, if it has one.
    pub failover: Option<Failover>,
}

pub(super) struct PortfolioRead {
    pub(super) portfolio: Portfolio,
    pub(super) path: Path,
    /// Every provider named by a placement, reserve or contract.
    pub(super) providers: Vec<(String, Path)>,
    /// Every workload named by a placement, reserve or fail-over.
    pub(super) workloads: Vec<(String, Path)>,
}

type ShareMaps = Vec<(String, Path, Vec<(String, f64, Path)>)>;

pub(super) fn read(
    reader: &mut Reader,
    id: &str,
    node: &Node,
    path: Path,
) -> Option<PortfolioRead> {
    let name = match node.get("name") {
        Some(Node::Text(name)) => name.clone(),
        _ => id.to_owned(),
    };
    let mut fields = reader.fields(node, &path, &name)?;
    reader.text(&mut fields, "name");
    let shares = share_maps(
        reader,
        fields.take("placement"),
        &path.join("placement"),
        &name,
        Bounds::SHARE,
    );
    let reserves = share_maps(
        reader,
        fields.take("reserve"),
        &path.join("reserve"),
        &format!("{name} · reserve"),
        Bounds::NOT_NEGATIVE,
    );
    let failovers = failovers(reader, &mut fields, &name);
    let overhead = reader.number(
        &mut fields,
        Quantity::new(
            "overhead_per_year",
            "overhead",
            Unit::MoneyPerYear,
            Bounds::NOT_NEGATIVE,
        )
        .or(0.0),
    );
    let (contracts, contract_paths) = contract::read_all(reader, &mut fields, &name);
    reader.finish(&fields);

    let mut providers = contract_paths;
    let mut workloads = Vec::new();
    for (workload, path, map) in shares.iter().chain(&reserves) {
        workloads.push((workload.clone(), path.clone()));
        providers.extend(map.iter().map(|(id, _, path)| (id.clone(), path.clone())));
    }
    workloads.extend(
        failovers
            .iter()
            .map(|(id, path, _)| (id.clone(), path.clone())),
    );
    let portfolio = Portfolio {
        id: PortfolioId::new(id),
        name,
        placements: placements(&shares, &reserves, &failovers),
        // A stand-in where it could not be read, see [`super::reader`].
        overhead_per_year: overhead.unwrap_or_default(),
        contracts,
    };
    Some(PortfolioRead {
        portfolio,
        path,
        providers,
        workloads,
    })
}

/// Puts together what a portfolio says about each workload that it places.
fn placements(shares: &ShareMaps, reserves: &ShareMaps, failovers: &Failovers) -> Vec<Placement> {
    let ids = |map: &[(String, f64, Path)]| {
        map.iter()
            .map(|(id, x, _)| (ComponentId::new(id.as_str()), *x))
            .collect()
    };
    shares
        .iter()
        .map(|(workload, _, map)| Placement {
            workload: WorkloadId::new(workload.as_str()),
            shares: ids(map),
            reserves: reserves
                .iter()
                .find(|(w, ..)| w == workload)
                .map(|(_, _, map)| ids(map))
                .unwrap_or_default(),
            failover: failovers
                .iter()
                .find(|(w, ..)| w == workload)
                .and_then(|(_, _, policy)| policy.clone()),
        })
        .collect()
}

type Failovers = Vec<(String, Path, Option<Failover>)>;

fn failovers(reader: &mut Reader, fields: &mut Fields<'_>, portfolio: &str) -> Failovers {
    reader
        .entries(fields, "failover")
        .into_iter()
        .map(|(workload, node, path)| {
            let label = format!("{portfolio} · {workload}");
            let failover = failover(reader, node, &path, &label);
            (workload, path, failover)
        })
        .collect()
}

fn share_maps(
    reader: &mut Reader,
    node: Option<&Node>,
    path: &Path,
    label: &str,
    bounds: Bounds,
) -> ShareMaps {
    let Some(node) = node else { return Vec::new() };
    reader
        .id_entries(node, path)
        .into_iter()
        .map(|(workload, node, path)| {
            let label = format!("{label} · {workload}");
            let shares = reader.shares(node, &path, &label, bounds);
            (workload, path, shares)
        })
        .collect()
}
