internal import Deployments
internal import Htpasswd

extension Deployment {
  /// A whole configuration of Envoy.
  var envoyConfiguration: Secret {
    let filter = authentication == .basic ? "basic_auth" : "api_key_auth"
    let type = "type.googleapis.com/envoy"
    var text = Secret()
    text.append(
      text: """
        # Envoy in front of Chroma 1.x, which asks nobody for credentials itself.
        # Chroma must listen where nothing but this Envoy reaches it. Envoy reads a credential file when it starts, and
        # takes {SHA} alone, which is quick to guess. For bcrypt: ext_authz, to an nginx that config nginx prints. The name
        # of this file has to end in .yaml.
        static_resources:
          listeners:
            - name: chroma
              address:
                socket_address: {address: "\(listen.bareHost)", port_value: \(listen.port)}
              filter_chains:
                - filters:
                    - name: envoy.filters.network.http_connection_manager
                      typed_config:
                        "@type": \(type).extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                        stat_prefix: chroma
                        normalize_path: true
                        merge_slashes: true
                        path_with_escaped_slashes_action: REJECT_REQUEST
                        http_filters:

        """)
    if origin != nil {
      text.append(
        text: """
                            # Browsers ask without credentials whether a page may log in. Envoy answers, not Chroma.
                            - name: envoy.filters.http.cors
                              typed_config:
                                "@type": \(type).extensions.filters.http.cors.v3.Cors

          """)
    }
    text.append(
      text: """
                          - name: envoy.filters.http.\(filter)
                            typed_config:

        """)
    switch authentication {
    case .basic:
      text.append(
        text: """
                                "@type": \(type).extensions.filters.http.basic_auth.v3.BasicAuth
                                users:
                                  filename:
          """ + " ")
      text.append(doubleQuoted: Secret(file.absolute))
      text.append(text: "\n")
    case .token:
      text.append(
        text: """
                                "@type": \(type).extensions.filters.http.api_key_auth.v3.ApiKeyAuth
                                key_sources:
                                  - header: \(header.rawValue)
                                credentials:

          """)
      for (index, token) in tokens.enumerated() {
        text.append(text: "                        - key: ")
        text.append(doubleQuoted: Secret(copying: token.span))
        text.append(text: "\n                          client: client\(index + 1)\n")
      }
    }
    text.append(
      text: """
                          - name: envoy.filters.http.router
                            typed_config:
                              "@type": \(type).extensions.filters.http.router.v3.Router
                        route_config:
                          # The credentials end here.
                          request_headers_to_remove: [authorization, x-chroma-token]
                          virtual_hosts:
                            - name: chroma
                              domains: ["*"]

        """)
    if let origin {
      let match = origin == "*" ? "safe_regex: {regex: '.*'}" : "exact: '\(origin)'"
      text.append(
        text: """
                                typed_per_filter_config:
                                  envoy.filters.http.cors:
                                    "@type": \(type).extensions.filters.http.cors.v3.CorsPolicy
                                    allow_origin_string_match: [{\(match)}]
                                    allow_methods: '\(Self.crossOriginMethods.joined(separator: ", "))'
                                    allow_headers: '\(Self.crossOriginRequestHeaders.joined(separator: ", "))'
                                    max_age: '600'

          """)
    }
    text.append(
      text: """
                              routes:
                                # Open to everybody: that it runs, and nothing else.
                                - match:
                                    path: /api/v2/heartbeat
                                    headers:
                                      - name: ":method"
                                        string_match: {exact: GET}
                                  route: {cluster: chroma, prefix_rewrite: /api/v2/heartbeat}
                                  typed_per_filter_config:
                                    envoy.filters.http.\(filter):
                                      "@type": \(type).config.route.v3.FilterConfig
                                      disabled: true
                                - match: {prefix: /}
                                  route: {cluster: chroma, timeout: 300s}
                  # Without TLS anyone on the network can read the credentials. Fill in, and uncomment:
                  #transport_socket:
                  #  name: envoy.transport_sockets.tls
                  #  typed_config:
                  #    "@type": \(type).extensions.transport_sockets.tls.v3.DownstreamTlsContext
                  #    common_tls_context:
                  #      tls_certificates:
                  #        - certificate_chain: {filename: /etc/ssl/certs/chroma.pem}
                  #          private_key: {filename: /etc/ssl/private/chroma.key}
          clusters:
            - name: chroma
              type: STRICT_DNS
              connect_timeout: 5s
              load_assignment:
                cluster_name: chroma
                endpoints:
                  - lb_endpoints:
                      - endpoint:
                          address:
                            socket_address: {address: "\(upstream.bareHost)", port_value: \(upstream.port)}

        """)
    return text
  }
}
