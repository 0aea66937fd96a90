import { Close } from '../shared/close.js';
import { commands, keyHints } from '../shared/commands.js';
import { Modal } from '../shared/modal.js';
import { useStore } from '../shared/store.js';
import { KeyNames } from './key-names.js';

/** All keys that can be used now. */
export function Help({ onClose }: { readonly onClose: () => void }) {
  const known = [...useStore(commands), ...useStore(keyHints)];
  return (
    <Modal labelledBy="help-title" className="help" isLight onClose={onClose}>
      <h2 id="help-title">Keys</h2>
      <table>
        <tbody>
          {known.map(
            ({ title, keys }) =>
              keys && (
                <tr key={title}>
                  <td>
                    <KeyNames keys={keys} />
                  </td>
                  <td>{title}</td>
                </tr>
              ),
          )}
        </tbody>
      </table>
      <p>While you type into a field, only keys with Ctrl, Esc and Shift + Esc work.</p>
      <Close onClose={onClose} />
    </Modal>
  );
}
