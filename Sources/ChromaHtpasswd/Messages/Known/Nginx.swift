extension MessageSource {
  /// nginx 1.22.1 with glibc and 1.31.3 with musl printed them; `crypt_r() failed` is of systems without bcrypt.
  static let nginx = MessageSource(
    speaker: "nginx",
    text: """
      # nginx-user-not-found
      user "*" was not found in "
      was not found in "*", client:
      : No line of that file begins with this name and a colon. The name may have a quote, a blank or a byte order mark at
      : its beginning, the file may be empty, UTF-16 or another one, or the line has no colon.
      $ to see the names: chroma-htpasswd list FILE
      $ to see what is wrong with them: chroma-htpasswd lint --for nginx FILE

      # nginx-password-mismatch
      user "*": password mismatch
      : The password is wrong, or nginx cannot use the hash: it says the same for both. nginx with musl (nginx:alpine) has no
      : yescrypt ($y$), plain text never matches, and a $ may have been eaten on the way by a shell or by compose.
      $ to see which it is: chroma-htpasswd verify --for nginx FILE USER

      # nginx-crypt
      crypt_r() failed (22: Invalid argument)
      crypt_r() failed
      crypt() failed
      : nginx leaves hashes to the crypt() of its system, and that of old systems (glibc without libxcrypt: Debian 10 and
      : older, CentOS 7, Amazon Linux 2) has no bcrypt. A hash that is damaged, or a placeholder, gives the same message there.
      : Each login is answered with 500. Use an image of today, or a format
      : which that system has.
      $ to see whether the file is right for nginx of today: chroma-htpasswd lint --for nginx FILE

      # nginx-file-missing
      open() "*" failed (2: No such file or directory)
      : If this is the file of auth_basic_user_file, each login is answered with 403. A relative path begins at nginx's own
      : folder, such as /etc/nginx, and in a container the file has to be mounted.
      $ to make it: chroma-htpasswd create --group www-data FILE USER

      # nginx-file-unreadable
      open() "*" failed (13: Permission denied)
      : nginx's workers run as another user, and cannot read the file of auth_basic_user_file or enter its folder. Each login is
      : answered with 500.
      $ to let them: chgrp www-data FILE && chmod 640 FILE

      # nginx-file-is-folder
      pread() "*" failed (21: Is a directory)
      read() "*" failed (21: Is a directory)
      : auth_basic_user_file names a folder: docker makes one if the file of -v does not exist. An empty folder is removed by
      : rmdir; then make the file, and start the container again.
      $ to make the file: chroma-htpasswd create --group www-data FILE USER

      # nginx-no-upstream
      connect() failed (111: Connection refused) while connecting to upstream
      502 Bad Gateway
      : nginx runs, and Chroma after it does not answer at the address of proxy_pass: it ended, still starts, or listens
      : elsewhere. In a container 127.0.0.1 is the container itself.
      $ to ask Chroma itself: chroma-htpasswd check --wait 60 URL

      # nginx-slow-upstream
      upstream timed out (110: Connection timed out)
      upstream prematurely closed connection
      no live upstreams while connecting to upstream
      504 Gateway Time-out
      : Chroma did not answer in time, or ended while it did: its own log says why. nginx waits 60 s unless proxy_read_timeout
      : says more, and large queries take longer.
      $ to print a whole configuration: chroma-htpasswd config nginx FILE

      # nginx-not-found
      is not found (2: No such file or directory)
      : nginx looked for a file on its disk: the location that this request got to has no proxy_pass.
      $ to print a whole configuration: chroma-htpasswd config nginx FILE

      # nginx-address-in-use
      bind() to * failed (98: Address already in use)
      bind() to * failed (13: Permission denied)
      : Another program, perhaps another nginx or Chroma itself, listens on this port; or only root may, for ports below 1024.
      : Chroma and nginx need ports of their own.
      $ to print a configuration for another port: chroma-htpasswd config nginx --listen 127.0.0.1:8081 FILE

      # nginx-host-not-found
      host not found in upstream "
      : nginx does not know the name in proxy_pass, and will not start. In compose both services have to be in one network, and
      : depends_on makes nginx wait for Chroma.

      # nginx-body-too-large
      client intended to send too large body
      413 Request Entity Too Large
      : nginx takes 1 MB by default, and Chroma's uploads are larger: client_max_body_size 0.
      $ to print a whole configuration: chroma-htpasswd config nginx FILE

      # nginx-no-certificate
      no "ssl_certificate" is defined for the "listen
      cannot load certificate "
      : The lines for TLS are incomplete: ssl_certificate and ssl_certificate_key name the certificate and its key.

      # nginx-unknown-directive
      unknown directive "
      : The configuration has a word that nginx does not know: misspelt (auth_basic_user_file has two underscores after basic),
      : or of a module that is not loaded.
      $ to print a whole configuration: chroma-htpasswd config nginx FILE

      # nginx-401
      401 Authorization Required
      : nginx, or another front, asks for credentials and got none, or wrong ones.
      $ to ask the server: chroma-htpasswd check URL USER
      """)
}
