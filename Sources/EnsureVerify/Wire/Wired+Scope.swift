import EnsureModel

extension ValueSet: Wired {
  func write(to writer: inout ByteWriter) {
    writer.write(ranges.flatMap { [$0.lowerBound, $0.upperBound] })
  }

  init(from reader: inout ByteReader) throws(WireError) {
    let ends = try reader.read([Int].self)
    guard ends.count % 2 == 0 else { throw .notCanonical }
    var ranges: [ClosedRange<Int>] = []
    for position in stride(from: 0, to: ends.count, by: 2) {
      guard ends[position] <= ends[position + 1] else { throw .notCanonical }
      ranges.append(ends[position]...ends[position + 1])
    }
    self.init(ranges)
    guard self.ranges == ranges else { throw .notCanonical }
  }
}

extension Unit: Wired {
  func write(to writer: inout ByteWriter) {
    switch self {
    case .plain: writer.byte(0)
    case .duration: writer.byte(1)
    case .money(let currency):
      writer.byte(2)
      writer.write(currency)
    case .anyMoney: writer.byte(3)
    }
  }

  init(from reader: inout ByteReader) throws(WireError) {
    switch try reader.byte() {
    case 0: self = .plain
    case 1: self = .duration
    case 2: self = .money(currency: try reader.read())
    case 3: self = .anyMoney
    case let other: throw .unknown(other)
    }
  }
}

extension Scope: Wired {
  func write(to writer: inout ByteWriter) {
    writer.write(instances)
    let units = values.map { (key: $0.key.wire, value: $0.value) }
      .sorted { $0.key.lexicographicallyPrecedes($1.key) }
    writer.unsigned(UInt64(units.count))
    for (unit, set) in units {
      writer.raw(unit)
      writer.write(set)
    }
    let names = named.sorted { Array($0.key.utf8).lexicographicallyPrecedes(Array($1.key.utf8)) }
    writer.unsigned(UInt64(names.count))
    for (name, set) in names {
      writer.write(name)
      writer.write(set)
    }
    writer.write(delays)
  }

  init(from reader: inout ByteReader) throws(WireError) {
    let instances = try reader.read([Int].self)
    var values: [Unit: ValueSet] = [:]
    var last: [UInt8]?
    for _ in 0..<(try reader.count()) {
      let unit = try reader.raw()
      if let last, !last.lexicographicallyPrecedes(unit) { throw .notCanonical }
      last = unit
      values[try Unit(wire: unit)] = try reader.read(ValueSet.self)
    }
    var named: [String: ValueSet] = [:]
    last = nil
    for _ in 0..<(try reader.count()) {
      let name = try reader.read(String.self)
      let bytes = Array(name.utf8)
      // Two spellings of one text would be one name here.
      if let last, !last.lexicographicallyPrecedes(bytes) || named[name] != nil { throw .notCanonical }
      last = bytes
      named[name] = try reader.read(ValueSet.self)
    }
    self.init(instances: instances, values: values, named: named, delays: try reader.read())
  }
}

extension Bound: Wired {
  func write(to writer: inout ByteWriter) {
    writer.write(depth)
    writer.write(isExhaustive)
    writer.write(scope)
  }

  init(from reader: inout ByteReader) throws(WireError) {
    self.init(depth: try reader.read(), isExhaustive: try reader.read(), scope: try reader.read())
  }
}
