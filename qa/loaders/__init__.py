"""Files of an archive folder -> raw pages."""

from qa.loaders.files import Loaded, find_files, hashes, is_page, load, load_pages

__all__ = ["Loaded", "find_files", "hashes", "is_page", "load", "load_pages"]
