import json

import pytest

from tuyentruyen.testing import BackendContract
from tuyentruyen_busboard import BusBoard


class TestBusBoard(BackendContract):
    backend = BusBoard()
    other_settings = {"gateway": "http://127.0.0.2:9", "stops": ["ho-guom"], "seconds": 30}

    @pytest.fixture
    def table(self, gateway):
        return {"gateway": gateway.address, "stops": ["ho-guom", "ga-ha-noi"], "token": {"env": "BUSBOARD_TOKEN"}}

    @pytest.fixture(autouse=True)
    def _token(self, monkeypatch):
        monkeypatch.setenv("BUSBOARD_TOKEN", "mot-hai-ba")

    def read(self, data, media_type):
        return json.loads(data)["text"]
