/** A request that Neon answers with an error: its status and message. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, message: string, code = '') {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
  }
}

/** Neon's GeneralError. */
export function errorBody(message: string, requestId: string, code = '') {
  return { request_id: requestId, code, message };
}
