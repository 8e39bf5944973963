#define _GNU_SOURCE
#include "CLinux.h"
#include "Threads.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
  // More than a core's cache has room for: to write into what another core's cache has takes longer.
  slot_count = 32,
  // In bytes: how much is written before the disk is asked to begin with it.
  disk_step = 4 << 20,
};

struct clinux_writer {
  int descriptor;
  long slot_size;
  // In bytes of the file: how much is written, and how much of that the disk has been asked to write.
  long written, begun;
  pthread_t thread;
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  // Slots `done` to `filled`, of all that ever were, wait to be written.
  long filled, done;
  long counts[slot_count];
  bool ends;
  int error;
  unsigned char bytes[];
};

// An errno, or 0.
static int write_slot(struct clinux_writer *writer, const unsigned char *bytes, long count) {
  while (count > 0) {
    ssize_t part = write(writer->descriptor, bytes, (size_t)count);
    if (part < 0 && errno == EINTR) continue;
    if (part < 0) return errno;
    (bytes += part), (count -= part), (writer->written += part);
  }
  if (writer->written - writer->begun >= disk_step) {
    // If it cannot, fsync(2) has more to wait for.
    sync_file_range(writer->descriptor, writer->begun, writer->written - writer->begun, SYNC_FILE_RANGE_WRITE);
    writer->begun = writer->written;
  }
  return 0;
}

static void *write_slots(void *context) {
  struct clinux_writer *writer = context;
  pthread_mutex_lock(&writer->mutex);
  while (true) {
    while (writer->done == writer->filled && !writer->ends) pthread_cond_wait(&writer->changed, &writer->mutex);
    if (writer->done == writer->filled) break;
    long slot = writer->done % slot_count, count = writer->counts[slot];
    int error = writer->error;
    pthread_mutex_unlock(&writer->mutex);
    // After an error nothing more is written: the file ends where it was.
    if (error == 0) error = write_slot(writer, writer->bytes + slot * writer->slot_size, count);
    pthread_mutex_lock(&writer->mutex);
    writer->error = error;
    writer->done++;
    pthread_cond_signal(&writer->changed);
  }
  pthread_mutex_unlock(&writer->mutex);
  return NULL;
}

struct clinux_writer *clinux_start_writer(int descriptor, long offset, long slot_size) {
  struct clinux_writer *writer = malloc(sizeof *writer + (size_t)(slot_size * slot_count));
  if (writer == NULL) return NULL;
  *writer = (struct clinux_writer){.descriptor = descriptor, .slot_size = slot_size, .written = offset, .begun = offset};
  pthread_mutex_init(&writer->mutex, NULL);
  pthread_cond_init(&writer->changed, NULL);
  if (clinux_start_thread(&writer->thread, write_slots, writer) == 0) return writer;
  free(writer);
  return NULL;
}

int clinux_give_writer(struct clinux_writer *writer, const void *bytes, long count) {
  pthread_mutex_lock(&writer->mutex);
  while (writer->filled - writer->done == slot_count) pthread_cond_wait(&writer->changed, &writer->mutex);
  int error = writer->error;
  long slot = writer->filled % slot_count;
  pthread_mutex_unlock(&writer->mutex);
  if (error != 0) return error;
  // Nobody reads the slot before it counts as filled.
  memcpy(writer->bytes + slot * writer->slot_size, bytes, (size_t)count);
  pthread_mutex_lock(&writer->mutex);
  writer->counts[slot] = count;
  writer->filled++;
  pthread_cond_signal(&writer->changed);
  pthread_mutex_unlock(&writer->mutex);
  return 0;
}

int clinux_end_writer(struct clinux_writer *writer) {
  pthread_mutex_lock(&writer->mutex);
  writer->ends = true;
  pthread_cond_signal(&writer->changed);
  pthread_mutex_unlock(&writer->mutex);
  pthread_join(writer->thread, NULL);
  int error = writer->error;
  free(writer);
  return error;
}
