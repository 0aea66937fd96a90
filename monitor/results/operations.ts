/** The operations that measure something, in the order of a night, with the words of the field. */
export const OPERATIONS: readonly (readonly [operation: string, word: string])[] = [
  ['take_noise', 'Noise'],
  ['take_iv', 'IV'],
  ['take_bias_steps', 'Bias steps'],
  ['take_bias_waves', 'Bias waves'],
  ['take_bgmap', 'Bias group map'],
  ['uxm_relock', 'Relock'],
];
