package io.cotangent.metric;

/** How a measure of single classes becomes one of all. */
public enum Average {
  /** Of the counts of all classes added up. */
  MICRO,
  /** The mean over the classes that occur, as true or as predicted ones. */
  MACRO,
  /** The mean weighted by how many examples are of each class. */
  WEIGHTED
}
