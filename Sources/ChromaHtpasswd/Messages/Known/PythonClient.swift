extension MessageSource {
  /// chromadb 0.4.24, 0.5.23, 0.6.3 and 1.5.9 as clients printed them, against servers of these releases.
  static let pythonClient = MessageSource(
    speaker: "the Python client",
    text: """
      # python-tenant
      Could not connect to tenant * Are you sure it exists
      Could not connect to database * Are you sure it exists
      : The tenant is rarely the cause. Above this line the log says what the server answered: 403 and 401 are wrong
      : credentials (client 0.4), or a role without tenant:get_tenant and db:get_database, which every HttpClient() needs;
      : 410 is a Chroma 1.x, for which a client of 0.4 is too old; HTML is a proxy that refuses.
      $ to see which it is: chroma-htpasswd check URL USER

      # python-403
      403 Client Error: Forbidden for url
      Client error '403 Forbidden' for url
      : The server refuses the credentials, or this user may not do this. The client of 0.4 calls both a missing tenant.
      $ to see which it is: chroma-htpasswd check URL USER

      # python-410
      410 Client Error: Gone for url
      : The server is Chroma 1.x, and this client (0.5.15 and older) speaks an API that 1.x no longer has. Update the client:
      : pip install -U chromadb.
      $ to see what the server is: chroma-htpasswd check URL

      # python-401
      401 Client Error: Unauthorized for url
      Client error '401 Unauthorized' for url
      : Chroma 0.4, or a front before Chroma, refuses the credentials.
      $ to ask the server: chroma-htpasswd check URL USER

      # python-auth-error
      ChromaAuthError: Forbidden
      ChromaAuthError: Unauthorized
      : The server refuses the credentials: none were sent, or the user, the password or the token is wrong. Chroma reads its
      : credential file at start, so a new password counts after a restart.
      $ to ask the server: chroma-htpasswd check URL USER
      $ to send them: chroma-htpasswd header USER

      # python-authorization-error
      AuthorizationError: Unauthorized
      : Chroma 0.4 refuses: no credentials, a wrong password, or an action that the user's role does not list.
      $ to ask the server: chroma-htpasswd check URL USER

      # python-not-running
      Could not connect to a Chroma server. Are you sure it is running
      httpx.ConnectError: [Errno 111] Connection refused
      : Nobody answers at this host and port: the server ended (its log says why), listens elsewhere, or the port is not
      : published. In a container, localhost is the container itself.
      $ to ask for up to a minute: chroma-htpasswd check --wait 60 URL

      # python-certificate
      CERTIFICATE_VERIFY_FAILED
      : The front's certificate is not one that Python trusts: of a CA of your own, such as Caddy's internal one, or for another
      : name. SSL_CERT_FILE names the file of that CA's certificate, and for check CURL_CA_BUNDLE.
      $ to ask the same address: chroma-htpasswd check URL

      # python-type-key
      KeyError: '_type'
      : The server is Chroma 1.x, and this client is 0.5.16 to 0.6.3: it connects, then cannot read collections. Update it:
      : pip install -U chromadb. Chroma 1.x ignores the settings of native authentication, and is open without a front.
      $ to see whether it is: chroma-htpasswd check URL

      # python-not-found
      {"detail":"Not Found"}
      : The server has no /api/v2: it is Chroma 0.5.15 or older. Use a client of the server's release, or update the server.
      $ to see what the server is: chroma-htpasswd check URL

      # python-no-body
      Input is a zero-length, empty document
      : Something before Chroma answered 200 with an empty page. Caddy does so for a Host that no site of its Caddyfile has.
      $ to ask the same address: chroma-htpasswd check URL

      # python-404-page
      ValueError: 404 page not found
      : Traefik has no router for this request: it dropped the one whose middleware it cannot use, for example because of
      : a line of its usersFile. Its log says error parsing BasicUser, or no users found.
      $ to find the line: chroma-htpasswd lint --for traefik FILE

      # python-thin-client-bcrypt
      No module named 'bcrypt'
      : chromadb-client, the thin client, comes without bcrypt, which BasicAuthClientProvider imports: pip install bcrypt,
      : or send the header yourself.
      $ to make the header: chroma-htpasswd header USER

      # python-body
      Input should be a valid dictionary or object
      : A new FastAPI on a server of 0.4 or 0.5 refuses JSON without Content-Type, and Python clients to 0.6.3 send none. It is
      : not about credentials. Use the image of that release, or a client of 1.x.
      """)
}
