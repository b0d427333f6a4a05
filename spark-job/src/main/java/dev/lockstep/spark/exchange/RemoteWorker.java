package dev.lockstep.spark.exchange;

import dev.lockstep.spark.exchange.Frames.Worker;
import java.io.IOException;
import java.util.Locale;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;

/**
 * A worker in an executor's JVM: answers the driver's rounds over the executor's connection.
 * Confined to the task's thread.
 */
final class RemoteWorker {
  private final ExecutorLink link;
  private final ShardWorker worker;
  private final Worker name;
  private final AnswerWriter answers;

  private RemoteWorker(ExecutorLink link, ShardWorker worker, Worker name, AnswerWriter answers) {
    this.link = link;
    this.worker = worker;
    this.name = name;
    this.answers = answers;
  }

  /** Works until the driver releases the worker; throws what the task is to fail with. */
  static void run(SessionAddress address, ShardWorker worker, TaskContext context)
      throws IOException, InterruptedException {
    ExecutorLink link = ExecutorLink.open(address);
    Worker name = new Worker(context.partitionId(), Attempt.of(context));
    try {
      AnswerWriter answers = new AnswerWriter(name, address.compression(), link.channel());
      new RemoteWorker(link, worker, name, answers).run(context);
    } catch (TaskKilledException e) {
      link.channel().send(Frames.text(Frames.LEAVE, name, WorkerFailures.KILLED + e.reason()));
      throw e;
    } catch (IOException | RuntimeException | Error e) {
      link.channel().send(Frames.text(Frames.FAILURE, name, WorkerFailures.describe(e)));
      throw e;
    } finally {
      link.leave(name);
    }
  }

  private void run(TaskContext context) throws IOException {
    SparkEnv env = SparkEnv.get();
    String host = env.blockManager().blockManagerId().host();
    Mailbox mailbox =
        link.join(name, String.format(Locale.ROOT, "executor %s on %s", env.executorId(), host));
    for (Round round = mailbox.await(context); round != null; round = mailbox.await(context)) {
      answers.send(round.number(), worker.answer(round));
      worker.prepareAfter(round);
    }
  }
}
