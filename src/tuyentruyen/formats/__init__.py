"""Doors to file formats that several modules write; each library is imported when it is first needed."""
