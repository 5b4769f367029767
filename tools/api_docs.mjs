#!/usr/bin/env node
// Writes docs/api.md from docs/openapi.yaml; with --check only tells whether it is current.
import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';

const at = (path) => new URL(`../docs/${path}`, import.meta.url);
const api = parse(readFileSync(at('openapi.yaml'), 'utf8'));
const { schemas, parameters, responses } = api.components;
const prefix = api.servers[0].url;
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const TITLES = { session: 'Sessions', face: 'Logging in by face', account: 'Accounts', training: 'Training', administration: 'Administration' };

const nameOf = (node) => node.$ref?.split('/').pop();
const resolve = (node, all) => (node.$ref ? all[nameOf(node)] : node);
const code = (text) => `\`${text}\``;
const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const table = (head, rows) => [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');

const isPlain = (schema) => !schema.properties && !schema.items && !schema.oneOf;

function bounds(s) {
  const range = (low, high, unit) => {
    if (low === undefined && high === undefined) return [];
    return [(low === undefined ? `at most ${high}` : high === undefined ? `at least ${low}` : `${low} to ${high}`) + unit];
  };
  return [...range(s.minimum, s.maximum, ''), ...range(s.minLength, s.maxLength, ' characters'), ...range(s.minItems, s.maxItems, ' entries'),
    ...(s.pattern ? [code(s.pattern)] : []), ...(s.default === undefined ? [] : [`default ${s.default}`])];
}

function kind(s) {
  if (s.$ref) return isPlain(schemas[nameOf(s)]) ? kind(schemas[nameOf(s)]) : `[${nameOf(s)}](#${nameOf(s).toLowerCase()})`;
  if (s.const !== undefined) return code(s.const);
  if (s.enum) return s.enum.map(code).join(', ');
  if (s.oneOf) return `${s.oneOf.map(kind).join(' or ')}`;
  if (s.type === 'array') return [`list of ${s.items.properties ? 'objects' : kind(s.items)}`, ...bounds(s)].join(', ');
  if (s.additionalProperties?.type) return `object of ${kind(s.additionalProperties)}`;
  const names = [s.type].flat().filter(Boolean).join(' or ');
  return [s.format ? `${names} (${s.format})` : names, ...bounds(s)].join(', ');
}

const textOf = (s) => s.description ?? (s.$ref && isPlain(schemas[nameOf(s)]) ? schemas[nameOf(s)].description ?? '' : '');

// A row a field; those of objects within stand below it.
function fields(schema, path = '') {
  return Object.entries(schema.properties ?? {}).flatMap(([name, s]) => {
    const here = path + name;
    const inner = s.oneOf?.find((one) => one.properties) ?? (s.items?.properties ? s.items : s);
    const row = [code(here), kind(s), schema.required?.includes(name) ? 'yes' : '', textOf(s)];
    return [row, ...fields(inner, `${here}${s.items ? '[]' : ''}.`)];
  });
}

function body(schema) {
  if (schema.$ref) return `${kind(schema)}\n`;
  return `${table(['field', 'type', 'required', ''], fields(schema))}\n`;
}

function content(title, node) {
  const [[type, { schema }]] = Object.entries(node);
  return `**${title}**${!schema ? ` ${code(type)}` : schema.$ref ? ` ${body(schema)}` : `\n\n${body(schema)}`}`;
}

function operation(method, path, op) {
  const who = op.security?.length === 0 ? 'anybody' : op.tags.includes('administration') ? 'administrators' : 'members';
  const given = (op.parameters ?? []).map((p) => resolve(p, parameters)).filter((p) => p.name !== 'X-CSRF-Token');
  const out = [`### ${method.toUpperCase()} ${prefix}${path}`, `${op.summary}. (For ${who}.)`, op.description?.trim()];
  if (given.length)
    out.push(table(['parameter', 'in', 'type', 'required', ''],
      given.map((p) => [code(p.name), p.in, kind(p.schema), p.required ? 'yes' : '', p.description ?? ''])));
  if (op.requestBody) out.push(content('Body:', op.requestBody.content));
  for (const [status, response] of Object.entries(op.responses))
    if (status !== 'default') out.push(response.content ? content(`${status}:`, response.content) : `**${status}:** ${response.description}, no body`);
  return out.filter(Boolean).map((part) => part.trim()).join('\n\n');
}

function section(tag) {
  const all = Object.entries(api.paths).flatMap(([path, item]) => METHODS.filter((m) => item[m]?.tags.includes(tag)).map((m) => operation(m, path, item[m])));
  return [`## ${TITLES[tag]}`, ...all].join('\n\n');
}

// What is a single word stands where it is used.
const shapes = Object.entries(schemas).filter(([, schema]) => !isPlain(schema)).map(([name, schema]) => `### ${name}\n\n${body(schema).trim()}`);

const page = `${[
  '# The API',
  'Made from [openapi.yaml](openapi.yaml) by `tools/api_docs.mjs`; change that file instead. The tests hold the server against it, both ways.',
  api.info.description.trim(),
  `Anything but success is a [Problem](#problem) (${code(Object.keys(responses.Problem.content)[0])}); a program looks at its ${code('code')}.`,
  ...api.tags.map(({ name }) => section(name)),
  '## Shapes',
  ...shapes,
].join('\n\n')}\n`;

if (process.argv[2] !== '--check') {
  writeFileSync(at('api.md'), page);
} else if (readFileSync(at('api.md'), 'utf8') !== page) {
  console.error('docs/api.md is not what docs/openapi.yaml says: run node tools/api_docs.mjs');
  process.exitCode = 1;
}
