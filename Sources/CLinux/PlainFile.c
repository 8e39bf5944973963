#define _GNU_SOURCE
#include "CLinux.h"
#include "PlainFile.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

// Longer than any plain line, and after the end of what was read: nothing is loaded from farther away.
enum { margin = clinux_plain_margin, buffer_size = 1 << 16 };

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
    int variant;
    switch (hash[2]) {
    case 'a': variant = 0; break;
    case 'b': variant = 1; break;
    case 'x': variant = 2; break;
    case 'y': variant = 3; break;
    default: return -1;
    }
    unsigned tens = (unsigned)hash[4] - '0', ones = (unsigned)hash[5] - '0';
    unsigned cost = tens * 10 + ones;
    if (hash[3] != '$' || hash[6] != '$' || tens > 9 || ones > 9 || cost < 4 || cost > 31) return -1;
    clinux_block fit = of_crypt(hash + 7) & of_crypt(hash + 23) & of_crypt(hash + 39) & of_crypt(hash + 44);
    if (clinux_bits(fit) != 0xFFFF) return -1;
    // 16 bytes of salt and 23 of digest leave bits of the last characters, which are 0: 1 for what may end a digest, 3 for a
    // salt too. (A table: which branch a switch takes could not be foretold.)
    static const unsigned char ends[128] = {
        ['.'] = 3, ['2'] = 1, ['6'] = 1, ['C'] = 1, ['G'] = 1, ['K'] = 1, ['O'] = 3, ['S'] = 1,
        ['W'] = 1, ['a'] = 1, ['e'] = 3, ['i'] = 1, ['m'] = 1, ['q'] = 1, ['u'] = 3, ['y'] = 1};
    if ((ends[hash[28]] >> 1 & ends[hash[59]]) == 0) return -1;
    *count = 60;
    return variant * 32 + (int)cost;
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

// Fingerprints in parts by their lowest bits: those of one part, of all pieces, are compared in a table that stays in the cache.
enum { part_count = 256 };

// Findings in a part of the file.
struct clinux_plain_piece {
  struct clinux_plain_answer answer;
  long capacity, odd_line_capacity, odd_byte_capacity;
  uint64_t *fingerprints;
  // Where each part of them ends.
  uint32_t ends[part_count];
};

typedef struct clinux_plain_piece piece;

struct scan {
  const struct clinux_plain_question *question;
  piece *pieces;
  long piece_size, piece_count;
  const uint64_t *keys;
  // The fingerprint of who is looked for; 0 for nobody.
  uint64_t user;
  // In bytes, of all odd lines with their places.
  atomic_long odd_total;
  // Something was neither plain nor odd, or was there twice.
  atomic_bool ends;
};

// The fingerprints of a piece, in the order of the lines.
struct log {
  uint64_t *all;
  long count, capacity;
};

// Puts what was logged into the piece, part by part.
static bool keep(piece *piece, const struct log *log) {
  uint32_t places[part_count] = {0};
  for (long index = 0; index < log->count; index++) places[log->all[index] % part_count]++;
  uint32_t end = 0;
  for (int part = 0; part < part_count; part++) {
    uint32_t start = end;
    piece->ends[part] = end += places[part];
    places[part] = start;
  }
  piece->fingerprints = malloc((size_t)log->count * sizeof *log->all);
  if (piece->fingerprints == NULL) return log->count == 0;
  for (long index = 0; index < log->count; index++) {
    uint64_t fingerprint = log->all[index];
    piece->fingerprints[places[fingerprint % part_count]++] = fingerprint;
  }
  return true;
}

// A set by open addressing, at most a third full: 0 is free.
struct set {
  uint64_t *places;
  uint64_t mask;
};

static bool make_set(struct set *set, long count) {
  uint64_t size = 16;
  while (size < (uint64_t)count * 3) size *= 2;
  set->mask = size - 1;
  return (set->places = calloc(size, sizeof *set->places)) != NULL;
}

// The place of a fingerprint, or of where it is to be put.
static uint64_t *place_in(const struct set *set, uint64_t fingerprint) {
  uint64_t place = fingerprint >> 32;
  while (set->places[place & set->mask] != 0 && set->places[place & set->mask] != fingerprint) place++;
  return &set->places[place & set->mask];
}

static uint32_t start_of(const piece *piece, long part) { return part == 0 ? 0 : piece->ends[part - 1]; }

// Looks for fingerprints that are twice in one part.
static void compare_part(void *context, long part) {
  struct scan *scan = context;
  if (atomic_load_explicit(&scan->ends, memory_order_relaxed)) return;
  long count = 0;
  for (const piece *piece = scan->pieces; piece < scan->pieces + scan->piece_count; piece++) {
    count += piece->ends[part] - start_of(piece, part);
  }
  struct set set;
  bool is_unique = make_set(&set, count);
  for (const piece *piece = scan->pieces; is_unique && piece < scan->pieces + scan->piece_count; piece++) {
    for (uint32_t index = start_of(piece, part); index < piece->ends[part]; index++) {
      uint64_t *place = place_in(&set, piece->fingerprints[index]);
      if (*place != 0) is_unique = false;
      *place = piece->fingerprints[index];
    }
  }
  free(set.places);
  if (!is_unique) atomic_store(&scan->ends, true);
}

static uint64_t not_zero(uint64_t fingerprint) { return fingerprint | (fingerprint == 0); }

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
  return not_zero(fold(all ^ keys[4], (uint64_t)count ^ keys[5]));
}

// That of a name as plain lines have it; 0 for any other.
static uint64_t fingerprint_of(const uint64_t *keys, const unsigned char *name, long count) {
  unsigned char copy[clinux_plain_name_count] = {0};
  bool is_word;
  if (count == 0 || count > clinux_plain_name_count) return 0;
  memcpy(copy, name, (size_t)count);
  unsigned low = count < 16 ? (1u << count) - 1 : 0xFFFF, high = count < 16 ? 0 : (unsigned)((1ul << (count - 16)) - 1);
  if (!clinux_is_alphanumeric(copy[0]) || !is_name(load(copy), low, &is_word)) return 0;
  if (!is_name(load(copy + 16), high, &is_word)) return 0;
  return fingerprint_of_name(keys, copy, count);
}

static uint64_t fingerprint_of_hash(const uint64_t *keys, const unsigned char *hash, long count) {
  uint64_t all = fold(word(hash) ^ keys[1], word(hash + 8) ^ keys[2]) ^
                 fold(word(hash + 16) ^ keys[3], word(hash + 24) ^ keys[4]) ^
                 fold(word(hash + count - 16) ^ keys[5], word(hash + count - 8) ^ keys[6]);
  if (count == 60) all ^= fold(word(hash + 32) ^ keys[7], word(hash + 40) ^ keys[0]);
  return not_zero(fold(all ^ keys[2], (uint64_t)count ^ keys[6]));
}

// Makes room for `count` more elements in an array of `used`. Returns NULL if there is none, and frees nothing.
static void *with_room(void *array, long used, long count, long *capacity, size_t size) {
  if (array != NULL && used + count <= *capacity) return array;
  long larger = *capacity == 0 ? 1024 : *capacity * 2;
  void *moved = realloc(array, (size_t)larger * size);
  if (moved != NULL) *capacity = larger;
  return moved;
}

static bool list_line(piece *piece, const struct clinux_plain_line *line) {
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
  if (!clinux_is_alphanumeric(bytes[0])) return 0;
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
static long take_odd(struct scan *scan, piece *piece, const unsigned char *bytes, long rest, long offset) {
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
  struct clinux_odd_line *lines;
  long size = count + (long)sizeof *lines;
  if (atomic_fetch_add_explicit(&scan->odd_total, size, memory_order_relaxed) + size > clinux_odd_total) return 0;
  lines = with_room(answer->odd_lines, answer->odd_line_count, 1, &piece->odd_line_capacity, sizeof *lines);
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
    struct scan *scan, piece *piece, struct log *log, const unsigned char *bytes, long rest, long offset) {
  const struct clinux_plain_question *question = scan->question;
  struct clinux_plain_answer *answer = &piece->answer;
  struct clinux_plain_line line;
  long hash_count, whole = parse(bytes, rest, &line, &hash_count);
  if (whole == 0) return take_odd(scan, piece, bytes, rest, offset);
  if (line.has_carriage_return && !question->takes_carriage_returns) return 0;
  long count = line.name_count;
  uint64_t *fingerprints = with_room(log->all, log->count, 2, &log->capacity, sizeof *fingerprints);
  if (fingerprints == NULL) return 0;
  log->all = fingerprints;
  uint64_t fingerprint = fingerprints[log->count++] = fingerprint_of_name(scan->keys, line.name, count);
  if (question->compares_hashes) {
    fingerprints[log->count++] = fingerprint_of_hash(scan->keys, bytes + count + 1, hash_count);
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
static bool read_piece(struct scan *scan, long index, unsigned char *buffer, struct log *log) {
  const struct clinux_plain_question *question = scan->question;
  piece *piece = &scan->pieces[index];
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
      if (feed == NULL) return base + count == question->size && keep(piece, log);
      place = feed - buffer + 1;
      is_in_line = false;
      continue;
    }
    long whole = take(scan, piece, log, buffer + place, count - place, base + place);
    if (whole == 0) return false;
    place += whole;
  }
  return keep(piece, log);
}

static void read_one(void *context, long index) {
  struct scan *scan = context;
  if (atomic_load_explicit(&scan->ends, memory_order_relaxed)) return;
  unsigned char *buffer = malloc(buffer_size + margin);
  struct log log = {0};
  if (buffer == NULL || !read_piece(scan, index, buffer, &log)) atomic_store(&scan->ends, true);
  free(log.all);
  free(buffer);
}

static void nothing(void *context, long done) { (void)context, (void)done; }

static void free_lines(struct clinux_plain_answer *answer) {
  free(answer->lines);
  free(answer->odd_lines);
  free(answer->odd_bytes);
  (answer->lines = NULL), (answer->odd_lines = NULL), (answer->odd_bytes = NULL);
}

// Joins what was found in the piece to all before.
static void append(struct clinux_plain_answer *all, piece *piece) {
  struct clinux_plain_answer *part = &piece->answer;
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
  free_lines(part);
}

static bool read_all(struct scan *scan, struct clinux_plain_answer *answer) {
  long piece_count = scan->piece_count;
  clinux_for_each(piece_count, scan->question->cores, scan, read_one, nothing);
  if (atomic_load(&scan->ends)) return false;
  clinux_for_each(part_count, scan->question->cores, scan, compare_part, nothing);
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

void clinux_free_plain(struct clinux_plain_answer *answer) {
  free_lines(answer);
  for (long index = 0; answer->pieces != NULL && index < answer->piece_count; index++) {
    free_lines(&answer->pieces[index].answer);
    free(answer->pieces[index].fingerprints);
  }
  free(answer->pieces);
}

bool clinux_read_plain(const struct clinux_plain_question *question, struct clinux_plain_answer *answer) {
  *answer = (struct clinux_plain_answer){0};
  struct scan scan = {.question = question, .piece_size = question->piece_size, .keys = answer->keys};
  // Any two numbers become eight (splitmix64).
  for (int index = 0; index < 8; index++) {
    uint64_t mixed = question->keys[index & 1] + (uint64_t)(index + 1) * 0x9E3779B97F4A7C15u;
    mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9u;
    mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EBu;
    answer->keys[index] = mixed ^ mixed >> 31;
  }
  if (question->user != NULL) scan.user = fingerprint_of(scan.keys, question->user, question->user_count);
  scan.piece_count = (question->size + scan.piece_size - 1) / scan.piece_size;
  answer->pieces = scan.pieces = calloc((size_t)scan.piece_count, sizeof *scan.pieces);
  answer->piece_count = scan.piece_count;
  return scan.pieces != NULL && read_all(&scan, answer);
}

unsigned long clinux_fingerprint_of_name(const struct clinux_plain_answer *answer, const unsigned char *name, long count) {
  return fingerprint_of(answer->keys, name, count);
}

unsigned long clinux_fingerprint_of_hash(const struct clinux_plain_answer *answer, const unsigned char *hash, long count) {
  unsigned char copy[margin] = {0};
  long hash_count;
  if (count > 60) return 0;
  memcpy(copy, hash, (size_t)count);
  if (class_of(copy, &hash_count) < 0 || hash_count != count) return 0;
  return fingerprint_of_hash(answer->keys, copy, count);
}

struct search {
  const piece *pieces;
  struct set set;
  atomic_bool is_found;
};

static void search_piece(void *context, long index) {
  struct search *search = context;
  const piece *piece = &search->pieces[index];
  for (uint32_t place = 0; place < piece->ends[part_count - 1]; place++) {
    if (*place_in(&search->set, piece->fingerprints[place]) != 0) atomic_store(&search->is_found, true);
  }
}

bool clinux_holds_plain(const struct clinux_plain_answer *answer, const unsigned long *fingerprints, long count, long cores) {
  struct search search = {.pieces = answer->pieces};
  // If there is no memory, they may be there.
  if (!make_set(&search.set, count)) return true;
  bool is_empty = true;
  for (long index = 0; index < count; index++) {
    if (fingerprints[index] == 0) continue;
    *place_in(&search.set, fingerprints[index]) = fingerprints[index];
    is_empty = false;
  }
  if (!is_empty) clinux_for_each(answer->piece_count, cores, &search, search_piece, nothing);
  free(search.set.places);
  return atomic_load(&search.is_found);
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
