package io.cotangent.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cotangent.io.Json;
import io.cotangent.io.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Small examples, whose results follow by hand from the definition of each model. */
class TokenizerModelTest {
  static JsonObject json(String s) {
    return JsonObject.of(Json.parse(s.replace('\'', '"'), "test"), "test");
  }

  private static List<String> tokens(TokenModel m, String piece) {
    List<String> r = new ArrayList<>();
    m.tokenize(piece, (id, from, to) -> r.add(piece.substring(from, to)));
    return r;
  }

  private static List<Integer> ids(TokenModel m, String piece) {
    List<Integer> r = new ArrayList<>();
    m.tokenize(piece, (id, from, to) -> r.add(id));
    return r;
  }

  @Test
  void mergesAreAppliedByRank() {
    TokenModel bpe =
        TokenModel.of(
            json(
                "{'type':'BPE','vocab':{'u':0,'n':1,'r':2,'e':3,'l':4,'a':5,'t':6,'d':7,'re':8,"
                    + "'at':9,'ed':10,'un':11,'ated':12,'rel':13,'related':14,'unrelated':15},"
                    + "'merges':['r e','a t','e d','u n','at ed','re l','rel ated','un related']}"));
    assertThat(ids(bpe, "unrelated")).containsExactly(15);
    assertThat(ids(bpe, "unrelate")).containsExactly(11, 13, 9, 3);
    TokenModel rival =
        TokenModel.of(
            json(
                "{'type':'BPE','vocab':{'a':0,'b':1,'c':2,'bc':3,'ab':4,'aa':5},"
                    + "'merges':['b c','a b','a a']}"));
    assertThat(tokens(rival, "abc")).containsExactly("a", "bc");
    assertThat(tokens(rival, "abac")).containsExactly("ab", "a", "c");
    assertThat(tokens(rival, "aaa")).containsExactly("aa", "a");
    assertThatThrownBy(() -> ids(bpe, "unx"))
        .hasMessage(
            "tokenizer: 'x' is not in the vocabulary, and there is no token for what is unknown");
  }

  @Test
  void unknownCharactersAreFusedOnRequest() {
    String vocab = "{'type':'BPE','vocab':{'<unk>':0,'a':1,'b':2},'merges':[],'unk_token':'<unk>'";
    assertThat(ids(TokenModel.of(json(vocab + "}")), "accb")).containsExactly(1, 0, 0, 2);
    TokenModel fused = TokenModel.of(json(vocab + ",'fuse_unk':true}"));
    assertThat(ids(fused, "accb")).containsExactly(1, 0, 2);
    assertThat(tokens(fused, "accb")).containsExactly("a", "cc", "b");
  }

  @Test
  void bytesStandInForUnknownCharacters() {
    TokenModel bpe =
        TokenModel.of(
            json(
                "{'type':'BPE','vocab':{'<unk>':0,'<0x61>':1},'merges':[],'unk_token':'<unk>',"
                    + "'byte_fallback':true}"));
    assertThat(ids(bpe, "c")).containsExactly(0);
    assertThat(ids(bpe, "a")).containsExactly(1);
  }

  @Test
  void theLongestPieceComesFirst() {
    TokenModel wordPiece =
        TokenModel.of(
            json(
                "{'type':'WordPiece','unk_token':'[UNK]','vocab':{'[UNK]':0,'[CLS]':1,'[SEP]':2,"
                    + "'want':3,'##want':4,'##ed':5,'wa':6,'un':7,'runn':8,'##ing':9}}"));
    assertThat(ids(wordPiece, "unwanted")).containsExactly(7, 4, 5);
    assertThat(ids(wordPiece, "running")).containsExactly(8, 9);
    assertThat(ids(wordPiece, "unwantedX")).containsExactly(0);
    assertThat(ids(wordPiece, "un".repeat(51))).containsExactly(0);
  }

  @Test
  void unigramFindsTheMostProbableSequence() {
    TokenModel m =
        TokenModel.of(
            json(
                "{'type':'Unigram','unk_id':0,'vocab':[['<unk>',0.0],['ab',0.0],['cd',-0.1],"
                    + "['abc',-0.2],['a',-0.3],['b',-0.4],['c',-0.5],['ABC',-0.5],"
                    + "['abcdabcd',20.0],['q',20.5],['r',20.5],['qr',-0.5]]}"));
    Map.of(
            "abc", List.of("abc"),
            "AB", List.of("AB"),
            "abcd", List.of("ab", "cd"),
            "abcc", List.of("abc", "c"),
            "xabcabaabcdd", List.of("x", "abc", "ab", "a", "ab", "cd", "d"),
            "xyz東京", List.of("xyz東京"),
            "ABC", List.of("ABC"),
            "abABCcd", List.of("ab", "ABC", "cd"),
            "ababcdabcdcd", List.of("ab", "abcdabcd", "cd"),
            "abqrcd", List.of("ab", "q", "r", "cd"))
        .forEach((text, expected) -> assertThat(tokens(m, text)).as(text).isEqualTo(expected));
  }

  @Test
  void mergesAreLearnedMostFrequentFirst() {
    TreeMap<String, Integer> words =
        new TreeMap<>(
            Map.of(
                "roses", 1, "are", 2, "red", 1, "voilets", 1, "blue", 1, "BERT", 1, "is", 2, "big",
                1, "and", 1, "GPT-2", 1));
    words.put("so", 1);
    PairMerging m = new PairMerging("", List.of(), List.of());
    m.learn(words, 30_000, 2);
    assertThat(m.ids().keySet())
        .containsExactly(
            "-", "2", "B", "E", "G", "P", "R", "T", "a", "b", "d", "e", "g", "i", "l", "n", "o",
            "r", "s", "t", "u", "v", "re", "are", "is");
    assertThat(m.merges()).containsExactly("r e", "a re", "i s");
  }

  @Test
  void aPieceOfAMillionCharactersIsNoTrouble() {
    String a = "ab".repeat(500_000);
    TokenModel bpe =
        TokenModel.of(
            json("{'type':'BPE','vocab':{'a':0,'b':1,'ab':2,'abab':3},'merges':['a b','ab ab']}"));
    assertThat(ids(bpe, a)).hasSize(250_000).containsOnly(3);
    TokenModel unigram =
        TokenModel.of(json("{'type':'Unigram','vocab':[['a',-2.0],['b',-2.0],['ab',-1.0]]}"));
    assertThat(ids(unigram, a)).hasSize(500_000).containsOnly(2);
  }

  @Test
  void whatIsNotSupportedIsNamed() {
    assertThatThrownBy(() -> TokenModel.of(json("{'type':'Magic'}")))
        .hasMessageContaining("'type' is 'Magic'; must be BPE, WordPiece, Unigram or WordLevel");
    assertThatThrownBy(
            () -> TokenModel.of(json("{'type':'BPE','dropout':0.1,'vocab':{},'merges':[]}")))
        .hasMessageContaining("'dropout' is 0.1");
    assertThatThrownBy(() -> TokenModel.of(json("{'type':'BPE','vocab':{'a':0},'merges':['a b']}")))
        .hasMessageContaining("merge 0 is of 'a' and 'b'");
    assertThatThrownBy(() -> Normalization.of(json("{'type':'Precompiled'}")))
        .hasMessageContaining("'type' is 'Precompiled'; must be NFC");
    assertThatThrownBy(
            () -> TokenModel.of(json("{'type':'Unigram','unk_id':7,'vocab':[['a',0.0]]}")))
        .hasMessageContaining("'unk_id' is 7; must be from 0 to 0");
    assertThat(IntStream.range(0, 256).mapToObj(i -> ByteChars.alphabet().get(i)).distinct())
        .hasSize(256);
  }
}
