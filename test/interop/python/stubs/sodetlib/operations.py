from types import SimpleNamespace

import numpy as np

import script

CHANNELS = 100


def _path(S, kind):
    return f'/data/smurf_data/s{S.slot}/{kind}.npy'


def _bias_analysis(S, kind):
    random = S.random()
    return SimpleNamespace(
        filepath=_path(S, kind),
        bgmap=np.arange(CHANNELS) % 13 - 1,
        Rfrac=random.uniform(0.1, 1, CHANNELS),
        Si=random.uniform(-1e7, -1e6, CHANNELS),
        R0=random.uniform(1e-3, 8e-3, CHANNELS),
    )


class bias_steps:
    @staticmethod
    def take_bgmap(S, cfg, show_plots=False, **kwargs):
        script.play('take_bgmap', kwargs)
        return _bias_analysis(S, 'bgmap')

    @staticmethod
    def take_bias_steps(S, cfg, **kwargs):
        script.play('take_bias_steps', kwargs)
        return _bias_analysis(S, 'bias_steps')


class bias_wave:
    @staticmethod
    def take_bias_waves(S, cfg, **kwargs):
        script.play('take_bias_waves', kwargs)
        return _bias_analysis(S, 'bias_waves')


class bias_dets:
    @staticmethod
    def bias_to_rfrac(S, cfg, rfrac=None, **kwargs):
        """A bias for each of the 15 lines; `{"fill": "inf"}` fills them with infinity, which JSON does not have."""
        instruction = script.play('bias_dets', kwargs)
        return np.full(15, float(instruction.get('fill', 5 + S.slot / 10)))


class iv:
    @staticmethod
    def take_iv(S, cfg, **kwargs):
        script.play('take_iv', kwargs)
        random = S.random()
        return SimpleNamespace(
            filepath=_path(S, 'iv'),
            R_n=random.uniform(7e-3, 8e-3, CHANNELS),
            p_sat=random.uniform(2e-12, 4e-12, CHANNELS),
        )


class uxm_setup:
    @staticmethod
    def uxm_setup(S, cfg, bands=None, **kwargs):
        script.play('uxm_setup', kwargs)
        return True, {}


class uxm_relock:
    @staticmethod
    def uxm_relock(S, cfg, bands=None, **kwargs):
        script.play('uxm_relock', kwargs)
        bands = np.repeat(np.arange(8), 20)
        tracking = SimpleNamespace(filepath=_path(S, 'tracking'), bands=bands, is_good=np.arange(160) % 10 != 0)
        return True, {'tracking_setup_results': tracking}
