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

# The picture of the README, from the real program.
pictures:
    docs/pictures/make

# Licences and sources of the dependencies.
deny:
    cargo deny check licenses bans sources
