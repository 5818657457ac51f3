"""Every sentence about a duty follows the role; who is asked is asked."""

from __future__ import annotations

from datetime import date

import pytest

from tuyentruyen.model.duties import asked, is_asked
from tuyentruyen.model.plan import ROLES, Activity, Assignment, Form, Plan
from tuyentruyen.model.units import Unit, UnitGroup
from tuyentruyen.model.when import Ongoing
from tuyentruyen.roles import (
    OFFICIAL,
    STATES,
    allotted,
    counted,
    listed,
    name_of,
    names_of,
    request,
    role_word,
    sentence,
    standing,
    state_word,
    together,
)
from tuyentruyen.wording import speaking


def by_key(*records):
    return {record.key: record for record in records}


def plan(*assignments, **activity):
    made = Activity(key="viec", **{"title": "Việc", "form": "bao-chi", "themes": ("*",), "when": Ongoing(), **activity})
    return Plan(
        key="ke-hoach",
        issuer="ubnd-tp",
        title="Kế hoạch",
        since=date(2022, 1, 1),
        until=date(2022, 12, 31),
        units=by_key(
            Unit(key="ubnd-tp", name="Ủy ban nhân dân Thành phố", short="UBND Thành phố"),
            Unit(key="vp-ubnd", name="Văn phòng UBND Thành phố"),
            Unit(key="so-tttt", name="Sở Thông tin và Truyền thông", short="Sở TT&TT"),
            Unit(key="ban-tuyen-giao", name="Ban Tuyên giáo Thành ủy", kind="party"),
            Unit(key="quan-ba-dinh", name="UBND quận Ba Đình"),
        ),
        groups=by_key(
            UnitGroup(key="quan", title="UBND quận, huyện, thị xã", units=("quan-ba-dinh",)),
            UnitGroup(
                key="tat-ca", title="Các Sở, ban, ngành; UBND quận, huyện, thị xã", units=("so-tttt",), groups=("quan",)
            ),
            UnitGroup(key="chung", title="Các cơ quan", units=("ban-tuyen-giao", "so-tttt")),
        ),
        forms=by_key(Form(key="bao-chi", title="Báo chí")),
        assignments=by_key(*assignments),
        activities=by_key(made),
    )


def assignment(key="IV.3", **roles):
    return Assignment(key=key, **{"forms": ("bao-chi",), **roles})


def said(made, lang="vi"):
    with speaking(lang):
        return sentence(made, allotted(made, made.activities["viec"]))


@pytest.mark.parametrize(
    ("role", "vietnamese", "english"),
    [
        ("lead", "Sở TT&TT chủ trì", "In charge: Sở TT&TT"),
        ("coordinating", "Sở TT&TT phối hợp", "Coordinating: Sở TT&TT"),
        ("executing", "Sở TT&TT thực hiện", "Carrying out: Sở TT&TT"),
        ("directing", "Sở TT&TT chỉ đạo", "Directing: Sở TT&TT"),
        ("advising", "Sở TT&TT tham mưu", "Advising: Sở TT&TT"),
        ("inspecting", "Sở TT&TT kiểm tra", "Inspecting: Sở TT&TT"),
        ("requested", "Đề nghị Sở TT&TT", "Asked: Sở TT&TT"),
    ],
)
def test_each_role_has_its_sentence(role, vietnamese, english):
    made = plan()
    for lang, wanted in (("vi", vietnamese), ("en", english)):
        with speaking(lang):
            assert sentence(made, {role: ("so-tttt",)}) == wanted


def test_the_words_of_the_roles_are_the_official_ones():
    assert tuple(OFFICIAL) == ROLES
    with speaking("vi"):
        assert [role_word(role) for role in ROLES] == [
            "chủ trì", "phối hợp", "thực hiện", "chỉ đạo", "tham mưu", "kiểm tra", "đề nghị",
        ]  # fmt: skip


def test_the_words_of_the_states_are_those_of_official_tables():
    with speaking("vi"):
        assert [state_word(state) for state in STATES] == [
            "chưa thực hiện", "đang thực hiện", "hoàn thành", "hoàn thành quá hạn", "chậm tiến độ", "tạm dừng",
            "không thực hiện", "tiếp tục duy trì", "đề nghị", "vượt chỉ tiêu",
        ]  # fmt: skip


def test_chu_tri_phoi_hop_gives_two_roles():
    made = plan(assignment(lead=("so-tttt",), coordinating=("vp-ubnd",)))
    assert said(made) == "Sở TT&TT chủ trì, phối hợp Văn phòng UBND Thành phố"
    assert said(made, "en") == "In charge: Sở TT&TT; coordinating: Văn phòng UBND Thành phố"


def test_who_is_asked_beside_a_lead_is_asked_to_take_part():
    made = plan(
        assignment(lead=("so-tttt",), coordinating=("vp-ubnd",)), assignment("IV.2", requested=("ban-tuyen-giao",))
    )
    assert said(made) == (
        "Sở TT&TT chủ trì, phối hợp Văn phòng UBND Thành phố; đề nghị Ban Tuyên giáo Thành ủy phối hợp"
    )


def test_who_is_asked_and_has_it_to_do_is_asked_and_does_not_lead():
    made = plan(assignment("IV.2", requested=("ban-tuyen-giao",)), units=("ban-tuyen-giao",))
    assert said(made) == "Đề nghị Ban Tuyên giáo Thành ủy"


def test_who_is_asked_together_with_one_that_is_ordered_is_still_asked():
    made = plan(assignment("IV.2", requested=("ban-tuyen-giao",)), units=("so-tttt", "ban-tuyen-giao"))
    assert said(made) == "Sở TT&TT chủ trì; đề nghị Ban Tuyên giáo Thành ủy phối hợp"


@pytest.mark.parametrize(
    ("requested", "expected"),
    [(True, "Đề nghị Sở TT&TT"), (False, "Sở TT&TT chủ trì"), (None, "Sở TT&TT chủ trì")],
)
def test_the_activity_s_own_word_goes_first(requested, expected):
    assert said(plan(units=("so-tttt",), requested=requested)) == expected


def test_nobody_coordinates_with_itself():
    made = plan(assignment(lead=("so-tttt",), coordinating=("vp-ubnd",)), units=("vp-ubnd",))
    assert said(made) == "Văn phòng UBND Thành phố chủ trì"


def test_who_has_two_roles_is_named_once():
    made = plan(assignment(directing=("quan",), inspecting=("quan",), executing=("quan",)))
    assert said(made) == "UBND quận, huyện, thị xã thực hiện, chỉ đạo, kiểm tra"


def test_a_group_within_another_is_not_named_beside_it():
    made = plan(assignment(directing=("tat-ca", "quan")))
    assert said(made) == "Các Sở, ban, ngành; UBND quận, huyện, thị xã chỉ đạo"


def test_names_with_semicolons_part_the_sentences_by_full_stops():
    made = plan(assignment(lead=("so-tttt",), executing=("tat-ca",)))
    assert said(made) == "Sở TT&TT chủ trì. Các Sở, ban, ngành; UBND quận, huyện, thị xã thực hiện"


def test_who_stands_in_the_heading_is_not_named_again():
    made = plan()
    with speaking("vi"):
        named = {"lead": ("so-tttt",), "coordinating": ("vp-ubnd",)}
        assert sentence(made, named, heading=("so-tttt",)) == "Chủ trì, phối hợp Văn phòng UBND Thành phố"
        assert sentence(made, {"requested": ("ban-tuyen-giao",)}, heading=("ban-tuyen-giao",)) == ""
        assert sentence(made, {"directing": ("quan",)}, heading=("tat-ca",)) == "UBND quận, huyện, thị xã chỉ đạo"


def test_a_body_asked_by_its_own_name_is_not_ordered_as_one_of_many():
    made = plan(assignment(executing=("chung",)), assignment("IV.2", requested=("ban-tuyen-giao",)), each="chung")
    activity = made.activities["viec"]
    assert asked(made, activity) == {"ban-tuyen-giao"}
    assert is_asked(made, activity, "ban-tuyen-giao")
    assert not is_asked(made, activity, "so-tttt")
    assert not is_asked(made, activity, "")


def test_a_body_that_one_clause_asks_and_another_orders_by_name_is_ordered():
    made = plan(
        assignment(executing=("ban-tuyen-giao",)),
        assignment("IV.2", requested=("ban-tuyen-giao",)),
        units=("ban-tuyen-giao",),
    )
    assert not is_asked(made, made.activities["viec"], "ban-tuyen-giao")


def test_names_are_short_where_there_is_a_short_one():
    made = plan()
    assert [name_of(made, key) for key in ("so-tttt", "vp-ubnd", "quan", "la")] == [
        "Sở TT&TT", "Văn phòng UBND Thành phố", "UBND quận, huyện, thị xã", "la",
    ]  # fmt: skip


def test_names_are_listed_as_a_sentence_lists_them():
    with speaking("vi"):
        assert listed([]) == ""
        assert listed(["A"]) == "A"
        assert listed(["A", "B", "C", "A"]) == "A, B và C"
        assert listed(["A, B", "C"]) == "A, B; C"
        assert names_of(plan(), ("so-tttt", "vp-ubnd")) == "Sở TT&TT và Văn phòng UBND Thành phố"


@pytest.mark.parametrize(
    ("given", "vietnamese", "english"),
    [
        ({"count": 1, "wanted": 4, "of": "tin, bài", "period": "tháng 5", "days": 9}, "còn thiếu 03/04 tin, bài tháng 5; còn 9 ngày", "3/4 tin, bài of tháng 5 still to come; 9 days left"),
        ({"count": 0, "wanted": 4, "of": "tin, bài", "days": 1}, "còn thiếu 04/04 tin, bài; còn 1 ngày", "4/4 tin, bài still to come; 1 day left"),
        ({"count": 0, "wanted": 1, "days": 0}, "chưa thực hiện; đến hạn hôm nay", "not begun; due today"),
        ({"count": 0, "wanted": 1, "days": -1}, "chậm tiến độ 1 ngày", "1 day behind"),
        ({"count": 0, "wanted": 1, "days": -12}, "chậm tiến độ 12 ngày", "12 days behind"),
        ({"count": 0, "wanted": 1}, "chưa thực hiện", "not begun"),
    ],
)  # fmt: skip
def test_what_is_ordered_is_still_to_come_or_behind(given, vietnamese, english):
    for lang, wanted in (("vi", vietnamese), ("en", english)):
        with speaking(lang):
            assert standing(requested=False, **given) == wanted


@pytest.mark.parametrize(
    ("given", "vietnamese", "english"),
    [
        ({"count": 0, "wanted": 4, "of": "tin, bài", "period": "tháng 5", "days": -3}, "04 tin, bài tháng 5; chưa có", "4 tin, bài of tháng 5; none so far"),
        ({"count": 1, "wanted": 4, "of": "tin, bài", "period": "tháng 5", "days": 9}, "đã có 01/04 tin, bài tháng 5", "1/4 tin, bài of tháng 5 so far"),
        ({"count": 0, "wanted": 1, "days": -3}, "chưa có", "not yet"),
    ],
)  # fmt: skip
def test_what_is_asked_for_is_there_or_not_yet_and_never_late(given, vietnamese, english):
    for lang, wanted in (("vi", vietnamese), ("en", english)):
        with speaking(lang):
            assert standing(requested=True, **given) == wanted


def test_a_request_says_the_work():
    with speaking("vi"):
        assert (
            request("Ban Tuyên giáo Thành ủy", "Chỉ đạo báo chí") == "đề nghị Ban Tuyên giáo Thành ủy: Chỉ đạo báo chí"
        )
    assert request("Ban Tuyên giáo Thành ủy", "Chỉ đạo báo chí") == "asked of Ban Tuyên giáo Thành ủy: Chỉ đạo báo chí"


def test_counts_are_written_as_the_language_writes_them():
    assert (counted(5), counted(2626)) == ("5", "2,626")
    with speaking("vi"):
        assert (counted(5), counted(2626)) == ("05", "2.626")


@pytest.mark.parametrize(
    ("units", "said"),
    [
        (("ban-tuyen-giao", "so-tttt"), "Sở TT&TT (đề nghị Ban Tuyên giáo Thành ủy phối hợp)"),
        (("so-tttt", "vp-ubnd"), "Sở TT&TT và Văn phòng UBND Thành phố"),
        (("ban-tuyen-giao",), "Ban Tuyên giáo Thành ủy"),
        (("chung",), "Các cơ quan"),
    ],
)
def test_of_those_who_do_it_together_who_is_only_asked_stands_apart(units, said):
    made = plan(
        Assignment(key="IV.2", requested=("ban-tuyen-giao",), forms=("bao-chi",)),
        Assignment(key="IV.3", lead=("so-tttt",), coordinating=("vp-ubnd",), forms=("bao-chi",)),
        units=units,
    )
    with speaking("vi"):
        assert together(made, made.activities["viec"]) == said
