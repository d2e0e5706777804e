"""Everything before GraphQL: sources, parsers, places, PostgreSQL, figures and what they mean."""
