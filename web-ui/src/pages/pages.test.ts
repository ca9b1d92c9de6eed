import { describe, expect, it } from 'vitest';
import type { Image, WorkspaceEvent } from '../api/client';
import { choices } from './choices';
import { variantOf } from './eventVariant';

const version = (name: string, rest: object) => ({
  name: 'jupyter',
  version: name,
  reference: `slipway/jupyter:${name}`,
  framework: 'jupyter',
  state: 'available' as const,
  ...rest,
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
          version('a', { state: 'absent', build: './slipway image build jupyter a' }),
          version('b', {}),
        ],
      },
    ];
    const [first, second] = choices(images);
    expect(first?.value).toBe('jupyter b');
    expect(second).toMatchObject({ available: false });
    expect(second?.label).toContain('not built');
  });

  it('offers an absent image that a registry has', () => {
    const images: Image[] = [
      {
        name: 'cuda',
        title: 'CUDA',
        description: '',
        framework: 'cuda',
        versions: [version('13', { state: 'absent' })],
      },
    ];
    expect(choices(images)[0]?.available).toBe(true);
  });
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
  });
});
