// docs/openapi.yaml as a judge: which operation a request is, and whether its answer is one that the file describes.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

export const openapi = parse(readFileSync(new URL('../../docs/openapi.yaml', import.meta.url), 'utf8'));
export const PREFIX = '/api/v1';
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema(openapi, 'openapi');

const resolve = (node) => (node.$ref ? node.$ref.slice(2).split('/').reduce((at, key) => at[key], openapi) : node);
const pointer = (...keys) => keys.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

// [{method, path, operation, key: 'PUT /workouts/{key}'}]
export const operations = Object.entries(openapi.paths).flatMap(([path, item]) =>
  METHODS.filter((method) => item[method]).map((method) => ({
    method: method.toUpperCase(), path, operation: item[method], key: `${method.toUpperCase()} ${path}`,
  })));

export function findOperation(method, url) {
  const path = url.split('?')[0].slice(PREFIX.length);
  const exact = operations.find((o) => o.method === method && o.path === path);
  if (exact) return exact;
  return operations.find((o) => o.method === method &&
    new RegExp(`^${o.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path));
}

function checkBody(ref, value, what) {
  const validate = ajv.getSchema(`openapi#${ref}`);
  assert.ok(validate, `no schema at ${ref}`);
  assert.ok(validate(value), `${what}: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(value).slice(0, 2000)}`);
}

// answer: {status, headers, bytes, json}. Fails unless the file describes it.
export function checkAnswer(method, url, answer) {
  const what = `${method} ${url} ${answer.status}`;
  const type = answer.headers.get('content-type')?.split(';')[0] ?? '';
  const found = findOperation(method, url);
  if (!found || answer.status >= 400) {
    assert.equal(type, 'application/problem+json', what);
    checkBody('/components/schemas/Problem', answer.json, what);
    assert.equal(answer.json.status, answer.status, what);
    const waits = answer.headers.get('retry-after');
    assert.equal(answer.json.retry_after_s, waits === null ? undefined : Number(waits), what);
    return;
  }
  const described = found.operation.responses[answer.status];
  if (answer.status === 304) return;
  assert.ok(described, `${what} is not described`);
  const content = resolve(described).content;
  if (!content) {
    assert.equal(answer.bytes.length, 0, what);
    return;
  }
  assert.ok(content[type], `${what}: ${type} is not described`);
  if (type === 'application/json')
    checkBody(pointer('paths', found.path, method.toLowerCase(), 'responses', answer.status, 'content', type, 'schema'), answer.json, what);
}

export const bodySchema = (operation) => operation.requestBody?.content?.['application/json']?.schema;
export { resolve as resolveSchema };
