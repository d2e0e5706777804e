"""HTTP alone: routes, what goes around them, and the program that serves."""
