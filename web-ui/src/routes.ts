/**
 * The paths of the page's own, the one list of them: the router must have an element for each, and the platform serves the page at
 * each (site.ts hands them over).
 */
export const PATHS = [
  '/',
  '/workspaces',
  '/workspaces/:id',
  '/launch',
  '/images',
  '/images/build',
  '/operations/:id',
  '/gpus',
  '/logout',
  '/logged-out',
] as const;

export type Path = (typeof PATHS)[number];
