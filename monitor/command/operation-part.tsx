import { useState } from 'react';
import { useReadOnce } from '../context/use-live.js';
import { MonitorOperationDocument } from '../generated/graphql.js';
import { useSelection } from '../selection/selection.js';
import { kindOf } from './docstring.js';
import type { Described, OperationSummary, Preset } from './model.js';
import { OperationForm } from './operation-form.js';

export interface OperationPartProps {
  readonly operation: OperationSummary;
  readonly presets: readonly Preset[];
}

/** Asks one of the slots for the parameters of the operation, and shows the form. */
export function OperationPart({ operation, presets }: OperationPartProps) {
  const selected = useSelection();
  // The first one is asked, and only once: other clicks must not change the form.
  const [slot] = useState(() => {
    const { instances } = operation;
    return (instances.find(({ instanceId }) => selected.has(instanceId)) ?? instances[0])?.instanceId ?? '';
  });
  const { data, error } = useReadOnce(MonitorOperationDocument, { slot, operation: operation.name });
  if (!data)
    return (
      error !== null && (
        <p role="alert" className="bad">
          {operation.name} cannot be read: {error}
        </p>
      )
    );
  const { name, type, docstring } = operation;
  const own = data.smurfInstance?.operations?.[0];
  const [last] = data.latestResults;
  const described: Described = {
    ...{ name, type, docstring, presets },
    abortable: own?.abortable ?? null,
    fields: (own?.parameters ?? []).map((parameter) => ({
      name: parameter.name,
      type: parameter.type,
      kind: kindOf(parameter.type),
      // Python writes 30.0 as `30.`.
      byDefault: parameter.default?.replace(/^(\d+)\.$/, '$1') ?? '',
      hint: parameter.description,
      isRequired: parameter.default === null,
    })),
    lastParams: data.runs.nodes[0]?.params ?? null,
    lastMs: last && type === 'TASK' ? Date.parse(last.endTime) - Date.parse(last.startTime) : null,
  };
  return <OperationForm operation={described} />;
}
