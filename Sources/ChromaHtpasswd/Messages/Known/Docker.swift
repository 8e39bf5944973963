extension MessageSource {
  /// docker's client without an engine printed the first; the others are in issues of docker/for-win, moby/moby and
  /// docker/compose.
  static let docker = MessageSource(
    speaker: "docker",
    text: """
      # docker-no-engine
      Cannot connect to the Docker daemon at
      : docker's engine does not run, or this user may not talk to it.

      # docker-no-htpasswd
      exec: "htpasswd": executable file not found in $PATH
      : The image has no htpasswd: the registry's has had none for years. If its output was redirected into a file, that file is
      : empty now. chroma-htpasswd makes the file itself.
      $ to make it: chroma-htpasswd create FILE USER
      $ to print an entry: chroma-htpasswd -Bn USER

      # docker-mount-folder
      Are you trying to mount a directory onto a file
      : One side of -v or volumes is a file and the other a folder. If the file on the host did not exist, docker made an empty
      : folder of its name: rmdir removes it; then make the file, and start the container again.
      $ to make the file: chroma-htpasswd create FILE USER

      # docker-mount-missing
      bind source path does not exist
      : The file to mount is not there, and this way of mounting does not make a folder in its place.
      $ to make the file: chroma-htpasswd create FILE USER
      """)
}
