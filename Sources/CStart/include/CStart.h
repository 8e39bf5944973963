#pragma once

// The arguments as the kernel laid them out, where ps(1) sees them. Swift's own CommandLine searches the stack for
// them with the help of /proc/self/maps, and finds none if /proc is not mounted.
int cstart_argument_count(void);
char **cstart_arguments(void);

// Takes back what was put into the environment before the Swift runtime started.
void cstart_restore_environment(void);
