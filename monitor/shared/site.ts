/**
 * A name that the pages of one server share: for storage, locks and channels of the browser. One origin can serve several
 * observatories, each below a path of its own.
 */
export const nameOnSite = (name: string): string =>
  `multismurf ${new URL('.', window.location.href).pathname} ${name}`;
