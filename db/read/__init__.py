"""What the API asks of PostgreSQL: one typed function for each named query, frozen rows back."""
