"""An outcome in the light of what people confirmed: surer, doubted, or as it was."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ingest.activity import (
    REQUIRED_FIELDS,
    CategoryLabel,
    Field,
    FieldName,
    Issue,
    IssueCode,
    Outcome,
    Status,
)
from ingest.fingerprint import folded_text
from ingest.memory import Lesson, Memory, Vote, lesson, make_memory, value_keys
from ingest.recall import METHOD, recall
from ingest.record import from_record, to_record
from tests.made_memory import BAR, DIPLOMA, RECEIPT, THRESHOLD, area, certificate, hours, moved, with_runner_up
from tests.made_outcomes import failed, source

START = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
NAMES = ("Dana R. Whitfield", "Bo Li", "Ann Ode", "Cy Dow", "Eve Fox", "Flo Gee")
OTHER_COURSE: dict[str, Any] = {"program_number": "578-001-25", "title": "Casts and Crystals"}


def taught(made: Outcome, minute: int = 0, **corrected: Any) -> Lesson:
    assert made.activity is not None
    fields: dict[str, Any] = {
        name: Field(FieldName(name), value, decided_by="ana") for name, value in corrected.items()
    }
    return lesson(made, replace(made, activity=replace(made.activity, **fields)), START + timedelta(minutes=minute))


def known(layout: str = DIPLOMA, count: int = 3, **corrected: Any) -> Memory:
    """A memory of so many confirmed certificates of a layout, of another course than the default one."""
    return make_memory(
        taught(certificate(f"{n}.pdf", NAMES[n + 1], layout, **OTHER_COURSE), n, **corrected) for n in range(count)
    )


def looked_up(made: Outcome, memory: Memory) -> Outcome:
    found = recall(made, memory, BAR.calibration, BAR.promised_error)
    assert recall(found, memory, BAR.calibration, BAR.promised_error) == found, "twice is as once"
    read_back = from_record(to_record(found))
    assert (read_back.layout, read_back.recalled) == (found.layout, found.recalled)
    assert to_record(read_back) == to_record(found)
    return found


def confidence(made: Outcome, name: FieldName) -> float:
    assert made.activity is not None
    found = made.activity.field(name).confidence
    assert found is not None
    return found


def issues(made: Outcome, name: FieldName) -> list[IssueCode]:
    assert made.activity is not None
    return [issue.code for issue in made.activity.field(name).issues]


def values(made: Outcome) -> dict[FieldName, str]:
    assert made.activity is not None
    return value_keys(made.activity)


# Layouts


def test_nothing_learned_changes_nothing() -> None:
    made = certificate("new.pdf")
    assert looked_up(made, Memory()) is made


@pytest.mark.parametrize(("count", "status"), [(2, Status.NEEDS_REVIEW), (3, Status.ACCEPTED)])
def test_the_fourth_certificate_of_a_layout_needs_nobody(count: int, status: Status) -> None:
    made = certificate("new.pdf")
    assert made.status is Status.NEEDS_REVIEW
    found = looked_up(made, known(count=count))
    assert found.status is status
    assert values(found) == values(made)


def test_another_layout_is_as_new_as_before() -> None:
    made = certificate("new.pdf", layout=RECEIPT)
    assert looked_up(made, known()) is made
    without = replace(made, layout=None)
    assert looked_up(without, known()) is without


def test_a_value_at_another_place_than_the_confirmed_ones_is_less_sure() -> None:
    found = looked_up(moved(certificate("new.pdf"), FieldName.HOLDER, 200), known())
    assert confidence(found, FieldName.HOLDER) < 0.8 < THRESHOLD < confidence(found, FieldName.TITLE)
    assert issues(found, FieldName.HOLDER) == [IssueCode.LOW_CONFIDENCE] and found.status is Status.NEEDS_REVIEW


def test_a_field_that_people_had_to_correct_is_not_sure() -> None:
    found = looked_up(certificate("new.pdf"), known(title="What it really says"))
    assert confidence(found, FieldName.TITLE) < 0.3
    assert found.status is Status.NEEDS_REVIEW


def test_the_runner_up_where_the_confirmed_ones_stood_is_taken_and_the_area_is_unsure() -> None:
    def two_titles(made: Outcome, number: int) -> Outcome:
        return with_runner_up(made, FieldName.TITLE, f"Course {number}", 300)

    memory = make_memory(
        taught(two_titles(certificate(f"{n}.pdf", NAMES[n + 1], **OTHER_COURSE), n), n, title=f"Course {n}")
        for n in range(3)
    )
    made = two_titles(certificate("new.pdf"), 7)
    found = looked_up(made, memory)
    assert values(made)[FieldName.TITLE] == "Anemias of Chronic Disease"
    assert values(found)[FieldName.TITLE] == "Course 7" and found.activity is not None
    assert [other.value for other in found.activity.title.runners_up] == ["Anemias of Chronic Disease"]
    assert issues(found, FieldName.CATEGORY) == [IssueCode.LOW_CONFIDENCE]
    assert confidence(found, FieldName.CATEGORY) <= 0.5
    assert looked_up(made, known()).activity.category == made.activity.category  # type: ignore[union-attr]


def test_two_amounts_are_no_conflict_where_the_confirmed_ones_tell_which_it_is() -> None:
    made = with_runner_up(certificate("new.pdf", sure=0.9), FieldName.CREDIT, hours("6"), 300)
    assert made.activity is not None
    conflict = Issue(IssueCode.CONFLICT, FieldName.CREDIT, "both are printed")
    credit = replace(made.activity.credit, issues=(*made.activity.credit.issues, conflict))
    made = replace(made, activity=replace(made.activity, credit=credit))
    assert IssueCode.CONFLICT not in issues(looked_up(made, known()), FieldName.CREDIT)
    unknown = looked_up(replace(made, layout=None), known())
    assert IssueCode.CONFLICT in issues(unknown, FieldName.CREDIT)


def test_hours_that_no_confirmed_certificate_states_are_not_missing() -> None:
    made = certificate("new.pdf", without=FieldName.CREDIT, program_number=None)
    none = known(credit=None)
    found = looked_up(made, none)
    assert found.status is Status.ACCEPTED and not issues(found, FieldName.CREDIT)
    assert looked_up(made, known(count=2, credit=None)).status is Status.NEEDS_REVIEW
    (first, *others) = none.layouts[0].lessons
    once = make_memory([taught(certificate("0.pdf", NAMES[1], **OTHER_COURSE)), *others])
    assert first not in once.layouts[0].lessons
    assert issues(looked_up(made, once), FieldName.CREDIT) == [IssueCode.MISSING]


def test_hours_that_were_read_where_none_are_stated_are_for_a_person() -> None:
    found = looked_up(certificate("new.pdf", sure=0.99), known(credit=None))
    assert found.status is Status.NEEDS_REVIEW
    assert FieldName.CREDIT in values(found) and confidence(found, FieldName.CREDIT) <= 0.5


def test_a_provider_that_no_confirmed_certificate_states_is_withdrawn() -> None:
    made = certificate("new.pdf", provider="Dana R. Whitfield, Director")
    found = looked_up(made, known(provider=None))
    assert found.status is Status.ACCEPTED
    assert FieldName.PROVIDER not in values(found) and FieldName.PROVIDER in values(made)


@pytest.mark.parametrize(("down", "status"), [(0, Status.ACCEPTED), (200, Status.NEEDS_REVIEW)])
def test_a_paper_like_confirmed_certificates_is_one(down: float, status: Status) -> None:
    made = certificate("new.pdf")
    assert made.activity is not None
    doubt = Issue(IssueCode.DOUBTFUL_PAPER, None, "it hardly says that somebody finished a course")
    other = Issue(IssueCode.SEVERAL_ON_PAGE, None, "two holders")
    doubted = replace(made, activity=replace(made.activity, issues=(doubt,)))
    found = looked_up(moved(doubted, FieldName.HOLDER, down), known())
    assert found.status is status and found.activity is not None
    assert found.activity.issues == (() if status is Status.ACCEPTED else (doubt,))
    twice = looked_up(replace(made, activity=replace(made.activity, issues=(doubt, other))), known())
    assert twice.activity is not None and twice.activity.issues == (other,)


def test_more_confirmations_make_it_surer_and_never_certain() -> None:
    made = certificate("new.pdf", sure=0.99)
    found = [confidence(looked_up(made, known(count=count)), FieldName.TITLE) for count in (3, 4, 5)]
    assert found == sorted(found) and found[0] > 0.99 and found[-1] < 1


def test_the_provider_of_the_layout_is_known_wherever_it_stands() -> None:
    made = moved(certificate("new.pdf"), FieldName.PROVIDER, 300)
    assert confidence(looked_up(made, known()), FieldName.PROVIDER) > THRESHOLD
    other = certificate("new.pdf", provider="Somebody Else")
    found = looked_up(moved(other, FieldName.PROVIDER, 300), known())
    assert confidence(found, FieldName.PROVIDER) < 0.8


def test_another_provider_at_the_usual_place_counts_only_where_there_were_several() -> None:
    made = certificate("new.pdf", provider="Prairie Laboratory Soc")  # cut off, it may be
    assert confidence(looked_up(made, known()), FieldName.PROVIDER) < 0.8
    several = make_memory(
        taught(certificate(f"{n}.pdf", NAMES[n + 1], provider=f"Provider {n}", **OTHER_COURSE), n) for n in range(3)
    )
    assert confidence(looked_up(made, several), FieldName.PROVIDER) > THRESHOLD


def test_other_doubts_stay() -> None:
    made = certificate("new.pdf")
    assert made.activity is not None
    doubt = Issue(IssueCode.READERS_DISAGREE, FieldName.HOLDER, "“I” and “l”")
    paper = Issue(IssueCode.PROPOSED_SPLIT, None, "one of several")
    holder = replace(made.activity.holder, issues=(*made.activity.holder.issues, doubt))
    made = replace(made, activity=replace(made.activity, holder=holder, issues=(paper,)))
    found = looked_up(made, known())
    assert issues(found, FieldName.HOLDER) == [IssueCode.READERS_DISAGREE]
    assert found.activity is not None and found.activity.issues == (paper,)
    assert found.status is Status.NEEDS_REVIEW


def test_a_missing_value_stays_missing_on_a_known_layout() -> None:
    found = looked_up(certificate("new.pdf", without=FieldName.CREDIT), known())
    assert issues(found, FieldName.CREDIT) == [IssueCode.MISSING]


def test_what_is_no_certificate_stays_none() -> None:
    made = certificate("new.pdf")
    assert made.activity is not None
    flyer = Issue(IssueCode.NOT_A_CERTIFICATE, None, "a flyer")
    made = replace(made, activity=replace(made.activity, issues=(flyer,)))
    assert looked_up(made, known()).status is Status.NOT_A_CERTIFICATE


def test_without_a_threshold_for_known_layouts_nothing_is_accepted() -> None:
    unfitted = replace(BAR.calibration, acceptance_known=())
    found = recall(certificate("new.pdf"), known(), unfitted, BAR.promised_error)
    assert found.status is Status.NEEDS_REVIEW
    assert all(issues(found, name) == [IssueCode.LOW_CONFIDENCE] for name in REQUIRED_FIELDS)


# Decisions


def test_what_a_person_decided_is_not_touched() -> None:
    made = certificate("new.pdf")
    assert made.activity is not None
    holder: Field[str] = Field(FieldName.HOLDER, "Bo Lee", confidence=1.0, decided_by="ana")
    decided = replace(made, activity=replace(made.activity, holder=holder))
    assert looked_up(decided, known()) is decided


def test_a_failure_is_not_touched() -> None:
    unread = failed(source(certificate("a.pdf").source.path), "encrypted_file")
    assert looked_up(unread, known()) is unread


# Courses


def course(count: int = 1, **values: Any) -> Memory:
    """A memory of so many confirmed certificates of the default course, on another layout."""
    return make_memory(taught(certificate(f"c{n}.pdf", NAMES[n + 1], RECEIPT, **values), n) for n in range(count))


def test_a_value_that_the_course_confirms_is_surer() -> None:
    found = looked_up(certificate("new.pdf"), course())
    for name in (FieldName.TITLE, FieldName.PROVIDER, FieldName.CREDIT):
        assert confidence(found, name) > 0.99
    for name in (FieldName.HOLDER, FieldName.COMPLETED_ON):
        assert confidence(found, name) == 0.8
    assert found.status is Status.NEEDS_REVIEW


def test_a_value_that_differs_from_the_course_is_an_issue_and_stays() -> None:
    made = certificate("new.pdf", credit=hours("15"), sure=0.95)
    found = looked_up(made, course(2))
    assert values(found) == values(made)
    assert IssueCode.DIFFERS_FROM_COURSE in issues(found, FieldName.CREDIT)
    assert confidence(found, FieldName.CREDIT) < 0.5
    assert found.activity is not None
    (detail,) = [issue.detail for issue in found.activity.credit.issues if issue.code is IssueCode.DIFFERS_FROM_COURSE]
    assert detail == "“15 contact hour” here, “1.5 contact hour” on 2 confirmed certificates of the course"


@pytest.mark.parametrize("name", [FieldName.TITLE, FieldName.PROVIDER, FieldName.CREDIT])
def test_a_value_that_was_not_found_is_proposed_with_the_number_as_evidence(name: FieldName) -> None:
    found = looked_up(certificate("new.pdf", without=name, sure=0.99), course())
    assert found.activity is not None
    field, number = found.activity.field(name), found.activity.program_number
    assert values(found)[name] == values(certificate("whole.pdf"))[name]
    assert field.method == METHOD and field.candidate and number.candidate
    assert field.candidate.evidence == number.candidate.evidence
    assert issues(found, name)[0] is IssueCode.PROPOSED_VALUE and IssueCode.MISSING not in issues(found, name)
    assert found.status is Status.NEEDS_REVIEW


def test_no_value_is_proposed_without_a_number() -> None:
    memory = make_memory([taught(certificate("c.pdf", "Bo Li", RECEIPT, without=FieldName.PROGRAM_NUMBER))])
    made = certificate("new.pdf", without=FieldName.CREDIT)
    assert made.activity is not None
    made = replace(made, activity=replace(made.activity, program_number=Field(FieldName.PROGRAM_NUMBER)))
    found = looked_up(made, memory)
    assert issues(found, FieldName.CREDIT) == [IssueCode.MISSING]


def test_a_disputed_value_is_not_taught() -> None:
    memory = make_memory(
        taught(certificate(f"{n}.pdf", NAMES[n + 1], RECEIPT, credit=hours(amount)), n)
        for n, amount in enumerate(("1.5", "2"))
    )
    found = looked_up(certificate("new.pdf", credit=hours("3")), memory)
    assert issues(found, FieldName.CREDIT) == [IssueCode.LOW_CONFIDENCE]
    assert confidence(found, FieldName.CREDIT) == 0.8


def test_an_unsure_area_gives_way_to_the_confirmed_one() -> None:
    memory = course(category=area(CategoryLabel.SAFETY, 1.0))
    found = looked_up(certificate("new.pdf", category=area(CategoryLabel.CHEMISTRY, 0.5)), memory)
    assert found.activity is not None
    category = found.activity.category.value
    assert category is not None
    assert (category.label, category.method) == (CategoryLabel.SAFETY, METHOD)
    assert category.confidence >= 0.95 and category.runners_up[0][0] is CategoryLabel.CHEMISTRY
    assert found.activity.category.candidate and found.activity.program_number.candidate
    assert found.activity.category.candidate.evidence == found.activity.program_number.candidate.evidence


def test_a_sure_area_that_differs_is_an_issue() -> None:
    memory = course(category=area(CategoryLabel.SAFETY, 1.0))
    found = looked_up(certificate("new.pdf", category=area(CategoryLabel.CHEMISTRY, 0.99)), memory)
    assert found.activity is not None and found.activity.category.value is not None
    assert found.activity.category.value.label is CategoryLabel.CHEMISTRY
    assert issues(found, FieldName.CATEGORY) == [IssueCode.DIFFERS_FROM_COURSE]


# Colleagues


def votes(*certificates: Outcome) -> list[Vote]:
    found = []
    for made in certificates:
        assert made.activity is not None
        found.append(Vote(folded_text(made.activity.holder.value or ""), value_keys(made.activity)))
    return found


def colleagues(*amounts: str) -> list[Outcome]:
    return [certificate(f"{n}.pdf", NAMES[n + 1], RECEIPT, credit=hours(text)) for n, text in enumerate(amounts)]


def test_ten_hours_among_colleagues_with_one_are_doubted_and_stay() -> None:
    made = certificate("new.pdf", credit=hours("10"), sure=0.95)
    found = looked_up(made, make_memory([], (), votes(made, *colleagues("1.0", "1.0", "1.0"))))
    assert values(found) == values(made)
    assert issues(found, FieldName.CREDIT)[0] is IssueCode.DIFFERS_FROM_COURSE
    assert confidence(found, FieldName.CREDIT) < 0.8


def test_colleagues_who_agree_make_it_a_little_surer() -> None:
    made = certificate("new.pdf", credit=hours("1.0"))
    found = looked_up(made, make_memory([], (), votes(made, *colleagues("1.0", "1.0"))))
    assert 0.8 < confidence(found, FieldName.CREDIT) < 0.95


@pytest.mark.parametrize("amounts", [("1",), ("1", "2"), ("1", "1", "2"), ()])
def test_too_few_or_divided_colleagues_say_nothing(amounts: tuple[str, ...]) -> None:
    made = certificate("new.pdf", credit=hours("10"), title="Alone")
    others = [replace_title(item, "Alone") for item in colleagues(*amounts)]
    found = looked_up(made, make_memory([], (), votes(made, *others)))
    assert issues(found, FieldName.CREDIT) == [IssueCode.LOW_CONFIDENCE]
    assert confidence(found, FieldName.CREDIT) == 0.8


def replace_title(made: Outcome, title: str) -> Outcome:
    assert made.activity is not None
    return replace(made, activity=replace(made.activity, title=replace(made.activity.title, value=title)))


def test_the_same_persons_other_scans_have_no_vote() -> None:
    made = certificate("new.pdf", credit=hours("10"))
    copies = [certificate(f"copy{n}.pdf", layout=RECEIPT, credit=hours("1")) for n in range(4)]
    assert looked_up(made, make_memory([], (), votes(made, *copies))) is made
    nameless = [certificate(f"n{n}.pdf", without=FieldName.HOLDER, credit=hours("1")) for n in range(4)]
    assert looked_up(made, make_memory([], (), votes(made, *nameless))) is made


def test_what_people_confirmed_outweighs_colleagues() -> None:
    made = certificate("new.pdf", credit=hours("1.5"))
    lessons = [taught(certificate("c.pdf", "Zoe Poe", RECEIPT))]
    found = looked_up(made, make_memory(lessons, (), votes(made, *colleagues("15", "15", "15"))))
    assert issues(found, FieldName.CREDIT) == [IssueCode.LOW_CONFIDENCE]  # the layout is new
    assert confidence(found, FieldName.CREDIT) > 0.99
