extension MessageSource {
  /// Caddy 2.11.7 printed them.
  static let caddy = MessageSource(
    speaker: "Caddy",
    text: """
      # caddy-not-a-hash
      base64-decoding password: illegal base64 data
      : In basic_auth, the word after a name is neither a hash that begins with $ nor base64 of one: a password in plain text, or
      : {SHA}. Caddy will not start.
      $ to make an entry (write a space in place of its colon): chroma-htpasswd hash USER

      # caddy-unusable-hash
      auth provider returned error * crypto/bcrypt:
      crypto/bcrypt:
      : The user's hash is not bcrypt, or damaged, so this user cannot log in. Caddy takes bcrypt alone (argon2id in a block of its
      : own): no apr1, no {SHA}, no $6$.
      $ to make an entry (write a space in place of its colon): chroma-htpasswd hash USER

      # caddy-entry
      username and password cannot be empty or missing
      username and password are required
      : A line in basic_auth is a name, a space and a hash. user:hash of an htpasswd file has a colon there. A hash from an
      : environment variable that is not set is empty.
      $ to make an entry (write a space in place of its colon): chroma-htpasswd hash USER

      # caddy-extra-word
      parsing caddyfile tokens for 'basic_auth': wrong argument count or unexpected line ending after
      : A line in basic_auth has a third word: a name with a space needs "quotes", and a comment begins with a # after a space.

      # caddy-duplicate-user
      username is not unique
      : A name is twice in basic_auth. Caddy will not start.

      # caddy-algorithm
      unrecognized hash algorithm
      : The word after basic_auth is the algorithm, bcrypt or argon2id, and after it the realm.

      # caddy-directive
      unrecognized directive
      : Caddy does not know this word. Before 2.8 basic_auth was called basicauth, without the underscore.

      # caddy-import
      File to import not found
      : import in a Caddyfile names a file that is not there; a relative path begins at the Caddyfile's folder. It has lines of
      : a name, a space and a hash, and is not an htpasswd file.

      # caddy-no-config
      reading config from file: open * no such file or directory
      : There is no Caddyfile at this path.

      # go-address-in-use
      bind: address already in use
      bind: permission denied
      : Another program listens on this port, perhaps Chroma itself, or a front that still runs; or only root may, for ports
      : below 1024. Caddy, Traefik and docker say it so.
      $ to print a configuration for another port: chroma-htpasswd config caddy --listen 127.0.0.1:8081 FILE

      # caddy-no-upstream
      http.log.error","msg":"dial tcp * connect: connection refused
      : Caddy runs, and Chroma after it does not answer at the address of reverse_proxy: it ended, still starts, or listens
      : elsewhere. In a container 127.0.0.1 is the container itself.
      $ to ask Chroma itself: chroma-htpasswd check --wait 60 URL
      """)
}
