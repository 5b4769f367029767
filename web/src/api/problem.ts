/** Everything that a request can come to other than success, as one type. */

export const SERVER_CODES = [
  'bad_request', 'invalid_field', 'not_logged_in', 'wrong_login', 'wrong_password', 'csrf', 'forbidden', 'not_found',
  'method_not_allowed', 'email_taken', 'conflict', 'too_large', 'unsupported_media_type', 'bad_photo', 'wrong_code',
  'bad_invitation', 'sign_up_closed', 'last_administrator', 'too_many_requests', 'no_mail', 'overloaded',
  'store_unavailable', 'disk_full', 'internal', 'password_needed', 'face_unknown', 'face_unlit', 'no_face_login',
] as const;

/** offline: no answer at all. unexpected: an answer that is none of our server's, say a proxy's. */
export type ProblemCode = (typeof SERVER_CODES)[number] | 'offline' | 'unexpected';

export const SERVER_REASONS = [
  'too_short', 'too_long', 'too_common', 'like_email', 'like_nickname', 'not_the_same', 'not_an_email', 'not_a_date',
  'not_a_time', 'out_of_range', 'not_allowed', 'unknown_exercise',
] as const;

/** missing: found by the page before it asks. */
export type FieldReason = (typeof SERVER_REASONS)[number] | 'missing';

interface Details {
  status?: number;
  field?: string;
  reason?: FieldReason;
  retryAfter_s?: number;
  requestId?: string;
}

export class ApiProblem extends Error implements Details {
  readonly status: number;
  readonly field: string | undefined;
  readonly reason: FieldReason | undefined;
  readonly retryAfter_s: number | undefined;
  /** What an operator finds the request by in the server's log. */
  readonly requestId: string | undefined;

  constructor(readonly code: ProblemCode, details: Details = {}) {
    super(details.field ? `${code}: ${details.field} ${details.reason ?? ''}` : code);
    this.status = details.status ?? 0;
    this.field = details.field;
    this.reason = details.reason;
    this.retryAfter_s = details.retryAfter_s;
    this.requestId = details.requestId;
  }

  /** Whether the same request may well succeed later: also where a proxy or a hotspot's welcome page answered for the server. */
  get passing(): boolean {
    return this.code === 'offline' || this.code === 'unexpected' || this.status === 429 || this.status >= 500;
  }
}

/** Reads a problem document; anything else (a proxy's page) becomes 'unexpected'. */
export async function readProblem(response: Response): Promise<ApiProblem> {
  const retry = Number(response.headers.get('Retry-After')) || undefined;
  const status = response.status;
  if (!response.headers.get('Content-Type')?.startsWith('application/problem+json')) {
    return new ApiProblem('unexpected', { status, retryAfter_s: retry });
  }
  const document = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  const code = SERVER_CODES.find((known) => known === document.code) ?? 'unexpected';
  return new ApiProblem(code, {
    status,
    field: typeof document.field === 'string' ? document.field : undefined,
    reason: SERVER_REASONS.find((known) => known === document.reason),
    retryAfter_s: typeof document.retry_after_s === 'number' ? document.retry_after_s : retry,
    requestId: typeof document.request_id === 'string' ? document.request_id : undefined,
  });
}
