"""Which place names need evidence: those that are also words, personal names or larger things.

The rule reads the word lists of this build, so that it can be followed and changed in one place.
"""

import csv

from common import GAZETTEERS, WORDS, fold, own_table, split_alias

# A word this frequent is read as the word unless the city is among the largest.
FREQUENT_RANK, FREQUENT_POPULATION = 5_000, 1_000_000
# Any listed word, and personal names by how common they are, against smaller cities.
WORD_POPULATION, COMMON_NAME_POPULATION, NAME_POPULATION, RARE_NAME_POPULATION = 100_000, 300_000, 100_000, 50_000
# Census ranks to which a surname counts as common, and as well attested.
COMMON_SURNAME_RANK, SURNAME_RANK = 2_000, 5_000
SHORT_NAME, SHORT_POPULATION = 3, 500_000
# Lists written by hand, of persons and organizations: a town that one of them is named like is the second thought.
NAMED = ("organizations-*.csv", "persons-*.csv")
# First words that make a place name, although some are given names too.
PLACE_STARTS = set(
    "san santa santo saint st sao sainte fort port new el la las los al lake mount west north south east "
    "ciudad villa puerto rio campo mar monte vila nova novo nueva nuevo santiago isla boa bom belo serra".split()
)
# Words that, alone or together, point to a part of any country: `North West`, `Central`, `Federal Capital`.
PARTS = set(
    "north south east west northern southern eastern western northeast northwest southeast southwest central centre "
    "center middle upper lower far federal national capital metropolitan nord sud est ouest norte sur este oeste sul "
    "leste nacional centro centrale oriental occidental littoral coast coastal inner outer".split()
)
# Where towns bear the full names of persons.
TOWNS_AFTER_PERSONS = set("MX GT HN SV NI CR PA CO VE EC PE BO CL AR UY PY BR CU DO PH".split())


def read(path, column=0):
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


class Ambiguity:
    """Lookup of the rule; `weak(name, population)` is its answer."""

    def __init__(self):
        self.words = {r["word"]: int(r["rank"]) for r in read(WORDS / "common-words.csv")}
        self.given, self.given_any, self.common = set(), set(), set()
        for row in read(WORDS / "given-names.csv"):
            key = fold(row["name"])
            self.given_any.add(key)
            if row["gender"]:
                self.given.add(key)
                if "us" in row["regions"].split("|"):
                    self.common.add(key)
        self.last, self.last_any = set(), set()
        for row in read(WORDS / "surnames.csv"):
            key = fold(row["name"])
            self.last_any.add(key)
            if (row["rank"] and int(row["rank"]) <= SURNAME_RANK) or "|" in row["regions"]:
                self.last.add(key)
            if row["rank"] and int(row["rank"]) <= COMMON_SURNAME_RANK:
                self.common.add(key)
        self.listed = set()
        for name in ("titles", "organization-words", "place-words", "months-days"):
            for row in read(WORDS / f"{name}.csv"):
                self.listed.add(fold(next(iter(row.values()))))
        self.larger = {fold(r["demonym"]) for r in read(GAZETTEERS / "demonyms.csv")}
        for name in ("countries", "continents-regions"):
            for row in read(GAZETTEERS / f"{name}.csv"):
                self.larger.add(fold(row["name"]))
                self.larger.update(
                    fold(a.split("{")[0]) for a in row["aliases"].split("|") if a and a[:1].isascii())

        self.named = set()
        for path in sorted(p for pattern in NAMED for p in GAZETTEERS.glob(pattern)):
            for row in read(path):
                names = [row["name"] + (f"{{{row['policy']}}}" if row["policy"] else ""), *row["aliases"].split("|")]
                for text, flags in map(split_alias, filter(None, names)):
                    # Who writes `AUR` does not mean the town of Aur: acronyms do not count.
                    if "weak" not in flags and "as-written" not in flags and not text.isupper():
                        self.named.add(fold(text))
        self.own_countries = {}
        for row in read(GAZETTEERS / "countries.csv"):
            for code in row["country"].split("|"):
                self.own_countries.setdefault(code, set()).add(fold(row["name"]))
        # Single places that the rule does not know, with the name for a check and a reason.
        self.own_weak = {(row[0], fold(row[1])) for row in own_table("weak-places.txt")}

    def rank(self, name):
        """Frequency rank of a one-word name as an English word, or None."""
        return self.words.get(fold(name))

    def weak(self, name, population, country="", capital=False):
        """True where the bare name should not stand for the place without evidence."""
        key = fold(name)
        tokens = key.split()
        if self.is_part(name):
            return True
        if key in self.own_countries.get(country, ()):
            return True  # a city-state is its country
        if key in self.named and population < FREQUENT_POPULATION and not capital:
            return True
        if all(len(t) <= 2 for t in tokens) and len(tokens) > 1 and population < SHORT_POPULATION:
            return True  # `Co To`, as in `a unit of Acme Co to ...`
        if len(tokens) > 1:
            return (country in TOWNS_AFTER_PERSONS and self._person_like(tokens)
                    and population < FREQUENT_POPULATION and not capital)
        rank = self.words.get(key)
        if rank and rank <= FREQUENT_RANK:
            return population < FREQUENT_POPULATION
        if key in self.common and population < COMMON_NAME_POPULATION:
            return True
        if capital:
            return False
        if key in self.larger or key in self.listed:
            return population < FREQUENT_POPULATION
        if rank and population < WORD_POPULATION:
            return True
        if key in self.given or key in self.last:
            return population < NAME_POPULATION
        if (key in self.given_any or key in self.last_any) and population < RARE_NAME_POPULATION:
            return True
        return len(key) <= SHORT_NAME and population < SHORT_POPULATION

    def is_part(self, text):
        """True for a name of nothing but directions and the like."""
        return all(token in PARTS for token in fold(text).split())

    def misfires(self, alias, population):
        """True for an alternate spelling that is better left out: a word, a name, a larger place."""
        key = fold(alias)
        return key in self.words or key in self.larger or key in self.listed or key in self.named or (
            population < 2_000_000 and (key in self.given_any or key in self.last_any)) or (
            key in self.given or key in self.last)

    def _person_like(self, tokens):
        """`Benito Juarez`: a given name, then a surname that is neither a word nor a place word."""
        first, last = tokens[0], tokens[-1]
        return (
            first not in PLACE_STARTS and first in self.given and last in self.last_any
            and last not in self.words and last not in self.listed and len(tokens) <= 3
        )
