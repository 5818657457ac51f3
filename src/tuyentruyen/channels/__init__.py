"""The backends that come with the library; each is found by its entry point, none is imported."""
