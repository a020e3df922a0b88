"""Running the worker: its settings, its log, whether it is well, and what is measured of it."""
