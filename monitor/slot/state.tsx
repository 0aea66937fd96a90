import { Since } from '../shared/age.js';
import { counted } from '../shared/counted.js';
import { Fact } from '../shared/fact.js';
import { utcMoment } from '../shared/utc.js';
import { Sign } from '../states/sign.js';
import type { SlotReading } from '../states/slot-state.js';
import type { SlotDetail } from './slot-events.js';

export interface StateProps {
  readonly reading: SlotReading;
  readonly detail: SlotDetail | null;
}

/** What the slot has last reported of itself. */
export function State({ reading: { slot, isStale }, detail }: StateProps) {
  const { streaming, streamTag, numActiveChannels, pysmurfAction } = slot.state;
  const more = detail?.state;
  const lastUpdate = more?.lastUpdate ?? null;
  return (
    <section aria-labelledby="state-title">
      <h3 id="state-title">
        State{' '}
        <small>
          {lastUpdate !== null && `read ${utcMoment(lastUpdate, Date.now())} UTC `}
          {isStale && (
            <b className="warn">
              ▲ out of date
              {lastUpdate !== null && (
                <>
                  : <Since time={lastUpdate} /> old
                </>
              )}
            </b>
          )}
        </small>
      </h3>
      <dl className={isStale ? 'facts stale' : 'facts'}>
        <Fact name="streaming">
          <Streaming isOn={streaming} />
        </Fact>
        <Fact name="stream tag">{streamTag}</Fact>
        <Fact name="active channels">{numActiveChannels}</Fact>
        <Fact name="pysmurf action">{pysmurfAction}</Fact>
        <Fact name="G3 stream">{wordOf(more?.openG3Stream, 'open', 'closed')}</Fact>
        <Fact name="aggregation">{more?.aggTime == null ? null : `${more.aggTime} s`}</Fact>
        <Fact name="downsampling">
          {more?.downsampleFactor == null ? null : `1 of ${counted(more.downsampleFactor, 'sample')}`}
        </Fact>
      </dl>
    </section>
  );
}

function Streaming({ isOn }: { readonly isOn: boolean | null }) {
  if (!isOn) return wordOf(isOn, 'on', 'off') ?? 'not known';
  return (
    <span data-state="streaming">
      <Sign state="streaming" /> on
    </span>
  );
}

function wordOf(value: boolean | null | undefined, yes: string, no: string): string | null {
  return value == null ? null : value ? yes : no;
}
