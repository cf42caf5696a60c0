//! Packed bytes to bytes, UTF-16 to UTF-8.

mod zstd;

use std::cell::Cell;
use std::io::{self, BufReader, Read};
use std::rc::Rc;

use flate2::read::MultiGzDecoder;

use super::SourceFault;
use zstd::Frames;

/// How many times its packed size data may grow to. Cost exports grow some 30-fold, logs 50-fold.
const MOST_GROWTH: u64 = 200;

/// What data may grow to however small it was \[bytes\].
const ALWAYS_ALLOWED: u64 = 64 * 1024 * 1024;

/// How much is read at once \[bytes\].
const CHUNK: usize = 64 * 1024;

/// Packed bytes, unpacked while they are read, with a bound on how they grow.
pub(super) struct Unpacking {
    inner: Box<dyn Read>,
    kind: &'static str,
    packed: Rc<Cell<u64>>,
    unpacked: u64,
}

impl Unpacking {
    pub(super) fn gzip(packed: impl Read + 'static) -> Self {
        let (packed, count) = counted(packed);
        Self {
            inner: Box::new(MultiGzDecoder::new(packed)),
            kind: "gzip",
            packed: count,
            unpacked: 0,
        }
    }

    pub(super) fn zstd(packed: impl Read + 'static) -> Self {
        let (packed, count) = counted(packed);
        Self {
            inner: Box::new(Frames::new(packed)),
            kind: "zstd",
            packed: count,
            unpacked: 0,
        }
    }
}

impl Read for Unpacking {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self
            .inner
            .read(buffer)
            .map_err(|error| SourceFault::Damaged(self.kind, error.to_string()).into_io())?;
        self.unpacked += n as u64;
        grown(self.packed.get(), self.unpacked)?;
        Ok(n)
    }
}

/// Whether data has not grown more than it may.
pub(super) fn grown(packed: u64, unpacked: u64) -> io::Result<()> {
    if unpacked > ALWAYS_ALLOWED && unpacked / MOST_GROWTH > packed {
        return Err(SourceFault::Bomb { most: MOST_GROWTH }.into_io());
    }
    Ok(())
}

/// A reader and what counts the bytes that went through it.
fn counted(inner: impl Read + 'static) -> (BufReader<Counted>, Rc<Cell<u64>>) {
    let count = Rc::new(Cell::new(0));
    let counted = Counted {
        inner: Box::new(inner),
        count: Rc::clone(&count),
    };
    (BufReader::with_capacity(CHUNK, counted), count)
}

/// A reader that counts what went through it.
struct Counted {
    inner: Box<dyn Read>,
    count: Rc<Cell<u64>>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.count.set(self.count.get() + n as u64);
        Ok(n)
    }
}

/// The text as UTF-8 without its byte order mark, and whether it was UTF-16.
pub(super) fn decoded(mut bytes: impl Read + 'static) -> io::Result<(Box<dyn Read>, bool)> {
    let mut head = Vec::new();
    (&mut bytes).take(3).read_to_end(&mut head)?;
    let (skip, big) = match head.as_slice() {
        [] => return Err(SourceFault::Empty.into_io()),
        [0xef, 0xbb, 0xbf] => (3, None),
        [0xff, 0xfe, ..] => (2, Some(false)),
        [0xfe, 0xff, ..] => (2, Some(true)),
        // No text has a zero, and every format here begins with letters of ASCII.
        [first, 0, second] if *first != 0 && *second != 0 => (0, Some(false)),
        [0, first, 0] if *first != 0 => (0, Some(true)),
        _ => (0, None),
    };
    let rest = io::Cursor::new(head.split_off(skip)).chain(bytes);
    Ok(match big {
        None => (Box::new(rest), false),
        Some(big) => (Box::new(Utf16::new(rest, big)), true),
    })
}

/// UTF-16 as UTF-8; a half of a pair that stands alone becomes the replacement character.
struct Utf16<R> {
    inner: R,
    big: bool,
    /// Bytes of a unit that is not complete, then units of a pair that is not.
    odd: Vec<u8>,
    half: Option<u16>,
    out: Vec<u8>,
    at: usize,
}

impl<R: Read> Utf16<R> {
    fn new(inner: R, big: bool) -> Self {
        Self {
            inner,
            big,
            odd: Vec::new(),
            half: None,
            out: Vec::new(),
            at: 0,
        }
    }

    /// Decodes one more chunk; whether there was one.
    fn fill(&mut self) -> io::Result<bool> {
        let mut bytes = std::mem::take(&mut self.odd);
        let before = bytes.len();
        (&mut self.inner)
            .take(CHUNK as u64)
            .read_to_end(&mut bytes)?;
        let ended = bytes.len() == before;
        let mut units: Vec<u16> = self.half.take().into_iter().collect();
        units.extend(bytes.chunks_exact(2).map(|pair| {
            let pair = [pair[0], pair[1]];
            if self.big {
                u16::from_be_bytes(pair)
            } else {
                u16::from_le_bytes(pair)
            }
        }));
        if !ended {
            self.odd = bytes[bytes.len() / 2 * 2..].to_vec();
            if units
                .last()
                .is_some_and(|unit| (0xd800..0xdc00).contains(unit))
            {
                self.half = units.pop();
            }
        }
        let text: String = char::decode_utf16(units)
            .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect();
        self.out = text.into_bytes();
        self.at = 0;
        Ok(!ended || !self.out.is_empty())
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.out.len() {
            if !self.fill()? {
                return Ok(0);
            }
        }
        let n = buffer.len().min(self.out.len() - self.at);
        buffer[..n].copy_from_slice(&self.out[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }
}
