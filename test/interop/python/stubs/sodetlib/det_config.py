import os
from types import SimpleNamespace

import numpy as np

import script

streaming = {'on': False, 'since': 0, 'tag': ''}
"""The data stream of the slot: each process has its own."""


class SmurfControl:
    """The part of pysmurf's SmurfControl that the agent and these stubs use."""

    def __init__(self, slot):
        self.slot = slot
        self.C = SimpleNamespace(write_ps_en=lambda value: None)

    def random(self):
        return np.random.default_rng(self.slot)

    def load_tune(self, path):
        pass

    def which_on(self, band):
        script.play('check_state')
        return list(range(10 * self.slot + band))

    def get_channel_mask(self, retry_on_fail=True):
        return np.arange(1600)

    def get_downsample_factor(self, retry_on_fail=True):
        return 20

    def set_tes_bias_bipolar(self, bias_group, bias):
        script.play('set_biases')

    def all_off(self):
        script.play('all_off')


class DetConfig:
    """The stream id: STREAM_ID, by default ufm_mv12 for slot 2 and ufm_mv13 for slot 3."""

    def load_config_files(self, slot):
        self.slot = int(slot)
        self.stream_id = os.environ.get('STREAM_ID', f'ufm_mv{10 + self.slot}')
        self.dev = SimpleNamespace(exp={'tunefile': f'/data/smurf_data/tune/s{slot}.npy'})

    def get_smurf_control(self, **kwargs):
        script.play('get_smurf_control')
        return SmurfControl(self.slot)
