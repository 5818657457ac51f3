"""Mail to those who asked for it: letters, their bytes, and the way out to a mail server."""
