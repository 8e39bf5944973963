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
  struct clinux_plain_line *lines;
  long capacity;
};

struct scan {
  const struct clinux_plain_question *question;
  struct piece *pieces;
  long piece_size;
  uint64_t keys[8];
  // Fingerprints by open addressing: 0 is free. The upper half gives the place, and the lower one is put there.
  _Atomic uint32_t *table;
  uint64_t place_count;
  // Something was not plain.
  atomic_bool ends;
};

// Fingerprints whose places are on their way from memory.
struct pending {
  uint32_t places[batch], values[batch];
  int count;
};

// False if one was there already, or nothing is free nearby.
static bool insert_all(struct scan *scan, struct pending *pending) {
  for (int index = 0; index < pending->count; index++) {
    uint64_t place = pending->places[index];
    uint32_t value = pending->values[index];
    int probes = 0;
    while (true) {
      uint32_t found = atomic_load_explicit(&scan->table[place], memory_order_relaxed);
      if (found == 0 && atomic_compare_exchange_strong_explicit(
                            &scan->table[place], &found, value, memory_order_relaxed, memory_order_relaxed)) {
        break;
      }
      if (found == value || ++probes == most_probes) return false;
      if (++place == scan->place_count) place = 0;
    }
  }
  pending->count = 0;
  return true;
}

static bool insert(struct scan *scan, struct pending *pending, uint64_t fingerprint) {
  uint64_t place = (uint64_t)(((unsigned __int128)(fingerprint & ~0xFFFFFFFFull) * scan->place_count) >> 64);
  uint32_t value = (uint32_t)fingerprint | ((uint32_t)fingerprint == 0);
  __builtin_prefetch(&scan->table[place], 1);
  pending->places[pending->count] = (uint32_t)place;
  pending->values[pending->count++] = value;
  return pending->count < batch || insert_all(scan, pending);
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

static uint64_t fingerprint_of_hash(const uint64_t *keys, const unsigned char *hash, long count) {
  uint64_t all = fold(word(hash) ^ keys[1], word(hash + 8) ^ keys[2]) ^
                 fold(word(hash + 16) ^ keys[3], word(hash + 24) ^ keys[4]) ^
                 fold(word(hash + count - 16) ^ keys[5], word(hash + count - 8) ^ keys[6]);
  if (count == 60) all ^= fold(word(hash + 32) ^ keys[7], word(hash + 40) ^ keys[0]);
  return fold(all ^ keys[2], (uint64_t)count ^ keys[6]);
}

static bool list_line(struct piece *piece, const struct clinux_plain_line *line) {
  if (piece->answer.listed_count == piece->capacity) {
    long capacity = piece->capacity == 0 ? 1024 : piece->capacity * 2;
    struct clinux_plain_line *lines = realloc(piece->lines, (size_t)capacity * sizeof *lines);
    if (lines == NULL) return false;
    (piece->lines = lines), (piece->capacity = capacity);
  }
  piece->lines[piece->answer.listed_count++] = *line;
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

// Looks at the line that begins at `bytes`, `offset` in the file, of which `rest` bytes are there. How many bytes it has; 0
// if it is not plain.
static long take(
    struct scan *scan, struct piece *piece, struct pending *pending, const unsigned char *bytes, long rest, long offset) {
  const struct clinux_plain_question *question = scan->question;
  struct clinux_plain_answer *answer = &piece->answer;
  struct clinux_plain_line line;
  long hash_count, whole = parse(bytes, rest, &line, &hash_count);
  if (whole == 0 || (line.has_carriage_return && !question->takes_carriage_returns)) return 0;
  long count = line.name_count;
  if (!insert(scan, pending, fingerprint_of_name(scan->keys, line.name, count))) return 0;
  if (question->compares_hashes &&
      !insert(scan, pending, fingerprint_of_hash(scan->keys, bytes + count + 1, hash_count))) {
    return 0;
  }
  (line.offset = offset), (line.number = (unsigned)++answer->line_count);
  answer->class_counts[line.hash_class]++;
  if (count > answer->widest_name) answer->widest_name = count;
  if (question->user != NULL && count == question->user_count && memcmp(bytes, question->user, (size_t)count) == 0) {
    answer->match = line;
  }
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
  long until = end + margin < question->size ? end + margin : question->size;
  // With the byte before, which shows whether a line begins here.
  long base = start > 0 ? start - 1 : 0, place = 0, count = 0;
  bool is_in_line = start > 0;
  while (base + place < end) {
    if (count - place < margin && base + count < until) {
      memmove(buffer, buffer + place, (size_t)(count - place));
      (base += place), (count -= place), (place = 0);
      if (atomic_load_explicit(&scan->ends, memory_order_relaxed)) return false;
      if (!fill(question->descriptor, buffer, &count, base, until)) return false;
    }
    if (is_in_line) {
      const unsigned char *feed = memchr(buffer, '\n', (size_t)count);
      if (feed == NULL) return false;
      place = feed - buffer + 1;
      is_in_line = false;
      continue;
    }
    long whole = take(scan, piece, &pending, buffer + place, count - place, base + place);
    if (whole == 0) return false;
    place += whole;
  }
  return insert_all(scan, &pending);
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
    struct clinux_plain_line line = piece->lines[index];
    line.number += (unsigned)before;
    all->lines[all->listed_count++] = line;
  }
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
  long listed = 0, lines = 0;
  for (long index = 0; index < piece_count; index++) {
    listed += scan->pieces[index].answer.listed_count;
    lines += scan->pieces[index].answer.line_count;
  }
  if (lines > UINT32_MAX) return false;
  if (listed > 0) answer->lines = malloc((size_t)listed * sizeof *answer->lines);
  if (listed > 0 && answer->lines == NULL) return false;
  for (long index = 0; index < piece_count; index++) append(answer, &scan->pieces[index]);
  return true;
}

bool clinux_read_plain(const struct clinux_plain_question *question, struct clinux_plain_answer *answer) {
  *answer = (struct clinux_plain_answer){0};
  struct scan scan = {.question = question, .piece_size = question->piece_size};
  long expected = expected_lines(question);
  if (expected == 0) return false;
  long piece_count = (question->size + scan.piece_size - 1) / scan.piece_size;
  // Any two numbers become eight (splitmix64).
  for (int index = 0; index < 8; index++) {
    uint64_t mixed = question->keys[index & 1] + (uint64_t)(index + 1) * 0x9E3779B97F4A7C15u;
    mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9u;
    mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EBu;
    scan.keys[index] = mixed ^ mixed >> 31;
  }
  // Three of five places are taken.
  scan.place_count = (uint64_t)(question->compares_hashes ? expected * 2 : expected) * 5 / 3;
  if (scan.place_count > UINT32_MAX) return false;
  size_t table_size = (size_t)scan.place_count * sizeof *scan.table;
  void *table = mmap(NULL, table_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  scan.pieces = calloc((size_t)piece_count, sizeof *scan.pieces);
  bool is_plain = table != MAP_FAILED && scan.pieces != NULL;
  if (is_plain) {
    madvise(table, table_size, MADV_HUGEPAGE);
    scan.table = table;
    is_plain = read_all(&scan, piece_count, answer);
  }
  for (long index = 0; scan.pieces != NULL && index < piece_count; index++) free(scan.pieces[index].lines);
  free(scan.pieces);
  if (table != MAP_FAILED) munmap(table, table_size);
  return is_plain;
}

void clinux_free_plain(struct clinux_plain_answer *answer) { free(answer->lines); }

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
