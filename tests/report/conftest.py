"""A ledger in a file."""

from __future__ import annotations

import pytest

from tests.report.books import Book


@pytest.fixture
def book(tmp_path):
    book = Book(tmp_path)
    yield book
    book.ledger.close()
