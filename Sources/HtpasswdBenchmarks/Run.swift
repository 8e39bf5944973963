internal import Glibc
internal import Htpasswd

/// Measures `chroma-htpasswd` beside its peers and prints a table, in Markdown, or with `--json` as JSON. `--quick`
/// takes small files and few rounds: numbers that show that it works, no more.
func run() -> Int32 {
  let arguments = CommandLine.arguments.dropFirst()
  guard arguments.allSatisfy({ ["--json", "--quick"].contains($0) }) else {
    say("usage: htpasswd-benchmarks [--quick] [--json]\n", on: STDERR_FILENO)
    return 2
  }
  do {
    let folder = try WorkFolder()
    let suite = try Suite(folder, isQuick: arguments.contains("--quick"))
    let rows = try suite.rows.map { benchmark in
      say("\(benchmark.name), \(benchmark.entries) entries\n", on: STDERR_FILENO)
      return try benchmark.measured()
    }
    let report = Report(rows, programSize: suite.programSize)
    say(arguments.contains("--json") ? report.json : report.table, on: STDOUT_FILENO)
    return 0
  } catch let error as Problem {
    say("htpasswd-benchmarks: error: \(error.message)\n", on: STDERR_FILENO)
  } catch {
    say("htpasswd-benchmarks: error: \(error)\n", on: STDERR_FILENO)
  }
  return 1
}

/// Why nothing can be measured.
struct Problem: Error {
  let message: String

  init(_ message: String) { self.message = message }
}

func say(_ text: String, on descriptor: Int32) {
  try? FileDescriptor.writeAll(Array(text.utf8).span, to: descriptor)
}
