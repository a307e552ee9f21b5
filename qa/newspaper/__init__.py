"""Raw newspaper pages -> articles."""

from qa.newspaper.articles import parse_page

__all__ = ["parse_page"]
