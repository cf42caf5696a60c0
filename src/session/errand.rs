//! One piece of work at a time behind the user's back, which tells as it goes and can be stopped.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crossbeam_channel::{Receiver, Sender, unbounded};

/// Work in a thread of its own. New work stops what runs; words of work that was stopped are never heard.
///
/// The thread is not waited for: what it does has no effect but its words.
#[derive(Debug)]
pub struct Errand<W> {
    words: Receiver<(u64, W)>,
    tell: Sender<(u64, W)>,
    /// The number of the work that counts.
    latest: Arc<AtomicU64>,
}

/// What work is given to tell with, and to ask whether to go on.
#[derive(Debug)]
pub struct Teller<W> {
    tell: Sender<(u64, W)>,
    latest: Arc<AtomicU64>,
    number: u64,
}

impl<W> Clone for Teller<W> {
    fn clone(&self) -> Self {
        Self {
            tell: self.tell.clone(),
            latest: Arc::clone(&self.latest),
            number: self.number,
        }
    }
}

impl<W> Teller<W> {
    /// Tells a word.
    pub fn tell(&self, word: W) {
        // Nobody listens where the program is about to end.
        let _ = self.tell.send((self.number, word));
    }

    /// Whether nobody waits for this work any more.
    pub fn is_over(&self) -> bool {
        self.latest.load(Ordering::Relaxed) != self.number
    }
}

impl<W: Send + 'static> Default for Errand<W> {
    fn default() -> Self {
        let (tell, words) = unbounded();
        Self {
            words,
            tell,
            latest: Arc::new(AtomicU64::new(0)),
        }
    }
}

impl<W: Send + 'static> Errand<W> {
    /// Starts work in place of any that runs; `broken` makes a word of the words of a panic.
    pub fn start(
        &self,
        work: impl FnOnce(&Teller<W>) + Send + 'static,
        broken: fn(String) -> W,
    ) -> io::Result<()> {
        let number = self.latest.fetch_add(1, Ordering::SeqCst) + 1;
        let teller = Teller {
            tell: self.tell.clone(),
            latest: Arc::clone(&self.latest),
            number,
        };
        let thread = std::thread::Builder::new().name("errand".to_owned());
        thread.spawn(move || {
            let outcome = catch_unwind(AssertUnwindSafe(|| work(&teller)));
            if let Err(panic) = outcome {
                teller.tell(broken(words_of(panic.as_ref())));
            }
        })?;
        Ok(())
    }

    /// Stops what runs.
    pub fn stop(&self) {
        self.latest.fetch_add(1, Ordering::SeqCst);
    }

    /// Where words arrive; each is to be held against [`Errand::heard`].
    pub fn words(&self) -> &Receiver<(u64, W)> {
        &self.words
    }

    /// A word that arrived, unless it is of work that was stopped.
    pub fn heard(&self, (number, word): (u64, W)) -> Option<W> {
        (number == self.latest.load(Ordering::SeqCst)).then_some(word)
    }
}

impl<W> Drop for Errand<W> {
    fn drop(&mut self) {
        self.latest.fetch_add(1, Ordering::SeqCst);
    }
}

/// The words of a panic.
fn words_of(panic: &(dyn std::any::Any + Send)) -> String {
    let words = panic.downcast_ref::<String>().map(String::as_str);
    let words = words.or_else(|| panic.downcast_ref::<&str>().copied());
    words.unwrap_or("no words").to_owned()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn next(errand: &Errand<String>) -> (u64, String) {
        errand
            .words()
            .recv_timeout(Duration::from_secs(30))
            .unwrap()
    }

    #[test]
    fn words_of_work_that_was_stopped_are_not_heard() {
        let errand = Errand::default();
        let work = |word: &'static str| move |teller: &Teller<String>| teller.tell(word.to_owned());
        errand.start(work("first"), |panic| panic).unwrap();
        let first = next(&errand);
        errand.start(work("second"), |panic| panic).unwrap();
        assert_eq!(errand.heard(first), None);
        let second = next(&errand);
        assert_eq!(errand.heard(second).as_deref(), Some("second"));
        errand
            .start(|teller| while !teller.is_over() {}, |panic| panic)
            .unwrap();
        errand.stop();
    }

    #[test]
    fn a_panic_is_a_word() {
        let errand = Errand::default();
        errand
            .start(|_: &Teller<String>| panic!("out of luck"), |panic| panic)
            .unwrap();
        let word = next(&errand);
        assert_eq!(errand.heard(word).as_deref(), Some("out of luck"));
    }
}
