package io.cotangent.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Small examples, whose results follow by hand from the definition of each step. */
class PreTokenizationTest {
  private static final String FRIEND = "Hey friend!     How are you?!?";

  private static List<String> pieces(String spec, String text) {
    return PreTokenization.of(TokenizerModelTest.json(spec)).apply(Aligned.of(text)).stream()
        .map(p -> p.text + "@" + p.begin(0) + "-" + p.end(p.length() - 1))
        .toList();
  }

  @Test
  void bertSplitsAtSpacesAndPunctuation() {
    assertThat(pieces("{'type':'BertPreTokenizer'}", FRIEND))
        .containsExactly(
            "Hey@0-3",
            "friend@4-10",
            "!@10-11",
            "How@16-19",
            "are@20-23",
            "you@24-27",
            "?@27-28",
            "!@28-29",
            "?@29-30");
    assertThat(pieces("{'type':'Punctuation'}", FRIEND))
        .containsExactly(
            "Hey friend@0-10",
            "!@10-11",
            "     How are you@11-27",
            "?@27-28",
            "!@28-29",
            "?@29-30");
    assertThat(pieces("{'type':'Whitespace'}", "How are you doing?"))
        .containsExactly("How@0-3", "are@4-7", "you@8-11", "doing@12-17", "?@17-18");
    assertThat(pieces("{'type':'WhitespaceSplit'}", "Hey  you?"))
        .containsExactly("Hey@0-3", "you?@5-9");
  }

  @Test
  void bytesKeepTheOffsetsOfTheirCharacters() {
    assertThat(
            pieces("{'type':'ByteLevel','add_prefix_space':false}", "Hello my friend, how is it?"))
        .containsExactly(
            "Hello@0-5",
            "Ġmy@5-8",
            "Ġfriend@8-15",
            ",@15-16",
            "Ġhow@16-20",
            "Ġis@20-23",
            "Ġit@23-26",
            "?@26-27");
    assertThat(pieces("{'type':'ByteLevel','add_prefix_space':true}", "ä"))
        .containsExactly("ĠÃ¤@0-1");
    assertThat(pieces("{'type':'ByteLevel','add_prefix_space':false}", "Hello there\n\n\n  dear"))
        .containsExactly("Hello@0-5", "Ġthere@5-11", "ĊĊĊĠ@11-15", "Ġdear@15-20");
  }

  @Test
  void metaspaceSignsSpaces() {
    assertThat(pieces("{'type':'Metaspace'}", "Hey   friend!"))
        .containsExactly("▁Hey@0-3", "▁@3-4", "▁@4-5", "▁friend!@5-13");
    assertThat(pieces("{'type':'Metaspace','prepend_scheme':'never'}", "Hey you"))
        .containsExactly("Hey@0-3", "▁you@3-7");
  }

  @Test
  void digitsAreCutOffOneByOneOrTogether() {
    assertThat(pieces("{'type':'Digits'}", "Hey 123 friend!"))
        .containsExactly("Hey @0-4", "123@4-7", " friend!@7-15");
    assertThat(pieces("{'type':'Digits','individual_digits':true}", "a12"))
        .containsExactly("a@0-1", "1@1-2", "2@2-3");
  }

  @Test
  void everyBehaviourOfSplit() {
    String spec = "{'type':'Split','pattern':{'String':'-'},'invert':false,'behavior':'%s'}";
    String text = "the-final--countdown";
    assertThat(pieces(String.format(spec, "Removed"), text).stream().map(s -> s.split("@")[0]))
        .containsExactly("the", "final", "countdown");
    assertThat(pieces(String.format(spec, "Isolated"), text).stream().map(s -> s.split("@")[0]))
        .containsExactly("the", "-", "final", "-", "-", "countdown");
    assertThat(
            pieces(String.format(spec, "MergedWithPrevious"), text).stream()
                .map(s -> s.split("@")[0]))
        .containsExactly("the-", "final-", "-", "countdown");
    assertThat(
            pieces(String.format(spec, "MergedWithNext"), text).stream().map(s -> s.split("@")[0]))
        .containsExactly("the", "-final", "-", "-countdown");
    assertThat(pieces(String.format(spec, "Contiguous"), text).stream().map(s -> s.split("@")[0]))
        .containsExactly("the", "-", "final", "--", "countdown");
  }
}
