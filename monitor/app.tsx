import { type ComponentType, useEffect, useRef } from 'react';
import { SelectionBar } from './actions/selection-bar.js';
import { CommandPanel } from './command/command-panel.js';
import { ReadingsContext, useMonitor } from './context/context.js';
import { useIsTrue } from './context/use-is-true.js';
import { useRead } from './context/use-live.js';
import { hasRole, ViewerContext } from './context/viewer.js';
import { MonitorViewerDocument } from './generated/graphql.js';
import { Keys } from './keys/keys.js';
import { SkipLink } from './keys/skip-link.js';
import { ToView } from './location/links.js';
import { useAddress, useView, type ViewName } from './location/location.js';
import { Notices } from './notices/notices.js';
import { Rail } from './rail/rail.js';
import { Boundary } from './shared/boundary.js';
import { loaded } from './shared/loaded.js';
import { useStore } from './shared/store.js';
import { useIsWall } from './slots/settings.js';
import { SlotsView } from './slots/slots-view.js';
import { useReadings } from './slots/use-readings.js';
import { type SlotState, STATES, URGENCY } from './states/slot-state.js';
import { WORDS } from './states/words.js';
import { StopAll } from './stop-all/stop-all.js';
import { SignOut } from './token/sign-out.js';
import { TokenForm } from './token/token-form.js';
import { TopBar } from './top/top-bar.js';
import { ViewLinks } from './top/view-links.js';

/** All but the first view are loaded when they are opened first. */
const VIEWS: Readonly<Record<ViewName, ComponentType>> = {
  slots: SlotsView,
  slot: loaded(async () => (await import('./slot/slot-view.js')).SlotView),
  runs: loaded(async () => (await import('./runs/runs-view.js')).RunsView),
  run: loaded(async () => (await import('./run/run-view.js')).RunView),
  results: loaded(async () => (await import('./results/results-view.js')).ResultsView),
  'hand-over': loaded(async () => (await import('./hand-over/hand-over-view.js')).HandOverView),
};

export function App() {
  const { options, link, live } = useMonitor();
  const linkState = useStore(link.state);
  const network = useStore(live.network);
  const readings = useReadings(live) ?? NONE;
  const address = useAddress();
  const view = useView();
  const View = VIEWS[view];
  const isWall = useIsWall();
  const isTrue = useIsTrue();
  const viewer = useRead(MonitorViewerDocument, {}).data?.viewer ?? null;
  const isRefused = linkState.kind === 'refused';
  const mayCommand = hasRole(viewer, 'OPERATOR');
  useTitle(options.title, readings, isTrue);
  useFocusOn(view);

  return (
    <ViewerContext value={viewer}>
      <ReadingsContext value={readings}>
        <div className={['monitor', isTrue ? '' : 'untrue', isWall ? 'wall' : ''].filter(Boolean).join(' ')}>
          <SkipLink />
          {options.simulated && (
            <section className="simulated" aria-label="Simulation">
              <b>SIMULATED</b> These slots have no hardware
            </section>
          )}
          <TopBar
            title={options.title}
            link={linkState}
            network={network}
            viewer={isRefused ? null : viewer}
            signOut={options.requiresToken && !isRefused && <SignOut />}
            views={isWall ? <ToView view="slots">Leave the wall screen</ToView> : <ViewLinks view={view} />}
          >
            <Notices />
            {mayCommand && <StopAll readings={readings} canSend={linkState.kind === 'live'} />}
          </TopBar>
          {isRefused ? (
            <TokenForm wasLetIn={linkState.heardAt !== null} />
          ) : (
            <>
              <main>
                <div id="view" className="view" data-view={view} tabIndex={-1}>
                  <Boundary address={address}>
                    <View />
                  </Boundary>
                </div>
                <Boundary address={address}>
                  <Rail />
                </Boundary>
                {mayCommand && !isWall && <CommandPanel />}
              </main>
              {mayCommand && !isWall && (
                <Boundary address={address}>
                  <SelectionBar />
                </Boundary>
              )}
            </>
          )}
          <Boundary address={address}>
            <Keys />
          </Boundary>
        </div>
      </ReadingsContext>
    </ViewerContext>
  );
}

const NONE: readonly never[] = [];
const IN_TITLE = STATES.filter((state) => URGENCY[state] === 'act' || state === 'overdue');

/** The title shows what is wrong, so that it can be seen from another tab. */
function useTitle(title: string, readings: readonly { readonly state: SlotState }[], isTrue: boolean): void {
  const bad = IN_TITLE.flatMap((state) => {
    const count = readings.filter((reading) => reading.state === state).length;
    return count === 0 ? [] : `${count} ${WORDS[state].toLowerCase()}`;
  });
  const text = [isTrue ? bad.join(', ') : 'not connected', title].filter(Boolean).join(' · ');
  useEffect(() => {
    document.title = text;
  }, [text]);
}

/** What had the focus has gone with its view: then the place of the new view has it, so that the keyboard goes on from there. */
function useFocusOn(view: ViewName): void {
  const shown = useRef(view);
  useEffect(() => {
    if (shown.current !== view && document.activeElement === document.body)
      document.getElementById('view')?.focus();
    shown.current = view;
  }, [view]);
}
