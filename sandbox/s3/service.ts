import { Hono } from 'hono';
import type { Kernel, SandboxService } from '../kernel/contract.ts';
import { createBucket } from './bucket.ts';
import { addRoutes, refuse } from './routes.ts';
import { refuseSignature } from './signature.ts';

/** The local storage that speaks S3: one bucket, signed requests, uploads in parts. */
export function createS3(kernel: Kernel): SandboxService {
  const newBucket = () =>
    createBucket(
      () => kernel.clock.now(),
      () => kernel.changed('s3'),
    );
  let bucket = newBucket();
  const app = kernel.app('s3', {
    authorise: refuseSignature,
    refuse: (status, message) =>
      refuse(
        status === 401 ? 403 : status,
        status === 401 ? 'SignatureDoesNotMatch' : 'InternalError',
        message,
      ),
  });
  const routes = new Hono();
  addRoutes(routes, () => bucket);
  app.route('/', routes);
  return {
    name: 's3',
    app,
    state: () => ({
      objects: [...bucket.objects].map(([key, { content, at }]) => ({ key, bytes: content.length, at })),
      uploads: [...bucket.uploads].map(([id, { key, at, parts }]) => ({ id, key, at, parts: parts.size })),
    }),
    async reset() {
      bucket = newBucket();
      kernel.changed('s3');
    },
    close: async () => undefined,
  };
}
