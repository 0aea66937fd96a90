/*
 * One session data of each measurement, as PysmurfController of socs 0.6.4 reports it: agent.py, `set_session_data`, and
 * smurf_subprocess_util.py. `result` repeats the whole.
 */

const at = [10, 25, 50, 75, 90];
const quantiles = (name: string, values: readonly number[], total: number) => ({
  [name]: { name, quantiles: at, values, total },
});

function sample<Data extends object>(data: Data) {
  return { ...data, result: { success: true, return_val: data, traceback: null } };
}

export const SAMPLES = {
  take_noise: sample({
    quantiles: quantiles('white_noise_level', [41.2, 47.9, 55.3, 64.1, 74.8], 1496),
  }),
  take_iv: sample({
    filepath: '/data/smurf_data/17641/crate1slot2/1764130000/outputs/1764130000_iv_analysis.npy',
    quantiles: {
      ...quantiles('Rn', [0.0074, 0.0076, 0.0078, 0.008, 0.0082], 1391),
      ...quantiles('p_sat', [2.4e-12, 2.8e-12, 5.1e-12, 7.4e-12, 8.3e-12], 1388),
    },
  }),
  take_bias_steps: sample({
    filepath: '/data/smurf_data/17641/crate1slot2/1764130400/outputs/1764130400_bias_steps_analysis.npy',
    biased_total: 1312,
    biased_per_bg: [111, 108, 120, 99, 104, 113, 107, 118, 102, 110, 109, 111],
    quantiles: {
      ...quantiles('Rfrac', [0.41, 0.46, 0.5, 0.54, 0.6], 1400),
      ...quantiles('Si', [-9.1e6, -8e6, -7.2e6, -5.5e6, -5e6], 1320),
      ...quantiles('Rtes', [0.0031, 0.0035, 0.0039, 0.0042, 0.0047], 1400),
    },
  }),
  take_bgmap: sample({
    nchans_per_bg: [123, 118, 131, 122, 0, 125, 127, 119, 120, 129, 117, 121, 84],
    filepath: '/data/smurf_data/17641/crate1slot2/1764130800/outputs/1764130800_bias_step_analysis.npy',
  }),
  uxm_relock: sample({
    filepath: '/data/smurf_data/17641/crate1slot2/1764131200/outputs/1764131200_tracking_results.npy',
    all_det_num: [198, 205, 201, 190, 207, 199, 203, 0],
    good_det_num: [190, 199, 195, 180, 201, 188, 197, 0],
  }),
} as const;
