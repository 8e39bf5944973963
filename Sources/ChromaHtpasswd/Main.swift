internal import Glibc

/// `main` only calls out: an async-capable entry point that did more would link the Concurrency runtime.
@main
enum Main {
  static func main() { exit(run(ArgumentVector.ofProcess).rawValue) }
}
