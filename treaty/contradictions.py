"""What contradicts itself in a procedure, found before anybody runs it.

It knows the vocabulary of `law` and its graph; it knows nothing of any country,
and cannot tell whether the file says what the law says.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from treaty.spelling import meant
from treaty.values import ENDS, RETURN

if TYPE_CHECKING:
    from treaty.law import Procedure
    from treaty.provisions import Articles, Deadline, Declaration, Extension, Referral, Step

COUNTED = ("working day", "sitting day")
"""The units that only a calendar can count."""

Ways = Mapping[str, Collection[str]]
Wanted = tuple[str, str, Collection[str], str]
"""Where a name stands, the name, those that are known, and what it should name."""


def mistakes(p: "Procedure") -> Iterator[str]:
    """Everything that contradicts itself, each with the place where it stands."""
    for where, name, known, what in (*_in_steps(p), *_beside_steps(p), *_in_citations(p)):
        if name not in known:
            yield f"{where}: there is no {what} {name!r}{meant(name, known)}"
    yield from _reserved_names(p)
    for name, step in p.steps.items():
        yield from (f"{name}: {mistake}" for mistake in _wrong_forms(p, step))
    yield from _misdeclared(p)
    if p.start not in p.steps:  # nothing could be reached, and each step would be said to be so
        return
    yield from _dead_ends(p)
    yield from _mixed_courses(p)
    yield from _vacant_roles(p)
    yield from _silent_circles(p)


# Names.


def _in_steps(p: "Procedure") -> Iterator[Wanted]:
    """The names that steps, their outcomes and their deadlines use."""
    yield "start", p.start, p.steps, "step"
    for name, step in p.steps.items():
        for organ in (step.organ, *step.each):
            yield name, organ, (*p.organs, *p.roles), "organ"
        yield from _in_outcomes(p, name, step)
        for declaration in step.deadline_if:
            yield name, declaration, p.declarations, "declaration"
        for deadline in step.deadlines():
            yield name, deadline.since, ("entry", *p.steps), "step"
            if deadline.silence:
                yield name, deadline.silence, step.outcomes, "outcome"
            if deadline.calendar:
                yield name, deadline.calendar, p.calendars, "calendar"


def _in_outcomes(p: "Procedure", name: str, step: "Step") -> Iterator[Wanted]:
    for key, outcome in step.outcomes.items():
        where = f"{name}.{key}"
        yield where, outcome.to, (*p.steps, *ENDS, RETURN), "step"
        if outcome.requires:
            yield where, outcome.requires, p.declarations, "declaration"
        for organ in outcome.also:
            yield where, organ, p.organs, "organ"
        for role, organ in outcome.seises.items():
            yield where, role, p.roles, "role"
            yield where, organ, p.organs, "organ"


def _beside_steps(p: "Procedure") -> Iterator[Wanted]:
    """The names that referrals, declarations and extensions use."""
    for name, referral in p.referrals.items():
        yield name, referral.to, p.steps, "step"
    for name, declaration in p.declarations.items():
        if declaration.ends:
            yield name, declaration.ends, p.declarations, "declaration"
        for step in (*declaration.diverts, *declaration.stops):
            yield name, step, p.steps, "step"
        for step in declaration.diverts.values():
            yield name, step, (*p.steps, *ENDS), "step"
    for name, it in _beside(p):
        for organ in it.by:
            yield name, organ, (*p.organs, *p.roles), "organ"
        for step in it.during:
            yield name, step, p.steps, "step"
    yield from _in_transition(p)


def _beside(p: "Procedure") -> Iterator[tuple[str, "Referral | Declaration | Extension"]]:
    """What happens beside the steps, by whom and during which of them."""
    yield from p.referrals.items()
    yield from p.declarations.items()
    yield from p.extensions.items()


def _in_transition(p: "Procedure") -> Iterator[Wanted]:
    """The names of this version that its transition uses; `Law` knows those of the earlier one."""
    if p.transition is None:
        return
    for step in p.transition.steps.values():
        yield "transition", step, (*p.steps, *ENDS), "step"
    for step in p.transition.restarts:
        yield "transition", step, p.steps, "step"
    for declaration in p.transition.declarations.values():
        yield "transition", declaration, p.declarations, "declaration"


def _in_citations(p: "Procedure") -> Iterator[Wanted]:
    for where, articles in _cited(p):
        for it in articles:
            yield where, it.source, p.sources, "source"


def _cited(p: "Procedure") -> Iterator[tuple[str, "Articles"]]:
    for name, it in (*p.steps.items(), *_beside(p)):
        yield name, it.articles
    if p.transition:
        yield "transition", p.transition.articles
    for name, step in p.steps.items():
        yield from ((name, deadline.articles) for deadline in step.deadlines())


def _reserved_names(p: "Procedure") -> Iterator[str]:
    for name in (*p.steps, *p.organs, *p.roles):
        if name in (*ENDS, RETURN, "entry"):
            yield f"{name}: this name has a meaning of its own; choose another"
    for role in p.roles:
        if role in p.organs:
            yield f"{role}: is an organ and a role; choose another name for one of them"


# Forms.


def _wrong_forms(p: "Procedure", step: "Step") -> Iterator[str]:
    """What a step lacks that its kind needs, or has that it cannot have."""
    decides = any(outcome.is_voted for outcome in step.outcomes.values())
    if not step.articles:
        yield "cites no article"
    if step.kind == "vote":
        if not decides:
            yield "is a vote, but no outcome names a majority"
        for organ in _voters(p, step):
            yield f"{organ} votes, but the file does not say how many seats it has"
    elif decides or step.quorum or step.each:
        yield "only a vote has majorities, a quorum, and organs that vote each for itself"
    for deadline in step.deadlines():
        yield from _miscounted(p, deadline)
    ends = [deadline.silence for deadline in step.deadlines()]
    for name, outcome in step.outcomes.items():
        if outcome.by_silence and (name not in ends or outcome.is_voted):
            yield f"{name!r} is by silence, so a deadline must name it, and no majority"
    if step.kind == "period" and not (step.deadline and all(ends)):
        yield "is a period, so it needs a deadline with the outcome of silence"


def _voters(p: "Procedure", step: "Step") -> tuple[str, ...]:
    """The organs that may have to vote at a step, and whose size is not on file."""
    seised = (outcome.seises for other in p.steps.values() for outcome in other.outcomes.values())
    parts = (organ for roles in seised for role, organ in roles.items() if role == step.organ)
    also = (organ for it in step.outcomes.values() for organ in it.also)
    voters = dict.fromkeys((*(step.each or (step.organ,)), *parts, *also))
    return tuple(organ for organ in voters if organ in p.organs and not p.organs[organ].seats)


def _miscounted(p: "Procedure", deadline: "Deadline") -> Iterator[str]:
    """A period of working or sitting days without a calendar of such days, or the reverse."""
    units = dict.fromkeys(it.unit for it in deadline.lengths())
    calendar = p.calendars.get(deadline.calendar or "")
    counted = f"{calendar.counts} day" if calendar else ""
    for unit in units:
        if unit in COUNTED and not deadline.calendar:
            yield f"counts {unit}s, so its deadline needs a calendar"
        elif counted and unit != counted:
            yield f"counts {unit}s by a calendar of {counted}s"


def _misdeclared(p: "Procedure") -> Iterator[str]:
    """Declarations that should both stand and not, and extensions of what has no period."""
    for name, it in p.declarations.items():
        if it.momentary and (it.stops or it.ends):
            yield f"{name}: is momentary, so it neither stops a clock nor ends a declaration"
        if not it.stands and any(name in _conditions(step) for step in p.steps.values()):
            yield f"{name}: does not stand, so neither a deadline nor an outcome can depend on it"
    for name, extension in p.extensions.items():
        for step in extension.during:
            if step in p.steps and not tuple(p.steps[step].deadlines()):
                yield f"{name}: {step!r} has no period to extend"


def _conditions(step: "Step") -> tuple[str | None, ...]:
    """The declarations on which a deadline or an outcome of a step depends."""
    return (*step.deadline_if, *(outcome.requires for outcome in step.outcomes.values()))


# The graph.


def _dead_ends(p: "Procedure") -> Iterator[str]:
    """Steps that nothing leads to, and steps from which no end can be reached."""
    ways = _ways(p)
    reached = _closure((p.start, *(referral.to for referral in p.referrals.values())), ways)
    back: dict[str, tuple[str, ...]] = {}
    for name, goes in ways.items():
        for to in goes:
            back[to] = (*back.get(to, ()), name)
    leaving = _closure((*ENDS, RETURN), back)
    for name in p.steps:
        if name not in reached:
            yield f"{name}: nothing leads to this step"
        if name not in leaving:
            yield f"{name}: there is no way from here to an end"


def _mixed_courses(p: "Procedure") -> Iterator[str]:
    """What a court does is apart from the ordinary course, and only there is a `return`."""
    ways = _ways(p)
    ordinary = _closure((p.start,), ways)
    for name, referral in p.referrals.items():
        for step in _closure((referral.to,), ways):
            if step in ordinary and step in p.steps:
                yield f"{step}: belongs to the ordinary course and to the referral {name!r}"
        for step in referral.during:
            if step in p.steps and step not in ordinary:
                yield f"{name}: {step!r} is no step of the ordinary course"
    for name in ordinary:
        if RETURN in ways.get(name, ()):
            yield f"{name}: returns, but no referral leads to this step"


def _vacant_roles(p: "Procedure") -> Iterator[str]:
    """Steps that can be reached before anybody has the part of the organ that acts there."""
    for role in p.roles:
        ways = _ways(p, before=role)
        for referral in p.referrals.values():
            ways |= {name: (*ways.get(name, ()), referral.to) for name in referral.during}
        vacant = _closure((p.start,), ways)
        for name, step in p.steps.items():
            if step.organ == role and name in vacant:
                yield f"{name}: can be reached before an outcome has seised the {role!r}"


def _silent_circles(p: "Procedure") -> Iterator[str]:
    """Steps to which silence alone leads back: time would never end there."""
    silent = {
        name: tuple(
            step.outcomes[it.silence].to for it in step.deadlines() if it.silence in step.outcomes
        )
        for name, step in p.steps.items()
    }
    standing = [it for it in p.declarations.values() if not it.momentary]
    ways = {
        name: (*goes, *(it.diverts[name] for it in standing if name in it.diverts))
        for name, goes in silent.items()
    }
    for name, goes in silent.items():
        if name in _closure(goes, ways):
            yield f"{name}: silence alone leads back to this step"


def _ways(p: "Procedure", before: str = "") -> dict[str, tuple[str, ...]]:
    """Where the token can go from each step, but for referrals, `before` a role is seised."""
    return {
        name: (
            *(it.to for it in step.outcomes.values() if before not in it.seises),
            *_diverted(p, name),
        )
        for name, step in p.steps.items()
    }


def _diverted(p: "Procedure", name: str) -> tuple[str, ...]:
    return tuple(it.diverts[name] for it in p.declarations.values() if name in it.diverts)


def _closure(start: Iterable[str], ways: Ways) -> dict[str, None]:
    """All that can be reached; a dict, because the order of a set is not the same twice."""
    found = dict.fromkeys(start)
    queue = list(found)
    while queue:
        for to in ways.get(queue.pop(), ()):
            if to not in found:
                found[to] = None
                queue.append(to)
    return found
