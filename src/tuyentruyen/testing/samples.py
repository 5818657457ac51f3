"""A small plan, its messages and an edition of them, to try a backend on."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from attrs import evolve

from tuyentruyen.model.flow import BoundChannel, Edition
from tuyentruyen.model.message import Media, Message
from tuyentruyen.model.plan import Channel, Form, Plan, Theme
from tuyentruyen.model.units import Unit
from tuyentruyen.model.values import Html
from tuyentruyen.planfile import structure
from tuyentruyen.plugins.backend import Backend
from tuyentruyen.text import VIETNAM

NOW = datetime.datetime(2022, 4, 20, 8, 0, tzinfo=VIETNAM)
"""The moment of every sample edition: 20 April 2022, 8:00, +07:00."""

CHANNEL = "kenh-mau"
"""Key of the sample plan's only channel."""

OTHER_CHANNEL = "kenh-khac"
"""Key of a channel that stands before it in the plan of a sample edition, for settings that name another channel."""

_PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000b4944415478da63f80f040009fb03fd68fa1ccc0000"
    "000049454e44ae426082"
)


def sample_plan(backend: str = "rss", *, settings: Mapping[str, Any] | None = None) -> Plan:
    """A plan of one channel, two themes and three units, made in memory.

    Args:
        backend: Name of the backend that carries the channel.
        settings: The channel's table of settings, as a plan file would hold it.
    """
    units = (
        Unit(key="ubnd-tp", name="Ủy ban nhân dân thành phố Mẫu", short="UBND", link="https://mau.example/"),
        Unit(key="so-tttt", name="Sở Thông tin và Truyền thông", parent="ubnd-tp", hotline="024 0000 0000 (mẫu)"),
        Unit(key="quan-mau", name="Quận Mẫu", level="district", parent="ubnd-tp", feedback="https://pakn.mau.example/"),
    )
    themes = (
        Theme(key="vai-tro", title="Vai trò của kiểm soát thủ tục hành chính", fields=("Đất đai", "Tư pháp")),
        Theme(key="cntt", title="Ứng dụng công nghệ thông tin"),
    )
    channel = Channel(
        key=CHANNEL, title="Kênh mẫu", form="dien-tu", backend=backend, owner="so-tttt", settings=settings or {}
    )
    return Plan(
        key="mau-2022",
        number="99/KH-UBND",
        issuer="ubnd-tp",
        title="Thông tin, tuyên truyền về kiểm soát thủ tục hành chính",
        issued=datetime.date(2022, 3, 28),
        since=datetime.date(2022, 3, 28),
        until=datetime.date(2022, 12, 31),
        link="https://mau.example/tin/{key}/",
        units={unit.key: unit for unit in units},
        themes={theme.key: theme for theme in themes},
        forms={"dien-tu": Form(key="dien-tu", title="Cổng thông tin điện tử", kinds=("portal", "feed"))},
        channels={CHANNEL: channel},
    )


def sample_messages() -> tuple[Message, ...]:
    """Three messages that use, between them, every field a message has for its readers."""
    return (
        Message(
            key="nop-ho-so-truc-tuyen",
            title="Nộp hồ sơ trực tuyến: năm bước, không phải xếp hàng",
            body="Mở **cổng dịch vụ công**, đăng nhập và chọn thủ tục.\n\n- Tải giấy tờ lên\n- Theo dõi hồ sơ bằng mã số\n",
            summary="Năm bước để nộp hồ sơ từ nhà.",
            published=datetime.datetime(2022, 4, 4, 8, 0, tzinfo=VIETNAM),
            themes=("cntt",),
            unit="so-tttt",
            link="https://mau.example/tin/nop-ho-so-truc-tuyen/",
            media=(
                Media(
                    path="anh.png",
                    url="https://mau.example/anh.png",
                    alt="Màn hình cổng dịch vụ công",
                    media_type="image/png",
                    length=len(_PICTURE),
                    digest=hashlib.blake2b(_PICTURE, digest_size=16).hexdigest(),
                ),
            ),
        ),
        Message(
            key="mot-cua-doi-gio",
            title="Bộ phận Một cửa quận Mẫu đổi giờ làm việc",
            body=Html("<p>Từ thứ Hai, bộ phận Một cửa mở cửa lúc <b>7 giờ 30</b>.</p>"),
            published=datetime.datetime(2022, 4, 11, 9, 30, tzinfo=VIETNAM),
            updated=datetime.datetime(2022, 4, 12, 7, 0, tzinfo=VIETNAM),
            themes=("vai-tro", "cntt"),
            unit="quan-mau",
            link="https://mau.example/tin/mot-cua-doi-gio/",
            urgent=True,
            hotline="024 0000 0000 (mẫu)",
        ),
        Message(
            key="gop-y-thu-tuc",
            title="Góp ý về thủ tục: gửi ở đâu, ai trả lời",
            body="Thủ tục khó hiểu? Hãy gửi phản ánh, kiến nghị (PAKN) cho UBND quận.",
            published=datetime.datetime(2022, 4, 18, 17, 0, tzinfo=VIETNAM),
            themes=("vai-tro",),
            link="https://mau.example/tin/gop-y-thu-tuc/",
            abbreviations={"PAKN": "phản ánh, kiến nghị", "UBND": "Ủy ban nhân dân"},
        ),
    )


def sample_edition(
    backend: Backend[Any],
    *,
    folder: Path,
    settings: Mapping[str, Any] | None = None,
    messages: Iterable[Message] | None = None,
    now: datetime.datetime = NOW,
) -> Edition[Any]:
    """An edition of the sample plan for a backend; its plan has one more channel, before that of the edition.

    Args:
        backend: The backend it is for.
        folder: A folder to work in: media are put into ``plan/``, file backends write into ``out/``.
        settings: The channel's table of settings, as a plan file would hold it.
        messages: What it holds; None: the sample messages.
        now: Its moment, with an offset.

    Raises:
        PlanError: The backend's settings class refuses the settings.
    """
    plan = sample_plan(backend.name, settings=settings)
    channel = plan.channels[CHANNEL]
    other = Channel(key=OTHER_CHANNEL, title="Kênh khác", form="dien-tu", backend="rss", owner="ubnd-tp")
    plan = evolve(plan, channels={OTHER_CHANNEL: other, CHANNEL: channel})
    picture = folder / "plan" / "anh.png"
    picture.parent.mkdir(parents=True, exist_ok=True)
    picture.write_bytes(_PICTURE)
    bound = BoundChannel(
        key=CHANNEL,
        channel=channel,
        owner=plan.units[channel.owner],
        settings=structure(channel.settings, backend.settings, place=f"channels.{CHANNEL}.settings"),
        out=folder / "out",
    )
    return Edition(
        plan=plan,
        channel=bound,
        messages=tuple(sample_messages() if messages is None else messages),
        now=now,
        audience=lambda _: ("nguoi-dan@mau.example", "doanh-nghiep@mau.example"),
        files={hashlib.blake2b(_PICTURE, digest_size=16).hexdigest(): picture},
    )
