#include "CStart.h"

#include <stdint.h>
#include <stdlib.h>

static int argument_count;
static char **arguments;
static char had_root;

// Runs before the Swift runtime. That looks for its own libraries, of which a static executable has none, and
// ends the program if it cannot read /proc/self/exe; given their place, it does not look.
__attribute__((constructor(101))) static void start(int count, char **pointers, char **environment) {
  (void)environment;
  argument_count = count;
  arguments = pointers;
  had_root = getenv("SWIFT_ROOT") != NULL;
  if (!had_root) setenv("SWIFT_ROOT", "/", 0);
}

// .ci/package writes the commit over "unknown", in a copy of the linked program: two builds stay equal, and a new commit
// does not compile anything again.
static const char commit[96] = "chroma-htpasswd commit: unknown";

const char *cstart_commit(void) { return commit + sizeof "chroma-htpasswd commit: " - 1; }

int cstart_argument_count(void) { return argument_count; }

char **cstart_arguments(void) { return arguments; }

void cstart_restore_environment(void) {
  if (!had_root) unsetenv("SWIFT_ROOT");
}

// Takes the place of the runtime's own (`--wrap` in Package.swift): nothing here asks for the names of characters, which
// are 552,608 bytes. Who asks for them, `Unicode.Scalar.Properties.name`, is in the one section that has everything of the
// standard library that others do not call by name (`.text` of Swift.o, 1.6 MB): a linker keeps or leaves that whole.
intptr_t __wrap__swift_stdlib_getScalarName(uint32_t scalar, char *buffer, intptr_t count);
intptr_t __wrap__swift_stdlib_getScalarName(uint32_t scalar, char *buffer, intptr_t count) {
  (void)scalar, (void)buffer, (void)count;
  return 0;
}
