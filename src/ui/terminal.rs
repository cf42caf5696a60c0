//! The terminal in raw mode as a guard: however the program ends, it is left as it was found.

use std::io::{self, BufWriter, Stdout, Write, stdout};
use std::panic;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute, queue};
use ratatui::backend::CrosstermBackend;
use ratatui::{Frame, Terminal};

/// Room for one frame, so that it goes out in one write.
const FRAME_BYTES: usize = 1 << 17;

static RAW: AtomicBool = AtomicBool::new(false);
static HOOK: Once = Once::new();

/// The terminal while the program draws on it.
pub(super) struct Screen {
    terminal: Terminal<CrosstermBackend<BufWriter<Stdout>>>,
}

impl Screen {
    /// Takes the terminal over. A panic anywhere gives it back before it is printed.
    pub(super) fn enter() -> io::Result<Self> {
        HOOK.call_once(|| {
            let next = panic::take_hook();
            panic::set_hook(Box::new(move |info| {
                // A run's panic is caught and shown on the screen, which then must stay.
                if std::thread::current().name() != Some("runs") {
                    restore();
                    next(info);
                }
            }));
        });
        raw()?;
        let backend = CrosstermBackend::new(BufWriter::with_capacity(FRAME_BYTES, stdout()));
        Ok(Self {
            terminal: Terminal::new(backend)?,
        })
    }

    /// Draws one frame, in one go where the terminal can.
    pub(super) fn draw(&mut self, render: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        queue!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
        self.terminal.draw(render)?;
        queue!(self.terminal.backend_mut(), EndSynchronizedUpdate)?;
        self.terminal.backend_mut().flush()
    }

    /// Forgets what is on the screen, so that the next frame draws all of it.
    pub(super) fn forget(&mut self) -> io::Result<()> {
        self.terminal.clear()
    }

    /// Writes control bytes between frames.
    pub(super) fn write(&mut self, command: impl crossterm::Command) -> io::Result<()> {
        execute!(self.terminal.backend_mut(), command)
    }

    /// Gives the terminal back until [`Self::resume`].
    pub(super) fn suspend() {
        restore();
    }

    /// Takes it again.
    pub(super) fn resume(&mut self) -> io::Result<()> {
        raw()?;
        self.forget()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        restore();
    }
}

fn raw() -> io::Result<()> {
    enable_raw_mode()?;
    RAW.store(true, Ordering::SeqCst);
    execute!(
        stdout(),
        EnterAlternateScreen,
        EnableBracketedPaste,
        cursor::Hide
    )
}

/// Gives the terminal back; does nothing a second time. There is nobody to tell of an error.
fn restore() {
    if RAW.swap(false, Ordering::SeqCst) {
        let _ = execute!(
            stdout(),
            EndSynchronizedUpdate,
            DisableBracketedPaste,
            LeaveAlternateScreen,
            cursor::Show
        );
        let _ = disable_raw_mode();
    }
}
