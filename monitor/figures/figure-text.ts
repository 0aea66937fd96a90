/** The SI prefixes in steps of a thousand. */
const PREFIXES: Readonly<Record<number, string>> = {
  [-15]: 'f',
  [-12]: 'p',
  [-9]: 'n',
  [-6]: 'µ',
  [-3]: 'm',
  0: '',
  3: 'k',
  6: 'M',
  9: 'G',
};
/** Units that take a prefix, as people write them. */
const SYMBOLS: Readonly<Record<string, string>> = { ohm: 'Ω', W: 'W' };

/** A unit with the factor that its values are shown in: a picture uses one for all its values. */
export interface Scale {
  readonly factor: number;
  /** As it is written, such as `mΩ`; empty for a number without a unit. */
  readonly unit: string;
}

/** The scale in which a number of this size is best read. */
export function scaleOf(value: number, unit: string | null): Scale {
  if (unit === '1/V') return inverseScaleOf(value);
  const symbol = unit === null ? undefined : SYMBOLS[unit];
  if (symbol === undefined) return { factor: 1, unit: unit === 'pA/rtHz' ? 'pA/√Hz' : (unit ?? '') };
  const exponent = Math.min(9, Math.max(-15, thousandsOf(value)));
  return { factor: 10 ** exponent, unit: `${PREFIXES[exponent]}${symbol}` };
}

/** A million per volt is one per microvolt. */
function inverseScaleOf(value: number): Scale {
  const exponent = Math.min(15, Math.max(-9, thousandsOf(value)));
  return { factor: 10 ** exponent, unit: `1/${PREFIXES[-exponent]}V` };
}

/** The exponent of the largest power of a thousand that is not larger than the number. */
function thousandsOf(value: number): number {
  return value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)) / 3) * 3;
}

/** A number for people: three or four figures that matter, such as `0.0712`, `65.31` or `1742`. */
export function numberText(value: number): string {
  return digitsOf(value).replaceAll('-', '−');
}

function digitsOf(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential(2);
  return value.toFixed(size >= 100 ? 1 : size >= 10 ? 2 : size >= 1 ? 3 : 4);
}

/** A figure with its unit, such as `65.31 pA/√Hz`. */
export function figureText(value: number, unit: string | null, scale = scaleOf(value, unit)): string {
  const text = numberText(value / scale.factor);
  return scale.unit === '' ? text : `${text} ${scale.unit}`;
}
