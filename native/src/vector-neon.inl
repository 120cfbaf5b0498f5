// Four floats in NEON registers.

struct Vector {
  using F = float32x4_t;
  static constexpr int lanes = 4;
  static constexpr const char* name = "neon";

  static WK_INLINE F set(float x) { return vdupq_n_f32(x); }
  static WK_INLINE F broadcast(const float* p) { return vld1q_dup_f32(p); }
  static WK_INLINE F load(const float* p) { return vld1q_f32(p); }
  static WK_INLINE void store(float* p, F x) { vst1q_f32(p, x); }
  static WK_INLINE void storeAny(float* p, F x) { vst1q_f32(p, x); }
  static WK_INLINE F add(F a, F b) { return vaddq_f32(a, b); }
  static WK_INLINE F sub(F a, F b) { return vsubq_f32(a, b); }
  static WK_INLINE F mul(F a, F b) { return vmulq_f32(a, b); }
  static WK_INLINE F fmadd(F a, F b, F c) { return vfmaq_f32(c, a, b); }
  static WK_INLINE F fnmadd(F a, F b, F c) { return vfmsq_f32(c, a, b); }
  // Where a is not a number the answer is b, as on x86; NEON's own maximum would pass the NaN on.
  static WK_INLINE F max(F a, F b) { return vbslq_f32(vcgtq_f32(a, b), a, b); }

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

  // Integer samples, each moved to the top of its word, so that they are `byteUnit` or `shortUnit` times their
  // value; unsigned bytes are centred on 127.5.
  static constexpr float byteUnit = 16777216.0f;
  static constexpr float shortUnit = 65536.0f;
  template <bool isSigned>
  static WK_INLINE void loadBytes(const uint8_t* p, F& re, F& im) {
    const uint32x4_t pairs = vmovl_u16(vreinterpret_u16_u8(vld1_u8(p)));
    re = centred<isSigned>(vshlq_n_u32(pairs, 24));
    im = centred<isSigned>(vandq_u32(vshlq_n_u32(pairs, 16), vdupq_n_u32(0xff000000)));
  }
  template <bool isSigned>
  static WK_INLINE F centred(uint32x4_t top) {
    // Takes 128 off by the sign bit and adds the half below the byte.
    if constexpr (!isSigned) top = veorq_u32(top, vdupq_n_u32(0x80800000));
    return vcvtq_f32_s32(vreinterpretq_s32_u32(top));
  }
  static WK_INLINE void loadShorts(const uint8_t* p, F& re, F& im) {
    const int32x4_t pairs = vreinterpretq_s32_u8(vld1q_u8(p));
    re = vcvtq_f32_s32(vshlq_n_s32(pairs, 16));
    im = vcvtq_f32_s32(vandq_s32(pairs, vdupq_n_s32(-65536)));
  }

  // The sum of the complex values of a vector, written to one.
  static WK_INLINE void storePairSum(float* to, F x) {
    vst1_f32(to, vadd_f32(vget_low_f32(x), vget_high_f32(x)));
  }

  // A positive float's bits as a number, and its mantissa, 1 to 2.
  static WK_INLINE F bits(F x) { return vcvtq_f32_s32(vreinterpretq_s32_f32(x)); }
  static WK_INLINE F mantissa(F x) {
    const uint32x4_t low = vandq_u32(vreinterpretq_u32_f32(x), vdupq_n_u32(0x007fffff));
    return vreinterpretq_f32_u32(vorrq_u32(low, vdupq_n_u32(0x3f800000)));
  }

  // Four vectors, cut to integers and limited to 0 to 255, to 16 bytes.
  static WK_INLINE void storeLevels(uint8_t* to, F a, F b, F c, F d) {
    const uint16x8_t ab = vcombine_u16(vqmovn_u32(vcvtq_u32_f32(a)), vqmovn_u32(vcvtq_u32_f32(b)));
    const uint16x8_t cd = vcombine_u16(vqmovn_u32(vcvtq_u32_f32(c)), vqmovn_u32(vcvtq_u32_f32(d)));
    vst1q_u8(to, vcombine_u8(vqmovn_u16(ab), vqmovn_u16(cd)));
  }
};
