extension StringProtocol {
  /// How many columns of a terminal it takes, which adds up its scalars as wcwidth(3) does. (That itself asks the locale,
  /// and a static program in a bare container has none.) Control and format characters have been escaped before.
  var columns: Int {
    if utf8.allSatisfy({ $0 < 0x80 }) { return utf8.count }
    return unicodeScalars.reduce(0) { $0 + $1.columns }
  }
}

extension Unicode.Scalar {
  /// 0 for what is drawn on the character before, 2 for what East Asian fonts draw wide (Unicode Standard Annex 11, W and
  /// F) and for emoji, else 1.
  var columns: Int {
    // Below the first mark, and dots, dashes and quotes: most of what is not ASCII in a report.
    if value < 0x300 || 0x2010...0x2027 ~= value { return 1 }
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: break
    }
    switch value {
    case ..<0x1100: return 1
    // The second and third letters of a Hangul syllable.
    case 0x1160...0x11FF, 0xD7B0...0xD7FF: return 0
    // Half a flag.
    case 0x1F1E6...0x1F1FF: return 1
    case 0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x3247, 0x3250...0x4DBF, 0x4E00...0xA4CF,
      0xA960...0xA97F, 0xAC00...0xD7A3,
      0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18CFF,
      0x18D00...0x18DFF, 0x1AFF0...0x1B2FF, 0x1F200...0x1F265, 0x20000...0x3FFFD:
      return 2
    default: return properties.isEmojiPresentation ? 2 : 1
    }
  }
}
