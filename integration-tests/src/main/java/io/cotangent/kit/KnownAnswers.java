package io.cotangent.kit;

/** Random numbers that are the same on every backend, machine and day: seed 42. */
final class KnownAnswers {
  static final double[] UNIFORM = {
    0.6129598811894158, 0.07323173744158384, 0.9877186509145105, 0.5139061469711166
  };
  static final double[] NORMAL = {
    1.234541820550271, 0.6118499355304586, -2.9550533475152116, -0.25885655713170497
  };

  private KnownAnswers() {}
}
