"""Places and facilities by what people call them: one spelling for many, and how well a name answers."""
