extension MessageSource {
  /// The server: 0.4.24, 0.5.23, 0.6.2, 0.6.3 and 1.5.9 printed them.
  static let chroma = MessageSource(
    speaker: "Chroma",
    text: """
      # chroma-invalid-entry
      Invalid htpasswd credentials found: [*]. Lines must be exactly <username>:<bcrypt passwd>
      : A line of the credential file is not user:hash, or CHROMA_SERVER_AUTHN_CREDENTIALS holds something else, such
      : as a bare token. The line is between the brackets, hash included, so the log is now as secret as the file.
      : Typical are a comment, a line without a colon, and an entry of three fields. Chroma will not start.
      $ to see the line and the fix: chroma-htpasswd lint FILE
      > missing-colon

      # chroma-comment
      Invalid htpasswd credentials found: [#*]. Lines must be exactly <username>:<bcrypt passwd>
      : The credential file has a comment, and Chroma has no comments. It will not start.
      $ to remove comments (the old file stays as FILE~): chroma-htpasswd lint --fix --unsafe-fixes FILE
      > comment-line

      # chroma-extra-field
      Invalid htpasswd credentials found: [*,*,*]. Lines must be exactly <username>:<bcrypt passwd>
      > extra-field

      # chroma-nul-bytes
      Invalid htpasswd credentials found: [*x00*]. Lines must be exactly <username>:<bcrypt passwd>
      : The file, or a line that was appended to it, is UTF-16, as Windows PowerShell writes it for > and >>.
      $ to convert it to UTF-8: chroma-htpasswd lint --fix FILE
      > utf16-encoding

      # chroma-duplicate-user
      Duplicate username found in [chroma_server_authn_credentials]. Usernames must be unique.
      > duplicate-user

      # chroma-utf16
      UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte
      UnicodeDecodeError: 'utf-8' codec can't decode byte 0xfe in position 0: invalid start byte
      : The file is UTF-16, as Windows PowerShell writes it for > and >>. Chroma reads UTF-8, and will not start. A
      : hash that is not bcrypt never causes this error.
      $ to convert the file to UTF-8: chroma-htpasswd lint --fix FILE
      > utf16-encoding

      # chroma-not-utf8
      UnicodeDecodeError: 'utf-8' codec can't decode byte * in position
      UnicodeDecodeError: 'utf-8' codec can't decode bytes in position
      > invalid-utf8

      # chroma-unusable-hash
      Failed to authenticate ValueError at *basic_authn
      > non-bcrypt-hash

      # chroma-long-password
      password cannot be longer than 72 bytes, truncate manually if necessary
      : bcrypt reads 72 bytes of a password. Older versions of its Python library cut the rest off silently, bcrypt 5
      : refuses the login. Take a password of 72 bytes or less.
      $ to set a shorter one: chroma-htpasswd add FILE USER

      # chroma-first-line
      IndexError: list index out of range
      : Chroma 0.4 reads the first line of the credential file, and that line is missing, blank, or has no colon.
      $ to see what is wrong: chroma-htpasswd lint --for chroma-0.4 FILE
      > no-users

      # chroma-file-missing
      FileNotFoundError: [Errno 2] No such file or directory
      : CHROMA_SERVER_AUTHN_CREDENTIALS_FILE or CHROMA_SERVER_AUTHZ_CONFIG_FILE names a file that the server does not
      : see: the path is wrong, has quotes around it, or is one of the host, and the container has another.
      $ to find quotes: chroma-htpasswd config check
      $ to print a mount and a setting that belong together: chroma-htpasswd config docker FILE

      # chroma-file-missing-0.4
      chroma_server_auth_credentials_file [*] does not exist (type=value_error)
      : CHROMA_SERVER_AUTH_CREDENTIALS_FILE names a file that the server does not see, or a folder: docker makes a folder
      : if the file of -v does not exist.
      $ to print a mount and a setting that belong together: chroma-htpasswd config docker --for chroma-0.4 FILE

      # chroma-file-is-folder
      IsADirectoryError: [Errno 21] Is a directory
      : CHROMA_SERVER_AUTHN_CREDENTIALS_FILE or CHROMA_SERVER_AUTHZ_CONFIG_FILE names a folder: docker makes one if the
      : file of -v does not exist, and Kubernetes mounts a Secret as one unless subPath names its key. An empty folder is
      : removed by rmdir; then make the file, and start the container again.
      $ to make the file: chroma-htpasswd create FILE USER

      # chroma-file-unreadable
      PermissionError: [Errno 13] Permission denied
      : The user that the server runs as cannot read the file that CHROMA_SERVER_AUTHN_CREDENTIALS_FILE names, or cannot
      : enter a folder above it.
      $ to let a group read it: chgrp GROUP FILE && chmod 640 FILE

      # chroma-both-credentials
      Both credentials file and credentials found
      : CHROMA_SERVER_AUTHN_CREDENTIALS and CHROMA_SERVER_AUTHN_CREDENTIALS_FILE are both set: unset one of them.
      $ to see what is set: chroma-htpasswd config check

      # chroma-no-credentials
      No credentials file or credentials found in [chroma_server_authn_credentials]
      : CHROMA_SERVER_AUTHN_PROVIDER is set, and neither CHROMA_SERVER_AUTHN_CREDENTIALS_FILE nor
      : CHROMA_SERVER_AUTHN_CREDENTIALS is, or it is empty.
      $ to print the settings that belong together: chroma-htpasswd config env FILE

      # chroma-no-credentials-0.4
      Missing required config value 'chroma_server_auth_credentials'
      Missing required config value 'chroma_server_auth_credentials_file'
      Missing required config value 'chroma_server_auth_credentials_provider'
      : Chroma 0.4 needs three settings: the provider, the credentials provider, and the file or the token. The one in
      : the message is missing.
      $ to print them: chroma-htpasswd config env --for chroma-0.4 FILE

      # chroma-quoted-class
      No module named '"chromadb
      No module named "'chromadb
      : Quotes have become part of a class's name, such as CHROMA_SERVER_AUTHN_PROVIDER. That happens in compose's list
      : form, - NAME="value", and in docker's --env-file. Write the value without quotes. Nothing is missing in Python.
      $ to find such settings: chroma-htpasswd config check

      # chroma-class-of-0.4
      No module named 'chromadb.auth.basic'
      No module named 'chromadb.auth.token'
      : This module is of Chroma 0.4. From 0.5 on, a client names chromadb.auth.basic_authn.BasicAuthClientProvider or
      : chromadb.auth.token_authn.TokenAuthClientProvider, and a server of 0.5 and 0.6
      : chromadb.auth.basic_authn.BasicAuthenticationServerProvider or
      : chromadb.auth.token_authn.TokenAuthenticationServerProvider.
      $ to print a server's settings: chroma-htpasswd config env FILE

      # chroma-class-of-0.5
      No module named 'chromadb.auth.basic_authn'
      No module named 'chromadb.auth.token_authn'
      : This module is of Chroma 0.5 and later, and Chroma 0.4 is running. There a client names
      : chromadb.auth.basic.BasicAuthClientProvider or chromadb.auth.token.TokenAuthClientProvider.
      $ to print a server's settings: chroma-htpasswd config env --for chroma-0.4 FILE

      # chroma-roles-class-of-0.4
      No module named 'chromadb.auth.authz'
      : CHROMA_SERVER_AUTHZ_PROVIDER names the class of Chroma 0.4. On 0.5.3 to 0.6.3 it is
      : chromadb.auth.simple_rbac_authz.SimpleRBACAuthorizationProvider.
      $ to check all settings: chroma-htpasswd config check

      # chroma-roles-hypothesis
      No module named 'hypothesis'
      : Chroma 0.5.0 to 0.5.2 cannot start with roles: their provider imports a test library that pip does not install.
      : Use 0.6.2, the last release that refuses strangers everywhere.

      # chroma-no-module
      No module named chromadb
      : Either Chroma is not installed in this Python, or a setting names a class wrongly: with quotes around it (in
      : compose's list form and docker's --env-file they become part of it), or of another release.
      $ to check the settings: chroma-htpasswd config check

      # chroma-no-class
      module 'chromadb.auth.* has no attribute
      module 'chromadb.auth' has no attribute
      : There is no such class in this release: CHROMA_SERVER_AUTHN_PROVIDER or CHROMA_SERVER_AUTHZ_PROVIDER mixes the names
      : of 0.4 and 0.5, is in lower case, or has a blank or a carriage return at its end (a file with Windows line ends).
      : The names of 0.5 and 0.6 are chromadb.auth.basic_authn.BasicAuthenticationServerProvider and
      : chromadb.auth.token_authn.TokenAuthenticationServerProvider.
      $ to find the difference: chroma-htpasswd config check

      # chroma-provider-alias
      ValueError: not enough values to unpack (expected 2, got 1)
      : A provider has to be a whole class name. From 0.5 on there are no short names such as basic, token or simple_rbac,
      : and None or false does not switch authentication off; leave the variable out for that.
      $ to print the settings: chroma-htpasswd config env FILE

      # chroma-client-class-at-server
      Missing required config value 'chroma_client_auth_credentials'
      : A client's class (BasicAuthClientProvider, TokenAuthClientProvider) has no chroma_client_auth_credentials. If the
      : server prints this, CHROMA_SERVER_AUTHN_PROVIDER names the class for clients: a server needs
      : BasicAuthenticationServerProvider or TokenAuthenticationServerProvider.
      $ to check a server's settings: chroma-htpasswd config check

      # chroma-token-header
      Invalid token transport header: *. Must be one of ['Authorization', 'X-Chroma-Token']
      : CHROMA_AUTH_TOKEN_TRANSPORT_HEADER (in a client chroma_auth_token_transport_header) is exactly Authorization or
      : X-Chroma-Token. If the message shows one of these, quotes have become part of the value, as in compose's list form,
      : - NAME='value', or in docker run --env-file: write it without quotes. AUTHORIZATION and X_CHROMA_TOKEN are words
      : of 0.4 and 0.5.0.
      $ to find such settings: chroma-htpasswd config check

      # chroma-token-header-0.4
      KeyError: 'Authorization'
      KeyError: 'X-Chroma-Token'
      : In Chroma 0.4 the header of tokens is called AUTHORIZATION or X_CHROMA_TOKEN.
      $ to print the settings: chroma-htpasswd config env --for chroma-0.4 --auth token FILE

      # chroma-invalid-token
      Invalid token. Must contain only ASCII letters, digits, and punctuation.
      Invalid token. Must contain only ASCII letters and digits.
      : The token has a blank, a line break or a letter beyond ASCII. 0.4 takes letters and digits alone.
      $ to make one that every release takes: chroma-htpasswd token
      > illegal-token

      # chroma-shared-token
      Token * already in use: wanted to use it for user
      : Two users of the token file have the same token, and Chroma will not start. The token is in the message: it is now
      : in the log too.
      $ to make another: chroma-htpasswd token
      > shared-token

      # chroma-no-tokens
      ValueError: User missing tokens
      > no-tokens

      # chroma-token-file
      TypeError: string indices must be integers
      : A token file of several lines, or a roles file, is not what Chroma expects: users has to be a list of maps (- id: NAME),
      : each with its keys. A token file of one token has one line and no more.
      $ to see the line: chroma-htpasswd lint FILE
      > token-list

      # chroma-empty-yaml
      TypeError: 'NoneType' object is not subscriptable
      : A token file or a roles file is empty, or holds nothing but comments.
      $ to see what is missing: chroma-htpasswd lint FILE

      # chroma-empty-list
      TypeError: 'NoneType' object is not iterable
      : In a token file or a roles file there is nothing after users:, tokens: or actions:. An empty list is written [].
      $ to see the line: chroma-htpasswd lint FILE

      # chroma-roles-key
      KeyError: 'users'
      KeyError: 'roles_mapping'
      KeyError: 'id'
      KeyError: 'role'
      KeyError: 'actions'
      KeyError:
      : If Chroma prints this at its start, this key is missing in the token file or the roles file. A roles file has
      : roles_mapping, and users, each with id and exactly one role (not roles); a role has actions. Another word is a role
      : that a user has and roles_mapping does not define.
      $ to see the line: chroma-htpasswd lint FILE

      # chroma-roles-list
      TypeError: list indices must be integers or slices, not str
      : A role of the roles file is a list. It has to be a map with actions in it; in Chroma 0.4 a token list in JSON is
      : read by another credentials provider.
      $ to see the line: chroma-htpasswd lint FILE

      # chroma-roles-unhashable
      TypeError: unhashable type: 'list'
      TypeError: unhashable type: 'dict'
      : In the roles file, role: [a] has to be role: a, and an action has no space after its colon: collection:get.
      $ to see the line: chroma-htpasswd lint FILE

      # chroma-roles-star
      while scanning an alias *expected alphabetic or numeric character
      yaml.scanner.ScannerError: while scanning an alias *expected alphabetic or numeric character
      : A bare * means something else in YAML. It has to be quoted, and gives no rights even then: Chroma's roles have no
      : wildcards, each action is listed.
      $ to see the line: chroma-htpasswd lint FILE

      # chroma-yaml-tab
      found character*that cannot start any token
      yaml.scanner.ScannerError: *found character*that cannot start any token
      : YAML is indented with spaces, and this file has a tab.
      $ to see the line: chroma-htpasswd lint FILE

      # chroma-yaml-two-documents
      expected a single document in the stream
      yaml.composer.ComposerError: expected a single document in the stream
      : A token file or a roles file is one YAML document: remove the line --- and what belongs to another file.

      # chroma-yaml-tag
      could not determine a constructor for the tag
      yaml.constructor.ConstructorError: could not determine a constructor for the tag
      : A token file or a roles file has a YAML tag, such as !!python/object, which Chroma does not read.

      # chroma-yaml
      yaml.scanner.ScannerError:
      yaml.parser.ParserError:
      yaml.reader.ReaderError:
      yaml.composer.ComposerError:
      yaml.constructor.ConstructorError:
      ValueError: invalid literal for int() with base
      ValueError: day is out of range for month
      : If Chroma prints this at its start, the token file or the roles file is not YAML as Chroma reads it; the message names
      : the line, counted with an empty line after each. A token file of one token has one line and no more.
      $ to see the line: chroma-htpasswd lint FILE

      # chroma-yaml-shape
      TypeError: '*' object is not iterable
      TypeError: '*' object is not subscriptable
      TypeError: '*' object does not support item assignment
      TypeError: argument of type '*' is not iterable
      AttributeError: '*' object has no attribute 'split'
      IndexError: string index out of range
      : If Chroma prints this at its start, something in the token file or the roles file, or in a value of several lines, is of
      : another kind than expected: a number, a text or true in place of a list or a map.
      $ to see the line: chroma-htpasswd lint FILE

      # chroma-no-roles-file
      No authz configuration file or authz configuration found
      No configuration (CHROMA_SERVER_AUTHZ_CONFIG_FILE) file or configuration (CHROMA_SERVER_AUTHZ_CONFIG) provided
      : CHROMA_SERVER_AUTHZ_PROVIDER is set, and CHROMA_SERVER_AUTHZ_CONFIG_FILE is not.
      $ to see what is set: chroma-htpasswd config check

      # chroma-both-roles
      Both authz configuration file and authz configuration found
      : CHROMA_SERVER_AUTHZ_CONFIG and CHROMA_SERVER_AUTHZ_CONFIG_FILE are both set: unset one of them.
      $ to see what is set: chroma-htpasswd config check

      # chroma-setting-renamed
      1 validation error for Settings *chroma_client_auth_token_transport_header *extra fields not permitted
      : From Chroma 0.5 on, the setting is called chroma_auth_token_transport_header, and its values are Authorization and
      : X-Chroma-Token.

      # chroma-setting-of-0.4
      1 validation error for Settings *chroma_server_auth_*extra fields not permitted
      : This setting is of Chroma 0.4. From 0.5 on, the names begin with chroma_server_authn_.
      $ to print them: chroma-htpasswd config env FILE

      # chroma-setting-of-0.5
      1 validation error for Settings *chroma_server_authn_*extra fields not permitted
      1 validation error for Settings *chroma_auth_token_transport_header *extra fields not permitted
      : This setting is of Chroma 0.5 and later, and Chroma 0.4 is running.
      $ to print the settings of 0.4: chroma-htpasswd config env --for chroma-0.4 FILE

      # chroma-setting-unknown
      validation error* for Settings *extra fields not permitted
      : The setting named in the message does not exist in this release: it is misspelt, or of another release.
      $ to find the right name: chroma-htpasswd config check

      # chroma-setting-value
      validation error for Settings
      validation errors for Settings
      error parsing env var "
      : A setting has a value of the wrong kind; the message names the setting and what it has to be. Numbers and booleans are
      : written without quotes, lists and maps as JSON.
      $ to check all settings: chroma-htpasswd config check

      # chroma-port-of-kubernetes
      validation error for Settings *chroma_server_http_port *value is not a valid integer
      : CHROMA_SERVER_HTTP_PORT is not a number. Kubernetes sets it to tcp://... if a Service is called chroma-server-http:
      : rename the Service, or set enableServiceLinks: false in the pod.

      # chroma-service-link
      invalid type: found string "tcp://*expected u16 for key "PORT" in
      : Kubernetes sets CHROMA_PORT to tcp://... if a Service is called chroma, and Chroma 1.x reads that as its port. Rename
      : the Service, or set enableServiceLinks: false in the pod.
      $ to print a manifest without the trap: chroma-htpasswd config kubernetes --for chroma-1 FILE

      # chroma-boolean
      Error loading config: invalid type: found string "*", expected a boolean
      : Chroma 1.x reads true and false alone, in lower case, for a variable such as CHROMA_ALLOW_RESET.

      # chroma-cors
      error parsing env var "chroma_server_cors_allow_origins"
      : CHROMA_SERVER_CORS_ALLOW_ORIGINS is a JSON list: '["*"]' allows every origin, a bare * is refused.

      # chroma-deprecated
      You are using a deprecated configuration of Chroma
      : CHROMA_DB_IMPL (duckdb+parquet) or CHROMA_API_IMPL=rest is set. These are of Chroma 0.3: unset both.

      # chroma-1-command
      unrecognized subcommand 'uvicorn'
      : The image of Chroma 1.x has no uvicorn: it runs chroma run /config.yaml. Remove the command. Chroma 1.x has no
      : authentication either, so a front has to ask for credentials.
      $ to print compose with nginx in front: chroma-htpasswd config compose --for chroma-1 --proxy nginx FILE

      # chroma-1-option
      unexpected argument '--*' found *Usage: chroma run
      : chroma run of 1.x has no such option: --workers is of the images of 0.4 to 0.6, and options for authentication do not
      : exist at all. A front has to ask for credentials.
      $ to print nginx in front of it: chroma-htpasswd config nginx FILE

      # chroma-1-config-missing
      Config file * does not exist
      : chroma run PATH of 1.x reads a configuration from that path, and there is none. Data goes where --path says.

      # chroma-port-in-use
      Address * is not available
      : Another program listens on this address and port, or the address is of another machine.

      # chroma-v1-gone
      The v1 API is deprecated. Please use /v2 apis
      : The server is Chroma 1.x, and the client, or the path in curl, speaks the API of 0.4: update the client (Python 0.5.16,
      : JS 1.9.3, Go v0.2.0 pkg/api/v2 or later). If you need the authentication of Chroma itself, run 0.6.2.
      $ to see what the server is: chroma-htpasswd check URL

      # chroma-v1-broken
      cannot unpack non-iterable coroutine object
      : Chroma 0.6.3 has broken routes below /api/v1, right credentials or not, and lets strangers delete a database. Use 0.6.2.
      $ to see what the server is: chroma-htpasswd check URL

      # chroma-http-1.0
      {"error":"InvalidHTTPVersion","message":"HTTP version 1.0 is not supported"}
      HTTP version 1.0 is not supported
      : A proxy speaks HTTP/1.0 to Chroma, as nginx does unless it is set otherwise, and Chroma 0.6 and older answers 400 to
      : everything. In nginx, beside proxy_pass: proxy_http_version 1.1;
      $ to ask through the proxy: chroma-htpasswd check URL

      # chroma-wrong-credentials
      {"error":"AuthError","message":"Forbidden"}
      : Chroma 0.5 or 0.6 refuses the credentials: none were sent, or the user or the password is wrong. Chroma reads its
      : credential file at start, so a new password counts after a restart.
      $ to ask the file: chroma-htpasswd verify FILE USER
      $ to ask the server: chroma-htpasswd check URL USER

      # chroma-not-granted
      {"detail":"Forbidden"}
      Authorization decision: Access denied for user
      : The credentials are right, and the user's role does not list this action. Nothing is wrong with the password.
      : The actions are in the roles file, CHROMA_SERVER_AUTHZ_CONFIG_FILE, which Chroma reads at start.
      $ to see what is missing to connect: chroma-htpasswd check URL USER

      # chroma-0.4-unauthorized
      {"error":"AuthorizationError","message":"Unauthorized"}
      : Chroma 0.4 refuses: no credentials, a wrong password, a user after the first line of the file, or an action that the
      : user's role does not list. All of these look alike.
      $ to ask the file: chroma-htpasswd verify --for chroma-0.4 FILE USER
      """)
}
