import { z } from 'zod';

/* Only the fields used of https://vercel.com/docs/rest-api. */

const meta = z.record(z.string(), z.unknown()).nullish();
/** A time in ms once the domains were assigned; some answers only say whether they were. */
const aliasAssigned = z.union([z.number(), z.boolean()]).nullish();

export const deploymentSchema = z.object({
  id: z.string(),
  url: z.string().nullish(),
  inspectorUrl: z.string().nullish(),
  readyState: z.string(),
  readySubstate: z.string().nullish(),
  target: z.string().nullish(),
  /** Of the team: `hobby`, `pro` or `enterprise`. */
  plan: z.string().nullish(),
  createdAt: z.number().nullish(),
  aliasAssigned,
  meta,
  creator: z.object({ username: z.string().nullish() }).nullish(),
  gitSource: z.object({ sha: z.string().nullish() }).nullish(),
});
export type VercelDeployment = z.output<typeof deploymentSchema>;

export const createdSchema = z.object({
  id: z.string(),
  url: z.string(),
  inspectorUrl: z.string().nullish(),
});

/** The list calls the id `uid` and the state `state`. */
export const deploymentsSchema = z.object({
  deployments: z.array(
    z.object({
      uid: z.string(),
      url: z.string(),
      inspectorUrl: z.string().nullish(),
      state: z.string().nullish(),
      readyState: z.string().nullish(),
      isRollbackCandidate: z.boolean().nullish(),
      meta,
    }),
  ),
});
export type VercelListed = z.output<typeof deploymentsSchema>['deployments'][number];

export const projectSchema = z.object({
  id: z.string(),
  name: z.string(),
  targets: z
    .object({
      production: z.object({ id: z.string(), createdAt: z.number(), aliasAssigned, meta }).nullish(),
    })
    .nullish(),
  autoAssignCustomDomains: z.boolean().nullish(),
  lastAliasRequest: z
    .object({
      fromDeploymentId: z.string().nullish(),
      toDeploymentId: z.string(),
      jobStatus: z.string(),
      requestedAt: z.number(),
      type: z.string().nullish(),
    })
    .nullish(),
});
export type VercelProject = z.output<typeof projectSchema>;

export const aliasSchema = z.object({
  deploymentId: z.string().nullish(),
  createdAt: z.number().nullish(),
  updatedAt: z.number().nullish(),
});

/** Two shapes are documented: `{created, payload: {text}}` and `{created, text}`. */
export const eventsSchema = z.array(
  z.object({
    type: z.string().nullish(),
    created: z.number().nullish(),
    text: z.string().nullish(),
    payload: z.object({ text: z.string().nullish() }).nullish(),
  }),
);
export type VercelEvent = z.output<typeof eventsSchema>[number];

export const errorSchema = z.object({
  error: z.object({ code: z.string().nullish(), message: z.string().nullish() }),
});

/** What `@vercel/client` yields as `{type: 'error'}`: the API's error with its status, or an Error of its own. */
export const clientErrorSchema = z.object({
  status: z.number().optional(),
  code: z.string().optional(),
  message: z.string().optional(),
  limit: z.object({ reset: z.number() }).optional().catch(undefined),
});
