extension MessageSource {
  /// Envoy 1.40.0 printed them.
  static let envoy = MessageSource(
    speaker: "Envoy",
    text: """
      # envoy-not-sha
      basic auth: unsupported htpasswd format: please use {SHA}
      : Envoy's basic_auth accepts {SHA} alone, no bcrypt and no apr1. {SHA} has no salt and is quick to guess: with ext_authz and
      : an nginx that only checks passwords, bcrypt works.
      $ to see which users: chroma-htpasswd lint --for envoy FILE

      # envoy-hash-length
      basic auth: invalid htpasswd format, invalid SHA hash length
      : After {SHA} there have to be exactly 28 characters. A file with Windows line ends, or with a space after a hash, has 29.
      $ to find the line: chroma-htpasswd lint --for envoy FILE

      # envoy-bad-line
      basic auth: invalid htpasswd format, username:password is expected
      : A line has no colon. A comment has to begin with # without a space before it.
      $ to find the line: chroma-htpasswd lint --for envoy FILE

      # envoy-empty-name
      basic auth: empty user name or password
      : A line has nothing before or after its colon.
      $ to find the line: chroma-htpasswd lint --for envoy FILE

      # envoy-duplicate-user
      basic auth: duplicate users
      : A user is there twice, and Envoy refuses the configuration.
      $ to find the line: chroma-htpasswd lint --for envoy FILE
      > duplicate-user

      # envoy-empty-file
      error initializing configuration * file * is empty
      DataSource cannot be empty
      : A file that the configuration names has 0 bytes, or is a folder, as docker makes one if the file of -v does not exist.
      : Envoy will not start.

      # envoy-file-missing
      error initializing configuration * Invalid path:
      : The configuration names a file that Envoy does not see; in a container it has to be mounted.

      # envoy-field
      Protobuf message * has unknown fields
      : The configuration has a key that Envoy does not know, at the end of the message: misspelt, or at the wrong depth.
      """)
}
