package dev.lockstep.spark.exchange;

import dev.lockstep.spark.exchange.Frames.Worker;
import dev.lockstep.spark.failure.FirstCause;
import java.io.IOException;
import java.util.Locale;
import java.util.function.Supplier;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;

/**
 * A worker in an executor's JVM: answers the driver's rounds over the executor's connection.
 * Confined to the task's thread.
 */
final class RemoteWorker {
  private final ExecutorLink link;
  private final Worker name;
  private final AnswerWriter answers;

  private RemoteWorker(ExecutorLink link, Worker name, AnswerWriter answers) {
    this.link = link;
    this.name = name;
    this.answers = answers;
  }

  /**
   * Works until the driver releases the worker; throws what the task is to fail with.
   *
   * @param make makes the worker, which may take more memory than there is
   */
  static void run(SessionAddress address, Supplier<ShardWorker> make, TaskContext context)
      throws IOException, InterruptedException {
    ExecutorLink link = ExecutorLink.open(address);
    Worker name = new Worker(context.partitionId(), Attempt.of(context));
    try {
      AnswerWriter answers = new AnswerWriter(name, address.compression(), link.channel());
      new RemoteWorker(link, name, answers).run(make, context);
    } catch (TaskKilledException e) {
      link.channel().send(Frames.text(Frames.LEAVE, name, WorkerFailures.KILLED + e.reason()));
      throw e;
    } catch (IOException | RuntimeException | Error e) {
      link.channel().send(Frames.text(Frames.FAILURE, name, FirstCause.of(e)));
      throw e;
    } finally {
      link.leave(name);
    }
  }

  private void run(Supplier<ShardWorker> make, TaskContext context) throws IOException {
    ShardWorker worker = make(make);
    Mailbox mailbox = join();
    for (Round round = mailbox.await(context); round != null; round = mailbox.await(context)) {
      answers.send(round.number(), worker.answer(round));
      worker.prepareAfter(round);
    }
  }

  /** The driver listens to those alone who have joined, to the failures of others too. */
  private ShardWorker make(Supplier<ShardWorker> make) {
    try {
      return make.get();
    } catch (RuntimeException | Error e) {
      join();
      throw e;
    }
  }

  private Mailbox join() {
    SparkEnv env = SparkEnv.get();
    String host = env.blockManager().blockManagerId().host();
    return link.join(name, String.format(Locale.ROOT, "executor %s on %s", env.executorId(), host));
  }
}
