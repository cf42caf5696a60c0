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

# The same beside btm, csvlens and trip, where they are installed; writes docs/feel.md. On a quiet machine.
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
    for script in availability compound fits laws samples shares bivariate_normal parquet; do target/oracle/bin/python -B tests/oracle/$script.py || exit 1; done
    tests/oracle/scram.sh

# Import a bill of 1,000,000 rows, side by side with DuckDB and pandas (Python 3.11).
bench-import rows="1000000":
    cargo build --locked --release
    python3.11 -m venv target/bench-import
    target/bench-import/bin/pip install --quiet --disable-pip-version-check -r benches/import/requirements.txt
    target/bench-import/bin/python benches/import/generate.py {{rows}} > target/bench-import/charges.csv
    target/bench-import/bin/python benches/import/peers.py target/release/lockin target/bench-import/charges.csv

# The same model in numpy, SimPy and RePyability: how much longer they take, and whether the means agree (Python 3.11).
bench-peers:
    cargo build --locked --release
    python3.11 -m venv target/bench-peers
    target/bench-peers/bin/pip install --quiet --disable-pip-version-check -r benches/peers/requirements.txt
    target/bench-peers/bin/python benches/peers/compare.py --lockin target/release/lockin

# Validate the shipped scenarios with a validator that is not ours (Python 3.11, as `just oracle`).
check-schema:
    cargo build --locked
    python3.11 -m venv target/oracle
    target/oracle/bin/pip install --quiet --disable-pip-version-check -r tests/oracle/requirements.txt
    target/oracle/bin/python -B tests/oracle/schema.py target/debug/lockin data/*.yaml
