"""The Temporal server, where it does not answer."""

SAID = {
    "Connection refused": "connection refused",
    "dns error": "no such host",
    "lookup address": "no such host",
    "timed out": "no answer in time",
    "Timeout": "no answer in time",
    "InvalidCertificate": "its certificate is not trusted",
    "Unauthenticated": "it does not accept the credentials",
    "PermissionDenied": "it does not accept the credentials",
}
"""What it means in the SDK's message that one of these words is in it."""


def why_silent(error: Exception) -> str:
    """Why a server cannot be reached, or refuses: the cause alone, of all that the SDK says."""
    text = str(error) or type(error).__name__
    found = (said for known, said in SAID.items() if known in text)
    return next(found, text.splitlines()[0][:160])
