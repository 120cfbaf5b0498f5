/*
 * Writes down, in order, what a program does to the files of one folder: for testing what a loss of power at any
 * moment would leave. Preloaded; the folder and the file of the log come by environment:
 * POWERLOSS_FOLDER (absolute, no links in it) and POWERLOSS_LOG.
 *
 * A record is 32 bytes, little endian: u32 kind, u32 length of the name, u64 inode, u64 offset, u64 length of the
 * data; then the name and the data. Every operation and its record happen under one lock, so the order of the log is
 * the order of the disk: a write recorded before a sync was there when the sync began.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { CREATED = 1, WRITTEN = 2, CUT = 3, SYNCED = 4, RENAMED = 5, REMOVED = 6 };
enum { MOST_FILES = 4096 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char folder[4096];
static size_t folder_length;
static int log_file = -1;
/* Inode of each descriptor that belongs to the folder; 0: does not. */
static uint64_t inodes[MOST_FILES];

static void begin(void) {
  if (log_file >= 0) return;
  const char *where = getenv("POWERLOSS_FOLDER");
  const char *log = getenv("POWERLOSS_LOG");
  if (!where || !log) {
    log_file = 1 << 20;
    return;
  }
  snprintf(folder, sizeof folder, "%s", where);
  folder_length = strlen(folder);
  log_file = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log_file < 0) abort();
}

/* The name within the folder, "" for the folder itself, NULL for anything else. */
static const char *inside(const char *path) {
  begin();
  if (folder_length == 0 || !path || strncmp(path, folder, folder_length) != 0) return NULL;
  if (path[folder_length] == 0) return "";
  return path[folder_length] == '/' ? path + folder_length + 1 : NULL;
}

static void record(uint32_t kind, const char *name, uint64_t inode, uint64_t offset, const void *data, uint64_t n) {
  struct {
    uint32_t kind, name;
    uint64_t inode, offset, data;
  } head = {kind, (uint32_t)strlen(name), inode, offset, n};
  struct iovec parts[3] = {
      {&head, sizeof head}, {(void *)name, head.name}, {(void *)data, data ? n : 0}};
  if (!data) head.data = 0;
  /* The one place where a half record could come from: a full disk. */
  if (syscall(SYS_writev, log_file, parts, 3) != (long)(sizeof head + head.name + head.data)) abort();
}

static uint64_t inode_of(int file) {
  struct stat facts;
  return fstat(file, &facts) == 0 ? facts.st_ino : 0;
}

static uint64_t watched(int file) { return file >= 0 && file < MOST_FILES ? inodes[file] : 0; }

static int opened(const char *name, int existed, int flags, int file) {
  if (file < 0 || file >= MOST_FILES) return file;
  inodes[file] = inode_of(file);
  if (!existed && *name) record(CREATED, name, inodes[file], 0, NULL, 0);
  else if (flags & O_TRUNC) record(CUT, "", inodes[file], 0, NULL, 0);
  return file;
}

static int open_any(int at, const char *path, int flags, mode_t mode) {
  const char *name = inside(path);
  if (!name) return (int)syscall(SYS_openat, at, path, flags, mode);
  pthread_mutex_lock(&lock);
  int existed = faccessat(AT_FDCWD, path, F_OK, 0) == 0;
  int file = opened(name, existed, flags, (int)syscall(SYS_openat, at, path, flags, mode));
  pthread_mutex_unlock(&lock);
  return file;
}

#define MODE_OF(flags)                                  \
  mode_t mode = 0;                                      \
  if ((flags) & (O_CREAT | O_TMPFILE)) {                \
    va_list rest;                                       \
    va_start(rest, flags);                              \
    mode = (mode_t)va_arg(rest, int);                   \
    va_end(rest);                                       \
  }

int open(const char *path, int flags, ...) { MODE_OF(flags) return open_any(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE_OF(flags) return open_any(AT_FDCWD, path, flags, mode); }
int openat(int at, const char *path, int flags, ...) { MODE_OF(flags) return open_any(at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { MODE_OF(flags) return open_any(at, path, flags, mode); }
int creat(const char *path, mode_t mode) { return open_any(AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, mode); }
int creat64(const char *path, mode_t mode) { return creat(path, mode); }

int close(int file) {
  if (watched(file)) {
    pthread_mutex_lock(&lock);
    inodes[file] = 0;
    pthread_mutex_unlock(&lock);
  }
  return (int)syscall(SYS_close, file);
}

static ssize_t write_at(int file, const void *data, size_t n, off_t offset) {
  if (!watched(file)) return syscall(SYS_pwrite64, file, data, n, offset);
  pthread_mutex_lock(&lock);
  ssize_t done = syscall(SYS_pwrite64, file, data, n, offset);
  if (done > 0) record(WRITTEN, "", inodes[file], (uint64_t)offset, data, (uint64_t)done);
  pthread_mutex_unlock(&lock);
  return done;
}

ssize_t pwrite(int file, const void *data, size_t n, off_t offset) { return write_at(file, data, n, offset); }
ssize_t pwrite64(int file, const void *data, size_t n, off_t offset) { return write_at(file, data, n, offset); }

ssize_t write(int file, const void *data, size_t n) {
  if (!watched(file)) return syscall(SYS_write, file, data, n);
  pthread_mutex_lock(&lock);
  ssize_t done = syscall(SYS_write, file, data, n);
  /* Afterwards, because a file opened for appending says where only then. */
  if (done > 0) record(WRITTEN, "", inodes[file], (uint64_t)(lseek(file, 0, SEEK_CUR) - done), data, (uint64_t)done);
  pthread_mutex_unlock(&lock);
  return done;
}

static int cut(int file, off_t length) {
  if (!watched(file)) return (int)syscall(SYS_ftruncate, file, length);
  pthread_mutex_lock(&lock);
  int result = (int)syscall(SYS_ftruncate, file, length);
  if (result == 0) record(CUT, "", inodes[file], (uint64_t)length, NULL, 0);
  pthread_mutex_unlock(&lock);
  return result;
}

int ftruncate(int file, off_t length) { return cut(file, length); }
int ftruncate64(int file, off_t length) { return cut(file, length); }

static int sync_file(int file, long call) {
  if (!watched(file)) return (int)syscall(call, file);
  pthread_mutex_lock(&lock);
  int result = (int)syscall(call, file);
  if (result == 0) record(SYNCED, "", inodes[file], 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  return result;
}

int fsync(int file) { return sync_file(file, SYS_fsync); }
int fdatasync(int file) { return sync_file(file, SYS_fdatasync); }

int rename(const char *from, const char *to) {
  const char *old = inside(from), *new = inside(to);
  if (!old || !new) return (int)syscall(SYS_rename, from, to);
  pthread_mutex_lock(&lock);
  int result = (int)syscall(SYS_rename, from, to);
  if (result == 0) record(RENAMED, old, 0, 0, new, strlen(new));
  pthread_mutex_unlock(&lock);
  return result;
}

static int remove_name(int at, const char *path, int flags) {
  const char *name = inside(path);
  if (!name) return (int)syscall(SYS_unlinkat, at, path, flags);
  pthread_mutex_lock(&lock);
  int result = (int)syscall(SYS_unlinkat, at, path, flags);
  if (result == 0) record(REMOVED, name, 0, 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  return result;
}

int unlink(const char *path) { return remove_name(AT_FDCWD, path, 0); }
int unlinkat(int at, const char *path, int flags) { return remove_name(at, path, flags); }
