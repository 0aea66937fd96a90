"""Replaces pyepics: channel access to a slot whose RSSI can be set to be locked up."""

import re
from types import SimpleNamespace

import script


class ChannelAccessGetFailure(Exception):
    pass


ca = SimpleNamespace(ChannelAccessGetFailure=ChannelAccessGetFailure)


def caget(name, timeout=None):
    """The slot's number, or None if the script contains `{"restart_rssi": {"locked": true}}`."""
    if script.play('restart_rssi').get('locked'):
        return None
    found = re.match(r'smurf_server_s(\d+):', name)
    return int(found.group(1)) if found else None


def caput(name, value, **kwargs):
    return 1
