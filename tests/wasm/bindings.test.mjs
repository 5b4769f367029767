// src/wasm/exports.h against web/src/engine/exports.ts: names, arity, layout, words for every identifier.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { builds, createCore, moduleBytes, page, repository } from './lib/core.mjs';

test('the modules run here', () => {
  assert.ok(builds.includes('simd'));
});

for (const build of builds) {
  test(`${build}: exports are the bindings, name by name and argument by argument`, async () => {
    const module = await WebAssembly.compile(moduleBytes(build));
    assert.deepEqual(WebAssembly.Module.imports(module), []);
    const { exports } = await WebAssembly.instantiate(module, {});
    const arity = Object.fromEntries(
      Object.entries(exports).filter(([name]) => name.startsWith('fit_')).map(([name, f]) => [name, f.length]),
    );
    assert.deepEqual(arity, { ...page.ARITY });
    const others = Object.keys(exports).filter((name) => !name.startsWith('fit_')).sort();
    assert.deepEqual(others, ['_initialize', 'memory']);
  });

  test(`${build}: every layout key of the module is read, and no other`, async () => {
    const { layout } = await createCore(build);
    assert.deepEqual(Object.keys(layout).sort(), [...page.LAYOUT_KEYS].sort());
  });

  test(`${build}: there are words in both languages for every hint and reason`, async () => {
    const core = await createCore(build);
    const names = (name) => {
      const all = [];
      for (let id; (id = core.text(name(all.length))) !== 'unknown' && all.length < 100; ) all.push(id);
      return all;
    };
    const reasons = names(core.c.fit_wasm_reject_name);
    const framings = names(core.c.fit_wasm_framing_name);
    const hints = framings.filter((_, i) => i !== core.layout['framing.good']);
    for (const t of Object.values(page.messages)) {
      assert.deepEqual(Object.keys(t.reasons).sort(), [...reasons].sort());
      assert.deepEqual(Object.keys(t.hints).sort(), [...hints].sort());
    }
  });
}

test('the header declares each export once, under its own name', () => {
  const header = readFileSync(`${repository}src/wasm/exports.h`, 'utf8');
  const declared = [...header.matchAll(/FIT_EXPORT\((fit_wasm_\w+)\)\s[^;]*?\b\*?(fit_wasm_\w+)\(/g)].map(([, name, fn]) => [name, fn]);
  for (const [name, fn] of declared) assert.equal(name, fn);
  assert.deepEqual(declared.map(([name]) => name).sort(), Object.keys(page.ARITY).sort());
});
