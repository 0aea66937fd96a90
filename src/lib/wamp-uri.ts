/** The loose rules of Crossbar: a part can have any characters except white space, dots and '#'. */
const URI = /^([^\s.#]+\.)*[^\s.#]+$/;

/** True if the text is valid as a whole URI or as its last parts. */
export function isUri(text: string): boolean {
  return URI.test(text);
}
