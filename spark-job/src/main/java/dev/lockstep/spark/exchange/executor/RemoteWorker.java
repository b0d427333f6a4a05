package dev.lockstep.spark.exchange.executor;

import dev.lockstep.spark.config.ExchangeConfig.GradientCompression;
import dev.lockstep.spark.exchange.message.Answer;
import dev.lockstep.spark.exchange.message.AnswerFrames;
import dev.lockstep.spark.exchange.message.Frames;
import dev.lockstep.spark.exchange.message.PartSums;
import dev.lockstep.spark.exchange.message.ReduceFrames;
import dev.lockstep.spark.exchange.message.Reducer;
import dev.lockstep.spark.exchange.message.ReleasedException;
import dev.lockstep.spark.exchange.message.Round;
import dev.lockstep.spark.exchange.message.SessionAddress;
import dev.lockstep.spark.exchange.message.WorkerId;
import dev.lockstep.spark.failure.FirstCause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker in an executor's JVM: answers the driver's rounds over the executor's connection.
 * Confined to the task's thread.
 */
public final class RemoteWorker {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteWorker.class);

  private final ExecutorLink link;
  private final WorkerId name;
  private final String executor;
  private final GradientCompression compression;
  private final AnswerFrames.Writer answers;
  private @Nullable RelayedAnswers relayed;

  /**
   * A worker of that name.
   *
   * @param executor the name of its executor in Spark
   */
  RemoteWorker(ExecutorLink link, WorkerId name, String executor, GradientCompression compression) {
    this.link = link;
    this.name = name;
    this.executor = executor;
    this.compression = compression;
    this.answers = new AnswerFrames.Writer(name, compression, link.channel());
  }

  /**
   * Works until the driver releases the worker; throws what the task is to fail with.
   *
   * @param make makes the worker, which may take more memory than there is
   */
  public static void run(SessionAddress address, Supplier<ShardWorker> make, TaskContext context)
      throws IOException, InterruptedException {
    SparkEnv env = SparkEnv.get();
    ExecutorLink link = ExecutorLink.open(address, env.blockManager().blockManagerId().host());
    WorkerId name = WorkerId.of(context);
    LOG.info("The {} is connected to the driver's {}", name, address);
    try {
      new RemoteWorker(link, name, env.executorId(), address.compression()).run(make, context);
    } finally {
      link.leave(name);
    }
  }

  /** Offers to work, and works. */
  void run(Supplier<ShardWorker> make, TaskContext context) throws IOException {
    ShardWorker worker = make(make);
    LOG.info("The {} holds {}", name, worker.describe());
    Mailbox mailbox = link.join(name, executor);
    try {
      long rounds = answer(worker, mailbox, context);
      LOG.info("The {} ends: the driver has let it go, after {} answers", name, rounds);
    } catch (TaskKilledException e) {
      leave(Frames.LEAVE, Frames.KILLED + e.reason());
      throw e;
    } catch (IOException | RuntimeException | Error e) {
      leave(Frames.FAILURE, FirstCause.of(e));
      throw e;
    }
  }

  private void leave(byte kind, String why) {
    LOG.warn("The {} ends: {}", name, why);
    link.channel().send(Frames.text(kind, name, why));
  }

  /** Answers until it is let go; gives the number of answers. */
  private long answer(ShardWorker worker, Mailbox mailbox, TaskContext context) throws IOException {
    worker
        .notice()
        .ifPresent(notice -> link.channel().send(Frames.text(Frames.NOTICE, name, notice)));
    Reducer reducer = sums -> total(sums, mailbox, context);
    long rounds = 0;
    long answered = 0;
    Answer answer = null;
    try {
      for (Round round = mailbox.await(context); round != null; round = mailbox.await(context)) {
        // Asked for the same once more, as when a relay is lost: the sums are there.
        if (answer == null || round.number() != answered) {
          answer = worker.answer(round, reducer);
          answered = round.number();
          rounds++;
        }
        send(round, answer);
        worker.prepareAfter(round);
      }
    } catch (ReleasedException e) {
      LOG.debug("The {} was let go in the middle of a round", name, e);
    }
    return rounds;
  }

  private void send(Round round, Answer answer) {
    if (round.generation() == 0) {
      answers.send(round.number(), answer);
      return;
    }
    RelayedAnswers through = relayed;
    if (through == null || !through.isOf(round.generation())) {
      Membership plan = link.mesh().in(round.generation());
      if (plan == null) {
        return; // Another plan holds by now, under which this worker is asked again.
      }
      through = new RelayedAnswers(name, plan, compression, link.channel());
      relayed = through;
    }
    through.send(round, answer);
  }

  private double[] total(PartSums sums, Mailbox mailbox, TaskContext context) {
    mailbox.expectTotal(sums);
    link.channel().send(ReduceFrames.sums(name, sums));
    try {
      double[] total = mailbox.awaitTotal(context);
      if (total == null) {
        throw new ReleasedException();
      }
      return total;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What goes wrong then, the driver is told, which would only hear of a lost task. */
  private ShardWorker make(Supplier<ShardWorker> make) {
    try {
      return make.get();
    } catch (TaskKilledException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      String why = FirstCause.of(e);
      LOG.warn("The {} cannot work: {}", name, why);
      link.cannotJoin(name, executor, why);
      throw e;
    }
  }
}
