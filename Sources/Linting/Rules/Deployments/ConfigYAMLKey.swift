extension Rule {
  static let configYAMLKey = Rule(
    name: "config-yaml-key",
    summary: "a key that the configuration of 1.x does not have",
    page: """
      config.yaml of Chroma 1.x has no key for authentication, and keys that it does not know are silently \
      passed over.
      """,
    bad: Example(
      """
      port: 8000
      persist_path: /data
      auth:
        provider: token

      """),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
