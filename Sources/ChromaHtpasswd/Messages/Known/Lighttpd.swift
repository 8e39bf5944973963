extension MessageSource {
  /// lighttpd 1.4.69 printed them.
  static let lighttpd = MessageSource(
    speaker: "lighttpd",
    text: """
      # lighttpd-refused
      password doesn't match for * username:
      : The password is wrong, the user is not in the file, or lighttpd cannot read or use it: it says the same for all of these.
      $ to see which it is: chroma-htpasswd verify --for lighttpd FILE USER

      # lighttpd-file-missing
      fdevent_load_file() *: No such file or directory
      : auth.backend.htpasswd.userfile names a file that is not there, and nobody can log in.
      $ to make it: chroma-htpasswd create --group www-data FILE USER

      # lighttpd-file-is-folder
      fdevent_load_file() *: Is a directory
      : auth.backend.htpasswd.userfile names a folder: docker makes one if the file of -v does not exist.
      $ to make the file: chroma-htpasswd create --group www-data FILE USER

      # lighttpd-no-colon
      parsed error in * expected 'username:password'
      : A line of the file has no colon. Other users can log in.
      $ to see the line: chroma-htpasswd lint --for lighttpd FILE
      > missing-colon

      # lighttpd-no-realm
      the realm field is missing in: auth.require
      the method field is missing in: auth.require
      : auth.require needs method, realm and require: ("method" => "basic", "realm" => "Chroma", "require" => "valid-user").
      """)
}
