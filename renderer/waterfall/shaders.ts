/** The shaders of gl.ts. The row shader takes the maximum over the texels of a pixel, as reduce.ts does. */

/** One triangle that covers everything: no buffers needed. */
export const coverVertex = `#version 300 es
void main() {
  vec2 p = vec2(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0);
  gl_Position = vec4(p, 0.0, 1.0);
}`;

/**
 * `levels`: ring of rows, one texel a bin, a row a slot. `facts`: two texels a slot, (first texel at the left edge,
 * texels per pixel, texels held, kind: 0 nothing, 1 row, 2 gap) and (floorDb, stepDb, stripe phase, -).
 */
export const rowFragment = `#version 300 es
precision highp float;
precision highp int;
uniform highp sampler2D levels;
uniform highp sampler2D facts;
uniform highp sampler2D palette;
uniform int newestSlot;
uniform int slots;
uniform int linePixels;
uniform int height;
uniform float minDb;
uniform float maxDb;
uniform vec3 empty;
uniform vec3 hatchDark;
uniform vec3 hatchLight;
uniform int stripePixels;
out vec4 colour;
void main() {
  int x = int(gl_FragCoord.x);
  int y = height - 1 - int(gl_FragCoord.y);
  int age = y / linePixels;
  int slot = (newestSlot - age % slots + slots) % slots;
  vec4 place = texelFetch(facts, ivec2(0, slot), 0);
  vec4 scale = texelFetch(facts, ivec2(1, slot), 0);
  colour = vec4(empty, 1.0);
  if (place.w > 1.5) {
    int phase = int(scale.z) + linePixels - 1 - y % linePixels;
    colour = vec4(((x + phase) / stripePixels) % 2 == 0 ? hatchLight : hatchDark, 1.0);
    return;
  }
  float left = place.x + float(x) * place.y;
  float right = left + place.y;
  if (place.w < 0.5 || right <= 1e-6 || left >= place.z) return;
  int from = max(0, int(floor(left)));
  int to = max(from, min(int(place.z) - 1, int(ceil(right - 1e-3)) - 1));
  float level = 0.0;
  for (int i = from; i <= to; i++) level = max(level, texelFetch(levels, ivec2(i, slot), 0).r);
  float db = scale.x + scale.y * level * 255.0;
  float place01 = clamp((db - minDb) / (maxDb - minDb), 0.0, 1.0);
  colour = vec4(texelFetch(palette, ivec2(int(place01 * 255.0 + 0.5), 0), 0).rgb, 1.0);
}`;

/** A rectangle given in clip coordinates: left, bottom, right, top. */
export const markVertex = `#version 300 es
uniform vec4 box;
void main() {
  gl_Position = vec4((gl_VertexID & 1) == 0 ? box.x : box.z, gl_VertexID < 2 ? box.y : box.w, 0.0, 1.0);
}`;

export const markFragment = `#version 300 es
precision mediump float;
uniform vec4 tint;
out vec4 colour;
void main() { colour = tint; }`;
