#!/usr/bin/env python3
"""Keyphrases beside YAKE (Campos et al. 2020) on the documents of fixtures/keyphrases: F1 of the ten best, and speed.

    pip install yake==0.7.3
    cargo build --release -p gazet-themes --example keyphrases
    python3 benches/rivals/keyphrases.py target/release/examples/keyphrases

A phrase counts as right if its words are those of a gold phrase, plurals as singulars, whatever the capitals. Gold phrases
are no names, and ours leave out what the gold marks as a name; so YAKE is shown twice, as it comes, and with the phrases
left out that hold a word of a name. Speed is processor time of one thread, tokenizing included.
"""
import json
import pathlib
import re
import subprocess
import sys
import time

import yake

ROOT = pathlib.Path(__file__).resolve().parents[2]
BEST = 10
ROUNDS = 5  # of YAKE; ours are so fast that the documents are given many times over
COPIES = 200


def documents():
    gold = [json.loads(line) for line in (ROOT / "fixtures/keyphrases/gold.jsonl").open(encoding="utf-8")]
    texts = {}
    for collection in {row["collection"] for row in gold}:
        path = ROOT / "fixtures/corpora" / collection / "expected/gold.jsonl"
        for line in path.open(encoding="utf-8"):
            row = json.loads(line)
            texts[collection, row["id"]] = row
    return [(row, texts[row["collection"], row["id"]]) for row in gold]


def singular(word):
    word = word.lower().replace("’", "'").removesuffix("'s")
    if word.endswith("ies") and len(word) > 5:
        return word[:-3] + "y"
    if word.endswith("s") and len(word) > 3 and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def key(phrase):
    return " ".join(singular(word) for word in re.findall(r"[\w'’-]+", phrase))


def scores(answers, docs):
    """Mean F1 over documents, and micro precision, recall, F1."""
    hits = given = wanted = 0
    total = 0.0
    for (row, _), phrases in zip(docs, answers):
        gold = {key(p) for p in row["phrases"]}
        found = list(dict.fromkeys(key(p) for p in phrases))[:BEST]
        right = len(gold & set(found))
        hits, given, wanted = hits + right, given + len(found), wanted + len(gold)
        total += 2 * right / (len(found) + len(gold))
    return f"mean F1 {total / len(docs):.3f}; micro P {hits / given:.3f} R {hits / wanted:.3f}"


def ours(program, docs, copies):
    lines = [json.dumps({"id": d["id"], "text": d["text"], "entities": d["entities"]}) for _, d in docs]
    run = subprocess.run(
        [program, ROOT / "gazetteers/words/common-words.csv", str(BEST)],
        input="\n".join(lines * copies), capture_output=True, text=True, check=True, encoding="utf-8",
    )
    n_bytes, seconds = re.search(r"(\d+) bytes in ([\d.]+) s", run.stderr).groups()
    answers = [json.loads(line)["phrases"] for line in run.stdout.splitlines()[: len(docs)]]
    return answers, int(n_bytes) / float(seconds)


def yakes(docs, n):
    extractor = yake.KeywordExtractor(lan="en", n=3, top=n)
    start = time.process_time()
    answers = [[p for p, _ in extractor.extract_keywords(d["text"])] for _, d in docs]
    seconds = time.process_time() - start
    return answers, sum(len(d["text"].encode()) for _, d in docs) / seconds


def without_names(answers, docs):
    for (_, d), phrases in zip(docs, answers):
        text = d["text"]
        names = {w.lower() for e in d["entities"] for w in re.findall(r"\w+", text[e["cstart"] : e["cend"]])}
        yield [p for p in phrases if not any(w.lower() in names for w in re.findall(r"\w+", p))]


def main():
    docs = documents()
    phrases = sum(len(row["phrases"]) for row, _ in docs)
    print(f"{len(docs)} documents, {phrases} gold phrases, F1 of the {BEST} best")
    rates = []
    for _ in range(ROUNDS):
        own, own_rate = ours(sys.argv[1], docs, COPIES)
        plain, yake_rate = yakes(docs, BEST)
        rates.append((own_rate, yake_rate))
    print(f"gazet-themes       {scores(own, docs)}")
    print(f"YAKE               {scores(plain, docs)}")
    many, _ = yakes(docs, 60)
    print(f"YAKE without names {scores(list(without_names(many, docs)), docs)}")
    rates.sort(key=lambda r: r[0] / r[1])
    own_rate, yake_rate = rates[len(rates) // 2]
    print(f"gazet-themes {own_rate / 1e6:.2f} MB/s, YAKE {yake_rate / 1e6:.3f} MB/s, ratio {own_rate / yake_rate:.0f} (median of {ROUNDS})")


if __name__ == "__main__":
    main()
