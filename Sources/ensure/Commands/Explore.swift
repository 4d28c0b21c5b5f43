import ArgumentParser
struct Explore: ParsableCommand {}
