import Glibc

/// Processes, as the system tells of them.
enum Processes {
  /// The workers that `pid`, or a process below it, has started and that still run.
  static func workers(of pid: pid_t) -> [pid_t] {
    children(of: pid).flatMap { child -> [pid_t] in
      let words = (Folder.bytes("/proc/\(child)/cmdline") ?? []).split(separator: 0)
      let isWorker = words.last.map { String(decoding: $0, as: UTF8.self) } == "worker"
      return (isWorker ? [child] : []) + workers(of: child)
    }
  }

  /// The most memory that a running process has held at once, in bytes; 0 if it has ended.
  static func peakMemory(of pid: pid_t) -> Int {
    guard let text = Folder.bytes("/proc/\(pid)/status").map({ String(decoding: $0, as: UTF8.self) }),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") })
    else { return 0 }
    return (line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) } ?? 0)
      << 10
  }

  /// Whether a process runs; one that has ended and waits for its parent does not.
  static func isRunning(_ pid: pid_t) -> Bool {
    guard let text = Folder.bytes("/proc/\(pid)/stat").map({ String(decoding: $0, as: UTF8.self) }) else {
      return false
    }
    // The name stands in brackets and may contain anything; the state follows.
    guard let bracket = text.lastIndex(of: ")") else { return false }
    return text[bracket...].dropFirst(2).first.map { $0 != "Z" && $0 != "X" } ?? false
  }

  /// Whether none of them runs any more, after some patience.
  static func haveEnded(_ pids: [pid_t]) -> Bool {
    for _ in 0..<1000 {
      if !pids.contains(where: isRunning) { return true }
      usleep(10_000)
    }
    return false
  }

  private static func children(of pid: pid_t) -> [pid_t] {
    let text =
      Folder.bytes("/proc/\(pid)/task/\(pid)/children").map { String(decoding: $0, as: UTF8.self) } ?? ""
    return text.split(separator: " ").compactMap { pid_t($0) }
  }
}
