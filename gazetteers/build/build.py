"""Writes every list that comes from packages and from own/. Order matters: later lists read earlier ones."""

import admin1
import cities
import common_words
import counties
import countries
import person_names
import special
import word_tables


def main():
    common_words.build()
    word_tables.build()
    person_names.build()
    countries.build()
    places = special.Special()
    admin1.build(places)
    counties.build()
    cities.build(places)
    special.build(places)


if __name__ == "__main__":
    main()
