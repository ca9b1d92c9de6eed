import createClient, { type Middleware } from 'openapi-fetch';
import type { components, paths } from './schema';

export type Me = components['schemas']['Me'];
export type Workspace = components['schemas']['Workspace'];
export type WorkspaceRequest = components['schemas']['WorkspaceRequest'];
export type WorkspaceChange = components['schemas']['WorkspaceChange'];
export type WorkspaceState = components['schemas']['WorkspaceState'];
export type EventCode = components['schemas']['EventCode'];
export type WorkspaceEvent = components['schemas']['WorkspaceEvent'];
export type EventPage = components['schemas']['EventPage'];
export type Image = components['schemas']['Image'];
export type ImageVersion = components['schemas']['ImageVersion'];
export type ImageRegistration = components['schemas']['ImageRegistration'];
export type ImageVersionRegistration = components['schemas']['ImageVersionRegistration'];
export type BuildRequest = components['schemas']['BuildRequest'];
export type Eviction = components['schemas']['Eviction'];
export type Finding = components['schemas']['DockerfileFinding'];
export type OperationLogLine = components['schemas']['OperationLogLine'];
export type Operation = components['schemas']['Operation'];
export type HeldGpu = components['schemas']['HeldGpu'];
export type Gpu = components['schemas']['Gpu'];
export type OutsideProcess = components['schemas']['OutsideProcess'];
export type Activity = components['schemas']['Activity'];
export type ActivityPart = components['schemas']['ActivityPart'];
export type Verdict = components['schemas']['CompatibilityVerdict'];
export type Problem = components['schemas']['Problem'];

/** What the platform answered instead of what was asked for. */
export class ProblemError extends Error {
  readonly status: number;
  readonly problem: Partial<Problem>;

  constructor(status: number, problem: Partial<Problem>) {
    super(problem.detail ?? problem.title ?? `The platform answered ${status}`);
    this.status = status;
    this.problem = problem;
  }

  /** What is wrong with a field of the request, if the platform named it. */
  field(name: string): string | undefined {
    return this.problem.errors?.find((error) => error.field === name)?.message;
  }
}

/** Whether the platform knows who asks, and has nothing for them: they lack the role to enter. Of `/me`, no other 403 is given. */
export const isNotLetIn = (error: Error | null): boolean =>
  error instanceof ProblemError && error.status === 403;

/** Sends a browser that is not logged in to log in, and turns problems into exceptions. */
const problems: Middleware = {
  async onResponse({ response }) {
    if (response.ok) {
      return;
    }
    if (response.status === 401) {
      logIn();
    }
    throw new ProblemError(response.status, await problemIn(response));
  },
};

/** A proxy in between may answer with something else. */
async function problemIn(response: Response): Promise<Partial<Problem>> {
  try {
    return (await response.clone().json()) as Partial<Problem>;
  } catch {
    return {};
  }
}

/** Whether this page is being left for good: what its requests meet on the way is of no account. */
let leaving = false;

let loggingIn = false;

/** A browser that has not gone within this time stays: its user stopped it. */
const GONE_WITHIN_MS = 10_000;

export function setLeaving(isLeaving: boolean): void {
  leaving = isLeaving;
}

/** Once, however many requests find that nobody is logged in: a second log-in would cut off the first half-way. */
export function logIn(): void {
  if (!leaving && !loggingIn) {
    loggingIn = true;
    setTimeout(() => {
      loggingIn = false;
    }, GONE_WITHIN_MS);
    const here = window.location.pathname + window.location.search;
    window.location.assign(`/login?to=${encodeURIComponent(here)}`);
  }
}

export const api = createClient<paths>({
  baseUrl: '',
  headers: { 'X-Slipway-CSRF': '1' },
});
api.use(problems);

/** The answer's body; an answer without one is a fault of the platform. */
export function body<T>(answer: { data?: T }): NonNullable<T> {
  if (answer.data === undefined || answer.data === null) {
    throw new Error('The platform answered with nothing');
  }
  return answer.data;
}
