const QUOTE_OR_BARE_CONSTANT = /\\.|"|-?Infinity|NaN/g;
const STANDS_FOR = new Map([
  ['NaN', 'null'],
  ['Infinity', '1e999'],
  ['-Infinity', '-1e999'],
]);

/**
 * Parses JSON from Python, which can contain NaN and Infinity, although that is not valid JSON. NaN becomes null,
 * Infinity becomes Infinity.
 */
export function parsePythonJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!/Infinity|NaN/.test(text)) throw error;
    let isInString = false;
    const repaired = text.replace(QUOTE_OR_BARE_CONSTANT, (token) => {
      if (token === '"') isInString = !isInString;
      return isInString ? token : (STANDS_FOR.get(token) ?? token);
    });
    return JSON.parse(repaired);
  }
}
