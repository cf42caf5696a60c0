//! Reading under a watchful eye: how far it is, and whether it should go on.

use std::cell::RefCell;
use std::io::{self, Read, Seek, SeekFrom};
use std::rc::Rc;

use super::SourceFault;

/// Takes the bytes that were just read, and says whether to go on.
type Eye = Rc<dyn Fn(u64) -> bool>;

thread_local! {
    /// Who watches the files that this thread opens.
    static WATCHING: RefCell<Option<Eye>> = const { RefCell::new(None) };
}

/// Does `work`; `eye` is told the bytes that are read from every file that is opened for it, and ends the reading with
/// [`SourceFault::Stopped`] where it says no. What is opened on other threads is not seen.
pub fn heeding<T>(eye: impl Fn(u64) -> bool + 'static, work: impl FnOnce() -> T) -> T {
    struct Over(Option<Eye>);
    impl Drop for Over {
        fn drop(&mut self) {
            WATCHING.set(self.0.take());
        }
    }
    let _before = Over(WATCHING.replace(Some(Rc::new(eye))));
    work()
}

/// A file whose reading is watched, where anybody watches.
pub(super) struct Heeded<R> {
    inner: R,
    eye: Option<Eye>,
}

impl<R> Heeded<R> {
    pub(super) fn new(inner: R) -> Self {
        let eye = WATCHING.with_borrow(Clone::clone);
        Self { inner, eye }
    }
}

impl<R: Read> Read for Heeded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        match &self.eye {
            Some(eye) if !eye(read as u64) => Err(SourceFault::Stopped.into_io()),
            _ => Ok(read),
        }
    }
}

impl<R: Seek> Seek for Heeded<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::import::source;

    #[test]
    fn what_is_read_is_counted_and_can_be_stopped() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "x".repeat(100_000)).unwrap();
        let whole = || source::open(file.path()).and_then(source::Source::whole_text);
        let seen = Rc::new(Cell::new(0));
        let count = Rc::clone(&seen);
        let eye = move |bytes| {
            count.set(count.get() + bytes);
            true
        };
        assert!(heeding(eye, whole).is_ok());
        assert_eq!(seen.get(), 100_000);
        let error = heeding(|_| false, whole).unwrap_err();
        assert!(error.to_string().contains("stopped"), "{error}");
        // Nobody watches any more.
        assert!(whole().is_ok());
    }
}
