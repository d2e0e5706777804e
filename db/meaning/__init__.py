"""What the numbers mean: bounds, rates, comparisons, claims, citations. Pure functions, no database."""
