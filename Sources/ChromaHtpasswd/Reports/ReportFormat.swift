/// How a report is written.
enum ReportFormat: String, CaseIterable, Sendable {
  case text, json, sarif, github, gitlab, junit
}
