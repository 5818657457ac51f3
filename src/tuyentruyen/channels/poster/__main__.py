"""``python -m tuyentruyen.channels.poster OUT`` draws the contact sheet."""

from tuyentruyen.channels.poster.sheet import main

if __name__ == "__main__":
    raise SystemExit(main())
