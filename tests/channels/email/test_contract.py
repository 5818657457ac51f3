"""The backend ``email`` keeps the contract that every backend keeps, in each way it can be set up."""

from __future__ import annotations

import email
import email.policy
import html
import tempfile
from pathlib import Path

import pytest
import trustme

from tuyentruyen.channels.email import EmailBackend
from tuyentruyen.testing import BackendContract

FOLDER = Path(tempfile.mkdtemp())
(FOLDER / "danh-sach.csv").write_text("Email;Tên\nhop-dong@mau.example;Nguyễn Thị Mẫu\n", "utf-8")
(FOLDER / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(30))
KEY = trustme.CA(key_type=trustme.KeyType.RSA).private_key_pem.bytes().decode()
SERVER = {"host": "127.0.0.1", "port": 9, "security": "none"}
OTHER = {
    "sender": "khac@khac.example",
    "sender_name": "Tên khác",
    "reply_to": "tra-loi@khac.example",
    "unsubscribe": "https://khac.example/thoi?ma={token}",
    "list_id": "tin.khac.example",
    "greeting": "Thưa {name},",
    "why": "Lý do khác.",
    "brand": "#7a1a14",
    "digest": "month",
    "target": "smtp",
    "subscribers": str(FOLDER / "danh-sach.csv"),
    "refusals": str(FOLDER / "thoi.txt"),
    "envelope": "thu-tra@khac.example",
    "same_for_all": True,
    "pictures": "link",
    "base": "https://khac.example/tep/",
    "attach": ["kenh-khac/{key}.pdf"],
    "attachment_size": 2_000_000,
    "logo": str(FOLDER / "logo.png"),
    "layouts": str(FOLDER / "bo-cuc"),
    "allow": ["@mau.example"],
    "smtp": {**SERVER, "port": 10},
    "dkim": {"domain": "khac.example", "selector": "tt", "key": {"env": "TT_MAU_KHOA"}},
}


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TT_MAU_SECRET", "một bí mật đủ dài để ký")
    monkeypatch.setenv("TT_MAU_KHOA", KEY)


class TestEmail(BackendContract):
    backend = EmailBackend()
    settings = {
        "sender": "ban-tin@mau.example",
        "unsubscribe": "https://mau.example/thoi?ma={token}",
        "secret": {"env": "TT_MAU_SECRET"},
        "base": "https://mau.example/tep/",
        "smtp": SERVER,
    }
    other_settings = OTHER

    def read(self, data, media_type):
        mail = email.message_from_bytes(data, policy=email.policy.default)
        parts = [part for part in mail.walk() if part.get_content_maintype() == "text"]
        return "\n".join([str(mail["Subject"]), *(html.unescape(part.get_content()) for part in parts)])


class TestTheSameForAll(TestEmail):
    settings = {**TestEmail.settings, "same_for_all": True}
    other_settings = {**OTHER, "same_for_all": False}
