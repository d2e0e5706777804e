"""Which document a question means: its text, the hash of one that was sent before, or the ID of a trusted one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from api.bounded import Bounded
from api.errors import Code, QuestionError, entry
from api.questions import Question
from schema.documents import Document, Pattern, hash_of, pattern_of, read_document
from schema.literals import Outline, outline_of

MOST_READ = 40 * 1024 * 1024
MOST_PATTERNS = 8 * 1024 * 1024
"""Bytes of all documents that are kept read, and of those that are read for others like them, about."""

OF_A_CHARACTER = 165
BESIDE = 54_000
"""Bytes that a document takes for each of its characters, and for its programs and what followed from the variables given
last. Measured."""

FILLED = 1_500
"""Bytes beside its text of a document that follows a pattern. Measured."""

MOST_AUTOMATIC = 4 * 1024 * 1024
"""Characters of all documents that are known by their hash."""


class Documents:
    """Documents as they were read once. `trusted` have their names; with `only` no others are taken."""

    def __init__(self, trusted: Mapping[str, Document], *, only: bool = False) -> None:
        self._trusted = trusted
        self._trusted_texts = {document.text: document for document in trusted.values()}
        self._only = only
        self._read: Bounded[str, Document] = Bounded(MOST_READ)
        # By their outlines; None for one that one document alone has had.
        self._patterns: Bounded[str, Pattern | None] = Bounded(MOST_PATTERNS)
        self._automatic: Bounded[str, str] = Bounded(MOST_AUTOMATIC)

    def __len__(self) -> int:
        """How many are kept read, with those that are trusted."""
        return len(self._trusted_texts) + len(self._read)

    def of(self, question: Question) -> Document:
        """The document of a question, or QuestionError."""
        if question.document_id is not None:
            return self._with_id(question.document_id)
        if question.document is not None:
            return self._with_text(question.document, question.sha256)
        assert question.sha256 is not None
        return self._with_hash(question.sha256)

    def _with_id(self, name: str) -> Document:
        document = self._trusted.get(name.removeprefix("sha256:"))
        if document is None:
            raise _refused(
                Code.DOCUMENT_NOT_FOUND, "There is no trusted document with the ID that “documentId” names."
            )
        return document

    def _with_text(self, text: str, told: str | None) -> Document:
        if told is not None and told != hash_of(text):
            raise _refused(
                Code.BAD_REQUEST,
                "“extensions.persistedQuery.sha256Hash” is not the SHA-256 of “query” in lower-case hexadecimal.",
            )
        if document := self._trusted_texts.get(text):
            return document
        self._require_open()
        if not text:
            raise _refused(Code.GRAPHQL_PARSE_FAILED, "The document is empty.")
        document = self._with_text_alone(text)
        # Only what can be asked is worth a place.
        if told is not None and not document.errors:
            self._automatic.put(told, text, len(text))
        return document

    def _with_text_alone(self, text: str) -> Document:
        """A text read, or filled into the pattern of those like it. One that is asked again is worth its own reading."""
        known = self._read.get(text)
        if known is not None and not known.literals:
            return known
        outline = outline_of(text) if known is None else None
        if outline and (filled := self._filled(text, outline)):
            self._read.put(text, filled, len(text) + FILLED)
            return filled
        document = read_document(text)
        size = len(text) * OF_A_CHARACTER + BESIDE
        self._read.put(text, document, size)
        if outline and not document.errors and self._patterns.get(outline.text) is None:
            # To make a pattern is a good part of reading: it waits for the second.
            made = pattern_of(document, outline) if outline.text in self._patterns else None
            self._patterns.put(outline.text, made, size if made else len(outline.text) + FILLED)
        return document

    def _filled(self, text: str, outline: Outline) -> Document | None:
        pattern = self._patterns.get(outline.text)
        return pattern.filled(text, outline) if pattern else None

    def _with_hash(self, told: str) -> Document:
        if document := self._trusted.get(told):
            return document
        self._require_open()
        text = self._automatic.get(told)
        if text is None:
            # The words that clients of the protocol wait for, to send the text next.
            raise _refused(Code.PERSISTED_QUERY_NOT_FOUND, "PersistedQueryNotFound")
        return self._with_text(text, None)

    def _require_open(self) -> None:
        if self._only:
            raise _refused(
                Code.DOCUMENT_NOT_TRUSTED,
                "Only trusted documents are answered here; name one in “documentId”.",
            )


def _refused(code: Code, message: str) -> QuestionError:
    return QuestionError(entry(code, message))


def by_hash(texts: Iterable[str]) -> dict[str, Document]:
    """Documents with no name but their hash."""
    return {document.sha256: document for document in map(read_document, texts)}
