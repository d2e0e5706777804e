"""The command line of the data: a module for each group of commands."""
