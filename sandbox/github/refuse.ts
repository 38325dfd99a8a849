const documentation = 'https://docs.github.com/rest';

export interface ValidationError {
  readonly resource: string;
  readonly field: string;
  readonly code: 'missing_field' | 'invalid' | 'custom';
  readonly message?: string;
}

export function refuse(status: number, message: string): Response {
  return Response.json({ message, documentation_url: documentation, status: String(status) }, { status });
}

export function notFound(): Response {
  return refuse(404, 'Not Found');
}

export function noCommitFound(ref: string): Response {
  return refuse(422, `No commit found for SHA: ${ref}`);
}

export function invalid(errors: readonly ValidationError[]): Response {
  return Response.json(
    { message: 'Validation Failed', errors, documentation_url: documentation, status: '422' },
    { status: 422 },
  );
}
