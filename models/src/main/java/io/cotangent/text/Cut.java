package io.cotangent.text;

import io.cotangent.io.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** What becomes of the matches at which a text is cut. */
enum Cut {
  REMOVED,
  ISOLATED,
  CONTIGUOUS,
  MERGED_WITH_PREVIOUS,
  MERGED_WITH_NEXT;

  static Cut of(JsonObject o) {
    return switch (Spec.string(o, "behavior", "Isolated")) {
      case "Removed" -> REMOVED;
      case "Isolated" -> ISOLATED;
      case "Contiguous" -> CONTIGUOUS;
      case "MergedWithPrevious" -> MERGED_WITH_PREVIOUS;
      case "MergedWithNext" -> MERGED_WITH_NEXT;
      default ->
          throw Spec.unsupported(
              o, "behavior", "Removed, Isolated, Contiguous, MergedWithPrevious or MergedWithNext");
    };
  }

  /** Matches in their order, and what lies between them. */
  static final class Parts {
    private final boolean invert;
    private final List<int[]> all = new ArrayList<>();
    private int done;

    Parts(boolean invert) {
      this.invert = invert;
    }

    void match(int from, int to) {
      if (from > done) {
        all.add(new int[] {done, from, invert ? 1 : 0});
      }
      all.add(new int[] {from, to, invert ? 0 : 1});
      done = to;
    }

    private List<int[]> until(int end) {
      if (end > done) {
        all.add(new int[] {done, end, invert ? 1 : 0});
        done = end;
      }
      return all;
    }
  }

  List<Aligned> pieces(Aligned text, Parts parts) {
    List<int[]> ranges = new ArrayList<>();
    boolean matchBefore = false;
    for (int[] p : parts.until(text.length())) {
      boolean match = p[2] == 1;
      boolean join =
          !ranges.isEmpty()
              && switch (this) {
                case REMOVED, ISOLATED -> false;
                case CONTIGUOUS -> match == matchBefore;
                case MERGED_WITH_PREVIOUS -> match && !matchBefore;
                case MERGED_WITH_NEXT -> !match && matchBefore;
              };
      if (join) {
        ranges.get(ranges.size() - 1)[1] = p[1];
      } else if (this != REMOVED || !match) {
        ranges.add(new int[] {p[0], p[1]});
      }
      matchBefore = match;
    }
    return ranges.stream().map(r -> text.slice(r[0], r[1])).toList();
  }
}
