import ArgumentParser
struct Simulate: ParsableCommand {}
