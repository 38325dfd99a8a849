import cors from 'cors';
import express, { type ErrorRequestHandler, type Express } from 'express';
import { rateLimit } from 'express-rate-limit';
import type { Database } from './database.ts';
import { health } from './health.ts';

export interface AppOptions {
  readonly database: Database;
  readonly version: string;
  readonly origins: readonly string[];
}

export function createApp({ database, version, origins }: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', 1);
  app.get('/health', health({ database, version }));
  app.use(
    '/api',
    cors({ origin: [...origins] }),
    rateLimit({ windowMs: 60_000, limit: 120, standardHeaders: true, legacyHeaders: false }),
  );
  app.use('/api', (_request, response, next) => {
    response.set('Cache-Control', 'public, max-age=60');
    next();
  });
  app.get('/api/classes', async (_request, response) => void response.json(await database.classes()));
  app.get('/api/milongas', async (_request, response) => void response.json(await database.milongas()));
  app.get('/api/products', async (_request, response) => void response.json(await database.products()));
  app.use((_request, response) => void response.status(404).json({ error: 'There is nothing here.' }));
  app.use(answerFailure);
  return app;
}

const answerFailure: ErrorRequestHandler = (error, request, response, _next) => {
  console.error(`${request.method} ${request.path} failed:`, error);
  response
    .status(503)
    .set('Cache-Control', 'no-store')
    .json({ error: 'The programme cannot be read at the moment.' });
};
