/** The options that the server writes into the page. Same shape as `MonitorOptions` of `src/http/monitor.ts`. */
export interface PageOptions {
  /** The name of the observatory, or of the simulation. */
  readonly title: string;
  /** True if no hardware is behind the slots. */
  readonly simulated: boolean;
  /** True if people sign in. */
  readonly requiresToken: boolean;
}

/** @throws an Error if the page was not made by the server */
export function readPageOptions(): PageOptions {
  const element = document.getElementById('options');
  if (!element) throw new Error('The page has no options.');
  return JSON.parse(element.textContent);
}
