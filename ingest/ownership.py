"""Whose a certificate is: what people said of it, the name on it, and the folder that it lies in.

Takes a certificate, the names of the roster and the assignments; gives its `Ownership`, with a reason.
Refuses to let a folder outweigh a name: it settles what the name leaves open, and nothing else.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ingest.assignments import Assignment
from ingest.matching import Match, NameIndex
from ingest.name_traits import Doubt
from ingest.standing import StoredCertificate

# What a folder of the person settles. A name that is another person's name as well stays for a person to look at: such
# a certificate may just have been put into the wrong folder.
SETTLED_BY_FOLDER: Final = frozenset(Doubt) - {Doubt.OTHER_NAME}
# The folder inside these is named after who uses the computer, not after whose papers are there.
_HOMES: Final = frozenset({"home", "users"})


@dataclass(frozen=True, slots=True)
class Ownership:
    """Whose a certificate is. Not `certain`: a person must look; `person_id` None: nobody's, or one of `rivals`."""

    person_id: str | None
    certain: bool
    reason: str  # a sentence for the reviewer
    folder_owner: str | None = None  # whose folder it lies in; of several folders, one that is not `person_id`'s
    rivals: tuple[str, ...] = ()  # the person_ids of others who may be meant, the likeliest first


def whose(certificate: StoredCertificate, index: NameIndex, assignments: Mapping[str, Assignment]) -> Ownership:
    """Whose a certificate is: as a person said, else by the name on it, where the folder may settle a doubt.

    Args:
        certificate: As it stands.
        index: The names of the whole roster.
        assignments: Those in force, by the certificates' keys.
    """
    owners = _folder_owners(certificate.paths, index)
    assignment = assignments.get(certificate.key)
    if assignment is not None:
        person_id, reason = _as_assigned(assignment, index)
        return Ownership(person_id, True, reason, _other_first(owners, person_id))
    activity = certificate.outcome.activity
    holder = activity.holder.value if activity else None
    match = index.match(holder)
    if not match.certain and len(owners) == 1:
        match = _settled(match, owners[0], index) if holder else _proposed(match, owners[0], index)
    return Ownership(match.person_id, match.certain, match.reason, _other_first(owners, match.person_id), match.rivals)


def _as_assigned(assignment: Assignment, index: NameIndex) -> tuple[str | None, str]:
    said = f"{assignment.assigned_by} said on {assignment.assigned_at:%Y-%m-%d} that it is"
    if assignment.person_id is None:
        return None, f"{said} nobody's on the roster"
    shown = index.shown(assignment.person_id)
    if shown is None:
        return None, f"{said} person_id {assignment.person_id}'s, who is no longer on the roster"
    return assignment.person_id, f"{said} {shown}'s"


def _settled(match: Match, owner: str, index: NameIndex) -> Match:
    """What a match becomes in the folder of the person whom the name leaves open."""
    if match.doubt not in SETTLED_BY_FOLDER or owner not in (match.person_id, *match.rivals):
        return match
    others = tuple(rival for rival in (match.person_id, *match.rivals) if rival not in (None, owner))
    reason = f"{match.reason}; it lies in the folder of {index.shown(owner)}"
    return Match(owner, True, reason, tuple(filter(None, others)))


def _proposed(match: Match, owner: str, index: NameIndex) -> Match:
    """Without a name the folder only proposes."""
    return Match(owner, False, f"{match.reason}; it lies in the folder of {index.shown(owner)}")


def _folder_owners(paths: Iterable[Path], index: NameIndex) -> list[str]:
    """Whose folders the file lies in, the nearest folder of each path that names somebody."""
    nearest = (next(filter(None, map(index.named_by, _folders(path))), None) for path in paths)
    return list(dict.fromkeys(filter(None, nearest)))


def _folders(path: Path) -> Iterator[str]:
    """The names of the folders that a file lies in, the nearest one first."""
    parts = path.parent.parts
    for place in range(len(parts) - 1, -1, -1):
        if place == 0 or parts[place - 1].casefold() not in _HOMES:
            yield parts[place]


def _other_first(owners: Iterable[str], person_id: str | None) -> str | None:
    return next(iter(sorted(owners, key=lambda owner: owner == person_id)), None)
