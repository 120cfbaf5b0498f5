// Sixteen floats in AVX-512 registers.

struct Vector {
  using F = __m512;
  static constexpr int lanes = 16;
  static constexpr const char* name = "avx512";

  static WK_INLINE F set(float x) { return _mm512_set1_ps(x); }
  // Loaded once into a register: GCC otherwise reads memory again for every use, and loads are what bounds
  // the passes.
  static WK_INLINE F once(F x) {
#if defined(__GNUC__)
    asm("" : "+v"(x));
#endif
    return x;
  }
  static WK_INLINE F load(const float* p) { return once(_mm512_load_ps(p)); }
  static WK_INLINE F broadcast(const float* p) { return once(_mm512_set1_ps(*p)); }
  static WK_INLINE void store(float* p, F x) { _mm512_store_ps(p, x); }
  static WK_INLINE void storeAny(float* p, F x) { _mm512_storeu_ps(p, x); }
  static WK_INLINE F add(F a, F b) { return _mm512_add_ps(a, b); }
  static WK_INLINE F sub(F a, F b) { return _mm512_sub_ps(a, b); }
  static WK_INLINE F mul(F a, F b) { return _mm512_mul_ps(a, b); }
  static WK_INLINE F fmadd(F a, F b, F c) { return _mm512_fmadd_ps(a, b, c); }
  static WK_INLINE F fnmadd(F a, F b, F c) { return _mm512_fnmadd_ps(a, b, c); }
  // Where a is not a number the answer is b.
  static WK_INLINE F max(F a, F b) { return _mm512_max_ps(a, b); }

  // Lane l of the transform's vectors holds element order(l): here memory order throughout.
  static constexpr int order(int lane) { return lane; }
  static WK_INLINE void loadPairs(const float* p, F& re, F& im) {
    const F a = once(_mm512_loadu_ps(p)), b = once(_mm512_loadu_ps(p + 16));
    const __m512i even =
        _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
    const __m512i odd =
        _mm512_setr_epi32(1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
    re = _mm512_permutex2var_ps(a, even, b);
    im = _mm512_permutex2var_ps(a, odd, b);
  }
  static WK_INLINE void storePairs(float* p, F re, F im) {
    const __m512i low = _mm512_setr_epi32(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const __m512i high =
        _mm512_setr_epi32(8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    _mm512_storeu_ps(p, _mm512_permutex2var_ps(re, low, im));
    _mm512_storeu_ps(p + 16, _mm512_permutex2var_ps(re, high, im));
  }
  static WK_INLINE F inOrder(F x) { return x; }

  // Row i of the answer is lane i of every input row.
  static WK_INLINE void transpose(F* x) {
    F a[16], b[16];
    each<8>([&](auto i) WK_LAMBDA {
      constexpr int I = 2 * decltype(i)::value;
      a[I] = _mm512_unpacklo_ps(x[I], x[I + 1]);
      a[I + 1] = _mm512_unpackhi_ps(x[I], x[I + 1]);
    });
    // b[4g + c]: column 4q + c of rows 4g to 4g+3 in quarter q.
    each<4>([&](auto g) WK_LAMBDA {
      constexpr int I = 4 * decltype(g)::value;
      b[I] = _mm512_shuffle_ps(a[I], a[I + 2], 0x44);
      b[I + 1] = _mm512_shuffle_ps(a[I], a[I + 2], 0xee);
      b[I + 2] = _mm512_shuffle_ps(a[I + 1], a[I + 3], 0x44);
      b[I + 3] = _mm512_shuffle_ps(a[I + 1], a[I + 3], 0xee);
    });
    each<4>([&](auto c) WK_LAMBDA {
      constexpr int I = decltype(c)::value;
      const F evenLow = _mm512_shuffle_f32x4(b[I], b[I + 4], 0x88);
      const F oddLow = _mm512_shuffle_f32x4(b[I], b[I + 4], 0xdd);
      const F evenHigh = _mm512_shuffle_f32x4(b[I + 8], b[I + 12], 0x88);
      const F oddHigh = _mm512_shuffle_f32x4(b[I + 8], b[I + 12], 0xdd);
      x[I] = _mm512_shuffle_f32x4(evenLow, evenHigh, 0x88);
      x[I + 8] = _mm512_shuffle_f32x4(evenLow, evenHigh, 0xdd);
      x[I + 4] = _mm512_shuffle_f32x4(oddLow, oddHigh, 0x88);
      x[I + 12] = _mm512_shuffle_f32x4(oddLow, oddHigh, 0xdd);
    });
  }

  // Integer samples, each moved to the top of its word, so that they are `byteUnit` or `shortUnit` times their
  // value; unsigned bytes are centred on 127.5.
  static constexpr float byteUnit = 16777216.0f;
  static constexpr float shortUnit = 65536.0f;
  template <bool isSigned>
  static WK_INLINE void loadBytes(const uint8_t* p, F& re, F& im) {
    const __m512i pairs =
        _mm512_cvtepu16_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)));
    const __m512i top = _mm512_set1_epi32(-0x1000000);
    re = centred<isSigned>(_mm512_slli_epi32(pairs, 24));
    im = centred<isSigned>(_mm512_and_si512(_mm512_slli_epi32(pairs, 16), top));
  }
  template <bool isSigned>
  static WK_INLINE F centred(__m512i top) {
    // Takes 128 off by the sign bit and adds the half below the byte.
    if constexpr (!isSigned) top = _mm512_xor_si512(top, _mm512_set1_epi32(-0x7f800000));
    return _mm512_cvtepi32_ps(top);
  }
  static WK_INLINE void loadShorts(const uint8_t* p, F& re, F& im) {
    const __m512i pairs = _mm512_loadu_si512(p);
    re = _mm512_cvtepi32_ps(_mm512_slli_epi32(pairs, 16));
    im = _mm512_cvtepi32_ps(_mm512_and_si512(pairs, _mm512_set1_epi32(-65536)));
  }

  // The sum of the complex values of a vector, written to one.
  static WK_INLINE void storePairSum(float* to, F x) {
    const __m256 four = _mm256_add_ps(_mm512_castps512_ps256(x), _mm512_extractf32x8_ps(x, 1));
    const __m128 two = _mm_add_ps(_mm256_castps256_ps128(four), _mm256_extractf128_ps(four, 1));
    _mm_storel_pi(reinterpret_cast<__m64*>(to), _mm_add_ps(two, _mm_movehl_ps(two, two)));
  }

  // A positive float's bits as a number, and its mantissa, 1 to 2.
  static WK_INLINE F bits(F x) { return _mm512_cvtepi32_ps(_mm512_castps_si512(x)); }
  static WK_INLINE F mantissa(F x) {
    return _mm512_getmant_ps(x, _MM_MANT_NORM_1_2, _MM_MANT_SIGN_src);
  }

  // Four vectors, cut to integers and limited to 0 to 255, to 64 bytes.
  static WK_INLINE void storeLevels(uint8_t* to, F a, F b, F c, F d) {
    const __m512i ab = _mm512_packs_epi32(_mm512_cvttps_epi32(a), _mm512_cvttps_epi32(b));
    const __m512i cd = _mm512_packs_epi32(_mm512_cvttps_epi32(c), _mm512_cvttps_epi32(d));
    const __m512i bytes = _mm512_packus_epi16(ab, cd);
    const __m512i place =
        _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    _mm512_storeu_si512(to, _mm512_permutexvar_epi32(place, bytes));
  }
};
