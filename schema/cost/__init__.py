"""What a question costs before it is asked: declared beside each field, counted for a document, priced with variables."""
