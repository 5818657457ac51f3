"""``python -m tuyentruyen`` does what the command ``tuyentruyen`` does."""

from __future__ import annotations

import sys

from tuyentruyen.cli import main

if __name__ == "__main__":
    sys.exit(main())
