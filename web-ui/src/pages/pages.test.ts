import { describe, expect, it } from 'vitest';
import {
  type Gpu,
  type Image,
  type ImageVersion,
  isNotLetIn,
  type Operation,
  ProblemError,
  type WorkspaceEvent,
} from '../api/client';
import { choices, inWords } from './choices';
import { argumentsIn, inOrder } from './dockerfile';
import { activityInWords, partInWords } from '../parts/activity';
import { gpuChoices, outsiderInWords } from './gpuChoices';
import { variantOf } from './eventVariant';
import { frameworks, matching } from './imageFilters';
import { mayCancel } from './operations';
import { buildable, count, readyOnly, toCome } from './readiness';
import { size, wait } from './sizes';
import { environmentOf, rowsOf, variablesOf } from './variables';

const version = (name: string, rest: Partial<ImageVersion>): ImageVersion => ({
  name: 'jupyter',
  version: name,
  reference: `slipway/jupyter:${name}`,
  framework: 'jupyter',
  state: 'available' as const,
  here: true,
  launchable: true,
  ready: rest.here !== false && rest.launchable !== false,
  removable: false,
  deprecated: false,
  computeCapabilities: [],
  unknown: [],
  source: 'this test',
  compatibility: { verdict: 'NOT_NEEDED' as const, perGpu: [], reasons: [], simulated: false },
  ...rest,
});

describe('the build form', () => {
  it('reads arguments, one a line', () => {
    expect(argumentsIn('A=1\n B = two = 2 \n\nno value\n=x')).toEqual({ A: '1', B: 'two = 2' });
  });

  it('shows errors before warnings, each by line', () => {
    const at = (line: number, severity: 'ERROR' | 'WARNING') => ({ line, severity, code: 'x', message: '' });
    expect(
      inOrder([at(3, 'WARNING'), at(9, 'ERROR'), at(1, 'WARNING'), at(2, 'ERROR')]).map(({ line }) => line),
    ).toEqual([2, 9, 1, 3]);
  });
});

describe('the form of variables', () => {
  it('shows them by name and reads back what it shows', () => {
    const env = { B: 'two\nlines', A: '' };
    expect(rowsOf(env).map(({ name }) => name)).toEqual(['A', 'B']);
    expect(environmentOf(rowsOf(env))).toEqual(env);
  });

  it('leaves out a row without a name', () => {
    expect(environmentOf([...rowsOf({ ' A ': '1' }), ...rowsOf({ '': 'x' })])).toEqual({ A: '1' });
  });
});

describe('the launch form', () => {
  it('offers what is built on this host first and says what is not', () => {
    const images: Image[] = [
      {
        name: 'jupyter',
        title: 'JupyterLab',
        description: '',
        framework: 'jupyter',
        versions: [
          version('a', { state: 'absent', here: false, build: './slipway image build jupyter a' }),
          version('b', {}),
        ],
      },
    ];
    const [first, second] = choices(images);
    expect(first?.value).toBe('jupyter b');
    expect(second).toMatchObject({ available: false });
    expect(second?.group).toBe('To be built first');
  });

  it('offers an absent image that a registry has', () => {
    const images: Image[] = [
      {
        name: 'cuda',
        title: 'CUDA',
        description: '',
        framework: 'cuda',
        versions: [
          version('12', { launchable: false }),
          version('13', { state: 'absent', here: false, transferBytes: 3 * 2 ** 30 }),
        ],
      },
    ];
    expect(choices(images)).toHaveLength(1);
    expect(choices(images)[0]).toMatchObject({ available: true, group: 'Fetched first' });
    expect(choices(images)[0]?.label).toContain('3.0 GiB');
  });

  it('offers first what Slipway came with and what needs no GPU', () => {
    const images: Image[] = [
      {
        name: 'jupyter',
        title: 'JupyterLab',
        description: '',
        framework: 'jupyter',
        versions: [
          version('built', { removable: true }),
          version('with-cuda', { cuda: '12.4' }),
          version('plain', {}),
        ],
      },
    ];
    expect(choices(images).map((choice) => choice.value)).toEqual([
      'jupyter plain',
      'jupyter with-cuda',
      'jupyter built',
    ]);
  });

  it('offers what would not run on the GPUs here after all that would', () => {
    const images: Image[] = [
      {
        name: 'jupyter',
        title: 'JupyterLab',
        description: '',
        framework: 'jupyter',
        versions: [
          version('too-new', { ready: false, cuda: '13.0' }),
          version('to-build', { state: 'absent', here: false, build: 'x' }),
        ],
      },
    ];
    expect(choices(images).map(({ value, group }) => [value, group])).toEqual([
      ['jupyter to-build', 'To be built first'],
      ['jupyter too-new', 'Not on the GPUs of this host'],
    ]);
  });

  it('offers what is deprecated last', () => {
    const images: Image[] = [
      {
        name: 'jupyter',
        title: 'JupyterLab',
        description: '',
        framework: 'jupyter',
        versions: [
          version('old', { deprecated: true, deprecationReason: 'Take b' }),
          version('b', { here: false, state: 'absent' }),
        ],
      },
    ];
    expect(choices(images).map((choice) => choice.value)).toEqual(['jupyter b', 'jupyter old']);
  });
});

describe('the catalogue', () => {
  const images: Image[] = [
    {
      name: 'pytorch',
      title: 'PyTorch',
      description: '',
      framework: 'pytorch',
      versions: [
        version('2.6-cuda-12.4', { frameworkVersion: '2.6.0', cuda: '12.4.1' }),
        version('2.6-cpu', { frameworkVersion: '2.6.0' }),
      ],
    },
    {
      name: 'jupyter',
      title: 'JupyterLab',
      description: '',
      framework: 'jupyter',
      versions: [version('a', {})],
    },
  ];

  it('opens with what is ready here', () => {
    const mixed = images.map((image) => ({
      ...image,
      versions: image.versions.map((one) => ({ ...one, ready: one.version === '2.6-cpu' })),
    }));
    expect(readyOnly(mixed).flatMap((image) => image.versions.map((one) => one.version))).toEqual([
      '2.6-cpu',
    ]);
    expect([count(mixed), count(readyOnly(mixed))]).toEqual([3, 1]);
  });

  it.each([
    [{ transferBytes: 3 * 2 ** 30 }, '3.0 GiB'],
    [{ build: 'x', expectedBytes: 477 * 2 ** 20 }, 'about 477 MiB'],
    [{ build: 'x' }, 'size not known'],
    [{}, 'size not known yet'],
  ])('says what has to come: %j is %s', (rest, words) =>
    expect(toCome(version('a', { here: false, ...rest }))).toBe(words),
  );

  it('names what can be built for a start', () => {
    const builds = [
      version('large', { build: 'large', expectedBytes: 2 }),
      version('unknown', { build: 'unknown' }),
      version('small', { build: 'small', expectedBytes: 1 }),
      version('no-server', { build: 'no-server', launchable: false }),
      version('old', { build: 'old', deprecated: true, deprecationReason: 'Take large' }),
    ];
    expect(
      buildable(images.slice(0, 1).map((image) => ({ ...image, versions: builds }))).map((one) => one.build),
    ).toEqual(['large', 'unknown', 'small']);
  });

  it('is searched by everything that is known of a version', () => {
    const found = matching(images, '', 'PyTorch cuda 12.4');
    expect(found.flatMap((image) => image.versions.map((v) => v.version))).toEqual(['2.6-cuda-12.4']);
    expect(matching(images, 'jupyter', '')).toHaveLength(1);
    expect(frameworks(images)).toEqual(['jupyter', 'pytorch']);
  });
});

describe('an amount', () => {
  it('is told as people read it', () => {
    expect([0, 1023, 1536, 20 << 20, 3 * 2 ** 30].map(size)).toEqual([
      '0 B',
      '1023 B',
      '1.5 KiB',
      '20 MiB',
      '3.0 GiB',
    ]);
    expect([5, 61, 7200].map(wait)).toEqual(['5 s', '2 min', '2 h']);
  });
});

describe('a duration', () => {
  it.each([
    ['PT30M', '30 min'],
    ['PT2H', '2 h'],
    ['PT1H30M', '1 h 30 min'],
    ['PT24H', '24 h'],
    ['PT10S', '10 s'],
  ])('%s is %s', (duration, words) => expect(inWords(duration)).toBe(words));
});

describe('an event', () => {
  const event: WorkspaceEvent = {
    id: 1,
    at: '2026-11-24T20:00:00Z',
    state: 'STARTING',
    code: 'starting',
    message: '',
  };

  it('is in progress while it is the last of a workspace on its way', () => {
    expect(variantOf(event, true, 'STARTING')).toBe('info');
    expect(variantOf(event, false, 'STARTING')).toBe('success');
    expect(variantOf(event, true, 'RUNNING')).toBe('success');
  });

  it('shows a failure as one', () => {
    expect(variantOf({ ...event, state: 'FAILED' }, false, 'RUNNING')).toBe('danger');
    expect(variantOf({ ...event, code: 'memory-killed' }, true, 'RUNNING')).toBe('warning');
  });
});

describe('the GPUs of the launch form', () => {
  const gpu = (index: number, rest: Partial<Gpu>): Gpu => ({
    uuid: `GPU-${index}`,
    index,
    model: 'NVIDIA A30',
    memory: '24Gi',
    computeCapability: '8.0',
    driver: '550.54.15',
    health: 'HEALTHY',
    cordoned: false,
    simulated: false,
    stale: false,
    seenAt: '2026-11-27T12:00:00Z',
    migInstances: [],
    leases: [],
    outside: [],
    use: {},
    ...rest,
  });

  it('are counted by model, and those that nobody can have now are not free', () => {
    const lease = { sharing: 'exclusive' as const, since: '2026-11-25T08:00:00Z' };
    expect(
      gpuChoices([gpu(0, {}), gpu(1, { leases: [lease] }), gpu(2, { health: 'UNHEALTHY' })]),
    ).toMatchObject([{ label: 'NVIDIA A30, 24Gi · 1 of 3 free', most: 3, request: { model: 'NVIDIA A30' } }]);
  });

  it('are not free while programs of no workspace use them', () => {
    const outside = [{ pid: 42, program: 'python3', user: 'carol', memoryUsedBytes: 8 * 1024 ** 3 }];
    expect(gpuChoices([gpu(0, { outside }), gpu(1, {})])).toMatchObject([
      { label: 'NVIDIA A30, 24Gi · 1 of 2 free' },
    ]);
    expect(outside.map(outsiderInWords)).toEqual(['python3 of carol (process 42, holds 8.0 GiB)']);
    expect(outsiderInWords({ pid: 43 })).toBe('a process that cannot be seen from here (process 43)');
    expect(outsiderInWords({ pid: 44, program: 'vllm', container: '0123456789ab' })).toBe(
      'vllm in container 0123456789ab (process 44)',
    );
  });

  it('are instances where a GPU is cut', () => {
    const mig = { uuid: 'MIG-1', profile: '1g.6gb', memory: '6Gi' };
    expect(gpuChoices([gpu(0, { migInstances: [mig] })])).toMatchObject([
      { most: 1, request: { sharing: 'mig', migProfile: '1g.6gb' } },
    ]);
  });
});

describe('activity', () => {
  const at = { lookedAt: '2026-11-26T12:00:00Z', parts: [] };

  it('says when an idle workspace is stopped, and that an unknown one is not', () => {
    const stopsAt = '2026-11-26T13:00:00Z';
    expect(activityInWords({ ...at, state: 'IDLE', stopsAt }, (time) => time)).toContain(
      `stopped at ${stopsAt}`,
    );
    expect(activityInWords({ ...at, state: 'IDLE' }, (time) => time)).toBe('Nothing happens here.');
    expect(activityInWords({ ...at, state: 'UNKNOWN' }, (time) => time)).toContain('not taken for idle');
    expect(partInWords('processes')).toBe('Other programs');
  });
});

describe('what is whose', () => {
  it('names variables, and says where their values are withheld', () => {
    expect(variablesOf({ env: { A: '1', B: '2' }, envNames: ['A', 'B'] })).toBe('A, B');
    expect(variablesOf({ envNames: ['A', 'B'] })).toBe('A, B (values are shown to the owner alone)');
  });

  it('offers to end a build to who sees it, and a pull, which others wait for, to administrators', () => {
    const at = (kind: Operation['kind'], rest: Partial<Operation> = {}): Operation => ({
      id: 'o',
      kind,
      image: 'i',
      version: 'v',
      state: 'RUNNING',
      attempts: 1,
      createdAt: '2026-11-26T12:00:00Z',
      ...rest,
    });
    expect(mayCancel(at('BUILD'), false)).toBe(true);
    expect(mayCancel(at('PULL'), false)).toBe(false);
    expect(mayCancel(at('PULL'), true)).toBe(true);
    expect(mayCancel(at('BUILD', { finishedAt: '2026-11-26T12:01:00Z' }), true)).toBe(false);
  });

  it('tells who is known and not let in from who is not logged in, and from a fault', () => {
    expect(isNotLetIn(new ProblemError(403, {}))).toBe(true);
    expect(isNotLetIn(new ProblemError(401, {}))).toBe(false);
    expect(isNotLetIn(new Error('network'))).toBe(false);
    expect(isNotLetIn(null)).toBe(false);
  });
});
