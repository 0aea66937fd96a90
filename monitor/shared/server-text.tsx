import { withUtcTimes } from './utc.js';

/** A text of the server, its times as people read them. The title has the text as it is. */
export function ServerText({ text }: { readonly text: string }) {
  const shown = withUtcTimes(text, Date.now());
  return shown === text ? text : <span title={text}>{shown}</span>;
}
