package dev.lockstep.spark.exchange;

import dev.lockstep.spark.exchange.Frames.Home;
import dev.lockstep.spark.exchange.Frames.Worker;
import java.io.IOException;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker in an executor's JVM: answers the driver's rounds over the executor's connection.
 * Confined to the task's thread.
 */
final class RemoteWorker {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteWorker.class);

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
    String who = "worker of " + worker.describe();
    LOG.info("The {} is connected to the driver's {}", who, address);
    try {
      AnswerWriter answers = new AnswerWriter(name, address.compression(), link.channel());
      long rounds = new RemoteWorker(link, worker, name, answers).run(context);
      LOG.info("The {} ends: the driver has let it go, after {} answers", who, rounds);
    } catch (TaskKilledException e) {
      leave(link, Frames.LEAVE, name, WorkerFailures.KILLED + e.reason(), who);
      throw e;
    } catch (IOException | RuntimeException | Error e) {
      leave(link, Frames.FAILURE, name, WorkerFailures.describe(e), who);
      throw e;
    } finally {
      link.leave(name);
    }
  }

  private static void leave(ExecutorLink link, byte kind, Worker name, String why, String who) {
    LOG.warn("The {} ends: {}", who, why);
    link.channel().send(Frames.text(kind, name, why));
  }

  /** Gives the number of answers. */
  private long run(TaskContext context) throws IOException {
    SparkEnv env = SparkEnv.get();
    Home home = new Home(env.executorId(), env.blockManager().blockManagerId().host());
    Mailbox mailbox = link.join(name, home);
    long rounds = 0;
    for (Round round = mailbox.await(context); round != null; round = mailbox.await(context)) {
      answers.send(round.number(), worker.answer(round));
      worker.prepareAfter(round);
      rounds++;
    }
    return rounds;
  }
}
