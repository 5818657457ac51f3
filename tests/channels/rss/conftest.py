import pytest


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "mot-cua.png"
    path.write_bytes(b"\x89PNG")
    return path
