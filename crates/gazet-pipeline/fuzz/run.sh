#!/usr/bin/env bash
# Fuzzes the readers for a while, from the seeds beside this file:
#
#     crates/gazet-pipeline/fuzz/run.sh [SECONDS]
#
# Needs a nightly compiler and `cargo install cargo-fuzz`. What it finds goes to tests/it/mutations.rs as a case.
set -euo pipefail
cd "$(dirname "$0")"
seconds=${1:-300}
# The order of `NAMES` in tests/it/readers.rs: the first byte of an input is the place of its name.
names=$(sed -n '/pub(crate) const NAMES/,/];/p' ../tests/it/readers.rs | grep -o '"[^"]*"' | tr -d '"')
mkdir -p corpus/read
place=0
for name in $names; do
  for seed in seeds/*; do
    case $(basename "$seed") in
    *".${name#*.}") { printf "\\$(printf '%03o' $place)"; cat "$seed"; } >"corpus/read/$(basename "$seed")" ;;
    esac
  done
  place=$((place + 1))
done
cargo +nightly fuzz run read -- -max_total_time="$seconds" -max_len=65536 -timeout=10
