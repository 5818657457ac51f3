"""The contact sheet: every design in every format with little and with much text, to look over before a city hangs them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import frozen

from tuyentruyen.channels.poster.formats import FORMATS, Format
from tuyentruyen.channels.poster.given import given
from tuyentruyen.channels.poster.saying import Saying, hotline_of, together
from tuyentruyen.channels.poster.settings import PosterSettings
from tuyentruyen.channels.poster.typesetting import TYPEFACE, Press
from tuyentruyen.errors import RenderError, TuyentruyenError
from tuyentruyen.plugins.toolkit import replace_file
from tuyentruyen.wording import speaking, tr

_TALL = 78.0
"""Height of a poster on the sheet, in mm; a banner is as wide as two sheets are high."""
_PIXELS = 900
_PPI = 110.0

_SHORT = {
    "announcement": (
        "Nộp hồ sơ trên mạng, ngồi nhà vẫn xong",
        "Mở Cổng dịch vụ công, chọn thủ tục, chụp giấy tờ và gửi. Tổng đài hướng dẫn từng bước, không mất tiền.",
        (),
    ),
    "steps": (
        "Ba bước nộp hồ sơ trên mạng",
        "",
        (("Mở Cổng dịch vụ công", ""), ("Chọn thủ tục cần làm", ""), ("Chụp giấy tờ rồi gửi", "")),
    ),
    "slogan": ("Một lần khai báo, nhiều nơi dùng chung", "", ()),
}
_LONG = {
    "announcement": (
        "Đăng ký khai sinh, đăng ký thường trú, cấp thẻ bảo hiểm y tế cho trẻ dưới 6 tuổi: nộp một lần, nhận ba kết quả",
        (
            "Cha, mẹ hoặc người thân mang giấy chứng sinh và giấy tờ tùy thân đến bộ phận Một cửa của phường, xã nơi cư trú, hoặc nộp trên "
            "Cổng dịch vụ công. Cán bộ một cửa chuyển hồ sơ sang công an và bảo hiểm xã hội; gia đình không phải đi lại nhiều nơi. Quầy "
            "làm việc từ 7 giờ 30 đến 17 giờ 00, kể cả sáng thứ Bảy. Không thu lệ phí đối với đăng ký khai sinh đúng hạn."
        ),
        (),
    ),
    "steps": (
        "Đến bộ phận Một cửa: năm việc làm trước để chỉ đi một lần",
        "",
        (
            (
                "Gọi đúng tên việc cần làm.",
                "Tìm tên thủ tục trên Cổng thông tin của nơi sẽ giải quyết, hoặc hỏi phường, xã.",
            ),
            ("Xem nơi tiếp nhận.", "Việc của phường không nộp ở quận, việc của quận không nộp ở sở."),
            (
                "Đếm giấy tờ theo danh mục.",
                "Chỗ nào ghi “bản chính để đối chiếu” thì mang bản chính theo, xem xong lại cầm về.",
            ),
            (
                "Dùng mẫu đơn còn hiệu lực.",
                "Tải từ trang chính thức hoặc xin tại quầy; đừng lấy tờ để dành từ năm ngoái.",
            ),
            ("Mang giấy tờ tùy thân.", "Nếu đi thay người khác, hỏi trước xem có cần giấy ủy quyền không."),
        ),
    ),
    "slogan": ("Thủ tục công khai, minh bạch, đúng hẹn: vì sự hài lòng của người dân và doanh nghiệp", "", ()),
}


@frozen(kw_only=True)
class Sample:
    """One poster of the sheet.

    Attributes:
        design: announcement, steps or slogan.
        length: short or long.
        format: Sheet or screen.
        said: What it says.
    """

    design: str
    length: str
    format: Format
    said: Saying

    @property
    def name(self) -> str:
        """Where it lies, without its ending."""
        return f"{self.design}-{self.format.key}-{self.length}"


def samples() -> Iterator[Sample]:
    """Every design × format × length; a banner carries a slogan and nothing else."""
    for design in _SHORT:
        for format_ in FORMATS.values():
            for length, texts in (("short", _SHORT), ("long", _LONG)):
                if design == "slogan" or not format_.strip:
                    yield Sample(design=design, length=length, format=format_, said=_said(*texts[design]))


def told(
    said: Mapping[str, Any], format_: Format, output: str, *, link: str = "", language: str = "vi", settings: PosterSettings | None = None
) -> dict[str, Any]:  # fmt: skip
    """What a design reads.

    Args:
        said: The texts.
        format_: Sheet or screen.
        output: screen or print.
        link: Where the code leads; empty: there is none.
        language: Tag of BCP 47.
        settings: The channel's; None: as they are where a plan says nothing.
    """
    return given(said, format_, output, settings=settings or PosterSettings(), language=language, link=link)


def sheet(folder: Path, *, only: Sequence[str] = (), own: Path | None = None) -> Path:
    """Writes the posters and the sheet that shows them all; answers where the sheet lies.

    Args:
        folder: Is made if it is missing.
        only: Names of designs; empty: all.
        own: Folder with designs of a city that take the place of ours; None: there are none.

    Raises:
        RenderError: A poster cannot be set; which one is said.
        OSError: The folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    press, made, rows = Press(own=own), dict[str, bytes](), dict[str, list[tuple[str, str, float]]]()
    for sample in samples():
        if only and sample.design not in only:
            continue
        format_ = sample.format
        with speaking("vi"):
            texts = told(sample.said.told(), format_, "screen", link="" if format_.strip else sample.said.link)
        try:
            picture = press.set(sample.design, texts, media_type="image/png", ppi=_PIXELS / format_.long * 25.4)
            document = press.set(sample.design, texts, media_type="application/pdf", tagged=True)
        except RenderError as fault:
            raise RenderError(f"{sample.name}: {fault}") from fault
        made[f"{sample.name}.png"] = picture
        replace_file(folder / f"{sample.name}.png", picture)
        replace_file(folder / f"{sample.name}.pdf", document)
        tall = _TALL / 2 if format_.strip else _TALL * min(1.0, format_.height / format_.width * 1.4)
        label = f"{format_.key}, {sample.length}"
        rows.setdefault(sample.design, []).append((f"{sample.name}.png", label, tall))
    shown = {"rows": list(rows.items()), "width": 600, "font": TYPEFACE, "title": tr("Designs of posters")}
    whole = Press(files=made).set("contact", shown, media_type="image/png", ppi=_PPI, files=made)
    replace_file(folder / "contact-sheet.png", whole)
    return folder / "contact-sheet.png"


def main(arguments: Sequence[str] | None = None) -> int:
    """The command ``python -m tuyentruyen.channels.poster OUT``."""
    parser = argparse.ArgumentParser(
        prog="python -m tuyentruyen.channels.poster",
        description="Sets every design of poster in every format, with little text and with much, and a sheet that shows them all.",
    )
    parser.add_argument("out", type=Path, metavar="OUT", help="folder for the posters; made if it is missing")
    parser.add_argument(
        "--design", action="append", default=[], choices=tuple(_SHORT), help="only this design; may be repeated"
    )
    parser.add_argument(
        "--own", type=Path, metavar="FOLDER", help="folder with designs of yours that take the place of ours"
    )
    chosen = parser.parse_args(arguments)
    try:
        made = sheet(chosen.out, only=chosen.design, own=chosen.own)
    except (TuyentruyenError, OSError) as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    sys.stdout.write(f"{made}\n")
    return 0


def _said(title: str, summary: str, steps: Sequence[tuple[str, str]]) -> Saying:
    with speaking("vi"):
        hotline, note = hotline_of("024 0000 1022 (mẫu)")
        return Saying(
            title=together(title), summary=together(summary), kicker="" if steps else "Vai trò của người dân",
            steps=tuple((together(lead), together(rest)) for lead, rest in steps),
            owner="Ủy ban nhân dân quận Ba Đình", hotline=hotline, hotline_note=note, link="https://kstthc.hanoi.example/tin/nop-ho-so/",
            contacts=(
                (tr("Address"), "25 Liễu Giai, quận Ba Đình (mẫu)"),
                (tr("Feedback and complaints"), together("Gửi tại https://pakn.hanoi.example/ hoặc trực tiếp tại bộ phận Một cửa")),
            ),
        )  # fmt: skip
