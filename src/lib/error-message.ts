/** The codes of Node for a certificate of an authority that it does not know. */
const UNKNOWN_AUTHORITY = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
];

/**
 * The message of a thrown value, which may not be an Error. Node's error has none if all addresses of a name have refused
 * the connection.
 */
export function messageOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const code = 'code' in thrown ? String(thrown.code) : thrown.name;
  const advice = UNKNOWN_AUTHORITY.includes(code)
    ? '; if your own certificate authority (CA) signed this certificate, set NODE_EXTRA_CA_CERTS to the file of its certificate'
    : '';
  return `${thrown.message || code}${advice}`;
}
