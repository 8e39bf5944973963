internal import Kernel

/// Directives of nginx whose place and values are known: with one that is elsewhere, or has others, nginx does not start.
enum NginxDirective {
  /// The directives of nginx's own modules, as `nginx -t` takes them (1.22 and 1.31).
  ///
  /// A line begins with the letters of the blocks that they may be in and the least and the greatest number of words that follow
  /// (`+` for any), with `{` for a block, `!` if a second one in the block is refused, and `f`, `n`, `z` or `t` if the word is
  /// `on` or `off`, a number, a size or a time. After `-` a name goes on from the last one without it, which is not a directive
  /// if it ends with `_`, or from each of the modules whose letters follow `*`.
  private static let table = """
    M0{! events http mail stream
    M1 env load_module
    M1! lock_file pid worker_ -priority -processes working_directory
    M1!f daemon master_process pcre_jit quic_bpf
    M1!n worker_rlimit_nofile
    M1!t worker_shutdown_timeout
    M1+! worker_cpu_affinity
    M12! user
    M23 thread_pool
    MEHSLIJXUTRV1 include
    MHSLTR1+ error_log
    E1! use worker_connections
    E1!f accept_mutex multi_accept
    H2+ *pfus -cache_path
    H2{ charset_map
    H3 limit_req_zone
    HS1 http2_ -idle_timeout -max_field_size -max_header_size -max_requests -recv_timeout
    HS1! quic_host_key
    HS1!f http2 http3 -_hq ignore_invalid_headers merge_slashes quic_ -gso -retry ssl_early_data \
    underscores_in_headers
    HS1!n http2_max_concurrent_ -pushes -streams http3_max_concurrent_streams max_headers \
    quic_active_connection_id_limit
    HS1!t client_header_timeout
    HS1!z client_header_buffer_size http2_body_preread_size http3_stream_buffer_size ssl_buffer_size
    HS2! large_client_header_buffers
    HSL0{ types
    HSL1 ancient_browser_value fastcgi_catch_stderr http2_push mirror modern_browser_value *pfusg \
    -hide_header -pass_header
    HSL1! add_ -after_body -before_body aio auth_request autoindex_format client_body_in_file_only \
    default_type directio fastcgi_ -index -split_path_info gzip_ -http_version -static if_modified_since \
    limit_req_log_level lingering_close proxy_ -http_version -method -set_body real_ip_header satisfy \
    secure_link -_md5 -_secret server_tokens userid -_domain -_expires -_mark -_name -_p3p -_path \
    uwsgi_string *pfus -cache -cache_key -store *u -cache_background_update
    HSL1!f absolute_redirect aio_write autoindex -_exact_size -_localtime chunked_transfer_encoding \
    client_body_in_single_buffer create_full_put_path etag fastcgi_keep_conn gunzip gzip_vary \
    http2_push_preload limit_req_dry_run log_ -not_found -subrequest mirror_request_body mp4_start_key_frame \
    msie_ -padding -refresh open_file_cache_ -errors -events port_in_redirect proxy_ -cache_convert_head \
    -pass_trailers real_ip_recursive recursive_error_pages reset_timedout_connection server_name_in_redirect \
    ssi_ -ignore_recycled_buffers -last_modified -silent_errors sub_filter_ -last_modified -once tcp_nopush \
    *pfs -cache_background_update *pfus -buffering -cache_lock -cache_revalidate -force_ranges \
    -ignore_client_abort -pass_request_body -pass_request_headers -request_buffering *pfusg \
    -intercept_errors
    HSL1!n gzip_comp_level limit_ -conn_status -req_status max_ranges memcached_gzip_flag min_delete_depth \
    open_file_cache_min_uses proxy_headers_hash_ -bucket_size -max_size types_hash_ -bucket_size -max_size \
    userid_service uwsgi_ -modifier1 -modifier2 *pfus -cache_min_uses
    HSL1!t auth_delay client_body_timeout keepalive_min_timeout lingering_ -time -timeout \
    open_file_cache_valid send_timeout *pfus -cache_lock_age -cache_lock_timeout *pfusgm -read_timeout \
    -send_timeout
    HSL1!z client_ -body_buffer_size -max_body_size directio_alignment gzip_min_length http2_chunk_size mp4_ \
    -buffer_size -max_buffer_size postpone_output send_lowat sendfile_max_chunk slice ssi_ -min_file_chunk \
    -value_length subrequest_output_buffer_size *pf -send_lowat *pfus -busy_buffers_size \
    -cache_max_range_offset -limit_rate -max_temp_file_size -temp_file_write_size
    HSL1+ addition_types ancient_browser charset_types dav_methods early_hints gzip_ -disable -proxied \
    -types index ssi_types sub_filter_types *pfus -cache_bypass -cache_methods -cache_use_stale -cache_valid \
    -no_cache *pfusg -ignore_headers *pfusgm -next_upstream
    HSL12 keepalive_disable modern_browser proxy_cookie_ -domain -path proxy_redirect
    HSL12! disable_symlinks keepalive_timeout open_file_cache
    HSL13 limit_req userid_flags
    HSL13! dav_access *pfus -store_access
    HSL14 proxy_cookie_flags
    HSL14! client_body_temp_path *pfus -temp_path
    HSL2 auth_request_set sub_filter *pg -set_header
    HSL2! gunzip_buffers gzip_buffers output_buffers *pfus -buffers
    HSL23 *fus -param
    HSLIJ1!f rewrite_log uninitialized_variable_warn
    HSLJ1! add_ -header_inherit -trailer_inherit charset limit_rate -_after root source_charset
    HSLJ1!f gzip override_charset sendfile ssi
    HSLJ12! expires
    HSLJ2+ error_page
    HSLJ23 add_ -header -trailer
    HSLJXTR1+ access_log
    HSLX1! auth_basic -_user_file
    HSLXTR1 allow deny
    HSLU1!n keepalive_requests
    HSLU1!t keepalive_time
    HSLUTRV1!t resolver_timeout
    HSLUTRV1+! resolver
    HSLTR1 set_real_ip_from
    HSLTR1! limit_conn_log_level *pug -ssl_certificate -ssl_certificate_key -ssl_ciphers -ssl_crl -ssl_name \
    -ssl_password_file -ssl_trusted_certificate
    HSLTR1!f limit_conn_dry_run tcp_nodelay *pfusgm -socket_keepalive *pug -ssl_server_name \
    -ssl_session_reuse -ssl_verify
    HSLTR1!n *pfusgm -next_upstream_tries *pug -ssl_verify_depth
    HSLTR1!t *pfusgm -connect_timeout -next_upstream_timeout
    HSLTR1!z *pfusg -socket_rcvbuf -socket_sndbuf *pfusgm -buffer_size
    HSLTR1+ *pug -ssl_protocols
    HSLTR12! *pfusgm -bind
    HSLTR13! *pug -ssl_certificate_cache
    HSLTR14! open_log_file_cache
    HSLTR2 limit_conn *pug -ssl_conf_command
    HSTR1 ssl_certificate -_key ssl_session_ticket_key
    HSTR1! ssl_ -ciphers -client_certificate -crl -dhparam -ecdh_curve -ocsp -ocsp_cache -ocsp_responder \
    -password_file -stapling_file -stapling_responder -trusted_certificate -verify_client
    HSTR1!f ssl_ -certificate_compression -prefer_server_ciphers -reject_handshake -session_tickets \
    -stapling -stapling_verify
    HSTR1!n ssl_verify_depth
    HSTR1!t ssl_session_timeout
    HSTR1+ ssl_protocols
    HSTR12 ssl_session_cache
    HSTR13! ssl_certificate_cache
    HSTR2 ssl_conf_command
    HT0{ server
    HT1!n map_hash_ -bucket_size -max_size server_names_hash_ -bucket_size -max_size variables_hash_ \
    -bucket_size -max_size
    HT12{ geo
    HT1{ upstream
    HT2 limit_conn_zone
    HT2+ log_format
    HT2{ map split_clients
    SL01 stub_status
    SL1!n referer_hash_ -bucket_size -max_size
    SL1+ valid_referers
    SL1+{ if
    SL12{ location
    SL2+! try_files
    SLIJ0 break
    SLIJ12 return
    SLIJ23 rewrite
    SLIJR2 set
    SR1+ listen server_name
    L0 empty_gif flv mp4
    L0! internal
    L1! alias
    L1!f random_index
    L1+{! limit_except
    LJ1! fastcgi_pass grpc_pass memcached_pass scgi_pass uwsgi_pass
    LJX1! proxy_pass
    U0 ip_hash
    U1!t keepalive_timeout
    U12! keepalive
    UV0 least_conn
    UV02 random
    UV1+ server
    UV12 hash zone
    TR1! proxy_ -download_rate -upload_rate
    TR1!f proxy_ -half_close -protocol -ssl ssl_preread *p -next_upstream
    TR1!n proxy_ -requests -responses
    TR1!t preread_timeout proxy_ -protocol_timeout -timeout ssl_handshake_timeout
    TR1!z preread_buffer_size proxy_ -downstream_buffer -upstream_buffer
    TR1+! proxy_ssl_alpn ssl_alpn
    R1! pass proxy_pass return
    """

  /// The beginnings of the lines that a name is in, each with a space after it.
  private static let known = {
    let modules = ["proxy_", "fastcgi_", "uwsgi_", "scgi_", "grpc_", "memcached_"]
    var known: [String: String] = [:]
    for line in table.split(separator: "\n") {
      var start = ""
      var stems: [String] = []
      for word in line.split(separator: " ").map(String.init) {
        if word.hasPrefix("*") {
          stems = modules.filter { word.utf8.contains($0.utf8[$0.startIndex]) }
          continue
        }
        let goesOn = word.hasPrefix("-")
        if !goesOn { stems = [start.isEmpty ? "" : word] }
        let end = goesOn ? String(word.dropFirst()) : ""
        for stem in stems { known[stem + end, default: ""] += start }
        if start.isEmpty { start = word + " " }
      }
    }
    return known
  }()

  /// The part of the table about the blocks that a directive may be in, and its values.
  ///
  /// - Parameter context: the letter of the block.
  /// - Returns: nil if the directive is not known; empty if it may not be there.
  static func rule(_ name: String, in context: UInt8) -> [UInt8]? {
    guard let lines = known[name]?.utf8 else { return nil }
    var rule: [UInt8] = []
    for byte in lines {
      if byte != Ascii.space {
        rule.append(byte)
      } else if rule.contains(context) {
        return rule
      } else {
        rule = []
      }
    }
    return []
  }

  /// Whether nginx does not start with what a statement has.
  ///
  /// - Parameter takesPath: whether `proxy_pass` may have a path in its block.
  static func isRefused(_ statement: FrontStatement, _ rule: [UInt8], takesPath: Bool) -> Bool {
    let numbers = rule.filter(\.isDigit)
    let count = UInt8(ascii: "0") + UInt8(min(statement.arguments.count, 9))
    guard let least = numbers.first, let most = numbers.last, count >= least,
      count <= most || rule.contains(UInt8(ascii: "+")),
      rule.contains(UInt8(ascii: "{")) == (statement.block != nil)
    else { return true }
    if statement.name == "upstream", let block = statement.block {
      return !block.contains { $0.name == "server" || $0.name == "include" }
    }
    guard let value = statement.arguments.first, !value.utf8.contains(Ascii.dollar) else { return false }
    if statement.name == "proxy_pass", rule.contains(location) {
      return isRefused(url: value, takesPath: takesPath)
    }
    if statement.name == "listen", let port = Int(value.split(separator: ":").last ?? "") {
      return !(1...65535).contains(port)
    }
    let letters: String
    switch rule[rule.count - 1] {
    case UInt8(ascii: "f"): return !["on", "off"].contains(value.lowercased())
    case UInt8(ascii: "n"): letters = ""
    case UInt8(ascii: "z"): letters = "kKmMgG"
    case UInt8(ascii: "t"): letters = "yMwdhms "
    default: return false
    }
    return value.utf8.contains { !$0.isDigit && !letters.utf8.contains($0) }
  }

  // MARK: Variables

  /// The number of words before those of a directive in which variables of nginx may be; 0 if none are looked at.
  static func templateStart(_ statement: FrontStatement) -> Int {
    switch statement.name {
    case "proxy_pass", "return", "auth_basic", "limit_req_zone", "limit_conn_zone", "root", "alias", "map",
      "if":
      1
    case "proxy_set_header", "add_header", "set", "log_format", "grpc_set_header": 2
    default: 0
    }
  }

  /// Names of variables of its modules (1.22 and 1.31), and of those that are sold.
  static let variables = """
     args bytes_received bytes_sent body_bytes_sent binary_remote_addr date_gmt date_local document_root document_uri \
    content_length content_type gzip_ratio host hostname https http2 http3 invalid_referer is_args is_request_port \
    limit_rate memcached_key modern_browser ancient_browser msie msec nginx_version pid pipe protocol query_string \
    quic_connection realpath_root remote_addr remote_port remote_user request request_body request_body_file \
    request_completion request_filename request_id request_length request_method request_port request_time request_uri \
    scheme server_addr server_name server_port server_protocol slice_range status time_iso8601 time_local uri \
    connection connection_requests connection_time connections_active connections_reading connections_waiting \
    connections_writing\u{20}
    """

  /// The beginnings of names for headers, arguments and the like, and of those of modules that have many.
  private static let families = """
    arg_ cookie_ http_ sent_ trailer_ upstream_ ssl_ proxy_ tcpinfo_ geoip fastcgi_ limit_ realip_ secure_link session_ \
    uid_ jwt_ otel_ acme_ spdy date echo_
    """

  /// Whether nginx may have a variable of its own by a name in small letters.
  static func isVariable(_ name: String) -> Bool {
    name.utf8.allSatisfy(\.isDigit) || name.isWord(of: variables)
      || families.parts(by: Ascii.space).contains(where: name.hasPrefix)
  }

  /// Whether an address without variables is not one for `proxy_pass`.
  private static func isRefused(url: String, takesPath: Bool) -> Bool {
    guard let scheme = ["http://", "https://"].first(where: url.lowercased().hasPrefix) else { return true }
    let rest = url.dropFirst(scheme.utf8.count)
    if rest.hasPrefix("unix:") { return false }
    let authority = String(rest.prefix { $0 != "/" && $0 != "?" })
    if !takesPath, authority.utf8.count < rest.utf8.count { return true }
    return !(1...65535).contains(Front.hostAndPort(authority).port ?? 0)
  }

  /// The name under which a statement may be in a block once; nil if it may be there again.
  static func key(_ statement: FrontStatement, _ rule: [UInt8]) -> String? {
    let words = statement.words
    switch words[0] {
    case "location" where words[1].hasPrefix("~"): return nil
    case "location": return words[1] == "=" ? words.joined() : words[words.count - 1]
    case "listen" where words.contains("quic") || words.contains("udp"): return nil
    case "listen", "upstream", "log_format": return words[0] + words[1]
    case "alias": return "root"
    default: return rule.contains(UInt8(ascii: "!")) ? words[0] : nil
    }
  }

  // MARK: Blocks

  static let main = UInt8(ascii: "M")
  static let http = UInt8(ascii: "H")
  static let server = UInt8(ascii: "S")
  private static let location = UInt8(ascii: "L")
  private static let stream = UInt8(ascii: "T")

  /// The letter of a block; nil for one that is not looked at.
  static func context(of statement: FrontStatement, in context: UInt8) -> UInt8? {
    switch statement.name {
    case "http": http
    case "events": UInt8(ascii: "E")
    case "stream": stream
    case "server": context == stream ? UInt8(ascii: "R") : server
    case "location": location
    case "if": context == server ? UInt8(ascii: "I") : UInt8(ascii: "J")
    case "limit_except": UInt8(ascii: "X")
    case "upstream": context == stream ? UInt8(ascii: "V") : UInt8(ascii: "U")
    default: nil
    }
  }

  /// Where the statements of a file are; nil if that is not known.
  ///
  /// - Parameter target: the file in the container; nil if that is not known.
  static func context(of statements: [FrontStatement], at target: String?) -> UInt8? {
    if let target {
      if target == "/etc/nginx/nginx.conf" { return main }
      if isInFolder(target) { return http }
    }
    let names = Set(statements.map(\.name))
    if !names.isDisjoint(with: ["http", "events", "stream"]) { return main }
    return names.contains("server") ? http : names.contains("location") ? server : nil
  }

  /// Whether a file is one of those that nginx.conf of the image includes.
  static func isInFolder(_ target: String) -> Bool {
    target.hasPrefix("/etc/nginx/conf.d/") || target.hasPrefix("/etc/nginx/templates/")
  }
}
