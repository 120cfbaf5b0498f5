// The transform: a Stockham autosort, decimation in frequency, of radix 16, 8 and 4 passes.
//
// Before a pass, s transforms of n points each lie interleaved: element j of transform q at q + s·j. A pass of
// radix r makes them s·r transforms of n/r points:
//   y[q + s·(r·p + k)] = w(n)^(p·k) · sum over j of x[q + s·(p + m·j)] · w(r)^(j·k),  m = n/r, p < m, q < s.
// Every pass reads and writes whole vectors along q. In the first, where s is 1, the vectors run along p and
// are transposed in registers; it also converts and windows the input. The last, where p is only 0, has no
// roots to multiply; it writes the output or its power. Source: Stockham's sorting as in C. Van Loan,
// "Computational frameworks for the fast Fourier transform", 1992, section 1.7.
//
// Between passes a vector of complex values is `lanes` real parts, then `lanes` imaginary parts.

constexpr int L = Vector::lanes;
constexpr int firstRadix = L == 16 ? 16 : 8;

using C = Complex<Vector>;

WK_INLINE C loadBlock(const float* p) { return {Vector::load(p), Vector::load(p + L)}; }

WK_INLINE void storeBlock(float* p, const C& x) {
  Vector::store(p, x.re);
  Vector::store(p + L, x.im);
}

// Interleaved floats into the first pass.
struct PairLoader {
  const float* input;
  static constexpr int order(int lane) { return Vector::order(lane); }
  WK_INLINE C load(size_t block) const {
    C x;
    Vector::loadPairs(input + 2 * L * block, x.re, x.im);
    return x;
  }
};

// The last pass to interleaved floats. `shifted` is meant for rows: here the order is the transform's own.
struct PairSink {
  float* output;
  static constexpr bool shifted = false;
  WK_INLINE void put(size_t block, const C& x) const {
    Vector::storePairs(output + 2 * L * block, x.re, x.im);
  }
};

template <int R, class Loader>
void firstPass(const Loader& loader, size_t size, const float* roots, float* out) {
  const size_t blocks = size / R / L;
  for (size_t p = 0; p < blocks; p++) {
    C x[R];
    each<R>([&](auto j) WK_LAMBDA {
      constexpr int J = decltype(j)::value;
      x[J] = loader.load(p + blocks * J);
    });
    Butterfly<Vector, R>::run(x);
    each<R>([&](auto k) WK_LAMBDA {
      constexpr int K = decltype(k)::value;
      if constexpr (K > 0) {
        const C w = loadBlock(roots + (p * (R - 1) + K - 1) * 2 * L);
        x[K] = times(x[K], w.re, w.im);
      }
    });
    each<R / L>([&](auto chunk) WK_LAMBDA {
      constexpr int Chunk = decltype(chunk)::value;
      Vector::F re[L], im[L];
      each<L>([&](auto t) WK_LAMBDA {
        constexpr int T = decltype(t)::value;
        re[T] = x[Chunk * L + Vector::order(T)].re;
        im[T] = x[Chunk * L + Vector::order(T)].im;
      });
      Vector::transpose(re);
      Vector::transpose(im);
      each<L>([&](auto t) WK_LAMBDA {
        constexpr int T = decltype(t)::value;
        storeBlock(out + ((p * L + Loader::order(T)) * (R / L) + Chunk) * 2 * L, {re[T], im[T]});
      });
    });
  }
}

// `single` says at compile time that the stride is one vector.
template <int R, bool single>
void middlePass(const float* in, size_t size, size_t stride, const float* roots, float* out) {
  const size_t blocks = single ? 1 : stride / L;
  const size_t groups = size / stride / R;
  for (size_t p = 0; p < groups; p++) {
    const float* w = roots + p * (R - 1) * 2;
    const float* from = in + p * blocks * 2 * L;
    float* to = out + p * R * blocks * 2 * L;
    for (size_t q = 0; q < blocks; q++) {
      C x[R];
      each<R>([&](auto j) WK_LAMBDA {
        constexpr int J = decltype(j)::value;
        x[J] = loadBlock(from + (q + groups * blocks * J) * 2 * L);
      });
      Butterfly<Vector, R>::run(x);
      each<R>([&](auto k) WK_LAMBDA {
        constexpr int K = decltype(k)::value;
        if constexpr (K > 0)
          x[K] = times(x[K], Vector::broadcast(w + 2 * K - 2), Vector::broadcast(w + 2 * K - 1));
        storeBlock(to + (q + blocks * K) * 2 * L, x[K]);
      });
    }
  }
}

template <int R, class Sink>
void lastPass(const float* in, size_t size, const Sink& sink) {
  const size_t blocks = size / R / L;
  for (size_t q = 0; q < blocks; q++) {
    C x[R];
    each<R>([&](auto j) WK_LAMBDA {
      constexpr int J = decltype(j)::value;
      x[J] = loadBlock(in + (q + blocks * J) * 2 * L);
    });
    Butterfly<Vector, R>::run(x);
    each<R>([&](auto k) WK_LAMBDA {
      constexpr int K = decltype(k)::value;
      constexpr int place = Sink::shifted ? (K + R / 2) % R : K;
      sink.put(q + blocks * place, x[K]);
    });
  }
}

// One size's passes, roots of unity and scratch.
class Plan {
 public:
  // `Loader` decides the order in which the first pass's roots are wanted.
  template <class Loader>
  static Plan* make(size_t size) {
    Plan* plan = new (std::nothrow) Plan(size);
    if (plan == nullptr) return nullptr;
    if (!plan->roots_.ok() || !plan->a_.ok() || !plan->b_.ok()) {
      delete plan;
      return nullptr;
    }
    plan->template fillRoots<Loader>();
    return plan;
  }

  template <class Loader, class Sink>
  void run(const Loader& loader, const Sink& sink) {
    firstPass<firstRadix>(loader, size_, roots_.get(), a_.get());
    const float* roots = roots_.get() + firstRoots();
    float* in = a_.get();
    float* out = b_.get();
    size_t stride = firstRadix;
    for (int i = 0; i + 1 < passes_; i++) {
      const int radix = radix_[i];
      if (radix == 16) middle<16>(in, stride, roots, out);
      else if (radix == 8) middle<8>(in, stride, roots, out);
      else middle<4>(in, stride, roots, out);
      roots += size_ / stride / radix * (radix - 1) * 2;
      stride *= radix;
      float* swap = in;
      in = out;
      out = swap;
    }
    const int radix = radix_[passes_ - 1];
    if (radix == 16) lastPass<16>(in, size_, sink);
    else if (radix == 8) lastPass<8>(in, size_, sink);
    else lastPass<4>(in, size_, sink);
  }

 private:
  explicit Plan(size_t size)
      : size_(size), passes_(choosePasses(size)), roots_(rootCount()), a_(2 * size), b_(2 * size, 1024 + 16) {}

  template <int R>
  void middle(const float* in, size_t stride, const float* roots, float* out) {
    if (stride == L) middlePass<R, true>(in, size_, stride, roots, out);
    else middlePass<R, false>(in, size_, stride, roots, out);
  }

  // Radices after the first pass. Eights are the fastest; what they leave over is taken by a 4, or two of
  // them, or by a 16 where there are registers for it.
  int choosePasses(size_t size) {
    int bits = 0;
    for (size_t rest = size / firstRadix; rest > 1; rest /= 2) bits++;
    int count = 0;
    if (bits % 3 == 1 && L == 16) {
      radix_[count++] = 16;
      bits -= 4;
    }
    while (bits % 3 != 0) {
      radix_[count++] = 4;
      bits -= 2;
    }
    while (bits >= 3) {
      radix_[count++] = 8;
      bits -= 3;
    }
    return count;
  }

  size_t firstRoots() const { return size_ / firstRadix * (firstRadix - 1) * 2; }

  size_t rootCount() const {
    size_t count = firstRoots();
    size_t stride = firstRadix;
    for (int i = 0; i + 1 < passes_; i++) {
      count += size_ / stride / radix_[i] * (radix_[i] - 1) * 2;
      stride *= radix_[i];
    }
    return count;
  }

  template <class Loader>
  void fillRoots() {
    float* to = roots_.get();
    for (size_t block = 0; block < size_ / firstRadix / L; block++)
      for (int k = 1; k < firstRadix; k++, to += 2 * L)
        for (int lane = 0; lane < L; lane++)
          root((block * L + Loader::order(lane)) * k, size_, to[lane], to[lane + L]);
    size_t stride = firstRadix;
    for (int i = 0; i + 1 < passes_; i++) {
      const size_t n = size_ / stride;
      for (size_t p = 0; p < n / radix_[i]; p++)
        for (int k = 1; k < radix_[i]; k++, to += 2) root(p * k, n, to[0], to[1]);
      stride *= radix_[i];
    }
  }

  static void root(size_t index, size_t n, float& re, float& im) {
    const double angle = 6.283185307179586476925 * static_cast<double>(index) / static_cast<double>(n);
    re = static_cast<float>(std::cos(angle));
    im = static_cast<float>(-std::sin(angle));
  }

  size_t size_;
  int radix_[8];
  int passes_;
  Buffer roots_;
  Buffer a_;
  // Set off against a_ so that reading one and writing the other don't meet in the same cache sets.
  Buffer b_;
};

class PathFft final : public Fft {
 public:
  explicit PathFft(Plan* plan) : plan_(plan) {}
  ~PathFft() override { delete plan_; }
  void process(const float* input, float* output) override {
    plan_->run(PairLoader{input}, PairSink{output});
  }

 private:
  Plan* plan_;
};

Fft* makeFft(size_t size) {
  Plan* plan = Plan::make<PairLoader>(size);
  if (plan == nullptr) return nullptr;
  Fft* fft = new (std::nothrow) PathFft(plan);
  if (fft == nullptr) delete plan;
  return fft;
}
