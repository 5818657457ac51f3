"""The backend ``poster`` keeps the contract that every backend keeps, in each way it can be set up."""

from __future__ import annotations

import csv
import io
import subprocess

import pytest

from tuyentruyen.channels.poster import PosterBackend
from tuyentruyen.testing import BackendContract

pytestmark = pytest.mark.needs("pdftotext", "poppler-utils")
OTHER = {
    "formats": ["a4", "screen-tall"],
    "outputs": ["screen"],
    "design": "slogan",
    "each": "quan-mau",
    "brand": "#7a1f1f",
    "accent": "#1f5f1f",
    "brand_ink": [90, 60, 0, 20],
    "accent_ink": [0, 90, 90, 30],
    "logo": "logo.svg",
    "designs": "mau-rieng",
    "bleed": 5,
    "profile": "nha-in.icc",
    "condition": "PSOcoated_v3",
    "boards": True,
    "copies": {"a3": 20},
    "ready": 5,
}


def words_of(data: bytes) -> str:
    """All words of a PDF in reading order, parted by one space each."""
    told = subprocess.run(["pdftotext", "-enc", "UTF-8", "-", "-"], input=data, capture_output=True, check=True)
    return " ".join(told.stdout.decode().split())


class TestPosters(BackendContract):
    backend = PosterBackend()
    # a slogan shows no picture, and so would be printed without a profile where an announcement is not
    settings = {"formats": ["a3"], "design": "announcement"}
    other_settings = OTHER

    def read(self, data, media_type):
        if media_type == "application/pdf":
            return words_of(data)
        if media_type == "text/csv":
            return "\n".join(" ".join(row) for row in csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
        return ""


class TestBannersAndScreensOfEachMember(TestPosters):
    settings = {"formats": ["banner", "screen-tall"], "each": "quan-mau"}
    other_settings = {**OTHER, "formats": ["banner"], "each": ""}


class TestScreensAlone(TestPosters):
    settings = {"formats": ["screen-wide"], "outputs": ["screen"]}
    other_settings = {**OTHER, "formats": ["a3"], "outputs": ["print"]}
