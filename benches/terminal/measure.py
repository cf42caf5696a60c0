#!/usr/bin/env python3
"""How a terminal program feels, measured from outside: it runs in a pseudo-terminal and its screen is read back.

    measure.py feel                the program alone at 200x60: the figures of CONTRIBUTING.md, "Feel"
    measure.py terminal [--write]  beside btm, csvlens and trip, at three sizes; --write makes docs/feel.md

Needs a release build and nothing but Python 3. Run it on a quiet machine: the load is printed with the figures.
"""
import argparse
import codecs
import fcntl
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
TICKS = os.sysconf("SC_CLK_TCK")
ESCAPE = re.compile(r"\x1b(?:\[([0-9;?<>=]*)([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][0-9A-B]|[=>78cDEHMNOZ])")


class Screen:
    """What a terminal would show: enough of one for programs that place the cursor and write text."""

    def __init__(self, columns, rows):
        self.columns, self.rows = columns, rows
        self.cells = [[" "] * columns for _ in range(rows)]
        self.row = self.column = 0
        self.alternate = False
        self.cursor = True
        self.printed = 0
        self.colours = self.marks = 0
        self.rest = ""

    def feed(self, text):
        text = self.rest + text
        self.rest = ""
        at = 0
        while at < len(text):
            if text[at] == "\x1b":
                found = ESCAPE.match(text, at)
                if not found:
                    # An escape that is not whole yet; one that never will be is passed over.
                    if len(text) - at < 64:
                        self.rest = text[at:]
                        return
                    at += 1
                    continue
                if found.group(2):
                    self.command(found.group(1), found.group(2))
                at = found.end()
                continue
            self.put(text[at])
            at += 1

    def put(self, letter):
        if letter == "\r":
            self.column = 0
        elif letter == "\n":
            self.row = min(self.row + 1, self.rows - 1)
        elif letter == "\b":
            self.column = max(self.column - 1, 0)
        elif letter >= " ":
            if self.row < self.rows and self.column < self.columns:
                self.cells[self.row][self.column] = letter
            self.column += 1
            self.printed += letter != " "

    def command(self, words, final):
        numbers = [int(word) if word.isdigit() else 0 for word in words.lstrip("?<>=").split(";")]
        first = numbers[0]
        if final in "Hf":
            self.row = max(first, 1) - 1
            self.column = max(numbers[1] if len(numbers) > 1 else 1, 1) - 1
        elif final == "G":
            self.column = max(first, 1) - 1
        elif final == "d":
            self.row = max(first, 1) - 1
        elif final in "ABCD":
            by = max(first, 1)
            self.row += {"A": -by, "B": by}.get(final, 0)
            self.column += {"C": by, "D": -by}.get(final, 0)
        elif final == "J" and first in (2, 3):
            self.cells = [[" "] * self.columns for _ in range(self.rows)]
        elif final == "K":
            for column in range(self.column, self.columns):
                self.cells[self.row][column] = " "
        elif final in "hl" and words.startswith("?"):
            if 1049 in numbers:
                self.alternate = final == "h"
            if 25 in numbers:
                self.cursor = final == "h"
        elif final == "m":
            self.style(numbers)

    def style(self, numbers):
        for number in numbers:
            self.marks += number in (1, 4, 7)
            self.colours += number in (38, 48) or 30 <= number <= 37 or 40 <= number <= 47 or 90 <= number <= 107

    def lines(self):
        return ["".join(row) for row in self.cells]

    def line(self, words):
        """The first line that has these words."""
        return next((line for line in self.lines() if words in line), None)


class Session:
    """A program in a pseudo-terminal of its own."""

    def __init__(self, words, size, env=None):
        self.screen = Screen(*size)
        self.bytes = 0
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.started = time.perf_counter()
        self.status = None
        # A home of its own: what is killed here is not offered to the next one to take up again.
        home = tempfile.mkdtemp(dir=HOME)
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            full = {"TERM": "xterm-256color", "LANG": "C.UTF-8", "PATH": os.environ["PATH"], "HOME": home}
            full.update({f"XDG_{kind}_HOME": home for kind in ("DATA", "STATE", "CONFIG", "CACHE")})
            full.update(env or {})
            # The child waits for its size, so that no program draws a first frame of another one.
            sys.stdin.readline()
            try:
                os.execvpe(words[0], words, full)
            except OSError:
                # Nothing may be printed: it would pass for a frame.
                os._exit(127)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self.started = time.perf_counter()
        os.write(self.fd, b"\n")

    def read(self, patience):
        """Takes what comes within `patience` seconds; says when it came, or nothing."""
        ready, _, _ = select.select([self.fd], [], [], max(patience, 0))
        if not ready:
            return None
        now = time.perf_counter()
        try:
            data = os.read(self.fd, 1 << 16)
        except OSError:
            data = b""
        if not data:
            self.ended()
            return None
        self.bytes += len(data)
        self.screen.feed(self.decoder.decode(data))
        return now

    def until(self, done, patience=30.0):
        """Reads until `done()`; gives the time at which it became true."""
        end = time.perf_counter() + patience
        while self.status is None:
            now = self.read(min(end - time.perf_counter(), 0.05))
            if now is not None and done():
                return now
            if time.perf_counter() > end:
                raise TimeoutError("\n".join(self.screen.lines()))
        raise EOFError(f"it has ended with {self.status}:\n" + "\n".join(self.screen.lines()).rstrip())

    def quiet(self, seconds=0.3, patience=30.0):
        """Reads until nothing comes for so long."""
        end = time.perf_counter() + patience
        while self.read(seconds) is not None and time.perf_counter() < end:
            pass

    def send(self, keys):
        os.write(self.fd, keys)
        return time.perf_counter()

    def ended(self):
        if self.status is None:
            try:
                pid, status = os.waitpid(self.pid, os.WNOHANG)
                self.status = status if pid else None
            except ChildProcessError:
                self.status = 0
        return self.status is not None

    def wait(self, patience=5.0):
        """Reads until the program has ended; whether it has."""
        end = time.perf_counter() + patience
        while time.perf_counter() < end and not self.ended():
            self.read(0.02)
        # What it wrote last.
        while self.status is not None and self.read(0.05) is not None:
            pass
        return self.status is not None

    def close(self):
        if not self.ended():
            os.kill(self.pid, signal.SIGKILL)
            try:
                os.waitpid(self.pid, 0)
            except ChildProcessError:
                pass
        os.close(self.fd)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def cpu(self):
        """Processor time so far [s]."""
        fields = pathlib.Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def state(self):
        return pathlib.Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()[0]

    def memory(self, key="VmRSS"):
        """Resident memory [MB]."""
        text = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(rf"{key}:\s+(\d+)", text).group(1)) / 1024


def quantile(values, share):
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def shown(values, unit=1e3):
    """Median and 95 % of times, in milliseconds."""
    return f"{statistics.median(values) * unit:.1f} / {quantile(values, 0.95) * unit:.1f}"


# What every program is asked.


def first_frames(program, size, times):
    """Start to the first frame: some hundred letters on the screen."""
    found = []
    for _ in range(times):
        with Session(program.words, size) as session:
            found.append(session.until(lambda: session.screen.printed > 200) - session.started)
    return found


def key_frames(program, size, times):
    """A key to the first bytes that answer it."""
    found = []
    with Session(program.words, size) as session:
        program.settle(session)
        for index in range(times):
            sent = session.send(program.keys[index % len(program.keys)])
            try:
                found.append(session.until(lambda: True, 2.0) - sent)
            except TimeoutError:
                continue
            session.quiet(0.05)
    return found


def idle(program, size, seconds):
    """Bytes written, share of a processor, and resident memory when nothing happens."""
    with Session(program.words, size) as session:
        program.settle(session)
        session.quiet(1.0)
        before, bytes_before, start = session.cpu(), session.bytes, time.perf_counter()
        while time.perf_counter() - start < seconds:
            session.read(start + seconds - time.perf_counter())
        spent = time.perf_counter() - start
        return (session.bytes - bytes_before) / spent, (session.cpu() - before) / spent, session.memory()


def ends_cleanly(program, size, what):
    """Whether a signal ends it and the screen is as it was."""
    with Session(program.words, size) as session:
        program.settle(session)
        os.kill(session.pid, what)
        ended = session.wait()
        restored = not session.screen.alternate and session.screen.cursor
        return "restored" if ended and restored else "ends, screen left" if ended else "goes on"


def suspends(program, size):
    with Session(program.words, size) as session:
        program.settle(session)
        session.send(b"\x1a")
        session.quiet(0.5, 3.0)
        if session.ended():
            return "ends"
        stopped = session.state() in "Tt"
        if not stopped:
            return "goes on"
        left = not session.screen.alternate
        os.kill(session.pid, signal.SIGCONT)
        session.quiet(0.5, 5.0)
        back = session.screen.alternate
        return "suspends, returns" if left and back else "stops, screen left" if back else "does not return"


def without_colour(program, size):
    with Session(program.words, size, {"NO_COLOR": "1"}) as session:
        program.settle(session)
        for key in program.keys:
            session.send(key)
            session.quiet(0.2)
        screen = session.screen
        if screen.colours:
            return "colours"
        return "selection seen" if screen.marks else "no selection"


def not_a_terminal(program):
    with tempfile.TemporaryFile() as out:
        try:
            done = subprocess.run(program.piped, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
                                  timeout=60, check=False)
        except subprocess.TimeoutExpired:
            return "hangs"
        out.seek(0)
        text = out.read()
    if done.returncode == 0 and text and b"\x1b" not in text:
        return "prints a report"
    kind = "escapes into the pipe" if b"\x1b" in text else "says why"
    return f"{kind}, code {done.returncode}"


class Program:
    def __init__(self, name, words, keys, ready, piped=None):
        self.name, self.words, self.keys, self.ready = name, words, keys, ready
        self.piped = piped or words

    def settle(self, session):
        session.until(lambda: self.ready(session.screen))
        session.quiet(0.3, 3.0)


def lockin(path):
    return Program("lockin", [str(path)], [b"\x1b[C", b"\x1b[D"],
                   lambda screen: screen.line(" 100,000 trials seed") is not None, [str(path), "--trials", "2000"])


def peers(folder):
    """Those of the peers that are installed."""
    table = pathlib.Path(folder) / "table.csv"
    rows = (",".join(str(i * j) for j in range(20)) for i in range(20_000))
    table.write_text("\n".join([",".join(f"c{j}" for j in range(20)), *rows]) + "\n")
    some = lambda screen: screen.printed > 200
    known = [
        Program("btm", ["btm"], [b"\x1b[B", b"\x1b[A"], some),
        Program("csvlens", ["csvlens", str(table)], [b"\x1b[B", b"\x1b[A"], some),
        Program("trip", ["trip", "127.0.0.1"], [b"\x1b[B", b"\x1b[A"], some),
    ]
    return [program for program in known if shutil.which(program.words[0])]


# What only lockin is asked: an edit and its figures.


def curves(screen):
    """What changes first with the figures of an edit: the curves, drawn in Braille. Figures in digits are rounded."""
    return "".join(letter for row in screen.cells for letter in row if "\u2801" <= letter <= "\u28ff")


def figures(screen):
    """All that changes with figures while edits follow each other: not the faders nor the line below, which show the edits."""
    rows = ("".join(row) for row in screen.cells[:-1])
    return [row for row in rows if "▇" not in row]


def edit_figures(program, size, times):
    """An edit to the first changed figures, one edit at a time."""
    found = []
    with Session(program.words, size) as session:
        program.settle(session)
        for index in range(times):
            before = curves(session.screen)
            sent = session.send(b"\x1b[A" if index % 2 else b"\x1b[B")
            found.append(session.until(lambda: curves(session.screen) != before) - sent)
            session.quiet(0.3, 6.0)
    return found


def held_figures(program, size, times, gap=0.03):
    """From one change of figures to the next while a key is held down."""
    sent, changed = 0, []
    with Session(program.words, size) as session:
        program.settle(session)
        before = figures(session.screen)
        due = time.perf_counter()
        while sent < times:
            if time.perf_counter() >= due:
                # Up and down by turns of ten, so that the share never meets its end.
                session.send(b"\x1b[B" if sent // 10 % 2 else b"\x1b[A")
                sent, due = sent + 1, due + gap
            now = session.read(min(max(due - time.perf_counter(), 0), gap))
            if now is not None and figures(session.screen) != before:
                before = figures(session.screen)
                # A frame comes in parts, which belong together.
                if not changed or now - changed[-1] > 0.005:
                    changed.append(now)
    return [later - earlier for earlier, later in zip(changed[2:], changed[3:])]


def whole_runs(program, size, times):
    """Start to the figures of all 100,000 trials, and the memory then."""
    found, memory, peak = [], [], []
    for _ in range(times):
        with Session(program.words, size) as session:
            found.append(session.until(lambda: program.ready(session.screen), 120.0) - session.started)
            session.quiet(0.3, 2.0)
            memory.append(session.memory())
            peak.append(session.memory("VmHWM"))
    return found, max(memory), max(peak)


def feel(program, size=(200, 60)):
    print(f"{program.words[0]} at {size[0]}x{size[1]}, load {os.getloadavg()[0]:.1f}; median / 95 % in ms\n")
    rows = [
        ("start to first frame", shown(first_frames(program, size, 20)), "95 % <= 40"),
        ("key to frame", shown(key_frames(program, size, 60)), "95 % <= 16"),
        ("edit to first changed figures", shown(edit_figures(program, size, 30)), "95 % <= 33"),
        ("figures to figures, an edit every 30 ms", shown(held_figures(program, size, 100)), "95 % <= 33"),
    ]
    times, memory, peak = whole_runs(program, size, 3)
    rows.append(("start to 100,000 trials", shown(times), "<= 1,000"))
    written, cpu, _ = idle(program, size, 5.0)
    rows += [
        ("idle: bytes a second", f"{written:.1f}", "0"),
        ("idle: share of a processor", f"{100 * cpu:.2f} %", "0.0 %"),
        ("resident memory after 100,000 trials", f"{memory:.1f} MB", "<= 30 MB"),
        ("  its peak", f"{peak:.1f} MB", ""),
    ]
    for name, value, wanted in rows:
        print(f"{name:<38}{value:>16}   {wanted}")


def terminal(programs, missing, write):
    rows = []
    for size in ((80, 24), (120, 40), (200, 60)):
        for program in programs:
            print(f"{program.name} at {size[0]}x{size[1]} ...", file=sys.stderr)
            written, cpu, memory = idle(program, size, 5.0)
            rows.append([f"{size[0]}×{size[1]}", program.name, shown(first_frames(program, size, 10)),
                         shown(key_frames(program, size, 30)), f"{written:.0f}", f"{100 * cpu:.1f} %", f"{memory:.0f}"])
    behaviour = []
    for program in programs:
        print(f"{program.name}: signals ...", file=sys.stderr)
        size = (80, 24)
        behaviour.append([program.name, ends_cleanly(program, size, signal.SIGTERM),
                          ends_cleanly(program, size, signal.SIGHUP), suspends(program, size),
                          without_colour(program, size), not_a_terminal(program)])
    text = document(rows, behaviour, missing)
    if write:
        (ROOT / "docs" / "feel.md").write_text(text)
    print(text)


def document(rows, behaviour, missing):
    def table(head, rows):
        lines = [head, ["---"] * len(head), *rows]
        return "\n".join("| " + " | ".join(line) + " |" for line in lines)

    absent = f"Not measured here, since it could not be installed: {', '.join(missing)}.\n\n" if missing else ""
    return f"""# How it feels, measured

Written by `just terminal` (`benches/terminal/measure.py`), which runs each program in a pseudo-terminal and reads its screen
back. {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} at the end: other work on the machine shows in the times.
{time.strftime("%Y-%m-%d")}.

{absent}## How fast

Times are median / 95 % in ms. *First frame*: from start until 200 letters stand on the screen. *Key to frame*: from a key until
the first bytes that answer it. *Idle*: five seconds without a key, after lockin's 100,000 trials; btm and trip show what changes.

{table(["size", "program", "first frame", "key to frame", "idle bytes/s", "idle processor", "memory MB"], rows)}

## How it behaves

{table(["program", "SIGTERM", "SIGHUP", "Ctrl-Z", "NO_COLOR", "not a terminal"], behaviour)}

*restored*: it ends, the former screen and the cursor are back. *selection seen*: no colour is sent, and bold, underline or reverse
still is.
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["feel", "terminal"])
    parser.add_argument("--lockin", default=TARGET / "release" / "lockin", help="the program to measure")
    parser.add_argument("--write", action="store_true", help="write docs/feel.md")
    args = parser.parse_args()
    if not os.access(args.lockin, os.X_OK):
        parser.error(f"there is no program {args.lockin}: build it with cargo build --release, or name it with --lockin")
    global HOME
    with tempfile.TemporaryDirectory() as HOME:
        program = lockin(args.lockin)
        if args.what == "feel":
            feel(program)
        else:
            others = peers(HOME)
            missing = sorted({"btm", "csvlens", "trip"} - {other.name for other in others})
            terminal([program, *others], missing, args.write)


if __name__ == "__main__":
    main()
