#pragma once

#include <pthread.h>

// pthread_create(3), on another core than the caller's from the start: the scheduler may leave both on one for as long as they
// have work. Signals stay with the threads that were there before, which know what to do with them.
int clinux_start_thread(pthread_t *thread, void *(*body)(void *context), void *context);
