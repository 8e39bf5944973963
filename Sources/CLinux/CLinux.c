#define _GNU_SOURCE
#include "CLinux.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

int clinux_openat(int folder, const char *path, int flags, unsigned mode) {
  return openat(folder, path, flags, mode);
}

int clinux_open_link(int folder, const char *path) {
  return openat(folder, path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
}

long clinux_read_link(int link, char *target, size_t count) { return readlinkat(link, "", target, count); }

int clinux_rename_no_replace(int folder, const char *from, const char *to) {
  return renameat2(folder, from, folder, to, RENAME_NOREPLACE);
}

long clinux_getrandom(void *buffer, size_t count) { return getrandom(buffer, count, 0); }

int clinux_reserve(int descriptor, long offset, long count) {
  return fallocate(descriptor, FALLOC_FL_KEEP_SIZE, offset, count);
}

long clinux_flistxattr(int descriptor, char *names, size_t count) {
  return flistxattr(descriptor, names, count);
}

long clinux_fgetxattr(int descriptor, const char *name, void *value, size_t count) {
  return fgetxattr(descriptor, name, value, count);
}

int clinux_fsetxattr(int descriptor, const char *name, const void *value, size_t count) {
  return fsetxattr(descriptor, name, value, count, 0);
}

int clinux_fremovexattr(int descriptor, const char *name) { return fremovexattr(descriptor, name); }

int clinux_file_without_name(void) { return memfd_create("copy", MFD_CLOEXEC); }

bool clinux_is_mount_root(int descriptor) {
  struct statx status;
  if (statx(descriptor, "", AT_EMPTY_PATH, 0, &status) != 0) return false;
  return (status.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
}

int clinux_forbid_dumps(void) {
  struct rlimit none = {0, 0};
  return setrlimit(RLIMIT_CORE, &none) == 0 ? prctl(PR_SET_DUMPABLE, 0) : -1;
}

bool clinux_is_privileged_by_file(void) { return getauxval(AT_SECURE) != 0; }

void clinux_wipe(void *buffer, size_t count) { explicit_bzero(buffer, count); }

unsigned short clinux_terminal_columns(int descriptor) {
  struct winsize size;
  return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

char **clinux_environment(void) { return environ; }
