import { nameOf } from '../live/model.js';
import { RunLink, ToView } from '../location/links.js';
import { Annotation } from '../runs/annotation.js';
import { headlineOf, modeOf, type RunProgress } from '../runs/run-model.js';
import { RunSign } from '../runs/run-sign.js';
import { runWord } from '../runs/run-state.js';
import { paramsText, titleOf } from '../runs/run-words.js';
import { duration } from '../shared/duration.js';
import { Fact } from '../shared/fact.js';
import { Moment } from '../shared/moment.js';
import { useNow } from '../shared/ticking.js';
import { utc, utcDay } from '../shared/utc.js';
import { requesterText } from '../states/requester.js';
import { RunActions } from './run-actions.js';
import { exactDuration, scaleOf } from './timeline.js';

/** What a run does and for whom, how far it is, and what can be done with it. */
export function RunHead({ run }: { readonly run: RunProgress }) {
  const { bad, rest } = headlineOf(run);
  const word = runWord(run);
  return (
    <header className="run-head">
      <p className="quiet">
        <ToView view="runs">Runs</ToView> / {utcDay(run.startTime)} {utc(run.startTime)} UTC
      </p>
      <div className="run-title">
        <h2>
          <span role="img" aria-label={word} title={word} className={run.overdue ? 'warn' : undefined}>
            <RunSign run={run} />
          </span>{' '}
          {titleOf(run)} {bad !== '' && <b className="bad">{bad}</b>} <span>{rest}</span>
        </h2>
        <RunActions run={run} />
      </div>
      <Waiting run={run} />
      <Facts run={run} />
      <Annotation run={run} title={`${titleOf(run)} at ${utc(run.startTime)}`} />
    </header>
  );
}

/** Why an open run does not start its waiting slots. */
function Waiting({ run: { pausedAt, heldBy, endTime } }: { readonly run: RunProgress }) {
  if (endTime !== null || (pausedAt === null && heldBy === null)) return null;
  return (
    <p className="waiting" role="status">
      {pausedAt !== null && (
        <>
          Paused since <Moment time={pausedAt} /> UTC: no further slot starts until somebody resumes it.{' '}
        </>
      )}
      {heldBy !== null && (
        <>
          Held by {nameOf(heldBy)}: its outcome is unknown, so no further slot starts. Check the slot, then
          acknowledge it or resume the run.
        </>
      )}
    </p>
  );
}

function Facts({ run }: { readonly run: RunProgress }) {
  const { via, startTime, endTime, params, retryOf, retries } = run;
  const parameters = paramsText(params);
  const isAtOnce = run.batches === null && run.maxConcurrency === null;
  const { skew } = scaleOf(run, 0);
  return (
    <dl className="facts">
      <Fact name="by">
        {requesterText(run) ?? 'not known'}, via {via === 'OCS' ? 'OCS' : 'API'}
      </Fact>
      <Fact name="started">
        <Moment time={startTime} /> UTC
      </Fact>
      {endTime === null ? (
        <Elapsed run={run} />
      ) : (
        <Fact name="took">{exactDuration(Date.parse(endTime) - Date.parse(startTime))}</Fact>
      )}
      {isAtOnce && run.action === 'RUN' && run.slots.length > 1 && (
        <Fact name="start skew">{exactDuration(skew)}</Fact>
      )}
      {parameters !== '' && (
        <Fact name="params">
          <code>{parameters}</code>
        </Fact>
      )}
      <Fact name="mode">{modeOf(run)}</Fact>
      {run.meetsMinimum !== null && (
        <Fact name="minimum">{run.meetsMinimum ? 'enough slots succeeded' : 'too few slots succeeded'}</Fact>
      )}
      {retryOf && (
        <Fact name="retry of">
          <RunLink run={retryOf}>
            <Moment time={retryOf.startTime} /> UTC
          </RunLink>
        </Fact>
      )}
      {retries.length > 0 && (
        <Fact name="retried">
          {retries.map((retry) => (
            <RunLink key={retry.id} run={retry}>
              <Moment time={retry.startTime} /> UTC{' '}
            </RunLink>
          ))}
        </Fact>
      )}
      <Fact name="id">{run.id}</Fact>
    </dl>
  );
}

/** How long an open run has lasted, and when it should have ended: the last of its expected ends. */
function Elapsed({ run: { startTime, slots } }: { readonly run: RunProgress }) {
  const now = useNow();
  const expected = slots
    .map(({ expectedEndTime }) => expectedEndTime ?? '')
    .sort()
    .at(-1);
  return (
    <>
      <Fact name="elapsed">{duration(now - Date.parse(startTime))}</Fact>
      {expected && (
        <Fact name="time left">
          {Date.parse(expected) > now
            ? duration(Date.parse(expected) - now)
            : `none: ${duration(now - Date.parse(expected))} longer than expected`}
        </Fact>
      )}
    </>
  );
}
