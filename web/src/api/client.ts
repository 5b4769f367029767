/** The way to the server: every request of the page goes through here. */
import { ApiProblem, readProblem } from './problem';
import type { Session } from './types';

export const API = '/api/v1';
const PATIENCE_MS = 30_000; // longer than the server lets any request take

type Query = Record<string, string | number | undefined>;
type Body = object | Blob;

export class ApiClient {
  /** The token that every change carries; comes with the session. */
  csrf = '';
  /** The server no longer knows who this is. */
  onLoggedOut: () => void = () => undefined;
  /** Set where a page asks for the password by itself. False: it was not given. */
  onPasswordNeeded?: (() => Promise<boolean>) | undefined;

  get<T>(path: string, query: Query = {}): Promise<T> {
    const given = Object.entries(query).filter(([, value]) => value !== undefined);
    const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
    return this.request<T>('GET', text ? `${path}?${text}` : path);
  }

  post<T = void>(path: string, body?: Body): Promise<T> {
    return this.request<T>('POST', path, body);
  }

  put<T = void>(path: string, body: Body): Promise<T> {
    return this.request<T>('PUT', path, body);
  }

  patch<T = void>(path: string, body: Body): Promise<T> {
    return this.request<T>('PATCH', path, body);
  }

  delete(path: string): Promise<void> {
    return this.request<void>('DELETE', path);
  }

  private async request<T>(method: string, path: string, body?: Body): Promise<T> {
    try {
      return await this.send<T>(method, path, body);
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      if (error.code === 'not_logged_in') this.onLoggedOut();
      if (error.code === 'password_needed' && (await this.onPasswordNeeded?.())) return this.send<T>(method, path, body);
      if (error.code !== 'csrf') throw error;
      // Another tab logged in or out: the token is a new one.
      this.csrf = (await this.send<Session>('GET', '/session')).csrf;
      return this.send<T>(method, path, body);
    }
  }

  private async send<T>(method: string, path: string, body?: Body): Promise<T> {
    const headers: Record<string, string> = { Accept: 'application/json' };
    if (method !== 'GET') headers['X-CSRF-Token'] = this.csrf;
    if (body) headers['Content-Type'] = body instanceof Blob ? body.type : 'application/json';
    const init: RequestInit = { method, headers, cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS) };
    if (body) init.body = body instanceof Blob ? body : JSON.stringify(body);
    let response: Response;
    try {
      response = await fetch(API + path, init);
    } catch {
      throw new ApiProblem('offline');
    }
    if (!response.ok) throw await readProblem(response);
    if (response.status === 204) return undefined as T;
    return response.json().catch(() => {
      throw new ApiProblem('unexpected', { status: response.status });
    }) as Promise<T>;
  }
}

export const api = new ApiClient();
