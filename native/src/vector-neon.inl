// Four floats in NEON registers.

struct Vector {
  using F = float32x4_t;
  static constexpr int lanes = 4;
  static constexpr const char* name = "neon";

  static WK_INLINE F set(float x) { return vdupq_n_f32(x); }
  static WK_INLINE F broadcast(const float* p) { return vld1q_dup_f32(p); }
  static WK_INLINE F load(const float* p) { return vld1q_f32(p); }
  static WK_INLINE void store(float* p, F x) { vst1q_f32(p, x); }
  static WK_INLINE F loadAny(const float* p) { return vld1q_f32(p); }
  static WK_INLINE void storeAny(float* p, F x) { vst1q_f32(p, x); }
  static WK_INLINE F add(F a, F b) { return vaddq_f32(a, b); }
  static WK_INLINE F sub(F a, F b) { return vsubq_f32(a, b); }
  static WK_INLINE F mul(F a, F b) { return vmulq_f32(a, b); }
  static WK_INLINE F fmadd(F a, F b, F c) { return vfmaq_f32(c, a, b); }
  static WK_INLINE F fnmadd(F a, F b, F c) { return vfmsq_f32(c, a, b); }
  // Where a is not a number the answer is b, as on x86; NEON's own maximum would pass the NaN on.
  static WK_INLINE F max(F a, F b) { return vbslq_f32(vcgtq_f32(a, b), a, b); }
  static WK_INLINE F min(F a, F b) { return vbslq_f32(vcltq_f32(a, b), a, b); }

  // Lane l of the transform's vectors holds element order(l): here memory order throughout.
  static constexpr int order(int lane) { return lane; }
  static WK_INLINE void loadPairs(const float* p, F& re, F& im) {
    const float32x4x2_t pairs = vld2q_f32(p);
    re = pairs.val[0];
    im = pairs.val[1];
  }
  static WK_INLINE void storePairs(float* p, F re, F im) {
    float32x4x2_t pairs;
    pairs.val[0] = re;
    pairs.val[1] = im;
    vst2q_f32(p, pairs);
  }
  static WK_INLINE F inOrder(F x) { return x; }

  // Row i of the answer is lane i of every input row.
  static WK_INLINE void transpose(F* x) {
    const float32x4x2_t a = vtrnq_f32(x[0], x[1]), b = vtrnq_f32(x[2], x[3]);
    x[0] = vcombine_f32(vget_low_f32(a.val[0]), vget_low_f32(b.val[0]));
    x[1] = vcombine_f32(vget_low_f32(a.val[1]), vget_low_f32(b.val[1]));
    x[2] = vcombine_f32(vget_high_f32(a.val[0]), vget_high_f32(b.val[0]));
    x[3] = vcombine_f32(vget_high_f32(a.val[1]), vget_high_f32(b.val[1]));
  }

  static WK_INLINE void loadBytes(const uint8_t* p, F& re, F& im, bool isSigned) {
    uint8x8_t bytes = vld1_u8(p);
    if (isSigned) bytes = veor_u8(bytes, vdup_n_u8(128));
    const uint32x4_t pairs = vmovl_u16(vreinterpret_u16_u8(bytes));
    re = vcvtq_f32_u32(vandq_u32(pairs, vdupq_n_u32(255)));
    im = vcvtq_f32_u32(vshrq_n_u32(pairs, 8));
  }
  static WK_INLINE void loadShorts(const uint8_t* p, F& re, F& im) {
    const int32x4_t pairs = vreinterpretq_s32_u8(vld1q_u8(p));
    re = vcvtq_f32_s32(vshrq_n_s32(vshlq_n_s32(pairs, 16), 16));
    im = vcvtq_f32_s32(vshrq_n_s32(pairs, 16));
  }

  // Exponent and mantissa (1 to 2) of positive numbers.
  static WK_INLINE void split(F x, F& exponent, F& mantissa) {
    const int32x4_t bits = vreinterpretq_s32_f32(x), one = vdupq_n_s32(0x3f800000);
    exponent = vcvtq_f32_s32(vshrq_n_s32(vsubq_s32(bits, one), 23));
    mantissa = vreinterpretq_f32_s32(vorrq_s32(vandq_s32(bits, vdupq_n_s32(0x007fffff)), one));
  }

  // Four vectors, values 0 to 255, to 16 bytes.
  static WK_INLINE void storeLevels(uint8_t* to, F a, F b, F c, F d) {
    const uint16x8_t ab = vcombine_u16(vmovn_u32(vcvtq_u32_f32(a)), vmovn_u32(vcvtq_u32_f32(b)));
    const uint16x8_t cd = vcombine_u16(vmovn_u32(vcvtq_u32_f32(c)), vmovn_u32(vcvtq_u32_f32(d)));
    vst1q_u8(to, vcombine_u8(vmovn_u16(ab), vmovn_u16(cd)));
  }
};
