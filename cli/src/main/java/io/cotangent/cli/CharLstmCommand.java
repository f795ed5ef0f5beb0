package io.cotangent.cli;

import io.cotangent.random.Rng;
import io.cotangent.zoo.CharLstmSettings;
import io.cotangent.zoo.CharModel;
import io.cotangent.zoo.Characters;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Trains an LSTM on the characters of a text. */
@CommandLine.Command(
    name = "charlstm",
    description = {
      "Trains an LSTM on the characters of a text.",
      "",
      "  cotangent charlstm",
      "  cotangent charlstm --data names.txt --lines --block 32 --batch 32",
      "  cotangent charlstm predict 'ROMEO:' --temperature 0.8",
      ""
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    subcommands = TextPredict.class)
public final class CharLstmCommand extends TextCommand {
  @Option(names = "--layers", paramLabel = "N", description = "Layers, one above the other.")
  private int layers = 1;

  @Option(names = "--hidden", paramLabel = "N", description = "Width of the state.")
  private int hidden = 256;

  @Option(names = "--embedding", paramLabel = "N", description = "Width of a character's vector.")
  private int embedding = 64;

  @Option(names = "--dropout", paramLabel = "P", description = "Probability of dropout.")
  private double dropout;

  @Override
  CharModel model(Characters characters, int block, Rng rng) {
    return CharModel.lstm(
        characters, new CharLstmSettings(embedding, hidden, layers, dropout), rng);
  }
}
