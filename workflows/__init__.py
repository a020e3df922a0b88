"""Temporal workflows: thin loops over the pure core in `treaty`.

An update is answered, accepted with a receipt or refused with the reason. A
signal cannot be answered, so what is refused is kept and shown. A query looks.
"""
