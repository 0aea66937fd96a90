import { useEffect, useMemo, useState } from 'react';
import type { Connection } from './connect.js';
import { MonitorAcknowledgeDocument } from './generated/graphql.js';
import type { PageOptions } from './page-options.js';
import { Needs } from './rail/needs.js';
import { EndedRuns, OpenRuns } from './rail/runs.js';
import { useStore } from './shared/store.js';
import { Board } from './slots/board.js';
import { Counts } from './slots/counts.js';
import type { SlotState } from './slots/slot-state.js';
import { useReadings } from './slots/use-readings.js';
import { WORDS } from './slots/words.js';
import { StopAll } from './stop-all/stop-all.js';
import { TokenForm } from './token/token-form.js';
import { TopBar } from './top/top-bar.js';

export interface AppProps {
  readonly options: PageOptions;
  readonly connection: Connection;
  readonly hasToken: boolean;
  readonly onToken: (token: string) => void;
}

export function App({ options, connection, hasToken, onToken }: AppProps) {
  const { client, link, live } = connection;
  const linkState = useStore(link.state);
  const network = useStore(live.network);
  const open = useStore(live.open);
  const ended = useStore(live.ended);
  const readings = useReadings(live);
  const [chosen, choose] = useState<SlotState | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const shown = useMemo(
    () => (readings ?? []).filter(({ state }) => chosen === null || state === chosen),
    [readings, chosen],
  );
  const isTrue = linkState.kind === 'live' && network?.connected !== false;
  useTitle(options.title, readings ?? [], isTrue);

  const acknowledge = (streamIds: readonly string[]) => {
    setFailure(null);
    client
      .mutate({ mutation: MonitorAcknowledgeDocument, variables: { streamIds: [...streamIds] } })
      .catch((error: Error) => setFailure(error.message));
  };

  return (
    <div className={isTrue ? 'monitor' : 'monitor untrue'}>
      {options.simulated && (
        <p className="simulated">
          <b>SIMULATED</b> No hardware is behind these slots
        </p>
      )}
      <TopBar title={options.title} link={linkState} network={network}>
        <StopAll readings={readings ?? []} canSend={linkState.kind === 'live'} />
      </TopBar>
      {linkState.kind === 'refused' ? (
        <TokenForm isWrong={hasToken} onToken={onToken} />
      ) : (
        <main>
          <div className="slots">
            <Counts readings={readings ?? []} chosen={chosen} onChoose={choose} />
            <Board readings={shown} />
          </div>
          <aside aria-label="What needs you, and what goes on">
            {failure !== null && (
              <p role="alert" className="bad">
                {failure}
              </p>
            )}
            {network?.problems.map(({ id, message }) => (
              <p key={id} className="problem">
                {message}
              </p>
            ))}
            <Needs readings={readings ?? []} onAcknowledge={acknowledge} />
            <OpenRuns runs={open} />
            <EndedRuns runs={ended} />
          </aside>
        </main>
      )}
    </div>
  );
}

/** The title shows what is wrong, so that it can be seen from another tab. */
function useTitle(title: string, readings: readonly { readonly state: SlotState }[], isTrue: boolean): void {
  const bad = (['expired', 'failed', 'overdue'] as const).flatMap((state) => {
    const count = readings.filter((reading) => reading.state === state).length;
    return count === 0 ? [] : `${count} ${WORDS[state].toLowerCase()}`;
  });
  const text = [isTrue ? bad.join(', ') : 'not connected', title].filter(Boolean).join(' · ');
  useEffect(() => {
    document.title = text;
  }, [text]);
}
