"""An alert on its way: mail, webhooks and whatever else apprise knows an address of."""

import logging

import apprise

log = logging.getLogger("rankings")
# It writes addresses into its log, passwords in them.
logging.getLogger("apprise").setLevel(logging.CRITICAL)


def send(address: str, title: str, text: str) -> bool:
    """Send a message to an address; whether it was taken. An address that is none takes nothing."""
    messenger = apprise.Apprise()
    if not messenger.add(address):
        log.error("alerts: an address of %s is not understood", address.partition(":")[0])
        return False
    try:
        sent = messenger.notify(title=title, body=text, body_format=apprise.NotifyFormat.TEXT)
    except Exception as error:  # what a library of others raises is not known
        log.warning("alerts: %s", type(error).__name__)
        return False
    return bool(sent)
