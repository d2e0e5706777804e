"""The sources that places rest on; they are loaded before any that names a facility."""

PLACE_SOURCES = ("census-population-2024", "hifld-prisons", "hifld-law-enforcement", "ice-facilities-2017")
