extension MessageSource {
  /// compose 2.40.3 printed them.
  static let compose = MessageSource(
    speaker: "compose",
    text: """
      # compose-variable-not-set
      The "*" variable is not set. Defaulting to a blank string
      : compose replaced a $ and the word after it by nothing. If the word is part of a hash (apr1, or letters that nobody named), the
      : $ has to be doubled: $$. The same holds for .env and env_file, where single quotes keep a $.
      $ to print such an entry: chroma-htpasswd hash --escape compose USER
      > compose-escaped-dollar

      # compose-interpolation
      invalid interpolation format for
      : A $ in the compose file begins something that is not a variable. In a hash or a password, each $ has to be doubled: $$.
      $ to print such an entry: chroma-htpasswd hash --escape compose USER
      > compose-escaped-dollar

      # compose-required-variable
      required variable * is missing a value
      : ${NAME:?...} asks for a variable that neither the shell nor .env in the folder of the compose file sets.

      # compose-trailing-space
      environment variable * is declared with a trailing space
      : In the list form there is no space before =: - NAME=value.

      # compose-list-or-map
      unexpected type map[string]interface {}
      : environment mixes its two forms. The list form is - NAME=value, the map form is NAME: value without the hyphen.

      # compose-value-type
      must be a boolean, null, number or string
      : A list or a map is the value of a variable: put it in quotes, such as '["*"]'.

      # compose-date
      invalid jsonType time.Time
      : The value looks like a date to YAML: put it in quotes.

      # compose-empty-environment
      environment must be a mapping
      : Nothing follows environment: remove the line, or write its variables below it.

      # compose-duplicate-key
      mapping key "*" already defined at line
      : A key is there twice in the same place. Remove one of the two.

      # compose-unknown-key
      additional properties '*' not allowed
      : compose does not know this key here: misspelt (environment), indented wrongly, or, at the top of the file, a service outside
      : services:.

      # compose-env-file-missing
      env file * not found
      : The file of env_file is not there. A relative path begins at the folder of the compose file.
      $ to print one: chroma-htpasswd config docker FILE

      # compose-env-file
      failed to read *.env: line
      failed to read *: is a directory
      : A line of .env or of an env_file cannot be read: an unclosed quote, a space in a name, or UTF-16 as Windows PowerShell writes
      : it. Or the file is a folder.
      $ to see what is wrong: chroma-htpasswd config check .env

      # compose-no-image
      has neither an image nor a build context specified
      : A service needs image or build.

      # compose-undefined-service
      depends on undefined service
      : depends_on names a service that is not in the files read, or whose profile is not active.

      # compose-undefined-secret
      refers to undefined secret
      refers to undefined config
      : The service names a secret or a config that is not defined at the top level of the compose file.

      # compose-undefined-volume
      refers to undefined volume
      : In volumes, a name without ./ is a named volume. For a file of this folder write ./FILE:/chroma/FILE.
      $ to print the mount and the setting: chroma-htpasswd config compose FILE

      # compose-ports
      invalid IP address
      invalid containerPort
      : ports takes an address in numbers, 127.0.0.1:8000:8000, and ports to 65535.

      # compose-tab
      yaml: line *: found character that cannot start any token
      : YAML is indented with spaces, and this line of the compose file has a tab.

      # compose-obsolete-version
      the attribute `version` is obsolete
      : Nothing is wrong: remove the line version: to be rid of the warning.

      # compose-empty
      empty compose file
      no configuration file provided: not found
      : There is no compose file in this folder or above it, or it is empty.
      $ to print one: chroma-htpasswd config compose FILE
      """)
}
