internal import Deployments
internal import Htpasswd

extension Deployment {
  /// A whole configuration of Apache httpd 2.4.
  var apacheConfiguration: Secret {
    let words = nginxUser?.split(separator: " ").map(String.init) ?? []
    let standard = frontUser(for: "www-data")
    let user = words.first ?? standard?.user ?? "nobody"
    let group = words.last ?? standard?.group ?? "nogroup"
    var text = Secret()
    text.append(
      text: """
        # Apache in front of Chroma 1.x, which asks nobody for credentials itself.
        # Chroma must listen where nothing but this Apache reaches it. To start it: apache2 -f FILE, with its whole path.

        # Where this Apache has its modules.
        Define MODULES /usr/lib/apache2/modules
        LoadModule mpm_event_module ${MODULES}/mod_mpm_event.so
        LoadModule authn_core_module ${MODULES}/mod_authn_core.so
        LoadModule authn_file_module ${MODULES}/mod_authn_file.so
        LoadModule authz_core_module ${MODULES}/mod_authz_core.so
        LoadModule authz_user_module ${MODULES}/mod_authz_user.so
        LoadModule auth_basic_module ${MODULES}/mod_auth_basic.so
        LoadModule headers_module ${MODULES}/mod_headers.so
        LoadModule proxy_module ${MODULES}/mod_proxy.so
        LoadModule proxy_http_module ${MODULES}/mod_proxy_http.so

        # If root starts it, its workers are these.
        User \(user)
        Group \(group)
        PidFile /tmp/chroma-apache-\(listen.port).pid
        DefaultRuntimeDir /tmp
        Mutex pthread
        ErrorLog /dev/stderr
        ServerName localhost

        Listen \(listen)
        # Without TLS anyone on the network can read the credentials. Fill in, in place of the line above:
        #LoadModule ssl_module ${MODULES}/mod_ssl.so
        #LoadModule socache_shmcb_module ${MODULES}/mod_socache_shmcb.so
        #Listen 0.0.0.0:443
        #SSLEngine on
        #SSLProtocol -all +TLSv1.2 +TLSv1.3
        #SSLCertificateFile /etc/ssl/certs/chroma.pem
        #SSLCertificateKeyFile /etc/ssl/private/chroma.key

        # Chroma has a limit of its own.
        LimitRequestBody 0
        Timeout 300
        # A slash in disguise is not a path of Chroma's: /api/v2/tenants/x%2F..%2F..%2Fheartbeat.
        AllowEncodedSlashes Off
        ProxyRequests Off
        ProxyPreserveHost On
        ProxyPass / http://\(upstream)/ timeout=300
        # The credentials end here.
        RequestHeader unset Authorization
        RequestHeader unset X-Chroma-Token

        """)
    if origin != nil {
      text.append(
        text: """
          # Browsers ask without credentials whether a page may log in. Apache answers, not Chroma.
          LoadModule rewrite_module ${MODULES}/mod_rewrite.so
          RewriteEngine on
          RewriteCond %{REQUEST_METHOD} =OPTIONS
          RewriteRule ^ - [R=204,L]

          """)
      for (name, value) in crossOriginHeaders {
        text.append(text: "Header unset \(name)\nHeader always set \(name) \"\(value)\"\n")
      }
      text.append(text: "\n")
    }
    text.append(text: "<Location \"/\">\n")
    switch authentication {
    case .basic:
      text.append(text: "  AuthType Basic\n  AuthName Chroma\n  AuthBasicProvider file\n  AuthUserFile ")
      text.append(apache: file.absolute)
      text.append(text: "\n  Require valid-user\n")
    case .token:
      for token in tokens {
        text.append(text: "  Require expr %{HTTP:\(header.rawValue)} =~ m#")
        append(patternOf: token, to: &text)
        text.append(text: "#\n")
      }
    }
    text.append(
      text: """
        </Location>

        # Open to everybody: that it runs, and nothing else.
        <LocationMatch "^/api/v2/heartbeat$">
          Require expr %{REQUEST_METHOD} == 'GET'
        </LocationMatch>

        """)
    return text
  }
}
