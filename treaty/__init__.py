"""The law's logic, pure: what an act means, what follows from it, and on which day.

Nothing here knows the time, a file, a network or Temporal. Days come in as
arguments, law and treaties as values, and every function gives the same answer
for the same arguments, today and when a workflow is replayed in thirty years.

    check(record, act, today)  refuses an unlawful act with the reason
    apply(record, act)         the record after a lawful act
    settle(record, today)      what time alone brought about
    next_wake(record)          the next day on which time will bring something about
    notices(before, after)     who must be told of the difference

A domestic procedure answers them in `procedure`, a treaty in `lifecycle`. What
they stand on has modules of its own: records, what is refused, what notices say.
"""
