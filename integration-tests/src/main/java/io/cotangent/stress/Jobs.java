package io.cotangent.stress;

import io.cotangent.ConfinementException;
import io.cotangent.Gradients;
import io.cotangent.ReleasedException;
import io.cotangent.Scope;
import io.cotangent.Tensor;
import io.cotangent.loss.Losses;
import io.cotangent.nn.Linear;
import io.cotangent.nn.Parameter;
import io.cotangent.nn.Parameters;
import io.cotangent.nn.Sequential;
import io.cotangent.nn.Tanh;
import io.cotangent.optim.Adam;
import io.cotangent.optim.Adamax;
import io.cotangent.optim.Nadam;
import io.cotangent.optim.Optimizer;
import io.cotangent.optim.Rmsprop;
import io.cotangent.optim.Settings;
import io.cotangent.optim.Sgd;
import io.cotangent.random.Rng;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What the threads do, each on what all share: a parameter that one of them trains while the others
 * read it, a frozen model that all of them serve, large tensors. Every job has one right answer.
 */
final class Jobs {
  private static final int LIVE = 20_000;
  private static final int STEPS = 4;

  private final Parameter live = new Parameter(Tensor.ones(LIVE));
  private final Optimizer trainer = Adam.of(Parameters.of(List.of(live))).build();
  private final Tensor input = new Rng(1).normal(0, 1, 32, 20);
  private final Tensor target = new Rng(2).normal(0, 1, 32, 4);
  private final Tensor large = new Rng(3).normal(0, 1, 300, 200);
  private final Sequential served;
  private final List<Settings<?>> settings =
      List.of(
          Sgd.settings().momentum(0.9).nesterov(true),
          Adam.settings(),
          Adamax.settings(),
          Nadam.settings(),
          Rmsprop.settings().centered(true));
  private final float[] answer;
  private final float[] product;
  private final float[][] trained = new float[settings.size()][];

  /** Computes the right answers, in this thread alone. */
  Jobs() {
    served = model().copy();
    answer = served.apply(input).toFloats();
    product = large.matmul(large.transpose(0, 1)).toFloats();
    for (int i = 0; i < trained.length; i++) {
      trained[i] = train(i);
    }
  }

  private static Sequential model() {
    Rng rng = new Rng(7);
    return new Sequential(new Linear(20, 64, rng), new Tanh(), new Linear(64, 4, rng));
  }

  /** One job, chosen at random; {@code trains} in the one thread that trains the live parameter. */
  void run(Random random, boolean trains) {
    if (trains) {
      step();
    }
    switch (random.nextInt(6)) {
      case 0 -> {
        int i = random.nextInt(trained.length);
        Values.same("a model trained by " + settings.get(i), trained[i], Tensor.of(train(i)));
      }
      case 1 -> serve();
      case 2 -> readLive();
      case 3 -> multiply();
      case 4 -> openScopes(random);
      default -> cross();
    }
  }

  /** A step that moves all elements of the live parameter alike. */
  private void step() {
    try (Scope scope = Scope.open("live step")) {
      Gradients g = live.value().times(live.value()).sum().backward();
      trainer.step(g);
    }
  }

  /** A live parameter that is read while it is trained is whole, or says that it was updated. */
  private void readLive() {
    try (Scope scope = Scope.open("live reader")) {
      Tensor now = live.value().detach();
      Values.whole("the live parameter", now.toFloats());
      Values.whole("twice the live parameter", now.times(2).toFloats());
    } catch (ReleasedException e) {
      String message = String.valueOf(e.getMessage());
      if (!message.contains("take the parameter's value anew")) {
        throw e;
      }
    }
  }

  private float[] train(int which) {
    Sequential model = model();
    Optimizer o = settings.get(which).on(model);
    for (int i = 0; i < STEPS; i++) {
      try (Scope scope = Scope.open("training step")) {
        o.step(Losses.mse(model.apply(input), target).backward());
      }
    }
    return model.parameters().get("0.weight").value().toFloats();
  }

  private void serve() {
    try (Scope scope = Scope.open("request")) {
      Values.same("a served answer", answer, served.apply(input));
    }
    Values.same("an answer outside of scopes", answer, served.apply(input));
  }

  private void multiply() {
    try (Scope scope = Scope.open("product")) {
      Values.same("a product", product, large.matmul(large.transpose(0, 1)));
    }
  }

  /** Scopes within scopes, each handing one tensor out. */
  private void openScopes(Random random) {
    int depth = 1 + random.nextInt(5);
    List<Scope> open = new ArrayList<>();
    Tensor sum = large;
    try {
      for (int i = 0; i < depth; i++) {
        open.add(Scope.open("depth " + i));
        sum = sum.plus(1).minus(1).plus(0);
      }
    } finally {
      for (int i = depth - 1; i >= 0; i--) {
        sum = open.get(i).keep(sum);
        open.get(i).close();
      }
    }
    Tensor lost;
    try (Scope scope = Scope.open("closed")) {
      lost = large.plus(1);
    }
    expect(ReleasedException.class, () -> lost.toFloats());
    float[] kept = sum.toFloats();
    if (kept.length != large.size()) {
      throw new TornValueException("a kept tensor has " + kept.length + " elements");
    }
  }

  /** What belongs to a scope of this thread is refused in another, and stays as it is. */
  private void cross() {
    try (Scope scope = Scope.open("confined")) {
      Tensor mine = large.times(2);
      float[] before = mine.toFloats();
      Throwable[] other = new Throwable[1];
      Thread thread = new Thread(() -> other[0] = refusal(mine, scope), "stress-other");
      thread.start();
      join(thread);
      if (other[0] != null) {
        throw new TornValueException("in another thread: " + other[0]);
      }
      Values.same("a tensor that another thread asked for", before, mine);
    }
  }

  private static @Nullable Throwable refusal(Tensor mine, Scope scope) {
    try {
      expect(ConfinementException.class, () -> mine.toFloats());
      expect(ConfinementException.class, scope::close);
      return null;
    } catch (RuntimeException e) {
      return e;
    }
  }

  /** Waits, interrupted or not. */
  private static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void expect(Class<? extends RuntimeException> expected, Runnable misuse) {
    try {
      misuse.run();
    } catch (RuntimeException e) {
      if (expected.isInstance(e)) {
        return;
      }
      throw e;
    }
    throw new TornValueException("misuse went without a " + expected.getSimpleName());
  }
}
