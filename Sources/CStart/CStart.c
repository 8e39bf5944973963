#define _GNU_SOURCE
#include "CStart.h"

#include <dlfcn.h>
#include <locale.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static int argument_count;
static char **arguments;

__attribute__((constructor(101))) static void start(int count, char **pointers, char **environment) {
  (void)environment;
  argument_count = count;
  arguments = pointers;
}

#ifdef CSTART_STATIC
// In place of parts of the runtime that work before `main`. In a static program alone: a shared runtime has them in it.

// Backtrace.cpp looks for its own libraries, of which a static executable has none, asks the terminals, and ends the
// program if it cannot read /proc/self/exe. Zeros mean that there are no backtraces.
char _swift_backtraceSettings[256];
char _swift_backtrace_isThunkFunction(const char *name);
char _swift_backtrace_isThunkFunction(const char *name) { return name == NULL; }

// CommandLine.cpp reads /proc/self/maps.
char **_swift_stdlib_getUnsafeArgvArgc(int *count);
char **_swift_stdlib_getUnsafeArgvArgc(int *count) {
  *count = argument_count;
  return arguments;
}

void _swift_stdlib_overrideUnsafeArgvArgc(char **pointers, int count);
void _swift_stdlib_overrideUnsafeArgvArgc(char **pointers, int count) { (void)pointers, (void)count; }

// In place of parts of libc that the runtime names, or libc itself, and nothing here needs.

// The runtime reads numbers of /proc with it where somebody asks for the arguments as Swift's (`CommandLine`): nobody does, and
// scanf(3) is 37 KB.
int __isoc99_sscanf(const char *text, const char *format, ...);
int __isoc99_sscanf(const char *text, const char *format, ...) {
  (void)text, (void)format;
  return 0;
}

// For libc's messages to wide streams: no stream here is wide, and wprintf(3) is 24 KB.
int __vfwprintf_internal(void *stream, const void *format, void *arguments, unsigned mode);
int __vfwprintf_internal(void *stream, const void *format, void *arguments, unsigned mode) {
  (void)stream, (void)format, (void)arguments, (void)mode;
  return -1;
}

// The runtime makes the C locale with it, to read numbers in. libc has that one, and others are not looked for.
extern struct __locale_struct _nl_C_locobj __attribute__((weak));
locale_t newlocale(int categories, const char *name, locale_t base);
locale_t newlocale(int categories, const char *name, locale_t base) {
  (void)categories, (void)name, (void)base;
  return &_nl_C_locobj;
}

// Nor are libc's messages translated.
char *__dcgettext(const char *domain, const char *message, int category);
char *__dcgettext(const char *domain, const char *message, int category) {
  (void)domain, (void)category;
  return (char *)message;
}

// Only numbers of `Double` are read: these two are 21 KB.
float strtof_l(const char *text, char **end, locale_t locale) { return (float)strtod_l(text, end, locale); }

long double strtold_l(const char *text, char **end, locale_t locale) { return strtod_l(text, end, locale); }

// libc has each of these for many processors; here few and short texts are compared: 62 KB.
int strncmp(const char *one, const char *other, size_t count) {
  for (; count > 0; one++, other++, count--) {
    int difference = (unsigned char)*one - (unsigned char)*other;
    if (difference != 0 || *one == 0) return difference;
  }
  return 0;
}

int strcmp(const char *one, const char *other) { return strncmp(one, other, SIZE_MAX); }

static int lowercase(char letter) { return letter >= 'A' && letter <= 'Z' ? letter + ('a' - 'A') : (unsigned char)letter; }

int __strncasecmp_l(const char *one, const char *other, size_t count, locale_t locale);
int __strncasecmp_l(const char *one, const char *other, size_t count, locale_t locale) {
  (void)locale;
  for (; count > 0; one++, other++, count--) {
    int difference = lowercase(*one) - lowercase(*other);
    if (difference != 0 || *one == 0) return difference;
  }
  return 0;
}

int __strcasecmp_l(const char *one, const char *other, locale_t locale);
int __strcasecmp_l(const char *one, const char *other, locale_t locale) {
  return __strncasecmp_l(one, other, SIZE_MAX, locale);
}

// And copied.
char *__stpcpy(char *to, const char *from);
char *__stpcpy(char *to, const char *from) {
  while ((*to = *from) != 0) to++, from++;
  return to;
}

char *stpcpy(char *to, const char *from) { return __stpcpy(to, from); }

char *strcpy(char *to, const char *from) {
  __stpcpy(to, from);
  return to;
}

// For `%ls` and `%lc` of printf(3), which nothing prints: 9 KB.
size_t __wcsrtombs(char *bytes, const wchar_t **text, size_t count, void *state);
size_t __wcsrtombs(char *bytes, const wchar_t **text, size_t count, void *state) {
  (void)bytes, (void)text, (void)count, (void)state;
  return SIZE_MAX;
}

size_t __wcrtomb(char *bytes, wchar_t character, void *state);
size_t __wcrtomb(char *bytes, wchar_t character, void *state) {
  (void)bytes, (void)character, (void)state;
  return SIZE_MAX;
}

// Nor does a stream convert characters: iconv's tables, and the loader of its modules, are 59 KB.
char __wcsmbs_gconv_fcts_c[64];
int __gconv_lock;

void __wcsmbs_load_conv(void *locale);
void __wcsmbs_load_conv(void *locale) {
  (void)locale;
  abort();
}

void __wcsmbs_clone_conv(void *copy);
void __wcsmbs_clone_conv(void *copy) {
  (void)copy;
  abort();
}

// For `ccs=` of fopen(3).
int __wcsmbs_named_conv(void *copy, const char *name);
int __wcsmbs_named_conv(void *copy, const char *name) {
  (void)copy, (void)name;
  return -1;
}

void __gconv_release_step(void *step);
void __gconv_release_step(void *step) { (void)step; }

// Nor are numbers of `Double` printed by printf(3): 20 KB.
int __printf_fp(void *stream, const void *format, const void *const *arguments);
int __printf_fp(void *stream, const void *format, const void *const *arguments) {
  (void)stream, (void)format, (void)arguments;
  return -1;
}

int __printf_fphex(void *stream, const void *format, const void *const *arguments);
int __printf_fphex(void *stream, const void *format, const void *const *arguments) {
  return __printf_fp(stream, format, arguments);
}

// A static program has no other libraries, in which the runtime looks for names and for metadata made before: 43 KB.
void *dlopen(const char *name, int flags) {
  (void)name, (void)flags;
  return NULL;
}

int dladdr(const void *address, Dl_info *information) {
  (void)address, (void)information;
  return 0;
}

// These look for somebody who catches a C++ exception, of which there are none, and note frames when a program starts:
// 21 KB.
#define NEVER(name) \
  void name(void);  \
  void name(void) { abort(); }
NEVER(_Unwind_SetGR)
NEVER(_Unwind_SetIP)
NEVER(_Unwind_Resume)
NEVER(_Unwind_RaiseException)
NEVER(_Unwind_DeleteException)
NEVER(_Unwind_GetLanguageSpecificData)
NEVER(_Unwind_GetRegionStart)
NEVER(_Unwind_GetIPInfo)
NEVER(_Unwind_GetTextRelBase)
NEVER(_Unwind_GetDataRelBase)
NEVER(_Unwind_Resume_or_Rethrow)
NEVER(_Unwind_ForcedUnwind)
NEVER(_Unwind_Backtrace)
NEVER(_Unwind_GetIP)
NEVER(_Unwind_GetCFA)
NEVER(_Unwind_Find_FDE)

void __register_frame_info(const void *begin, void *object);
void __register_frame_info(const void *begin, void *object) { (void)begin, (void)object; }

void *__deregister_frame_info(const void *begin);
void *__deregister_frame_info(const void *begin) {
  (void)begin;
  return NULL;
}

// A thread notes here what it asks name servers with, which no thread does: 19 KB.
__thread void *__libc_resp;
#endif

// .ci/package writes the commit over "unknown", in a copy of the linked program: two builds stay equal, and a new commit
// does not compile anything again.
static const char commit[96] = "chroma-htpasswd commit: unknown";

const char *cstart_commit(void) { return commit + sizeof "chroma-htpasswd commit: " - 1; }

int cstart_argument_count(void) { return argument_count; }

char **cstart_arguments(void) { return arguments; }

// Takes the place of the runtime's own (`--wrap` in Package.swift): nothing here asks for the names of characters, which
// are 552,608 bytes. Who asks for them, `Unicode.Scalar.Properties.name`, is in the one section that has everything of the
// standard library that others do not call by name (`.text` of Swift.o, 1.6 MB): a linker keeps or leaves that whole.
intptr_t __wrap__swift_stdlib_getScalarName(uint32_t scalar, char *buffer, intptr_t count);
intptr_t __wrap__swift_stdlib_getScalarName(uint32_t scalar, char *buffer, intptr_t count) {
  (void)scalar, (void)buffer, (void)count;
  return 0;
}
