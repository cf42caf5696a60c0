//! All that can wake the loop.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, unbounded};
use crossterm::event::{self as terminal, Event as TerminalEvent};

/// Something happened.
#[derive(Debug)]
pub(super) enum Event {
    /// The terminal has a key, a paste, a size or a click.
    Terminal(TerminalEvent),
    /// The terminal is gone.
    Lost(io::Error),
    /// A signal asks to end.
    End,
    /// A signal says that the program is in the foreground again.
    Resumed,
}

/// How long a reader waits before it looks whether it should stop.
const PATIENCE: Duration = Duration::from_millis(500);

/// The threads that listen to the terminal and to signals.
#[derive(Debug)]
pub(super) struct Listener {
    events: Receiver<Event>,
    pause: Arc<AtomicBool>,
    over: Arc<AtomicBool>,
    reader: Option<JoinHandle<()>>,
    signals: signal_hook::iterator::Handle,
    watcher: Option<JoinHandle<()>>,
}

impl Listener {
    /// Starts to listen.
    pub(super) fn start() -> io::Result<Self> {
        let (tell, events) = unbounded();
        let pause = Arc::new(AtomicBool::new(false));
        let over = Arc::new(AtomicBool::new(false));
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
            let (pause, over) = (Arc::clone(&pause), Arc::clone(&over));
            std::thread::Builder::new()
                .name("keys".to_owned())
                .spawn(move || read(&tell, &pause, &over))?
        };
        Ok(Self {
            events,
            pause,
            over,
            reader: Some(reader),
            signals: handle,
            watcher: Some(watcher),
        })
    }

    /// Where events arrive.
    pub(super) fn events(&self) -> &Receiver<Event> {
        &self.events
    }

    /// Leaves the terminal's input to others, or takes it up again.
    pub(super) fn pause(&self, pause: bool) {
        self.pause.store(pause, Ordering::SeqCst);
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.over.store(true, Ordering::SeqCst);
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
            std::thread::sleep(PATIENCE / 100);
        }
    }
}

fn read(tell: &Sender<Event>, pause: &AtomicBool, over: &AtomicBool) {
    while !over.load(Ordering::SeqCst) {
        if pause.load(Ordering::SeqCst) {
            std::thread::sleep(PATIENCE);
            continue;
        }
        let event = match terminal::poll(PATIENCE) {
            Ok(false) => continue,
            Ok(true) => terminal::read().map_or_else(Event::Lost, Event::Terminal),
            Err(error) => Event::Lost(error),
        };
        let lost = matches!(event, Event::Lost(_));
        if tell.send(event).is_err() || lost {
            return;
        }
    }
}
