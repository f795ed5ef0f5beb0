package io.cotangent.op;

/** An operation for which a backend may have one kernel where its decomposition takes several. */
public interface Fused {
  /** The name in logs and error messages. */
  String label();
}
