import { Link } from 'wouter';
import { useRead } from '../context/use-live.js';
import { MonitorSlotOperationsDocument, type MonitorSlotOperationsQuery } from '../generated/graphql.js';
import { hrefOf, setParams, useParam } from '../location/location.js';
import { FigureHistory } from '../results/figure-history.js';
import { OPERATIONS } from '../results/operations.js';

type Operation = NonNullable<NonNullable<MonitorSlotOperationsQuery['smurfInstance']>['operations']>[number];

export interface OperationsProps {
  readonly instanceId: string;
  /** When the agent started: another agent can have other operations. */
  readonly agentStarted: string | null;
}

/** What the slot has measured over its last runs, and all that it can do. */
export function Operations({ instanceId, agentStarted }: OperationsProps) {
  const { data, error } = useRead(MonitorSlotOperationsDocument, { id: instanceId }, agentStarted);
  const operations = data?.smurfInstance?.operations ?? [];
  return (
    <>
      <Figures
        instanceId={instanceId}
        measuring={OPERATIONS.map(([name]) => name).filter((name) =>
          operations.some((operation) => operation.name === name),
        )}
      />
      <section aria-labelledby="operations-title">
        <h3 id="operations-title">
          Operations <small>with the descriptions from the agent</small>
        </h3>
        {error !== null && (
          <p role="alert" className="bad">
            {error}
          </p>
        )}
        {data && operations.length === 0 && (
          <p className="quiet">The agent has sent no list of operations.</p>
        )}
        <ul className="operations">
          {operations.map((operation) => (
            <OperationLine key={operation.id} instanceId={instanceId} operation={operation} />
          ))}
        </ul>
      </section>
    </>
  );
}

interface OperationLineProps {
  readonly instanceId: string;
  readonly operation: Operation;
}

function OperationLine({
  instanceId,
  operation: { name, type, abortable, minPrivs, docstring },
}: OperationLineProps) {
  const traits = [
    type?.toLowerCase(),
    abortable === true && 'can be aborted',
    minPrivs !== null && minPrivs > 1 && `access level ${minPrivs}`,
  ];
  return (
    <li>
      <details>
        <summary>
          <b>{name}</b> <span className="quiet">{traits.filter(Boolean).join(', ')}</span>
        </summary>
        <pre>{docstring ?? 'The agent gives no description of this operation.'}</pre>
      </details>
      <Link
        href={hrefOf('slot', { id: instanceId, selected: instanceId, command: name })}
        aria-label={`Run ${name} …`}
      >
        Run…
      </Link>
    </li>
  );
}

interface FiguresProps {
  readonly instanceId: string;
  readonly measuring: readonly string[];
}

function Figures({ instanceId, measuring }: FiguresProps) {
  const wanted = useParam('figures');
  const chosen = measuring.find((name) => name === wanted) ?? measuring[0];
  if (chosen === undefined) return null;
  return (
    <section aria-labelledby="figures-title">
      <h3 id="figures-title">
        Figures <small>of the last runs of</small>{' '}
        <select
          aria-label="Figures of"
          value={chosen}
          onChange={({ target }) => setParams({ figures: target.value })}
        >
          {measuring.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </h3>
      <FigureHistory instanceId={instanceId} operation={chosen} />
    </section>
  );
}
