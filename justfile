# What the project can do, by name. `.ci/run` is the gate and runs without just.

# List the recipes.
default:
    @just --list

# The gate.
ci:
    .ci/run

# Format everything.
fmt:
    cargo fmt --all

# Lint as the gate does.
lint:
    cargo clippy --locked --all-targets -- -D warnings

# All tests.
test:
    cargo test --locked

# Write the screen snapshots anew; read the difference before you commit it.
snapshots:
    INSTA_UPDATE=always cargo test --locked

# Throughput of the engine, time of the figures, time of a frame.
bench:
    cargo bench

# How the program feels: key to frame, edit to figures, idle, memory. On a quiet machine.
feel:
    cargo build --release --locked
    benches/terminal/measure.py feel

# The same beside btm, csvlens and trip, where they are installed; writes docs/terminal.md. On a quiet machine.
terminal:
    cargo build --release --locked
    benches/terminal/measure.py terminal --write

# The picture of the README, from the real program.
pictures:
    docs/pictures/make

# The tables of docs/model-form.md, from the real program.
model-form:
    docs/model-form/make

# The parts of README.md and docs/checks.md that tests write; read the difference before you commit it.
bless:
    LOCKIN_BLESS=1 cargo test --locked --test it -- checks:: cases:: readme::

# Licences and sources of the dependencies.
deny:
    cargo deny check licenses bans sources

# Compute the reference numbers of other programs anew (Python 3.11); read the difference before you commit it.
oracle:
    python3.11 -m venv target/oracle
    target/oracle/bin/pip install --quiet --disable-pip-version-check -r tests/oracle/requirements.txt
    for script in availability compound laws samples shares bivariate_normal; do target/oracle/bin/python -B tests/oracle/$script.py || exit 1; done
    tests/oracle/scram.sh
