"""Shared parts of the list build: paths, normal forms, CSV and metadata writers, checks."""

import csv
import io
import re
import sys
import unicodedata
from importlib import metadata
from pathlib import Path

BUILD = Path(__file__).resolve().parent
GAZETTEERS = BUILD.parent
WORDS = GAZETTEERS / "words"
OWN = BUILD / "own"
RETRIEVED = "2026-11-23"

COLUMNS = (
    "id type name aliases country lat lon population wikidata geonames start end policy notes"
).split()
FLAGS = {"any-case", "as-written", "capitalized", "strong", "weak", "acronym"}
ID = re.compile(r"^[a-z0-9]+:[A-Za-z0-9._-]+$")
TYPES = {
    "place",
    *(
        "place/" + kind
        for kind in (
            "city country region continent sea river mountain camp prison base building border "
            "island desert strait canal lake airport square nuclear-site"
        ).split()
    ),
}


class CheckError(Exception):
    """A list breaks a rule of the source format."""


def package_version(name):
    """Version of an installed Python package, for the metadata files."""
    return metadata.version(name)


def package_dir(module):
    """Folder of an installed Python package, without importing (and running) it."""
    from importlib.util import find_spec

    spec = find_spec(module)
    if spec is None or not spec.submodule_search_locations:
        sys.exit(f"package {module} is not installed: pip install --no-deps -r requirements.txt")
    return Path(list(spec.submodule_search_locations)[0])


def node_package(name):
    """Folder of an installed node package beside this script."""
    folder = BUILD / "node_modules" / name
    if not folder.is_dir():
        sys.exit(f"package {name} is not installed: npm install --ignore-scripts in {BUILD.name}")
    return folder


def fold(text):
    """The matcher's view of a name: no case, marks, apostrophes, dots; hyphen as space; no leading the."""
    text = unicodedata.normalize("NFKD", text)
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = re.sub("[\u2018\u2019\u02bb\u02bc\u02bf\u02be\u2032\u0060'\u00b4.]", "", text).casefold()
    text = re.sub(r"[-\u2010-\u2015\s_]+", " ", text).strip()
    return text[4:] if text.startswith("the ") else text


# Countries whose own script is not Latin: marks in their Latin names are a librarian's transliteration.
TRANSLITERATED = set(
    "AE AF AM BD BG BH BT BY CN CY DZ EG ER ET GE GR IL IN IQ IR JO JP KG KH KP KR KW KZ LA LB LK LY MA MK MM MN "
    "MR NP OM PK PS QA RS RU SA SD SY TH TJ TN TW UA YE".split()
)


def newspaper_form(name, country):
    """The name as English news prints it: plain letters where the marks are transliteration only."""
    name = re.sub("[\u00b2\u00b3\u00b9\u2020\u2021]", "", name)
    if country in TRANSLITERATED:
        name = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
        name = re.sub("[\u2018\u02bb\u02bf\u02bc\u2032`]", "'", name).replace("\u2019", "'")
    return " ".join(name.split()).strip("'")


def script(text):
    """Name of the script of the first letter (LATIN, ARABIC, CYRILLIC, CJK ...), or empty."""
    for char in text:
        if char.isalpha():
            return unicodedata.name(char, "").split(" ")[0]
    return ""


def is_latin(text):
    """True where every letter is Latin."""
    return all(not c.isalpha() or unicodedata.name(c, "").startswith("LATIN") for c in text)


def split_alias(alias):
    """`text{flag,flag}` as (text, [flags])."""
    found = re.match(r"^(.*?)\{([^{}]*)\}$", alias)
    return (found.group(1), found.group(2).split(",")) if found else (alias, [])


def mixes_scripts(text):
    """True where a word has letters of Latin and Cyrillic or Greek: they look alike, and one was typed for another."""
    alike = {"LATIN", "CYRILLIC", "GREEK"}
    return any(len({script(c) for c in word} & alike) > 1 for word in re.split(r"[^\w]+", text))


def join_aliases(name, aliases):
    """Aliases without those that fold to the name or to an earlier alias, or mix scripts in a word; order kept."""
    seen, kept = {fold(name)}, []
    for alias in aliases:
        alias = " ".join(alias.split())
        text, _ = split_alias(alias)
        if not fold(text) or "|" in text or fold(text) in seen or mixes_scripts(text):
            continue
        seen.add(fold(text))
        kept.append(alias)
    return "|".join(kept)


def number(value, digits):
    """A coordinate without trailing zeros; empty for none."""
    if value in ("", None):
        return ""
    return f"{float(value):.{digits}f}".rstrip("0").rstrip(".") or "0"


def check_rows(label, rows):
    """Every rule of the source format that a list can break by itself."""
    problems, ids = [], set()
    for row in rows:
        where = f"{label}: {row['id']}"
        if not ID.match(row["id"]):
            problems.append(f"{where}: id has characters outside the rule")
        if row["id"] in ids:
            problems.append(f"{where}: id twice")
        ids.add(row["id"])
        if row["type"] not in TYPES:
            problems.append(f"{where}: unknown type {row['type']}")
        if not row["name"].strip():
            problems.append(f"{where}: empty name")
        seen = {row["name"]}
        for alias in filter(None, row["aliases"].split("|")):
            text, flags = split_alias(alias)
            if not text.strip() or "{" in text or "}" in text:
                problems.append(f"{where}: bad alias {alias!r}")
            if text in seen:
                problems.append(f"{where}: alias twice {text!r}")
            seen.add(text)
            for flag in flags:
                if flag not in FLAGS and not re.match(r"^[a-z]{2,3}$", flag):
                    problems.append(f"{where}: unknown flag {flag!r}")
        for code in filter(None, row["country"].split("|")):
            if not re.match(r"^[A-Z]{2}$", code):
                problems.append(f"{where}: bad country {code!r}")
        for column, bound in (("lat", 90), ("lon", 180)):
            if row[column] and abs(float(row[column])) > bound:
                problems.append(f"{where}: {column} out of range {row[column]}")
        if bool(row["lat"]) != bool(row["lon"]):
            problems.append(f"{where}: one coordinate without the other")
        for column in ("start", "end", "population", "geonames"):
            if row[column] and not re.match(r"^-?\d+$", row[column]):
                problems.append(f"{where}: {column} is not a whole number: {row[column]}")
        for flag in filter(None, row["policy"].split(",")):
            if flag not in FLAGS:
                problems.append(f"{where}: unknown policy {flag!r}")
    if problems:
        raise CheckError("\n".join(problems[:40]) + f"\n{len(problems)} problems")


def render(header, rows):
    """RFC 4180 text with LF line ends."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def write_entities(name, rows, meta):
    """Check, sort by id and write one entity list with its metadata."""
    rows = list(rows)
    # Lists of towns have a column more: the division that a town lies in.
    columns = (*COLUMNS, "admin1") if any(row.get("admin1") for row in rows) else COLUMNS
    full = [{c: str(row.get(c, "") or "") for c in columns} for row in rows]
    full.sort(key=lambda row: row["id"].encode())
    check_rows(name, full)
    text = render(columns, ([row[c] for c in columns] for row in full))
    (GAZETTEERS / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    write_meta(GAZETTEERS / f"{name}.meta.toml", rows=len(full), **meta)
    print(f"{name}.csv: {len(full)} rows, {len(text.encode()) // 1024} KiB")


def write_table(folder, name, header, rows, meta):
    """Write one plain table (word lists, demonyms); rows come in their final order."""
    rows = [[str(cell) for cell in row] for row in rows]
    if len({row[0] if folder == WORDS else tuple(row) for row in rows}) != len(rows):
        raise CheckError(f"{name}: an entry stands twice")
    for row in rows:
        if not row[0] and folder == WORDS:
            raise CheckError(f"{name}: an empty entry")
    text = render(header, rows)
    (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    write_meta(folder / f"{name}.meta.toml", rows=len(rows), **meta)
    print(f"{name}.csv: {len(rows)} rows, {len(text.encode()) // 1024} KiB")


def toml_string(value):
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def write_meta(path, *, title, description, source, licence, attribution, language, rows):
    """The provenance file beside a list."""
    lines = [
        f"title = {toml_string(title)}",
        f"description = {toml_string(description)}",
        f"source = {toml_string(source)}",
        f"licence = {toml_string(licence)}",
        f"attribution = {toml_string(attribution)}",
        f'retrieved = "{RETRIEVED}"',
        f"language = {toml_string(language)}",
        f"rows = {rows}",
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="")


def own_table(name):
    """Rows of a hand-written file in own/: fields split at ` | `-like bars, `#` lines are comments."""
    rows = []
    for line in (OWN / name).read_text(encoding="utf-8").splitlines():
        line = line.strip()
        if line and not line.startswith("#"):
            rows.append([field.strip() for field in line.split(";")])
    return rows
