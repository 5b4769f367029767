/** Every function that the WebAssembly module exports, with its number of arguments: src/wasm/exports.h for TypeScript.
 *  tests/wasm holds the two against each other. */
export const ARITY = {
  fit_wasm_alloc: 1,
  fit_wasm_free: 1,
  fit_wasm_error: 0,
  fit_wasm_layout_count: 0,
  fit_wasm_layout_name: 1,
  fit_wasm_layout_value: 1,
  fit_wasm_reject_name: 1,
  fit_wasm_framing_name: 1,
  fit_wasm_side_name: 1,
  fit_wasm_engine_create: 0,
  fit_wasm_engine_destroy: 1,
  fit_wasm_engine_set_models: 5,
  fit_wasm_engine_set_exercise: 3,
  fit_wasm_exercise_id: 1,
  fit_wasm_fault_count: 1,
  fit_wasm_fault_id: 2,
  fit_wasm_fault_text: 3,
  fit_wasm_engine_frame: 3,
  fit_wasm_engine_view: 1,
  fit_wasm_engine_push: 2,
  fit_wasm_engine_train: 2,
  fit_wasm_engine_place: 1,
  fit_wasm_engine_pace: 2,
  fit_wasm_model_create: 4,
  fit_wasm_model_destroy: 1,
  fit_wasm_model_input: 2,
  fit_wasm_model_input_elements: 2,
  fit_wasm_model_output: 2,
  fit_wasm_model_output_elements: 2,
  fit_wasm_model_run: 1,
  fit_wasm_model_multiply_adds: 1,
  fit_wasm_model_isa: 1,
  fit_wasm_model_step_count: 1,
  fit_wasm_model_step_name: 2,
  fit_wasm_model_step_multiply_adds: 2,
  fit_wasm_model_step_run: 2,
} as const;

type Functions = { [Name in keyof typeof ARITY]: (...args: number[]) => number };

/** _initialize runs the C constructors, once, before anything else. */
export type Exports = Functions & { memory: WebAssembly.Memory; _initialize: () => void };

/** Names in the module's layout table (src/wasm/layout.c) that these bindings read. */
export const LAYOUT_KEYS = [
  'view.pose', 'view.state', 'view.luma', 'view.stage', 'view.beat', 'view.hint', 'view.n_events', 'view.events',
  'pose.width', 'pose.height', 'pose.present', 'pose.score', 'pose.image', 'pose.world', 'landmark.count',
  'state.count', 'state.phase', 'state.progress',
  'event.size', 'event.kind', 'event.t_ms',
  'rep.index', 'rep.side', 'rep.start_ms', 'rep.turn_ms', 'rep.end_ms', 'rep.range_deg', 'rep.faults',
  'rejected.start_ms', 'rejected.end_ms', 'rejected.reason', 'fault.fault', 'fault.side',
  'kind.rep', 'kind.rep_end', 'kind.rejected', 'kind.fault',
  'stage.placing', 'stage.countdown', 'stage.training',
  'language.ko', 'language.en',
  'framing.good',
] as const;

export type Layout = Record<(typeof LAYOUT_KEYS)[number], number>;
