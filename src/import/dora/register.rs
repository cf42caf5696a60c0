//! The tables of a register as what they mean. Codes come with and without their prefix, columns in any order.

use std::collections::BTreeMap;

use super::DoraFault;
use crate::import::fault::ImportError;
use crate::import::source::{self, Archive, Member};
use crate::import::table::Table;

/// A register, as far as it matters here. Codes are without their prefix: `S17`, `x959`, `EUR`.
#[derive(Clone, Debug, Default)]
pub struct Register {
    /// The rows of every table that is there, by its code in lower case: `b_05.01`.
    pub rows: BTreeMap<String, u64>,
    /// What the package says about itself.
    pub parameters: Vec<(String, String)>,
    /// The templates that are filed.
    pub indicators: Vec<String>,
    /// `B_05.01`.
    pub providers: Vec<Provider>,
    /// `B_02.01`.
    pub contracts: Vec<Contract>,
    /// `B_02.02`.
    pub uses: Vec<Use>,
    /// `B_05.02`.
    pub chain: Vec<Link>,
    /// `B_06.01`.
    pub functions: Vec<Function>,
    /// `B_07.01`.
    pub assessments: Vec<Assessment>,
}

macro_rules! tables {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $column:literal),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: String,)+
        }

        impl $name {
            fn all(rows: &Rows) -> Vec<Self> {
                rows.rows
                    .iter()
                    .map(|row| Self { $($field: rows.cell(row, $column),)+ })
                    .collect()
            }
        }
    )+};
}

tables! {
    /// A provider of services, `B_05.01`.
    Provider {
        /// Its id, most often an LEI.
        id: "c0010",
        /// What kind of id that is.
        id_type: "c0020",
        /// Its legal name.
        name: "c0050",
        /// Where it is at home.
        hq_country: "c0080",
        /// The currency of what it costs.
        currency: "c0090",
        /// What it costs a year.
        annual_expense: "c0100",
        /// Who owns it in the end.
        ultimate_parent: "c0110",
    }
    /// A contract, `B_02.01`.
    Contract {
        /// Its reference.
        reference: "c0010",
        /// Standing alone (x1), over others (x2) or below one (x3).
        kind: "c0020",
        /// The currency of what it costs.
        currency: "c0040",
        /// What it costs a year.
        annual_expense: "c0050",
    }
    /// The use of a provider's service for a function, `B_02.02`.
    Use {
        /// The contract.
        reference: "c0010",
        /// The provider.
        provider: "c0030",
        /// The function.
        function: "c0050",
        /// The kind of service, S01 to S19.
        service_type: "c0060",
        /// When it began.
        start: "c0070",
        /// When it ends.
        end: "c0080",
        /// Notice of the entity \[days\].
        notice_days_entity: "c0100",
        /// Notice of the provider \[days\].
        notice_days_provider: "c0110",
        /// Where data is at rest.
        data_at_rest: "c0150",
        /// Where data is processed.
        processing: "c0160",
        /// How far the function relies on it.
        reliance: "c0180",
    }
    /// A link of a supply chain, `B_05.02`.
    Link {
        /// The contract.
        reference: "c0010",
        /// The kind of service.
        service_type: "c0020",
        /// Who provides.
        provider: "c0030",
        /// How far from the entity: 1 is direct.
        rank: "c0050",
        /// To whom.
        recipient: "c0060",
    }
    /// A function of the business, `B_06.01`.
    Function {
        /// Its id.
        id: "c0010",
        /// Its name.
        name: "c0030",
        /// Whether it is critical or important.
        critical: "c0050",
        /// Recovery time objective \[h\].
        rto: "c0080",
        /// Recovery point objective \[h\].
        rpo: "c0090",
        /// What discontinuing it would do.
        impact: "c0100",
    }
    /// How a service could be replaced, `B_07.01`.
    Assessment {
        /// The contract.
        reference: "c0010",
        /// The provider.
        provider: "c0020",
        /// The kind of service.
        service_type: "c0040",
        /// How hard the provider is to replace.
        substitutability: "c0050",
        /// Why it cannot be.
        reason: "c0060",
        /// Whether there is an exit plan.
        exit_plan: "c0080",
        /// How hard it would be to take the service back.
        reintegration: "c0090",
        /// What its end would do.
        impact: "c0100",
        /// Whether alternatives are known.
        alternatives: "c0110",
    }
}

/// The rows of one table.
#[derive(Debug, Default)]
struct Rows {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Rows {
    fn read(name: &str, text: String) -> Result<Self, ImportError> {
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        let source = source::of_bytes(name, text.into_bytes())?;
        let mut table = Table::new(name, source.text()?)?;
        let columns = table.columns().to_vec();
        if table.column("datapoint").is_some() && table.column("factValue").is_some() {
            return Err(ImportError::of(name, &DoraFault::DataPoints));
        }
        let mut rows = Vec::new();
        while table.advance_held()? {
            rows.push((0..table.width()).map(|i| table.cell_text(i)).collect());
        }
        Ok(Self { columns, rows })
    }

    /// A cell without the prefix of its code; empty where the table has no such column.
    fn cell(&self, row: &[String], column: &str) -> String {
        let place = self
            .columns
            .iter()
            .position(|known| known.eq_ignore_ascii_case(column));
        let cell = place.and_then(|place| row.get(place));
        cell.map(|cell| bare(cell).to_owned()).unwrap_or_default()
    }
}

/// A code without its prefix: `S17` of `eba_TA:S17`.
fn bare(cell: &str) -> &str {
    match cell.split_once(':') {
        Some((prefix, code)) if prefix.starts_with("eba_") || prefix == "iso4217" => code,
        _ => cell,
    }
}

impl Register {
    /// Reads the tables of a package.
    pub fn read(name: &str, archive: &mut Archive) -> Result<Self, ImportError> {
        let members = archive.members();
        let tables: Vec<(String, &Member)> = members
            .iter()
            .filter_map(|member| Some((table_of(&member.path)?, member)))
            .collect();
        if !tables.iter().any(|(code, _)| code.starts_with("b_")) {
            return Err(ImportError::of(name, &what_else(&members)));
        }
        let mut register = Self::default();
        let mut errors: Option<ImportError> = None;
        for (code, member) in tables {
            let inner = format!("{name}/{}", member.path);
            let text = archive
                .text(member)
                .map_err(|fault| ImportError::of(&inner, &fault));
            match text.and_then(|text| Rows::read(&inner, text)) {
                Ok(rows) => register.take(&code, &rows),
                Err(error) => {
                    errors = Some(match errors {
                        Some(before) => before.and(error),
                        None => error,
                    });
                }
            }
        }
        errors.map_or(Ok(register), Err)
    }

    fn take(&mut self, code: &str, rows: &Rows) {
        if code.starts_with("b_") {
            self.rows.insert(code.to_owned(), rows.rows.len() as u64);
        }
        match code {
            "b_02.01" => self.contracts = Contract::all(rows),
            "b_02.02" => self.uses = Use::all(rows),
            "b_05.01" => self.providers = Provider::all(rows),
            "b_05.02" => self.chain = Link::all(rows),
            "b_06.01" => self.functions = Function::all(rows),
            "b_07.01" => self.assessments = Assessment::all(rows),
            "parameters" => {
                let pairs = rows
                    .rows
                    .iter()
                    .map(|row| (rows.cell(row, "name"), rows.cell(row, "value")));
                self.parameters = pairs.collect();
            }
            "filingindicators" => {
                let filed =
                    |row: &&Vec<String>| rows.cell(row, "reported").eq_ignore_ascii_case("true");
                let filed = rows.rows.iter().filter(filed);
                self.indicators = filed.map(|row| rows.cell(row, "templateID")).collect();
            }
            _ => {}
        }
    }

    /// What the package says about itself under this name.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// The code of the table in a file of a package, in lower case.
fn table_of(path: &str) -> Option<String> {
    let file = path.rsplit('/').next()?.to_ascii_lowercase();
    let code = file.strip_suffix(".csv")?;
    let known = code.starts_with("b_") || matches!(code, "parameters" | "filingindicators");
    known.then(|| code.to_owned())
}

fn what_else(members: &[Member]) -> DoraFault {
    let has = |part: &str| {
        members
            .iter()
            .any(|member| member.path.to_ascii_lowercase().ends_with(part))
    };
    if has("xl/workbook.xml") {
        DoraFault::Workbook
    } else if has(".xbrl") || has(".xml") {
        DoraFault::Xml
    } else {
        DoraFault::NoTables
    }
}
