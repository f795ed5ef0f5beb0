package io.cotangent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.cotangent.ArgumentException;
import io.cotangent.data.Column.Type;
import io.cotangent.io.Damage;
import io.cotangent.io.DataFormatException;
import io.cotangent.random.Rng;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTest {
  @TempDir Path folder = Path.of("");

  private static Table parse(String csv) {
    return Csv.with().text(csv, "a.csv");
  }

  private static void refused(Csv settings, String csv, String message) {
    assertThatThrownBy(() -> settings.text(csv, "a.csv"))
        .as(csv)
        .isInstanceOf(DataFormatException.class)
        .hasMessage(message);
  }

  @Test
  void columnsAreTypedByAllTheirValues() {
    Table t =
        parse(
            "id,price,open,name,day,wide\n"
                + "1, 2.5 ,true,Ann,2024-01-02,9007199254740993\n"
                + "2,-3e2,FALSE,\"Bob \"\"B\"\", esq.\",2024-01-03,1\n"
                + "3,,,NA,,2\n");
    assertThat(t.columns().stream().map(Column::type))
        .containsExactly(Type.INTEGER, Type.NUMBER, Type.BOOLEAN, Type.TEXT, Type.TEXT, Type.TEXT);
    assertThat(t.column("price").numbers()).containsExactly(2.5, -300, Double.NaN);
    assertThat(t.column("open").numbers()).containsExactly(1, 0, Double.NaN);
    assertThat(t.column("name").text(1)).isEqualTo("Bob \"B\", esq.");
    assertThat(t.column("name").isMissing(2)).isTrue();
    assertThat(t.column("wide").text(0)).isEqualTo("9007199254740993");
    assertThat(t.row(0)).containsEntry("id", "1").containsEntry("open", "true");
    assertThat(t)
        .hasToString(
            "a.csv: 3 rows\n  id INTEGER\n  price NUMBER, 1 missing\n  open BOOLEAN, 1 missing\n"
                + "  name TEXT, 1 missing\n  day TEXT, 1 missing\n  wide TEXT");
  }

  @Test
  void anIntegerColumnUntilItsLastRowIsNone() {
    StringBuilder csv = new StringBuilder("x,y\n");
    for (int i = 0; i < 10_000; i++) {
      csv.append(i).append(',').append(i).append('\n');
    }
    Table t = parse(csv + "0.5,none\n");
    assertThat(t.column("x").type()).isEqualTo(Type.NUMBER);
    assertThat(t.column("x").number(9_999)).isEqualTo(9_999);
    assertThat(t.column("y").type()).isEqualTo(Type.TEXT);
    assertThat(t.column("y").text(17)).isEqualTo("17");
  }

  @Test
  void linesQuotesMarksAndEncodingsAreRead() throws IOException {
    for (String end : new String[] {"\n", "\r\n", "\r"}) {
      Table t = parse("\uFEFFa,b" + end + "1,\"two" + end + "lines\"" + end + "2,x" + end);
      assertThat(t.names()).containsExactly("a", "b");
      assertThat(t.column("b").text(0)).isEqualTo("two" + end + "lines");
      assertThat(t.rows()).isEqualTo(2);
      assertThat(t.line(1)).as("the line, not the row").isEqualTo(4);
    }
    Path latin =
        Files.write(folder.resolve("l.csv"), "a\nx\nä\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> Csv.read(latin))
        .isInstanceOf(DataFormatException.class)
        .hasMessage(
            latin + ", line 3: is not UTF-8; Csv.with().charset(…) states another encoding");
    assertThat(Csv.with().charset(StandardCharsets.ISO_8859_1).file(latin).column("a").text(1))
        .isEqualTo("ä");
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream z = new GZIPOutputStream(zipped)) {
      z.write("a,b\n1,2\n".getBytes(StandardCharsets.UTF_8));
    }
    Path gz = Files.write(folder.resolve("g.csv.gz"), zipped.toByteArray());
    assertThat(Csv.read(gz).column("b").number(0)).isEqualTo(2);
    Path cut =
        Files.write(
            folder.resolve("cut.csv.gz"), java.util.Arrays.copyOf(zipped.toByteArray(), 20));
    assertThatThrownBy(() -> Csv.read(cut))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("cut.csv.gz");
    assertThatThrownBy(() -> Csv.read(folder.resolve("gone.csv")))
        .hasMessageContaining("there is no file");
  }

  @Test
  void numbersOfOtherCountriesAreReadWhenStated() {
    Csv german = Csv.with().separator(';').decimal(',').thousands('.');
    Table t = german.text("a;b\n1.234.567,5;2\n-0,25;1.000\n", "a.csv");
    assertThat(t.column("a").numbers()).containsExactly(1234567.5, -0.25);
    assertThat(t.column("b").type()).isEqualTo(Type.INTEGER);
    assertThat(t.column("b").numbers()).containsExactly(2, 1000);
    assertThat(parse("a\n\"1,5\"\n").column("a").type()).as("not guessed").isEqualTo(Type.TEXT);
    assertThat(parse("a\n0x1F\n1d\nInfinity\n").column("a").type()).isEqualTo(Type.TEXT);
    assertThatThrownBy(() -> Csv.with().decimal(',')).isInstanceOf(ArgumentException.class);
  }

  @Test
  void whatIsMissingCanBeSaid() {
    String csv = "country,x\nNA,-\nDE,1\n";
    assertThat(parse(csv).column("country").isMissing(0)).isTrue();
    Table t = Csv.with().missing("", "-").text(csv, "a.csv");
    assertThat(t.column("country").text(0)).isEqualTo("NA");
    assertThat(t.column("x").numbers()).containsExactly(Double.NaN, 1);
    assertThat(parse("a,b\n,1\n,2\n").column("a").type()).as("all missing").isEqualTo(Type.NUMBER);
  }

  @Test
  void aQuotedWordForMissingIsText() {
    Table t = parse("country,x\n\"NA\",\"\"\nNA,2\n \"null\",\"3\"\n");
    assertThat(t.column("country").text(0)).isEqualTo("NA");
    assertThat(t.column("country").isMissing(1)).isTrue();
    assertThat(t.column("x").numbers()).containsExactly(Double.NaN, 2, 3);
    assertThat(t.column("x").type()).isEqualTo(Type.INTEGER);
    refused(
        Csv.with().type("x", Type.NUMBER),
        "x\n1\n\"NA\"\n",
        "a.csv, line 3, column x: 'NA' is no number");
  }

  @Test
  void faultsHaveLineAndColumn() {
    Csv csv = Csv.with();
    refused(csv, "", "a.csv: is empty");
    refused(csv, "a,b\n1,2\n\"x\ny\",2\n3\n", "a.csv, line 5: has 1 fields, the header 2");
    refused(csv, "a,b\n1,2,3\n", "a.csv, line 2: has 3 fields, the header 2");
    refused(csv, "a,b, a\n", "a.csv, line 1: two columns are named 'a', numbers 1 and 3");
    refused(
        csv.type("a", Type.INTEGER), "a\n1\n2.5\n", "a.csv, line 3, column a: '2.5' is no integer");
    refused(csv.type("a", Type.NUMBER), "a\nx\n", "a.csv, line 2, column a: 'x' is no number");
    assertThatThrownBy(() -> csv.type("z", Type.TEXT).text("a\n1\n", "a.csv"))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("column 'z', which there is not; there are a");
    assertThatThrownBy(() -> parse("a,b\n").column("c"))
        .isInstanceOf(ArgumentException.class)
        .hasMessage("a.csv: there is no column 'c'; there are a, b");
    assertThat(parse("a,b\n").rows()).isZero();
    assertThat(csv.type("zip", Type.TEXT).text("zip\n01234\n", "a").column("zip").text(0))
        .isEqualTo("01234");
  }

  @Test
  void headersCanLackAndLinesBePassedOver() {
    Table t =
        Csv.with().header(false).skip(1).text("150,4,setosa\n5.1,3.5,0\n4.9,3.0,1\n", "iris.csv");
    assertThat(t.names()).containsExactly("column1", "column2", "column3");
    assertThat(t.line(1)).isEqualTo(3);
    assertThat(parse(",b\n0,1\n").names()).containsExactly("column1", "b");
    assertThat(t.without("column2").select("column3", "column1").select(1).row(0))
        .containsExactly(
            java.util.Map.entry("column3", "1"), java.util.Map.entry("column1", "4.9"));
  }

  @Test
  void aTableHasAChecksum() {
    String a = parse("a,b\n1,x\n").fingerprint();
    assertThat(parse("a,b\n1,x\n").fingerprint()).isEqualTo(a);
    assertThat(parse("a,b\n1,y\n").fingerprint()).isNotEqualTo(a);
    assertThat(parse("a,c\n1,x\n").fingerprint()).isNotEqualTo(a);
    assertThatThrownBy(
            () ->
                Table.of(
                    "t", List.of(Column.ofNumbers("a", Type.NUMBER, 1), Column.ofTexts("a", "x"))))
        .hasMessageContaining("two columns are named 'a'");
  }

  @Test
  void damageGivesATableOrATypedError() {
    byte[] whole = "id,name\n1,\"a \"\"b\"\"\"\n2,\"c\nd\"\n3,ü\n".getBytes(StandardCharsets.UTF_8);
    Rng rng = new Rng(1);
    for (int i = 0; i < Damage.COUNT; i++) {
      String damaged = new String(Damage.of(whole, rng), StandardCharsets.ISO_8859_1);
      try {
        parse(damaged);
      } catch (DataFormatException e) {
        assertThat(e).hasMessageStartingWith("a.csv");
      } catch (RuntimeException | Error e) {
        fail("damage " + i + ": " + damaged, e);
      }
    }
  }
}
