"""Raw newspaper pages -> articles."""

from qa.newspaper.articles import parse_page
from qa.newspaper.stated import find_articles

__all__ = ["find_articles", "parse_page"]
