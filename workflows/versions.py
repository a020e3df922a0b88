"""Which way a run goes: that of the version under which it began (docs/changing-workflows.md).

Each patch costs a run two events, so it asks for one: who knows years knows all before.
"""

from temporalio import workflow


def years() -> bool:
    """Whether a run ends after a year at the latest (docs/adr/0012-years.md).

    First asked when it begins.
    """
    return workflow.patched("years")


def errands() -> bool:
    """Whether a run has its errands done in one activity each (docs/adr/0011-errands.md).

    First asked when it begins, so that it goes one way from its first event to its last.
    """
    return years() or workflow.patched("errands")


def has(change: str) -> bool:
    """Whether a run knows an earlier change, by the name of its patch."""
    return errands() or workflow.patched(change)
