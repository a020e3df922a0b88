"""The ways by which letters leave, as the settings say."""

from activities.channels import Channel
from activities.outbox import OutboxFolder
from activities.smtp import Smtp, SmtpSettings
from activities.webhooks import Webhooks
from operations.settings import Settings


def channels(settings: Settings) -> dict[str, Channel]:
    """The ways out that are set up, by the names that letters call them.

    Raises:
        LawError: the file of webhooks cannot be used.
        ValidationError: the mail server cannot be reached as the settings say.

    """
    ways: dict[str, Channel] = {"outbox": OutboxFolder(settings.outbox)}
    if settings.smtp_host:
        ways["smtp"] = Smtp(mail_server(settings, settings.smtp_host))
    if settings.webhooks:
        hooks = Webhooks.read(settings.webhooks)
        ways.update((f"webhook:{name}", hook) for name, hook in hooks.items())
    return ways


def mail_server(settings: Settings, host: str) -> SmtpSettings:
    """How the mail server is reached."""
    return SmtpSettings(
        host=host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        user=settings.smtp_user,
        password=settings.smtp_password,
        sender=settings.smtp_sender,
        cafile=settings.smtp_cafile,
        timeout=settings.smtp_timeout,
    )
