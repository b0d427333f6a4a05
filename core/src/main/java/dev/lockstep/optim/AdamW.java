package dev.lockstep.optim;

import dev.lockstep.linalg.Range;
import java.util.List;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, 2019): before Adam's update, w -= a *
 * decay * w, on the decayed ranges only. torch.optim.AdamW decays all parameters of a group, biases
 * too.
 */
public record AdamW(Adam adam, double weightDecay, List<Range> decayed) implements Optimizer {
  public AdamW {
    decayed = List.copyOf(decayed);
    if (!(weightDecay >= 0 && Double.isFinite(weightDecay))) {
      throw new IllegalArgumentException("weight_decay must be at least 0, not " + weightDecay);
    }
  }

  @Override
  public String kind() {
    return "adamw";
  }

  @Override
  public int moments() {
    return adam.moments();
  }

  @Override
  public void step(float[] w, float[] g, OptimizerState state, double learningRate) {
    float keep = (float) (1 - learningRate * weightDecay);
    for (Range range : decayed) {
      for (int i = range.from(); i < range.to(); i++) {
        w[i] *= keep;
      }
    }
    adam.step(w, g, state, learningRate);
  }
}
