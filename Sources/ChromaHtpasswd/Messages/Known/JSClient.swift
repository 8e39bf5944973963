extension MessageSource {
  /// From the sources of chromadb 1.x to 3.x for JavaScript (ChromaFetch.ts, chroma-fetch.ts, chroma-client.ts).
  static let jsClient = MessageSource(
    speaker: "the JS client",
    text: """
      # js-unauthorized
      ChromaUnauthorizedError
      : A front before Chroma, or Chroma 0.4, refuses the credentials (401). JS 3.x ignores auth: { provider: "basic" } and
      : sends nothing: give headers: { Authorization: "Basic ..." }.
      $ to make the header: chroma-htpasswd header USER

      # js-forbidden
      ChromaForbiddenError
      You do not have permission to access the requested resource
      : Chroma 0.5 or 0.6 refuses with 403: no or wrong credentials, or an action that the user's role does not list. JS 3.x
      : ignores auth: { provider: "basic" } and sends nothing: give headers: { Authorization: "Basic ..." }.
      $ to see which it is: chroma-htpasswd check URL USER

      # js-auth-argument
      The 'auth' argument is deprecated. Please use 'headers' instead
      : JS 3.x ignores auth, and sends no credentials. Only tokenHeaderType: "X_CHROMA_TOKEN" still sends the token.
      $ to make the header: chroma-htpasswd header USER

      # js-not-running
      Failed to connect to chromadb. Make sure your server is running
      Unable to connect to the chromadb server
      net::ERR_CONNECTION_REFUSED
      : Nobody answers at this address, a front has no Chroma after it (502 to 504), or a browser is refused by CORS: browsers
      : ask first with OPTIONS and without credentials, which a front that asks for credentials refuses.
      $ to ask the same address: chroma-htpasswd check URL

      # browser-cors
      has been blocked by CORS policy
      Cross-Origin Request Blocked
      Origin * is not allowed by Access-Control-Allow-Origin
      : A browser asks before a request with credentials, by OPTIONS and without them, whether a page of its origin may send it.
      : A front that asks for credentials refuses that, and Chroma's own cors_allow_origins does not allow the header Authorization.
      $ to print a front that answers it: chroma-htpasswd config nginx --cors https://app.example.org FILE

      # js-html
      Unexpected token '<'
      Unexpected token < in JSON
      : The answer is a page of HTML, not Chroma's: a front refuses, or the address is another server's. JS 2.x reads the body
      : before it looks at the status.
      $ to ask the same address: chroma-htpasswd check URL USER

      # js-no-database
      Your API key does not have access to any DBs
      Your API key is scoped to more than 1 DB
      : JS 3.x asks the server for tenant and database if they are not given, and a server of your own does not say. Give
      : tenant: "default_tenant", database: "default_database".
      """)
}
