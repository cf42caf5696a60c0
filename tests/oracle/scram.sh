#!/usr/bin/env bash
# Solves the fault trees of scram.py with SCRAM and writes tests/cases/fault-trees anew.
# Needs SCRAM (Debian: apt-get install scram) and Python 3.8 or later, nothing else; the tests need neither.
set -euo pipefail
cd "$(dirname "$0")/../.."
command -v scram > /dev/null || { echo "scram is not installed: apt-get install scram" >&2; exit 1; }
python3 tests/oracle/scram.py tests/cases/fault-trees
