"""Names that client, worker and workflows share; an id tells the story."""

TASK_QUEUE = "treaty"


def treaty_id(slug: str) -> str:
    """The id of a treaty's workflow."""
    return f"treaty:{slug}"


def procedure_id(slug: str, party: str) -> str:
    """The id of the workflow of one party's domestic procedure."""
    return f"treaty:{slug}:{party}"


def digest_id(address: str, channel: str) -> str:
    """The id of the workflow that gathers what one person is told by one channel."""
    return f"digest:{address}:{channel}"
