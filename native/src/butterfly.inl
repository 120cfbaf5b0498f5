// Small forward transforms in registers. Outputs are in natural order.

template <class V>
struct Complex {
  typename V::F re, im;
};

template <class V>
WK_INLINE Complex<V> operator+(const Complex<V>& a, const Complex<V>& b) {
  return {V::add(a.re, b.re), V::add(a.im, b.im)};
}

template <class V>
WK_INLINE Complex<V> operator-(const Complex<V>& a, const Complex<V>& b) {
  return {V::sub(a.re, b.re), V::sub(a.im, b.im)};
}

// a - i·b
template <class V>
WK_INLINE Complex<V> minusI(const Complex<V>& a, const Complex<V>& b) {
  return {V::add(a.re, b.im), V::sub(a.im, b.re)};
}

// a + i·b
template <class V>
WK_INLINE Complex<V> plusI(const Complex<V>& a, const Complex<V>& b) {
  return {V::sub(a.re, b.im), V::add(a.im, b.re)};
}

template <class V>
WK_INLINE Complex<V> times(const Complex<V>& a, typename V::F re, typename V::F im) {
  return {V::fnmadd(a.im, im, V::mul(a.re, re)), V::fmadd(a.im, re, V::mul(a.re, im))};
}

template <class V>
WK_INLINE void fourOf(Complex<V>& a, Complex<V>& b, Complex<V>& c, Complex<V>& d) {
  const auto ac = a + c, amc = a - c, bd = b + d, bmd = b - d;
  a = ac + bd;
  b = minusI(amc, bmd);
  c = ac - bd;
  d = plusI(amc, bmd);
}

template <class V, int R>
struct Butterfly;

template <class V>
struct Butterfly<V, 4> {
  static WK_INLINE void run(Complex<V>* x) { fourOf(x[0], x[1], x[2], x[3]); }
};

// The eighth roots' factor sqrt(1/2) is folded into the multiply-adds of the last layer.
template <class V>
struct Butterfly<V, 8> {
  static WK_INLINE void run(Complex<V>* x) {
    using C = Complex<V>;
    const auto h = V::set(0.70710678118654752440f);
    C even0 = x[0] + x[4], odd0 = x[0] - x[4];
    C even2 = x[2] + x[6], odd2 = x[2] - x[6];
    C even1 = x[1] + x[5], odd1 = x[1] - x[5];
    C even3 = x[3] + x[7], odd3 = x[3] - x[7];
    fourOf(even0, even1, even2, even3);
    const C a = minusI(odd0, odd2), b = plusI(odd0, odd2);
    // odd1·(1-i) and odd3·(-1-i), the factor left out.
    const C m = {V::add(odd1.re, odd1.im), V::sub(odd1.im, odd1.re)};
    const C n = {V::sub(odd3.im, odd3.re), V::add(odd3.re, odd3.im)};  // im negated
    const C s = {V::add(m.re, n.re), V::sub(m.im, n.im)};
    const C d = {V::sub(m.re, n.re), V::add(m.im, n.im)};
    x[0] = even0;
    x[2] = even1;
    x[4] = even2;
    x[6] = even3;
    x[1] = {V::fmadd(h, s.re, a.re), V::fmadd(h, s.im, a.im)};
    x[5] = {V::fnmadd(h, s.re, a.re), V::fnmadd(h, s.im, a.im)};
    x[3] = {V::fmadd(h, d.im, b.re), V::fnmadd(h, d.re, b.im)};
    x[7] = {V::fnmadd(h, d.im, b.re), V::fmadd(h, d.re, b.im)};
  }
};

// Four by four: radix 4 down the columns, the sixteenth roots, radix 4 along the rows.
template <class V>
struct Butterfly<V, 16> {
  static WK_INLINE void run(Complex<V>* x) {
    using C = Complex<V>;
    each<4>([&](auto j) WK_LAMBDA {
      constexpr int J = decltype(j)::value;
      fourOf(x[J], x[J + 4], x[J + 8], x[J + 12]);
    });
    const auto c1 = V::set(0.92387953251128675613f), s1 = V::set(0.38268343236508977173f);
    const auto h = V::set(0.70710678118654752440f), hn = V::set(-0.70710678118654752440f);
    const auto c1n = V::set(-0.92387953251128675613f), s1n = V::set(-0.38268343236508977173f);
    const auto eighth = [&](const C& v) WK_LAMBDA -> C {
      return {V::mul(h, V::add(v.re, v.im)), V::mul(h, V::sub(v.im, v.re))};
    };
    const auto threeEighths = [&](const C& v) WK_LAMBDA -> C {
      return {V::mul(h, V::sub(v.im, v.re)), V::mul(hn, V::add(v.re, v.im))};
    };
    x[5] = times(x[5], c1, s1n);
    x[9] = eighth(x[9]);
    x[13] = times(x[13], s1, c1n);
    x[6] = eighth(x[6]);
    x[10] = {x[10].im, V::sub(V::set(0.0f), x[10].re)};
    x[14] = threeEighths(x[14]);
    x[7] = times(x[7], s1, c1n);
    x[11] = threeEighths(x[11]);
    x[15] = times(x[15], c1n, s1);
    each<4>([&](auto k) WK_LAMBDA {
      constexpr int K = 4 * decltype(k)::value;
      fourOf(x[K], x[K + 1], x[K + 2], x[K + 3]);
    });
    // Row k, column l holds output k + 4·l.
    const auto swap = [&](C& a, C& b) WK_LAMBDA {
      const C c = a;
      a = b;
      b = c;
    };
    swap(x[1], x[4]);
    swap(x[2], x[8]);
    swap(x[3], x[12]);
    swap(x[6], x[9]);
    swap(x[7], x[13]);
    swap(x[11], x[14]);
  }
};
