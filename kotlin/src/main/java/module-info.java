/** Extensions for Kotlin. */
module io.cotangent.kotlin {
  requires transitive io.cotangent.models;
  requires transitive kotlin.stdlib;

  exports io.cotangent.kotlin;
}
