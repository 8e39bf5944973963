/// A shell that completes command lines. Its script asks the program, so that it knows the commands of the program that
/// is there, and the users of the file on the line. The words go through a pipe: one of them may be a password.
enum Shell: String, CaseIterable {
  case bash, zsh, fish

  var script: StaticString {
    switch self {
    case .bash:
      #"""
      _chroma_htpasswd() {
        local line
        COMPREPLY=()
        while IFS= read -r line; do
          if [[ $line == :files ]]; then
            compopt -o default 2>/dev/null
          else
            COMPREPLY+=("$line")
          fi
        done < <(
          printf '%s\0' "${COMP_WORDS[@]:1:COMP_CWORD}" | chroma-htpasswd completions --words bash 2>/dev/null
        )
        [[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace 2>/dev/null
      }
      complete -F _chroma_htpasswd chroma-htpasswd

      """#
    case .zsh:
      #"""
      #compdef chroma-htpasswd
      _chroma-htpasswd() {
        local line
        local -a candidates shown
        for line in ${(f)"$(printf '%s\0' "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" |
          chroma-htpasswd completions --words zsh 2>/dev/null)"}; do
          if [[ $line == :files ]]; then
            compset -P '--*='
            _files
          else
            candidates+=("${line%%$'\t'*}")
            shown+=("${line/$'\t'/  -- }")
          fi
        done
        (( $#candidates )) && compadd -l -d shown -a candidates
      }
      if [[ ${funcstack[1]-} == _chroma-htpasswd ]]; then
        _chroma-htpasswd "$@"
      else
        compdef _chroma-htpasswd chroma-htpasswd
      fi

      """#
    case .fish:
      #"""
      function __chroma_htpasswd
        set -l words (commandline -opc)
        set -e words[1]
        set -l last (commandline -ct)
        printf '%s\0' $words "$last" | chroma-htpasswd completions --words fish 2>/dev/null | while read -l line
          if test "$line" = :files
            set -l option (string match -r '^--[^=]*=' -- $last)
            printf "$option%s\n" (__fish_complete_path (string replace -- "$option" '' $last))
          else
            printf '%s\n' $line
          end
        end
      end
      complete -c chroma-htpasswd -f -a '(__chroma_htpasswd)'

      """#
    }
  }
}
