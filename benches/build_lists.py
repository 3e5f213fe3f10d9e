#!/usr/bin/env python3
"""`gazet gazetteer build` as a user runs it: processor time, memory at its peak and size of the file, by the number of names.

    cargo build --release -p gazet
    python3 benches/build_lists.py target/release/gazet WORK 30000,300000,3000000
    python3 benches/build_lists.py target/release/gazet,other/gazet WORK 3000000 --rounds 3

Lists are made in WORK (and stay there, 50 bytes a name): given names x surnames of this project's word lists, surnames
alone and towns, in the columns that `gazet gazetteer import` writes. Time is user and system time of the whole command,
peak is the largest resident set that the system saw. Several programs take turns; the digest of the compiled file tells
whether they wrote the same bytes.
"""
import argparse
import csv
import hashlib
import os
import pathlib
import random
import re
import statistics
import subprocess
import sys

LISTS = pathlib.Path(__file__).resolve().parent.parent / "gazetteers"
HEADER = "id,type,name,aliases,country,lat,lon,population,wikidata,geonames,start,end,policy,notes,admin1"


def column(pattern, index):
    cells = []
    for path in sorted(LISTS.glob(pattern)):
        with open(path, encoding="utf-8", newline="") as rows:
            cells += [row[index] for row in csv.reader(rows)][1:]
    return [cell for cell in cells if re.fullmatch(r"[A-Z][A-Za-z ]+", cell)]


def make(path, n):
    """Writes a list of n names, and what stands beside it."""
    chance = random.Random(7)
    given, surnames = column("words/given-names.csv", 0), column("words/surnames.csv", 0)
    towns = column("cities-*.csv", 2)
    names = {}  # In the order in which they came.
    while len(names) < n:
        # Few given names are borne by most people.
        first = given[int(len(given) ** chance.random()) - 1]
        last = surnames[chance.randrange(len(surnames))]
        kind = chance.randrange(20)
        if kind < 3:
            name = towns[chance.randrange(len(towns))]
        elif kind == 3:
            name = last
        elif kind < 6:
            name = f"{first} {given[int(len(given) ** chance.random()) - 1]} {last}"
        else:
            name = f"{first} {last}"
        if len(name) > 2:
            names[name] = None
    with open(path, "w", encoding="utf-8") as out:
        out.write(HEADER + "\n")
        # Sorted by id, as every list is; the names come in no order.
        for number, name in enumerate(names):
            out.write(f"list:{number:09},person,{name},,,,,,,,,,,,\n")
    path.with_suffix(".meta.toml").write_text('title = "T"\nsource = "S"\nlicence = "CC0-1.0"\n', encoding="utf-8")


def run(*command):
    """Seconds of user and of system time, and megabytes at the peak."""
    with subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as child:
        said = child.stderr.read()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"{command}: {said.decode()}")
    return usage.ru_utime, usage.ru_stime, usage.ru_maxrss / 1000


def digest(path):
    sum_ = hashlib.blake2b()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            sum_.update(block)
    return sum_.hexdigest()[:16]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("programs")
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("sizes")
    parser.add_argument("--rounds", type=int, default=1)
    arguments = parser.parse_args()
    programs = arguments.programs.split(",")
    print("names | program | user s | system s | CPU s | peak MB | list MB | file MB | bytes of the file")
    for n in map(int, arguments.sizes.split(",")):
        source = arguments.work / f"names-{n}.csv"
        if not source.exists():
            make(source, n)
        rounds = {program: [] for program in programs}
        digests = {}
        for _ in range(arguments.rounds):
            for program in programs:
                out = arguments.work / "names.gzt"
                rounds[program].append(run(program, "gazetteer", "build", source, "-o", out))
                digests[program] = (digest(out), out.stat().st_size)
                out.unlink()
        for program in programs:
            user, system, peak = map(statistics.median, zip(*rounds[program]))
            (sum_, size), listed = digests[program], source.stat().st_size
            print(f"{n} | {program} | {user:.2f} | {system:.2f} | {user + system:.2f} | {peak:.0f} | {listed / 1e6:.1f} | "
                  f"{size / 1e6:.1f} | {sum_}", flush=True)


if __name__ == "__main__":
    main()
