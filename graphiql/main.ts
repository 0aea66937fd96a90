import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { createFetcher } from './fetcher.js';
import type { PageOptions } from './options.js';
import { createPresetsPlugin } from './presets.js';
import { createSignIn } from './sign-in.js';
import { storageWithoutHeaders } from './storage.js';

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no element #${id}`);
  return found;
}

// The server writes the options into the page as data, so that the page needs no inline script.
const options: PageOptions = JSON.parse(element('options').textContent);
document.title = `${options.title} · GraphiQL`;

const banner =
  options.banner &&
  createElement('p', { key: 'banner', className: 'banner', role: 'status' }, options.banner);

// The page and the endpoint have the same address, also behind a proxy that uses another path.
const signIn = createSignIn();
const fetcher = createFetcher(new URL(window.location.pathname, window.location.href), signIn.ask);

createRoot(element('root')).render([
  banner,
  createElement(signIn.Form, { key: 'sign-in' }),
  createElement(
    GraphiQL,
    {
      key: 'graphiql',
      fetcher,
      plugins: [HISTORY_PLUGIN, createPresetsPlugin(fetcher)],
      defaultTabs: options.tabs.map((tab) => ({ ...tab })),
      defaultQuery: options.newTab,
      storage: storageWithoutHeaders(),
      // A token from the Headers editor is not stored, because browsers in control rooms are shared.
      shouldPersistHeaders: false,
      showPersistHeadersSettings: false,
    },
    // Replaces the default logo, which links to the internet.
    createElement(GraphiQL.Logo, null, options.title),
  ),
]);
