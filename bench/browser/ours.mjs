// Our engine in the page, through the fit_wasm_model_* functions of src/wasm/exports.h.

let loading;

// The relaxed module where the browser compiles it, else the SIMD128 one: as the product chooses.
async function loadModule() {
  for (const name of ['relaxed', 'simd']) {
    const response = await fetch(`/build/wasm/aifit-${name}.wasm`);
    if (!response.ok) throw new Error(`build/wasm/aifit-${name}.wasm is not built: run "make build"`);
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
// Returns { isa, run, destroy }, run(Float32Array) -> { name: Float32Array } as of the other runtimes.
export async function loadOurs(bytes, outputs, allNames) {
  loading ??= loadModule();
  const fit = await loading;
  const weights = bring(fit, bytes);
  const names = bring(fit, new TextEncoder().encode(outputs.map((name) => `${name}\0`).join('')));
  const model = fit.fit_wasm_model_create(weights, bytes.length, names, outputs.length);
  if (!model) throw new Error(textAt(fit, fit.fit_wasm_error()));
  fit.fit_wasm_free(weights);
  fit.fit_wasm_free(names);
  const kept = outputs.length ? outputs : allNames;
  const run = (floats) => {
    new Float32Array(fit.memory.buffer, fit.fit_wasm_model_input(model, 0), floats.length).set(floats);
    fit.fit_wasm_model_run(model);
    const output = (k) => new Float32Array(fit.memory.buffer, fit.fit_wasm_model_output(model, k), fit.fit_wasm_model_output_elements(model, k));
    return Object.fromEntries(kept.map((name, k) => [name, output(k).slice()]));
  };
  return { isa: textAt(fit, fit.fit_wasm_model_isa(model)), run, destroy: () => fit.fit_wasm_model_destroy(model) };
}
