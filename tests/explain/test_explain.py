"""A plan told back: in official words, clause by clause, dates and quotas worked out."""

from __future__ import annotations

import datetime
import json
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from attrs import evolve
from markdown_it import MarkdownIt

from tuyentruyen import explain, read_plan
from tuyentruyen.explain import Kind, explanation_json, explanation_markdown, explanation_text
from tuyentruyen.model.calendar import Calendar, DaysOff
from tuyentruyen.model.documents import LegalDocument
from tuyentruyen.model.plan import Activity, Assignment, Channel, Form, Plan, Recipient, Theme
from tuyentruyen.model.units import Unit, UnitGroup
from tuyentruyen.model.when import Before, By, ByRule, Deferred, During, Every, OnDay, OnEvent, Ongoing, Quota, Several
from tuyentruyen.schedule.workdays import day_off_name
from tuyentruyen.wording import speaking

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "ha-noi-2022"


@pytest.fixture(autouse=True)
def _vietnamese():
    with speaking("vi"):
        yield


def by_key(*records):
    return {record.key: record for record in records}


def plan(**fields):
    activity = {"key": "viec", "title": "Việc", "form": "dien-tu", "themes": ("*",)}
    timing = {
        name: fields.pop(name) for name in ("when", "quota", "each", "units_", "integrated_into") if name in fields
    }
    if timing:
        fields["activities"] = by_key(Activity(**{**activity, **timing}))
    return Plan(
        **{
            "key": "ke-hoach",
            "issuer": "ubnd-tp",
            "title": "Thông tin, tuyên truyền",
            "since": date(2022, 3, 28),
            "until": date(2022, 12, 31),
            "units": by_key(
                Unit(key="ubnd-tp", name="Ủy ban nhân dân Thành phố", short="UBND Thành phố"),
                Unit(key="so-tttt", name="Sở Thông tin và Truyền thông", short="Sở TT&TT"),
                Unit(key="xa-a", name="Xã A"),
                Unit(key="xa-b", name="Xã B", until=date(2022, 6, 30)),
            ),
            "groups": by_key(UnitGroup(key="xa", title="Các xã", units=("xa-a", "xa-b"))),
            "forms": by_key(Form(key="dien-tu", title="Cổng thông tin điện tử")),
            "assignments": by_key(Assignment(key="IV.1", lead=("so-tttt",), forms=("dien-tu",))),
            **fields,
        }
    )


def notes(made, **asked):
    """What is told below the activity: who, and what it comes to."""
    return [one.text for one in explain(made, **asked).paragraphs if one.place == "activities.viec"]


@pytest.mark.parametrize(
    ("timing", "expected"),
    [
        ({"quota": Quota(count=4)}, ["Việc: tối thiểu 04 tin, bài/tháng.", "Tối thiểu 04 × 10 kỳ = 40 tin, bài; kỳ đầu không trọn, từ 28/3/2022."]),
        ({"quota": Quota(count=4, since=date(2022, 4, 1), until=date(2022, 6, 15))}, [None, "Tối thiểu 04 × 03 kỳ = 12 tin, bài; kỳ cuối không trọn, đến hết 15/6/2022."]),
        ({"quota": Quota(count=4, since=date(2022, 4, 1), until=date(2022, 6, 30))}, [None, "Tối thiểu 04 × 03 kỳ = 12 tin, bài."]),
        ({"quota": Quota(count=1, per="year")}, [None, "Tối thiểu 01 × 01 kỳ = 01 tin, bài; chỉ có một kỳ không trọn, từ 28/3/2022 đến hết 31/12/2022."]),
        ({"quota": Quota(count=2, per="week", at="most")}, ["Việc: tối đa 02 tin, bài/tuần.", "Tối đa 02 × 40 kỳ = 80 tin, bài; kỳ cuối không trọn, đến hết 31/12/2022."]),
        ({"quota": Quota(count=4, part="share")}, ["Việc: tối thiểu 04 tin, bài/tháng (kỳ không trọn tính theo số ngày).", "Tối thiểu 04 × 09 + 01 = 37 tin, bài; kỳ đầu không trọn, từ 28/3/2022."]),
        ({"quota": Quota(count=4, part="share", until=date(2022, 4, 15))}, [None, "Tối thiểu 01 + 02 = 03 tin, bài; kỳ đầu không trọn, từ 28/3/2022; kỳ cuối không trọn, đến hết 15/4/2022."]),
        ({"quota": Quota(count=4, part="none", until=date(2022, 12, 15))}, [None, "Tối thiểu 04 × 08 kỳ = 32 tin, bài; không tính kỳ không trọn từ 28/3/2022 đến 31/3/2022; không tính kỳ không trọn từ 01/12/2022 đến 15/12/2022."]),
        ({"quota": Quota(count=4, part="none", until=date(2022, 3, 30))}, [None, "Không rơi vào ngày nào của kế hoạch."]),
        ({"quota": Quota(count=1, since=date(2023, 1, 1))}, [None, "Không rơi vào ngày nào của kế hoạch."]),
        ({"when": Every(every="week", on=("tue", "fri"), since=date(2022, 4, 5))}, [None, "78 lần, từ thứ Ba, 05/4/2022 đến thứ Sáu, 30/12/2022."]),
        ({"when": Every(every="month", days=(20,), until=date(2022, 5, 20))}, [None, "02 lần: 20/4/2022, 20/5/2022."]),
        ({"when": Every(every="year", months=(4,), days=(20,))}, [None, "01 lần: thứ Tư, 20/4/2022."]),
        ({"when": ByRule(rule="FREQ=MONTHLY;BYDAY=1TU", until=date(2022, 6, 30))}, [None, "03 lần: 05/4/2022, 03/5/2022, 07/6/2022."]),
        ({"when": OnDay(day=date(2022, 10, 10))}, ["Việc: ngày 10/10.", "Vào thứ Hai, 10/10/2022."]),
        ({"when": During(since=date(2022, 7, 1), until=date(2022, 9, 30))}, ["Việc: quý III.", "Hạn cuối thứ Sáu, 30/9/2022."]),
        ({"when": Before(before=date(2022, 12, 15))}, ["Việc: trước ngày 15/12.", "Hạn cuối thứ Tư, 14/12/2022."]),
        ({"when": By(by=date(2022, 12, 15))}, [None, "Hạn cuối thứ Năm, 15/12/2022."]),
        ({"when": Ongoing()}, ["Việc: thường xuyên.", "Suốt từ 28/3/2022 đến hết 31/12/2022, không định ngày cụ thể."]),
        ({"when": OnEvent(event="khi có văn bản mới")}, ["Việc: khi có văn bản mới.", "Mỗi khi phát sinh, từ 28/3/2022 đến hết 31/12/2022; không tính trước được số lần."]),
        ({"when": Deferred(deferred="theo thực trạng")}, ["Việc: theo thực trạng.", "Chưa ấn định ngày; trong khoảng từ 28/3/2022 đến hết 31/12/2022."]),
        ({"when": OnDay(day=date(2021, 1, 4))}, [None, "Không rơi vào ngày nào của kế hoạch."]),
    ],
)  # fmt: skip
def test_each_timing_and_quota_is_worked_out(timing, expected):
    told = notes(plan(**timing))
    assert told[1] == "Sở TT&TT chủ trì."
    assert told[2] == expected[1]
    assert len(told) == 3
    if expected[0]:
        assert told[0] == expected[0]


def test_several_timings_are_worked_out_each_for_itself():
    told = notes(plan(when=Several(all=(OnDay(day=date(2022, 10, 10)), Ongoing()))))
    assert told[2:] == [
        "Vào thứ Hai, 10/10/2022.",
        "Suốt từ 28/3/2022 đến hết 31/12/2022, không định ngày cụ thể.",
    ]


def test_a_deadline_on_a_day_off_shows_both_days():
    calendar = Calendar(off=(DaysOff(since=date(2022, 7, 4), name="nghỉ bù"),))
    told = notes(plan(when=Before(before=date(2022, 7, 3)), calendar=calendar))
    assert told[2] == (
        "Hạn cuối thứ Bảy, 02/7/2022; là ngày nghỉ (thứ Bảy), ngày làm việc tiếp theo là thứ Ba, 05/7/2022."
    )


def test_a_deadline_that_the_plan_moves_off_days_off_says_where_to():
    told = notes(plan(when=Before(before=date(2022, 7, 3)), calendar=Calendar(shift=True)))
    assert told[2] == "Hạn cuối thứ Bảy, 02/7/2022; là ngày nghỉ (thứ Bảy), nên chuyển sang thứ Hai, 04/7/2022."


def test_of_what_recurs_the_days_off_are_counted_and_the_first_ones_named():
    told = notes(plan(when=Every(every="month", days=(30,), until=date(2022, 11, 30))))
    assert told[3] == (
        "Trong đó 03 lần rơi vào ngày nghỉ: 30/4/2022 (thứ Bảy; ngày làm việc tiếp theo 02/5/2022); "
        "30/7/2022 (thứ Bảy; ngày làm việc tiếp theo 01/8/2022); 30/10/2022 (Chủ nhật; ngày làm việc tiếp theo 31/10/2022)."
    )
    daily = notes(plan(when=Every(every="day", until=date(2022, 4, 30))))
    assert daily[3].startswith("Trong đó 09 lần rơi vào ngày nghỉ: 02/4/2022 ")
    assert daily[3].endswith("; ….")


def test_what_is_the_most_is_so_in_all_too():
    told = notes(plan(quota=Quota(count=2, per="quarter", at="most", since=date(2022, 10, 1)), each="xa"))
    assert told[2] == "Tối đa 02 × 01 kỳ = 02 tin, bài; 01 đơn vị, mỗi đơn vị tính riêng, tổng cộng tối đa 02 tin, bài."
    with speaking("en"):
        told = notes(plan(quota=Quota(count=2, per="quarter", at="exactly", since=date(2022, 10, 1)), each="xa"))
    assert told[2] == "Exactly 2 × 1 periods = 2 tin, bài; each of 1 units for itself, exactly 2 tin, bài in all."


def test_the_year_that_goes_without_saying_is_the_plan_s():
    made = evolve(plan(when=Before(before=date(2022, 12, 15))), since=date(2021, 12, 20))
    assert notes(made)[0] == "Việc: trước ngày 15/12/2022."
    assert notes(evolve(made, title="Thông tin, tuyên truyền năm 2022"))[0] == "Việc: trước ngày 15/12."


def test_a_plural_name_begins_small_within_a_sentence():
    assignment = Assignment(key="IV.1", lead=("so-tttt",), executing=("xa",), forms=("dien-tu",))
    told = explain(plan(when=Ongoing(), assignments=by_key(assignment))).paragraphs
    assert "Sở TT&TT chủ trì; các xã thực hiện." in [one.text for one in told]
    assert told[-1].text == "Sở TT&TT và các xã tổ chức thực hiện Kế hoạch này./."
    alone = Assignment(key="IV.1", requested=("xa",), forms=("dien-tu",))
    told = explain(plan(when=Ongoing(), assignments=by_key(alone))).paragraphs
    assert "Đề nghị các xã." in [one.text for one in told]
    assert told[-1].text == "UBND Thành phố đề nghị các xã phối hợp./."


def test_what_each_member_does_is_summed_over_the_members_that_exist():
    told = notes(plan(quota=Quota(count=1, per="quarter", since=date(2022, 4, 1)), each="xa"))
    assert (
        told[2]
        == "Tối thiểu 01 × 03 kỳ = 03 tin, bài; 02 đơn vị, mỗi đơn vị tính riêng, tổng cộng tối thiểu 04 tin, bài."
    )


def test_what_rides_on_another_is_counted_once_with_it():
    host = Activity(key="chu", title="Hội nghị.", form="dien-tu", themes=("*",), when=Ongoing())
    made = plan(when=OnDay(day=date(2022, 10, 10)), integrated_into="chu")
    made = evolve(made, activities={**made.activities, "chu": host})
    assert "Lồng ghép vào «Hội nghị», tính một lần cùng hoạt động đó." in notes(made)


def test_a_rule_that_is_none_is_named_and_the_rest_is_told():
    told = notes(plan(when=ByRule(rule="FREQ=WRONG")))
    assert told[2].startswith("Không tính được ngày: ")


def test_holidays_that_are_not_known_here_are_said_not_to_be(monkeypatch):
    monkeypatch.setattr(import_module("tuyentruyen.explain.telling"), "knows_holidays", lambda _: False)
    told = explain(plan(when=OnDay(day=date(2022, 9, 2)), calendar=Calendar(country="vn")))
    assert told.paragraphs[-1].text == "Chưa tính ngày nghỉ lễ; cài đặt bằng lệnh: pip install 'tuyentruyen[holidays]'"
    assert told.paragraphs[-1].kind is Kind.NOTE


# ---- the sections


def section(made, name):
    """The text of a section, up to the next one."""
    text = explanation_text(explain(made))
    begin = text.index(name)
    following = [text.find(f"\n\n{mark}", begin) for mark in ("I. ", "II. ", "III. ", "IV. ", "Nơi nhận")]
    ends = [place for place in following if place > 0]
    return text[begin : min(ends)] if ends else text[begin:]


def test_sections_that_a_plan_does_not_have_are_not_told_and_not_counted():
    made = plan(quota=Quota(count=1))
    heads = [f"{one.mark} {one.text}" for one in explain(made).paragraphs if one.kind is Kind.SECTION]
    assert heads == ["I. NỘI DUNG, HÌNH THỨC THÔNG TIN, TUYÊN TRUYỀN", "II. KINH PHÍ", "IV. TỔ CHỨC THỰC HIỆN"]


def test_an_amount_that_is_not_known_is_not_nought():
    assert "Số tiền: chưa xác định (chưa xác định không có nghĩa là bằng không)." in section(
        plan(funding="Bố trí trong dự toán."), "KINH PHÍ"
    )
    assert section(plan(), "KINH PHÍ").splitlines()[1:] == [
        "  Kế hoạch không nêu nguồn kinh phí và số tiền; không nêu không có nghĩa là bằng không."
    ]


def test_documents_are_cited_in_full_first_and_short_then():
    documents = by_key(
        LegalDocument(key="63/2010/NĐ-CP", date=date(2010, 6, 8), issuer="Chính phủ", title="Về kiểm soát thủ tục hành chính"),
        LegalDocument(key="92/2017/NĐ-CP", date=date(2017, 8, 7), issuer="Chính phủ", amends=("63/2010/NĐ-CP",)),
        LegalDocument(key="61/2018/NĐ-CP", date=date(2018, 4, 23), issuer="Chính phủ", title="Về cơ chế một cửa"),
        LegalDocument(key="118/2025/NĐ-CP", date=date(2025, 6, 9), issuer="Chính phủ", replaces=("61/2018/NĐ-CP",), effective=date(2025, 7, 1)),
    )  # fmt: skip
    made = plan(documents=documents)

    def told(on):
        return [one.text for one in explain(made, on=on).paragraphs if one.place.startswith("documents.")]

    assert told(date(2022, 3, 28)) == [
        (
            "Nghị định số 63/2010/NĐ-CP ngày 08 tháng 6 năm 2010 của Chính phủ về kiểm soát thủ tục hành chính "
            "(được sửa đổi, bổ sung bởi Nghị định số 92/2017/NĐ-CP)."
        ),
        "Nghị định số 92/2017/NĐ-CP ngày 07 tháng 8 năm 2017 của Chính phủ.",
        "Nghị định số 61/2018/NĐ-CP ngày 23 tháng 4 năm 2018 của Chính phủ về cơ chế một cửa.",
        "Nghị định số 118/2025/NĐ-CP ngày 09 tháng 6 năm 2025 của Chính phủ (chưa có hiệu lực vào 28/3/2022).",
    ]
    assert told(date(2025, 7, 1))[2] == (
        "Nghị định số 61/2018/NĐ-CP ngày 23 tháng 4 năm 2018 của Chính phủ về cơ chế một cửa "
        "(đã hết hiệu lực vào 01/7/2025: Nghị định số 118/2025/NĐ-CP)."
    )


def test_the_day_is_the_plan_s_own_where_none_is_named():
    assert explain(plan(issued=date(2022, 3, 20))).on == date(2022, 3, 20)
    assert explain(plan()).on == date(2022, 3, 28)
    assert explain(plan(), on=date(2024, 1, 1)).on == date(2024, 1, 1)


def test_activities_stand_under_the_clause_that_orders_them_else_under_their_form():
    activities = by_key(
        *(
            Activity(key=key, title=f"Việc {key}", clause=clause, form=form, themes=("*",), when=Ongoing())
            for key, clause, form in (
                ("a", "II.1, gạch 1", "dien-tu"),
                ("b", "II.2, gạch 1, câu 2", "dien-tu"),
                ("c", "", "dien-tu"),
                ("d", "IV.1", "dien-tu"),
                ("e", "IX.9", "dien-tu"),
                ("f", "", "la"),
            )
        )
    )
    made = plan(
        activities=activities,
        themes=by_key(Theme(key="mot", title="Nội dung một", clause="II.1, gạch 1")),
        forms=by_key(Form(key="dien-tu", title="Hình thức một", clause="II.2, gạch 1")),
    )
    order = [
        one.place.removeprefix("activities.") if one.kind is Kind.ACTIVITY else one.text
        for one in explain(made).paragraphs
        if one.kind is Kind.ACTIVITY or one.text in ("Nội dung một", "Hình thức một") or one.place == "assignments.IV.1"
    ]
    assert [step for step in order if step in activities or step.startswith(("Nội", "Hình"))] == [
        "Nội dung một", "a", "Hình thức một", "b", "c", "e", "d", "f",
    ]  # fmt: skip
    assert "Hoạt động có hình thức không nêu trong kế hoạch" in explanation_text(explain(made))


def test_every_activity_is_told_once():
    made = read_plan(EXAMPLE)
    told = [one.place for one in explain(made).paragraphs if one.kind is Kind.ACTIVITY]
    assert sorted(told) == sorted(f"activities.{key}" for key in made.activities)


def test_parts_of_one_clause_stand_under_one_heading():
    made = plan(
        assignments=by_key(
            Assignment(key="IV.5, gạch 1", executing=("xa",), duties=("Tuyên truyền.",)),
            Assignment(key="IV.5, gạch 2", directing=("xa",), inspecting=("xa",), duties=("Kiểm tra.",)),
            Assignment(key="IV.5, gạch 2, câu 2", directing=("xa-a",), themes=("*",)),
        )
    )
    assert section(made, "5. Các xã") == (
        "5. Các xã\n  Thực hiện.\n  - Tuyên truyền.\n  Chỉ đạo, kiểm tra.\n  - Kiểm tra.\n"
        "  Xã A chỉ đạo. Nội dung: tất cả.\n\nCác xã tổ chức thực hiện Kế hoạch này./.\n"
    )


def test_a_body_that_is_asked_heads_its_point_as_one_and_closes_the_plan_so():
    made = plan(
        assignments=by_key(
            Assignment(key="IV.1", lead=("so-tttt",)),
            Assignment(key="IV.2", requested=("xa-a",), duties=("Phối hợp.",)),
        )
    )
    text = explanation_text(explain(made))
    assert "\n2. Đề nghị Xã A\n  - Phối hợp.\n" in text
    assert "UBND Thành phố đề nghị Xã A phối hợp; Sở TT&TT tổ chức thực hiện Kế hoạch này./.\n" in text


def test_fields_channels_and_recipients_are_told():
    made = plan(
        themes=by_key(Theme(key="mot", title="Một", fields=("Đất đai", "Tư pháp"), fields_open=True)),
        channels=by_key(Channel(key="tin", title="Bản tin", form="dien-tu", backend="rss", owner="so-tttt")),
        recipients=(
            Recipient(name="Văn phòng Chính phủ", purpose="report"),
            Recipient(name="Các sở", purpose="execute"),
            Recipient(name="Báo", purpose="know"),
            Recipient(name="Lưu: VT", purpose="archive"),
        ),
    )
    text = explanation_text(explain(made))
    assert "    Lĩnh vực: Đất đai, Tư pháp...\n" in text
    assert "    Kênh: Bản tin.\n" in text
    assert text.endswith(
        "Nơi nhận:\n  - Văn phòng Chính phủ (để báo cáo);\n  - Các sở (để thực hiện);\n  - Báo (để biết);\n  - Lưu: VT.\n"
    )


def test_keys_that_name_nothing_are_told_as_they_stand():
    made = plan(
        issuer="la",
        assignments=by_key(Assignment(key="IV.1", lead=("khong-co",), forms=("la",), themes=("mat",))),
        quota=Quota(count=1),
    )
    text = explanation_text(explain(made))
    assert "Cơ quan ban hành: la." in text
    assert "1. khong-co\n  Chủ trì. Hình thức: la. Nội dung: mat.\n" in text


def test_an_empty_plan_is_told():
    made = Plan(key="k", issuer="u", title="T", since=date(2022, 1, 1), until=date(2022, 12, 31))
    assert explanation_text(explain(made)).startswith("KẾ HOẠCH\nT\n")


# ---- the example


@pytest.fixture(scope="module")
def example():
    with speaking("vi"):
        return explanation_text(explain(read_plan(EXAMPLE)))


def test_the_example_opens_as_the_plan_does(example):
    assert example.startswith("""\
KẾ HOẠCH
Thông tin, tuyên truyền về kiểm soát thủ tục hành chính năm 2022 trên địa bàn thành phố Hà Nội

Số: 99/KH-UBND; Hà Nội, ngày 28 tháng 3 năm 2022.
Cơ quan ban hành: Ủy ban nhân dân thành phố Hà Nội.
Thời gian thực hiện: từ ngày 28 tháng 3 năm 2022 đến hết ngày 31 tháng 12 năm 2022.
Thực hiện Kế hoạch số 322/KH-UBND ngày 29 tháng 12 năm 2021 của UBND thành phố Hà Nội""")


@pytest.mark.parametrize(
    "passage",
    [
        """\
    + Tin, bài về kiểm soát, cải cách thủ tục hành chính trên báo chí: tối thiểu 04 tin, bài/tháng.
      Sở TT&TT chủ trì, phối hợp Văn phòng UBND Thành phố; đề nghị Ban Tuyên giáo Thành ủy phối hợp.
      Tối thiểu 04 × 10 kỳ = 40 tin, bài; kỳ đầu không trọn, từ 28/3/2022.
""",
        """\
III. KINH PHÍ
  Kinh phí thông tin, tuyên truyền tại các sở, ban, ngành, UBND cấp huyện, cấp xã dược bố trí trong
  dự toán ngân sách của đơn vị theo quy định.
  Số tiền: chưa xác định (chưa xác định không có nghĩa là bằng không).
""",
        """\
2. Đề nghị Ban Tuyên giáo Thành ủy Hà Nội
  Hình thức: Tin, bài, sản phẩm thông tin báo chí. Nội dung: tất cả.
  - Chỉ đạo các cơ quan báo chí, truyền thông của Thành phố đẩy mạnh tuyên truyền về cải cách hành
    chính nói chung, kiểm soát thủ tục hành chính nói riêng.
""",
        """\
3. Sở Thông tin và Truyền thông Hà Nội
  Chủ trì, phối hợp Văn phòng UBND Thành phố. Hình thức: Tin, bài, sản phẩm thông tin báo chí; Hệ
""",
        """\
Nơi nhận:
  - Văn phòng Chính phủ;
""",
        "  - Lưu: VT, KSTTHC (Nga).\n",
    ],
)
def test_the_example_says(example, passage):
    assert passage in example


def test_the_example_knows_the_holidays_of_its_year(example):
    said = " ".join(example.split())
    assert "31/12/2022 (thứ Bảy; ngày làm việc tiếp theo 03/01/2023)" in said
    assert "02/01/2023)" not in said


@pytest.mark.holidays
def test_the_holidays_of_the_example_are_those_that_a_library_knows():
    known = pytest.importorskip("holidays").country_holidays("VN", years=[2022, 2023])
    made = read_plan(EXAMPLE)
    days = (made.since + datetime.timedelta(days=number) for number in range(282))
    working = [day for day in days if day in known and not day_off_name(day, calendar=made.calendar)]
    assert working == []
    named = [
        one.since + datetime.timedelta(days=number)
        for one in made.calendar.off
        for number in range(((one.until or one.since) - one.since).days + 1)
    ]
    assert [day for day in named if day not in known] == []


def test_the_plan_s_own_words_survive_typing_errors_included():
    made = read_plan(EXAMPLE)
    told = [" ".join(one.text.split()) for one in explain(made).paragraphs]
    for theirs in (*made.purposes, *made.requirements, made.funding, *(t.summary for t in made.themes.values())):
        assert " ".join(theirs.split()) in told
    assert any("đông hành" in text for text in told)
    assert any("dược bố trí" in text for text in told)


# ---- English, Markdown, JSON


def test_in_english_the_official_terms_stand_where_they_are_first_used():
    with speaking("en"):
        text = explanation_text(explain(read_plan(EXAMPLE)))
    for term in ("PURPOSES AND REQUIREMENTS (mục đích, yêu cầu)", "In charge (chủ trì)", "coordinating (phối hợp)"):
        assert text.count(term) == 1
    assert "at least 4 tin, bài a month (tối thiểu 04 tin, bài/tháng)" in " ".join(text.split())
    assert "Asked: Ban Tuyên giáo Thành ủy Hà Nội" in text


@pytest.mark.parametrize(
    ("timing", "said"),
    [
        (OnDay(day=date(2022, 10, 10), at=datetime.time(9), occasion="Ngày A"), "on 10/10/2022 at 09:00 (Ngày A)"),
        (During(since=date(2022, 7, 1), until=date(2022, 9, 30), fuzzy=True), "roughly from 01/7/2022 to 30/9/2022"),
        (Before(before=date(2022, 12, 15)), "before 15/12/2022"),
        (By(by=date(2022, 12, 15), outlook=date(2030, 12, 31)), "by the end of 15/12/2022, looking on to 31/12/2030"),
        (Every(every="week", interval=2, on=("mon",)), "every 2 weeks on Monday"),
        (Every(every="month", days=(-1, -2)), "every month on the last day, day 2 from the end"),
        (Every(every="quarter", before=20), "every quarter before day 20"),
        (Every(every="quarter", by=20), "every quarter by day 20"),
        (Every(every="month", by=-1), "every month by the last day"),
        (By(by=date(2026, 12, 15), at=datetime.time(17)), "by 15/12/2026 at 17:00"),
        (Every(every="year", months=(5, 10)), "every year in month 5, 10"),
        (ByRule(rule="FREQ=MONTHLY;BYDAY=1MO"), "by the rule FREQ=MONTHLY;BYDAY=1MO"),
        (Ongoing(until=date(2022, 6, 30)), "all the time, to 30/6/2022"),
        (OnEvent(event="khi có", within=5, count="working-day"), "each time it happens, within 5 working days"),
        (OnEvent(event="khi có", within=1), "each time it happens, within 1 day"),
        (Deferred(deferred="theo"), "not set yet"),
        (Several(all=(Ongoing(), Every(every="day"))), "all the time; every day"),
    ],
)
def test_timings_are_said_in_english(timing, said):
    with speaking("en"):
        assert notes(plan(when=timing))[0].startswith(f"Việc: {said} (")


def test_the_markdown_keeps_what_users_wrote_as_text():
    wicked = "# *a* <script>alert(1)</script> [x](javascript:1) `c` 1. &amp; | ~~z~~"
    made = plan(
        title=wicked,
        purposes=(wicked, "- gạch", "1. một", "+ cộng"),
        assignments=by_key(Assignment(key="IV.1", lead=("so-tttt",), duties=(wicked,))),
    )
    html = MarkdownIt("commonmark").enable("strikethrough").render(explanation_markdown(explain(made)))
    assert "<script" not in html
    for tag in ("<em>", "<a ", "<code>", "<s>", "<ol"):
        assert tag not in html
    assert html.count("# *a* &lt;script&gt;alert(1)&lt;/script&gt; [x](javascript:1) `c` 1. &amp;amp; | ~~z~~") == 3
    for kept in ("<li>- gạch</li>", "<li>1. một</li>", "<li>+ cộng</li>"):
        assert kept in html


def test_the_markdown_has_headings_and_nested_lists():
    html = MarkdownIt("commonmark").render(explanation_markdown(explain(read_plan(EXAMPLE))))
    assert html.startswith("<h1>KẾ HOẠCH</h1>")
    assert [html.count(f"<h{n}>") for n in (1, 2, 3)] == [1, 5, 9]
    assert "<h2>IV. TỔ CHỨC THỰC HIỆN</h2>" in html
    assert "<li>Tối thiểu 04 × 10 kỳ = 40 tin, bài; kỳ đầu không trọn, từ 28/3/2022.</li>" in html


def test_the_json_names_the_record_of_each_paragraph():
    record = json.loads(json.dumps(explanation_json(explain(plan(quota=Quota(count=4))))))
    assert list(record) == ["plan", "on", "paragraphs"]
    assert record["on"] == "2022-03-28"
    assert {
        "kind": "activity", "mark": "+", "text": "Việc: tối thiểu 04 tin, bài/tháng.", "level": 2, "place": "activities.viec",
    } in record["paragraphs"]  # fmt: skip


def test_no_control_character_reaches_a_terminal():
    made = evolve(plan(), purposes=("a\x1b[2J\nb\u202ec",))
    for write in (explanation_text, explanation_markdown):
        text = write(explain(made))
        assert "\x1b" not in text
        assert "\u202e" not in text
