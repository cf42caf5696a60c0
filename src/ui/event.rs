//! All that can wake the loop.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, unbounded};
use crossterm::event::{self as terminal, Event as TerminalEvent, KeyCode, KeyEvent, KeyModifiers};

use crate::session::Background;

/// Something happened.
#[derive(Debug)]
pub(super) enum Event {
    /// The terminal has a key, a paste, a size or a click.
    Terminal(TerminalEvent),
    /// The terminal says what its colours stand on.
    Ground(Background),
    /// The terminal is gone.
    Lost(io::Error),
    /// A signal asks to end.
    End,
    /// A signal says that the program is in the foreground again.
    Resumed,
}

/// How long a reader waits before it looks whether it should stop, unless it is woken.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long it waits while others read the terminal.
const PAUSE: Duration = Duration::from_millis(25);

/// How long the rest of an answer may take.
const ANSWER: Duration = Duration::from_millis(100);

/// More than any answer has.
const LONGEST_ANSWER: usize = 64;

/// The threads that listen to the terminal and to signals.
#[derive(Debug)]
pub(super) struct Listener {
    events: Receiver<Event>,
    switches: Arc<Switches>,
    reader: Option<JoinHandle<()>>,
    signals: signal_hook::iterator::Handle,
    watcher: Option<JoinHandle<()>>,
}

/// How the reader is told to pause and to end.
#[derive(Debug, Default)]
struct Switches {
    pause: AtomicBool,
    over: AtomicBool,
    /// Held while the terminal is read.
    reading: Mutex<()>,
}

impl Listener {
    /// Starts to listen.
    pub(super) fn start() -> io::Result<Self> {
        let (tell, events) = unbounded();
        let switches = Arc::new(Switches::default());
        let mut signals = signal_hook::iterator::Signals::new([
            signal_hook::consts::SIGTERM,
            signal_hook::consts::SIGHUP,
            signal_hook::consts::SIGQUIT,
            signal_hook::consts::SIGINT,
            signal_hook::consts::SIGCONT,
        ])?;
        let handle = signals.handle();
        let tell_signals = tell.clone();
        let watcher = std::thread::Builder::new()
            .name("signals".to_owned())
            .spawn(move || {
                for signal in signals.forever() {
                    let event = if signal == signal_hook::consts::SIGCONT {
                        Event::Resumed
                    } else {
                        Event::End
                    };
                    if tell_signals.send(event).is_err() {
                        return;
                    }
                }
            })?;
        let reader = {
            let switches = Arc::clone(&switches);
            std::thread::Builder::new()
                .name("keys".to_owned())
                .spawn(move || read(&tell, &switches))?
        };
        Ok(Self {
            events,
            switches,
            reader: Some(reader),
            signals: handle,
            watcher: Some(watcher),
        })
    }

    /// Where events arrive.
    pub(super) fn events(&self) -> &Receiver<Event> {
        &self.events
    }

    /// Leaves the terminal's input to others, and returns when nobody here reads it any more.
    pub(super) fn pause(&self) {
        self.switches.pause.store(true, Ordering::SeqCst);
        wake();
        drop(self.switches.reading());
    }

    /// Takes the terminal's input up again.
    pub(super) fn go_on(&self) {
        self.switches.pause.store(false, Ordering::SeqCst);
    }
}

impl Switches {
    fn reading(&self) -> std::sync::MutexGuard<'_, ()> {
        self.reading.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.switches.over.store(true, Ordering::SeqCst);
        wake();
        self.signals.close();
        if let Some(watcher) = self.watcher.take() {
            let _ = watcher.join();
        }
        // A reader whose terminal has hung up may never come back from the read; it ends with the process.
        let Some(reader) = self.reader.take() else {
            return;
        };
        for _ in 0..4 {
            if reader.is_finished() {
                let _ = reader.join();
                return;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

/// Wakes a reader that waits for the terminal: nothing else but a new size does. That the size is the same does no harm.
fn wake() {
    let _ = signal_hook::low_level::raise(signal_hook::consts::SIGWINCH);
}

fn read(tell: &Sender<Event>, switches: &Switches) {
    let mut answer = Answer::default();
    // The size at the last pause, until the wake before it has come: whoever takes the terminal up again draws all of it.
    let mut woken = None;
    while !switches.over.load(Ordering::SeqCst) {
        if switches.pause.load(Ordering::SeqCst) {
            woken = crossterm::terminal::size().ok();
            std::thread::sleep(PAUSE);
            continue;
        }
        let patience = if answer.0.is_some() { ANSWER } else { PATIENCE };
        let event = {
            let _reading = switches.reading();
            if switches.pause.load(Ordering::SeqCst) {
                continue;
            }
            match terminal::poll(patience) {
                Ok(false) => {
                    answer = Answer::default();
                    continue;
                }
                Ok(true) => terminal::read().map_or_else(Event::Lost, Event::Terminal),
                Err(error) => Event::Lost(error),
            }
        };
        let event = match event {
            Event::Terminal(TerminalEvent::Resize(width, height))
                if switches.pause.load(Ordering::SeqCst)
                    || woken.take() == Some((width, height)) =>
            {
                None
            }
            Event::Terminal(event) => answer.filter(event),
            other => Some(other),
        };
        let Some(event) = event else { continue };
        let lost = matches!(event, Event::Lost(_));
        if tell.send(event).is_err() || lost {
            return;
        }
    }
}

/// An answer of the terminal that arrives as if it were typed: Alt-], its letters, and Alt-\ or Ctrl-G at the end.
///
/// It may come late, so it is taken out of what is typed for as long as the program runs.
#[derive(Debug, Default)]
struct Answer(Option<String>);

impl Answer {
    /// What is left of an event.
    fn filter(&mut self, event: TerminalEvent) -> Option<Event> {
        let TerminalEvent::Key(KeyEvent {
            code: KeyCode::Char(letter),
            modifiers,
            ..
        }) = event
        else {
            *self = Self::default();
            return Some(Event::Terminal(event));
        };
        let alt = modifiers.contains(KeyModifiers::ALT);
        let control = modifiers.contains(KeyModifiers::CONTROL);
        match &mut self.0 {
            None if alt && letter == ']' => self.0 = Some(String::new()),
            None => return Some(Event::Terminal(event)),
            Some(words) if (alt && letter == '\\') || (control && letter == 'g') => {
                let ground = Background::of_answer(words);
                self.0 = None;
                return ground.map(Event::Ground);
            }
            Some(words) if words.len() < LONGEST_ANSWER && !alt && !control => words.push(letter),
            Some(_) => self.0 = None,
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_taken_out_of_what_is_typed() {
        let key =
            |letter, modifiers| TerminalEvent::Key(KeyEvent::new(KeyCode::Char(letter), modifiers));
        for end in [('\\', KeyModifiers::ALT), ('g', KeyModifiers::CONTROL)] {
            let mut answer = Answer::default();
            let mut events = vec![key('u', KeyModifiers::NONE), key(']', KeyModifiers::ALT)];
            let words = "11;rgb:ffff/ffff/ffff".chars();
            events.extend(words.map(|letter| key(letter, KeyModifiers::NONE)));
            events.push(key(end.0, end.1));
            events.push(key('q', KeyModifiers::NONE));
            let left: Vec<Event> = events
                .into_iter()
                .filter_map(|event| answer.filter(event))
                .collect();
            assert!(
                matches!(
                    left[..],
                    [
                        Event::Terminal(_),
                        Event::Ground(Background::Light),
                        Event::Terminal(_)
                    ]
                ),
                "{left:?}"
            );
        }
    }
}
