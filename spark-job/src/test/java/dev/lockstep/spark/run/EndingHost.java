package dev.lockstep.spark.run;

/** Tells a run to end after so many steps of its own. */
public final class EndingHost implements Host {
  private final int after;

  public EndingHost(int after) {
    this.after = after;
  }

  @Override
  public Steps steps() {
    return new Steps() {
      private int taken;

      @Override
      public boolean isEnding() {
        return ++taken >= after;
      }

      @Override
      public void close() {}
    };
  }
}
