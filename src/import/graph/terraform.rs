//! A Terraform or `OpenTofu` state, or the output of `show -json`: how much of what runs where.
//!
//! A state holds secrets. Only the attributes named here are read, everything else
//! is skipped unseen, and no message repeats a value.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::GraphFault;
use super::inventory::{Inventory, Role, counts};
use crate::import::fault::ImportError;
use crate::import::report::{FileRead, Report, Section};
use crate::model::Node;
use crate::store::{Place, printable};

/// Providers of Terraform that stand for no one who could fail.
const TOOLS: [&str; 12] = [
    "random",
    "null",
    "local",
    "template",
    "tls",
    "time",
    "archive",
    "external",
    "http",
    "terraform",
    "cloudinit",
    "assert",
];

/// Providers of Terraform that are clouds, with their ids.
const CLOUDS: [(&str, &str); 9] = [
    ("aws", "aws"),
    ("awscc", "aws"),
    ("azurerm", "azure"),
    ("azuread", "azure"),
    ("azapi", "azure"),
    ("google", "gcp"),
    ("google-beta", "gcp"),
    ("oci", "oracle"),
    ("oracle", "oracle"),
];

/// The one workload of a state, which says nothing of what its resources are for.
const EVERYTHING: &str = "everything";

#[derive(Deserialize)]
struct File {
    version: Option<u64>,
    format_version: Option<Text>,
    terraform_version: Option<Text>,
    resources: Option<Vec<StateResource>>,
    values: Option<Values>,
}

#[derive(Deserialize)]
struct StateResource {
    #[serde(default)]
    mode: Text,
    #[serde(default, rename = "type")]
    kind: Text,
    #[serde(default)]
    provider: Text,
    #[serde(default)]
    instances: Vec<Instance>,
}

#[derive(Deserialize)]
struct Instance {
    #[serde(default)]
    attributes: Attributes,
}

#[derive(Deserialize)]
struct Values {
    root_module: Option<Module>,
}

#[derive(Deserialize)]
struct Module {
    #[serde(default)]
    resources: Vec<ShownResource>,
    #[serde(default)]
    child_modules: Vec<Module>,
}

#[derive(Deserialize)]
struct ShownResource {
    #[serde(default)]
    mode: Text,
    #[serde(default, rename = "type")]
    kind: Text,
    #[serde(default)]
    provider_name: Text,
    #[serde(default)]
    values: Attributes,
}

/// All that is ever read of a resource.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Attributes {
    region: Text,
    location: Text,
    availability_zone: Text,
    zone: Text,
    arn: Text,
}

/// A text, or nothing where something else stands.
#[derive(Default)]
struct Text(Option<String>);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("anything")
    }
    fn visit_str<E>(self, text: &str) -> Result<Text, E> {
        Ok(Text(Some(text.to_owned())))
    }
    fn visit_bool<E>(self, _: bool) -> Result<Text, E> {
        Ok(Text(None))
    }
    fn visit_i64<E>(self, _: i64) -> Result<Text, E> {
        Ok(Text(None))
    }
    fn visit_u64<E>(self, _: u64) -> Result<Text, E> {
        Ok(Text(None))
    }
    fn visit_f64<E>(self, _: f64) -> Result<Text, E> {
        Ok(Text(None))
    }
    fn visit_unit<E>(self) -> Result<Text, E> {
        Ok(Text(None))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Text, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Text(None))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Text, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Text(None))
    }
}

impl Text {
    fn as_str(&self) -> &str {
        self.0.as_deref().unwrap_or_default()
    }
}

/// What a state holds, counted.
#[derive(Default)]
struct Counted {
    managed: u64,
    data: u64,
    by_provider: BTreeMap<String, u64>,
    by_region: BTreeMap<String, u64>,
    by_type: BTreeMap<String, u64>,
}

impl Counted {
    fn add(&mut self, mode: &str, kind: &str, provider: &str, attributes: &Attributes) {
        if mode == "data" {
            self.data += 1;
            return;
        }
        let provider = address(provider);
        let region = region(attributes).unwrap_or_else(|| "(none)".to_owned());
        self.managed += 1;
        *self
            .by_region
            .entry(format!("{provider}/{region}"))
            .or_default() += 1;
        *self.by_provider.entry(provider).or_default() += 1;
        *self.by_type.entry(kind.to_owned()).or_default() += 1;
    }

    fn add_module(&mut self, module: &Module) {
        for resource in &module.resources {
            let (mode, kind) = (resource.mode.as_str(), resource.kind.as_str());
            self.add(
                mode,
                kind,
                resource.provider_name.as_str(),
                &resource.values,
            );
        }
        for child in &module.child_modules {
            self.add_module(child);
        }
    }
}

/// The address of a provider without the module before it, its quotes and its alias.
fn address(text: &str) -> String {
    match text.split_once("provider[\"") {
        Some((_, rest)) => rest.split('"').next().unwrap_or_default().to_owned(),
        None => text.to_owned(),
    }
}

/// Where a resource runs, in lower case, from the first attribute that says so.
fn region(attributes: &Attributes) -> Option<String> {
    let given = |text: &Text| text.0.clone().filter(|text| !text.is_empty());
    let zone = || {
        // `eu-west-1a`, `europe-west1-b`: the zone is the letter at the end.
        let zone = given(&attributes.availability_zone).or_else(|| given(&attributes.zone))?;
        let region = zone.trim_end_matches(|c: char| c.is_ascii_lowercase());
        let region = region.trim_end_matches('-');
        (!region.is_empty() && region.len() < zone.len()).then(|| region.to_owned())
    };
    let arn = || {
        let part = attributes.arn.as_str().split(':').nth(3)?;
        (!part.is_empty()).then(|| part.to_owned())
    };
    given(&attributes.region)
        .or_else(zone)
        .or_else(arn)
        .or_else(|| given(&attributes.location))
        .map(|region| region.to_lowercase().replace(' ', ""))
}

/// Reads a state of version 4, or `show -json` output of format 1.
pub(super) fn read(
    name: &str,
    text: &str,
    inventory: &mut Inventory,
    report: &mut Report,
) -> Result<(), ImportError> {
    let file: File = serde_json::from_str(text).map_err(|error| refuse(name, &error))?;
    let mut counted = Counted::default();
    let detected = match (&file.version, &file.format_version) {
        (_, Some(format)) if format.as_str().split('.').next() == Some("1") => {
            let root = file
                .values
                .as_ref()
                .and_then(|values| values.root_module.as_ref());
            if let Some(root) = root {
                counted.add_module(root);
            }
            format!(
                "Terraform `show -json`, format {}",
                printable(format.as_str())
            )
        }
        (_, Some(format)) => {
            let fault = GraphFault::ShowVersion(format.as_str().to_owned());
            return Err(ImportError::of(name, &fault));
        }
        (Some(4), None) => {
            for resource in file.resources.iter().flatten() {
                let (mode, kind) = (resource.mode.as_str(), resource.kind.as_str());
                for instance in &resource.instances {
                    counted.add(mode, kind, resource.provider.as_str(), &instance.attributes);
                }
            }
            "Terraform state, version 4".to_owned()
        }
        (Some(version), None) => {
            return Err(ImportError::of(name, &GraphFault::StateVersion(*version)));
        }
        (None, None) => return Err(ImportError::of(name, &GraphFault::Unknown)),
    };
    inventory.origin(name);
    let by = file.terraform_version.and_then(|version| version.0);
    let by = by.map(|version| format!(", written by {}", printable(&version)));
    report.files.push(FileRead {
        file: name.to_owned(),
        detected: detected + by.as_deref().unwrap_or_default(),
    });
    tell(&counted, report);
    place(&counted, inventory, report);
    Ok(())
}

/// What is wrong with the JSON, without a word of it.
fn refuse(name: &str, error: &serde_json::Error) -> ImportError {
    let what = match error.classify() {
        serde_json::error::Category::Eof => "because it ends too early",
        serde_json::error::Category::Data => {
            "because a value is not of the kind that a state has there"
        }
        _ => "because of what stands here",
    };
    let place = Place {
        line: error.line(),
        column: error.column(),
    };
    ImportError::at(name, place, None, &GraphFault::Json { what })
}

fn tell(counted: &Counted, report: &mut Report) {
    report.figure("managed_instances", Node::Number(counted.managed as f64));
    report.figure("data_sources_skipped", Node::Number(counted.data as f64));
    report.figure("by_provider", counts(&counted.by_provider));
    report.figure("by_provider_region", counts(&counted.by_region));
    report.figure("by_type", counts(&counted.by_type));
    report.drop("data source", counted.data);
    let rows = counted.by_region.iter();
    report.sections.push(Section {
        title: "Resources by provider and region".to_owned(),
        rows: rows
            .map(|(name, n)| vec![name.clone(), n.to_string()])
            .collect(),
    });
}

/// One workload at the clouds, which needs all other providers.
fn place(counted: &Counted, inventory: &mut Inventory, report: &mut Report) {
    inventory.thing(EVERYTHING, Some(Role::Workload));
    for (address, n) in &counted.by_provider {
        let short = address.rsplit('/').next().unwrap_or(address);
        if TOOLS.contains(&short) {
            report.drop("resource of a provider that is only a tool", *n);
        } else if let Some((_, id)) = CLOUDS.iter().find(|(known, _)| *known == short) {
            inventory.need(EVERYTHING, id);
            inventory.thing(id, Some(Role::Provider));
            inventory.weigh(id, *n);
        } else {
            inventory.need(EVERYTHING, short);
        }
    }
}
