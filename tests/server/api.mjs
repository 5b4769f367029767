// A server of one's own on each database, and clients as browsers are: cookies, the CSRF token, an address.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after } from 'node:test';
import { program, repository, tempDir } from '../cli/lib/aifit.mjs';
import { checkAnswer, PREFIX } from './contract.mjs';
import { startPostgres } from './postgres.mjs';

export const PASSWORD = 'four score and seven';
export const databases = process.env.AIFIT_TEST_POSTGRES ? ['sqlite', 'postgresql'] : ['sqlite'];

let postgres, running;
after(async () => (await postgres)?.stop());

export async function newDatabase(kind) {
  if (kind === 'sqlite') return undefined;
  postgres ??= startPostgres();
  running = await postgres;
  return running.newDatabase();
}

// One folder, made here: what a hook makes is removed when the hook ends.
const root = tempDir();
let folders = 0;
export function newFolder() {
  const folder = join(root, String(++folders));
  mkdirSync(folder);
  return folder;
}

const data = newFolder();
mkdirSync(join(data, 'web'));
writeFileSync(join(data, 'web/index.html'), '<!doctype html>');
cpSync(join(repository, 'exercises'), join(data, 'exercises'), { recursive: true });
symlinkSync(join(repository, 'build/models'), join(data, 'models'));

// options: {kind, database, state, args, env, quiet}. Cheap hashes, unless args say otherwise (the last one counts).
export async function serve({ kind = 'sqlite', database, state = newFolder(), args = [], env = {}, quiet = true } = {}) {
  database ??= await newDatabase(kind);
  const all = ['serve', '--listen', '127.0.0.1:0', '--data', data, '--state-dir', state, '--trusted-proxy', '127.0.0.1',
    '--argon2-mib', '8', '--argon2-passes', '1', ...(quiet ? ['--quiet'] : []), ...(database ? ['--database', database] : []), ...args];
  const child = spawn(program, all, { env: { ...process.env, ...env } });
  const server = { child, state, database, kind, log: '', origin: undefined, invitation: undefined };
  child.stderr.on('data', (text) => (server.log += text));
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.removeListener('exit', kill));
  await new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error(`the server does not start: ${server.log}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      server.origin ??= /serving on (http:\S+)/.exec(line)?.[1];
      server.invitation ??= /invitation=(\w+)/.exec(line)?.[1];
      if (server.invitation) resolve();
      if (/^aifit: database/.test(line)) setTimeout(resolve, 300); // an invitation follows at once or never
    });
  });
  server.end = async (signal = 'SIGTERM') => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    const [code] = await ended;
    if (signal === 'SIGTERM') assert.equal(code, 0, server.log);
  };
  server.client = (options) => new Client(server, options);
  return server;
}

let lastAddress = 0;
const nextAddress = () => `10.${(++lastAddress >> 16) & 255}.${(lastAddress >> 8) & 255}.${lastAddress & 255}`;

export class Client {
  constructor(server, { address = nextAddress() } = {}) {
    Object.assign(this, { server, address, cookies: new Map(), csrf: undefined });
  }

  // body: anything JSON, or bytes with a type. Every answer is held against docs/openapi.yaml.
  async send(method, path, body, { type, headers = {}, csrf = this.csrf, check = true } = {}) {
    const sent = { 'x-forwarded-for': this.address, connection: 'close', ...headers };
    if (this.cookies.size) sent.cookie = [...this.cookies].map((pair) => pair.join('=')).join('; ');
    if (csrf && method !== 'GET') sent['x-csrf-token'] = csrf;
    if (body !== undefined) sent['content-type'] = type ?? 'application/json';
    const bytes = body === undefined ? undefined : typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    const answer = await exchange(this.server.origin, method, PREFIX + path, sent, bytes);
    for (const line of answer.setCookies) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (value) this.cookies.set(name, value);
      else this.cookies.delete(name);
    }
    if (/json/.test(answer.headers.get('content-type') ?? '')) answer.json = JSON.parse(answer.bytes);
    if (check) checkAnswer(method, PREFIX + path, answer);
    if (answer.json?.csrf) this.csrf = answer.json.csrf;
    return answer;
  }

  get = (path, options) => this.send('GET', path, undefined, options);
  post = (path, body, options) => this.send('POST', path, body, options);
  put = (path, body, options) => this.send('PUT', path, body, options);
  patch = (path, body, options) => this.send('PATCH', path, body, options);
  delete = (path, options) => this.send('DELETE', path, undefined, options);

  async arrive() {
    expect(await this.get('/session'), 200);
    return this;
  }

  logIn = (email, password = PASSWORD) => this.post('/session', { email, password });
}

function exchange(origin, method, path, headers, body) {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(origin);
    const request = httpRequest({ hostname, port, method, path, headers, agent: false }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => resolve({
        status: response.statusCode, headers: new Headers(Object.entries(response.headers).map(([k, v]) => [k, String(v)])),
        setCookies: response.headers['set-cookie'] ?? [], bytes: Buffer.concat(chunks),
      }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

// A problem's code and, of a field, which and why: 'invalid_field email not_an_email'.
export function expect(answer, status, says) {
  const said = answer.json?.code ? [answer.json.code, answer.json.field, answer.json.reason].filter(Boolean).join(' ') : undefined;
  assert.equal(answer.status, status, said ?? answer.bytes.toString('utf8', 0, 500));
  if (says !== undefined) assert.equal(said, says);
  return answer.json;
}

let count = 0;
export const newEmail = () => `someone${++count}@example.org`;
export const person = (more = {}) => ({
  email: newEmail(), password: PASSWORD, password_again: PASSWORD, nickname: '민지', born_on: '1999-04-30', language: 'ko', ...more,
});

export async function signUp(server, more = {}) {
  const client = await server.client().arrive();
  const who = person(more);
  const session = expect(await client.post('/members', who), 201);
  return Object.assign(client, { email: who.email, id: session.member.id, nickname: who.nickname });
}

export async function administrator(server) {
  assert.ok(server.invitation, 'the database was not empty');
  return signUp(server, { invitation: server.invitation });
}

export const newKey = () => randomUUID();
// The member's clock: nine hours before UTC.
export const local = (ms, offset = 9) => `${new Date(ms + offset * 3600e3).toISOString().slice(0, 23)}+${String(offset).padStart(2, '0')}:00`;
export const today = (offset = 9) => local(Date.now(), offset).slice(0, 10);

export const repetition = (sequence, at, more = {}) => ({
  sequence, set: 1, at: local(at + sequence * 3000), side: 'both', counted: true, down_ms: 1100, up_ms: 900, range_deg: 92.5, faults: [], ...more,
});

export function batch(startedMs, count, more = {}) {
  return {
    exercise: 'squat', started_at: local(startedMs), finished_at: null, plan: { sets: 3, repetitions: 10, rest_s: 60 },
    sets: [{ number: 1, started_at: local(startedMs), ended_at: null }],
    repetitions: Array.from({ length: count }, (_, i) => repetition(i + 1, startedMs)), ...more,
  };
}

// Changes what is stored behind the server's back.
export function change(server, sql) {
  if (server.kind === 'postgresql') return running.query(server.database, sql);
  const code = 'import sqlite3, sys; db = sqlite3.connect(sys.argv[1], timeout=10); db.execute(sys.argv[2]); db.commit()';
  return execFileSync('/usr/bin/python3', ['-c', code, join(server.state, 'aifit.db'), sql]);
}

// The first column of every row, as the database itself tells; 'tables' gives their names.
export function query(server, sql) {
  if (server.kind === 'sqlite') {
    const asked = sql === 'tables' ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'" : sql;
    const file = join(server.state, 'aifit.db');
    return values(execFileSync('/usr/bin/python3', ['-c', 'import json, sqlite3, sys; print(json.dumps([row[0] for row in sqlite3.connect(sys.argv[1]).execute(sys.argv[2])]))', file, asked], { encoding: 'utf8' }));
  }
  const asked = sql === 'tables' ? "SELECT tablename FROM pg_tables WHERE schemaname = 'public'" : sql;
  const column = /^SELECT (.+?) FROM/s.exec(asked)[1];
  return values(running.query(server.database, asked.replace(column, `COALESCE(json_agg(q.v), '[]') FROM (SELECT ${column} AS v`) + ') q'));
}
const values = (text) => JSON.parse(text);
