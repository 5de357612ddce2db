"""A throw-away content type, built the way README describes, for testing the core without the real content."""
