/** Crossbar's loose rules: a component is anything without white space, dots and '#'. */
const URI = /^([^\s.#]+\.)*[^\s.#]+$/;

/** True for what may be a whole URI, or the last parts of one. */
export function isUri(text: string): boolean {
  return URI.test(text);
}
