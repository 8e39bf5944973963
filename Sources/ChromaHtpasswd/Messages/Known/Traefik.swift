extension MessageSource {
  /// Traefik 3.7.15 printed them.
  static let traefik = MessageSource(
    speaker: "Traefik",
    text: """
      # traefik-bad-line
      error parsing BasicUser
      : A line of usersFile, or an entry of users, is not user:hash. Traefik drops the middleware, and its router answers 404. The
      : message shows the whole line, hash included, so the log is now as secret as the file. In compose, a $ has to be $$.
      $ to find the line: chroma-htpasswd lint --for traefik FILE

      # traefik-no-users
      no users found in
      : The usersFile has no users: it is empty, or has nothing but comments. Traefik drops the middleware, and its router answers
      : 404.
      $ to add one: chroma-htpasswd add FILE USER
      > no-users

      # traefik-file-missing
      error="open *: no such file or directory" entryPointName=* routerName
      "routerName":"*","error":"open *: no such file or directory
      : usersFile names a file that Traefik does not see; in a container it has to be mounted. Traefik drops the middleware, and
      : its router answers 404.
      $ to make it: chroma-htpasswd create FILE USER

      # traefik-file-unreadable
      error="open *: permission denied" entryPointName=* routerName
      "routerName":"*","error":"open *: permission denied
      : The user that Traefik runs as cannot read usersFile. Traefik drops the middleware, and its router answers 404.
      $ to let a group read it: chgrp GROUP FILE && chmod 640 FILE

      # traefik-file-is-folder
      error="read *: is a directory" entryPointName=* routerName
      "routerName":"*","error":"read *: is a directory
      : usersFile names a folder: docker makes one if the file of -v does not exist. An empty folder is removed by rmdir; then
      : make the file, and start the container again.
      $ to make the file: chroma-htpasswd create FILE USER

      # traefik-no-middleware
      middleware * does not exist
      : A router names a middleware that no provider defines. From a file its name is NAME@file, from labels NAME@docker; one that
      : was dropped because of an error does not exist either.

      # traefik-field
      field not found, node:
      : The dynamic configuration has a key that Traefik does not know: misspelt (usersFile, removeHeader), or at the wrong depth.
      """)
}
