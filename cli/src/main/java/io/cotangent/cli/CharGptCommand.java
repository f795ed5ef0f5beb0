package io.cotangent.cli;

import io.cotangent.random.Rng;
import io.cotangent.zoo.CharModel;
import io.cotangent.zoo.Characters;
import io.cotangent.zoo.GptSettings;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Trains a small GPT on the characters of a text. */
@CommandLine.Command(
    name = "chargpt",
    description = {
      "Trains a small GPT on the characters of a text, with the settings that nanoGPT advises for a CPU.",
      "",
      "  cotangent chargpt",
      "  cotangent chargpt --data input.txt --steps 5000 --layers 6 --width 192",
      "  cotangent chargpt --data names.txt --lines --block 32",
      "  cotangent chargpt predict 'ROMEO:' --temperature 0.8 --top-k 20",
      ""
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    subcommands = TextPredict.class)
public final class CharGptCommand extends TextCommand {
  @Option(names = "--layers", paramLabel = "N", description = "Blocks of attention and network.")
  private int layers = 4;

  @Option(names = "--heads", paramLabel = "N", description = "Heads of attention.")
  private int heads = 4;

  @Option(names = "--width", paramLabel = "N", description = "Width of a character's vector.")
  private int width = 128;

  @Option(names = "--dropout", paramLabel = "P", description = "Probability of dropout.")
  private double dropout;

  @Override
  CharModel model(Characters characters, int block, Rng rng) {
    return CharModel.gpt(
        characters, new GptSettings(layers, heads, width, block, dropout, false), rng);
  }
}
