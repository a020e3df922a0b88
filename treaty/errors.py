"""Why an act is refused.

    DomainError
    ├── UnlawfulAct              the law, or the record, does not allow it
    │   ├── NotAParty            the State has no part in this treaty
    │   ├── NotOpen              the step is not the one where the procedure stands
    │   ├── Closed               the procedure or the treaty has ended
    │   ├── OutOfTime            the day lies in the future, or before what it follows
    │   ├── WrongForm            a vote where a decision is due, an outcome that the step has not
    │   ├── NoQuorum             too few were present for the vote to count
    │   ├── ImpossibleTally      more votes than seats
    │   ├── NotEntitled          this organ may not do this
    │   ├── Unsealed             the act has no seal, and must have one
    │   ├── WrongSeal            the seal is not the sender's, or not of this act
    │   ├── NotYetConsented      bound only after its own procedure (VCLT Art. 34)
    │   ├── NotMapped            the new law does not say what becomes of this step
    │   ├── Claimed              a colleague has taken this upon themselves
    │   ├── SamePerson           the second of four eyes must be somebody else's
    │   ├── MustBeConfirmed      a correction that later acts do not survive
    │   └── AlreadyDone          it was done before, by another act
    ├── IdTaken                  another act has this id
    ├── NoDocument               the record does not support this document
    ├── Forked                   the register holds something else than what is known
    ├── WrongLink                a line of a register is not true
    └── LawError                 a file of law that cannot be used

The message is one or two sentences for the person who sent the act: what is
wrong, and what would be right.
"""


class DomainError(Exception):
    """The base; never raised itself."""


class UnlawfulAct(DomainError):
    """The law, or what was done before, does not allow this act."""


class NotAParty(UnlawfulAct):
    """The State has no part in this treaty."""


class NotOpen(UnlawfulAct):
    """The step is not the one where the procedure stands."""


class Closed(UnlawfulAct):
    """The procedure or the treaty has ended; nothing more can be done in it."""


class OutOfTime(UnlawfulAct):
    """The day of the act lies in the future, or before the act that it follows."""


class WrongForm(UnlawfulAct):
    """The act is not of the form that the step takes."""


class NoQuorum(UnlawfulAct):
    """Too few were present for the vote to count."""


class ImpossibleTally(UnlawfulAct):
    """The numbers cannot be: more votes than members, or than were present."""


class NotEntitled(UnlawfulAct):
    """This organ may not do this."""


class Unsealed(UnlawfulAct):
    """The act has no seal, and must have one."""


class WrongSeal(UnlawfulAct):
    """The seal is none, is not the sender's, or is not of this act."""


class NotYetConsented(UnlawfulAct):
    """A State is bound only after its own law allows it (VCLT Art. 34)."""


class NotMapped(UnlawfulAct):
    """The new law does not say what becomes of the step at which the procedure stands."""


class Claimed(UnlawfulAct):
    """A colleague has taken this upon themselves, and has not released it."""


class SamePerson(UnlawfulAct):
    """The second of four eyes must be somebody else's."""


class MustBeConfirmed(UnlawfulAct):
    """Later acts do not survive a correction; whoever sends it must say that they fall."""


class AlreadyDone(UnlawfulAct):
    """It was done before, by another act."""


class IdTaken(DomainError):
    """Another act with other content has this id."""


class NoDocument(DomainError):
    """The record does not support a document; says what is missing."""


class Forked(DomainError):
    """The register holds something else than what was written to it."""


class WrongLink(DomainError):
    """A line of a register is not what it should be; says how."""


class LawError(DomainError):
    """A file of law, or of a treaty, that cannot be used as it stands."""
