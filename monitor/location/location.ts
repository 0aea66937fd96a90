import { useMemo } from 'react';
import { navigate, useSearch } from 'wouter/use-browser-location';

/** The views of the page. Each has an address of its own, such as `?view=run&id=…`, so it can be linked and reloaded. */
export const VIEWS = ['slots', 'slot', 'runs', 'run', 'results', 'hand-over'] as const;
export type ViewName = (typeof VIEWS)[number];

/** The members of an address; null removes one. */
export type Params = Readonly<Record<string, string | null>>;

/** The address of a view, relative to the page: a proxy can serve the page under any path. */
export function hrefOf(view: ViewName, params: Params = {}): string {
  return withParams(new URLSearchParams(), { view: view === 'slots' ? null : view, ...params });
}

export function useView(): ViewName {
  const view = useParam('view');
  return VIEWS.find((name) => name === view) ?? 'slots';
}

/** All members of the address, as text. */
export const useAddress = (): string => useSearch();

/** One member of the address; null if it is missing. */
export function useParam(name: string): string | null {
  const search = useSearch();
  return useMemo(() => new URLSearchParams(search).get(name), [search, name]);
}

/**
 * Changes members of the address and keeps the others. The back button does not return to the old values: these are
 * settings of a view, such as its filter.
 */
export function setParams(changes: Params): void {
  navigate(withParams(new URLSearchParams(window.location.search), changes), { replace: true });
}

/** Goes to a view; the back button returns. */
export function goTo(view: ViewName, params: Params = {}): void {
  navigate(hrefOf(view, params));
}

function withParams(params: URLSearchParams, changes: Params): string {
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '') params.delete(name);
    else params.set(name, value);
  }
  // A comma may stand in an address as it is, and a long list of slots must not be longer than needed.
  return `?${params}`.replaceAll('%2C', ',');
}
