extension MessageSource {
  /// Apache httpd 2.4 printed them.
  static let apache = MessageSource(
    speaker: "Apache",
    text: """
      # apache-password-mismatch
      AH01617: user *: authentication failure for "*": Password Mismatch
      authentication failure for "*": Password Mismatch
      : The password is wrong, or Apache cannot use the hash: it says the same for both.
      $ to see which it is: chroma-htpasswd verify --for apache FILE USER

      # apache-user-not-found
      AH01618: user * not found: *
      AH01618: user * not found
      AH01618: user not found: *
      : No line of the AuthUserFile begins with this name and a colon. A byte order mark, a quote or UTF-16 hides names, and
      : users after a line of more than 8 kB are lost.
      $ to see the names: chroma-htpasswd list FILE
      $ to see what is wrong with them: chroma-htpasswd lint --for apache FILE

      # apache-file-missing
      No such file or directory: * AH01620: Could not open password file
      : AuthUserFile names a file that is not there; a relative path begins at ServerRoot. Each login is answered with 500.
      $ to make it: chroma-htpasswd create --group www-data FILE USER

      # apache-file-unreadable
      Permission denied: * AH01620: Could not open password file
      : The user or group that Apache runs as cannot read the AuthUserFile or enter its folder. Each login is answered with 500.
      $ to let it: chgrp www-data FILE && chmod 640 FILE

      # apache-file-unusable
      AH01620: Could not open password file
      Access to file * denied by server: not a regular file
      : Apache cannot open the AuthUserFile; the log says why at the beginning of the line. A folder is not a regular file: docker
      : makes one if the file of -v does not exist.
      $ to make the file: chroma-htpasswd create --group www-data FILE USER

      # apache-no-user-file
      AH01619: AuthUserFile not specified in the configuration
      : Apache asks for a password, and no AuthUserFile says who may log in. Each login is answered with 500.
      $ to make a file: chroma-htpasswd create --group www-data FILE USER

      # apache-not-allowed
      AH01631: user *: authorization failure for
      : The password is right, and Require does not list this user: Require valid-user lets everyone of the file in.

      # apache-denied
      AH01630: client denied by server configuration
      AH01797: client denied by server configuration
      : A Require refuses this request, for a token Require expr: Apache answers a wrong token with 403.
      $ to ask the server: chroma-htpasswd check --token URL

      # apache-wrong-scheme
      AH01614: client used wrong authentication scheme
      : The client sent a token (Authorization: Bearer), and Apache expects a user and a password here.
      $ to make the header: chroma-htpasswd header USER

      # apache-no-upstream
      AH00957: * attempt to connect to
      AH01114: HTTP: failed to make connection to backend
      : Apache runs, and Chroma after it does not answer at the address of ProxyPass: it ended, still starts, or listens elsewhere.
      $ to ask Chroma itself: chroma-htpasswd check --wait 60 URL

      # apache-unknown-command
      Invalid command '*', perhaps misspelled or defined by a module not included
      : The module of that line is not loaded: AuthUserFile needs authn_file, RequestHeader needs headers, ProxyPass needs proxy
      : and proxy_http. On Debian a2enmod loads it.

      # apache-unknown-provider
      Unknown Authz provider
      Unknown Authn provider
      : A word after Require or AuthBasicProvider is misspelt, or its module is not loaded: Require valid-user needs authz_user,
      : AuthBasicProvider file needs authn_file.
      """)
}
