extension MessageSource {
  /// HAProxy 2.6.12 printed them.
  static let haproxy = MessageSource(
    speaker: "HAProxy",
    text: """
      # haproxy-quote
      unmatched quote at position
      : A name or a hash has a quote in it, such as o'brien. A backslash before it makes it a letter: o\\'brien.

      # haproxy-nul
      Stray NUL character at position
      : The configuration has a NUL byte: it is damaged, or was copied from a file in UTF-16.
      $ to print it again: chroma-htpasswd config haproxy FILE

      # haproxy-address-in-use
      cannot bind socket (Address already in use)
      cannot bind socket (Permission denied)
      : Another program listens on this port, perhaps Chroma itself; or only root may, for ports below 1024.
      $ to print a configuration for another port: chroma-htpasswd config haproxy --listen 127.0.0.1:8081 FILE

      # haproxy-dollar
      forbidden first char in environment variable name
      : The hash is in double quotes, in which HAProxy reads $ as a variable: write it bare, or in single quotes.

      # haproxy-extra-word
      'user' only supports 'password', 'insecure-password' and 'groups' options
      : A line of the userlist has a word too many: it is user NAME password HASH. A name with a space needs "quotes".

      # haproxy-no-name
      'user' expects <name> as arguments
      : A line of the userlist has no name after user.

      # haproxy-duplicate-user
      ignoring duplicated user * in userlist
      : A name is twice in the userlist, and the first entry counts. Remove the other.

      # haproxy-no-group
      no such group * specified in user
      : The group is not in this userlist: add a line group NAME, or remove groups from the user's line.

      # haproxy-no-userlist
      unable to find userlist * referenced in arg
      : http_auth(NAME) names a userlist that is not in this configuration.

      # haproxy-keyword
      unknown keyword * in 'users' section
      : A userlist has lines that begin with user or group. user:hash of an htpasswd file is user NAME password HASH here.

      # haproxy-certificate
      unable to stat SSL certificate from file
      : bind ... ssl crt names one file that holds the certificate and its key, and it is not there.

      # haproxy-crash
      exited with code 139 (Segmentation fault)
      : Typical of a user without a password: user alice, or user a#b password ..., of which the rest is a comment. HAProxy checks
      : such a configuration without complaint, and dies when that user logs in. Give each user of the userlist a password.

      # haproxy-401
      You need a valid user and password to access this content
      : HAProxy asks for credentials and got none, or wrong ones. A hash that it cannot use looks the same.
      $ to ask the server: chroma-htpasswd check URL USER
      """)
}
