"""Everything between a raw newspaper page and a cited answer."""
