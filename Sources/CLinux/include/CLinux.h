#pragma once

// Linux calls that Swift's Glibc module does not show: they are variadic, or need _GNU_SOURCE, which would give
// some of its types a second shape. Each wrapper does what its page in section 2 of the manual says, no more.
// No type of <sys/types.h> is used here: it would be a second module's.

#include "LineScan.h"
#include "PlainFile.h"

#include <stdbool.h>
#include <stddef.h>

// openat(2) with its optional argument.
int clinux_openat(int folder, const char *path, int flags, unsigned mode);

// openat(2) with O_PATH and O_NOFOLLOW, and readlinkat(2) of what it opened.
int clinux_open_link(int folder, const char *path);
long clinux_read_link(int link, char *target, size_t count);

// renameat2(2) with RENAME_NOREPLACE, within one folder.
int clinux_rename_no_replace(int folder, const char *from, const char *to);

// getrandom(2).
long clinux_getrandom(void *buffer, size_t count);

// fallocate(2) with FALLOC_FL_KEEP_SIZE: blocks are reserved, the size stays.
int clinux_reserve(int descriptor, long offset, long count);

// A thread that writes what it is given to the end of a file, one piece after the other, while the caller goes on; the disk begins
// with it meanwhile (sync_file_range(2)). NULL if there is no memory, or no thread.
//
// `offset` is the descriptor's, in bytes; no piece is larger than `slot_size`. The descriptor stays open until the end.
struct clinux_writer;
struct clinux_writer *clinux_start_writer(int descriptor, long offset, long slot_size);
// Takes a copy of the bytes, once there is room for them. 0, or the errno of an earlier piece that could not be written.
int clinux_give_writer(struct clinux_writer *writer, const void *bytes, long count);
// Waits until all is written, and frees the writer. 0 or an errno.
int clinux_end_writer(struct clinux_writer *writer);

// close(2), on a thread of its own if there is one to be had.
void clinux_close_apart(int descriptor);

// flistxattr(2), fgetxattr(2), fsetxattr(2), fremovexattr(2).
long clinux_flistxattr(int descriptor, char *names, size_t count);
long clinux_fgetxattr(int descriptor, const char *name, void *value, size_t count);
int clinux_fsetxattr(int descriptor, const char *name, const void *value, size_t count);
int clinux_fremovexattr(int descriptor, const char *name);

// A new file in memory (memfd_create(2)): its descriptor, or -1 with errno set.
int clinux_file_without_name(void);

// Whether the descriptor's file is the root of a mount, as `docker -v ./file:/file` makes it (statx(2),
// STATX_ATTR_MOUNT_ROOT, Linux 5.8).
bool clinux_is_mount_root(int descriptor);

// No core dump, no ptrace by the same user: RLIMIT_CORE 0 (setrlimit(2)), PR_SET_DUMPABLE 0 (prctl(2)). 0, or -1 with
// errno.
int clinux_forbid_dumps(void);

// getauxval(3), AT_SECURE: whether the program got rights that whoever runs it has not (setuid, file capabilities).
bool clinux_is_privileged_by_file(void);

// explicit_bzero(3): a wipe that the compiler does not remove.
void clinux_wipe(void *buffer, size_t count);

// ioctl(2) TIOCGWINSZ: the columns of a terminal, 0 if it is none.
unsigned short clinux_terminal_columns(int descriptor);

// environ(7).
char **clinux_environment(void);

// Prints `false` to standard output, once, if it is due.
void clinux_print_false(void);

// Says whether `false` is due, should the program end before its results are printed: by a failure (the caller then
// calls `clinux_print_false`), or by any signal that can be caught.
void clinux_print_false_on_end(bool is_due);

// The signals that end a program (SIGINT, SIGTERM, SIGHUP, SIGQUIT) end this one with `status`, after the echo of
// a terminal has been put back, a child was ended, and `message` was written to standard error. One that is ignored stays so.
void clinux_end_on_signals(int status, const char *message);

// Turns the echo of a terminal off, until clinux_show_echo, or any signal that ends the program, puts it back. Stopped
// by SIGTSTP, the program has it on; continued, off again, and `prompt` is written once more. In the background it
// waits to be brought to the front. 0, or -1 with errno.
int clinux_hide_echo(int terminal, const char *prompt);
void clinux_show_echo(void);

// Says whether a line on standard error is unfinished: clinux_end_on_signals then writes a line feed before its message.
void clinux_line_is_open(bool is_open);

// How many threads can run at once: sched_getaffinity(2), and the quota of a container.
long clinux_cores(void);

// Calls `body` with each number below `count`, on `threads` threads, the calling one among them. That one calls
// `between` after each of its own, with how many are done in all.
void clinux_for_each(
    long count, long threads, void *context, void (*body)(void *context, long index),
    void (*between)(void *context, long done));

// posix_spawnp(3): starts arguments[0], looked up in PATH, with pipes for its standard streams, and the signals that
// this program ignores as they are by default. 0, or errno.
int clinux_spawn(const char *const *arguments, int *process, int *input, int *output, int *errors);

// kill(2): ends the child of clinux_spawn that clinux_wait has not seen end, if there is one. Async-signal-safe.
void clinux_end_child(void);

// waitpid(2): the exit status; -1 if a signal ended it.
int clinux_wait(int process);
