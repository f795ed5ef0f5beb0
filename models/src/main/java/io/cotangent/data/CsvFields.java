package io.cotangent.data;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Records with what was quoted, which the reader's own records do not keep. */
final class CsvFields extends AbstractBaseCsvCallbackHandler<CsvFields.Row> {
  /** The fields of a record that begins in a line. */
  record Row(long line, List<String> fields, BitSet quoted) {}

  private List<String> fields = new ArrayList<>();
  private BitSet isQuoted = new BitSet();

  @Override
  protected void handleBegin(long startingLineNumber) {
    fields = new ArrayList<>();
    isQuoted = new BitSet();
  }

  @Override
  protected void handleField(int index, char[] buffer, int offset, int length, boolean quoted) {
    fields.add(new String(buffer, offset, length));
    isQuoted.set(index, quoted);
  }

  @Override
  protected Row buildRecord() {
    return new Row(getStartingLineNumber(), fields, isQuoted);
  }
}
