"""From files to figures: parse, check, place, and write one revision, all of it or none."""
