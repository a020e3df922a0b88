"""What the Web UI's dialogs say of each message: what it is for, and its JSON.

The JSON of a description is an act that the message takes; docs/web-ui.md has the same.
"""

VOTE = (
    'An organ votes; the tally decides. JSON: {"step": "mazhilis", "on": "2023-01-18", '
    '"tally": {"yes": 90, "no": 1, "abstain": 2}, "by": "name"}'
)
DECIDE = (
    'An organ decides. JSON: {"step": "president", "outcome": "signed", '
    '"on": "2023-02-15", "by": "name"}'
)
REFER = (
    'A court is asked. JSON: {"referral": "constitutional_court", "organ": "president", '
    '"on": "2023-02-01", "by": "name"}'
)
DECLARE = (
    'A declaration beside the steps. JSON: {"declaration": "urgent", "organ": "president", '
    '"on": "2023-01-10", "by": "name"}'
)
EXTEND = (
    'A period is lengthened. JSON: {"extension": "ministers_statement", "organ": "minister", '
    '"length": "21 sitting days", "on": "2026-10-01", "by": "name"}'
)
PUBLISH_CALENDAR = (
    "A calendar is published further; it holds the whole calendar, so send it by command: "
    "treaty publish-calendar."
)
MOVE_TO_LAW = (
    "The procedure goes over to a new law; it holds the whole law, so send it by command: "
    "treaty move-to-law."
)
SIGN = 'A party signs. JSON: {"party": "KZ", "on": "2021-10-28", "by": "name"}'
NOTIFY = (
    "A party's note that its procedure is complete was received. "
    'JSON: {"party": "KZ", "on": "2023-03-01", "by": "name"}'
)
EXCHANGE = 'All instruments are exchanged. JSON: {"on": "2024-05-01", "by": "name"}'
DEAL = (
    "What a party does beside consenting: reserve, object, denounce, suspend, register and so on. "
    'JSON: {"kind": "denounce", "party": "KZ", "on": "2024-05-01", "by": "name"}'
)
CLERK = (
    "What clerks do around the record: claim, release, confirm, comment, correct. "
    'JSON: {"kind": "comment", "text": "...", "on": "2024-05-01", "by": "name"}'
)
DEPOSIT = 'An instrument is deposited. JSON: {"party": "KZ", "on": "2024-05-01", "by": "name"}'
