//! Columns of a Parquet file: which are read, and some rows of one at a time as text.

use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type as Physical};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::DataType;
use parquet::errors::ParquetError;
use parquet::file::reader::RowGroupReader;
use parquet::schema::types::{ColumnDescriptor, SchemaDescriptor};

use super::cell::{Meaning, decimal, old_time, push};

/// A column that is read.
#[derive(Clone, Debug)]
pub(super) struct Kind {
    /// Its name in the first row.
    pub(super) name: String,
    value: Leaf,
    /// Of a map, its keys.
    key: Option<Leaf>,
}

/// A column as it is stored.
#[derive(Clone, Copy, Debug)]
struct Leaf {
    index: usize,
    meaning: Meaning,
    /// At this level a value is there.
    full: i16,
    repeated: bool,
}

/// The columns that a table can show: those of single values, and maps from text.
pub(super) fn columns(schema: &SchemaDescriptor) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = Vec::new();
    let leaves: Vec<_> = schema.columns().iter().enumerate().collect();
    for (index, leaf) in &leaves {
        let (Some(meaning), path) = (meaning(leaf), leaf.path().parts()) else {
            continue;
        };
        let of = |index: usize, leaf: &ColumnDescriptor, meaning| Leaf {
            index,
            meaning,
            full: leaf.max_def_level(),
            repeated: leaf.max_rep_level() > 0,
        };
        let value = of(*index, leaf, meaning);
        match path {
            [name] if !value.repeated => kinds.push(Kind {
                name: name.clone(),
                value,
                key: None,
            }),
            // The value follows its key: `Tags.key_value.key`, `Tags.key_value.value`.
            [name, entries, last] if last == "value" && leaf.max_rep_level() == 1 => {
                let Some((before, key)) = index.checked_sub(1).map(|at| leaves[at]) else {
                    continue;
                };
                let pair = [name.clone(), entries.clone(), "key".to_owned()];
                if key.path().parts() == pair && key.max_rep_level() == 1 {
                    kinds.push(Kind {
                        name: name.clone(),
                        value,
                        key: Some(of(before, key, Meaning::Plain)),
                    });
                }
            }
            _ => {}
        }
    }
    kinds
}

/// How the values of a column are to be read; `None` where they are nothing that a cell can hold.
fn meaning(leaf: &ColumnDescriptor) -> Option<Meaning> {
    let scale = || u32::try_from(leaf.type_scale()).unwrap_or(0);
    let unit = |unit: &TimeUnit| match unit {
        TimeUnit::MILLIS => 1_000,
        TimeUnit::MICROS => 1_000_000,
        TimeUnit::NANOS => 1_000_000_000,
    };
    let time = |per_second| Meaning::Time {
        per_second,
        utc: true,
    };
    if let Some(LogicalType::Timestamp(kind)) = leaf.logical_type_ref() {
        return Some(Meaning::Time {
            per_second: unit(&kind.unit),
            utc: kind.is_adjusted_to_u_t_c,
        });
    }
    Some(match (leaf.physical_type(), leaf.converted_type()) {
        (Physical::INT32 | Physical::INT64, ConvertedType::DATE) => Meaning::Date,
        (Physical::INT64, ConvertedType::TIMESTAMP_MILLIS) => time(1_000),
        (Physical::INT64, ConvertedType::TIMESTAMP_MICROS) => time(1_000_000),
        (_, ConvertedType::TIME_MILLIS | ConvertedType::TIME_MICROS | ConvertedType::INTERVAL) => {
            return None;
        }
        (
            _,
            ConvertedType::UINT_8
            | ConvertedType::UINT_16
            | ConvertedType::UINT_32
            | ConvertedType::UINT_64,
        ) => Meaning::Unsigned,
        (_, ConvertedType::DECIMAL) => Meaning::Decimal { scale: scale() },
        (Physical::FIXED_LEN_BYTE_ARRAY, _) => return None,
        _ => Meaning::Plain,
    })
}

/// A column of a row group that is being read.
pub(super) struct Column {
    value: Cells,
    key: Option<Cells>,
    /// Of a map, its rows as JSON objects.
    objects: Vec<Vec<u8>>,
}

impl Column {
    pub(super) fn open(kind: &Kind, group: &dyn RowGroupReader) -> Result<Self, ParquetError> {
        let cells = |leaf: Leaf| {
            Ok::<_, ParquetError>(Cells {
                leaf,
                reader: group.get_column_reader(leaf.index)?,
                texts: Vec::new(),
                ends: Vec::new(),
                begins: Vec::new(),
            })
        };
        Ok(Self {
            value: cells(kind.value)?,
            key: kind.key.map(cells).transpose()?,
            objects: Vec::new(),
        })
    }

    /// Reads the next `rows` rows.
    pub(super) fn read(&mut self, rows: usize) -> Result<(), ParquetError> {
        self.value.read(rows)?;
        let Some(keys) = &mut self.key else {
            return Ok(());
        };
        keys.read(rows)?;
        if keys.begins != self.value.begins {
            return Err(uneven());
        }
        self.objects.clear();
        let mut ends = keys.begins.iter().skip(1).copied();
        for &begin in &keys.begins {
            let end = ends.next().unwrap_or(keys.ends.len());
            self.objects.push(object(keys, &self.value, begin..end));
        }
        Ok(())
    }

    /// The cell of a row that was read last.
    pub(super) fn cell(&self, row: usize) -> &[u8] {
        match &self.key {
            Some(_) => self.objects.get(row).map_or(&[], Vec::as_slice),
            None => self.value.text(row).unwrap_or_default(),
        }
    }
}

fn uneven() -> ParquetError {
    ParquetError::General("the columns of a row group have different numbers of rows".to_owned())
}

/// Some entries of a map as JSON; nothing where there are none.
fn object(keys: &Cells, values: &Cells, entries: std::ops::Range<usize>) -> Vec<u8> {
    let text = |cells: &Cells, entry| {
        let text = cells.text(entry)?;
        Some(serde_json::Value::from(String::from_utf8_lossy(text)))
    };
    let mut object = serde_json::Map::new();
    for entry in entries {
        if let Some(serde_json::Value::String(key)) = text(keys, entry) {
            object.insert(key, text(values, entry).unwrap_or_default());
        }
    }
    if object.is_empty() {
        return Vec::new();
    }
    serde_json::Value::Object(object).to_string().into_bytes()
}

/// Values of a stored column as text, one after the other.
struct Cells {
    leaf: Leaf,
    reader: ColumnReader,
    texts: Vec<u8>,
    /// Where each text ends, and whether there is one.
    ends: Vec<(usize, bool)>,
    /// With which value each row begins.
    begins: Vec<usize>,
}

impl Cells {
    /// The text of a value; `None` where it is null.
    fn text(&self, n: usize) -> Option<&[u8]> {
        let &(end, there) = self.ends.get(n)?;
        let start = n.checked_sub(1).map_or(0, |before| self.ends[before].0);
        there.then(|| &self.texts[start..end])
    }

    fn read(&mut self, rows: usize) -> Result<(), ParquetError> {
        self.texts.clear();
        self.ends.clear();
        self.begins.clear();
        let Self {
            leaf,
            reader,
            texts,
            ends,
            begins,
        } = self;
        let mut into = Into {
            leaf: *leaf,
            rows,
            texts,
            ends,
            begins,
        };
        let meaning = leaf.meaning;
        match reader {
            ColumnReader::BoolColumnReader(reader) => {
                into.read(reader, |value, out| push(out, format_args!("{value}")))
            }
            ColumnReader::Int32ColumnReader(reader) => into.read(reader, |value, out| {
                meaning.write(i64::from(*value), 32, out);
            }),
            ColumnReader::Int64ColumnReader(reader) => {
                into.read(reader, |value, out| meaning.write(*value, 64, out))
            }
            ColumnReader::Int96ColumnReader(reader) => into.read(reader, old_time),
            // `{:?}` writes the shortest number that reads back to the same, with a point or an exponent.
            ColumnReader::FloatColumnReader(reader) => {
                into.read(reader, |value, out| push(out, format_args!("{value:?}")))
            }
            ColumnReader::DoubleColumnReader(reader) => {
                into.read(reader, |value, out| push(out, format_args!("{value:?}")))
            }
            ColumnReader::ByteArrayColumnReader(reader) => into.read(reader, |value, out| {
                bytes(meaning, value.data(), out);
            }),
            ColumnReader::FixedLenByteArrayColumnReader(reader) => {
                into.read(reader, |value, out| bytes(meaning, value.data(), out))
            }
        }
    }
}

fn bytes(meaning: Meaning, bytes: &[u8], out: &mut Vec<u8>) {
    match meaning {
        Meaning::Decimal { scale } => decimal(bytes, scale, out),
        _ => out.extend_from_slice(bytes),
    }
}

/// Where values that are read go.
struct Into<'a> {
    leaf: Leaf,
    rows: usize,
    texts: &'a mut Vec<u8>,
    ends: &'a mut Vec<(usize, bool)>,
    begins: &'a mut Vec<usize>,
}

impl Into<'_> {
    fn read<T: DataType>(
        &mut self,
        reader: &mut ColumnReaderImpl<T>,
        write: impl Fn(&T::T, &mut Vec<u8>),
    ) -> Result<(), ParquetError> {
        let (mut levels, mut repeats, mut values) = (Vec::new(), Vec::new(), Vec::new());
        let mut rows = 0;
        while rows < self.rows {
            let (more, ..) = reader.read_records(
                self.rows - rows,
                Some(&mut levels),
                Some(&mut repeats),
                &mut values,
            )?;
            if more == 0 {
                return Err(uneven());
            }
            rows += more;
        }
        // A column without gaps has no levels.
        if self.leaf.full == 0 {
            levels.resize(values.len(), 0);
        }
        let mut values = values.iter();
        for (n, level) in levels.iter().enumerate() {
            if !self.leaf.repeated || repeats.get(n) == Some(&0) {
                self.begins.push(n);
            }
            let there = *level == self.leaf.full;
            if there {
                let value = values.next().ok_or_else(uneven)?;
                write(value, self.texts);
            }
            self.ends.push((self.texts.len(), there));
        }
        if self.begins.len() == self.rows {
            Ok(())
        } else {
            Err(uneven())
        }
    }
}
