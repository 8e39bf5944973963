#define _GNU_SOURCE
#include "Threads.h"

#include "CLinux.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

// The cores that the processes of a container may use at most (cgroups(7), cpu.max: quota and period), or `most`.
static long within_quota(long most) {
  char text[64], *end;
  int file = open("/sys/fs/cgroup/cpu.max", O_RDONLY | O_CLOEXEC);
  if (file == -1) return most;
  ssize_t count = read(file, text, sizeof text - 1);
  close(file);
  text[count > 0 ? count : 0] = 0;
  // `max` reads as 0. (scanf(3) would be 37 KB of the program.)
  long quota = strtol(text, &end, 10), period = strtol(end, NULL, 10);
  if (quota <= 0 || period <= 0) return most;
  long cores = (quota + period - 1) / period;
  return cores < most ? cores : most;
}

long clinux_cores(void) {
  cpu_set_t allowed;
  long cores = sched_getaffinity(0, sizeof allowed, &allowed) == 0 ? CPU_COUNT(&allowed)
                                                                   : sysconf(_SC_NPROCESSORS_ONLN);
  return within_quota(cores > 0 ? cores : 1);
}

int clinux_start_thread(pthread_t *thread, void *(*body)(void *context), void *context) {
  pthread_attr_t attributes;
  int error = pthread_attr_init(&attributes);
  if (error != 0) return error;
  cpu_set_t others;
  int here = sched_getcpu();
  if (here >= 0 && sched_getaffinity(0, sizeof others, &others) == 0) {
    CPU_CLR((size_t)here, &others);
    if (CPU_COUNT(&others) > 0) pthread_attr_setaffinity_np(&attributes, sizeof others, &others);
  }
  sigset_t all, former;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &former);
  error = pthread_create(thread, &attributes, body, context);
  pthread_sigmask(SIG_SETMASK, &former, NULL);
  pthread_attr_destroy(&attributes);
  return error;
}

struct work {
  atomic_long next, done;
  long count;
  void *context;
  void (*body)(void *context, long index);
};

// Does one piece of what is left, and says whether there was one.
static bool do_one(struct work *work) {
  long index = atomic_fetch_add(&work->next, 1);
  if (index >= work->count) return false;
  work->body(work->context, index);
  atomic_fetch_add(&work->done, 1);
  return true;
}

static void *do_all(void *work) {
  while (do_one(work)) continue;
  return NULL;
}

void clinux_for_each(
    long count, long threads, void *context, void (*body)(void *context, long index),
    void (*between)(void *context, long done)) {
  struct work work = {.count = count, .context = context, .body = body};
  long others = (threads < count ? threads : count) - 1;
  pthread_t *started = others > 0 ? calloc((size_t)others, sizeof *started) : NULL;
  long running = 0;
  // If the system gives no more threads, there are fewer.
  while (started != NULL && running < others && clinux_start_thread(&started[running], do_all, &work) == 0) running++;
  while (do_one(&work)) between(context, atomic_load(&work.done));
  while (running > 0) pthread_join(started[--running], NULL);
  free(started);
}

static void *close_one(void *descriptor) {
  close((int)(long)descriptor);
  return NULL;
}

void clinux_close_apart(int descriptor) {
  pthread_t thread;
  if (clinux_start_thread(&thread, close_one, (void *)(long)descriptor) == 0) {
    pthread_detach(thread);
  } else {
    close(descriptor);
  }
}
