extension MessageSource {
  /// docker-registry 2.8.2 printed them.
  static let registry = MessageSource(
    speaker: "the registry",
    text: """
      # registry-invalid-entry
      htpasswd: invalid entry at line
      : This line of the file has no colon, and the registry answers 400 to every login. If it is the name of a file, a path was
      : given in place of its contents. The message shows the whole line.
      $ to see what is wrong: chroma-htpasswd lint --for registry FILE

      # registry-long-line
      error checking authorization: bufio.Scanner: token too long
      error authorizing context: bufio.Scanner: token too long
      : A line of the file is longer than 64 kB, and the registry answers 400 to every login.
      $ to find it: chroma-htpasswd lint --for registry FILE

      # registry-file-missing
      htpasswd is missing, provisioning with default user
      : The file of auth.htpasswd.path is not there, so the registry made one with a user docker, whose password is in this line of
      : the log. Give it a file of your own, and remove that one.
      $ to make it: chroma-htpasswd create FILE USER

      # registry-refused
      error authenticating user *: authentication failure
      basic authentication challenge for realm *: authentication failure
      {"errors":[{"code":"UNAUTHORIZED","message":"authentication required"
      no basic auth credentials
      unauthorized: authentication required
      : The password is wrong, the user is not in the file, or the hash is not bcrypt: the registry says the same for all of these.
      : If docker says it, docker login came before with other credentials, or not at all.
      $ to see which it is: chroma-htpasswd verify --for registry FILE USER

      # registry-no-credentials
      basic authentication challenge for realm *: invalid authorization credential
      : A request without credentials, which clients send first. Nothing is wrong if the next one is accepted.

      # registry-file-is-folder
      error checking authorization: read *: is a directory
      error authorizing context: read *: is a directory
      : auth.htpasswd.path names a folder: docker makes one if the file of -v does not exist. An empty folder is removed by rmdir;
      : then make the file, and start the container again.
      $ to make the file: chroma-htpasswd create FILE USER
      """)
}
