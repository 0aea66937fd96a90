/**
 * Made by ocs 0.12.1 on Python 3.11: each table is the output of the function of `ocs/access.py` that is
 * named above it, for the inputs in the table. Not to be edited by hand.
 */

/** Names for the columns of FNMATCH. */
export const FNMATCH_NAMES = [
  '',
  'a',
  'b',
  'B',
  '-',
  ']',
  '[',
  '!',
  '^',
  '\\',
  '*',
  'ab',
  'a.b',
  'a/b',
  'abc',
  'aXbXc',
  'smurf-s2',
  'smurf-s12',
  'é',
  '\n',
] as const;

/** A pattern, and for each name whether `fnmatch.fnmatch` of Python 3.11 says that it fits. */
export const FNMATCH = [
  ['', '10000000000000000000'],
  ['*', '11111111111111111111'],
  ['?', '01111111111000000011'],
  ['??', '00000000000100000000'],
  ['a*', '01000000000111110000'],
  ['*b', '00100000000111000000'],
  ['a*b', '00000000000111000000'],
  ['a*b*c', '00000000000000110000'],
  ['**', '11111111111111111111'],
  ['*?', '01111111111111111111'],
  ['a?b', '00000000000011000000'],
  ['smurf-s?', '00000000000000001000'],
  ['smurf-s[0-9]', '00000000000000001000'],
  ['smurf-s[!2]', '00000000000000000000'],
  ['[ab]', '01100000000000000000'],
  ['[!ab]', '00011111111000000011'],
  ['[a-c]', '01100000000000000000'],
  ['[c-a]', '00000000000000000000'],
  ['[!c-a]', '01111111111000000011'],
  ['[a-]', '01001000000000000000'],
  ['[-a]', '01001000000000000000'],
  ['[!-a]', '00110111111000000011'],
  ['[a-c-e]', '01101000000000000000'],
  ['[--a]', '01011110110000000000'],
  ['[]]', '00000100000000000000'],
  ['[!]]', '01111011111000000011'],
  ['[]-a]', '01000100100000000000'],
  ['[', '00000010000000000000'],
  ['[a', '00000000000000000000'],
  ['[]', '00000000000000000000'],
  ['[!', '00000000000000000000'],
  ['[!]', '00000000000000000000'],
  ['[^a]', '01000000100000000000'],
  ['[[]', '00000010000000000000'],
  ['[\\]', '00000000010000000000'],
  ['\\*', '00000000010000000000'],
  ['.', '00000000000000000000'],
  ['a.b', '00000000000010000000'],
  ['(a|b)', '00000000000000000000'],
  ['a+', '00000000000000000000'],
  ['[*]', '00000000001000000000'],
  ['[?]', '00000000000000000000'],
  ['[&&a]', '01000000000000000000'],
  ['{a,b}', '00000000000000000000'],
  ['*[0-9]', '00000000000000001100'],
  ['*-s[1-9][0-9]', '00000000000000000100'],
  ['[A-Z]', '00010000000000000000'],
  ['[é]', '00000000000000000010'],
] as const;

/** Targets for the columns of PATTERNS. */
export const PATTERN_TARGETS = [
  'HWPxyz',
  'HWPSuper',
  'FakeBlomp',
  'compute1',
  'compute9',
  'Director',
  'x',
  '',
] as const;

/** A pattern, and for each target whether `access.pattern_match` says that it fits. */
export const PATTERNS = [
  ['', '11111111'],
  ['!', '11111111'],
  [',', '11111111'],
  ['HWP*,Fake*,!HWPSuper', '10100000'],
  ['compute*,login*,!*9,!*8', '00010000'],
  ['Director,Act*,*Producer*', '00000100'],
  ['!compute*', '11100111'],
  ['!HWP*,!Fake*', '00011111'],
  ['*,!x', '11111101'],
  ['!!x', '11111111'],
  ['x,,x', '00000010'],
  [' x', '00000000'],
  ['a!b', '00000000'],
  ['[a,x]', '00000000'],
  ['[!x]', '00000000'],
  ['![!x]', '11111111'],
] as const;

/** Instance id and class of the agents in the columns of SCOPES, and of CREDENTIALS. */
export const AGENTS = [
  ['smurf-s2', 'PysmurfController'],
  ['smurf-s3', 'PysmurfController'],
  ['faker4', 'FakeDataAgent'],
  ['danger4', 'FakeDataAgent'],
] as const;

/** A scope_spec, for each agent whether `ScopeSpec.check` says that it is covered, and `get_specificity`. */
export const SCOPES = [
  [{}, '0000', -1],
  [{ default: true }, '1111', 0],
  [{ default: true, instance_id: '!*' }, '1111', 0],
  [{ agent_class: 'FakeDataAgent' }, '0011', 4],
  [{ instance_id: 'faker*' }, '0010', 8],
  [{ instance_id: '!danger4' }, '1110', 2],
  [{ agent_class: 'FakeDataAgent', instance_id: '!danger4' }, '0010', 6],
  [{ agent_class: '!FakeDataAgent' }, '1100', 1],
  [{ agent_class: '*,!Fake*', instance_id: '*,!smurf-s3' }, '1000', 15],
  [{ agent_class: '', instance_id: '' }, '1111', -1],
  [{ instance_id: '' }, '1111', -1],
  [{ agent_class: 'Pysmurf*', instance_id: 'smurf-s[3-9]' }, '0100', 12],
  [{ agent_class: '!Fake*', instance_id: 'smurf-s2' }, '1000', 9],
  [{ agent_class: 'Fake*', instance_id: '' }, '0011', 4],
] as const;

/** Passwords for the columns of HASHES. */
export const HASH_PASSWORDS = [
  '',
  'a',
  'pässwörd ✓',
  'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
] as const;

/** A hash and its value, and for each password what `HashedPass.check` says of it. */
export const HASHES = [
  ['none', '', '1111'],
  ['none', 'a', '0100'],
  ['none', 'pässwörd ✓', '0010'],
  [
    'none',
    'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    '0001',
  ],
  ['md5', 'd41d8cd98f00b204', '1000'],
  ['md5', '0cc175b9c0f1b6a8', '0100'],
  ['md5', '424f0acb4def3f5d', '0010'],
  ['md5', 'aed563ecafb4bcc5', '0001'],
  ['none', '', '1111'],
  ['blocked', '', '0000'],
  ['blocked', 'a', '0000'],
  ['md5', '', '1111'],
  ['md5', 'a', '0000'],
  ['md5', '0CC175B9C0F1B6A8', '0000'],
  ['md5', '0cc175b9c0f1b6a831c399e269772661', '0000'],
  ['none', ' a', '0000'],
] as const;

/** Rules by name, as the access director publishes them (`bare` leaves out what may be left out). */
export const RULES = {
  passwords: [
    {
      hashed_pass: { hash: 'none', value: '' },
      cred_level: 1,
      scope_spec: { default: true, agent_class: null, instance_id: null },
      lockout_id: null,
      lockout_owner: null,
      lockout_levels: [],
    },
    {
      hashed_pass: { hash: 'md5', value: '0baea2f0ae20150d' },
      cred_level: 4,
      scope_spec: { default: true, agent_class: null, instance_id: null },
      lockout_id: null,
      lockout_owner: null,
      lockout_levels: [],
    },
    {
      hashed_pass: { hash: 'md5', value: '0935e71090b45752' },
      cred_level: 2,
      scope_spec: { default: false, agent_class: null, instance_id: '!danger4' },
      lockout_id: null,
      lockout_owner: null,
      lockout_levels: [],
    },
    {
      hashed_pass: { hash: 'md5', value: '1e7b1ba6ee405ccb' },
      cred_level: 3,
      scope_spec: { default: false, agent_class: null, instance_id: '!danger4' },
      lockout_id: null,
      lockout_owner: null,
      lockout_levels: [],
    },
    {
      hashed_pass: { hash: 'md5', value: '503f7fada600da93' },
      cred_level: 2,
      scope_spec: { default: false, agent_class: 'FakeDataAgent', instance_id: '!danger4' },
      lockout_id: null,
      lockout_owner: null,
      lockout_levels: [],
    },
    {
      hashed_pass: { hash: 'md5', value: '0935e71090b45752' },
      cred_level: 3,
      scope_spec: { default: false, agent_class: 'PysmurfController', instance_id: null },
      lockout_id: null,
      lockout_owner: null,
      lockout_levels: [],
    },
  ],
  grants: [
    {
      hashed_pass: { hash: 'md5', value: '1eb18ac4e22f1bb1' },
      cred_level: 3,
      scope_spec: { default: false, agent_class: null, instance_id: 'smurf-s2' },
      lockout_id: 'the-smurfs',
      lockout_owner: 'test\'s "night"',
      lockout_levels: [1, 2, 3],
    },
    {
      hashed_pass: { hash: 'md5', value: '1eb18ac4e22f1bb1' },
      cred_level: 2,
      scope_spec: { default: false, agent_class: 'PysmurfController', instance_id: null },
      lockout_id: 'the-smurfs',
      lockout_owner: 'test\'s "night"',
      lockout_levels: [3],
    },
    {
      hashed_pass: { hash: 'md5', value: '1eb18ac4e22f1bb1' },
      cred_level: 1,
      scope_spec: { default: false, agent_class: 'Fake*', instance_id: null },
      lockout_id: "the\\fakers'",
      lockout_owner: "it's",
      lockout_levels: [2, 3, 4],
    },
  ],
  basic: [
    {
      hashed_pass: { hash: 'md5', value: 'f17aaabc20bfe045' },
      cred_level: 1,
      scope_spec: { default: false, agent_class: null, instance_id: 'smurf*' },
      lockout_id: null,
      lockout_owner: null,
      lockout_levels: [],
    },
  ],
  bare: [{ hashed_pass: { hash: 'none' }, cred_level: 1 }],
} as const;

/** Names of the rules, password, level on each agent as `agent_get_creds` gives it, and the lockouts that it tells of each. */
export const CREDENTIALS = [
  [['passwords'], '', '1111', null],
  [['passwords'], 'superuser', '4444', null],
  [['passwords'], 'special2', '3321', null],
  [['passwords'], 'special3', '3331', null],
  [['passwords'], 'fake2', '1121', null],
  [['passwords'], 'grantword', '1111', null],
  [['passwords'], 'wrong', '1111', null],
  [['passwords', 'grants'], '', '0111', ["['the-smurfs[test\\'s \"night\"]']", '', '', '']],
  [
    ['passwords', 'grants'],
    'superuser',
    '4411',
    ['', '', '["the\\\\fakers\'[it\'s]"]', '["the\\\\fakers\'[it\'s]"]'],
  ],
  [
    ['passwords', 'grants'],
    'special2',
    '0211',
    [
      "['the-smurfs[test\\'s \"night\"]']",
      "['the-smurfs[test\\'s \"night\"]']",
      '["the\\\\fakers\'[it\'s]"]',
      '',
    ],
  ],
  [
    ['passwords', 'grants'],
    'fake2',
    '0111',
    ["['the-smurfs[test\\'s \"night\"]']", '', '["the\\\\fakers\'[it\'s]"]', ''],
  ],
  [['passwords', 'grants'], 'grantword', '3211', null],
  [['passwords', 'grants'], 'wrong', '0111', ["['the-smurfs[test\\'s \"night\"]']", '', '', '']],
  [['basic'], '', '0000', null],
  [['basic'], 'basic', '1100', null],
  [['basic'], 'wrong', '0000', null],
  [['basic', 'grants'], '', '0000', null],
  [['basic', 'grants'], 'basic', '0100', ["['the-smurfs[test\\'s \"night\"]']", '', '', '']],
  [['basic', 'grants'], 'grantword', '3211', null],
  [['bare'], '', '1111', null],
  [['bare'], 'wrong', '1111', null],
  [[], '', '0000', null],
  [[], 'wrong', '0000', null],
] as const;

/** Level, level required, detail, and what `agent_rejection_message` says. */
export const REJECTIONS = [
  [0, 1, '', 'The action requires credential level 1-BASIC but the client has only level 0-BLOCKED'],
  [
    1,
    2,
    'No access policy -- level 1 for all.',
    'The action requires credential level 2-ADVANCED but the client has only level 1-BASIC No access policy -- level 1 for all.',
  ],
  [2, 3, '', 'The action requires credential level 3-FULL but the client has only level 2-ADVANCED'],
  [
    3,
    4,
    "Privileges diminished; lockouts active: ['a[b]']",
    "The action requires credential level 4-SUPERUSER but the client has only level 3-FULL Privileges diminished; lockouts active: ['a[b]']",
  ],
] as const;

/** Passwords for the columns of POLICIES. */
export const POLICY_PASSWORDS = ['', 'pw2', 'pw3', 'a', 'b', 'c', 'same', ' a'] as const;

/** An --access-policy, its kind and director, and the level of each password. */
export const POLICIES = [
  ['none', 'none', null, '11111111'],
  ['', 'none', null, '11111111'],
  ['override:pw2,pw3', 'override', null, '12311111'],
  ['override:pw2,', 'override', null, '33333333'],
  ['override:,pw3', 'override', null, '22322222'],
  ['override:a,b,c', 'override', null, '11123111'],
  ['override:same,same', 'override', null, '11111131'],
  ['override: a,b', 'override', null, '11113112'],
  ['director:dir', 'director', 'dir', '00000000'],
  ['director:', 'director', 'access-director', '00000000'],
] as const;

/** A client's password file. */
export const CLIENT_FILE =
  '- default: yes\n  password_3: general3\n- agent_class: FakeDataAgent\n  instance_id: "!faker4,!faker1"\n  password_2: normal2\n- instance_id: faker*\n  password_2: special2\n  password_3: special3\n- instance_id: faker4\n  password_2: four2\n- agent_class: "!Fake*"\n  password_2: y\n- instance_id: smurf-s3\n  password_2:\n  password_3: "3"\n- instance_id: smurf-s2\n  password_2: ""\n- agent_class: PysmurfController\n  password_1: ignored1\n  password_4: ignored4\n' as const;

/** Instance id, class, and what `client_get_password` finds in CLIENT_FILE for levels 1, 2 and 3; empty for none. */
export const CLIENT_PASSWORDS = [
  ['faker1', 'FakeDataAgent', ['', 'special2', 'special3']],
  ['faker4', 'FakeDataAgent', ['', 'four2', 'special3']],
  ['danger4', 'FakeDataAgent', ['', 'normal2', 'general3']],
  ['smurf-s2', 'PysmurfController', ['', '', 'general3']],
  ['smurf-s3', 'PysmurfController', ['', '', '3']],
  ['registry', 'RegistryAgent', ['', 'y', 'general3']],
] as const;
