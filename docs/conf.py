"""How the documentation is built: ``nox -s docs``."""

from __future__ import annotations

import sys
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import tables

project = "tuyentruyen"
author = "The tuyentruyen authors"
copyright = "2026, the tuyentruyen authors"  # noqa: A001 - the name is Sphinx's
release = version = installed("tuyentruyen")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build", "reference/generated"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
suppress_warnings = ["myst.xref_ambiguous"]
nitpicky = False
autodoc_typehints = "none"
autodoc_member_order = "bysource"
napoleon_google_docstring = True
napoleon_use_ivar = True

html_theme = "furo"
html_title = f"tuyentruyen {release}"
html_static_path = ["_static"]


def setup(app: Any) -> None:
    """Writes the tables that are made from the code before the pages that include them are read."""
    app.connect("builder-inited", lambda _: tables.write(Path(__file__).parent / "reference" / "generated"))
