"""The outside world: the law as it is on file, and the channels by which people are told."""
