import { ServerText } from '../shared/server-text.js';
import './actions.css';
import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useDeliberate } from '../shared/deliberate.js';
import { Modal } from '../shared/modal.js';

export interface QuestionProps {
  readonly title: string;
  /** What is asked, and which slots it is about. */
  readonly children: ReactNode;
  /** The words of the button that answers with yes: what will happen. */
  readonly answer: string;
  /** True for what cannot be undone: the focus is then on the other button. */
  readonly isDangerous?: boolean;
  /** True if an answer of the server follows in its place. */
  readonly staysOpen?: boolean;
  /** False as long as nothing can be sent. */
  readonly canAnswer?: boolean;
  /** Sends it. The question stays open with the words of the server if that is rejected. */
  readonly onAnswer: () => Promise<unknown>;
  readonly onClose: () => void;
}

/** One question, asked once before something is sent. */
export function Question(props: QuestionProps) {
  const {
    title,
    children,
    answer,
    isDangerous = false,
    staysOpen = false,
    canAnswer = true,
    onAnswer,
    onClose,
  } = props;
  const leave = useRef<HTMLButtonElement>(null);
  const id = useId();
  const isReady = useDeliberate();
  const [isSending, setSending] = useState(false);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    if (isDangerous) leave.current?.focus();
  }, [isDangerous]);

  const send = async () => {
    setSending(true);
    setError(null);
    try {
      await onAnswer();
      if (!staysOpen) onClose();
    } catch (thrown) {
      setError(thrown instanceof Error ? thrown.message : String(thrown));
      setSending(false);
    }
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady && !isSending && canAnswer) void send();
  };
  return (
    <Modal labelledBy={id} onClose={onClose}>
      <form className="question" onSubmit={onSubmit}>
        <h2 id={id}>{title}</h2>
        {children}
        {error !== null && (
          <p role="alert" className="bad">
            <ServerText text={error} />
          </p>
        )}
        <div className="answers">
          <button
            type="submit"
            className={isDangerous ? 'red' : 'button next'}
            disabled={isSending || !canAnswer}
            // Not `disabled`: it would lose the focus.
            aria-disabled={!isReady}
          >
            {answer}
          </button>
          <button ref={leave} type="button" onClick={onClose}>
            Do nothing
          </button>
        </div>
      </form>
    </Modal>
  );
}
