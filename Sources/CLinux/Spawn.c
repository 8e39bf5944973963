#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

// The process that was started and has not ended, or 0.
static volatile sig_atomic_t child_process;

void clinux_end_child(void) {
  if (child_process > 0) kill((pid_t)child_process, SIGTERM);
}

static void close_both(int *ends) {
  close(ends[0]);
  close(ends[1]);
}

int clinux_spawn(const char *const *arguments, int *process, int *input, int *output, int *errors) {
  // Each end is closed in the child by exec, but for the three that are its standard streams.
  int in[2], out[2], err[2];
  if (pipe2(in, O_CLOEXEC) != 0) return errno;
  if (pipe2(out, O_CLOEXEC) != 0) {
    int error = errno;
    close_both(in);
    return error;
  }
  if (pipe2(err, O_CLOEXEC) != 0) {
    int error = errno;
    close_both(in);
    close_both(out);
    return error;
  }
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t standard, all, former;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err[1], STDERR_FILENO);
  // Descriptors that the shell gave this program, such as the one that a password is read from, are not for the other one.
  posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
  posix_spawnattr_init(&attributes);
  sigemptyset(&standard);
  sigaddset(&standard, SIGPIPE);
  sigaddset(&standard, SIGXFSZ);
  posix_spawnattr_setsigdefault(&attributes, &standard);
  // A signal that ends this program waits until it is known whom else to end.
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, &former);
  posix_spawnattr_setsigmask(&attributes, &former);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  pid_t child;
  int error = posix_spawnp(&child, arguments[0], &actions, &attributes, (char *const *)arguments, environ);
  if (error == 0) child_process = child;
  sigprocmask(SIG_SETMASK, &former, NULL);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  close(in[0]);
  close(out[1]);
  close(err[1]);
  if (error != 0) {
    close(in[1]);
    close(out[0]);
    close(err[0]);
    return error;
  }
  *process = child;
  *input = in[1];
  *output = out[0];
  *errors = err[0];
  return 0;
}

int clinux_wait(int process) {
  int status;
  siginfo_t ended;
  // Its number is its own until waitpid.
  while (waitid(P_PID, (id_t)process, &ended, WEXITED | WNOWAIT) == -1 && errno == EINTR) continue;
  child_process = 0;
  while (waitpid(process, &status, 0) == -1)
    if (errno != EINTR) return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
