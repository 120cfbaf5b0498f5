/**
 * The waterfall by WebGL2. Rows lie in a ring texture, one upload a row; palette, range, zoom and pan are uniforms
 * and two small texels a row, so old rows keep their true frequency and nothing is drawn into history.
 * Textures end at 8,192 to 16,384 texels: of a wider level the ring holds the part around the view, and rows are
 * uploaded again from memory only when the view leaves it or the pyramid level changes.
 */
import { compile, makeTexture, uniformsOf, type Uniforms } from './glkit.ts';
import type { Line } from './history.ts';
import { Progress, stripePixels, type Frame, type Look, type Mark, type Painter } from './painter.ts';
import { makeMapping, mapLine } from './reduce.ts';
import { coverVertex, markFragment, markVertex, rowFragment } from './shaders.ts';
import { hatchDark, hatchLight } from './theme.ts';

/** Texels of a ring row: what every WebGL2 machine has room for, and two a pixel of a 4K screen. */
const widestTexture = 8192;
const factFloats = 8;

/** What a slot of the ring holds: a window of one level of one line. */
interface Slot {
  line: number;
  level: number;
  start: number;
  count: number;
}

interface Pipeline {
  rows: WebGLProgram;
  rowUniforms: Uniforms;
  marks: WebGLProgram;
  markUniforms: Uniforms;
  levels: WebGLTexture;
  facts: WebGLTexture;
  palette: WebGLTexture;
}

/** Throws where WebGL2 can't be had. */
export function makeGl(canvas: OffscreenCanvas, renderer: string): Gl {
  const gl = canvas.getContext('webgl2', { alpha: false, antialias: false, depth: false, stencil: false });
  if (gl === null) throw new Error('This browser gives no WebGL2 context.');
  return new Gl(canvas, gl, renderer);
}

export class Gl implements Painter {
  readonly kind = 'webgl2';
  readonly renderer: string;
  uploadedBytes = 0;
  readonly #canvas: OffscreenCanvas;
  readonly #gl: WebGL2RenderingContext;
  readonly #progress = new Progress();
  readonly #mapping = makeMapping();
  #pipeline: Pipeline | undefined;
  #texels = 0;
  #slots: Slot[] = [];
  #facts = new Float32Array(0);
  #look: Look | undefined;

  constructor(canvas: OffscreenCanvas, gl: WebGL2RenderingContext, renderer: string) {
    this.#canvas = canvas;
    this.#gl = gl;
    this.renderer = renderer;
  }

  resize(width: number, height: number): void {
    this.#canvas.width = width;
    this.#canvas.height = height;
    this.#progress.forget();
  }

  invalidate(): void {
    this.#progress.forget();
    for (const slot of this.#slots) slot.line = -1;
  }

  /** After the context was lost and restored: everything is made anew from the history. */
  forgetContext(): void {
    this.#pipeline = undefined;
    this.#texels = 0;
    this.#slots = [];
    this.#look = undefined;
    this.#progress.forget();
  }

  draw(frame: Frame): void {
    const gl = this.#gl;
    if (gl.isContextLost()) return;
    const { width, height } = this.#canvas;
    const visible = Math.ceil(height / frame.linePixels);
    const pipeline = (this.#pipeline ??= this.#build());
    this.#makeRoom(frame, pipeline, visible, width);
    const stale = this.#progress.stale(frame, visible, false);
    if (stale > 0) this.#update(frame, pipeline, stale, width);
    this.#setLook(frame.look, pipeline);
    this.#drawRows(frame, pipeline, width, height);
    this.#drawMarks(frame.marks, pipeline, width, height);
  }

  read(x: number, y: number, width: number, height: number): Uint8ClampedArray {
    const raw = new Uint8Array(width * height * 4);
    const gl = this.#gl;
    gl.readPixels(x, this.#canvas.height - y - height, width, height, gl.RGBA, gl.UNSIGNED_BYTE, raw);
    const out = new Uint8ClampedArray(raw.length);
    for (let row = 0; row < height; row++)
      out.set(raw.subarray((height - 1 - row) * width * 4, (height - row) * width * 4), row * width * 4);
    return out;
  }

  close(): void {
    this.#gl.getExtension('WEBGL_lose_context')?.loseContext();
  }

  #build(): Pipeline {
    const gl = this.#gl;
    const rows = compile(gl, coverVertex, rowFragment);
    const marks = compile(gl, markVertex, markFragment);
    const pipeline = {
      rows,
      rowUniforms: uniformsOf(gl, rows),
      marks,
      markUniforms: uniformsOf(gl, marks),
      levels: makeTexture(gl, 0),
      facts: makeTexture(gl, 1),
      palette: makeTexture(gl, 2),
    };
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    gl.useProgram(rows);
    gl.uniform1i(pipeline.rowUniforms('levels'), 0);
    gl.uniform1i(pipeline.rowUniforms('facts'), 1);
    gl.uniform1i(pipeline.rowUniforms('palette'), 2);
    gl.uniform3f(pipeline.rowUniforms('hatchDark'), ...unit(hatchDark));
    gl.uniform3f(pipeline.rowUniforms('hatchLight'), ...unit(hatchLight));
    return pipeline;
  }

  /** Sizes the ring for the lines on the screen and the widest level among them. */
  #makeRoom(frame: Frame, pipeline: Pipeline, visible: number, width: number): void {
    const gl = this.#gl;
    const newest = frame.history.line(frame.end - 1);
    const limit = Math.min(widestTexture, Number(gl.getParameter(gl.MAX_TEXTURE_SIZE)));
    let texels = Math.max(this.#texels, 1024);
    if (newest !== undefined && newest.width > 0) {
      mapLine(newest, frame.view, width, this.#mapping);
      texels = Math.max(texels, Math.min(limit, this.#mapping.width));
    }
    let slots = Math.max(this.#slots.length, 256);
    while (slots < visible + 1) slots *= 2;
    if (texels === this.#texels && slots === this.#slots.length) return;
    this.#texels = texels;
    this.#slots = Array.from({ length: slots }, () => ({ line: -1, level: 0, start: 0, count: 0 }));
    this.#facts = new Float32Array(slots * factFloats);
    this.#progress.forget();
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, pipeline.levels);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.R8, texels, slots, 0, gl.RED, gl.UNSIGNED_BYTE, null);
    gl.activeTexture(gl.TEXTURE1);
    gl.bindTexture(gl.TEXTURE_2D, pipeline.facts);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA32F, 2, slots, 0, gl.RGBA, gl.FLOAT, null);
  }

  #update(frame: Frame, pipeline: Pipeline, stale: number, width: number): void {
    const gl = this.#gl;
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, pipeline.levels);
    for (let age = 0; age < stale; age++) this.#updateLine(frame, frame.end - 1 - age, width);
    gl.activeTexture(gl.TEXTURE1);
    gl.bindTexture(gl.TEXTURE_2D, pipeline.facts);
    const slots = this.#slots.length;
    const first = (frame.end - stale + slots * 2) % slots;
    // One new line is one upload; a run that wraps around, or many lines, is the whole table (32 bytes a line).
    const [at, count] = first + stale <= slots ? [first, stale] : [0, slots];
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, at, 2, count, gl.RGBA, gl.FLOAT, this.#facts, at * factFloats);
    this.uploadedBytes += count * factFloats * 4;
  }

  #updateLine(frame: Frame, number: number, width: number): void {
    const slots = this.#slots.length;
    const index = ((number % slots) + slots) % slots;
    const slot = this.#slots[index]!;
    const facts = this.#facts;
    const at = index * factFloats;
    const line = frame.history.line(number);
    facts[at + 3] = line === undefined ? 0 : line.kind === 'gap' ? 2 : 1;
    facts[at + 6] = (number * frame.linePixels) % (stripePixels(frame.linePixels) * 2);
    if (line === undefined || line.kind === 'gap') return;
    const mapping = this.#mapping;
    mapLine(line, frame.view, width, mapping);
    const viewEnd = mapping.start + mapping.perPixel * width;
    const held =
      slot.line === number &&
      slot.level === mapping.level &&
      slot.start <= Math.max(0, mapping.start) &&
      slot.start + slot.count >= Math.min(mapping.width, viewEnd);
    if (!held) this.#upload(line, number, index, (mapping.start + viewEnd) / 2);
    facts[at] = mapping.start - slot.start;
    facts[at + 1] = mapping.perPixel;
    facts[at + 2] = slot.count;
    facts[at + 4] = line.floorDb;
    facts[at + 5] = line.stepDb;
  }

  /** Uploads the level, or the window of it around `middle`, to a slot. */
  #upload(line: Line, number: number, index: number, middle: number): void {
    const gl = this.#gl;
    const { level, width, offset } = this.#mapping;
    const slot = this.#slots[index]!;
    slot.line = number;
    slot.level = level;
    slot.count = Math.min(width, this.#texels);
    slot.start = Math.max(0, Math.min(width - slot.count, Math.round(middle - slot.count / 2)));
    gl.texSubImage2D(
      gl.TEXTURE_2D,
      0,
      0,
      index,
      slot.count,
      1,
      gl.RED,
      gl.UNSIGNED_BYTE,
      line.bytes,
      offset + slot.start,
    );
    this.uploadedBytes += slot.count;
  }

  #setLook(look: Look, pipeline: Pipeline): void {
    if (look === this.#look) return;
    const gl = this.#gl;
    const rgba = new Uint8Array(1024);
    for (let i = 0; i < 256; i++) rgba.set(look.palette.subarray(i * 3, i * 3 + 3), i * 4);
    gl.activeTexture(gl.TEXTURE2);
    gl.bindTexture(gl.TEXTURE_2D, pipeline.palette);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, 256, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, rgba);
    this.#look = look;
  }

  #drawRows(frame: Frame, pipeline: Pipeline, width: number, height: number): void {
    const gl = this.#gl;
    const slots = this.#slots.length;
    const uniform = pipeline.rowUniforms;
    gl.viewport(0, 0, width, height);
    gl.disable(gl.BLEND);
    gl.useProgram(pipeline.rows);
    gl.uniform1i(uniform('newestSlot'), (((frame.end - 1) % slots) + slots) % slots);
    gl.uniform1i(uniform('slots'), slots);
    gl.uniform1i(uniform('linePixels'), frame.linePixels);
    gl.uniform1i(uniform('stripePixels'), stripePixels(frame.linePixels));
    gl.uniform1i(uniform('height'), height);
    gl.uniform1f(uniform('minDb'), frame.look.minDb);
    gl.uniform1f(uniform('maxDb'), frame.look.maxDb);
    gl.uniform3f(uniform('empty'), ...unit(frame.look.theme.empty));
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }

  #drawMarks(marks: readonly Mark[], pipeline: Pipeline, width: number, height: number): void {
    if (marks.length === 0) return;
    const gl = this.#gl;
    const uniform = pipeline.markUniforms;
    gl.useProgram(pipeline.marks);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA);
    for (const mark of marks) {
      const left = (2 * mark.x) / width - 1;
      const top = 1 - (2 * mark.y) / height;
      gl.uniform4f(
        uniform('box'),
        left,
        top - (2 * mark.height) / height,
        left + (2 * mark.width) / width,
        top,
      );
      const [red, green, blue, alpha] = mark.rgba;
      gl.uniform4f(uniform('tint'), red / 255, green / 255, blue / 255, alpha);
      gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
    }
  }
}

const unit = ([red, green, blue]: readonly [number, number, number]): [number, number, number] => [
  red / 255,
  green / 255,
  blue / 255,
];
