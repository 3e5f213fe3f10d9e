"""places-special.csv: places that no city list holds, from own/places-special.txt.

A place that a division or a town of the same name and country already stands for is not listed twice:
its aliases go to that row instead (two equal rows would make every mention ambiguous).
"""

import re

from ambiguity import Ambiguity
from common import OWN, fold, join_aliases, split_alias, write_entities

# Kinds that a division, or a town near by, may be the same thing as.
LIKE_DIVISION = set("region island".split())
LIKE_TOWN = set("camp square region island base airport".split())
NEAR = 0.4
# Frequent words and common names that stay strong here: as names they are nearly always the place.
STRONG = set("bali java sinai kurdistan hollywood brooklyn broadway kremlin pentagon manhattan bronx harlem crete "
             "sicily galilee siberia darfur heathrow everest alcatraz caspian danube sahara gaza normandy brittany "
             "nile alps louvre seine midlands rhodes pacific atlantic etna westminster evin guantanamo nubia "
             "yorkshire cornwall tuscany burgundy riviera antilles auschwitz bethlehem".split())


def slug(name):
    """`Za'atari camp` -> `za-atari-camp`: ASCII letters, digits and hyphens."""
    plain = "".join(c for c in fold(name).replace("ø", "o").replace("ı", "i").replace("ł", "l") if c.isascii())
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


class Special:
    """The hand-written places, and which of them other lists have taken over."""

    def __init__(self):
        self.rows, kind = [], None
        for line in (OWN / "places-special.txt").read_text(encoding="utf-8").splitlines():
            head = re.match(r"^\[([a-z-]+)\]$", line)
            if head:
                kind = head.group(1)
            elif line.strip() and not line.startswith("#"):
                name, aliases, country, lat, lon = line.split(";")
                self.rows.append(dict(kind=kind, name=name, country=country, lat=lat, lon=lon,
                                      aliases=[a for a in aliases.split("|") if a]))
        self.taken = set()

    def find(self, kinds, country, names, place=None):
        """Index of the listed place that this row stands for, or None."""
        keys = {fold(n) for n in names}
        for index, row in enumerate(self.rows):
            if row["kind"] not in kinds or row["country"] != country or fold(row["name"]) not in keys:
                continue
            if place and (not row["lat"] or abs(float(row["lat"]) - place[0]) > NEAR
                          or abs(float(row["lon"]) - place[1]) > NEAR):
                continue
            return index
        return None

    def adopt(self, kinds, country, names, place=None):
        """Aliases of the listed place that this row stands for, which is then not listed; or none."""
        index = self.find(kinds, country, names, place)
        if index is None:
            return []
        self.taken.add(index)
        return [self.rows[index]["name"], *self.rows[index]["aliases"]]

    def entities(self):
        rule = Ambiguity()

        def weak(text):
            key = fold(text)
            rank = rule.rank(text)
            return key not in STRONG and " " not in key and (
                bool(rank and rank <= 20_000) or key in rule.common)

        for index, row in enumerate(self.rows):
            if index in self.taken:
                continue
            aliases = []
            for alias in row["aliases"]:
                text, flags = split_alias(alias)
                if not flags and weak(text):
                    alias = f"{text}{{weak}}"
                aliases.append(alias)
            yield dict(
                id=f"loc:{slug(row['name'])}", type=f"place/{row['kind']}", name=row["name"],
                aliases=join_aliases(row["name"], aliases), country=row["country"],
                lat=row["lat"].removesuffix(".0"), lon=row["lon"].removesuffix(".0"),
                policy="weak" if weak(row["name"]) else "",
            )


def build(special):
    write_entities("places-special", special.entities(), dict(
        title="Places in the news that city lists do not hold", language="mul",
        source="own knowledge, written for this project", licence="CC0-1.0", attribution="the gazet authors",
        description=("camps, prisons, bases, nuclear sites, buildings, borders, waters, mountains, islands, "
                     "regions, squares, airports; coordinates to a tenth of a degree where sure, else empty; "
                     "large features have a middle point")))
