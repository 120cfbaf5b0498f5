/*
 * A scene of four bursts in noise, made with liquid-dsp and nothing of ours: `detect-scenes SEED FILE` writes 200 ms at
 * 2.4 MS/s as cf32 to FILE and the truth of each burst as a line of JSON to stdout. See detect-scenes.ts.
 */
#include <complex.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <liquid/liquid.h>

static const double rate_hz = 2.4e6;
static const unsigned sample_count = 480000;
static const double noise_dbfs = -40;
/* The resolution's own noise bandwidth, Hann's 1.5 bins of 2.4 MS/s / 2048. */
static const double least_band_hz = 1.5 * 2.4e6 / 2048;

static double uniform(void) { return rand() / (RAND_MAX + 1.0); }

/* Continuous-phase FSK, two tones, index 1. */
static void make_fsk(float complex *wave, unsigned count, double bandwidth_hz) {
  unsigned symbol = 2 * (unsigned)round(rate_hz / bandwidth_hz);
  cpfskmod mod = cpfskmod_create(1, 1.0f, symbol, 3, 0.35f, LIQUID_CPFSK_SQUARE);
  float complex *out = malloc(symbol * sizeof *out);
  for (unsigned at = 0; at < count; at += symbol) {
    cpfskmod_modulate(mod, rand() >> 8 & 1, out);
    memcpy(wave + at, out, (at + symbol <= count ? symbol : count - at) * sizeof *out);
  }
  free(out);
  cpfskmod_destroy(mod);
}

/* QPSK with root raised cosine, roll-off 0.25. */
static void make_psk(float complex *wave, unsigned count, double bandwidth_hz) {
  unsigned symbol = (unsigned)round(rate_hz / bandwidth_hz);
  const unsigned delay = 5;
  symstreamcf stream = symstreamcf_create_linear(LIQUID_FIRFILT_RRC, symbol, delay, 0.25f, LIQUID_MODEM_QPSK);
  /* What the filter needs to fill is not sent. */
  unsigned filling = 2 * delay * symbol;
  float complex *begin = malloc(filling * sizeof *begin);
  symstreamcf_write_samples(stream, begin, filling);
  symstreamcf_write_samples(stream, wave, count);
  free(begin);
  symstreamcf_destroy(stream);
}

/* On-off keying of a carrier, softly, half a symbol up or down; pauses of a millisecond at most; on at both ends. */
static void make_ook(float complex *wave, unsigned count, double bandwidth_hz) {
  unsigned symbol = (unsigned)round(3 * rate_hz / bandwidth_hz);
  unsigned longest = (unsigned)(rate_hz / 1000 / symbol);
  unsigned off = 0;
  int before = 1;
  for (unsigned at = 0; at < count; at += symbol) {
    int on = (rand() >> 8 & 1) || off >= longest || at < symbol || at + 2 * symbol > count;
    off = on ? 0 : off + 1;
    for (unsigned n = 0; n < symbol && at + n < count; n++) {
      float risen = n >= symbol / 2 ? 1 : (1 - cosf(M_PI * (n + 0.5f) / (symbol / 2))) / 2;
      wave[at + n] = before + (on - before) * risen;
    }
    before = on;
  }
}

/* One burst around `centre_hz`, added to the samples; its truth is measured on the burst alone. */
static void add_burst(float complex *samples, double centre_hz) {
  static const char *const kinds[] = {"fsk", "psk", "ook"};
  static const double ratios[] = {0, 5, 10, 10, 15, 20, 30, 40};
  const char *kind = kinds[rand() % 3];
  double snr_db = ratios[rand() % 8];
  double seconds = 0.005 * pow(12, uniform());
  double bandwidth_hz = fmax(5e3 * pow(40, uniform()), 60 / seconds);
  unsigned count = (unsigned)round(seconds * rate_hz);
  unsigned start = 20000 + (unsigned)(uniform() * (440000 - count));
  unsigned size = 1;
  while (size < count) size *= 2;

  float complex *wave = calloc(size, sizeof *wave);
  float complex *spectrum = calloc(size, sizeof *spectrum);
  if (strcmp(kind, "fsk") == 0) make_fsk(wave, count, bandwidth_hz);
  else if (strcmp(kind, "psk") == 0) make_psk(wave, count, bandwidth_hz);
  else make_ook(wave, count, bandwidth_hz);
  /* Ramps of 40 us: half of the power is at 0.571 of a raised cosine's rise. */
  unsigned ramp = (unsigned)round(40e-6 * rate_hz);
  for (unsigned n = 0; n < ramp; n++) {
    float gain = (1 - cosf(M_PI * (n + 0.5f) / ramp)) / 2;
    wave[n] *= gain;
    wave[count - 1 - n] *= gain;
  }

  fftplan plan = fft_create_plan(size, wave, spectrum, LIQUID_FFT_FORWARD, 0);
  fft_execute(plan);
  fft_destroy_plan(plan);
  double total = 0;
  for (unsigned k = 0; k < size; k++) total += pow(cabsf(spectrum[k]), 2);
  /* The band with 99 % of the power, 0.5 % beyond either end. */
  double ends[2];
  for (int side = 0; side < 2; side++) {
    double beyond = 0;
    unsigned k = 0;
    for (; k < size; k++) {
      unsigned shifted = side == 0 ? k : size - 1 - k;
      beyond += pow(cabsf(spectrum[(shifted + size / 2) % size]), 2);
      if (beyond > 0.005 * total) break;
    }
    ends[side] = ((side == 0 ? (double)k : (double)(size - k)) - size / 2.0) * rate_hz / size;
  }
  unsigned half = (unsigned)round(0.571 * ramp);
  double power = total / size / (count - 2 * half);
  double width = fmax(ends[1] - ends[0], least_band_hz);
  double noise = pow(10, noise_dbfs / 10) / rate_hz * width;
  float gain = sqrtf(pow(10, snr_db / 10) * noise / (0.99 * power));
  for (unsigned n = 0; n < count; n++)
    samples[start + n] += gain * wave[n] * cexp(2 * M_PI * I * fmod(centre_hz / rate_hz * n, 1));
  printf("{\"kind\":\"%s\",\"startSample\":%u,\"endSample\":%u,\"lowerHz\":%.1f,\"upperHz\":%.1f,\"snrDb\":%g}\n", kind,
         start + half, start + count - half, centre_hz + ends[0], centre_hz + ends[1], snr_db);
  free(wave);
  free(spectrum);
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: %s SEED FILE\n", argv[0]);
    return 2;
  }
  srand((unsigned)atoi(argv[1]));
  float complex *samples = calloc(sample_count, sizeof *samples);
  float sigma = sqrtf(pow(10, noise_dbfs / 10) / 2);
  for (unsigned n = 0; n < sample_count; n++) samples[n] = sigma * (randnf() + I * randnf());
  /* Four lanes, so that none hides another. */
  static const double lanes_hz[] = {-0.9e6, -0.35e6, 0.3e6, 0.85e6};
  for (int lane = 0; lane < 4; lane++) add_burst(samples, lanes_hz[lane] + (uniform() - 0.5) * 2e5);
  FILE *file = fopen(argv[2], "wb");
  if (!file || fwrite(samples, sizeof *samples, sample_count, file) != sample_count || fclose(file) != 0) {
    perror(argv[2]);
    return 1;
  }
  free(samples);
  return 0;
}
