"""Files of an archive folder -> raw pages."""

from qa.loaders.files import find_files, load_pages

__all__ = ["find_files", "load_pages"]
