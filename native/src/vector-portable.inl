// Four floats in plain C++: what runs on any processor. GCC and Clang have a vector type that becomes whatever
// the processor family has at least (SSE2 on x86-64); elsewhere it is four floats.

#if defined(__GNUC__)
typedef float Four __attribute__((vector_size(16)));
#else
struct Four {
  float v[4];
  float& operator[](int i) { return v[i]; }
  float operator[](int i) const { return v[i]; }
};
WK_INLINE Four operator+(Four a, Four b) {
  return {{a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]}};
}
WK_INLINE Four operator-(Four a, Four b) {
  return {{a[0] - b[0], a[1] - b[1], a[2] - b[2], a[3] - b[3]}};
}
WK_INLINE Four operator*(Four a, Four b) {
  return {{a[0] * b[0], a[1] * b[1], a[2] * b[2], a[3] * b[3]}};
}
#endif

struct Vector {
  using F = Four;
  static constexpr int lanes = 4;
  static constexpr const char* name = "portable";

  template <class Op>
  static WK_INLINE F map(Op&& op) {
    F x;
    each<4>([&](auto i) WK_LAMBDA { x[decltype(i)::value] = op(decltype(i)::value); });
    return x;
  }
  static WK_INLINE F of(float a, float b, float c, float d) {
    F x;
    x[0] = a;
    x[1] = b;
    x[2] = c;
    x[3] = d;
    return x;
  }
  static WK_INLINE F set(float x) { return of(x, x, x, x); }
  static WK_INLINE F broadcast(const float* p) { return set(*p); }
  static WK_INLINE F load(const float* p) {
    F x;
    std::memcpy(&x, p, sizeof x);
    return x;
  }
  static WK_INLINE void store(float* p, F x) { std::memcpy(p, &x, sizeof x); }
  static WK_INLINE void storeAny(float* p, F x) { store(p, x); }
  static WK_INLINE F add(F a, F b) { return a + b; }
  static WK_INLINE F sub(F a, F b) { return a - b; }
  static WK_INLINE F mul(F a, F b) { return a * b; }
  static WK_INLINE F fmadd(F a, F b, F c) { return a * b + c; }
  static WK_INLINE F fnmadd(F a, F b, F c) { return c - a * b; }
  // Where a is not a number the answer is b.
  static WK_INLINE F max(F a, F b) {
    return map([&](int i) WK_LAMBDA { return a[i] > b[i] ? a[i] : b[i]; });
  }

  // Lane l of the transform's vectors holds element order(l): here memory order throughout.
  static constexpr int order(int lane) { return lane; }
  static WK_INLINE void loadPairs(const float* p, F& re, F& im) {
    float x[8];
    std::memcpy(x, p, sizeof x);
    re = of(x[0], x[2], x[4], x[6]);
    im = of(x[1], x[3], x[5], x[7]);
  }
  static WK_INLINE void storePairs(float* p, F re, F im) {
    const float x[8] = {re[0], im[0], re[1], im[1], re[2], im[2], re[3], im[3]};
    std::memcpy(p, x, sizeof x);
  }
  static WK_INLINE F inOrder(F x) { return x; }

  // Row i of the answer is lane i of every input row.
  static WK_INLINE void transpose(F* x) {
    const F a = x[0], b = x[1], c = x[2], d = x[3];
    each<4>([&](auto i) WK_LAMBDA {
      constexpr int I = decltype(i)::value;
      x[I] = of(a[I], b[I], c[I], d[I]);
    });
  }

  // Integer samples are `byteUnit` or `shortUnit` times their value; unsigned bytes are centred on 127.5.
  static constexpr float byteUnit = 1.0f;
  static constexpr float shortUnit = 1.0f;
  template <bool isSigned>
  static WK_INLINE void loadBytes(const uint8_t* p, F& re, F& im) {
    re = map([&](int i) WK_LAMBDA { return centred<isSigned>(p[2 * i]); });
    im = map([&](int i) WK_LAMBDA { return centred<isSigned>(p[2 * i + 1]); });
  }
  template <bool isSigned>
  static WK_INLINE float centred(uint8_t byte) {
    return isSigned ? static_cast<float>(static_cast<int8_t>(byte)) : static_cast<float>(byte) - 127.5f;
  }
  static WK_INLINE void loadShorts(const uint8_t* p, F& re, F& im) {
    int16_t x[8];
    std::memcpy(x, p, sizeof x);
    re = map([&](int i) WK_LAMBDA { return static_cast<float>(x[2 * i]); });
    im = map([&](int i) WK_LAMBDA { return static_cast<float>(x[2 * i + 1]); });
  }

  // The sum of the complex values of a vector, written to one.
  static WK_INLINE void storePairSum(float* to, F x) {
    to[0] = x[0] + x[2];
    to[1] = x[1] + x[3];
  }

  // A positive float's bits as a number, and its mantissa, 1 to 2.
  static WK_INLINE F bits(F x) {
    return map([&](int i) WK_LAMBDA { return static_cast<float>(bitsOf(x[i])); });
  }
  static WK_INLINE F mantissa(F x) {
    return map([&](int i) WK_LAMBDA {
      const int32_t word = (bitsOf(x[i]) & 0x007fffff) | 0x3f800000;
      float result;
      std::memcpy(&result, &word, sizeof result);
      return result;
    });
  }
  static WK_INLINE int32_t bitsOf(float x) {
    int32_t word;
    std::memcpy(&word, &x, sizeof word);
    return word;
  }

  // Four vectors, cut to integers and limited to 0 to 255, to 16 bytes.
  static WK_INLINE void storeLevels(uint8_t* to, F a, F b, F c, F d) {
    for (int i = 0; i < 4; i++) {
      to[i] = limited(a[i]);
      to[i + 4] = limited(b[i]);
      to[i + 8] = limited(c[i]);
      to[i + 12] = limited(d[i]);
    }
  }
  static WK_INLINE uint8_t limited(float x) {
    return static_cast<uint8_t>(x > 0.0f ? (x < 255.0f ? x : 255.0f) : 0.0f);
  }
};
