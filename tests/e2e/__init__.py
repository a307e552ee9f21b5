"""The page in a real browser; a package, so that the browser is closed when its tests are over."""
