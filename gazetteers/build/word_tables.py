"""Hand-written word lists: titles, organization words, place words, months and days.

Each own/NAME.txt has sections `[kind]` with entries divided by `|`.
"""

import re

from common import OWN, WORDS, write_table

LISTS = {
    "titles": ("title", "Titles and honorifics", (
        "forms that stand before a person's name; kind is honorific, academic, royal, religious, military or role")),
    "organization-words": ("word", "Organization words and legal forms", (
        "kind head: a word that makes a name an organization; legal-form: what follows a company's name")),
    "place-words": ("word", "Place words", (
        "words that stand in names of places; kind says of which sort of place")),
    "months-days": ("word", "Months, days and holidays", (
        "calendar names with their abbreviations; kind says of which calendar")),
}


def sections(path):
    """(entry, kind) in file order; an entry keeps the first kind it stands under."""
    kind, seen = None, set()
    for line in path.read_text(encoding="utf-8").splitlines():
        head = re.match(r"^\[([a-z-]+)\]$", line.strip())
        if head:
            kind = head.group(1)
        elif line.strip() and not line.startswith("#"):
            for entry in (e.strip() for e in line.split("|")):
                if entry and entry not in seen:
                    seen.add(entry)
                    yield entry, kind


def build():
    for name, (column, title, description) in LISTS.items():
        rows = sorted(sections(OWN / f"{name}.txt"), key=lambda row: row[0].encode())
        write_table(WORDS, name, (column, "kind"), rows, dict(
            title=title, description=description, source="own knowledge, written for this project",
            licence="CC0-1.0", attribution="the gazet authors", language="en"))


if __name__ == "__main__":
    build()
