"""Raw page text to articles."""
