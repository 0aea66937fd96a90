import { DEFAULTS, type OptionDefinition } from './option-definition.js';

export const TOKEN_OPTIONS = [
  {
    name: 'tokens',
    value: 'FILE',
    help: 'File with the tokens of users, to which the new one is added. It is made if it does not exist.',
  },
  {
    name: 'role',
    value: 'ROLE',
    fallback: DEFAULTS.role,
    help: 'viewer: may see everything except the audit log. operator: may also start and stop operations. administrator: may also take slots out of service, remove expired slots from the lists, and read the audit log.',
  },
  {
    name: 'operation',
    value: 'OPERATION',
    help: 'The user may start only this operation. Can be repeated, or take several values separated by commas. By default all. Stops are never limited.',
  },
  {
    name: 'slot',
    value: 'SLOT',
    help: 'The user may start operations only on this slot or group. Can be repeated, or take several values separated by commas. By default all. Stops are never limited.',
  },
  {
    name: 'days',
    value: 'N',
    help: 'The token expires after this many days. By default it does not expire.',
  },
] as const satisfies readonly OptionDefinition[];

export type TokenOption = (typeof TOKEN_OPTIONS)[number]['name'];
