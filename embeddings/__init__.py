"""Text to vectors. Knows nothing of newspapers and imports nothing from qa."""
