// In C, since all of it must be async-signal-safe (signal-safety(7)): no allocation, no lazy globals.

#include "CLinux.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static volatile sig_atomic_t hidden_terminal = -1;
static struct termios visible, hidden;
static const char *shown_prompt = "";
static const char *end_message = "";
static int end_status;
static volatile sig_atomic_t line_is_open;
static volatile sig_atomic_t false_is_due;

static void put(int descriptor, const char *text) {
  ssize_t ignored = write(descriptor, text, strlen(text));
  (void)ignored;
}

void clinux_print_false(void) {
  // On a line of its own, whatever was printed before: an open quote then stays open, which is an error too.
  if (false_is_due) put(STDOUT_FILENO, "\nfalse\n");
  false_is_due = 0;
}

static void print_false_and_end(int signal) {
  clinux_print_false();
  // The action is the default again (SA_RESETHAND), and the signal is no longer held back once this returns.
  raise(signal);
}

void clinux_print_false_on_end(bool is_due) {
  // Those that do not end a process, those that cannot be caught, and those that `end` catches or nobody heeds.
  static const int others[] = {SIGCHLD, SIGCONT, SIGURG, SIGWINCH, SIGTSTP, SIGTTIN, SIGTTOU, SIGSTOP, SIGKILL,
                               SIGINT,  SIGTERM, SIGHUP, SIGQUIT,  SIGPIPE, SIGXFSZ};
  // For a stack that overflows.
  static char handler_stack[1 << 14];
  stack_t stack = {.ss_sp = handler_stack, .ss_size = sizeof handler_stack};
  false_is_due = is_due;
  if (!is_due) return;
  sigaltstack(&stack, NULL);
  for (int signal = 1; signal <= SIGRTMAX; signal++) {
    bool is_other = false;
    for (size_t index = 0; index < sizeof others / sizeof *others; index++) is_other |= others[index] == signal;
    if (is_other) continue;
    struct sigaction action = {0};
    action.sa_handler = print_false_and_end;
    action.sa_flags = SA_RESETHAND | SA_ONSTACK;
    sigaction(signal, &action, NULL);
  }
}

static void end(int signal) {
  (void)signal;
  clinux_print_false();
  if (hidden_terminal >= 0) {
    tcsetattr(hidden_terminal, TCSANOW, &visible);
    put(hidden_terminal, "\n");
  }
  clinux_end_child();
  if (line_is_open) put(STDERR_FILENO, "\n");
  put(STDERR_FILENO, end_message);
  _exit(end_status);
}

void clinux_line_is_open(bool is_open) { line_is_open = is_open; }

void clinux_end_on_signals(int status, const char *message) {
  static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
  end_status = status;
  end_message = message;
  for (size_t index = 0; index < sizeof signals / sizeof *signals; index++) {
    struct sigaction action = {0}, former;
    sigaction(signals[index], NULL, &former);
    if (former.sa_handler == SIG_IGN) continue;
    action.sa_handler = end;
    sigfillset(&action.sa_mask);
    sigaction(signals[index], &action, NULL);
  }
}

static void stop(int signal) {
  int error = errno;
  struct sigaction standard = {0}, mine;
  sigset_t only, former;
  int terminal = hidden_terminal;
  tcsetattr(terminal, TCSANOW, &visible);
  standard.sa_handler = SIG_DFL;
  sigaction(signal, &standard, &mine);
  raise(signal);
  sigemptyset(&only);
  sigaddset(&only, signal);
  sigprocmask(SIG_UNBLOCK, &only, &former);
  // Stopped here until SIGCONT.
  sigprocmask(SIG_SETMASK, &former, NULL);
  sigaction(signal, &mine, NULL);
  tcsetattr(terminal, TCSANOW, &hidden);
  put(terminal, shown_prompt);
  errno = error;
}

// As the signal does by default, but for the echo.
static void show_and_die(int signal) {
  tcsetattr(hidden_terminal, TCSANOW, &visible);
  put(hidden_terminal, "\n");
  // Taken when this returns, and the action is the default one again.
  raise(signal);
}

// Gives every signal that ends a program, and has one handler, another.
static void exchange_handlers(void (*from)(int), void (*to)(int)) {
  for (int signal = 1; signal <= SIGRTMAX; signal++) {
    switch (signal) {
      case SIGCHLD:
      case SIGCONT:
      case SIGURG:
      case SIGWINCH:
      case SIGTSTP:
      case SIGTTIN:
      case SIGTTOU: continue;
    }
    struct sigaction action = {0}, former;
    if (sigaction(signal, NULL, &former) != 0 || former.sa_handler != from) continue;
    action.sa_handler = to;
    action.sa_flags = SA_RESETHAND;
    sigfillset(&action.sa_mask);
    sigaction(signal, &action, NULL);
  }
}

int clinux_hide_echo(int terminal, const char *prompt) {
  struct sigaction action = {0}, former;
  // In the background this stops with SIGTTOU, until the terminal is this program's: a shell that reads its own line
  // has given it other settings meanwhile.
  if (tcdrain(terminal) != 0 || tcgetattr(terminal, &visible) != 0) return -1;
  hidden = visible;
  hidden.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
  hidden.c_lflag |= ICANON | ISIG;
  shown_prompt = prompt;
  hidden_terminal = terminal;
  sigaction(SIGTSTP, NULL, &former);
  if (former.sa_handler != SIG_IGN) {
    action.sa_handler = stop;
    action.sa_flags = SA_RESTART;
    sigaction(SIGTSTP, &action, NULL);
  }
  exchange_handlers(SIG_DFL, show_and_die);
  // Text typed before the prompt is not a password: flushed.
  if (tcsetattr(terminal, TCSAFLUSH, &hidden) != 0) {
    clinux_show_echo();
    return -1;
  }
  return 0;
}

void clinux_show_echo(void) {
  struct sigaction action = {0}, former;
  tcsetattr(hidden_terminal, TCSANOW, &visible);
  exchange_handlers(show_and_die, SIG_DFL);
  hidden_terminal = -1;
  sigaction(SIGTSTP, NULL, &former);
  if (former.sa_handler == stop) {
    action.sa_handler = SIG_DFL;
    sigaction(SIGTSTP, &action, NULL);
  }
}
