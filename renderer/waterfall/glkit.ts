/** Small helpers around WebGL2: programs, uniforms, textures, and whether a graphics processor is there at all. */

/** Looks up a uniform's place once and remembers it. */
export type Uniforms = (name: string) => WebGLUniformLocation | null;

export function uniformsOf(gl: WebGL2RenderingContext, program: WebGLProgram): Uniforms {
  const known = new Map<string, WebGLUniformLocation | null>();
  return (name) => {
    let place = known.get(name);
    if (place === undefined) {
      place = gl.getUniformLocation(program, name);
      known.set(name, place);
    }
    return place;
  };
}

/** Throws with the compiler's own words; a lost context is no error here, its programs just draw nothing. */
export function compile(gl: WebGL2RenderingContext, vertex: string, fragment: string): WebGLProgram {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, vertex],
    [gl.FRAGMENT_SHADER, fragment],
  ] as const) {
    const shader = gl.createShader(type);
    if (shader === null) continue;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    if (!gl.isContextLost() && gl.getShaderParameter(shader, gl.COMPILE_STATUS) !== true)
      throw new Error(`A shader of the waterfall does not compile: ${gl.getShaderInfoLog(shader) ?? ''}`);
    gl.deleteShader(shader);
  }
  gl.linkProgram(program);
  if (!gl.isContextLost() && gl.getProgramParameter(program, gl.LINK_STATUS) !== true)
    throw new Error(`The waterfall's shaders do not link: ${gl.getProgramInfoLog(program) ?? ''}`);
  return program;
}

/** A texture read by texel, at texture unit `place`. */
export function makeTexture(gl: WebGL2RenderingContext, place: number): WebGLTexture {
  const texture = gl.createTexture();
  gl.activeTexture(gl.TEXTURE0 + place);
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  return texture;
}

/** Names of renderers that are a processor pretending: there, pictures made by hand cost a tenth. */
function isSoftware(renderer: string): boolean {
  return /swiftshader|llvmpipe|softpipe|software|basic render|warp/i.test(renderer);
}

/**
 * The name of the hardware renderer, or undefined where WebGL2 is missing or drawn by software. Asked on a canvas of
 * its own, because a canvas that once had a context can't have another kind.
 */
export function hardwareRenderer(): string | undefined {
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2', { failIfMajorPerformanceCaveat: true });
  if (gl === null) return undefined;
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const name = String(gl.getParameter(info === null ? gl.RENDERER : info.UNMASKED_RENDERER_WEBGL));
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return isSoftware(name) ? undefined : name;
}
