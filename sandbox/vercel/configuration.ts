import { z } from 'zod';

const condition = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('host'), value: z.string() }),
  z.strictObject({ type: z.enum(['header', 'query']), key: z.string(), value: z.string().optional() }),
]);
export type Condition = z.output<typeof condition>;

/** What this Vercel understands of a vercel.json. Anything else stops the build, as an unknown property does there. */
const configurationSchema = z.strictObject({
  $schema: z.string().optional(),
  framework: z.string().nullish(),
  buildCommand: z.string().default('vite build'),
  outputDirectory: z.string().default('dist'),
  rewrites: z
    .array(
      z.strictObject({ source: z.string(), destination: z.string(), has: z.array(condition).default([]) }),
    )
    .default([]),
  redirects: z
    .array(
      z.strictObject({
        source: z.string(),
        destination: z.string(),
        permanent: z.boolean().default(true),
        has: z.array(condition).default([]),
      }),
    )
    .default([]),
  headers: z
    .array(
      z.strictObject({
        source: z.string(),
        headers: z.array(z.strictObject({ key: z.string(), value: z.string() })),
        has: z.array(condition).default([]),
      }),
    )
    .default([]),
});
export type Configuration = z.output<typeof configurationSchema>;

export function parseConfiguration(text: string | undefined): Configuration {
  try {
    return configurationSchema.parse(text === undefined ? {} : JSON.parse(text));
  } catch (error) {
    const what = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new Error(`Invalid vercel.json: ${what}`, { cause: error });
  }
}
