"""The spelling of the documentation: known mistakes, and words that no dictionary has."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.api.docs_site import DOCS, site

# Names of people, places, programs and the field's own words, one to a line. A word is added when it is right.
OURS = Path(__file__).with_name("docs_words.txt")
WORD = re.compile(r"\b[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
ADDRESS = re.compile(r"\S*(?:/|\w[.@]\w)\S*")
"""Addresses, files and the like, which have a spelling of their own."""
NAME_OF_A_TYPE = re.compile(r"[a-z][A-Z]")


def words() -> set[str]:
    """The words of every page."""
    written = {word for page in site().values() for word in WORD.findall(ADDRESS.sub(" ", page.text))}
    return {re.sub("['\u2019]s$", "", word) for word in written if not NAME_OF_A_TYPE.search(word)}


def test_there_is_no_common_mistake() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "codespell_lib", str(DOCS / "pages")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.system
def test_every_word_is_in_a_dictionary_or_known() -> None:
    """British spelling, as the pages have it, and American for the names of laws and offices."""
    done = subprocess.run(
        ["hunspell", "-d", "en_GB,en_US", "-l", "-p", str(OURS)],
        input="\n".join(sorted(words())),
        capture_output=True,
        text=True,
        check=True,
    )
    assert sorted(set(done.stdout.split())) == []


def test_the_list_of_words_has_none_too_many() -> None:
    listed = OURS.read_text("utf-8").split()
    assert listed == sorted(set(listed), key=str.casefold)
    assert set(listed) <= words()
