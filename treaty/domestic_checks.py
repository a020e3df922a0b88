"""What a domestic procedure refuses, and the sentence with which it does."""

from datetime import date
from typing import assert_never

from treaty.acts import (
    Decide,
    Declare,
    Extend,
    Lawmaking,
    MoveToLaw,
    PublishCalendar,
    Refer,
    Vote,
)
from treaty.contradictions import mistakes
from treaty.days import Length, say
from treaty.domestic_record import DomesticRecord, deadline_of
from treaty.errors import (
    AlreadyDone,
    Closed,
    ImpossibleTally,
    NoQuorum,
    NotEntitled,
    NotMapped,
    NotOpen,
    OutOfTime,
    WrongForm,
)
from treaty.spelling import meant
from treaty.votes import Tally


def check_lawful(at: DomesticRecord, act: Lawmaking) -> None:
    """Refuse an act that the law does not allow where the procedure stood on its day.

    Raises:
        UnlawfulAct: what is wrong, and what would be right.

    """
    if at.is_over:
        raise Closed(f"{at.party.name}'s procedure ended on {say(at.reached)}: {at.step}.")
    match act:
        case Vote():
            _check_open(at, act.step)
            _check_vote(at, act)
        case Decide():
            _check_open(at, act.step)
            _check_decision(at, act)
        case Refer():
            _check_referral(at, act)
        case Declare():
            _check_declaration(at, act)
        case Extend():
            _check_extension(at, act)
        case PublishCalendar():
            _check_calendar(at, act)
        case MoveToLaw():
            _check_move(at, act)
        case _:
            assert_never(act)


def _check_open(at: DomesticRecord, step: str) -> None:
    """Refuse an act at another step than the present one, and say where the procedure stands."""
    if step == at.step:
        return
    if at.suspended and step == at.suspended.step:
        raise NotOpen(f"The step {step!r} is suspended until the ruling. {_stands(at)}")
    passed = next((it for it in reversed(at.path) if it.step == step), None)
    if passed:
        raise NotOpen(
            f"The step {step!r} is closed: {passed.outcome} on {say(passed.until)}. {_stands(at)}"
        )
    if step not in at.procedure.steps:
        raise NotOpen(f"There is no step {step!r}{meant(step, at.procedure.steps)}. {_stands(at)}")
    raise NotOpen(f"The step {step!r} is not open yet. {_stands(at)}")


def _stands(at: DomesticRecord) -> str:
    organ = at.procedure.organs[at.organ(at.now_at)].name
    return (
        f"The procedure of {at.party.name} stands at {at.step!r} since {say(at.reached)}: "
        f"{organ} must act."
    )


def _check_vote(at: DomesticRecord, act: Vote) -> None:
    """Refuse a vote that cannot be: not a vote's step, impossible numbers, no quorum."""
    step = at.now_at
    if step.kind != "vote":
        raise WrongForm(f"{step.title} is not a vote. Decide one of: {', '.join(step.outcomes)}.")
    if act.motion not in step.motions():
        raise WrongForm(
            f"There is no motion {act.motion!r} at {at.step!r}. "
            f"Vote on one of: {', '.join(step.motions())}."
        )
    counted = step.counted(act.motion)
    if sorted(act.also) != sorted(counted):
        raise WrongForm(
            f"A vote on {act.motion!r} at {at.step!r} is counted also by: "
            f"{', '.join(counted) or 'nothing else'}. Give a tally for each of these, and no other."
        )
    _check_tally(at, _voter(at, act), act.tally, act.on)
    for organ, tally in act.also.items():
        _check_tally(at, organ, tally, act.on)


def _voter(at: DomesticRecord, act: Vote) -> str:
    """The organ that votes; where each of several must, one that has not assented yet."""
    step = at.now_at
    if not step.each:
        if act.organ not in (None, at.organ(step)):
            raise NotEntitled(f"{act.organ!r} does not vote at {at.step!r}. {_stands(at)}")
        return at.organ(step)
    left = ", ".join(it for it in step.each if it not in at.stay.assented)
    if act.organ not in step.each:
        raise NotEntitled(
            f"{act.organ!r} does not vote at {at.step!r}{meant(act.organ or '', step.each)}. "
            f"Say which one votes; still to vote: {left}."
        )
    if act.organ in at.stay.assented:
        raise AlreadyDone(f"{act.organ!r} has assented before. Still to vote: {left}.")
    return act.organ


def _check_tally(at: DomesticRecord, name: str, tally: Tally, on: date) -> None:
    """Refuse numbers that cannot be, or too few for a vote."""
    organ = at.procedure.organs[name]
    seats, quorum = organ.size(on), at.now_at.quorum
    if not tally.voted:
        raise ImpossibleTally("Nobody voted: give the numbers of the vote.")
    if tally.voted > tally.attending or tally.attending > seats:
        raise ImpossibleTally(
            f"{tally} is impossible: {organ.name} had {seats} seats on {say(on)}, "
            "and who votes is present."
        )
    if quorum and tally.attending < (needed := quorum.needed(seats)):
        raise NoQuorum(
            f"{tally.attending} of {seats} present is no quorum: {organ.name} needs {needed}. "
            "Give the number with --present if more were there than voted."
        )


def _check_decision(at: DomesticRecord, act: Decide) -> None:
    """Refuse an outcome that the step has not, or that lacks what it requires."""
    step = at.now_at
    if step.kind == "vote":
        raise WrongForm(f"{step.title} is a vote: give the tally, and the numbers decide.")
    if act.outcome not in step.outcomes:
        raise WrongForm(
            f"{act.outcome!r} is no outcome of {at.step!r}{meant(act.outcome, step.outcomes)}. "
            f"Its outcomes: {', '.join(step.outcomes)}."
        )
    if step.by_time_alone(act.outcome):
        raise WrongForm(
            f"{act.outcome!r} comes about by itself when the period has run out, and by no act. "
            f"Nothing has to be sent. {_stands(at)}"
        )
    requires = step.outcomes[act.outcome].requires
    if requires and requires not in at.declared:
        raise NotEntitled(f"{act.outcome!r} is possible only after the declaration {requires!r}.")


def _check_referral(at: DomesticRecord, act: Refer) -> None:
    """Refuse a referral that is unknown, untimely, repeated, or by the wrong organ."""
    referral = at.procedure.referrals.get(act.referral)
    if referral is None:
        known = ", ".join(at.procedure.referrals) or "none"
        raise WrongForm(f"There is no referral {act.referral!r}; there is: {known}.")
    _check_entitled(at, act.organ, referral.by)
    if act.referral in at.referred:
        raise AlreadyDone(f"{act.referral!r} was asked before; its ruling is final.")
    if at.suspended or at.step not in referral.during:
        raise NotOpen(
            f"A referral to {act.referral!r} is possible only at: {', '.join(referral.during)}. "
            f"{_stands(at)}"
        )


def _check_entitled(at: DomesticRecord, organ: str, by: tuple[str, ...]) -> None:
    """Refuse an organ to which the law does not give this."""
    entitled = tuple(it for it in map(at.holder, by) if it in at.procedure.organs)
    if organ not in entitled:
        raise NotEntitled(
            f"{organ!r} may not do this{meant(organ, entitled)}. "
            f"These may: {', '.join(entitled) or 'nobody yet'}."
        )


def _check_declaration(at: DomesticRecord, act: Declare) -> None:
    """Refuse a declaration that is unknown, untimely, repeated, or by the wrong organ."""
    declaration = at.procedure.declarations.get(act.declaration)
    if declaration is None:
        known = ", ".join(at.procedure.declarations) or "none"
        raise WrongForm(f"There is no declaration {act.declaration!r}; there is: {known}.")
    _check_entitled(at, act.organ, declaration.by)
    if act.declaration in at.declared:
        raise AlreadyDone(f"{act.declaration!r} stands since {say(at.declared[act.declaration])}.")
    if declaration.ends and declaration.ends not in at.declared:
        raise NotOpen(f"{declaration.ends!r} does not stand, so nothing can end it.")
    steps = (at.step, at.suspended.step) if at.suspended else (at.step,)
    if declaration.during and not any(step in declaration.during for step in steps):
        raise NotOpen(
            f"{act.declaration!r} is possible only at: {', '.join(declaration.during)}. "
            f"{_stands(at)}"
        )


def _check_extension(at: DomesticRecord, act: Extend) -> None:
    """Refuse to lengthen a period by who may not, too late, too far, or too often."""
    extension = at.procedure.extensions.get(act.extension)
    if extension is None:
        known = ", ".join(at.procedure.extensions) or "none"
        raise WrongForm(f"There is no extension {act.extension!r}; there is: {known}.")
    _check_entitled(at, act.organ, extension.by)
    deadline = deadline_of(at)
    if at.step not in extension.during or deadline is None:
        raise NotOpen(
            f"{act.extension!r} is possible only at: {', '.join(extension.during)}. {_stands(at)}"
        )
    if at.overdue:
        raise OutOfTime(f"The period of {at.step!r} has run out, so it cannot be extended.")
    _check_length(act.length, extension.most or deadline.within, extension.most)
    used = sum(name == act.extension for name, _ in at.stay.extended)
    if extension.times and used >= extension.times:
        raise AlreadyDone(f"{act.extension!r} was used {used} times, and cannot be used again.")


def _check_length(length: Length, like: Length, most: Length | None) -> None:
    """Refuse a length in another unit than the law counts in, or longer than it allows."""
    if length.unit != like.unit:
        raise WrongForm(f"This period is counted in {like.unit}s, not in {length.unit}s.")
    if not length.number:
        raise WrongForm("An extension by nothing extends nothing. Say by how much.")
    if most and length.number > most.number:
        raise WrongForm(f"{length} is too long: the law allows {most} at most.")


def _check_calendar(at: DomesticRecord, act: PublishCalendar) -> None:
    """Refuse a calendar that nothing is counted by, that is not newer, or that changes the past."""
    known, new = at.procedure.calendars, act.published
    old = known.get(act.calendar)
    if old is None:
        raise WrongForm(
            f"Nothing is counted by a calendar {act.calendar!r}; there is: "
            f"{', '.join(known) or 'none'}."
        )
    if new.counts != old.counts or new == old:
        raise WrongForm(f"{act.calendar!r} is a calendar of {old.counts} days; give a newer one.")
    past = min(act.on, old.to, new.to)
    if new.since > old.since or new.to < past or new.upto(past, old.since) != old.upto(past):
        raise WrongForm(
            f"This calendar says otherwise of days up to {say(past)}, which have passed. "
            "Publish one that agrees with them."
        )


def _check_move(at: DomesticRecord, act: MoveToLaw) -> None:
    """Refuse a law that does not follow the present one, or has no place for the procedure."""
    new, transition = act.procedure, act.procedure.transition
    if new.party != at.party.code:
        raise WrongForm(f"This is a law of {new.party}, not of {at.party.name}.")
    if new.id == at.procedure.id:
        raise AlreadyDone(f"The procedure runs under {new.title!r} already.")
    if transition is None or transition.from_version != at.procedure.id:
        raise NotMapped(
            f"{new.title!r} does not say what becomes of a procedure under "
            f"{at.procedure.title!r}. Add a [versions.transition] to its file."
        )
    if act.on < new.since:
        raise OutOfTime(f"{new.title!r} is the law only since {say(new.since)}.")
    if found := tuple(mistakes(new)):
        raise WrongForm(f"This law contradicts itself: {found[0]}.")
    for step in (at.step, at.suspended.step if at.suspended else at.step):
        if step not in transition.steps:
            raise NotMapped(
                f"{new.title!r} has no place for a procedure that stands at {step!r}. "
                "Finish the step under the old law, or add it to the transition."
            )
