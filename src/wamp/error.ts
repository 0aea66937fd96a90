/** Error URIs of our own, for ends of a call that the router did not report. */
export const WAMP_ERRORS = {
  /** No answer within the bound; the callee may still act. */
  timeout: 'multismurf.error.timeout',
  /** The link was lost after the call was sent; the callee may have acted. */
  linkLost: 'multismurf.error.link_lost',
  /** There was no link, so nothing was sent. */
  notConnected: 'multismurf.error.not_connected',
  /** The caller aborted; the callee may still act. */
  aborted: 'multismurf.error.aborted',
  /** The connection was closed by us. */
  closed: 'multismurf.error.closed',
  /** The message cannot be encoded, so nothing was sent. */
  notEncodable: 'multismurf.error.not_encodable',
} as const;

/** The router knows no callee for the procedure. */
export const NO_SUCH_PROCEDURE = 'wamp.error.no_such_procedure';
/** The callee raised, in the words of Python's WAMP library. */
export const RUNTIME_ERROR = 'wamp.error.runtime_error';

/** Every rejection of a {@link WampConnection}. */
export class WampError extends Error {
  override readonly name = 'WampError';
  /** A URI of the router, of the callee, or one of {@link WAMP_ERRORS}. */
  readonly uri: string;
  /** Positional arguments that came with the error, as the callee gave them. */
  readonly args: readonly unknown[];
  /** False only where it is certain that nothing was sent. */
  readonly sent: boolean;

  constructor(
    uri: string,
    message: string,
    { args = [], sent = true }: { readonly args?: readonly unknown[]; readonly sent?: boolean } = {},
  ) {
    super(message);
    this.uri = uri;
    this.args = args;
    this.sent = sent;
  }
}
