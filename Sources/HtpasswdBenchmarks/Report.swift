internal import Glibc
internal import Htpasswd

/// The measurements, for people or for programs.
struct Report {
  private let rows: [Benchmark.Row]
  /// In bytes.
  private let programSize: Int
  /// 8 MB: the program with libcrypt, libyaml, libmd, glibc and the Swift runtime.
  private static let programLimit = 8 << 20
  private let date: String
  private let processor: String
  private let cores = availableCores

  init(_ rows: [Benchmark.Row], programSize: Int) {
    self.rows = rows
    self.programSize = programSize
    var now = time(nil)
    var parts = unsafe tm()
    // Both live through the call.
    unsafe gmtime_r(&now, &parts)
    date = unsafe "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
    processor = Self.processorName
  }

  var table: String {
    var text = "\(date), \(processor), \(cores) cores; medians of pairs in turn, milliseconds and MiB.\n\n"
    text +=
      "| work | entries | ours | peer | peer's | ratio | at most | peak | peer's | at most |\n"
      + "|---|--:|--:|---|--:|--:|--:|--:|--:|--:|\n"
    for row in rows {
      let entries = row.entries == 0 ? "" : grouped(row.entries)
      let theirs = row.theirs.map(milliseconds) ?? "-"
      let ratio = row.ratio.map { decimal($0, 2) } ?? "-"
      let limit = row.limit.map { decimal($0, 2) } ?? ""
      let peak = row.theirPeak.map { $0 > 0 ? mebibytes($0) : "" } ?? "-"
      let cells = [
        "`\(row.name)`", entries, milliseconds(row.ours), row.peer, theirs, ratio, limit,
        mebibytes(row.ourPeak), peak, row.peakLimit.map(mebibytes) ?? "",
      ]
      text += "| " + cells.joined(separator: " | ") + " |\n"
    }
    return text + "\nThe program has \(grouped(programSize)) bytes, at most \(grouped(Self.programLimit)).\n"
  }

  var json: String {
    let parts = rows.map { row in
      let theirs = row.theirs.map { decimal($0 * 1000, 3) } ?? "null"
      let ratio = row.ratio.map { decimal($0, 4) } ?? "null"
      let limit = row.limit.map { decimal($0, 4) } ?? "null"
      let peak = row.theirPeak.map { String($0) } ?? "null"
      let peakLimit = row.peakLimit.map { String($0) } ?? "null"
      return #"{"work":"\#(row.name)","entries":\#(row.entries),"rounds":\#(row.rounds),"#
        + #""milliseconds":\#(decimal(row.ours * 1000, 3)),"peakBytes":\#(row.ourPeak),"peer":"\#(row.peer)","#
        + #""peerMilliseconds":\#(theirs),"peerPeakBytes":\#(peak),"ratio":\#(ratio),"limit":\#(limit),"peakLimit":\#(peakLimit)}"#
    }
    let head = #"{"version":1,"date":"\#(date)","processor":"\#(processor)","cores":\#(cores),"#
    let size = #""programBytes":\#(programSize),"programLimit":\#(Self.programLimit),"rows":["#
    return head + size + parts.joined(separator: ",") + "]}\n"
  }

  /// `model name` of /proc/cpuinfo.
  private static var processorName: String {
    guard let file = try? FileDescriptor.open(FilePath("/proc/cpuinfo"), .readOnly),
      let bytes = try? file.readToEnd()
    else { return "unknown processor" }
    for line in bytes.split(separator: 0x0A) where line.starts(with: "model name".utf8) {
      guard let colon = line.firstIndex(of: 0x3A) else { continue }
      return String(decoding: line[(colon + 1)...].drop { $0 == 0x20 }.filter { $0 != 0x22 }, as: UTF8.self)
    }
    return "unknown processor"
  }
}

private func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }

private func milliseconds(_ seconds: Double) -> String {
  decimal(seconds * 1000, seconds < 0.01 ? 2 : seconds < 0.1 ? 1 : 0)
}

private func mebibytes(_ bytes: Int) -> String { decimal(Double(bytes) / 1_048_576, 0) }

private func grouped(_ number: Int) -> String {
  number < 1000 ? "\(number)" : grouped(number / 1000) + "," + String("\(1000 + number % 1000)".dropFirst())
}

/// With this many digits after the point.
private func decimal(_ number: Double, _ digits: Int) -> String {
  var scale = 1
  for _ in 0..<digits { scale *= 10 }
  let scaled = Int((number * Double(scale)).rounded())
  if digits == 0 { return String(scaled) }
  return "\(scaled / scale)." + String("\(scale + scaled % scale)".dropFirst())
}
