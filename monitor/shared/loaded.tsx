import { type ComponentType, lazy, Suspense, useState } from 'react';

/** The question whether the server is newer may take this long, in milliseconds. */
const ASK_MS = 5000;

/**
 * A part of the page that is loaded when it is shown first. A failure is for the `Boundary` around it. Shown again after
 * that, it is loaded again: a component of `lazy` that failed stays failed.
 */
export function loaded<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  let part = make();
  function make() {
    return lazy(async () => {
      try {
        return { default: (await load()) as ComponentType<object> };
      } catch (error) {
        part = make();
        throw (await isServerNewer()) ? new Error(NEWER, { cause: error }) : error;
      }
    });
  }
  return function Loaded(props: Props) {
    // The same for as long as it is shown, so that a failure is reported, and not tried again and again.
    const [Part] = useState(() => part);
    return (
      <Suspense>
        <Part {...props} />
      </Suspense>
    );
  };
}

const NEWER = 'The server has another version than this page. Reload the page.';

/** Whether the server has another version of this page: then it no longer has the old files. */
async function isServerNewer(): Promise<boolean> {
  const own = document.querySelector('script[type="module"]')?.getAttribute('src') ?? '';
  try {
    const response = await fetch(window.location.pathname, {
      headers: { accept: 'text/html' },
      cache: 'no-store',
      signal: AbortSignal.timeout(ASK_MS),
    });
    return response.ok && !(await response.text()).includes(own);
  } catch {
    return false;
  }
}
