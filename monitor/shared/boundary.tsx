import { Component, type ReactNode } from 'react';

export interface BoundaryProps {
  readonly children: ReactNode;
  /** Another address may show something else: then the part is drawn again. */
  readonly address?: string;
  /** Takes the part away. Such a part lies over the page, and so does what stands in its place. */
  readonly onClose?: () => void;
}

interface BoundaryState {
  readonly error: Error | null;
}

/** A part of the page. If it cannot be loaded or drawn, it says so in its place, and the rest of the page stays. */
export class Boundary extends Component<BoundaryProps, BoundaryState> {
  override readonly state: BoundaryState = { error: null };

  static getDerivedStateFromError(error: unknown): BoundaryState {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidUpdate({ address }: BoundaryProps): void {
    if (this.state.error !== null && address !== this.props.address) this.again();
  }

  private readonly again = (): void => this.setState({ error: null });

  override render(): ReactNode {
    const { error } = this.state;
    const { children, onClose } = this.props;
    if (error === null) return children;
    return (
      <section className={onClose ? 'broken over' : 'broken'} aria-label="Not shown">
        <p role="alert" className="bad">
          This part could not be loaded or drawn: {error.message}
        </p>
        <div className="answers">
          <button type="button" className="button" onClick={this.again}>
            Try again
          </button>
          <button type="button" className="button" onClick={() => window.location.reload()}>
            Reload the page
          </button>
          {onClose && (
            <button type="button" className="button" onClick={onClose}>
              Close
            </button>
          )}
        </div>
      </section>
    );
  }
}
