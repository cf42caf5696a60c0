//! The terminal in raw mode as a guard: however the program ends, it is left as it was found.

use std::io::{self, BufWriter, Stdout, Write, stdout};
use std::panic;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::style::Print;
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute, queue};
use ratatui::backend::CrosstermBackend;
use ratatui::{Frame, Terminal};

/// Room for one frame, so that it goes out in one write.
const FRAME_BYTES: usize = 1 << 17;

/// Presses, drags and the wheel, with places beyond column 223.
const MOUSE_ON: &str = "\x1b[?1000h\x1b[?1002h\x1b[?1006h";
const MOUSE_OFF: &str = "\x1b[?1006l\x1b[?1002l\x1b[?1000l";

static RAW: AtomicBool = AtomicBool::new(false);
static HOOK: Once = Once::new();

/// The terminal while the program draws on it.
pub(super) struct Screen {
    /// Whether the mouse is taken.
    mouse: bool,
    /// Whether the next frame draws all of the screen.
    fresh: bool,
    terminal: Terminal<CrosstermBackend<BufWriter<Stdout>>>,
}

impl Screen {
    /// Takes the terminal over. A panic anywhere gives it back before it is printed.
    pub(super) fn enter(mouse: bool) -> io::Result<Self> {
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
        let mut screen = Self {
            mouse: false,
            fresh: false,
            terminal: Terminal::new(backend)?,
        };
        screen.take_mouse(mouse)?;
        Ok(screen)
    }

    /// Draws one frame, in one go where the terminal can.
    pub(super) fn draw(&mut self, render: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        queue!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
        if std::mem::take(&mut self.fresh) {
            // Not `clear`: that asks the terminal where its cursor is, and waits for an answer that others may read.
            let size = self.terminal.size()?;
            self.terminal.resize(size.into())?;
        }
        self.terminal.draw(render)?;
        queue!(self.terminal.backend_mut(), EndSynchronizedUpdate)?;
        self.terminal.backend_mut().flush()
    }

    /// Forgets what is on the screen, so that the next frame draws all of it.
    pub(super) fn forget(&mut self) {
        self.fresh = true;
    }

    /// Writes control bytes between frames.
    pub(super) fn write(&mut self, command: impl crossterm::Command) -> io::Result<()> {
        execute!(self.terminal.backend_mut(), command)
    }

    /// Takes the mouse, or leaves it to the terminal. Clicks, the wheel and drags only: bare moves would be a flood.
    pub(super) fn take_mouse(&mut self, on: bool) -> io::Result<()> {
        self.mouse = on;
        self.write(Print(if on { MOUSE_ON } else { MOUSE_OFF }))
    }

    /// Asks what the colours stand on; the answer arrives among the keys.
    pub(super) fn ask_for_ground(&mut self) -> io::Result<()> {
        self.write(Print("\x1b]11;?\x1b\\"))
    }

    /// Gives the terminal back until [`Self::resume`].
    pub(super) fn suspend() {
        restore();
    }

    /// Takes it again.
    pub(super) fn resume(&mut self) -> io::Result<()> {
        raw()?;
        self.take_mouse(self.mouse)?;
        self.forget();
        Ok(())
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
            Print(MOUSE_OFF),
            DisableBracketedPaste,
            LeaveAlternateScreen,
            cursor::Show
        );
        let _ = disable_raw_mode();
    }
}
