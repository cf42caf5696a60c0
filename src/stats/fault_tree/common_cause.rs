//! Groups of alike components that common causes fail together, as events of a fault tree.
//!
//! A component fails by a cause of its own or by one that it shares with some of the others; every cause becomes an
//! independent basic event. Sources: Mosleh et al., Procedures for Treating Common Cause Failures in Safety and
//! Reliability Studies, NUREG/CR-4780 (1988); Mosleh, Rasmuson and Marshall, Guidelines on Modeling Common-Cause
//! Failures in Probabilistic Risk Assessment, NUREG/CR-5485 (1998).

use super::{FaultNode, FaultTree, FaultTreeError, checked};

/// The most causes that a group may have: all sets of 16 components.
const MOST_CAUSES: usize = 65_536;

/// Components that common causes can fail.
#[derive(Clone, Debug)]
pub struct CommonCause {
    /// What fails with each component.
    pub components: Vec<FaultNode>,
    /// The basic events, each with the numbers of the components that it fails; those of one component first.
    pub causes: Vec<(FaultNode, Vec<usize>)>,
}

/// Adds `n` components that each fail with `probability`, of which the share `beta`, 0 to 1, fails all of them.
///
/// The component's probability is (1 - β)Q by itself and βQ with all others; a component's own causes do not exclude
/// each other, so that together they make up Q to within their product. Source: Fleming, “A reliability model for
/// common mode failures in redundant safety systems”, General Atomic GA-A13284 (1975).
pub fn beta_factor(
    tree: &mut FaultTree,
    n: usize,
    probability: f64,
    beta: f64,
) -> Result<CommonCause, FaultTreeError> {
    let mut letters = vec![1.0; n.saturating_sub(1)];
    if let Some(first) = letters.first_mut() {
        *first = beta;
    }
    checked(beta)?;
    multiple_greek_letters(tree, n, probability, &letters)
}

/// Adds `n` components that each fail with `probability` in the multiple-Greek-letter model: `letters` are β, γ, δ, …
///
/// β is the share of a component's failures that fail at least one other, γ the share of those that fail at least two
/// others, and so on; letters that are not given are 0, and those beyond the n - 1st have no meaning. With ρ₁ = 1,
/// ρ₂ = β, ρ₃ = γ, … and `ρ_{n+1}` = 0, a set of k certain components fails with
///
/// ```text
/// Q_k = ρ₁·…·ρ_k·(1 - ρ_{k+1}) / binomial(n - 1, k - 1) · Q
/// ```
///
/// Causes of probability 0 are left out. More than 65,536 causes are [`FaultTreeError::TooLarge`].
pub fn multiple_greek_letters(
    tree: &mut FaultTree,
    n: usize,
    probability: f64,
    letters: &[f64],
) -> Result<CommonCause, FaultTreeError> {
    checked(probability)?;
    for &letter in letters {
        checked(letter)?;
    }
    let mut by_component: Vec<Vec<FaultNode>> = vec![Vec::new(); n];
    let mut causes = Vec::new();
    // The share of failures that fail at least k components, and in how many ways k - 1 are chosen from the others.
    let (mut share, mut ways) = (1.0, 1.0);
    for k in 1..=n {
        let further = if k < n {
            letters.get(k - 1).copied().unwrap_or(0.0)
        } else {
            0.0
        };
        let each = share * (1.0 - further) / ways * probability;
        if each > 0.0 {
            for members in subsets(n, k, MOST_CAUSES - causes.len())? {
                let cause = tree.event(each)?;
                for &member in &members {
                    by_component[member].push(cause);
                }
                causes.push((cause, members));
            }
        }
        share *= further;
        ways *= (n - k) as f64 / k as f64;
    }
    Ok(CommonCause {
        components: by_component.iter().map(|causes| tree.any(causes)).collect(),
        causes,
    })
}

/// All sets of `k` of the numbers below `n`, if there are at most `most`.
fn subsets(n: usize, k: usize, most: usize) -> Result<Vec<Vec<usize>>, FaultTreeError> {
    let mut found = Vec::new();
    let mut set: Vec<usize> = (0..k).collect();
    loop {
        if found.len() == most {
            return Err(FaultTreeError::TooLarge(MOST_CAUSES));
        }
        found.push(set.clone());
        let Some(i) = (0..k).rev().find(|&i| set[i] < n - k + i) else {
            return Ok(found);
        };
        set[i] += 1;
        for j in i + 1..k {
            set[j] = set[j - 1] + 1;
        }
    }
}
