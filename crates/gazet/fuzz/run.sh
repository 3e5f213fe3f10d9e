#!/usr/bin/env bash
# Fuzzes each target for a while, from the seeds beside this file:
#
#     crates/gazet/fuzz/run.sh [SECONDS [TARGET...]]
#
# Needs `cargo install cargo-fuzz` and a nightly compiler; a stable one does as well where RUSTC_BOOTSTRAP=1 is set.
# What it finds is mended and stays as a case of a test: for `read` in crates/gazet-pipeline/tests/it/mutations.rs.
set -euo pipefail
cd "$(dirname "$0")"
seconds=${1:-300}
targets=("${@:2}")
[ ${#targets[@]} -gt 0 ] || targets=(read tokenize gazetteer graphml)

seed_read() {
  # The order of `NAMES` in readers.rs: the first byte of an input is the place of its name.
  local names place=0 name seed
  names=$(sed -n '/pub(crate) const NAMES/,/];/p' ../../gazet-pipeline/tests/it/readers.rs | grep -o '"[^"]*"' | tr -d '"')
  for name in $names; do
    for seed in seeds/read/*; do
      case $(basename "$seed") in
      *".${name#*.}") { printf "\\$(printf '%03o' $place)"; cat "$seed"; } >"corpus/read/$(basename "$seed")" ;;
      esac
    done
    place=$((place + 1))
  done
}

for target in "${targets[@]}"; do
  mkdir -p "corpus/$target"
  case $target in
  read) seed_read ;;
  tokenize | graphml) cp seeds/text/* "corpus/$target" ;;
  gazetteer) printf '\0\1\0\0\0\0' >corpus/gazetteer/one-change ;;
  esac
  cargo fuzz run "$target" -- -max_total_time="$seconds" -max_len=65536 -timeout=10
done
