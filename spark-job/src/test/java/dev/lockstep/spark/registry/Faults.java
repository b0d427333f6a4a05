package dev.lockstep.spark.registry;

import java.io.IOException;

/** What lets a process die, as far as a file system can tell, at one of its operations. */
final class Faults {
  /** At what a process dies. */
  enum When {
    /** Nothing of the operation is done. */
    BEFORE,
    /** All of the operation is done, and nobody hears of it. */
    AFTER
  }

  /** What a file system does. */
  interface Operation<T> {
    T run() throws IOException;
  }

  private int last = Integer.MAX_VALUE;
  private When when = When.BEFORE;
  private int done;

  /** From now on the operation of that number, from 1, is the last. */
  synchronized void dieAt(int operation, When how) {
    last = operation;
    when = how;
    done = 0;
  }

  /** Whether there was an operation of that number. */
  synchronized boolean died() {
    return done >= last;
  }

  synchronized <T> T run(Operation<T> operation) throws IOException {
    done++;
    if (done > last || (done == last && when == When.BEFORE)) {
      throw new IOException("dead");
    }
    T result = operation.run();
    if (done == last) {
      throw new IOException("dead");
    }
    return result;
  }
}
