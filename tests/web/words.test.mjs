// Words and small rules of the account pages, without a browser.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';
import { repository } from '../wasm/lib/core.mjs';
import { allWords, site } from './lib/words.mjs';

/** Names that are the same in every language, and a language called by its own name. */
const NAMES = ['English', '한국어', 'SQLite', 'PostgreSQL'];

function shape(value) {
  if (typeof value === 'function') return `function of ${value.length}`;
  if (Array.isArray(value)) return value.map(shape);
  if (typeof value !== 'object') return typeof value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, shape(value[key])]));
}

function* strings(value) {
  if (typeof value === 'function') yield value('1', '1');
  else if (typeof value === 'string') yield value;
  else for (const inner of Object.values(value)) yield* strings(inner);
}

test('every page says the same things in Korean and in English', () => {
  assert.ok(Object.keys(allWords).length >= 8);
  for (const [name, { ko, en }] of Object.entries(allWords)) assert.deepEqual(shape(ko), shape(en), name);
});

test('Korean is Korean and English is English', () => {
  for (const [language, foreign] of [['ko', /^[\x20-\x7e]*[A-Za-z]{3}[\x20-\x7e]*$/], ['en', /[가-힣]/]]) {
    for (const [name, both] of Object.entries(allWords)) {
      for (const text of strings(both[language])) {
        assert.notEqual(text.trim(), '', name);
        if (!NAMES.includes(text)) assert.doesNotMatch(text, foreign, name);
      }
    }
  }
});

const api = parse(readFileSync(`${repository}docs/openapi.yaml`, 'utf8'));

test('the page knows every code and reason of the API, and has words for them', () => {
  const { code, reason } = api.components.schemas.Problem.properties;
  assert.deepEqual([...site.SERVER_CODES].sort(), [...code.enum].sort());
  assert.deepEqual([...site.SERVER_REASONS].sort(), [...reason.enum].sort());
  for (const language of ['ko', 'en']) {
    const { codes, reasons } = site.problemWords[language];
    for (const known of code.enum) assert.ok(codes[known], known);
    for (const known of reason.enum) assert.ok(reasons[known], known);
  }
});

/** Names of what is sent: of bodies, with what they refer to, and of parameters. */
function* sentNames(node) {
  if (Array.isArray(node)) for (const inner of node) yield* sentNames(inner);
  else if (node && typeof node === 'object') {
    if (node.$ref) yield* sentNames(node.$ref.slice(2).split('/').reduce((at, key) => at[key], api));
    if (typeof node.in === 'string' && node.in !== 'header') yield node.name;
    for (const [name, inner] of Object.entries(node.properties ?? {})) {
      yield name;
      yield* sentNames(inner);
    }
    for (const key of ['schema', 'items', 'content', 'application/json', 'oneOf']) if (node[key]) yield* sentNames(node[key]);
  }
}

test('every field that the API may blame has a name in both languages', () => {
  const operations = Object.values(api.paths).flatMap((path) => Object.values(path));
  const names = new Set(operations.flatMap(({ requestBody, parameters }) => [...sentNames(requestBody), ...sentNames(parameters)]));
  assert.ok(names.size > 30, `${names.size} names`);
  for (const language of ['ko', 'en']) {
    for (const name of names) assert.ok(site.problemWords[language].fields[name], `${name} in ${language}`);
  }
});

test('a wait is never told shorter than it is', () => {
  const cases = [[1, '1초'], [59.2, '60초'], [91, '2분'], [300, '5분'], [3600, '60분'], [7201, '3시간']];
  for (const [seconds, text] of cases) assert.equal(site.formatWait(seconds, 'ko'), text);
  assert.equal(site.formatClock(249), '4:09');
});

test('a moment carries the offset of its place, and the day is that place’s', () => {
  const moment = new Date('2026-11-22T15:30:05.250Z');
  const written = site.localTime(moment);
  assert.match(written, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.250[+-]\d\d:\d\d$/);
  assert.equal(new Date(written).getTime(), moment.getTime());
  assert.equal(site.localDay(moment), written.slice(0, 10));
});

test('the past is told in the reader’s words', () => {
  const now = Date.parse('2026-11-22T12:00:00Z');
  const ago = (seconds, language) => site.formatAgo(new Date(now - seconds * 1000).toISOString(), language, now);
  assert.equal(ago(20, 'ko'), '방금');
  assert.equal(ago(20, 'en'), 'just now');
  assert.equal(ago(3 * 3600 + 5, 'en'), '3 hours ago');
  assert.equal(ago(86_400, 'ko'), '어제');
  assert.match(ago(40 * 86_400, 'en'), /13 Oct 2026/);
});

test('a crop stays inside its picture', () => {
  const size = { width: 640, height: 480 };
  assert.deepEqual(site.within({ x: -50, y: 900, zoom: 0.1 }, size), { x: 240, y: 240, zoom: 1 });
  assert.deepEqual(site.within({ x: 0, y: 0, zoom: 2 }, size), { x: 120, y: 120, zoom: 2 });
  assert.deepEqual(site.within({ x: 999, y: 999, zoom: 9 }, size), { x: 580, y: 420, zoom: 4 });
  assert.equal(site.sideOf({ x: 0, y: 0, zoom: 2 }, size), 240);
});

test('browsers are called what their owners call them', () => {
  const cases = {
    'Chrome · Windows': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
    'Edge · Windows': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0',
    'Safari · iPhone': 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
    'Samsung Internet · Android': 'Mozilla/5.0 (Linux; Android 14; SM-S921N) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/26.0 Chrome/122.0.0.0 Mobile Safari/537.36',
    'Firefox · Linux': 'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0',
    '': 'curl/8.5',
  };
  for (const [name, agent] of Object.entries(cases)) assert.equal(site.describeAgent(agent), name);
});
