"""Replaces sodetlib, so that PysmurfController runs without a SMuRF system.

Results have the shapes that the agent reads, are small, and depend on the slot alone.
"""

import os
import time

import numpy as np

import script
from sodetlib import operations
from sodetlib.det_config import streaming

__all__ = ['Registers', 'noise', 'operations', 'overbias_dets', 'stream_g3_off', 'stream_g3_on']


class noise:
    @staticmethod
    def take_noise(S, cfg, duration, **kwargs):
        script.play('take_noise', kwargs)
        time.sleep(duration)
        white_noise = 50 + 5 * S.random().standard_normal(100)
        return None, {'noise_pars': np.column_stack([white_noise, np.ones(100)])}


class Register:
    def __init__(self, value):
        self._value = value

    def get(self, retry_on_fail=True, as_string=False):
        return self._value()


class Registers:
    def __init__(self, S):
        self.agg_time = Register(lambda: 1.0)
        self.open_g3stream = Register(lambda: int(streaming['on']))
        self.pysmurf_action = Register(lambda: 'stream_g3_on' if streaming['on'] else '')
        self.pysmurf_action_timestamp = Register(lambda: streaming['since'])
        self.stream_tag = Register(lambda: streaming['tag'])


def stream_g3_on(S, tag=None, subtype='stream', **kwargs):
    """Opens the stream after STREAM_SETUP_SECONDS (default 1; about 30 on real hardware)."""
    script.play('stream', kwargs)
    time.sleep(float(os.environ.get('STREAM_SETUP_SECONDS', 1)))
    kind = 'obs' if subtype in ('stream', 'cmb', 'cal') else 'oper'
    tags = ','.join(part for part in (kind, subtype, tag) if part is not None)
    streaming.update(on=True, since=int(time.time()), tag=tags)
    return streaming['since']


def stream_g3_off(S):
    streaming.update(on=False, since=0, tag='')


def overbias_dets(S, cfg, bias_groups=None, **kwargs):
    script.play('overbias_tes', kwargs)
