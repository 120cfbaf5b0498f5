/* fakeusb.c - a stand-in libusb-1.0.so.0 with one simulated SDR behind it.
 * Written from scratch for recording golden transcripts; links against nothing
 * but libc/pthread/libm and the public libusb.h header (for struct layouts).
 * Environment:
 *   SIM_DEVICE   rtl | hackrf | airspy | airspyhf      (default rtl)
 *   SIM_TUNER    r820t|r828d|e4000|fc0012|fc0013|fc2580|none (rtl only)
 *   SIM_BLOGV4   1: strings "RTLSDRBlog"/"Blog V4", tuner crystal 28.8 MHz
 *   SIM_LOG      transcript path (JSON lines)
 *   SIM_FAIL_FIRST 1: the very first control OUT answers LIBUSB_ERROR_PIPE
 *   SIM_LOCK_NEEDS_CURRENT 1: R82xx lock bit only while r18[7:5]==3
 *   SIM_NOLOCK   1: R82xx / E4000 lock bit never set
 *   SIM_VCOFINE  0..3: R82xx reg4[5:4] (default 2 for R820T, 1 for R828D)
 *   SIM_FILCAL   0..15: R82xx reg4[3:0] (default 7)
 *   SIM_FCVCO    FC0012/13 register 0x0e read value (default 0x20)
 *   SIM_KDRV     1: a kernel driver is attached to interface 0
 *   SIM_AIRSPY_RATES  "mini" or "old" (request 25 stalls); default R2
 *   SIM_HF_OLD   1: Airspy HF+ requests 14 and 15 stall (old firmware)
 *   SIM_HF_PPB   calibration in ppb stored in the HF+ config page (default none)
 *   SIM_PATTERN  prng (default) | tone
 *   SIM_PACE_US  time per bulk completion (default 1000)
 *   SIM_BYTES_PER_S  rate of the bulk endpoint instead: what is late catches up
 *   SIM_BULK_LOG number of bulk completions logged one by one (default 3)
 *   SIM_DROP_AFTER n: after n bulk completions the device is unplugged
 *   SIM_RETURN_MS  n: plugged in again so much later, once
 */
#define _GNU_SOURCE
#include <libusb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <stdint.h>
#include <pthread.h>
#include <time.h>
#include <errno.h>
#include <math.h>
#include <sys/time.h>
#include <unistd.h>
#include <stdarg.h>

struct libusb_context { int interrupted; }; /* one per thread that loads the addon: each wakes its own event loop */
struct libusb_device { int dummy; };
struct libusb_device_handle { int dummy; };
static struct libusb_context g_ctx; static struct libusb_device g_dev; static struct libusb_device_handle g_h;

enum { RTL, HACKRF, AIRSPY, AIRSPYHF };
static int dev_kind; static int inited;
static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;   /* queue */
static pthread_mutex_t emu = PTHREAD_MUTEX_INITIALIZER;  /* one transfer at a time completes, whichever thread's loop sees it: in order */
static pthread_mutex_t lmu = PTHREAD_MUTEX_INITIALIZER;  /* log + device state */
static pthread_cond_t cv = PTHREAD_COND_INITIALIZER;
static FILE *lf; static long seq, cseq;
static long b_sub, b_comp, b_canc, b_logged; static unsigned long long b_bytes; static uint64_t stream_off;
static int b_lastlen = -1, unplugged;

static int envi(const char *k, int d) { const char *v = getenv(k); return v && *v ? (int)strtol(v, 0, 0) : d; }
static const char *envs(const char *k, const char *d) { const char *v = getenv(k); return v && *v ? v : d; }

static struct timespec last_bulk, dropped; static int returned;
/* ---------------------------------------------------------------- pattern */
static uint32_t hash32(uint32_t x) { x *= 0x9E3779B1u; x ^= x >> 15; x *= 0x85EBCA6Bu; x ^= x >> 13; x *= 0xC2B2AE35u; x ^= x >> 16; return x; }
static int tone;
static uint8_t pat_byte(uint64_t i) {            /* RTL (u8 offset binary) and HackRF (s8) */
  if (tone) { uint64_t k = i >> 1; double p = 2 * M_PI * (double)(k % 64) / 64.0 + ((i & 1) ? -M_PI / 2 : 0);
    int v = (int)lrint(100.0 * cos(p)); return dev_kind == RTL ? (uint8_t)(v + 128) : (uint8_t)(int8_t)v; }
  return (uint8_t)(hash32((uint32_t)(i >> 2)) >> (8 * (i & 3)));
}
static uint16_t pat_airspy(uint64_t k) {         /* 12 bit offset-binary real samples */
  if (tone) return (uint16_t)(2048 + lrint(1500.0 * cos(2 * M_PI * (double)((k * 17) % 64) / 64.0)));
  return (uint16_t)(hash32((uint32_t)k) & 0xfff);
}
static int16_t pat_hf(uint64_t k) {              /* 16-bit words in wire order */
  if (tone) { double p = 2 * M_PI * (double)((k >> 1) % 64) / 64.0; return (int16_t)lrint(12000.0 * ((k & 1) ? cos(p) : sin(p))); }
  return (int16_t)(hash32((uint32_t)k) & 0xffff) / 2;
}
static int airspy_packing;
static void fill(uint8_t *p, int len) {
  uint64_t o = stream_off; int i;
  if (dev_kind == RTL || dev_kind == HACKRF) for (i = 0; i < len; i++) p[i] = pat_byte(o + i);
  else if (dev_kind == AIRSPYHF) for (i = 0; i + 1 < len; i += 2) { uint16_t v = (uint16_t)pat_hf((o + i) / 2); p[i] = v & 255; p[i + 1] = v >> 8; }
  else if (!airspy_packing) for (i = 0; i + 1 < len; i += 2) { uint16_t v = pat_airspy((o + i) / 2); p[i] = v & 255; p[i + 1] = v >> 8; }
  else for (i = 0; i + 11 < len; i += 12) { /* 8 samples in three little-endian 32-bit words, first sample in the top bits */
    uint64_t k = (o + i) / 12 * 8; uint32_t s[8], w[3]; int j; for (j = 0; j < 8; j++) s[j] = pat_airspy(k + j);
    w[0] = s[0] << 20 | s[1] << 8 | s[2] >> 4; w[1] = s[2] << 28 | s[3] << 16 | s[4] << 4 | s[5] >> 8; w[2] = s[5] << 24 | s[6] << 12 | s[7];
    for (j = 0; j < 12; j++) p[i + j] = w[j / 4] >> (8 * (j % 4)); }
  stream_off += len;
}
static uint32_t crc32b(const uint8_t *p, size_t n) { uint32_t c = ~0u; while (n--) { c ^= *p++; for (int k = 0; k < 8; k++) c = c >> 1 ^ (0xEDB88320u & -(c & 1)); } return ~c; }

/* ---------------------------------------------------------------- log */
static void slog(const char *fmt, ...) {
  if (!lf) return; va_list a; va_start(a, fmt); fprintf(lf, "{\"n\":%ld,", seq++); vfprintf(lf, fmt, a); fputs("}\n", lf); fflush(lf); va_end(a);
}
static void ensure(void) {
  if (inited) return; inited = 1;
  const char *d = envs("SIM_DEVICE", "rtl");
  dev_kind = !strcmp(d, "hackrf") ? HACKRF : !strcmp(d, "airspy") ? AIRSPY : !strcmp(d, "airspyhf") ? AIRSPYHF : RTL;
  const char *l = getenv("SIM_LOG"); if (l && *l) lf = fopen(l, "w");
  tone = !strcmp(envs("SIM_PATTERN", "prng"), "tone");
}

/* ---------------------------------------------------------------- RTL2832U */
static uint8_t usbr[0x10000], demod[16][256], eeprom[256], tun[256]; static int rtl_ready, tun_ptr, ee_ptr, first_ctl = 1;
static int tuner_addr, tuner_is82; static uint32_t tuner_xtal; static const char *tuner_name;
static void put_str(int *o, const char *s) { int n = strlen(s); eeprom[(*o)++] = 2 * n + 2; eeprom[(*o)++] = 3; while (*s) { eeprom[(*o)++] = *s++; eeprom[(*o)++] = 0; } }
static const char *S_manu, *S_prod, *S_ser;
static void rtl_init(void) {
  if (rtl_ready) return; rtl_ready = 1; tuner_name = envs("SIM_TUNER", "r820t");
  memset(eeprom, 0xff, 256); int o = 9; const uint8_t h[9] = {0x28, 0x32, 0xda, 0x0b, 0x38, 0x28, 0xa5, 0x16, 0x02}; memcpy(eeprom, h, 9);
  int v4 = envi("SIM_BLOGV4", 0);
  S_manu = v4 ? "RTLSDRBlog" : "Realtek"; S_prod = v4 ? "Blog V4" : "RTL2838UHIDIR"; S_ser = "00000001";
  put_str(&o, S_manu); put_str(&o, S_prod); put_str(&o, S_ser);
  /* power-on values of the system registers, so that read-modify-write can be seen */
  usbr[0x3001] = 0x58; usbr[0x3003] = 0x06; usbr[0x3004] = 0xef;
  if (!strcmp(tuner_name, "r820t")) tuner_addr = 0x34, tuner_is82 = 1, tuner_xtal = 28800000;
  else if (!strcmp(tuner_name, "r828d")) tuner_addr = 0x74, tuner_is82 = 1, tuner_xtal = v4 ? 28800000 : 16000000;
  else if (!strcmp(tuner_name, "e4000")) { tuner_addr = 0xc8; tuner_xtal = 28800000; tun[0x02] = 0x40; tun[0x00] = 0x01; }
  else if (!strcmp(tuner_name, "fc0013")) { tuner_addr = 0xc6; tun[0] = 0xa3; tun[0x10] = 0x0a; }
  else if (!strcmp(tuner_name, "fc0012")) { tuner_addr = 0xc6; tun[0] = 0xa1; }
  else if (!strcmp(tuner_name, "fc2580")) { tuner_addr = 0xac; tun[1] = 0x56; tun[0x2f] = 0xc5; }
}
static uint8_t bitrev(uint8_t b) { b = b >> 4 | b << 4; b = (b & 0xcc) >> 2 | (b & 0x33) << 2; return (b & 0xaa) >> 1 | (b & 0x55) << 1; }
static int r82_lock(void) {
  if (envi("SIM_NOLOCK", 0)) return 0;
  if (envi("SIM_LOCK_NEEDS_CURRENT", 0) && (tun[0x12] & 0xe0) != 0x60) return 0;
  unsigned n = 13 + 4 * (tun[0x14] & 0x3f) + (tun[0x14] >> 6); unsigned sdm = tun[0x16] << 8 | tun[0x15];
  uint64_t vco = 2ull * tuner_xtal * n + ((2ull * tuner_xtal * sdm) >> 16);
  return vco >= 1750000000ull && vco <= 3600000000ull;
}
static uint8_t tuner_rd(int reg) {
  if (tuner_is82) { uint8_t v = tun[reg & 0x1f];
    switch (reg & 0x1f) {
      case 0: v = 0x96; break; case 1: v = 0x00; break;
      case 2: v = (r82_lock() ? 0x40 : 0) | 0x2c; break;
      case 3: v = (tun[5] & 0x0f) | (tun[7] & 0x0f) << 4; break;
      case 4: v = (envi("SIM_VCOFINE", !strcmp(tuner_name, "r828d") ? 1 : 2) & 3) << 4 | (envi("SIM_FILCAL", 7) & 15); break; }
    return bitrev(v); }
  if (!strcmp(tuner_name, "e4000") && reg == 0x07) { uint64_t vco = 28800000ull * tun[0x09] + ((28800000ull * (tun[0x0b] << 8 | tun[0x0a])) >> 16);
    int lk = !envi("SIM_NOLOCK", 0) && vco >= 2400000000ull && vco <= 4450000000ull; return (tun[7] & 0xfe) | lk; }
  if (!strncmp(tuner_name, "fc001", 5) && reg == 0x0e) return envi("SIM_FCVCO", 0x20);
  return tun[reg & 255];
}
static int rtl_i2c(int addr, int wr, uint8_t *d, int len) {
  if (addr == 0xa0) { if (wr) { if (!len) return 0; ee_ptr = d[0]; for (int i = 1; i < len; i++) eeprom[ee_ptr++ & 255] = d[i]; } else for (int i = 0; i < len; i++) d[i] = eeprom[ee_ptr++ & 255]; return len; }
  if (!(demod[1][1] & 0x08) || !tuner_addr || addr != tuner_addr) return LIBUSB_ERROR_PIPE;
  if (wr) { if (!len) return 0; tun_ptr = d[0];
    for (int i = 1; i < len; i++) { int r = tun_ptr + i - 1; if (tuner_is82) { if (r >= 5 && r < 32) tun[r] = d[i]; }
      else if (!((!strncmp(tuner_name, "fc001", 5) && r == 0) || (!strcmp(tuner_name, "e4000") && r == 2) || (!strcmp(tuner_name, "fc2580") && (r == 1 || r == 0x2f)))) tun[r & 255] = d[i]; }
  } else for (int i = 0; i < len; i++) d[i] = tuner_is82 ? tuner_rd(i) : tuner_rd(tun_ptr + i);   /* R82xx always reads from register 0 */
  return len;
}
static int rtl_ctl(int rt, int rq, int wv, int wi, uint8_t *d, int len) {
  rtl_init(); int wr = !(rt & 0x80), block = wi >> 8;
  if (rq != 0) return LIBUSB_ERROR_PIPE;
  if (block == 6) return rtl_i2c(wv & 0xff, wr, d, len);
  if (block == 0) { int page = wi & 0x0f, a = wv >> 8; for (int i = 0; i < len; i++) if (wr) demod[page][(a + i) & 255] = d[i]; else d[i] = demod[page][(a + i) & 255]; return len; }
  for (int i = 0; i < len; i++) if (wr) usbr[(wv + i) & 0xffff] = d[i]; else d[i] = usbr[(wv + i) & 0xffff];
  return len;
}

/* ---------------------------------------------------------------- HackRF / Airspy / HF+ */
static void w32(uint8_t *p, uint32_t v) { p[0] = v; p[1] = v >> 8; p[2] = v >> 16; p[3] = v >> 24; }
static int give(uint8_t *d, int len, const void *s, int n) { if (n > len) n = len; memcpy(d, s, n); return n; }
static uint16_t hk_regs[3][256];
static int hackrf_ctl(int rt, int rq, int wv, int wi, uint8_t *d, int len) {
  uint8_t b[64] = {0};
  if (rt & 0x80) switch (rq) {
    case 3: case 9: { uint16_t v = hk_regs[rq == 9][wi & 255]; b[0] = v; b[1] = v >> 8; return give(d, len, b, 2); }
    case 5: b[0] = hk_regs[2][wi & 255]; return give(d, len, b, 1);
    case 14: b[0] = envi("SIM_HACKRF_BOARD", 2); return give(d, len, b, 1);
    case 15: return give(d, len, "2022.09.1", 9);
    case 18: w32(b, 0xa000cb3c); w32(b + 4, 0x00574746); w32(b + 8, 0); w32(b + 12, 0); w32(b + 16, 0x457863c8u); w32(b + 20, 0x2f6e8a1fu); return give(d, len, b, 24);
    case 19: b[0] = wi <= 40 && !(wi & 7); return give(d, len, b, 1);
    case 20: b[0] = wi <= 62 && !(wi & 1); return give(d, len, b, 1);
    case 21: b[0] = wi <= 47; return give(d, len, b, 1);
    case 27: memset(b, 0xff, 8); return give(d, len, b, 8);
    case 41: w32(b, 1); w32(b + 4, 1); w32(b + 8, 0x100000); w32(b + 12, 0x100000); return give(d, len, b, 40);
    case 44: b[0] = 0; return give(d, len, b, 1);
    case 45: b[0] = 0x83; return give(d, len, b, 1);
    case 46: b[3] = 0x0a; return give(d, len, b, 4);
    default: return LIBUSB_ERROR_PIPE; }
  switch (rq) { case 2: hk_regs[0][wi & 255] = wv; return len; case 8: hk_regs[1][wi & 255] = wv; return len; case 4: hk_regs[2][wi & 255] = wv; return len;
    case 1: case 6: case 7: case 16: case 17: case 23: case 24: case 26: case 29: case 30: case 32: case 37: case 42: case 43: return len;
    default: return LIBUSB_ERROR_PIPE; }
}
static int rate_list(uint8_t *b, const uint32_t *r, int n, int idx) { if (idx == 0) { w32(b, n); return 4; } int i; for (i = 0; i < idx && i < n; i++) w32(b + 4 * i, r[i]); return 4 * i; }
static uint8_t as_gpio[256], as_r820[32], as_si[256];
static int airspy_ctl(int rt, int rq, int wv, int wi, uint8_t *d, int len) {
  static const uint32_t r2[] = {10000000, 2500000}, mini[] = {6000000, 3000000}; uint8_t b[128] = {0}; const char *m = envs("SIM_AIRSPY_RATES", "r2");
  if (rt & 0x80) switch (rq) {
    case 3: return give(d, len, &as_si[wi & 255], 1); case 5: return give(d, len, &as_r820[wi & 31], 1);
    case 9: b[0] = 0; return give(d, len, b, 1);
    case 10: return give(d, len, "AirSpy NOS v1.0.0-rc10-6-g4008185 2020-05-08", 45); /* includes the NUL */
    case 11: w32(b, 0x6906002b); w32(b + 4, 0x00000030); w32(b + 8, 0); w32(b + 12, 0); w32(b + 16, 0x644064dc); w32(b + 20, 0x2f3f6dcf); return give(d, len, b, 24);
    case 12: case 14: case 15: case 16: case 17: case 18: b[0] = 1; return give(d, len, b, 1);
    case 26: airspy_packing = wi != 0; stream_off = 0; b[0] = 1; return give(d, len, b, 1);
    case 22: case 24: return give(d, len, &as_gpio[wi & 255], 1);
    case 25: if (!strcmp(m, "old")) return LIBUSB_ERROR_PIPE; { int n = rate_list(b, !strcmp(m, "mini") ? mini : r2, 2, wi); return give(d, len, b, n); }
    default: return LIBUSB_ERROR_PIPE; }
  switch (rq) { case 2: as_si[wi & 255] = wv; return len; case 4: as_r820[wi & 31] = wv; return len; case 21: as_gpio[wi & 255] = wv; return len; case 1: case 13: case 23: return len; default: return LIBUSB_ERROR_PIPE; }
}
static uint8_t hf_cfg[256]; static int hf_ready, hf_rate;
static int hf_ctl(int rt, int rq, int wv, int wi, uint8_t *d, int len) { (void)wv;
  static const uint32_t r[] = {912000, 768000, 456000, 384000, 256000, 192000}; static const uint8_t arch[] = {0, 0, 1, 1, 1, 1}, gain[] = {0, 0, 6, 6, 9, 12};
  uint8_t b[256] = {0};
  if (!hf_ready) { hf_ready = 1; memset(hf_cfg, 0xff, 256); if (getenv("SIM_HF_PPB")) { w32(hf_cfg, 0xA5CA71B0u); w32(hf_cfg + 4, (uint32_t)envi("SIM_HF_PPB", 0)); } }
  if (rt & 0x80) switch (rq) {
    case 3: { int n = rate_list(b, r, 6, wi); return give(d, len, b, n); }
    case 5: return give(d, len, hf_cfg, 256);
    case 7: w32(b, 0x00000002); w32(b + 4, 0x3b52ed81); w32(b + 8, 0x4d4a7e55); w32(b + 12, 0x00000000); w32(b + 16, 0); return give(d, len, b, 20);
    case 9: return give(d, len, "R3.0.7-CD", 10);
    case 14: if (envi("SIM_HF_OLD", 0)) return LIBUSB_ERROR_PIPE; return give(d, len, arch, 6);
    case 15: if (envi("SIM_HF_OLD", 0)) return LIBUSB_ERROR_PIPE; return give(d, len, &gain[hf_rate % 6], 1);
    default: return LIBUSB_ERROR_PIPE; }
  switch (rq) { case 4: hf_rate = wi; return len; case 6: memcpy(hf_cfg, d, len < 256 ? len : 256); return len; case 1: case 2: case 8: case 10: case 11: case 12: case 13: return len; default: return LIBUSB_ERROR_PIPE; }
}
static const char *strdesc(int i);
static int std_ctl(int rt, int rq, int wv, int wi, uint8_t *d, int len) {   /* only seen through node-usb: string descriptors and CLEAR_FEATURE(HALT) */
  (void)wi; if (rt == 0x80 && rq == 6 && wv >> 8 == 3) { uint8_t b[256] = {0}; int n; if (!(wv & 255)) { n = 4; b[2] = 9; b[3] = 4; } else { const char *t = strdesc(wv & 255); n = 2; while (*t) { b[n] = *t++; n += 2; } } b[0] = n; b[1] = 3; return give(d, len, b, n); }
  if (!(rt & 0x80)) return len; return LIBUSB_ERROR_PIPE; }
static int do_ctl(uint8_t rt, uint8_t rq, uint16_t wv, uint16_t wi, uint8_t *d, uint16_t len) {
  ensure(); pthread_mutex_lock(&lmu); int r;
  if (unplugged) r = LIBUSB_ERROR_NO_DEVICE;
  else if (first_ctl && envi("SIM_FAIL_FIRST", 0) && !(rt & 0x80)) r = LIBUSB_ERROR_PIPE;
  else if ((rt & 0x60) == 0) { r = std_ctl(rt, rq, wv, wi, d, len); slog("\"type\":\"standard\",\"bmRequestType\":%d,\"bRequest\":%d,\"wValue\":%d,\"wIndex\":%d,\"wLength\":%d,\"result\":%d", rt, rq, wv, wi, len, r); pthread_mutex_unlock(&lmu); return r; }
  else r = dev_kind == RTL ? rtl_ctl(rt, rq, wv, wi, d, len) : dev_kind == HACKRF ? hackrf_ctl(rt, rq, wv, wi, d, len) : dev_kind == AIRSPY ? airspy_ctl(rt, rq, wv, wi, d, len) : hf_ctl(rt, rq, wv, wi, d, len);
  first_ctl = 0;
  if (lf) { int nb = (rt & 0x80) ? (r > 0 ? r : 0) : len; char *hx = malloc(2 * nb + 1); for (int i = 0; i < nb; i++) sprintf(hx + 2 * i, "%02x", d[i]); hx[2 * nb] = 0;
    slog("\"type\":\"control\",\"c\":%ld,\"dir\":\"%s\",\"bmRequestType\":%d,\"bRequest\":%d,\"wValue\":%d,\"wIndex\":%d,\"wLength\":%d,\"data\":\"%s\",\"result\":%d", cseq++, (rt & 0x80) ? "in" : "out", rt, rq, wv, wi, len, hx, r); free(hx); }
  pthread_mutex_unlock(&lmu); return r;
}

/* ---------------------------------------------------------------- libusb API: context, list, descriptors */
int LIBUSB_CALL libusb_init(libusb_context **c) { ensure(); if (c) *c = calloc(1, sizeof **c); return 0; }
static void b_summary(void) { pthread_mutex_lock(&lmu); if (b_sub) { slog("\"type\":\"bulk_summary\",\"submit_length\":%d,\"completed_at_least\":%d,\"stopped\":true", b_lastlen, b_comp > 0); b_sub = 0; } pthread_mutex_unlock(&lmu); }
void LIBUSB_CALL libusb_exit(libusb_context *c) { (void)c; b_summary(); }
static int claimed;
static void replug(void) { /* whoever looks after SIM_RETURN_MS finds it there again, as after power-on */
  int ms = envi("SIM_RETURN_MS", 0); struct timespec now; if (!unplugged || !ms) return; clock_gettime(CLOCK_REALTIME, &now);
  if ((now.tv_sec - dropped.tv_sec) * 1000L + (now.tv_nsec - dropped.tv_nsec) / 1000000 < ms) return;
  pthread_mutex_lock(&lmu); unplugged = 0; returned = 1; claimed = 0; rtl_ready = 0; hf_ready = 0; memset(demod, 0, sizeof demod); memset(tun, 0, sizeof tun); slog("\"type\":\"replug\""); pthread_mutex_unlock(&lmu); }
ssize_t LIBUSB_CALL libusb_get_device_list(libusb_context *c, libusb_device ***l) { (void)c; ensure(); *l = calloc(2, sizeof(void *)); replug(); if (unplugged) return 0; (*l)[0] = &g_dev; return 1; }
void LIBUSB_CALL libusb_free_device_list(libusb_device **l, int u) { (void)u; free(l); }
libusb_device *LIBUSB_CALL libusb_ref_device(libusb_device *d) { return d; }
void LIBUSB_CALL libusb_unref_device(libusb_device *d) { (void)d; }
uint8_t LIBUSB_CALL libusb_get_bus_number(libusb_device *d) { (void)d; return 1; }
uint8_t LIBUSB_CALL libusb_get_device_address(libusb_device *d) { (void)d; return 7; }
uint8_t LIBUSB_CALL libusb_get_port_number(libusb_device *d) { (void)d; return 2; }
int LIBUSB_CALL libusb_get_port_numbers(libusb_device *d, uint8_t *p, int n) { (void)d; if (n < 1) return LIBUSB_ERROR_OVERFLOW; p[0] = 2; return 1; }
libusb_device *LIBUSB_CALL libusb_get_parent(libusb_device *d) { (void)d; return NULL; }
int LIBUSB_CALL libusb_get_device_speed(libusb_device *d) { (void)d; return LIBUSB_SPEED_HIGH; }
int LIBUSB_CALL libusb_get_max_packet_size(libusb_device *d, unsigned char e) { (void)d; (void)e; return 512; }
int LIBUSB_CALL libusb_get_device_descriptor(libusb_device *d, struct libusb_device_descriptor *x) {
  static const uint16_t vid[] = {0x0bda, 0x1d50, 0x1d50, 0x03eb}, pid[] = {0x2838, 0x6089, 0x60a1, 0x800c}, bcd[] = {0x0100, 0x0106, 0x0100, 0x0100};
  (void)d; ensure(); memset(x, 0, sizeof *x); x->bLength = 18; x->bDescriptorType = 1; x->bcdUSB = 0x0200; x->bMaxPacketSize0 = 64; x->bNumConfigurations = 1;
  x->idVendor = vid[dev_kind]; x->idProduct = pid[dev_kind]; x->bcdDevice = envi("SIM_BCD", bcd[dev_kind]); x->iManufacturer = 1; x->iProduct = 2; x->iSerialNumber = dev_kind == HACKRF ? 4 : 3; return 0; }
static struct libusb_endpoint_descriptor eps[2]; static struct libusb_interface_descriptor ifd[4]; static struct libusb_interface ifs[2]; static struct libusb_config_descriptor cfg;
int LIBUSB_CALL libusb_get_config_descriptor(libusb_device *d, uint8_t i, struct libusb_config_descriptor **c) { (void)d; (void)i; ensure();
  for (int k = 0; k < 2; k++) { eps[k].bLength = 7; eps[k].bDescriptorType = 5; eps[k].bEndpointAddress = k ? 0x02 : 0x81; eps[k].bmAttributes = 2; eps[k].wMaxPacketSize = 512; }
  for (int k = 0; k < 4; k++) { ifd[k].bLength = 9; ifd[k].bDescriptorType = 4; ifd[k].bInterfaceClass = 0xff; ifd[k].endpoint = eps; }
  int hf = dev_kind == AIRSPYHF, rtl = dev_kind == RTL;
  ifd[0].bNumEndpoints = hf ? 0 : dev_kind == HACKRF ? 2 : 1; ifd[1].bAlternateSetting = 1; ifd[1].bNumEndpoints = 1; ifd[2].bInterfaceNumber = 1;
  ifs[0].altsetting = ifd; ifs[0].num_altsetting = hf ? 2 : 1; ifs[1].altsetting = &ifd[2]; ifs[1].num_altsetting = 1;
  cfg.bLength = 9; cfg.bDescriptorType = 2; cfg.bNumInterfaces = rtl ? 2 : 1; cfg.bConfigurationValue = 1; cfg.bmAttributes = 0x80; cfg.MaxPower = 250; cfg.interface = ifs; *c = &cfg; return 0; }
int LIBUSB_CALL libusb_get_active_config_descriptor(libusb_device *d, struct libusb_config_descriptor **c) { return libusb_get_config_descriptor(d, 0, c); }
int LIBUSB_CALL libusb_get_config_descriptor_by_value(libusb_device *d, uint8_t v, struct libusb_config_descriptor **c) { (void)v; return libusb_get_config_descriptor(d, 0, c); }
void LIBUSB_CALL libusb_free_config_descriptor(struct libusb_config_descriptor *c) { (void)c; }
int LIBUSB_CALL libusb_get_bos_descriptor(libusb_device_handle *h, struct libusb_bos_descriptor **b) { (void)h; (void)b; return LIBUSB_ERROR_PIPE; }
void LIBUSB_CALL libusb_free_bos_descriptor(struct libusb_bos_descriptor *b) { (void)b; }
int LIBUSB_CALL libusb_open(libusb_device *d, libusb_device_handle **h) { (void)d; ensure(); if (unplugged) return LIBUSB_ERROR_NO_DEVICE; *h = &g_h; pthread_mutex_lock(&lmu); slog("\"type\":\"open\""); pthread_mutex_unlock(&lmu); return 0; }
libusb_device_handle *LIBUSB_CALL libusb_open_device_with_vid_pid(libusb_context *c, uint16_t v, uint16_t p) { (void)c; struct libusb_device_descriptor x; libusb_get_device_descriptor(&g_dev, &x); libusb_device_handle *h = 0; if (x.idVendor == v && x.idProduct == p) libusb_open(&g_dev, &h); return h; }
void LIBUSB_CALL libusb_close(libusb_device_handle *h) { (void)h; b_summary(); pthread_mutex_lock(&lmu); slog("\"type\":\"close\""); pthread_mutex_unlock(&lmu); }
libusb_device *LIBUSB_CALL libusb_get_device(libusb_device_handle *h) { (void)h; return &g_dev; }
static const char *strdesc(int i) {
  ensure(); if (dev_kind == RTL) { rtl_init(); return i == 1 ? S_manu : i == 2 ? S_prod : S_ser; }
  if (dev_kind == HACKRF) return i == 1 ? "Great Scott Gadgets" : i == 2 ? "HackRF One" : "0000000000000000457863c82f6e8a1f";
  if (dev_kind == AIRSPY) return i == 1 ? "www.airspy.com" : i == 2 ? "AIRSPY" : "AIRSPY SN:644064DC2F3F6DCF";
  return i == 1 ? "www.airspy.com" : i == 2 ? "AIRSPY HF+" : "AIRSPYHF SN:3B52ED814D4A7E55"; }
int LIBUSB_CALL libusb_get_string_descriptor_ascii(libusb_device_handle *h, uint8_t i, unsigned char *d, int n) { (void)h; if (!i) return LIBUSB_ERROR_INVALID_PARAM; const char *s = strdesc(i); int l = strlen(s); if (l > n - 1) l = n - 1; memcpy(d, s, l); d[l] = 0; pthread_mutex_lock(&lmu); slog("\"type\":\"string\",\"index\":%d,\"value\":\"%s\"", i, s); pthread_mutex_unlock(&lmu); return l; }
int LIBUSB_CALL libusb_get_configuration(libusb_device_handle *h, int *c) { (void)h; *c = 1; return 0; }
#define EV(...) do { pthread_mutex_lock(&lmu); slog(__VA_ARGS__); pthread_mutex_unlock(&lmu); } while (0)
int LIBUSB_CALL libusb_set_configuration(libusb_device_handle *h, int c) { (void)h; EV("\"type\":\"set_configuration\",\"value\":%d", c); return 0; }
static int kdrv = -1, claimed;
int LIBUSB_CALL libusb_kernel_driver_active(libusb_device_handle *h, int i) { (void)h; if (kdrv < 0) kdrv = envi("SIM_KDRV", 0); return i == 0 ? kdrv : 0; }
int LIBUSB_CALL libusb_detach_kernel_driver(libusb_device_handle *h, int i) { (void)h; kdrv = 0; EV("\"type\":\"detach_kernel_driver\",\"interface\":%d", i); return 0; }
int LIBUSB_CALL libusb_attach_kernel_driver(libusb_device_handle *h, int i) { (void)h; kdrv = 1; EV("\"type\":\"attach_kernel_driver\",\"interface\":%d", i); return 0; }
int LIBUSB_CALL libusb_set_auto_detach_kernel_driver(libusb_device_handle *h, int e) { (void)h; EV("\"type\":\"auto_detach\",\"value\":%d", e); return 0; }
int LIBUSB_CALL libusb_claim_interface(libusb_device_handle *h, int i) { (void)h; if (kdrv > 0 || claimed) { EV("\"type\":\"claim\",\"interface\":%d,\"result\":-6", i); return LIBUSB_ERROR_BUSY; } claimed = 1; EV("\"type\":\"claim\",\"interface\":%d,\"result\":0", i); return 0; }
int LIBUSB_CALL libusb_release_interface(libusb_device_handle *h, int i) { (void)h; claimed = 0; EV("\"type\":\"release\",\"interface\":%d", i); return 0; }
int LIBUSB_CALL libusb_set_interface_alt_setting(libusb_device_handle *h, int i, int a) { (void)h; EV("\"type\":\"set_alt_setting\",\"interface\":%d,\"alt\":%d", i, a); return 0; }
int LIBUSB_CALL libusb_clear_halt(libusb_device_handle *h, unsigned char e) { (void)h; EV("\"type\":\"clear_halt\",\"endpoint\":%d", e); return 0; }
int LIBUSB_CALL libusb_reset_device(libusb_device_handle *h) { (void)h; EV("\"type\":\"reset_device\""); return 0; }
unsigned char *LIBUSB_CALL libusb_dev_mem_alloc(libusb_device_handle *h, size_t n) { (void)h; (void)n; return NULL; }
int LIBUSB_CALL libusb_dev_mem_free(libusb_device_handle *h, unsigned char *b, size_t n) { (void)h; (void)b; (void)n; return 0; }
const char *LIBUSB_CALL libusb_strerror(int e) { (void)e; return "fakeusb error"; }
const char *LIBUSB_CALL libusb_error_name(int e) { switch (e) { case 0: return "LIBUSB_SUCCESS"; case -1: return "LIBUSB_ERROR_IO"; case -4: return "LIBUSB_ERROR_NO_DEVICE"; case -5: return "LIBUSB_ERROR_NOT_FOUND"; case -6: return "LIBUSB_ERROR_BUSY"; case -7: return "LIBUSB_ERROR_TIMEOUT"; case -9: return "LIBUSB_ERROR_PIPE"; } return "LIBUSB_ERROR_OTHER"; }
int LIBUSB_CALL libusb_has_capability(uint32_t c) { return c == LIBUSB_CAP_HAS_CAPABILITY; } /* no hotplug */
int LIBUSB_CALL libusb_hotplug_register_callback(libusb_context *c, int e, int f, int v, int p, int k, libusb_hotplug_callback_fn cb, void *u, libusb_hotplug_callback_handle *h) { (void)c; (void)e; (void)f; (void)v; (void)p; (void)k; (void)cb; (void)u; if (h) *h = 1; return 0; }
void LIBUSB_CALL libusb_hotplug_deregister_callback(libusb_context *c, libusb_hotplug_callback_handle h) { (void)c; (void)h; }
void LIBUSB_CALL libusb_set_debug(libusb_context *c, int l) { (void)c; (void)l; }
int LIBUSB_CALL libusb_set_option(libusb_context *c, enum libusb_option o, ...) { (void)c; (void)o; return 0; }
static const struct libusb_version ver = {1, 0, 26, 11724, "", "fakeusb"};
const struct libusb_version *LIBUSB_CALL libusb_get_version(void) { return &ver; }

/* called through dlsym by the *seq programs: a line in the transcript around each library call */
void sim_mark(const char *kind, const char *op, long rc) { ensure(); pthread_mutex_lock(&lmu); if (!strcmp(kind, "mark")) slog("\"type\":\"mark\",\"op\":\"%s\"", op); else slog("\"type\":\"ret\",\"op\":\"%s\",\"rc\":%ld", op, rc); pthread_mutex_unlock(&lmu); }

/* ---------------------------------------------------------------- transfers */
int LIBUSB_CALL libusb_control_transfer(libusb_device_handle *h, uint8_t rt, uint8_t rq, uint16_t wv, uint16_t wi, unsigned char *d, uint16_t len, unsigned t) { (void)h; (void)t; return do_ctl(rt, rq, wv, wi, d, len); }
int LIBUSB_CALL libusb_bulk_transfer(libusb_device_handle *h, unsigned char ep, unsigned char *d, int len, int *n, unsigned t) { (void)h; (void)t; ensure();
  pthread_mutex_lock(&lmu); uint64_t o = stream_off; if (unplugged) { pthread_mutex_unlock(&lmu); return LIBUSB_ERROR_NO_DEVICE; } if (ep & 0x80) fill(d, len); if (n) *n = len; b_sub++; b_comp++; b_lastlen = len;
  if (b_logged++ < envi("SIM_BULK_LOG", 3)) slog("\"type\":\"bulk_sync\",\"endpoint\":%d,\"length\":%d,\"offset\":%llu,\"crc32\":\"%08x\"", ep, len, (unsigned long long)o, crc32b(d, len)); pthread_mutex_unlock(&lmu); usleep(envi("SIM_PACE_US", 1000)); return 0; }
struct node { struct libusb_transfer *t; int cancel; struct node *next; }; static struct node *head, *tail; static int s_logged;
struct libusb_transfer *LIBUSB_CALL libusb_alloc_transfer(int iso) { return calloc(1, sizeof(struct libusb_transfer) + iso * sizeof(struct libusb_iso_packet_descriptor)); }
void LIBUSB_CALL libusb_free_transfer(struct libusb_transfer *t) { if (!t) return; if ((t->flags & LIBUSB_TRANSFER_FREE_BUFFER) && t->buffer) free(t->buffer); free(t); }
int LIBUSB_CALL libusb_submit_transfer(struct libusb_transfer *t) {
  ensure(); if (unplugged) return LIBUSB_ERROR_NO_DEVICE;
  struct node *n = calloc(1, sizeof *n); n->t = t; pthread_mutex_lock(&mu); if (tail) tail->next = n; else head = n; tail = n; pthread_cond_broadcast(&cv); pthread_mutex_unlock(&mu);
  if (t->type != LIBUSB_TRANSFER_TYPE_CONTROL) { pthread_mutex_lock(&lmu); b_sub++; b_lastlen = t->length; if (s_logged++ < envi("SIM_SUBMIT_LOG", dev_kind == HACKRF ? 4 : dev_kind == RTL ? 15 : 16)) slog("\"type\":\"bulk_submit\",\"endpoint\":%d,\"length\":%d,\"timeout\":%u", t->endpoint, t->length, t->timeout); pthread_mutex_unlock(&lmu); }
  return 0; }
int LIBUSB_CALL libusb_cancel_transfer(struct libusb_transfer *t) { int r = LIBUSB_ERROR_NOT_FOUND; pthread_mutex_lock(&mu); for (struct node *n = head; n; n = n->next) if (n->t == t && !n->cancel) { n->cancel = 1; r = 0; } pthread_cond_broadcast(&cv); pthread_mutex_unlock(&mu); if (!r) { pthread_mutex_lock(&lmu); if (!b_canc++) slog("\"type\":\"bulk_cancel_first\""); pthread_mutex_unlock(&lmu); } return r; }
static int pump(libusb_context *c, struct timeval *tv, int *done) {
  if (!c) c = &g_ctx;
  struct timespec now, end; clock_gettime(CLOCK_REALTIME, &now); end = now; end.tv_sec += tv->tv_sec; end.tv_nsec += tv->tv_usec * 1000; if (end.tv_nsec >= 1000000000) { end.tv_sec++; end.tv_nsec -= 1000000000; }
  int handled = 0;
  for (;;) {
    pthread_mutex_lock(&emu); pthread_mutex_lock(&mu);
    struct node *n = head, *p = 0; clock_gettime(CLOCK_REALTIME, &now);
    long since = (now.tv_sec - last_bulk.tv_sec) * 1000000L + (now.tv_nsec - last_bulk.tv_nsec) / 1000; int rate = envi("SIM_BYTES_PER_S", 0), pace = envi("SIM_PACE_US", 1000); int bulk_seen = 0;
    for (; n; p = n, n = n->next) { if (n->cancel || unplugged || n->t->type == LIBUSB_TRANSFER_TYPE_CONTROL) break; if (!bulk_seen) { bulk_seen = 1; if (rate > 0) pace = (int)(n->t->length * 1e6 / rate); if (since >= pace) break; } }
    if (n) { if (p) p->next = n->next; else head = n->next; if (tail == n) tail = p; if (n->t->type != LIBUSB_TRANSFER_TYPE_CONTROL && !n->cancel) {
        if (rate > 0 && since < 500000) { last_bulk.tv_nsec += pace * 1000L; while (last_bulk.tv_nsec >= 1000000000) { last_bulk.tv_sec++; last_bulk.tv_nsec -= 1000000000; } } else last_bulk = now; } pthread_mutex_unlock(&mu);
      struct libusb_transfer *t = n->t; int cancelled = n->cancel; free(n); t->actual_length = 0;
      if (cancelled) t->status = LIBUSB_TRANSFER_CANCELLED; else if (unplugged) t->status = LIBUSB_TRANSFER_NO_DEVICE;
      else if (t->type == LIBUSB_TRANSFER_TYPE_CONTROL) { struct libusb_control_setup *s = (void *)t->buffer; int r = do_ctl(s->bmRequestType, s->bRequest, libusb_le16_to_cpu(s->wValue), libusb_le16_to_cpu(s->wIndex), t->buffer + 8, libusb_le16_to_cpu(s->wLength)); t->status = r >= 0 ? LIBUSB_TRANSFER_COMPLETED : r == LIBUSB_ERROR_PIPE ? LIBUSB_TRANSFER_STALL : LIBUSB_TRANSFER_ERROR; t->actual_length = r > 0 ? r : 0; }
      else { pthread_mutex_lock(&lmu); uint64_t o = stream_off; if (t->endpoint & 0x80) fill(t->buffer, t->length); t->actual_length = t->length; t->status = LIBUSB_TRANSFER_COMPLETED; b_comp++; b_bytes += t->length;
        if (b_logged++ < envi("SIM_BULK_LOG", 3)) slog("\"type\":\"bulk_complete\",\"endpoint\":%d,\"length\":%d,\"offset\":%llu,\"crc32\":\"%08x\"", t->endpoint, t->length, (unsigned long long)o, crc32b(t->buffer, t->length));
        int da = envi("SIM_DROP_AFTER", 0); if (da && b_comp >= da && !unplugged && !returned) { unplugged = 1; clock_gettime(CLOCK_REALTIME, &dropped); slog("\"type\":\"unplug\""); } pthread_mutex_unlock(&lmu); }
      handled++; if (t->callback) t->callback(t); pthread_mutex_unlock(&emu); if (done && *done) return 0; continue; }
    pthread_mutex_unlock(&emu);
    if (handled || c->interrupted || (done && *done)) { c->interrupted = 0; pthread_mutex_unlock(&mu); return 0; }
    if (now.tv_sec > end.tv_sec || (now.tv_sec == end.tv_sec && now.tv_nsec >= end.tv_nsec)) { pthread_mutex_unlock(&mu); return 0; }
    struct timespec w = end; if (head) { w = now; w.tv_nsec += 200000; if (w.tv_nsec >= 1000000000) { w.tv_sec++; w.tv_nsec -= 1000000000; } if (w.tv_sec > end.tv_sec || (w.tv_sec == end.tv_sec && w.tv_nsec > end.tv_nsec)) w = end; }
    pthread_cond_timedwait(&cv, &mu, &w); pthread_mutex_unlock(&mu);
  } }
int LIBUSB_CALL libusb_handle_events_timeout_completed(libusb_context *c, struct timeval *tv, int *d) { return pump(c, tv, d); }
int LIBUSB_CALL libusb_handle_events_timeout(libusb_context *c, struct timeval *tv) { return pump(c, tv, NULL); }
int LIBUSB_CALL libusb_handle_events_completed(libusb_context *c, int *d) { struct timeval tv = {60, 0}; return pump(c, &tv, d); }
int LIBUSB_CALL libusb_handle_events(libusb_context *c) { return libusb_handle_events_completed(c, NULL); }
void LIBUSB_CALL libusb_interrupt_event_handler(libusb_context *c) { if (!c) c = &g_ctx; pthread_mutex_lock(&mu); c->interrupted = 1; pthread_cond_broadcast(&cv); pthread_mutex_unlock(&mu); }
