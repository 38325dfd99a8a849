/** What the local Vercel holds: served as `vercel` in `GET /_sandbox/state`, shown by the page. */
export interface VercelState {
  readonly projects: readonly VercelProject[];
}

export interface VercelProject {
  readonly id: string;
  readonly name: string;
  /** Whether new production deployments are given the production domains by themselves. */
  readonly autoAssign: boolean;
  readonly domains: readonly VercelDomain[];
  /** Newest first. */
  readonly deployments: readonly VercelDeployment[];
}

export interface VercelDomain {
  /** The name that the outside world knows, a key of `kernel.hosts`. */
  readonly domain: string;
  /** The local address that stands in for it, to open in a browser. */
  readonly url: string;
  /** Id of the deployment that it is aimed at. */
  readonly deployment: string | undefined;
}

export interface VercelDeployment {
  readonly id: string;
  /** Its own `*.vercel.app` name. */
  readonly url: string;
  /** Full SHA, where the deployment names one. */
  readonly commit: string | undefined;
  readonly target: 'production' | null;
  readonly readyState: 'QUEUED' | 'BUILDING' | 'READY' | 'ERROR' | 'CANCELED';
  /** Only where READY; staged means built and not yet given the production domains. */
  readonly readySubstate: 'STAGED' | 'PROMOTED' | undefined;
  readonly createdAt: number;
  readonly readyAt: number | undefined;
}
