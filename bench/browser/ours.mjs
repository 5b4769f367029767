// Our engine in the page, through the fit_wasm_model_* functions of src/wasm/exports.h.

// The relaxed module where the browser compiles it, else the SIMD128 one: as the product chooses.
export async function loadModule(name) {
  for (const isa of ['relaxed', 'simd']) {
    const response = await fetch(`/build/wasm/${name}-${isa}.wasm`);
    if (!response.ok) throw new Error(`build/wasm/${name}-${isa}.wasm is not built: run "make build"`);
    try {
      const { instance } = await WebAssembly.instantiate(await response.arrayBuffer(), {});
      instance.exports._initialize?.();
      return instance.exports;
    } catch (error) {
      if (!(error instanceof WebAssembly.CompileError)) throw error;
    }
  }
  throw new Error('this browser has no WebAssembly SIMD');
}

let loading;

function textAt({ memory }, at) {
  const bytes = new Uint8Array(memory.buffer, at);
  return new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0)));
}

function bring(fit, bytes) {
  const at = fit.fit_wasm_alloc(Math.max(bytes.length, 1));
  if (!at) throw new Error('out of memory');
  new Uint8Array(fit.memory.buffer, at, bytes.length).set(bytes);
  return at;
}

// outputs: names wanted, in this order; none: all of the file's, whose names are allNames.
// Returns { isa, run, fill, runOnly, steps, destroy }, run(Float32Array) -> { name: Float32Array } as of the other runtimes, good
// until the next run; fill(Float32Array), then runOnly() or the steps in order, [{ name, multiplyAdds, run() }], equal one run.
export async function loadOurs(bytes, outputs, allNames) {
  loading ??= loadModule('aifit');
  const fit = await loading;
  const weights = bring(fit, bytes);
  const names = bring(fit, new TextEncoder().encode(outputs.map((name) => `${name}\0`).join('')));
  const model = fit.fit_wasm_model_create(weights, bytes.length, names, outputs.length);
  if (!model) throw new Error(textAt(fit, fit.fit_wasm_error()));
  fit.fit_wasm_free(weights);
  fit.fit_wasm_free(names);
  const kept = (outputs.length ? outputs : allNames).map((name, k) => [name, new Float32Array(fit.fit_wasm_model_output_elements(model, k))]);
  const fill = (floats) => new Float32Array(fit.memory.buffer, fit.fit_wasm_model_input(model, 0), floats.length).set(floats);
  const runOnly = () => fit.fit_wasm_model_run(model);
  const run = (floats) => {
    fill(floats);
    runOnly();
    kept.forEach(([, values], k) => values.set(new Float32Array(fit.memory.buffer, fit.fit_wasm_model_output(model, k), values.length)));
    return Object.fromEntries(kept);
  };
  const steps = Array.from({ length: fit.fit_wasm_model_step_count(model) }, (_, step) => ({
    name: textAt(fit, fit.fit_wasm_model_step_name(model, step)),
    multiplyAdds: fit.fit_wasm_model_step_multiply_adds(model, step),
    run: () => fit.fit_wasm_model_step_run(model, step),
  }));
  return { isa: textAt(fit, fit.fit_wasm_model_isa(model)), run, fill, runOnly, steps, destroy: () => fit.fit_wasm_model_destroy(model) };
}
