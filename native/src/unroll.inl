// Included inside each path's own anonymous namespace, after its target pragma, so that no two paths
// share a compiled function: the linker may otherwise keep the one this processor can't run.

template <int K>
struct Index {
  static constexpr int value = K;
};

template <class F, int... K>
WK_INLINE void eachOf(F&& f) {
  (f(Index<K>{}), ...);
}

// f(Index<0>) … f(Index<N-1>), written out by the compiler so that arrays become registers.
template <int N, class F>
WK_INLINE void each(F&& f) {
  if constexpr (N == 1) {
    f(Index<0>{});
  } else if constexpr (N == 2) {
    eachOf<F, 0, 1>(static_cast<F&&>(f));
  } else if constexpr (N == 4) {
    eachOf<F, 0, 1, 2, 3>(static_cast<F&&>(f));
  } else if constexpr (N == 8) {
    eachOf<F, 0, 1, 2, 3, 4, 5, 6, 7>(static_cast<F&&>(f));
  } else {
    static_assert(N == 16, "1, 2, 4, 8 or 16");
    eachOf<F, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15>(static_cast<F&&>(f));
  }
}

// Floats on a cache line's border. `ok` is false when memory is short.
class Buffer {
 public:
  explicit Buffer(size_t count, size_t offset = 0)
      : raw_(std::malloc((count + offset) * sizeof(float) + 64)) {
    const uintptr_t start = (reinterpret_cast<uintptr_t>(raw_) + 63) & ~uintptr_t{63};
    data_ = reinterpret_cast<float*>(start) + offset;
  }
  ~Buffer() { std::free(raw_); }
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  bool ok() const { return raw_ != nullptr; }
  float* get() const { return data_; }

 private:
  void* raw_;
  float* data_;
};
