"""Who leads, who is ordered and who is only asked: faults of assignments, and what comes near."""

from __future__ import annotations

import pytest
from attrs import evolve

from tests.check.reading import PLAN, found, places, plan
from tuyentruyen.model.plan import Activity, Assignment, Recipient
from tuyentruyen.model.units import Successor, Unit, UnitGroup
from tuyentruyen.model.when import Ongoing

CODES = ("TT501", "TT502", "TT503", "TT504", "TT511", "TT512", "TT513", "TT514", "TT520", "TT529")


def assignment(key="IV.3", **fields):
    return Assignment(key=key, **{"duties": ("Làm việc này.",), **fields})


def activity(key="a", **fields):
    return Activity(key=key, **{"title": key, "form": "loa", "themes": ("dvc",), "when": Ongoing(), **fields})


@pytest.mark.parametrize("code", CODES)
def test_a_sound_plan_is_in_order(code):
    assert found(code) == []


def test_a_form_that_nobody_leads_is_found_with_its_activities():
    plain = plan(assignments=[Assignment(key="IV.1", executing=("phong",), forms=("web", "loa"))])
    several = found("TT501", plan=plain)
    assert [one.place for one in several] == ["forms.web", "forms.loa"]
    assert several[0].text == "nobody leads “Trang tin”, though it has activities: “Tin, bài”"


def test_who_is_only_asked_needs_no_lead():
    asked = evolve(PLAN, assignments={"IV.2": PLAN.assignments["IV.2"]}, activities={"a": activity(units=("hoi",))})
    assert places("TT501", asked) == []


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"coordinating": ("phong",)}, ["TT502"]),
        ({"coordinating": ("phong",), "advising": ("to-1",)}, []),
        ({"inspecting": ("phong",)}, []),
        ({}, ["TT503"]),
        ({"executing": ("phong",), "duties": ()}, ["TT504"]),
        ({"executing": ("phong",), "duties": (), "themes": ("dvc",)}, []),
        ({"lead": ("phong",), "coordinating": ("phong",)}, ["TT514"]),
        ({"lead": ("phong",), "executing": ("phong",)}, []),
        ({"executing": ("hoi",), "requested": ("hoi",)}, ["TT512", "TT514"]),
        ({"inspecting": ("hoi",)}, ["TT512"]),
        ({"coordinating": ("hoi",), "lead": ("phong",)}, []),
        ({"lead": ("trong",)}, ["TT529"]),
    ],
)
def test_an_assignment_is_told_what_it_lacks(fields, codes):
    some = plan(assignments=[assignment(**fields)], groups=[UnitGroup(key="trong", title="Nhóm trống")])
    looked_at = ("TT502", "TT503", "TT504", "TT512", "TT514", "TT529")
    assert [code for code in looked_at if found(code, plan=some)] == codes


def test_an_activity_says_what_an_assignment_has_to_do():
    bare = assignment(executing=("phong",), duties=())
    assert places("TT504", plan(assignments=[bare], activities=[activity(clause="IV.3", units=("phong",))])) == []


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ({"units": ("hoi",), "clause": "IV.1"}, 1),
        ({"units": ("hoi",), "requested": False}, 1),
        ({"units": ("hoi",), "requested": True, "clause": "IV.1"}, 0),
        ({"units": ("hoi",), "clause": "IV.2"}, 0),
        ({"units": ("to-1",), "clause": "IV.1"}, 0),
    ],
)
def test_an_activity_orders_nobody_who_is_only_asked(fields, count):
    assert len(found("TT511", plan=plan(activities=[activity(**fields)]))) == count


def test_who_is_ordered_elsewhere_may_be_ordered():
    both = plan(
        assignments=[assignment(coordinating=("hoi",), lead=("phong",))],
        activities=[activity(units=("hoi",), requested=False)],
    )
    assert places("TT511", both) == []


@pytest.mark.parametrize("kind", ["party", "front", "central"])
def test_a_free_body_takes_no_orders_unless_its_like_issues_the_plan(kind):
    free = Unit(key="la", name="Cơ quan lạ", kind=kind)
    assert places("TT512", plan(units=[free], assignments=[assignment(lead=("la",))])) == ["assignments.IV.3.lead[0]"]
    party = Unit(key="ubnd", name="Đảng ủy", kind="party")
    assert places("TT512", plan(units=[free, party], assignments=[assignment(lead=("la",))])) == []


ORDERS = [
    "Yêu cầu vận động hội viên.", "Vận động hội viên; yêu cầu báo cáo hằng quý.", "Giao Hội Phụ nữ vận động hội viên.",
    "Tuyên truyền, giao cho Hội Liên hiệp Phụ nữ phường thực hiện.", "Giao nhiệm vụ cho Hội Phụ nữ vận động hội viên.",
    "Hội Phụ nữ có trách nhiệm vận động hội viên.", "Hội Liên hiệp Phụ nữ phường phải báo cáo hằng quý.",
]  # fmt: skip
NO_ORDERS = [
    "Vận động theo yêu cầu của phong trào.", "Giao dịch qua mạng; giao lưu với hội viên.", "Đề nghị Hội Phụ nữ vận động hội viên.",
    "Đáp ứng yêu cầu hội viên.", "Bàn giao tài liệu cho Hội Phụ nữ.",
    "Bàn giao Hội Phụ nữ tài liệu.", "Chi hội Phụ nữ phải báo cáo.", "Hội Phụ nữ phường cùng làm, có trách nhiệm với hội viên.",
]  # fmt: skip


@pytest.mark.parametrize("duty", ORDERS)
def test_words_that_order_who_is_asked_are_found(duty):
    changed = plan(assignments=[evolve(PLAN.assignments["IV.2"], duties=("Phối hợp.", duty))])
    assert places("TT513", changed) == ["assignments.IV.2.duties[1]"]


@pytest.mark.parametrize("duty", NO_ORDERS)
def test_the_same_words_in_another_sense_order_nobody(duty):
    assert places("TT513", plan(assignments=[evolve(PLAN.assignments["IV.2"], duties=(duty,))])) == []


def test_who_is_ordered_may_be_ordered_in_words():
    assert (
        places(
            "TT513",
            plan(assignments=[assignment("IV.1", lead=("phong",), duties=("Yêu cầu Phòng Văn hóa - Xã hội làm.",))]),
        )
        == []
    )


def test_an_order_to_who_is_asked_is_found_in_another_s_assignment():
    assert places(
        "TT513", plan(assignments=[assignment(lead=("phong",), duties=("Chủ trì, giao Hội Phụ nữ làm.",))])
    ) == ["assignments.IV.3.duties[0]"]


@pytest.mark.parametrize("said", ["Thành uỷ phường", "Thành ủy  phường", "THÀNH ỦY PHƯỜNG", "thành uỷ phường"])
@pytest.mark.parametrize("name", ["Thành ủy phường", "Thành uỷ phường"])
def test_an_order_is_found_however_the_tones_of_the_name_are_placed(name, said):
    party = Unit(key="tu", name=name, kind="party")
    changed = plan(units=[party], assignments=[assignment(requested=("tu",), duties=(f"Phối hợp, giao {said} làm.",))])
    assert places("TT513", changed) == ["assignments.IV.3.duties[0]"]


def test_who_has_a_part_is_among_the_recipients():
    new = Unit(key="doan", name="Đoàn Thanh niên phường", short="Đoàn TN")
    some = plan(units=[new], assignments=[assignment(requested=("doan",))])
    assert places("TT520", some) == ["assignments.IV.3.requested[0]"]
    assert places("TT520", evolve(some, recipients=(*some.recipients, Recipient(name="đoàn tn")))) == []
    assert places("TT520", evolve(some, recipients=(Recipient(name="Lưu: VT"),))) == []
    heir = evolve(PLAN.units["hoi"], successors=(Successor(unit="doan"),))
    assert places("TT520", evolve(some, units={**some.units, "hoi": heir})) == []
