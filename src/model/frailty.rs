//! What makes bad years bad for several hazards at once, without a shared event.

use super::document::Path;
use super::id::HazardId;
use super::reader::{Bounds, Fields, Quantity, Reader};
use crate::units::Unit;

/// A factor of mean 1 on the rates of a group of hazards, drawn anew for each year from a gamma law.
#[derive(Clone, Debug, PartialEq)]
pub struct Frailty {
    /// The key in the file.
    pub id: String,
    /// The factor's coefficient of variation.
    pub cv: f64,
    /// The hazards whose rates it multiplies.
    pub hazards: Vec<HazardId>,
}

/// A frailty with the paths of its hazards, for faults in them.
pub(super) struct FrailtyRead {
    pub(super) frailty: Frailty,
    pub(super) hazards: Vec<(String, Path)>,
}

pub(super) fn read_all(reader: &mut Reader, fields: &mut Fields<'_>) -> Vec<FrailtyRead> {
    let mut frailties = Vec::new();
    for (id, node, path) in reader.entries(fields, "frailties") {
        let Some(mut fields) = reader.fields(node, &path, &format!("{id} frailty")) else {
            continue;
        };
        let cv = reader.number(
            &mut fields,
            Quantity::new(
                "cv",
                "coefficient of variation",
                Unit::Number,
                Bounds {
                    low: 0.0,
                    high: 10.0,
                    low_open: false,
                    rule: "between 0 and 10",
                },
            ),
        );
        let hazards = reader.ids(&mut fields, "hazards");
        reader.finish(&fields);
        frailties.push(FrailtyRead {
            frailty: Frailty {
                id,
                cv: cv.unwrap_or_default(),
                hazards: hazards.iter().map(|(id, _)| HazardId::new(id)).collect(),
            },
            hazards,
        });
    }
    frailties
}
