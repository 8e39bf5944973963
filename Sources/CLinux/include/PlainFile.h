#pragma once

// A file of which almost every line is plain, read once on all cores: most large files are such. Of one with a duplicate user
// or a duplicate hash, nothing more is found out here.
//
// A plain line is a name, a colon, a hash and an LF or CR LF. The name: 1 to 32 of letters, digits and `+,-./@_`, a letter or
// digit first. The hash: bcrypt in canonical form, as BcryptField has it, or apr1 with a salt of eight characters of crypt(5)'s
// alphabet and a whole digest.
//
// Some lines may be odd: of any other bytes but NUL and CR, without a backslash at the end, and not long.

#include <stdbool.h>

enum {
  // Lines of one class have hashes of the same format, and of bcrypt the same variant and cost: 32 times the place of the
  // variant in `abxy`, and the cost; or apr1.
  clinux_plain_apr1 = 128,
  clinux_plain_class_count = 129,
  clinux_plain_name_count = 32,
  // The bytes of an odd line, and those that all of a file take here, with where they are.
  clinux_odd_byte_count = 512,
  clinux_odd_total = 8 << 20,
};

// A line: if it begins in the file, its number, its name, and the class of its hash. (`class` is a word of Swift.)
struct clinux_plain_line {
  long offset;
  unsigned number;
  unsigned char name_count, hash_class;
  bool has_carriage_return;
  // Whether the name means nothing to a shell: letters, digits and `-._`.
  bool is_word;
  unsigned char name[clinux_plain_name_count];
};

// A line that is not plain: where it begins in the file, its number, and how many bytes it has without the ending.
struct clinux_odd_line {
  long offset;
  unsigned number;
  unsigned short count;
  bool has_carriage_return, has_line_feed;
};

// A line: its number, 0 if there is none, and where it begins and ends in the file, without the ending.
struct clinux_plain_place {
  long number, start, end;
  bool has_carriage_return;
};

struct clinux_plain_question {
  int descriptor;
  // The size of the file, in bytes.
  long size;
  long cores;
  // The size of what one core reads in one go, in bytes.
  long piece_size;
  // Nobody may know these: they decide what collides.
  unsigned long keys[2];
  // Who is looked for, capitals aside; NULL for nobody.
  const unsigned char *user;
  long user_count;
  bool compares_hashes, takes_carriage_returns;
  // Lines of these classes are listed.
  bool lists[clinux_plain_class_count];
};

struct clinux_plain_piece;

struct clinux_plain_answer {
  // Odd ones are lines too.
  long line_count;
  long class_counts[clinux_plain_class_count];
  // In bytes.
  long widest_name;
  // The last plain line, and the first that ends in CR LF.
  struct clinux_plain_place last, carriage_return;
  // Who was looked for: the line, 0 if there is none.
  struct clinux_plain_line match;
  // Those that are listed, in file order, allocated.
  struct clinux_plain_line *lines;
  long listed_count;
  // The odd ones in file order, and their bytes without the endings, one after the other.
  struct clinux_odd_line *odd_lines;
  unsigned char *odd_bytes;
  long odd_line_count, odd_byte_count;
  // The parts of the file, with the fingerprints of what plain lines have, and the keys of those.
  struct clinux_plain_piece *pieces;
  long piece_count;
  unsigned long keys[8];
};

// Whether a line is plain and the others are plain or odd, and of plain lines no name is there twice, capitals aside, and no
// hash, if those are compared; only then there is an answer. It is to be freed in any case. A file that cannot be read, or
// becomes shorter, is not such.
bool clinux_read_plain(const struct clinux_plain_question *question, struct clinux_plain_answer *answer);
// The fingerprint of a name, capitals aside, or of a hash; 0 for one that no plain line has.
unsigned long clinux_fingerprint_of_name(const struct clinux_plain_answer *answer, const unsigned char *name, long count);
unsigned long clinux_fingerprint_of_hash(const struct clinux_plain_answer *answer, const unsigned char *hash, long count);
// Whether a plain line has one of these. Those that are 0 do not count.
bool clinux_holds_plain(const struct clinux_plain_answer *answer, const unsigned long *fingerprints, long count, long cores);
void clinux_free_plain(struct clinux_plain_answer *answer);

// A part of a text that is written for many lines.
struct clinux_text_part {
  enum clinux_text_kind {
    // `count` bytes of the text, from `start`.
    clinux_text_bytes,
    clinux_text_name,
    clinux_text_number,
    // The place of what follows the name and a colon, 1 for the line's first byte.
    clinux_text_column,
    // `count` of them, and as many more, or fewer, as the name has bytes and the number digits.
    clinux_text_spaces,
    // One for each byte of the name.
    clinux_text_carets,
  } kind;
  int start, count;
  int per_name, per_digit;
};

// Writes the text for one line. How many bytes it has; `output` has room for all: for the bytes of the text, and for each
// other part `clinux_text_most` and its count.
enum { clinux_text_most = 64 };
long clinux_write_text(
    const struct clinux_text_part *parts, long part_count, const unsigned char *text,
    const struct clinux_plain_line *line, unsigned char *output);

// The parts of the texts of one class.
struct clinux_text_range {
  int first, count;
};

// Writes the text of its class for each plain line in `bytes`, after which there are `clinux_plain_margin` more, as long as
// `output` has room for one of `most` bytes. How many bytes of `bytes` those lines have; `number` is that of the last one
// before, and then of the last one written.
enum { clinux_plain_margin = 128 };
long clinux_write_plain(
    const unsigned char *bytes, long count, const struct clinux_text_part *parts, const struct clinux_text_range *ranges,
    const unsigned char *text, long most, unsigned *number, unsigned char *output, long capacity, long *written);
