//! Which dataset and generation a table is, by its columns, and where in it the columns that count stand.

use super::FocusFault;

/// Where a column stands that a table does not have: behind all cells.
pub(super) const ABSENT: usize = usize::MAX;

/// What a table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dataset {
    /// Charges.
    CostAndUsage,
    /// What was promised to be bought.
    ContractCommitment,
}

/// The columns of Cost and Usage that are read, each with its place in a row.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    pub(super) generation: &'static str,
    pub(super) service_provider: usize,
    pub(super) provider: usize,
    pub(super) host: usize,
    pub(super) region: usize,
    pub(super) category: usize,
    pub(super) charge: usize,
    pub(super) billed: usize,
    pub(super) effective: usize,
    pub(super) currency: usize,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) account: usize,
    pub(super) billing_start: usize,
    pub(super) commitment_status: usize,
    /// What `--by` asks for.
    pub(super) split: usize,
    /// What tells one charge from another, whatever it cost.
    pub(super) identity: Vec<usize>,
    /// The places of all of them.
    pub(super) read: Vec<usize>,
}

/// What charges can be split by into workloads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Split {
    /// Not at all.
    #[default]
    None,
    /// By the column of this name.
    Column(&'static str),
    /// By the value of a tag.
    Tag(String),
}

/// Columns that only other exports have, and what those are.
const OTHERS: [(&str, &str); 8] = [
    (
        "lineItem/UnblendedCost",
        "an AWS Cost and Usage Report of the old kind",
    ),
    (
        "line_item_unblended_cost",
        "an AWS Cost and Usage Report 2.0",
    ),
    ("MeterCategory", "an Azure cost export of the native kind"),
    (
        "costInBillingCurrency",
        "an Azure cost export of the native kind",
    ),
    (
        "ResourceLocation",
        "an Azure cost export of the native kind",
    ),
    ("service.description", "a Google Cloud billing export"),
    ("AmortizedCost", "FOCUS 0.5"),
    ("ChargeSubcategory", "FOCUS 1.0-preview"),
];

/// What a table of these columns is.
pub(super) fn dataset(columns: &[String]) -> Result<Dataset, FocusFault> {
    let has = |name: &str| place(columns, name) != ABSENT;
    if has("ContractCommitmentId") && !has("ChargeCategory") {
        return Ok(Dataset::ContractCommitment);
    }
    if let Some((_, what)) = OTHERS.iter().find(|(column, _)| has(column)) {
        return Err(FocusFault::Other(what));
    }
    if has("Region") && !has("RegionId") && has("ChargeCategory") {
        return Err(FocusFault::Other("FOCUS 1.0-preview"));
    }
    if !has("BilledCost") && !has("EffectiveCost") {
        return Err(FocusFault::NotFocus);
    }
    Ok(Dataset::CostAndUsage)
}

/// Where a column stands, upper and lower case alike.
pub(super) fn place(columns: &[String], name: &str) -> usize {
    let mut columns = columns.iter();
    columns
        .position(|column| column.eq_ignore_ascii_case(name))
        .unwrap_or(ABSENT)
}

/// The columns that tell one charge from another.
const IDENTITY: [&str; 9] = [
    "ChargePeriodStart",
    "ChargePeriodEnd",
    "ResourceId",
    "SkuPriceId",
    "SkuId",
    "ChargeDescription",
    "SubAccountId",
    "ChargeCategory",
    "ServiceName",
];

/// The columns that cannot be done without.
const NEEDED: [&str; 6] = [
    "BilledCost",
    "EffectiveCost",
    "BillingCurrency",
    "ChargeCategory",
    "ChargePeriodStart",
    "ChargePeriodEnd",
];

/// What is not there of the columns that cannot be done without, and of the one that splits charges, if any.
fn missing(has: &dyn Fn(&str) -> bool, split: &str) -> Vec<String> {
    let needed = NEEDED
        .into_iter()
        .chain((!split.is_empty()).then_some(split));
    let mut missing: Vec<_> = needed
        .filter(|name| !has(name))
        .map(str::to_owned)
        .collect();
    let names = ["ServiceProviderName", "ProviderName", "PublisherName"];
    if !names.iter().any(|name| has(name)) {
        missing.push(names[0].to_owned());
    }
    missing
}

impl Columns {
    /// The columns of a Cost and Usage table, or those that it lacks.
    pub(super) fn new(columns: &[String], split: &Split) -> Result<Self, FocusFault> {
        let has = |name: &str| place(columns, name) != ABSENT;
        let split = match split {
            Split::None => "",
            Split::Column(name) => name,
            Split::Tag(_) => "Tags",
        };
        let missing = missing(&has, split);
        if !missing.is_empty() {
            return Err(FocusFault::Missing(missing));
        }
        let mut read = Vec::new();
        let mut at = |name: &str| {
            let place = place(columns, name);
            read.extend((place != ABSENT).then_some(place));
            place
        };
        Ok(Self {
            generation: generation(&has),
            service_provider: at("ServiceProviderName"),
            provider: if has("ProviderName") {
                at("ProviderName")
            } else {
                at("PublisherName")
            },
            host: at("HostProviderName"),
            region: at("RegionId"),
            category: at("ServiceCategory"),
            charge: at("ChargeCategory"),
            billed: at("BilledCost"),
            effective: at("EffectiveCost"),
            currency: at("BillingCurrency"),
            start: at("ChargePeriodStart"),
            end: at("ChargePeriodEnd"),
            account: at("BillingAccountId"),
            billing_start: at("BillingPeriodStart"),
            commitment_status: at("CommitmentDiscountStatus"),
            split: if split.is_empty() { ABSENT } else { at(split) },
            identity: IDENTITY
                .iter()
                .map(|name| at(name))
                .filter(|place| *place != ABSENT)
                .collect(),
            read,
        })
    }

    /// What a person may wonder about, for the report.
    pub(super) fn note(&self) -> Option<&'static str> {
        match (self.service_provider, self.provider) {
            (ABSENT, _) => None,
            (_, ABSENT) => Some("no ProviderName; using ServiceProviderName"),
            _ => Some("using ServiceProviderName, not the older ProviderName"),
        }
    }
}

/// The newest version of the specification whose columns are there.
fn generation(has: &dyn Fn(&str) -> bool) -> &'static str {
    let newest = has("InvoiceDetailId") || has("CommitmentProgramEligibilityDetails");
    if has("ServiceProviderName") || has("HostProviderName") {
        let old = has("ProviderName") || has("PublisherName");
        return if newest || !old { "1.4" } else { "1.3" };
    }
    if has("BillingAccountType") || has("InvoiceId") || has("PricingCurrency") {
        "1.2"
    } else if has("ServiceSubcategory") || has("SkuMeter") || has("CapacityReservationId") {
        "1.1"
    } else {
        "1.0"
    }
}
