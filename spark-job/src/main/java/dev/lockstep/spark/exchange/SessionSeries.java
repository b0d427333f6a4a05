package dev.lockstep.spark.exchange;

import dev.lockstep.spark.config.ExchangeConfig.Topology;
import dev.lockstep.spark.exchange.driver.SeatVacantException;
import dev.lockstep.spark.exchange.driver.Session;
import dev.lockstep.spark.exchange.driver.SessionUnavailableException;
import dev.lockstep.spark.exchange.executor.SplitShard;
import dev.lockstep.spark.exchange.message.Answer;
import dev.lockstep.spark.exchange.message.Round;
import dev.lockstep.spark.exchange.message.Work;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.function.LongFunction;
import org.apache.spark.api.java.JavaRDD;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sessions over the same shards, one at a time: another begins where one is old or lost. */
final class SessionSeries implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SessionSeries.class);
  private static final int MOST_LOSSES = 2;

  /** How often a session that loses its slots is followed by another within one round. */
  private static final int MOST_OPENINGS = 5;

  private final Session.Driver driver;
  private final Work work;
  private final JavaRDD<SplitShard> shards;

  private @Nullable Session session;
  private long sessionSteps;

  /** None has begun yet. The driver is closed with the last one. */
  SessionSeries(Session.Driver driver, Work work, JavaRDD<SplitShard> shards) {
    this.driver = driver;
    this.work = work;
    this.shards = shards;
  }

  /**
   * The session as it is, or a first one.
   *
   * @throws SessionUnavailableException if its workers cannot all run at once
   */
  Session current() {
    Session current = session;
    return current == null ? open() : current;
  }

  /** The answers to a step's round, in a session that is renewed if it is time to. */
  List<Answer> step(boolean epochBegins, LongFunction<Round> round) {
    if (isDue(epochBegins)) {
      end();
    }
    List<Answer> answers = run(round);
    sessionSteps++;
    return answers;
  }

  /**
   * At an epoch's beginning, if executors have come or gone or the session is old. Earlier, if it
   * has lost workers: Spark counts failures of a job, and would give it up in the end.
   */
  private boolean isDue(boolean epochBegins) {
    Session current = session;
    if (current == null) {
      return false;
    }
    if (current.losses() >= MOST_LOSSES) {
      return true;
    }
    return epochBegins
        && sessionSteps > 0
        && (sessionSteps >= driver.settings().sessionSteps() || current.executorsChanged());
  }

  /** The answers to a round, if need be in a new session on the slots that are left. */
  List<Answer> run(LongFunction<Round> round) {
    Session at = current();
    for (int attempt = 1; ; attempt++) {
      try {
        return at.run(round);
      } catch (SeatVacantException e) {
        end();
        if (attempt == MOST_OPENINGS) {
          throw new SessionUnavailableException(e.getMessage(), e);
        }
        LOG.warn("{}; a new session takes over", e.getMessage());
        at = open();
      }
    }
  }

  /** On the slots that there are; should some be lost meanwhile, on those that are left. */
  private Session open() {
    for (int attempt = 1; ; attempt++) {
      try {
        return openOnce();
      } catch (SeatVacantException e) {
        if (attempt == MOST_OPENINGS) {
          throw new SessionUnavailableException(e.getMessage(), e);
        }
        LOG.warn("{}; a session on these is to begin", e.getMessage());
      }
    }
  }

  private Session openOnce() {
    Session opened = new Session(driver, work);
    try {
      opened.start(shards, address -> new SessionTask(work, address));
    } catch (TimeoutException e) {
      opened.close();
      throw new SessionUnavailableException(e.getMessage(), e);
    } catch (InterruptedException e) {
      opened.close();
      throw (CancellationException)
          new CancellationException("the training was interrupted").initCause(e);
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
    session = opened;
    sessionSteps = 0;
    return opened;
  }

  /** What compression has cost so far, over all sessions. */
  double compressionError() {
    return driver.error().relative();
  }

  /** How sums and parameters travel. */
  Topology topology() {
    return driver.standing().topology();
  }

  @Override
  public void close() {
    end();
    driver.close();
  }

  /** Ends the session that there is, if there is one. */
  void end() {
    Session current = session;
    session = null;
    if (current != null) {
      current.close();
    }
  }
}
