#pragma once

// A line in one pass, sixteen bytes at a time: half of the time that a million lines take is spent here.

#include <stdbool.h>
#include <string.h>

struct clinux_line {
  // Where the line feed is; -1 if there is none.
  long end;
  // Where the first colon is; -1 if there is none.
  long colon;
  bool has_more_colons;
  // Whether a NUL, a carriage return, or a byte that is not ASCII comes before the line feed.
  bool is_unusual;
};

typedef unsigned char clinux_block __attribute__((vector_size(16)));
typedef bool clinux_flags __attribute__((ext_vector_type(16)));

// A bit for each byte that is not 0, the first byte's the lowest.
static inline unsigned clinux_bits(clinux_block block) {
  clinux_flags flags = __builtin_convertvector(block != 0, clinux_flags);
  unsigned short bits;
  memcpy(&bits, &flags, sizeof bits);
  return bits;
}

static inline struct clinux_line clinux_scan_line(const unsigned char *bytes, long count) {
  struct clinux_line line = {-1, -1, false, false};
  for (long offset = 0; offset < count && line.end < 0 && !line.is_unusual; offset += 16) {
    long rest = count - offset;
    clinux_block block = {0};
    // After the end there is nothing to read, and nothing that counts.
    if (rest >= 16) {
      memcpy(&block, bytes + offset, 16);
    } else {
      memcpy(&block, bytes + offset, (size_t)rest);
    }
    unsigned ends = clinux_bits((clinux_block)(block == '\n'));
    unsigned before = rest < 16 ? (1u << rest) - 1 : 0xFFFF;
    if (ends != 0) {
      line.end = offset + __builtin_ctz(ends);
      before = (ends & -ends) - 1;
    }
    unsigned colons = clinux_bits((clinux_block)(block == ':')) & before;
    if (colons != 0) {
      line.has_more_colons |= line.colon >= 0 || (colons & (colons - 1)) != 0;
      if (line.colon < 0) line.colon = offset + __builtin_ctz(colons);
    }
    // NUL and what is above 0x7F, in one comparison.
    clinux_block unusual = (clinux_block)(block - 1 > 0x7E) | (clinux_block)(block == '\r');
    line.is_unusual |= (clinux_bits(unusual) & before) != 0;
  }
  return line;
}

static inline bool clinux_is_alphanumeric(unsigned char byte) {
  return (unsigned char)((byte | 0x20) - 'a') <= 25 || (unsigned char)(byte - '0') <= 9;
}

struct clinux_skipped {
  // In bytes, and in lines.
  long count, lines;
};

// How much of the beginning are entries of others than `name`, as `Entry(plain:)` takes them: one colon, a letter or digit first,
// ASCII last, and a line feed. The last of them is left out: how the file ends is asked of its last line.
static inline struct clinux_skipped clinux_skip_others(
    const unsigned char *bytes, long count, const unsigned char *name, long name_count) {
  struct clinux_skipped skipped = {0, 0}, next = {0, 0};
  while (true) {
    const unsigned char *start = bytes + next.count;
    struct clinux_line line = clinux_scan_line(start, count - next.count);
    if (line.colon <= 0 || line.colon + 1 >= line.end || line.has_more_colons || line.is_unusual) return skipped;
    if (!clinux_is_alphanumeric(*start)) return skipped;
    if (start[line.end - 1] <= ' ' || start[line.end - 1] == 0x7F) return skipped;
    if (line.colon == name_count && memcmp(start, name, (size_t)name_count) == 0) return skipped;
    skipped = next;
    (next.count += line.end + 1), next.lines++;
  }
}
