//! A Parquet file as the text of a table: CSV with the names of its columns in the first row.
//!
//! Row groups are read one after the other, some rows of every column at a time, so that memory does not grow with the
//! file. A decimal is written digit by digit as it is stored, never by way of a binary number; a binary number as the
//! shortest decimal number that reads back to it; a time that is adjusted to UTC with a `Z`, another without.

mod cell;
mod column;

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;
use parquet::errors::ParquetError;
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::reader::{ChunkReader, FileReader, Length, SerializedFileReader};

use super::SourceFault;
use super::decode::grown;
use column::{Column, Kind, columns};

/// Rows of all columns that are held at once.
const ROWS: usize = 1024;

/// The rows of a Parquet file as CSV.
pub(super) struct Rows {
    file: SerializedFileReader<Bounded>,
    kinds: Vec<Kind>,
    /// The row group that comes next.
    next_group: usize,
    /// The columns of the present row group, and how many of its rows are left.
    open: Vec<Column>,
    left: usize,
    text: Vec<u8>,
    at: usize,
    packed: u64,
    unpacked: u64,
}

impl Rows {
    /// Reads the footer. Columns of types that no table has, such as lists, are left out.
    pub(super) fn new(file: File) -> Result<Self, SourceFault> {
        let packed = file.metadata().map_err(SourceFault::of)?.len();
        let bounded = Bounded { file, len: packed };
        let file = guarded(|| SerializedFileReader::new(bounded));
        let file = file.map_err(|error| damaged(&error))?;
        let kinds = columns(file.metadata().file_metadata().schema_descr());
        let mut text = Vec::new();
        for (n, kind) in kinds.iter().enumerate() {
            if n > 0 {
                text.push(b',');
            }
            cell::quoted(kind.name.as_bytes(), &mut text);
        }
        text.push(b'\n');
        Ok(Self {
            file,
            kinds,
            next_group: 0,
            open: Vec::new(),
            left: 0,
            text,
            at: 0,
            packed,
            unpacked: 0,
        })
    }

    /// Writes some more rows into `text`; false where there are none.
    fn fill(&mut self) -> Result<bool, ParquetError> {
        while self.left == 0 {
            if self.next_group == self.file.num_row_groups() {
                return Ok(false);
            }
            let group = self.file.get_row_group(self.next_group)?;
            let rows = group.metadata().num_rows();
            self.left = usize::try_from(rows)
                .map_err(|_| ParquetError::General(format!("a row group of {rows} rows")))?;
            if !group
                .metadata()
                .columns()
                .iter()
                .all(|chunk| lies_within(chunk, self.packed))
            {
                return Err(ParquetError::General(
                    "a column lies outside the file".to_owned(),
                ));
            }
            self.open = self
                .kinds
                .iter()
                .map(|kind| Column::open(kind, group.as_ref()))
                .collect::<Result<_, _>>()?;
            self.next_group += 1;
        }
        let rows = self.left.min(ROWS);
        for column in &mut self.open {
            column.read(rows)?;
        }
        self.text.clear();
        self.at = 0;
        for row in 0..rows {
            for (n, column) in self.open.iter().enumerate() {
                if n > 0 {
                    self.text.push(b',');
                }
                cell::quoted(column.cell(row), &mut self.text);
            }
            self.text.push(b'\n');
        }
        self.left -= rows;
        Ok(true)
    }
}

impl Read for Rows {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.text.len() {
            let filled = guarded(|| self.fill());
            if !filled.map_err(|error| damaged(&error).into_io())? {
                return Ok(0);
            }
            self.unpacked += self.text.len() as u64;
            grown(self.packed, self.unpacked)?;
        }
        let n = buffer.len().min(self.text.len() - self.at);
        buffer[..n].copy_from_slice(&self.text[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }
}

/// Whether the bytes of a column are bytes of the file; the reader takes that for granted.
fn lies_within(chunk: &ColumnChunkMetaData, len: u64) -> bool {
    let start = chunk
        .dictionary_page_offset()
        .unwrap_or(chunk.data_page_offset());
    let (start, length) = (u64::try_from(start), u64::try_from(chunk.compressed_size()));
    match (start, length) {
        (Ok(start), Ok(length)) => start.checked_add(length).is_some_and(|end| end <= len),
        _ => false,
    }
}

/// The reader panics on some files that are damaged in ways that it does not expect: that is their fault, too.
fn guarded<T>(read: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, ParquetError> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
        Err(ParquetError::General(
            "its parts do not fit together".to_owned(),
        ))
    })
}

fn damaged(error: &ParquetError) -> SourceFault {
    SourceFault::Damaged("Parquet", error.to_string())
}

/// A file that gives no more bytes than it has, whatever its footer says.
struct Bounded {
    file: File,
    len: u64,
}

impl Length for Bounded {
    fn len(&self) -> u64 {
        self.len
    }
}

impl ChunkReader for Bounded {
    type T = BufReader<File>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        let mut file = self.file.try_clone()?;
        file.seek(SeekFrom::Start(start))?;
        Ok(BufReader::new(file))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        let end = start.checked_add(length as u64);
        if end.is_none_or(|end| end > self.len) {
            return Err(ParquetError::EOF(format!(
                "{length} bytes from {start} on lie behind the end"
            )));
        }
        let mut bytes = vec![0; length];
        self.get_read(start)?.read_exact(&mut bytes)?;
        Ok(bytes.into())
    }
}
