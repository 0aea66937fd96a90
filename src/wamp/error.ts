/** Our own error URIs, for calls that ended without an error from the router. */
export const WAMP_ERRORS = {
  /** No answer within the timeout; the callee may still act. */
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

/** No callee has registered the procedure. */
export const NO_SUCH_PROCEDURE = 'wamp.error.no_such_procedure';
/** The callee raised an exception; the URI that Python's WAMP library uses. */
export const RUNTIME_ERROR = 'wamp.error.runtime_error';

/** Every rejection of a {@link WampConnection}. */
export class WampError extends Error {
  override readonly name = 'WampError';
  /** A URI of the router, of the callee, or one of {@link WAMP_ERRORS}. */
  readonly uri: string;
  /** Positional arguments of the error, from the callee. */
  readonly args: readonly unknown[];
  /** False only if it is certain that nothing was sent. */
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
