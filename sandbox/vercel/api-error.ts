/** Answered as `{error: {code, message}}`. */
export class ApiError extends Error {
  readonly status: 400 | 402 | 403 | 404 | 409;
  readonly code: string;
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(
    status: ApiError['status'],
    {
      code,
      message,
      ...facts
    }: { readonly code: string; readonly message: string } & Record<string, unknown>,
  ) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.facts = facts;
  }
}

export function badRequest(message: string): ApiError {
  return new ApiError(400, { code: 'bad_request', message });
}

export function notFound(message: string): ApiError {
  return new ApiError(404, { code: 'not_found', message });
}

export function conflict(message: string): ApiError {
  return new ApiError(409, { code: 'conflict', message });
}
