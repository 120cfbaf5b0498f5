// Four floats in plain C++: what runs on any processor, and what a compiler may turn into its own vectors.

struct Vector {
  struct F {
    float v[4];
  };
  static constexpr int lanes = 4;
  static constexpr const char* name = "portable";

  template <class Op>
  static WK_INLINE F map(Op&& op) {
    return {{op(0), op(1), op(2), op(3)}};
  }
  static WK_INLINE F set(float x) { return {{x, x, x, x}}; }
  static WK_INLINE F broadcast(const float* p) { return set(*p); }
  static WK_INLINE F load(const float* p) { return loadAny(p); }
  static WK_INLINE void store(float* p, F x) { storeAny(p, x); }
  static WK_INLINE F loadAny(const float* p) {
    F x;
    std::memcpy(x.v, p, sizeof x.v);
    return x;
  }
  static WK_INLINE void storeAny(float* p, F x) { std::memcpy(p, x.v, sizeof x.v); }
  static WK_INLINE F add(F a, F b) {
    return map([&](int i) WK_LAMBDA { return a.v[i] + b.v[i]; });
  }
  static WK_INLINE F sub(F a, F b) {
    return map([&](int i) WK_LAMBDA { return a.v[i] - b.v[i]; });
  }
  static WK_INLINE F mul(F a, F b) {
    return map([&](int i) WK_LAMBDA { return a.v[i] * b.v[i]; });
  }
  static WK_INLINE F fmadd(F a, F b, F c) { return add(mul(a, b), c); }
  static WK_INLINE F fnmadd(F a, F b, F c) { return sub(c, mul(a, b)); }
  // Where a is not a number the answer is b.
  static WK_INLINE F max(F a, F b) {
    return map([&](int i) WK_LAMBDA { return a.v[i] > b.v[i] ? a.v[i] : b.v[i]; });
  }
  static WK_INLINE F min(F a, F b) {
    return map([&](int i) WK_LAMBDA { return a.v[i] < b.v[i] ? a.v[i] : b.v[i]; });
  }

  // Lane l of the transform's vectors holds element order(l): here memory order throughout.
  static constexpr int order(int lane) { return lane; }
  static WK_INLINE void loadPairs(const float* p, F& re, F& im) {
    float x[8];
    std::memcpy(x, p, sizeof x);
    re = {{x[0], x[2], x[4], x[6]}};
    im = {{x[1], x[3], x[5], x[7]}};
  }
  static WK_INLINE void storePairs(float* p, F re, F im) {
    const float x[8] = {re.v[0], im.v[0], re.v[1], im.v[1], re.v[2], im.v[2], re.v[3], im.v[3]};
    std::memcpy(p, x, sizeof x);
  }
  static WK_INLINE F inOrder(F x) { return x; }

  // Row i of the answer is lane i of every input row.
  static WK_INLINE void transpose(F* x) {
    const F a = x[0], b = x[1], c = x[2], d = x[3];
    each<4>([&](auto i) WK_LAMBDA {
      constexpr int I = decltype(i)::value;
      x[I] = {{a.v[I], b.v[I], c.v[I], d.v[I]}};
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

  // A positive float's bits as a number, and its mantissa, 1 to 2.
  static WK_INLINE F bits(F x) {
    return map([&](int i) WK_LAMBDA { return static_cast<float>(bitsOf(x.v[i])); });
  }
  static WK_INLINE F mantissa(F x) {
    return map([&](int i) WK_LAMBDA {
      const int32_t word = (bitsOf(x.v[i]) & 0x007fffff) | 0x3f800000;
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
      to[i] = limited(a.v[i]);
      to[i + 4] = limited(b.v[i]);
      to[i + 8] = limited(c.v[i]);
      to[i + 12] = limited(d.v[i]);
    }
  }
  static WK_INLINE uint8_t limited(float x) {
    return static_cast<uint8_t>(x > 0.0f ? (x < 255.0f ? x : 255.0f) : 0.0f);
  }
};
