// The page's few rules that need neither browser nor module: words, clock, clips.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { page } from '../wasm/lib/core.mjs';

const { Clock, clipPath, countWord, messages, preferredLanguage, spokenPhrases } = page;

function shape(value) {
  if (typeof value === 'function') return `function of ${value.length}`;
  if (typeof value !== 'object') return typeof value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, shape(value[key])]));
}

function* strings(value) {
  if (typeof value === 'function') yield value(3);
  else if (typeof value === 'string') yield value;
  else for (const inner of Object.values(value)) yield* strings(inner);
}

test('Korean and English say the same things', () => {
  assert.deepEqual(shape(messages.ko), shape(messages.en));
});

test('Korean is Korean and English is English, but for the button that names the other', () => {
  for (const [language, foreign] of [['ko', /^[\x20-\x7e]*[A-Za-z]{3}[\x20-\x7e]*$/], ['en', /[\uac00-\ud7a3]/]]) {
    const { otherLanguage, ...t } = messages[language];
    assert.match(otherLanguage, foreign);
    for (const text of strings(t)) {
      assert.notEqual(text.trim(), '');
      assert.doesNotMatch(text, foreign);
    }
  }
});

test('a visitor is met in the first of his languages that the page speaks, else in Korean', () => {
  const cases = [
    ['ko', 'ko-KR'], ['en', 'en-US'], ['en', 'EN'], ['ko', 'ko', 'en'], ['en', 'en-GB', 'ko-KR'], ['en', 'fr-FR', 'en', 'ko'],
    ['ko', 'de', 'ko-KR', 'en-US'], ['ko', 'ja-JP'], ['ko', 'kok-IN', 'enm'], ['ko'],
  ];
  for (const [language, ...tags] of cases) assert.equal(preferredLanguage(tags), language, tags.join());
});

test('Korean counts in native numerals', () => {
  const words = [1, 2, 10, 11, 20, 21, 35, 48, 99, 100].map((n) => countWord(n, 'ko'));
  assert.deepEqual(words, ['하나', '둘', '열', '열하나', '스물', '스물하나', '서른다섯', '마흔여덟', '아흔아홉', '100']);
  assert.equal(countWord(21, 'en'), '21');
});

test('phrases have clips of their own', () => {
  for (const [language, t] of Object.entries(messages)) {
    const texts = [...new Set([...spokenPhrases(t), ...Array.from({ length: 50 }, (_, i) => countWord(i + 1, language))])];
    assert.equal(new Set(texts.map((text) => clipPath(text, language))).size, texts.length);
  }
});

test('time only grows, through pauses and cameras that start anew', () => {
  const clock = new Clock();
  assert.equal(clock.time(0, 1000), 0);
  assert.equal(clock.time(33.4, 1033), 33);
  assert.equal(clock.time(66.7, 1067), 67);
  // The camera was closed for two seconds and begins at zero again.
  assert.equal(clock.time(0, 3067), 2067);
  assert.equal(clock.time(33.3, 3100), 2100);
});
