#!/usr/bin/env python3
"""Measures whole runs over archives of several sizes.

usage: batch.py GAZET FOLDER MEGABYTES... [--threads 1,2] [--recognizer off,on]

Makes an archive of JSON lines for each size below FOLDER, from the documents of the fixture collections: each document
is a shuffle of sentences of two of them with a number of its own, one in ten repeats the one before it with another first
line. Then runs `gazet run` over it, and prints a Markdown row: CPU seconds, wall seconds, throughput by both, peak memory,
documents. The archive is the same every time.
"""

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

CORPORA = Path(__file__).resolve().parent.parent / "fixtures" / "corpora"
FILE_BYTES = 32 << 20


def sentences():
    texts = [p.read_text() for p in sorted(CORPORA.glob("*/docs/**/*.txt"))]
    stories = [re.split(r"(?<=[.!?])\s+", text.strip()) for text in texts]
    return [story for story in stories if len(story) >= 5]


def archive(folder, megabytes):
    stories = sentences()
    choose = random.Random(20261123)
    folder.mkdir(parents=True)
    size, number, file, last = 0, 0, None, None
    while size < megabytes * 1_000_000:
        if file is None or file.tell() > FILE_BYTES:
            if file:
                file.close()
            file = open(folder / f"{number:09}.jsonl", "w")
        if last and number % 10 == 9:
            text = f"Printed again, number {number}.\n\n{last}"
        else:
            both = choose.choice(stories) + choose.choice(stories)
            choose.shuffle(both)
            text = f"Report {number}.\n\n" + " ".join(both)
        last = text
        date = f"20{number % 24:02}-{number % 12 + 1:02}-{number % 28 + 1:02}"
        size += file.write(json.dumps({"id": f"d{number}", "date": date, "text": text}, ensure_ascii=False) + "\n")
        number += 1
    file.close()
    return sum(p.stat().st_size for p in folder.iterdir()), number


def measured(command):
    began = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = child.stderr.read().decode()
    _, status, usage = os.wait4(child.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{' '.join(command)}:\n{errors}")
    return usage.ru_utime + usage.ru_stime, time.monotonic() - began, usage.ru_maxrss / 1024


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("gazet")
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("megabytes", type=float, nargs="+")
    arguments.add_argument("--threads", default="2")
    arguments.add_argument("--recognizer", default="off,on")
    arguments.add_argument("--command", default="run", choices=["run", "extract"])
    arguments = arguments.parse_args()
    print("| MB | documents | recognizer | threads | CPU s | wall s | MB a CPU second | peak MiB |", flush=True)
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for megabytes in arguments.megabytes:
        source = arguments.folder / f"archive-{megabytes:g}"
        shutil.rmtree(source, ignore_errors=True)
        size, n_documents = archive(source, megabytes)
        for recognizer in arguments.recognizer.split(","):
            for threads in arguments.threads.split(","):
                out = arguments.folder / "run"
                shutil.rmtree(out, ignore_errors=True)
                command = [arguments.gazet, arguments.command, str(source), "--out", str(out), "--quiet"]
                cpu, wall, peak = measured(command + ["--threads", threads, "--recognizer", recognizer])
                print(
                    f"| {size / 1e6:.1f} | {n_documents} | {recognizer} | {threads} | {cpu:.1f} | {wall:.1f} "
                    f"| {size / 1e6 / cpu:.2f} | {peak:.0f} |",
                    flush=True,
                )
        shutil.rmtree(source)


if __name__ == "__main__":
    main()
