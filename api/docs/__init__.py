"""The documentation: pages, the questions in them with their answers, and what makes a site of them at build time."""
