#!/usr/bin/env python3
"""Name search of gazet beside flashtext, ahocorasick_rs and spaCy's PhraseMatcher: processor time on the same names and text.

    pip install flashtext==2.7 ahocorasick_rs==1.0.3 spacy==3.8.18
    cargo build --release -p gazet
    mkdir names && GAZET_DUMP=names GAZET_NAMES=30000 cargo bench -p gazet-gazetteer --bench find
    python3 benches/rivals/names.py target/release/gazet names 1000,30000

Each rival gets the first N names and all documents. Theirs is the time of the search alone, the loop in Python around it
included, and of one thread. Ours is that of two whole commands: `gazetteer build`, and `mentions --recognizer off` with one
thread, which reads and writes JSON lines, parts sentences, decides among candidates and gives a score to each; its start is
in it. The answers are not the same (flashtext and PhraseMatcher know no smart case, ahocorasick_rs no words), so the numbers
of hits are shown, not asserted. A rival that needs more than LIMIT seconds for the documents is stopped there, and its rate
is of what it had done.
"""
import json
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

LIMIT = 60.0


def of_children():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def gazet(program, names, folder):
    """Seconds to compile, seconds to search, hits."""
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        (work / "names.txt").write_text("\n".join(names), encoding="utf-8")

        def run(*arguments, **files):
            before = of_children()
            subprocess.run([program, *map(str, arguments)], check=True, **files)
            return of_children() - before

        quiet = {"stderr": subprocess.DEVNULL}
        build = run("gazetteer", "import", "--from", "words", "--type", "person", "--out", work / "names.csv",
                    work / "names.txt", **quiet)
        build += run("gazetteer", "build", "--out", work / "names.gzt", work / "names.csv", **quiet)
        with open(folder / "documents.jsonl", "rb") as given, open(work / "out", "wb") as out:
            search = run("--threads", 1, "mentions", "--no-shipped-lists", "--recognizer", "off", "--gazetteer",
                         work / "names.gzt", stdin=given, stdout=out, **quiet)
        with open(work / "out", encoding="utf-8") as lines:
            hits = sum(len(json.loads(line)["mentions"]) for line in lines)
        return build, search, hits


def flashtext(names):
    from flashtext import KeywordProcessor

    processor = KeywordProcessor()
    for name in names:
        processor.add_keyword(name)
    return lambda text: len(processor.extract_keywords(text))


def ahocorasick_rs(names):
    from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

    automaton = AhoCorasick(
        [name.lower() for name in names],
        matchkind=MatchKind.LeftmostLongest,
        implementation=Implementation.ContiguousNFA,
    )

    def find(text):
        text = text.lower()
        n = 0
        for _, start, end in automaton.find_matches_as_indexes(text):
            # Whole words only.
            before = start == 0 or not text[start - 1].isalnum()
            n += before and (end == len(text) or not text[end].isalnum())
        return n

    return find


def phrase_matcher(names):
    import spacy
    from spacy.matcher import PhraseMatcher

    nlp = spacy.blank("en")
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    matcher.add("NAME", list(nlp.tokenizer.pipe(names)))
    return lambda text: len(matcher(nlp.make_doc(text)))


def timed(build, names, texts):
    """Seconds to build, share of the bytes searched, seconds of the search, hits."""
    begin = time.process_time()
    find = build(names)
    built = time.process_time() - begin
    begin, done, hits = time.process_time(), 0, 0
    for text in texts:
        hits += find(text)
        done += len(text.encode())
        if time.process_time() - begin > LIMIT:
            break
    return built, done, time.process_time() - begin, hits


def main():
    program, folder, sizes = sys.argv[1], pathlib.Path(sys.argv[2]), [int(n) for n in sys.argv[3].split(",")]
    names = (folder / "names.txt").read_text(encoding="utf-8").split("\n")
    with open(folder / "documents.jsonl", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    total = sum(len(text.encode()) for text in texts)
    print("| names | program | build, CPU s | search, MB/s | times as slow as gazet | hits |")
    print("| --- | --- | --- | --- | --- | --- |")
    for n in sizes:
        build, search, hits = gazet(program, names[:n], folder)
        ours = total / 1e6 / search
        print(f"| {n:,} | gazet mentions, whole process | {build:.2f} | {ours:.1f} | 1 | {hits:,} |", flush=True)
        for rival in (ahocorasick_rs, flashtext, phrase_matcher):
            build, done, search, hits = timed(rival, names[:n], texts)
            rate = done / 1e6 / search
            part = "" if done == total else f" in {done / total:.0%} of the text"
            print(f"| {n:,} | {rival.__name__} | {build:.2f} | {rate:.2f} | {ours / rate:.0f} | {hits:,}{part} |", flush=True)


if __name__ == "__main__":
    main()
