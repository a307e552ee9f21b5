"""How the page looks and what it says: records in, HTML out. Nothing here searches or decides."""
