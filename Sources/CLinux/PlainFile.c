#define _GNU_SOURCE
#include "CLinux.h"
#include "PlainFile.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

// Longer than any plain line, and after the end of what was read: nothing is loaded from farther away.
enum { margin = clinux_plain_margin, buffer_size = 1 << 16, most_probes = 4096, batch = 32 };

// No line is longer, with its ending.
enum { reach = clinux_odd_byte_count + 2 };

static clinux_block load(const unsigned char *bytes) {
  clinux_block block;
  memcpy(&block, bytes, sizeof block);
  return block;
}

static uint64_t word(const unsigned char *bytes) {
  uint64_t word;
  memcpy(&word, bytes, sizeof word);
  return word;
}

// Letters, and `first` to `last`, none of which changes with the bit that makes letters small.
static clinux_block letters_or(clinux_block block, unsigned char first, unsigned char last) {
  return (clinux_block)((block | 0x20) - 'a' <= 25) | (clinux_block)(block - first <= (unsigned char)(last - first));
}

// crypt(5)'s alphabet: `./0-9A-Za-z`.
static clinux_block of_crypt(const unsigned char *bytes) { return letters_or(load(bytes), '.', '9'); }

static bool is_alphanumeric(unsigned char byte) {
  return (unsigned char)((byte | 0x20) - 'a') <= 25 || (unsigned char)(byte - '0') <= 9;
}

// Whether those of the bytes whose bits are in `before` are characters of a name; `is_word` becomes false if one means
// something to a shell.
static bool is_name(clinux_block block, unsigned before, bool *is_word) {
  clinux_block fit = letters_or(block, '+', '9') | (clinux_block)(block == '@') | (clinux_block)(block == '_');
  clinux_block odd = (clinux_block)(block == '+') | (clinux_block)(block == ',') | (clinux_block)(block == '/') |
                     (clinux_block)(block == '@');
  if (clinux_bits(odd) & before) *is_word = false;
  return (~clinux_bits(fit) & before) == 0;
}

// The class of the hash, and in `count` its bytes; -1 for one that is not plain.
static int class_of(const unsigned char *hash, long *count) {
  if (hash[0] != '$') return -1;
  if (hash[1] == '2') {
    static const char variants[] = "abxy";
    const char *variant = hash[2] == 0 ? NULL : strchr(variants, hash[2]);
    unsigned tens = (unsigned)hash[4] - '0', ones = (unsigned)hash[5] - '0';
    unsigned cost = tens * 10 + ones;
    if (variant == NULL || hash[3] != '$' || hash[6] != '$' || tens > 9 || ones > 9 || cost < 4 || cost > 31) return -1;
    clinux_block fit = of_crypt(hash + 7) & of_crypt(hash + 23) & of_crypt(hash + 39) & of_crypt(hash + 44);
    if (clinux_bits(fit) != 0xFFFF) return -1;
    // 16 bytes of salt and 23 of digest leave bits of the last characters, which are 0: `.Oeu` and `.26CGKOSWaeimquy`.
    switch (hash[28]) {
    case '.': case 'O': case 'e': case 'u': break;
    default: return -1;
    }
    switch (hash[59]) {
    case '.': case '2': case '6': case 'C': case 'G': case 'K': case 'O': case 'S': case 'W': case 'a': case 'e': case 'i':
    case 'm': case 'q': case 'u': case 'y': break;
    default: return -1;
    }
    *count = 60;
    return (int)(variant - variants) * 32 + (int)cost;
  }
  if (memcmp(hash, "$apr1$", 6) != 0 || hash[14] != '$' || hash[36] < '.' || hash[36] > '1') return -1;
  if ((clinux_bits(of_crypt(hash + 6)) & 0xFF) != 0xFF) return -1;
  if (clinux_bits(of_crypt(hash + 15) & of_crypt(hash + 21)) != 0xFFFF) return -1;
  *count = 37;
  return clinux_plain_apr1;
}

// Multiplies, and folds the product: under keys that nobody knows, as many bits as were put in.
static uint64_t fold(uint64_t left, uint64_t right) {
  unsigned __int128 product = (unsigned __int128)left * right;
  return (uint64_t)product ^ (uint64_t)(product >> 64);
}

// Findings in a part of the file.
struct piece {
  struct clinux_plain_answer answer;
  long capacity, odd_line_capacity, odd_byte_capacity;
};

struct scan {
  const struct clinux_plain_question *question;
  struct piece *pieces;
  long piece_size;
  struct clinux_plain_table table;
  // The fingerprint of who is looked for; 0 for nobody.
  uint64_t user;
  atomic_long odd_line_count;
  // Something was neither plain nor odd.
  atomic_bool ends;
};

// Fingerprints whose places are on their way from memory.
struct pending {
  uint32_t places[batch], values[batch];
  int count;
};

// False if one was there already, or nothing is free nearby.
static bool insert_all(const struct clinux_plain_table *table, struct pending *pending) {
  for (int index = 0; index < pending->count; index++) {
    uint64_t place = pending->places[index];
    uint32_t value = pending->values[index];
    int probes = 0;
    while (true) {
      uint32_t found = __atomic_load_n(&table->places[place], __ATOMIC_RELAXED);
      if (found == 0 && __atomic_compare_exchange_n(
                            &table->places[place], &found, value, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
        break;
      }
      if (found == value || ++probes == most_probes) return false;
      if (++place == table->place_count) place = 0;
    }
  }
  pending->count = 0;
  return true;
}

static uint32_t place_of(const struct clinux_plain_table *table, uint64_t fingerprint) {
  return (uint32_t)(((unsigned __int128)(fingerprint & ~0xFFFFFFFFull) * table->place_count) >> 64);
}

static uint32_t value_of(uint64_t fingerprint) { return (uint32_t)fingerprint | ((uint32_t)fingerprint == 0); }

static bool insert(const struct clinux_plain_table *table, struct pending *pending, uint64_t fingerprint) {
  uint32_t place = place_of(table, fingerprint);
  __builtin_prefetch(&table->places[place], 1);
  pending->places[pending->count] = place;
  pending->values[pending->count++] = value_of(fingerprint);
  return pending->count < batch || insert_all(table, pending);
}

static bool holds(const struct clinux_plain_table *table, uint64_t fingerprint) {
  uint64_t place = place_of(table, fingerprint);
  for (int probes = 0; probes < most_probes; probes++) {
    if (table->places[place] == 0) return false;
    if (table->places[place] == value_of(fingerprint)) return true;
    if (++place == table->place_count) place = 0;
  }
  return true;
}

static uint64_t fingerprint_of_name(const uint64_t *keys, const unsigned char *name, long count) {
  // Capitals aside. What comes after the name does not count.
  static const unsigned char mask[64] = {
      0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
      0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};
  const unsigned char *start = mask + 32 - count;
  unsigned char bytes[32];
  clinux_block low = (load(name) | 0x20) & load(start), high = (load(name + 16) | 0x20) & load(start + 16);
  memcpy(bytes, &low, 16);
  memcpy(bytes + 16, &high, 16);
  uint64_t all = fold(word(bytes) ^ keys[0], word(bytes + 8) ^ keys[1]);
  if (count > 16) all ^= fold(word(bytes + 16) ^ keys[2], word(bytes + 24) ^ keys[3]);
  return fold(all ^ keys[4], (uint64_t)count ^ keys[5]);
}

// That of a name as plain lines have it; 0 for any other.
static uint64_t fingerprint_of(const struct clinux_plain_table *table, const unsigned char *name, long count) {
  unsigned char copy[clinux_plain_name_count] = {0};
  bool is_word;
  if (count == 0 || count > clinux_plain_name_count) return 0;
  memcpy(copy, name, (size_t)count);
  unsigned low = count < 16 ? (1u << count) - 1 : 0xFFFF, high = count < 16 ? 0 : (unsigned)((1ul << (count - 16)) - 1);
  if (!is_alphanumeric(copy[0]) || !is_name(load(copy), low, &is_word)) return 0;
  if (!is_name(load(copy + 16), high, &is_word)) return 0;
  return fingerprint_of_name(table->keys, copy, count);
}

static uint64_t fingerprint_of_hash(const uint64_t *keys, const unsigned char *hash, long count) {
  uint64_t all = fold(word(hash) ^ keys[1], word(hash + 8) ^ keys[2]) ^
                 fold(word(hash + 16) ^ keys[3], word(hash + 24) ^ keys[4]) ^
                 fold(word(hash + count - 16) ^ keys[5], word(hash + count - 8) ^ keys[6]);
  if (count == 60) all ^= fold(word(hash + 32) ^ keys[7], word(hash + 40) ^ keys[0]);
  return fold(all ^ keys[2], (uint64_t)count ^ keys[6]);
}

// Makes room for `count` more elements in an array of `used`. Returns NULL if there is none, and frees nothing.
static void *with_room(void *array, long used, long count, long *capacity, size_t size) {
  if (array != NULL && used + count <= *capacity) return array;
  long larger = *capacity == 0 ? 1024 : *capacity * 2;
  void *moved = realloc(array, (size_t)larger * size);
  if (moved != NULL) *capacity = larger;
  return moved;
}

static bool list_line(struct piece *piece, const struct clinux_plain_line *line) {
  struct clinux_plain_answer *answer = &piece->answer;
  struct clinux_plain_line *lines =
      with_room(answer->lines, answer->listed_count, 1, &piece->capacity, sizeof *lines);
  if (lines == NULL) return false;
  (answer->lines = lines)[answer->listed_count++] = *line;
  return true;
}

// The plain line at the beginning of `bytes`, of which `rest` are the file's, and after them a margin. How many bytes it has
// with its ending, and in `hash_count` its hash; 0 if it is not plain. Number and offset are the caller's.
static long parse(const unsigned char *bytes, long rest, struct clinux_plain_line *line, long *hash_count) {
  clinux_block low = load(bytes), high = load(bytes + 16);
  unsigned colons = clinux_bits((clinux_block)(low == ':'));
  long count;
  line->is_word = true;
  if (colons != 0) {
    count = __builtin_ctz(colons);
    if (!is_name(low, (1u << count) - 1, &line->is_word)) return 0;
  } else {
    colons = clinux_bits((clinux_block)(high == ':'));
    count = 16 + (colons != 0 ? __builtin_ctz(colons) : 16);
    if (!is_name(low, 0xFFFF, &line->is_word) || !is_name(high, (1u << (count - 16)) - 1, &line->is_word)) return 0;
    if (colons == 0 && bytes[32] != ':') return 0;
  }
  if (!is_alphanumeric(bytes[0])) return 0;
  int class = class_of(bytes + count + 1, hash_count);
  if (class < 0) return 0;
  long end = count + 1 + *hash_count;
  line->has_carriage_return = bytes[end] == '\r';
  if (line->has_carriage_return) end++;
  if (end >= rest || bytes[end] != '\n') return 0;
  (line->name_count = (unsigned char)count), (line->hash_class = (unsigned char)class);
  memcpy(line->name, &low, 16);
  memcpy(line->name + 16, &high, 16);
  return end + 1;
}

// Looks at the line that begins at `bytes`, `offset` in the file, of which `rest` bytes are there, if it is odd. How many bytes
// it has; 0 if it is not.
static long take_odd(struct scan *scan, struct piece *piece, const unsigned char *bytes, long rest, long offset) {
  const struct clinux_plain_question *question = scan->question;
  struct clinux_plain_answer *answer = &piece->answer;
  const unsigned char *feed = memchr(bytes, '\n', (size_t)(rest < reach ? rest : reach));
  if (feed == NULL && offset + rest < question->size) return 0;
  long count = feed != NULL ? feed - bytes : rest, whole = feed != NULL ? count + 1 : count;
  bool has_carriage_return = feed != NULL && count > 0 && bytes[count - 1] == '\r';
  if (has_carriage_return) count--;
  if (has_carriage_return && !question->takes_carriage_returns) return 0;
  if (count > clinux_odd_byte_count || (count > 0 && bytes[count - 1] == '\\')) return 0;
  if (memchr(bytes, 0, (size_t)count) != NULL || memchr(bytes, '\r', (size_t)count) != NULL) return 0;
  if (atomic_fetch_add_explicit(&scan->odd_line_count, 1, memory_order_relaxed) >= clinux_odd_line_count) return 0;
  struct clinux_odd_line *lines =
      with_room(answer->odd_lines, answer->odd_line_count, 1, &piece->odd_line_capacity, sizeof *lines);
  if (lines != NULL) answer->odd_lines = lines;
  unsigned char *all = with_room(answer->odd_bytes, answer->odd_byte_count, count, &piece->odd_byte_capacity, 1);
  if (all != NULL) answer->odd_bytes = all;
  if (lines == NULL || all == NULL) return 0;
  lines[answer->odd_line_count++] = (struct clinux_odd_line){
      offset, (unsigned)++answer->line_count, (unsigned short)count, has_carriage_return, feed != NULL};
  memcpy(all + answer->odd_byte_count, bytes, (size_t)count);
  answer->odd_byte_count += count;
  return whole;
}

// Looks at the line that begins at `bytes`, `offset` in the file, of which `rest` bytes are there. How many bytes it has; 0
// if it is neither plain nor odd.
static long take(
    struct scan *scan, struct piece *piece, struct pending *pending, const unsigned char *bytes, long rest, long offset) {
  const struct clinux_plain_question *question = scan->question;
  struct clinux_plain_answer *answer = &piece->answer;
  struct clinux_plain_line line;
  long hash_count, whole = parse(bytes, rest, &line, &hash_count);
  if (whole == 0) return take_odd(scan, piece, bytes, rest, offset);
  if (line.has_carriage_return && !question->takes_carriage_returns) return 0;
  long count = line.name_count;
  uint64_t fingerprint = fingerprint_of_name(scan->table.keys, line.name, count);
  if (!insert(&scan->table, pending, fingerprint)) return 0;
  if (question->compares_hashes &&
      !insert(&scan->table, pending, fingerprint_of_hash(scan->table.keys, bytes + count + 1, hash_count))) {
    return 0;
  }
  (line.offset = offset), (line.number = (unsigned)++answer->line_count);
  answer->class_counts[line.hash_class]++;
  if (count > answer->widest_name) answer->widest_name = count;
  if (fingerprint == scan->user) answer->match = line;
  answer->last = (struct clinux_plain_place){
      answer->line_count, offset, offset + count + 1 + hash_count, line.has_carriage_return};
  if (line.has_carriage_return && answer->carriage_return.number == 0) answer->carriage_return = answer->last;
  if (question->lists[line.hash_class] && !list_line(piece, &line)) return 0;
  return whole;
}

// Reads on, up to `until`, if the file ends there too.
static bool fill(int descriptor, unsigned char *buffer, long *count, long offset, long until) {
  while (*count < buffer_size && offset + *count < until) {
    long most = until - offset - *count < buffer_size - *count ? until - offset - *count : buffer_size - *count;
    ssize_t read = pread(descriptor, buffer + *count, (size_t)most, offset + *count);
    if (read < 0 && errno == EINTR) continue;
    if (read <= 0) return false;
    *count += read;
  }
  memset(buffer + *count, 0, margin);
  return true;
}

// The lines that begin in a piece of the file.
static bool read_piece(struct scan *scan, long index, unsigned char *buffer) {
  const struct clinux_plain_question *question = scan->question;
  struct piece *piece = &scan->pieces[index];
  struct pending pending = {.count = 0};
  long start = index * scan->piece_size, end = start + scan->piece_size;
  if (end > question->size) end = question->size;
  // The last line may go on after it.
  long until = end + reach < question->size ? end + reach : question->size;
  // With the byte before, which shows whether a line begins here.
  long base = start > 0 ? start - 1 : 0, place = 0, count = 0;
  bool is_in_line = start > 0;
  while (base + place < end) {
    if (count - place < reach && base + count < until) {
      memmove(buffer, buffer + place, (size_t)(count - place));
      (base += place), (count -= place), (place = 0);
      if (atomic_load_explicit(&scan->ends, memory_order_relaxed)) return false;
      if (!fill(question->descriptor, buffer, &count, base, until)) return false;
    }
    if (is_in_line) {
      const unsigned char *feed = memchr(buffer, '\n', (size_t)count);
      // The last line begins above, and has no line feed.
      if (feed == NULL) return base + count == question->size;
      place = feed - buffer + 1;
      is_in_line = false;
      continue;
    }
    long whole = take(scan, piece, &pending, buffer + place, count - place, base + place);
    if (whole == 0) return false;
    place += whole;
  }
  return insert_all(&scan->table, &pending);
}

static void read_one(void *context, long index) {
  struct scan *scan = context;
  if (atomic_load_explicit(&scan->ends, memory_order_relaxed)) return;
  unsigned char *buffer = malloc(buffer_size + margin);
  if (buffer == NULL || !read_piece(scan, index, buffer)) atomic_store(&scan->ends, true);
  free(buffer);
}

static void nothing(void *context, long done) { (void)context, (void)done; }

// Joins what was found in the piece to all before.
static void append(struct clinux_plain_answer *all, const struct piece *piece) {
  const struct clinux_plain_answer *part = &piece->answer;
  long before = all->line_count;
  all->line_count += part->line_count;
  for (int class = 0; class < clinux_plain_class_count; class++) all->class_counts[class] += part->class_counts[class];
  if (part->widest_name > all->widest_name) all->widest_name = part->widest_name;
  if (part->last.number > 0) {
    all->last = part->last;
    all->last.number += before;
  }
  if (part->carriage_return.number > 0 && all->carriage_return.number == 0) {
    all->carriage_return = part->carriage_return;
    all->carriage_return.number += before;
  }
  if (part->match.number > 0) {
    all->match = part->match;
    all->match.number += (unsigned)before;
  }
  for (long index = 0; index < part->listed_count; index++) {
    struct clinux_plain_line line = part->lines[index];
    line.number += (unsigned)before;
    all->lines[all->listed_count++] = line;
  }
  for (long index = 0; index < part->odd_line_count; index++) {
    struct clinux_odd_line line = part->odd_lines[index];
    line.number += (unsigned)before;
    all->odd_lines[all->odd_line_count++] = line;
  }
  if (part->odd_byte_count > 0) memcpy(all->odd_bytes + all->odd_byte_count, part->odd_bytes, (size_t)part->odd_byte_count);
  all->odd_byte_count += part->odd_byte_count;
}

// How many lines there may be, guessed from the first of them; 0 if those are not plain.
static long expected_lines(const struct clinux_plain_question *question) {
  unsigned char buffer[1 << 14];
  ssize_t count = pread(question->descriptor, buffer, sizeof buffer, 0);
  if (count <= 0) return 0;
  long lines = 0;
  for (const unsigned char *place = buffer; (place = memchr(place, '\n', (size_t)(buffer + count - place))) != NULL; place++) {
    lines++;
  }
  if (lines == 0) return 0;
  return (long)((double)question->size / (double)count * (double)lines * 1.05) + 64;
}

static bool read_all(struct scan *scan, long piece_count, struct clinux_plain_answer *answer) {
  clinux_for_each(piece_count, scan->question->cores, scan, read_one, nothing);
  if (atomic_load(&scan->ends)) return false;
  long listed = 0, lines = 0, odd_lines = 0, odd_bytes = 0;
  for (long index = 0; index < piece_count; index++) {
    const struct clinux_plain_answer *part = &scan->pieces[index].answer;
    (listed += part->listed_count), (lines += part->line_count);
    (odd_lines += part->odd_line_count), (odd_bytes += part->odd_byte_count);
  }
  if (lines > UINT32_MAX || lines == odd_lines) return false;
  if (listed > 0 && (answer->lines = malloc((size_t)listed * sizeof *answer->lines)) == NULL) return false;
  if (odd_lines > 0 && (answer->odd_lines = malloc((size_t)odd_lines * sizeof *answer->odd_lines)) == NULL) return false;
  if (odd_bytes > 0 && (answer->odd_bytes = malloc((size_t)odd_bytes)) == NULL) return false;
  for (long index = 0; index < piece_count; index++) append(answer, &scan->pieces[index]);
  return true;
}

static void free_lines(struct clinux_plain_answer *answer) {
  free(answer->lines);
  free(answer->odd_lines);
  free(answer->odd_bytes);
}

void clinux_free_plain(struct clinux_plain_answer *answer) {
  free_lines(answer);
  if (answer->table.places != NULL) munmap(answer->table.places, answer->table.place_count * sizeof *answer->table.places);
}

bool clinux_read_plain(const struct clinux_plain_question *question, struct clinux_plain_answer *answer) {
  *answer = (struct clinux_plain_answer){0};
  struct scan scan = {.question = question, .piece_size = question->piece_size};
  struct clinux_plain_table *table = &scan.table;
  long expected = expected_lines(question);
  if (expected == 0) return false;
  long piece_count = (question->size + scan.piece_size - 1) / scan.piece_size;
  // Any two numbers become eight (splitmix64).
  for (int index = 0; index < 8; index++) {
    uint64_t mixed = question->keys[index & 1] + (uint64_t)(index + 1) * 0x9E3779B97F4A7C15u;
    mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9u;
    mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EBu;
    table->keys[index] = mixed ^ mixed >> 31;
  }
  if (question->user != NULL) scan.user = fingerprint_of(table, question->user, question->user_count);
  // Three of five places are taken.
  table->place_count = (uint64_t)(question->compares_hashes ? expected * 2 : expected) * 5 / 3;
  if (table->place_count > UINT32_MAX) return false;
  size_t table_size = (size_t)table->place_count * sizeof *table->places;
  void *places = mmap(NULL, table_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (places == MAP_FAILED) return false;
  madvise(places, table_size, MADV_HUGEPAGE);
  table->places = places;
  scan.pieces = calloc((size_t)piece_count, sizeof *scan.pieces);
  bool is_plain = scan.pieces != NULL && read_all(&scan, piece_count, answer);
  for (long index = 0; scan.pieces != NULL && index < piece_count; index++) free_lines(&scan.pieces[index].answer);
  free(scan.pieces);
  answer->table = *table;
  return is_plain;
}

bool clinux_holds_plain_name(const struct clinux_plain_answer *answer, const unsigned char *name, long count) {
  uint64_t fingerprint = fingerprint_of(&answer->table, name, count);
  return fingerprint != 0 && holds(&answer->table, fingerprint);
}

bool clinux_holds_plain_hash(const struct clinux_plain_answer *answer, const unsigned char *hash, long count) {
  unsigned char copy[margin] = {0};
  long hash_count;
  if (count > 60) return false;
  memcpy(copy, hash, (size_t)count);
  if (class_of(copy, &hash_count) < 0 || hash_count != count) return false;
  return holds(&answer->table, fingerprint_of_hash(answer->table.keys, copy, count));
}

static int digits(unsigned number, unsigned char *output) {
  unsigned char reversed[20];
  int count = 0;
  do {
    reversed[count++] = (unsigned char)('0' + number % 10);
  } while ((number /= 10) > 0);
  for (int index = 0; index < count; index++) output[index] = reversed[count - 1 - index];
  return count;
}

long clinux_write_text(
    const struct clinux_text_part *parts, long part_count, const unsigned char *text,
    const struct clinux_plain_line *line, unsigned char *output) {
  unsigned char *end = output, number[20];
  int digit_count = digits(line->number, number);
  for (const struct clinux_text_part *part = parts; part < parts + part_count; part++) {
    switch (part->kind) {
    case clinux_text_bytes:
      memcpy(end, text + part->start, (size_t)part->count);
      end += part->count;
      break;
    case clinux_text_name:
      memcpy(end, line->name, sizeof line->name);
      end += line->name_count;
      break;
    case clinux_text_number:
      memcpy(end, number, sizeof number);
      end += digit_count;
      break;
    case clinux_text_column: end += digits(line->name_count + 2u, end); break;
    case clinux_text_spaces: {
      int count = part->count + part->per_name * line->name_count + part->per_digit * digit_count;
      if (count <= 0) break;
      memset(end, ' ', (size_t)count);
      end += count;
      break;
    }
    case clinux_text_carets:
      memset(end, '^', line->name_count);
      end += line->name_count;
      break;
    }
  }
  return end - output;
}

long clinux_write_plain(
    const unsigned char *bytes, long count, const struct clinux_text_part *parts, const struct clinux_text_range *ranges,
    const unsigned char *text, long most, unsigned *number, unsigned char *output, long capacity, long *written) {
  long place = 0;
  *written = 0;
  while (place < count && *written + most <= capacity) {
    struct clinux_plain_line line;
    long hash_count, whole = parse(bytes + place, count - place, &line, &hash_count);
    if (whole == 0) break;
    line.number = ++*number;
    struct clinux_text_range range = ranges[line.hash_class];
    *written += clinux_write_text(parts + range.first, range.count, text, &line, output + *written);
    place += whole;
  }
  return place;
}
