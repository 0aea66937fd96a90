const QUOTE_OR_BARE_CONSTANT = /\\.|"|-?Infinity|NaN/g;
const STANDS_FOR = new Map([
  ['NaN', 'null'],
  ['Infinity', '1e999'],
  ['-Infinity', '-1e999'],
]);

/**
 * Reads JSON as Python writes it. NaN and Infinity stand bare there, which is no JSON: NaN is read as null,
 * Infinity as Infinity.
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
