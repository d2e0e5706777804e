"""Operations compiled once: a tree of what is asked, the functions that make its answers, and their running.

Only answers without an error are made here. Whatever is irregular raises, and graphql-core answers instead: it stays the
reference, and errors are its own.
"""
