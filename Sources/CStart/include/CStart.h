#pragma once

// The arguments as the kernel laid them out, where ps(1) sees them. Swift's own CommandLine searches the stack for
// them with the help of /proc/self/maps, and finds none if /proc is not mounted.
int cstart_argument_count(void);
char **cstart_arguments(void);

// The commit that the program was built from, or "unknown".
const char *cstart_commit(void);
