import './json-tree.css';
import { memo, useMemo } from 'react';
import { allExpanded, JsonView } from 'react-json-view-lite';
import { download } from '../shared/download.js';
import { bounded } from './bounded-json.js';

const STYLE = {
  container: 'json',
  basicChildStyle: 'json-member',
  childFieldsContainer: 'json-members',
  label: 'json-name',
  clickableLabel: 'json-name',
  nullValue: 'json-null',
  undefinedValue: 'json-null',
  stringValue: 'json-text',
  booleanValue: 'json-value',
  numberValue: 'json-value',
  otherValue: 'json-value',
  punctuation: 'json-mark',
  expandIcon: 'json-open',
  collapseIcon: 'json-close',
  collapsedContent: 'json-more',
  quotesForFieldNames: false,
  stringifyStringValues: true,
  ariaLables: { expandJson: 'Open', collapseJson: 'Close' },
};
/** Data of so many characters are shown opened. */
const SMALL = 1000;
/** Of larger data, the names at the top say what there is; the reader opens the rest. */
const isTop = (level: number) => level === 0;

export interface JsonTreeProps {
  /** What the data are, for people who do not see the page. */
  readonly label: string;
  readonly data: unknown;
  /** The name of the file in which they are saved, without `.json`. */
  readonly fileName: string;
}

/** Data as a tree whose parts can be opened, in full as a file. It can be large. */
export const JsonTree = memo(function JsonTree({ label, data, fileName }: JsonTreeProps) {
  const tree = useMemo(() => bounded(data), [data]);
  const size = useMemo(() => JSON.stringify(data).length, [data]);
  if (data === null) return <p className="quiet">No data.</p>;
  return (
    <>
      <p className="quiet">
        {sizeText(size)}; NaN and Infinity come as null.{' '}
        <button type="button" className="as-link" onClick={() => save(data, fileName)}>
          Save as a file
        </button>
      </p>
      {typeof tree === 'object' && tree !== null ? (
        <JsonView
          aria-label={label}
          data={tree}
          style={STYLE}
          shouldExpandNode={size <= SMALL ? allExpanded : isTop}
          clickToExpandNode
        />
      ) : (
        <pre className="json">{JSON.stringify(tree)}</pre>
      )}
    </>
  );
});

const sizeText = (size: number) => (size < 1000 ? `${size} B` : `${Math.round(size / 1000)} kB`);

function save(data: unknown, fileName: string): void {
  download(new Blob([JSON.stringify(data, null, 2)], { type: 'application/json' }), `${fileName}.json`);
}
