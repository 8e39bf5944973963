internal import CLibyaml

/// One of libyaml's events. Places are in characters from the start of the text.
struct YAMLEvent {
  enum Kind {
    case documentStart
    case documentEnd
    case alias
    case scalar
    case sequenceStart
    case mappingStart
    case collectionEnd
  }

  var kind: Kind
  /// The anchor that it sets, or that it is an alias of.
  var anchor: [UInt8]?
  var tag: String?
  /// The text of a scalar.
  var value: [UInt8] = []
  var style = YAMLNode.Style.block
  /// Whether the type of a scalar follows from its look.
  var isImplicit = false
  var start: Int
  var end: Int

  /// A fault that libyaml reports.
  struct Fault: Error {
    let cause: YAMLError.Cause
    /// In characters, of a text that is not UTF-8 in bytes.
    let place: Int
  }

  /// Gives libyaml's events in order, up to the end of the text.
  ///
  /// - Parameter text: UTF-8.
  static func forEach(
    in text: [UInt8], _ body: (YAMLEvent) throws(Fault) -> Void
  ) throws(Fault) {
    // The parser keeps its own address, and pointers into the text, which is alive to the end of the closure.
    let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    defer { unsafe parser.deallocate() }
    guard unsafe yaml_parser_initialize(parser) == 1 else {
      throw Fault(cause: .outOfMemory, place: 0)
    }
    defer { unsafe yaml_parser_delete(parser) }
    unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    try unsafe text.withUnsafeBufferPointer { (bytes) throws(Fault) in
      unsafe yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
      while true {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(parser, &event) == 1 else {
          throw unsafe Fault(parser.pointee)
        }
        // Its strings are copied.
        defer { unsafe yaml_event_delete(&event) }
        if unsafe event.type == YAML_STREAM_END_EVENT { return }
        if let copy = unsafe YAMLEvent(event) { try body(copy) }
      }
    }
  }

  /// - Returns: nil for the start of the stream.
  private init?(_ event: yaml_event_t) {
    start = unsafe event.start_mark.index
    end = unsafe event.end_mark.index
    // The member of the union that the type says.
    switch unsafe event.type {
    case YAML_DOCUMENT_START_EVENT: kind = .documentStart
    case YAML_DOCUMENT_END_EVENT: kind = .documentEnd
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: kind = .collectionEnd
    case YAML_ALIAS_EVENT:
      kind = .alias
      anchor = unsafe Self.bytes(event.data.alias.anchor)
    case YAML_SCALAR_EVENT:
      kind = .scalar
      let scalar = unsafe event.data.scalar
      anchor = unsafe Self.bytes(scalar.anchor)
      tag = unsafe Self.bytes(scalar.tag).map { String(decoding: $0, as: UTF8.self) }
      value = unsafe Array(UnsafeBufferPointer(start: scalar.value, count: scalar.length))
      isImplicit = unsafe scalar.plain_implicit != 0
      switch unsafe scalar.style {
      case YAML_SINGLE_QUOTED_SCALAR_STYLE: style = .singleQuoted
      case YAML_DOUBLE_QUOTED_SCALAR_STYLE: style = .doubleQuoted
      case YAML_LITERAL_SCALAR_STYLE: style = .literal
      case YAML_FOLDED_SCALAR_STYLE: style = .folded
      default: style = .plain
      }
    case YAML_SEQUENCE_START_EVENT:
      kind = .sequenceStart
      let sequence = unsafe event.data.sequence_start
      anchor = unsafe Self.bytes(sequence.anchor)
      tag = unsafe Self.bytes(sequence.tag).map { String(decoding: $0, as: UTF8.self) }
      style = unsafe sequence.style == YAML_FLOW_SEQUENCE_STYLE ? .flow : .block
    case YAML_MAPPING_START_EVENT:
      kind = .mappingStart
      let mapping = unsafe event.data.mapping_start
      anchor = unsafe Self.bytes(mapping.anchor)
      tag = unsafe Self.bytes(mapping.tag).map { String(decoding: $0, as: UTF8.self) }
      style = unsafe mapping.style == YAML_FLOW_MAPPING_STYLE ? .flow : .block
    default: return nil
    }
  }

  /// The bytes of a C string; nil for null.
  private static func bytes(_ string: UnsafeMutablePointer<UInt8>?) -> [UInt8]? {
    guard let string = unsafe string else { return nil }
    var count = 0
    while unsafe string[count] != 0 { count += 1 }
    return unsafe Array(UnsafeBufferPointer(start: string, count: count))
  }
}

extension YAMLEvent.Fault {
  fileprivate init(_ parser: yaml_parser_t) {
    switch unsafe parser.error {
    case YAML_MEMORY_ERROR: self.init(cause: .outOfMemory, place: 0)
    case YAML_READER_ERROR: self.init(cause: .character, place: unsafe parser.problem_offset)
    case let error:
      // A constant of libyaml's.
      let problem = unsafe parser.problem.map { unsafe String(cString: $0) } ?? ""
      if problem == "exceeded maximum nesting depth" {
        // Later releases stop at 1000 levels.
        self.init(cause: .tooDeep, place: unsafe parser.problem_mark.index)
        return
      }
      self.init(
        cause: error == YAML_SCANNER_ERROR ? .scanner(problem) : .parser(problem),
        place: unsafe parser.problem_mark.index)
    }
  }
}
