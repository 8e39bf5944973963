/// Command lines that make the program say everything that it can say.
enum Scenes {
  struct Scene {
    let title: String
    /// In bash, in one folder. Behind `# typed:` stands what somebody types at each prompt of a terminal.
    let lines: [String]
  }

  /// Files that each scene begins with. The password of alice is `alice-pw`.
  static let preparation = #"""
    umask 077
    hash='$2y$04$cccccccccccccccccccccO.RFXLYPtt71wGcIqugYLMJiIaxifz0q'
    printf 'alice:%s\nbob:%s\n' "$hash" "$hash" >file
    printf 'alice:%s\nbob:%s\nalice:%s\n' "$hash" "$hash" "$hash" >twice
    printf 'alice:$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/\n' >apr1
    printf 'alice:%s\n' "${hash/04/31}" >slow
    printf 'alice:%s\n' "${hash/04/12}" >cost12
    printf 'alice:%s\n# users\n' "$hash" >comment
    printf '\357\273\277alice:%s\n' "$hash" >bom
    printf 'alice:%s\n' "$hash" | iconv -t UTF-16LE >utf16
    printf '\377\376' | cat - utf16 >utf16bom
    printf 'alice:%s\0\n' "$hash" >nul
    printf 'alice:%s\rbob:x\n' "$hash" >cr
    printf ':\n' >colon
    printf 'alice:%s:x\n' "$hash" >third
    printf ':%s\n' "$hash" >nameless
    printf 'x\nalice:%s\n' "$hash" >bare
    printf 'alice:{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=\n' >sha
    printf 'alice:%s\n' '$1$abcdefgh$irWbblnpmw.5z7wgBnprh0' >md5
    printf 'pw' >pw
    mkdir folder
    printf 'tok3n-tok3n-tok3n-tok3n-tok3n-tok3n' >server.token
    """#

  static let all: [Scene] = [
    Scene(
      title: "What is typed wrong",
      lines: [
        "chroma-htpasswd vrify file alice", "chroma-htpasswd frobnicate", "chroma-htpasswd --versoin",
        "chroma-htpasswd lint --for ngnix file", "chroma-htpasswd lint --for x file",
        "chroma-htpasswd explain comment-lines", "chroma-htpasswd explain nonsense",
        "chroma-htpasswd lint --fromat json file", "chroma-htpasswd list --zzz file",
        "chroma-htpasswd list -z file",
        "chroma-htpasswd add file", "chroma-htpasswd add file alice pw", "chroma-htpasswd add -b file alice",
        "chroma-htpasswd add file alice -x", "chroma-htpasswd add --force=1 file alice",
        "chroma-htpasswd create --force=1 file alice", "chroma-htpasswd add --cost",
        "chroma-htpasswd add -C 3 file alice", "chroma-htpasswd create --mode 888 new alice",
        "chroma-htpasswd add --new-only --update-only file alice",
        "chroma-htpasswd add -i --generate file alice",
        "chroma-htpasswd add --generate=5 file alice", "chroma-htpasswd lint --min-cost 12 --max-cost 5 file",
        "chroma-htpasswd calibrate --target soon",
        "chroma-htpasswd calibrate --target 0.1ms",
        "chroma-htpasswd --version x", "chroma-htpasswd help lint x",
        "chroma-htpasswd add --generate= file alice",
        "chroma-htpasswd create f4 al --generate 20", "chroma-htpasswd verify --batch file alice",
        "chroma-htpasswd VERIFY file alice", "chroma-htpasswd lint --fail-on warn file",
        "chroma-htpasswd completions tcsh", "chroma-htpasswd config nix",
        "chroma-htpasswd verify --batch -b file",
      ]),
    Scene(
      title: "create and add",
      lines: [
        "chroma-htpasswd create -b -C4 new alice pw", "chroma-htpasswd create -b -C4 new alice pw",
        "chroma-htpasswd create --force -b -C4 new bob pw",
        "chroma-htpasswd create --dry-run -b newer alice pw",
        "chroma-htpasswd add -b -C4 new carol pw", "chroma-htpasswd add -b -C4 new carol other",
        "chroma-htpasswd add --dry-run -b -C4 new dave pw",
        "chroma-htpasswd add --dry-run -b -C4 new carol pw",
        "chroma-htpasswd add --if-changed -b -C4 new carol other",
        "chroma-htpasswd add --new-only -b new carol pw",
        "chroma-htpasswd add --update-only -b new erin pw", "chroma-htpasswd add -b -C4 twice alice pw",
        "chroma-htpasswd add -b missing alice pw", "chroma-htpasswd add --create -b -C4 made alice pw",
        "chroma-htpasswd add --in-place -b -C4 file alice pw",
        "ln file link; chroma-htpasswd add -b -C4 file bob pw",
        "chroma-htpasswd add -b folder alice pw", "mkfifo pipe; chroma-htpasswd add -b -C4 pipe alice pw",
        "chroma-htpasswd add -b -C4 bom carol pw", "chroma-htpasswd add -b -C4 utf16bom carol pw",
        "chroma-htpasswd add -b -C4 nul carol pw", "chroma-htpasswd add -b -C4 cr carol pw",
        "chroma-htpasswd add -b slow alice pw",
        "exec 9<file; flock 9; chroma-htpasswd add --lock-timeout 0 -b -C4 file carol pw",
        "chroma-htpasswd create --generate -C4 generated alice",
        "chroma-htpasswd create --generate -C4 never alice >/dev/full",
      ]),
    Scene(
      title: "Files that are written in place, or cannot be written",
      lines: [
        "touch target; $NAMESPACE bash -c 'mount --bind file target; chroma-htpasswd add -b -C4 target carol pw'",
        "$NAMESPACE bash -c 'mount --bind file target; mount -o remount,ro,bind target; chroma-htpasswd add -b target x pw'",
        "$NAMESPACE bash -c 'mount --bind file target; mount -o remount,ro,bind target; chroma-htpasswd add --in-place -b target x pw'",
        "head -c 67109000 /dev/zero | tr '\\0' a >huge; chroma-htpasswd add -b huge x pw; rm huge",
        "(stat -c 'chroma-htpasswd recovery 1 %i 0 %s %s' file; cat file) >.file.chroma-htpasswd-recovery; "
          + "chroma-htpasswd add -b -C4 file dave pw",
      ]),
    Scene(
      title: "User names",
      lines: [
        "chroma-htpasswd add -b file '' pw", "chroma-htpasswd add -b file a:b pw",
        "chroma-htpasswd add -b file '#a' pw", "chroma-htpasswd add -b file ' a' pw",
        "chroma-htpasswd add -b file $'a\\tb' pw", "chroma-htpasswd add -b file $'a\\xff' pw",
        "chroma-htpasswd add -b file $'\\xef\\xbb\\xbfa' pw",
        "chroma-htpasswd add -b file $(printf %0300d 0) pw",
      ]),
    Scene(
      title: "Passwords",
      lines: [
        "chroma-htpasswd add file alice", "chroma-htpasswd verify file alice",
        "chroma-htpasswd add -C4 file alice  # typed: one then two",
        "chroma-htpasswd add -C4 file alice  # typed: pw then pw",
        "chroma-htpasswd add file alice  # typed: ^D", "chroma-htpasswd verify file alice  # typed: alice-pw",
        "chroma-htpasswd header --token  # typed: tok3n", "chroma-htpasswd add -b file alice ''",
        "chroma-htpasswd add -b file alice $(printf %073d 0)", "chroma-htpasswd add -b file alice $'a\\nb'",
        "printf 'a\\0b' | chroma-htpasswd add -i file alice",
        "chroma-htpasswd add -b -C4 file alice $'\\xff'",
        "chroma-htpasswd add --password-env NONE file alice",
        "chroma-htpasswd add --password-file none file alice",
        "chroma-htpasswd add --password-fd 99 file alice", "chroma-htpasswd add -i file alice <&-",
        "chroma-htpasswd add --password-file pw -C4 file carol", "chroma-htpasswd hash -b -C4 alice pw",
        "chroma-htpasswd hash -b -C4 --escape compose alice pw",
        "chroma-htpasswd hash -b -C4 alice pw >/dev/full",
      ]),
    Scene(
      title: "import",
      lines: [
        "printf 'carol:pw\\n' | chroma-htpasswd import -C4 file",
        "printf 'carol:pw\\ndave:pw\\n' | chroma-htpasswd import -C4 file",
        "printf 'carol:pw\\n' | chroma-htpasswd import -C4 file",
        "printf 'carol:pw\\ndave:pw\\n' | chroma-htpasswd import -C4 file",
        "printf 'erin:pw\\n' | chroma-htpasswd import --dry-run -C4 file",
        "printf 'carol\\n:x\\nerin:\\nerin:a\\n' | chroma-htpasswd import file",
        "printf 'erin:a\\nerin:b\\n' | chroma-htpasswd import file",
        "printf 'carol:pw\\n' | chroma-htpasswd import --new-only -C4 file",
        "printf 'a:b\\n' | chroma-htpasswd import --generate file",
        "printf 'frank\\ngrace\\n' | chroma-htpasswd import --generate -C4 file",
        "printf 'alice:pw\\n' | chroma-htpasswd import -C4 twice",
        "printf 'u:\\xff\\n' | chroma-htpasswd import -C4 file",
        "chroma-htpasswd import file", "printf 'a:b\\n' | chroma-htpasswd import missing",
        "printf 'a:b\\n' | chroma-htpasswd import --create -C4 made",
        "chroma-htpasswd import --from none file",
        "printf 'alice:pw\\n' | chroma-htpasswd import slow", "chroma-htpasswd import --from file file",
        "chroma-htpasswd import file </dev/tty  # typed: ^D",
      ]),
    Scene(
      title: "rename, delete, list",
      lines: [
        "chroma-htpasswd rename file bob robert", "chroma-htpasswd rename --dry-run file robert bob",
        "chroma-htpasswd rename file nobody x", "chroma-htpasswd rename file alice robert",
        "chroma-htpasswd delete --dry-run file alice", "chroma-htpasswd delete file alice nobody",
        "chroma-htpasswd delete file alice robert", "chroma-htpasswd list twice", "chroma-htpasswd list apr1",
        "chroma-htpasswd list missing", "chroma-htpasswd list folder", "chroma-htpasswd list apr1 >/dev/full",
        "chroma-htpasswd list --for nginx twice",
      ]),
    Scene(
      title: "verify",
      lines: [
        "chroma-htpasswd verify -b file alice alice-pw", "chroma-htpasswd verify -b file alice wrong",
        "chroma-htpasswd verify -b file nobody pw", "chroma-htpasswd verify -b apr1 alice pw",
        "chroma-htpasswd verify -b slow alice pw", "chroma-htpasswd verify -b --for nginx sha alice pw",
        "chroma-htpasswd verify -b twice alice pw", "chroma-htpasswd verify -b comment alice pw",
        "chroma-htpasswd verify -b utf16bom alice pw", "chroma-htpasswd verify -b third alice pw",
        "chroma-htpasswd verify -b nameless alice pw", "chroma-htpasswd verify -b colon alice pw",
        "chroma-htpasswd verify -b --for chroma-0.4 bare alice pw",
        "chroma-htpasswd verify -b --for registry bare alice pw",
        "chroma-htpasswd verify -b --for envoy file alice pw",
        "chroma-htpasswd verify -b --for envoy bare alice pw",
        "chroma-htpasswd verify -b --for envoy nameless alice pw",
        "(cat sha; cat sha) >shas; chroma-htpasswd verify -b --for envoy shas alice pw",
        "chroma-htpasswd verify -b --for traefik bare alice pw",
        "chroma-htpasswd verify -b file alice $(printf %073d 0)",
        "chroma-htpasswd verify -b file alice $'\\xff'",
        "chroma-htpasswd verify -b --for chroma-0.4 file alice a:b",
        "printf 'a\\0b' | chroma-htpasswd verify -i file alice",
        "printf 'alice:alice-pw\\nbob:wrong\\n' | chroma-htpasswd verify --batch file",
        "printf 'alice:alice-pw\\n' | chroma-htpasswd verify --batch comment",
        "printf 'alice\\n' | chroma-htpasswd verify --batch file",
        "chroma-htpasswd verify -b missing alice pw",
        "chroma-htpasswd verify -b bom alice alice-pw", "chroma-htpasswd verify -b file Alice alice-pw",
        "chroma-htpasswd verify -b --for nginx twice alice wrong",
        "chroma-htpasswd verify -b --for nginx file alice alice-pw",
        "chroma-htpasswd verify -b --for chroma-0.4 file bob alice-pw",
        ": >nothing; chroma-htpasswd verify -b --for registry nothing alice alice-pw",
        "chroma-htpasswd verify -b --for traefik nothing alice alice-pw",
        "printf '\\n' >blank; chroma-htpasswd verify -b --for traefik blank alice alice-pw",
        "printf 'alice:{SHA}x\\n' >short; chroma-htpasswd verify -b --for envoy short alice alice-pw",
        "printf 'alice: $apr1$Kz7.pQ1a$GpfVgfOc9Yx.pUyjCx3pH0\\n' >spaced; chroma-htpasswd verify -b spaced alice x",
        "chroma-htpasswd list spaced",
        "printf 'alice:bfff8d08f96cce0969e75eb4502cbfe9\\n' >sum; chroma-htpasswd verify -b sum alice x",
        "head -c 70000 /dev/zero | tr '\\0' a | sed 's/$/:x/' >wide; chroma-htpasswd verify -b --for registry wide a x",
      ]),
    Scene(
      title: "lint and explain",
      lines: [
        "chroma-htpasswd lint --min-cost 4 file", "chroma-htpasswd lint missing",
        "chroma-htpasswd lint folder",
        "chroma-htpasswd lint --min-cost 4 --ignore shared-hash --for nginx twice",
        "chroma-htpasswd lint --min-cost 4 --ignore shared-hash --for registry twice",
        "(echo; cat file) >blank; chroma-htpasswd lint --min-cost 4 --ignore shared-hash --for chroma-0.4 blank",
        "(head -c 2000 /dev/zero | tr '\\0' a; echo ':x') >long; chroma-htpasswd lint long",
        "chroma-htpasswd lint --min-cost 4 cr",
        "sed 's/$/\\r/' file >crlf; chroma-htpasswd lint --for envoy crlf",
        "printf '# note: x\\n' >note; chroma-htpasswd lint note",
        "(cat file; cat bom) >second; chroma-htpasswd lint --min-cost 4 --ignore shared-hash second",
        "sed 's/^/ /' file >space; chroma-htpasswd lint --min-cost 4 --ignore shared-hash --for nginx space",
        "(echo bob:x; cat utf16) >appended; chroma-htpasswd lint appended",
        "chroma-htpasswd lint --for nginx appended",
        "(cat bom; sed 's/04/05/' file) >marked; chroma-htpasswd lint --min-cost 4 marked",
        "printf 'alice: x' >open; chroma-htpasswd lint --diff --fix open",
        "printf 'alice:%s\\n' '$2y$04$cccccc' >cut; chroma-htpasswd verify -b cut alice x",
        "chroma-htpasswd lint --fix - <file",
        "chroma-htpasswd lint --fix --min-cost 4 --ignore shared-hash bom",
        "printf 'alice: x\\n' >fixed; chroma-htpasswd lint --fix --for traefik --for envoy fixed",
        "chroma-htpasswd lint --diff --unsafe-fixes comment",
        "chroma-htpasswd lint --for nginx --for chroma apr1",
        "chroma-htpasswd lint -q --fail-on warning cost12 file",
        "(head -1 file | tr -d '\\n'; tail -1 file) >fused; chroma-htpasswd lint --min-cost 4 fused",
        "chmod 644 file; chroma-htpasswd lint --min-cost 4 --ignore shared-hash --for nginx file; chmod 600 file",
        "(cat file; seq -f 'u%.0f:x' 1 9) >locked; chroma-htpasswd lint --min-cost 4 locked",
        "(sed 's/^alice/\"alice\"/;2d' file; cat file) >both; chroma-htpasswd lint --min-cost 4 both",
        "chroma-htpasswd lint --format json --min-cost 4 --only comment-line comment",
        "chroma-htpasswd explain 'Unique usernames'", "chroma-htpasswd explain 'usernames must be unique'",
        "chroma-htpasswd explain FileNotFoundError", "chroma-htpasswd explain 'alice:secret'",
      ]),
    Scene(
      title: "token and header",
      lines: [
        "chroma-htpasswd token", "chroma-htpasswd token -o new.token", "chroma-htpasswd token -o new.token",
        "chroma-htpasswd token --force -o new.token", "chroma-htpasswd token --dry-run -o newer.token",
        "chroma-htpasswd token --force --dry-run -o new.token", "chroma-htpasswd token --length 5",
        "chroma-htpasswd token --force", "printf '' >empty; chroma-htpasswd lint --for chroma-token empty",
        "printf 'users:\\n- id: a\\n' >none; chroma-htpasswd lint --for chroma-token none",
        "echo >line; chroma-htpasswd lint --for chroma-token line",
        "printf 'users:\\n- id: a\\n  tokens: []\\n' >nobody; chroma-htpasswd lint --for chroma-token nobody",
        "printf 'users:\\n- id: a\\n  tokens: [a b]\\n' >illegal; chroma-htpasswd config env --auth token illegal",
        "printf 'a b' >spaced; chroma-htpasswd lint --for chroma-token spaced",
        "printf 'a\\nb\\n' >two; chroma-htpasswd lint --for chroma-token two",
        "printf 'users:\\n- id: a\\n  tokens: |\\n   x\\n' >odd; chroma-htpasswd lint --for chroma-token odd",
        "chroma-htpasswd header -b alice alice-pw", "chroma-htpasswd header --curl -b alice alice-pw",
        "chroma-htpasswd header -b a:b pw", "chroma-htpasswd header -b alice $'\\xff'",
        "chroma-htpasswd header --token --password-file server.token",
        "printf 'a b' | chroma-htpasswd header --token -i", "chroma-htpasswd header --token -i",
        "chroma-htpasswd header --token-header X-Chroma-Token -b alice pw",
      ]),
    Scene(
      title: "config",
      lines: [
        "chroma-htpasswd config env file", "chroma-htpasswd config env missing",
        "chroma-htpasswd config env comment",
        "chroma-htpasswd config env apr1", "chroma-htpasswd config env --auth token missing.token",
        "printf 'a b' >bad.token; chroma-htpasswd config env --auth token bad.token",
        "printf 'users:\\n- id: a\\n' >list.token; chroma-htpasswd config env --auth token list.token",
        "printf 'a\\nb\\n' >two.token; chroma-htpasswd config env --auth token two.token",
        "printf 'users: [{id: a, tokens: [abcdefghijklmnopqrstuvwxyz]}]\\n&x\\n' >odd.token; chroma-htpasswd config nginx --auth token odd.token",
        "printf 'users:\\n- id: a\\n  tokens: [abcdefghijklmnopqrst]\\n' >l.token; chroma-htpasswd config env --for chroma-0.4 --auth token l.token",
        "chroma-htpasswd config env --for chroma-1 file",
        "chroma-htpasswd config compose --for chroma-1 file",
        "chroma-htpasswd config nginx --for chroma file", "chroma-htpasswd config env --proxy nginx file",
        "chroma-htpasswd config env --token-header Authorization file",
        "chroma-htpasswd config env --upstream a:1 file",
        "chroma-htpasswd config env --listen 127.0.0.1:1 file",
        "chroma-htpasswd config docker --listen nowhere file",
        "chmod 755 .; chmod 644 file; chroma-htpasswd config nginx file | tail -1",
        "chroma-htpasswd config nginx --listen 127.0.0.1:8000 file",
        "chroma-htpasswd config nginx --auth token server.token >nginx.conf",
        "head -c 2000 /dev/zero | tr '\\0' - >long.token; chroma-htpasswd config nginx --auth token long.token",
        "printf 'users:\\n- id: a\\n  tokens: |\\n   x\\n' >block; chroma-htpasswd config nginx --auth token block",
        "mkdir $'a\\nb'; cd $'a\\nb'; chroma-htpasswd config env ../file; rmdir $'../a\\nb'",
        "cp file $'a\\tb'; chroma-htpasswd config env $'a\\tb'",
      ]),
    Scene(
      title: "config check",
      lines: [
        "env -i PATH=\"$PATH\" chroma-htpasswd config check",
        "printf 'X=\\377\\n' >folder/.env; chroma-htpasswd config check folder/.env",
        "chroma-htpasswd config check --for chroma-1 /dev/null",
        "printf 'CHROMA_SERVER_AUTH_PROVIDER=chromadb.auth.basic.BasicAuthServerProvider\\nCHROMA_SERVER_AUTH_CREDENTIALS_PROVIDER=x\\n' >x4; chroma-htpasswd config check --for chroma-0.4 x4",
        "(sed 's/=x$/=chromadb.auth.token.TokenConfigServerAuthCredentialsProvider/' x4; echo CHROMA_SERVER_AUTH_CREDENTIALS=x) >m4; chroma-htpasswd config check --for chroma-0.4 m4",
        "printf 'CHROMA_SERVER_AUTH_PROVIDER=chromadb.auth.token.TokenAuthServerProvider\\nCHROMA_SERVER_AUTH_CREDENTIALS_PROVIDER=chromadb.auth.token.UserTokenConfigServerAuthCredentialsProvider\\nCHROMA_SERVER_AUTH_CREDENTIALS_FILE=x\\nCHROMA_SERVER_AUTH_TOKEN_TRANSPORT_HEADER=X\\n' >u4; chroma-htpasswd config check --for chroma-0.4 u4",
        "chroma-htpasswd config check missing.env",
        "printf 'CHROMA_SERVER_AUTHN_PROVIDER=chromadb.auth.basic_authn.BasicAuthenticationServerProvider\\nCHROMA_SERVER_AUTHN_CREDENTIALS_FILE=file\\n' >good; chroma-htpasswd config check good",
        "grep -v FILE good >half; chroma-htpasswd config check half",
        "sed 's/=file/=apr1/' good >weak; chroma-htpasswd config check weak",
        "sed 's/=file/=comment/' good >stops; chroma-htpasswd config check stops",
        "sed 's/=file/=missing/' good >none; chroma-htpasswd config check none",
        "sed 's/=file/=\"file\"/' good >quoted; chroma-htpasswd config check quoted",
        "sed 's/=file/= file/' good >spaced; chroma-htpasswd config check spaced",
        "sed 's/$/\\r/' good >crlf; chroma-htpasswd config check crlf",
        "(sed 's/^alice/\"alice\"/;2d' file; cat file) >both; chroma-htpasswd lint --min-cost 4 both",
        "sed 's/Basic/Bsic/' good >odd; chroma-htpasswd config check odd",
        "(cat good; echo nonsense) >line; chroma-htpasswd config check line",
        "echo CHROMA_SERVER_AUTH_PROVIDER=chromadb.auth.basic.BasicAuthServerProvider >old; chroma-htpasswd config check old",
        "(cat good; echo CHROMA_SERVER_AUTHN_CREDENTIALS_FIEL=x) >slip; chroma-htpasswd config check slip",
        "chroma-htpasswd config check --for chroma-1 good",
        "chroma-htpasswd config check --for chroma-0.4 good",
        "chroma-htpasswd config check --for chroma-0.4 old", "chroma-htpasswd config check --listen a:1 good",
        "echo CHROMA_SERVER_AUTH_PROVIDER=x >old4; chroma-htpasswd config check --for chroma-0.4 old4",
        "printf 'CHROMA_SERVER_AUTHN_PROVIDER=chromadb.auth.token_authn.TokenAuthenticationServerProvider\\nCHROMA_SERVER_AUTHN_CREDENTIALS=tok3n-tok3n-tok3n-tok3n\\nCHROMA_AUTH_TOKEN_TRANSPORT_HEADER=X\\n' >tok; chroma-htpasswd config check tok",
        "printf 'CHROMA_SERVER_AUTH_PROVIDER=chromadb.auth.token.TokenAuthServerProvider\\nCHROMA_SERVER_AUTH_CREDENTIALS_PROVIDER=chromadb.auth.token.TokenConfigServerAuthCredentialsProvider\\nCHROMA_SERVER_AUTH_TOKEN_TRANSPORT_HEADER=X\\n' >tok4; chroma-htpasswd config check --for chroma-0.4 tok4",
      ]),
    Scene(
      title: "check",
      lines: [
        "chroma-htpasswd check localhost:8000", "chroma-htpasswd check http://a:b@localhost",
        "chroma-htpasswd check 'http://local host'", "chroma-htpasswd check --timeout 1 http://127.0.0.1:1",
        "PATH=${PATH%%:*} chroma-htpasswd check http://127.0.0.1:1",
        "chroma-htpasswd check -i http://127.0.0.1:1",
        "chroma-htpasswd check http://nobody.invalid", "chroma-htpasswd check $PROTECTED",
        "chroma-htpasswd check -b $PROTECTED alice alice-pw",
        "chroma-htpasswd check -b $PROTECTED alice wrong",
        "chroma-htpasswd check --token --password-file pw $PROTECTED",
        "chroma-htpasswd check -b $OPEN alice alice-pw",
        "chroma-htpasswd check $NEWEST", "chroma-htpasswd check -b $BEHIND_NGINX alice alice-pw",
        "chroma-htpasswd check -b $BEHIND_NGINX alice wrong",
        "chroma-htpasswd check --token --password-file pw $BEHIND_NGINX",
        "chroma-htpasswd check $PROTECTED/docs",
      ]),
    Scene(
      title: "htpasswd's own command line",
      lines: [
        "chroma-htpasswd -bBC4 file carol pw", "chroma-htpasswd -bBC4 file alice pw",
        "chroma-htpasswd -vb file alice pw",
        "chroma-htpasswd -vb file alice wrong", "chroma-htpasswd -vb file nobody pw",
        "chroma-htpasswd -D file bob",
        "chroma-htpasswd -D file nobody", "chroma-htpasswd -b missing alice pw",
        "chroma-htpasswd -cb folder/none/x alice pw",
        "chroma-htpasswd -vb colon '' pw", "chroma-htpasswd -vb bare alice pw",
        "chroma-htpasswd -vb sha alice pw",
        "chroma-htpasswd -bm file alice pw", "chroma-htpasswd -bd file alice pw",
        "chroma-htpasswd -bs file alice pw",
        "chroma-htpasswd -bp file alice pw", "chroma-htpasswd -b2 file alice pw",
        "chroma-htpasswd -b5 file alice pw",
        "chroma-htpasswd -cn file alice", "chroma-htpasswd -b -z file alice pw",
        "chroma-htpasswd -b -C x file alice pw",
        "chroma-htpasswd -b -C 18 file alice pw", "chroma-htpasswd -bC", "chroma-htpasswd -b file a:b pw",
        "chroma-htpasswd -b file $(printf %0300d 0) pw", "chroma-htpasswd -b file alice $(printf %0300d 0)",
        "chroma-htpasswd -b file alice $(printf %0100d 0)",
        "printf %0300d 0 | chroma-htpasswd -i file alice", "chroma-htpasswd -n alice",
        "chroma-htpasswd -nbBC4 alice pw",
        "chroma-htpasswd -nbBC4 alice pw >/dev/full", "chroma-htpasswd -i file alice <&-",
        "chroma-htpasswd -b bom alice pw",
        "chroma-htpasswd -C4 file alice  # typed: one then two", "chroma-htpasswd -v file alice  # typed: pw",
        "chroma-htpasswd -b",
      ]),
  ]

  /// Sources whose literals are help, or are printed for other programs.
  static let noMessages: Set<String> = [
    "Command.swift", "Option.swift", "Help.swift", "Shell.swift", "KubernetesManifest.swift",
    "ComposeFile.swift",
    "NginxConfiguration.swift", "ShellSettings.swift", "ChromaRelease.swift", "Escaping.swift",
    "LintSARIF.swift",
  ]

  /// What only a failing kernel, a bug, another user or another moment brings up, in parts of messages. Most have tests
  /// of their own.
  static let unprovoked: [String] = [
    // The kernel, libcrypt or the terminal fails.
    "the working folder has no name", "the system gives no random bytes", "libcrypt cannot hash the password",
    "cannot check: libcrypt refused the hash", "cannot ask for the password on the terminal",
    "cannot start curl",
    "it is damaged", ", the next change restores it from", "cannot restore", ", left by an interrupted write",
    // A bug.
    "PASSWORD is missing", "takes it for a comment",
    // Another user, or a file system that takes no attributes.
    "cannot open file", "run it as the owner of the file, or as root", "tells whether it is immutable",
    "only root can read", "to let its group read it", "so it will answer every login with 500",
    ", and print it again",
    "not everybody may enter", "to a folder that nginx may enter",
    "a new file could not be given its owner, group or access list",
    "its folder cannot be written",
    // Another moment, or machine.
    "is below", ", which lint calls low-cost", "was given cost", "run it again",
    "another process has held it", ": other programs keep replacing it",
    // Servers that answer as no server here does; Chroma 0.4 (ServerTests).
    "its answer is longer than", "curl ended with", "answers a request for collections with",
    ", so nothing can be said",
    "if chroma-htpasswd config check", "finds nothing in the server's environment, the token there is",
    // Words that are compared, not said.
    "nanosecond heartbeat", "No module named", "ValueError: Invalid token", "refuses every request",
  ]
}
