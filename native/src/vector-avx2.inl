// Eight floats in AVX2 registers.

struct Vector {
  using F = __m256;
  static constexpr int lanes = 8;
  static constexpr const char* name = "avx2+fma";

  static WK_INLINE F set(float x) { return _mm256_set1_ps(x); }
  static WK_INLINE F broadcast(const float* p) { return _mm256_broadcast_ss(p); }
  // Loaded once into a register: GCC otherwise reads memory again for every use, and loads are what bounds
  // the passes.
  static WK_INLINE F once(F x) {
#if defined(__GNUC__)
    asm("" : "+x"(x));
#endif
    return x;
  }
  static WK_INLINE F load(const float* p) { return once(_mm256_load_ps(p)); }
  static WK_INLINE void store(float* p, F x) { _mm256_store_ps(p, x); }
  static WK_INLINE void storeAny(float* p, F x) { _mm256_storeu_ps(p, x); }
  static WK_INLINE F add(F a, F b) { return _mm256_add_ps(a, b); }
  static WK_INLINE F sub(F a, F b) { return _mm256_sub_ps(a, b); }
  static WK_INLINE F mul(F a, F b) { return _mm256_mul_ps(a, b); }
  static WK_INLINE F fmadd(F a, F b, F c) { return _mm256_fmadd_ps(a, b, c); }
  static WK_INLINE F fnmadd(F a, F b, F c) { return _mm256_fnmadd_ps(a, b, c); }
  // Where a is not a number the answer is b.
  static WK_INLINE F max(F a, F b) { return _mm256_max_ps(a, b); }

  // Complex values in memory and in registers: interleaved pairs are taken apart within 128-bit halves, so
  // lane l holds element order(l). Every vector of the transform keeps that order until it is written.
  static constexpr int order(int lane) { return (lane & 1) | ((lane & 2) << 1) | ((lane & 4) >> 1); }
  static WK_INLINE void loadPairs(const float* p, F& re, F& im) {
    const F a = once(_mm256_loadu_ps(p)), b = once(_mm256_loadu_ps(p + 8));
    re = _mm256_shuffle_ps(a, b, 0x88);
    im = _mm256_shuffle_ps(a, b, 0xdd);
  }
  static WK_INLINE void storePairs(float* p, F re, F im) {
    _mm256_storeu_ps(p, _mm256_unpacklo_ps(re, im));
    _mm256_storeu_ps(p + 8, _mm256_unpackhi_ps(re, im));
  }
  // From the transform's lane order to memory order.
  static WK_INLINE F inOrder(F x) {
    return _mm256_permutevar8x32_ps(x, _mm256_setr_epi32(0, 1, 4, 5, 2, 3, 6, 7));
  }

  // Row i of the answer is lane i of every input row.
  static WK_INLINE void transpose(F* x) {
    F a[8], b[8];
    each<4>([&](auto i) WK_LAMBDA {
      constexpr int I = 2 * decltype(i)::value;
      a[I] = _mm256_unpacklo_ps(x[I], x[I + 1]);
      a[I + 1] = _mm256_unpackhi_ps(x[I], x[I + 1]);
    });
    each<2>([&](auto i) WK_LAMBDA {
      constexpr int I = 4 * decltype(i)::value;
      b[I] = _mm256_shuffle_ps(a[I], a[I + 2], 0x44);
      b[I + 1] = _mm256_shuffle_ps(a[I], a[I + 2], 0xee);
      b[I + 2] = _mm256_shuffle_ps(a[I + 1], a[I + 3], 0x44);
      b[I + 3] = _mm256_shuffle_ps(a[I + 1], a[I + 3], 0xee);
    });
    each<4>([&](auto i) WK_LAMBDA {
      constexpr int I = decltype(i)::value;
      x[I] = _mm256_permute2f128_ps(b[I], b[I + 4], 0x20);
      x[I + 4] = _mm256_permute2f128_ps(b[I], b[I + 4], 0x31);
    });
  }

  // Integer samples come in memory order, each moved to the top of its word, so that they are `byteUnit` or
  // `shortUnit` times their value; unsigned bytes are centred on 127.5.
  static constexpr float byteUnit = 16777216.0f;
  static constexpr float shortUnit = 65536.0f;
  template <bool isSigned>
  static WK_INLINE void loadBytes(const uint8_t* p, F& re, F& im) {
    const __m256i bytes =
        _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)));
    const __m256i topI = _mm256_setr_epi8(-1, -1, -1, 0, -1, -1, -1, 2, -1, -1, -1, 4, -1, -1, -1, 6,  //
                                          -1, -1, -1, 8, -1, -1, -1, 10, -1, -1, -1, 12, -1, -1, -1, 14);
    const __m256i topQ = _mm256_setr_epi8(-1, -1, -1, 1, -1, -1, -1, 3, -1, -1, -1, 5, -1, -1, -1, 7,  //
                                          -1, -1, -1, 9, -1, -1, -1, 11, -1, -1, -1, 13, -1, -1, -1, 15);
    re = centred<isSigned>(_mm256_shuffle_epi8(bytes, topI));
    im = centred<isSigned>(_mm256_shuffle_epi8(bytes, topQ));
  }
  template <bool isSigned>
  static WK_INLINE F centred(__m256i top) {
    // Takes 128 off by the sign bit and adds the half below the byte.
    if constexpr (!isSigned) top = _mm256_xor_si256(top, _mm256_set1_epi32(-0x7f800000));
    return _mm256_cvtepi32_ps(top);
  }
  static WK_INLINE void loadShorts(const uint8_t* p, F& re, F& im) {
    const __m256i pairs = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
    re = _mm256_cvtepi32_ps(_mm256_slli_epi32(pairs, 16));
    im = _mm256_cvtepi32_ps(_mm256_and_si256(pairs, _mm256_set1_epi32(-65536)));
  }

  // The sum of the complex values of a vector, written to one.
  static WK_INLINE void storePairSum(float* to, F x) {
    const __m128 two = _mm_add_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
    _mm_storel_pi(reinterpret_cast<__m64*>(to), _mm_add_ps(two, _mm_movehl_ps(two, two)));
  }

  // A positive float's bits as a number, and its mantissa, 1 to 2.
  static WK_INLINE F bits(F x) { return _mm256_cvtepi32_ps(_mm256_castps_si256(x)); }
  static WK_INLINE F mantissa(F x) {
    const F low = _mm256_castsi256_ps(_mm256_set1_epi32(0x007fffff));
    return _mm256_or_ps(_mm256_and_ps(x, low), set(1.0f));
  }

  // Four vectors in the transform's lane order, cut to integers and limited to 0 to 255, to 32 bytes in
  // memory order.
  static WK_INLINE void storeLevels(uint8_t* to, F a, F b, F c, F d) {
    const __m256i ab = _mm256_packs_epi32(_mm256_cvttps_epi32(a), _mm256_cvttps_epi32(b));
    const __m256i cd = _mm256_packs_epi32(_mm256_cvttps_epi32(c), _mm256_cvttps_epi32(d));
    const __m256i bytes = _mm256_packus_epi16(ab, cd);
    const __m128i low = _mm256_castsi256_si128(bytes), high = _mm256_extracti128_si256(bytes, 1);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to), _mm_unpacklo_epi16(low, high));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to) + 1, _mm_unpackhi_epi16(low, high));
  }
};
