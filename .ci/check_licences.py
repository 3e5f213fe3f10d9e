"""Checks that every crate that is built in carries a licence the project accepts.

    cargo metadata --format-version 1 --locked | python3 .ci/check_licences.py

A crate may be used if its SPDX expression can be satisfied by the licences below: of `A OR B` one is enough, of
`A AND B` both are needed. Exit code 1 names each crate that fails.
"""

import json
import re
import sys

ACCEPTED = {
    "0BSD", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC0-1.0",
    "ISC", "MIT", "MIT-0", "MPL-2.0", "Unicode-3.0", "Unicode-DFS-2016", "Unlicense", "Zlib", "bzip2-1.0.6",
    "CDLA-Permissive-2.0",
}  # fmt: skip

# Crates that name no expression but lie beside a licence text, which was read.
READ = {"single-clustering": "BSD-3-Clause", "single-utilities": "BSD-3-Clause"}


def accepted(expression: str) -> bool:
    """Whether the licences accepted satisfy an SPDX expression (`/` is the old way to write OR)."""
    expression = re.sub(r"\s+WITH\s+", " WITH ", expression.replace("/", " OR "))
    tokens = re.findall(r"\(|\)|[^\s()]+(?: WITH [^\s()]+)?", expression)

    def any_of(at: int) -> tuple[bool, int]:
        value, at = all_of(at)
        while at < len(tokens) and tokens[at] == "OR":
            other, at = all_of(at + 1)
            value = value or other
        return value, at

    def all_of(at: int) -> tuple[bool, int]:
        value, at = one(at)
        while at < len(tokens) and tokens[at] == "AND":
            other, at = one(at + 1)
            value = value and other
        return value, at

    def one(at: int) -> tuple[bool, int]:
        if tokens[at] == "(":
            value, at = any_of(at + 1)
            return value, at + 1
        return tokens[at] in ACCEPTED, at + 1

    return any_of(0)[0]


def main() -> None:
    packages = [p for p in json.load(sys.stdin)["packages"] if p["source"] is not None]
    licences = {f"{p['name']} {p['version']}": p["license"] or READ.get(p["name"]) for p in packages}
    refused = [f"{crate}: {l or 'none given'}" for crate, l in licences.items() if not (l and accepted(l))]
    for line in refused:
        print(f"licence not accepted: {line}")
    if refused:
        sys.exit(1)
    print(f"{len(packages)} crates, all under accepted licences")


if __name__ == "__main__":
    assert accepted("MIT OR GPL-3.0") and accepted("(MIT OR X) AND Zlib") and not accepted("MIT AND GPL-3.0")
    main()
