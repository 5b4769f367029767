/** The C core in WebAssembly, as objects. Runs in a Worker, in Node and in tests; knows no DOM. */
import { LAYOUT_KEYS, type Exports, type Layout } from './exports';

export type Language = 'ko' | 'en';
export type Stage = 'placing' | 'countdown' | 'training';

export interface Fault {
  id: string;
  text: Record<Language, string>;
}

export type Event =
  | {
      kind: 'rep' | 'rep_end';
      t_ms: number;
      index: number;
      side: string;
      start_ms: number;
      turn_ms: number;
      end_ms: number;
      range_deg: number;
      /** Indices into the exercise's faults. */
      faults: number[];
    }
  | { kind: 'rejected'; t_ms: number; start_ms: number; end_ms: number; reason: string }
  | { kind: 'fault'; t_ms: number; fault: number; side: string };

/** landmarks: x, y (pixels of the frame), z, visibility of each body landmark. */
export interface View {
  width: number;
  height: number;
  landmarks: Float32Array | null;
  count: number;
  progress: number;
  stage: Stage;
  beat: number;
  hint: string | null;
  events: Event[];
}

/** One stored frame, as `aifit analyze --poses` writes it. */
export interface StoredPose {
  t_ms: number;
  score: number;
  landmarks: number[][] | null;
  world: number[][] | null;
}

export class AiFit {
  readonly layout: Layout;

  private constructor(readonly c: Exports) {
    const table: Record<string, number> = {};
    for (let i = 0; i < c.fit_wasm_layout_count(); i++) {
      table[this.text(c.fit_wasm_layout_name(i))] = c.fit_wasm_layout_value(i);
    }
    const missing = LAYOUT_KEYS.filter((key) => !(key in table));
    if (missing.length) throw new Error(`page and module are of different versions: no ${missing.join(', ')}`);
    this.layout = table as Layout;
  }

  static async create(module: WebAssembly.Module): Promise<AiFit> {
    const instance = await WebAssembly.instantiate(module, {});
    const exports = instance.exports as unknown as Exports;
    exports._initialize();
    return new AiFit(exports);
  }

  /** A NUL-terminated UTF-8 string of the module. */
  text(pointer: number): string {
    const bytes = new Uint8Array(this.c.memory.buffer, pointer);
    return new TextDecoder().decode(bytes.slice(0, bytes.indexOf(0)));
  }

  /** What the last failed call said. */
  error(): Error {
    return new Error(this.text(this.c.fit_wasm_error()));
  }

  alloc(length: number): number {
    const pointer = this.c.fit_wasm_alloc(Math.max(length, 1)); // NULL must mean failure
    if (!pointer) throw new Error(`out of memory: ${length} bytes`);
    return pointer;
  }

  /** Lends bytes to the module for one call. */
  lend<T>(bytes: Uint8Array, use: (pointer: number) => T): T {
    const pointer = this.alloc(bytes.length);
    try {
      new Uint8Array(this.c.memory.buffer, pointer, bytes.length).set(bytes);
      return use(pointer);
    } finally {
      this.c.fit_wasm_free(pointer);
    }
  }
}

/** Bytes inside the module's memory, filled piece by piece as they arrive. */
export class Inbox {
  readonly pointer: number;
  private filled = 0;

  constructor(private readonly core: AiFit, readonly length: number) {
    this.pointer = core.alloc(length);
  }

  add(bytes: Uint8Array): void {
    if (this.filled + bytes.length > this.length) throw new Error('a file is longer than announced');
    new Uint8Array(this.core.c.memory.buffer, this.pointer + this.filled, bytes.length).set(bytes);
    this.filled += bytes.length;
  }

  get complete(): boolean {
    return this.filled === this.length;
  }

  free(): void {
    this.core.c.fit_wasm_free(this.pointer);
  }
}

export class Engine {
  private readonly handle: number;
  private readonly view: number;
  private readonly stages: Stage[] = [];

  constructor(readonly core: AiFit) {
    const { c, layout } = core;
    this.handle = c.fit_wasm_engine_create();
    if (!this.handle) throw core.error();
    this.view = c.fit_wasm_engine_view(this.handle);
    for (const stage of ['placing', 'countdown', 'training'] as const) this.stages[layout[`stage.${stage}`]] = stage;
  }

  destroy(): void {
    this.core.c.fit_wasm_engine_destroy(this.handle);
  }

  setModels(detector: Inbox, landmark: Inbox): void {
    const { c } = this.core;
    this.check(c.fit_wasm_engine_set_models(this.handle, detector.pointer, detector.length, landmark.pointer, landmark.length));
  }

  setExercise(json: Uint8Array): void {
    this.check(this.core.lend(json, (pointer) => this.core.c.fit_wasm_engine_set_exercise(this.handle, pointer, json.length)));
  }

  faults(): Fault[] {
    const { c, layout } = this.core;
    return Array.from({ length: c.fit_wasm_fault_count(this.handle) }, (_, i) => ({
      id: this.core.text(c.fit_wasm_fault_id(this.handle, i)),
      text: {
        ko: this.core.text(c.fit_wasm_fault_text(this.handle, i, layout['language.ko'])),
        en: this.core.text(c.fit_wasm_fault_text(this.handle, i, layout['language.en'])),
      },
    }));
  }

  /** Where the next frame's pixels go, in the module's own memory: RGBA, rows dense. Good until the module is called again. */
  frame(width: number, height: number): Uint8Array {
    const { c } = this.core;
    const pixels = c.fit_wasm_engine_frame(this.handle, width, height);
    if (!pixels) throw new Error(`no memory for a frame of ${width} x ${height}`);
    return new Uint8Array(c.memory.buffer, pixels, width * height * 4);
  }

  /** What frame() was filled with. t_ms: whole milliseconds, strictly increasing. */
  push(t_ms: number): View {
    this.check(this.core.c.fit_wasm_engine_push(this.handle, t_ms));
    return this.read();
  }

  /** One stored pose, straight to the trainer. */
  train(pose: StoredPose, width: number, height: number): View {
    const { c, layout } = this.core;
    const at = this.view + layout['view.pose'];
    const data = new DataView(c.memory.buffer);
    const points = layout['landmark.count'];
    data.setInt32(at + layout['pose.width'], width, true);
    data.setInt32(at + layout['pose.height'], height, true);
    data.setUint8(at + layout['pose.present'], pose.landmarks ? 1 : 0);
    data.setFloat32(at + layout['pose.score'], pose.landmarks ? pose.score : 0, true);
    const image = new Float32Array(c.memory.buffer, at + layout['pose.image'], points * 4).fill(0);
    const world = new Float32Array(c.memory.buffer, at + layout['pose.world'], points * 4).fill(0);
    pose.landmarks?.forEach((point, i) => {
      image.set(point, i * 4);
      world.set([...(pose.world?.[i] ?? []), point[3] ?? 0], i * 4);
    });
    this.check(c.fit_wasm_engine_train(this.handle, pose.t_ms));
    return this.read();
  }

  /** Back to placing the camera; the count stays. */
  place(): void {
    this.core.c.fit_wasm_engine_place(this.handle);
  }

  /** True once frames take too long for the model in use. */
  tooSlow(busy_ms: number): boolean {
    return this.core.c.fit_wasm_engine_pace(this.handle, busy_ms) !== 0;
  }

  private check(status: number): void {
    if (status !== 0) throw this.core.error();
  }

  private read(): View {
    const { c, layout } = this.core;
    const data = new DataView(c.memory.buffer, this.view);
    const pose = layout['view.pose'];
    const state = layout['view.state'];
    const present = data.getUint8(pose + layout['pose.present']) !== 0;
    const landmarks = new Float32Array(c.memory.buffer, this.view + pose + layout['pose.image'], layout['landmark.count'] * 4);
    const hint = data.getUint32(layout['view.hint'], true);
    return {
      width: data.getInt32(pose + layout['pose.width'], true),
      height: data.getInt32(pose + layout['pose.height'], true),
      landmarks: present ? landmarks.slice() : null,
      count: data.getUint32(state + layout['state.count'], true),
      progress: data.getFloat32(state + layout['state.progress'], true),
      stage: this.stages[data.getUint32(layout['view.stage'], true)]!,
      beat: data.getUint32(layout['view.beat'], true),
      hint: hint === layout['framing.good'] ? null : this.core.text(c.fit_wasm_framing_name(hint)),
      events: this.events(data),
    };
  }

  private events(data: DataView): Event[] {
    const { layout } = this.core;
    const events: Event[] = [];
    for (let i = 0; i < data.getUint32(layout['view.n_events'], true); i++) {
      const event = this.event(data, layout['view.events'] + i * layout['event.size']);
      if (event) events.push(event);
    }
    return events;
  }

  /** null: a kind that the page has no use for, or does not know yet. */
  private event(data: DataView, at: number): Event | null {
    const { c, layout } = this.core;
    const u32 = (key: keyof Layout) => data.getUint32(at + layout[key], true);
    const ms = (key: keyof Layout) => Number(data.getBigInt64(at + layout[key], true));
    const side = (key: keyof Layout) => this.core.text(c.fit_wasm_side_name(u32(key)));
    const t_ms = ms('event.t_ms');
    const kind = data.getUint16(at + layout['event.kind'], true);
    if (kind === layout['kind.rep'] || kind === layout['kind.rep_end']) {
      const bits = u32('rep.faults');
      return {
        kind: kind === layout['kind.rep'] ? 'rep' : 'rep_end',
        t_ms,
        index: u32('rep.index'),
        side: side('rep.side'),
        start_ms: ms('rep.start_ms'),
        turn_ms: ms('rep.turn_ms'),
        end_ms: ms('rep.end_ms'),
        range_deg: data.getFloat32(at + layout['rep.range_deg'], true),
        faults: Array.from({ length: 32 }, (_, bit) => bit).filter((bit) => (bits >>> bit) & 1),
      };
    }
    if (kind === layout['kind.rejected']) {
      const reason = this.core.text(c.fit_wasm_reject_name(u32('rejected.reason')));
      return { kind: 'rejected', t_ms, start_ms: ms('rejected.start_ms'), end_ms: ms('rejected.end_ms'), reason };
    }
    if (kind === layout['kind.fault']) return { kind: 'fault', t_ms, fault: u32('fault.fault'), side: side('fault.side') };
    return null;
  }
}
