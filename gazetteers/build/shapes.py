"""Middles of the states and counties of the US from their borders (TopoJSON of us-atlas)."""

import json
import math

from common import node_package


def arcs_of(table):
    """The arcs in degrees: they are stored as differences on a grid."""
    (sx, sy), (tx, ty) = table["transform"]["scale"], table["transform"]["translate"]
    out = []
    for arc in table["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        out.append(points)
    return out


def ring(indices, arcs):
    """One closed line; `~i` is arc `i` backwards."""
    points = []
    for index in indices:
        line = arcs[index] if index >= 0 else arcs[~index][::-1]
        points.extend(line[1:] if points else line)
    return points


def centroid(points):
    """(area, lat, lon) of a ring, on a cylinder of equal area, so that the north does not weigh too much."""
    area = x_sum = y_sum = 0.0
    # Against the first point: the sums of a small island far from the origin would lose their digits.
    east, north = points[0][0], math.sin(math.radians(points[0][1]))
    flat = [(lon - east, math.sin(math.radians(lat)) - north) for lon, lat in points]
    for (x1, y1), (x2, y2) in zip(flat, flat[1:] + flat[:1]):
        cross = x1 * y2 - x2 * y1
        area += cross
        x_sum += (x1 + x2) * cross
        y_sum += (y1 + y2) * cross
    if abs(area) < 1e-12:
        return 0.0, points[0][1], points[0][0]
    return abs(area / 2), math.degrees(math.asin(north + y_sum / (3 * area))), east + x_sum / (3 * area)


def middles(file, layer):
    """{id: (lat, lon)} of the largest part of each shape: islands far away do not draw the middle out to sea."""
    table = json.loads((node_package("us-atlas") / file).read_text(encoding="utf-8"))
    arcs = arcs_of(table)
    largest = {}
    for shape in table["objects"][layer]["geometries"]:
        parts = {"Polygon": [shape.get("arcs")], "MultiPolygon": shape.get("arcs")}.get(shape["type"])
        if parts and shape.get("id"):
            # Dependencies may bear the number of their country.
            here = max(centroid(ring(part[0], arcs)) for part in parts)
            largest[shape["id"]] = max(here, largest.get(shape["id"], here))
    return {ident: (lat, lon) for ident, (_, lat, lon) in largest.items()}


def us_states():
    """{FIPS code of a state: (lat, lon)}."""
    return middles("states-10m.json", "states")


def us_counties():
    """{FIPS code of a county, five digits: (lat, lon)}."""
    return middles("counties-10m.json", "counties")
