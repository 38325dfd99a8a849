/** A request that Neon answers with an error: its status and message. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
  }
}

/** Neon's GeneralError. */
export function errorBody(message: string, requestId: string) {
  return { request_id: requestId, code: '', message };
}
