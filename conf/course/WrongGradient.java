import dev.lockstep.check.GradientCheck;
import dev.lockstep.check.GradientReport;
import dev.lockstep.check.ParameterSample;
import dev.lockstep.check.TensorCheck;
import dev.lockstep.nn.Initializer;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Network.Outputs;
import dev.lockstep.nn.layer.Tanh;
import dev.lockstep.nn.loss.SigmoidCrossEntropy;
import dev.lockstep.optim.Regularization;
import dev.lockstep.reference.Examples;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A wrong gradient found: backpropagation by hand, through 2 inputs, 4 units of tanh and a sigmoid,
 * with the mistake that the argument names, beside two-sided differences of the loss.
 *
 * <pre>
 *   java -cp spark-job/target/lockstep-spark-0.1.0.jar conf/course/WrongGradient.java none
 *
 * Try:  tanh  for a derivative of tanh of 1 - a instead of 1 - a^2
 *       mean  for a sum over the examples, where their mean belongs, in the first bias
 * </pre>
 */
public final class WrongGradient {
  private static final int INPUTS = 2;
  private static final int UNITS = 4;
  private static final int ROWS = 20;

  // Where the tensors lie in the flat array: 0.weight [4, 2], 0.bias [4], 2.weight [1, 4], 2.bias [1].
  private static final int BIAS = UNITS * INPUTS;
  private static final int OUTPUT_WEIGHT = BIAS + UNITS;
  private static final int OUTPUT_BIAS = OUTPUT_WEIGHT + UNITS;

  public static void main(String[] args) {
    String mistake = args.length == 1 ? args[0] : "";
    if (!List.of("none", "tanh", "mean").contains(mistake)) {
      System.err.println("error: expected one of none, tanh, mean");
      System.exit(2);
    }
    Network network =
        Network.multilayerPerceptron(
            INPUTS, List.of(UNITS), new Tanh(), new Outputs(1, new SigmoidCrossEntropy()));
    float[] values = new Initializer(Initializer.Kind.XAVIER, 1).initialize(network, 1);
    Examples examples = examples();
    GradientCheck check = new GradientCheck(network, Regularization.none(), examples);
    double[] byHand = gradient(values, examples, mistake);
    // There is none in float32 to be checked beside it.
    GradientReport report =
        check.compare(values, ParameterSample.of(network, Long.MAX_VALUE, 1), byHand, byHand);
    for (TensorCheck tensor : report.tensors()) {
      System.out.printf(
          "%-9s  off by %.1e  %s%n",
          tensor.tensor().name(), tensor.float64().error(), tensor.float64().verdict());
    }
    System.exit(report.worrying().isEmpty() ? 0 : 1);
  }

  /** Points whose label says whether they lie in the first or third quadrant. */
  private static Examples examples() {
    Random random = new Random(1);
    float[][] x = new float[ROWS][INPUTS];
    float[][] y = new float[ROWS][1];
    float[] weights = new float[ROWS];
    Arrays.fill(weights, 1);
    for (int row = 0; row < ROWS; row++) {
      x[row][0] = (float) random.nextGaussian();
      x[row][1] = (float) random.nextGaussian();
      y[row][0] = x[row][0] * x[row][1] > 0 ? 1 : 0;
    }
    return new Examples(x, y, weights);
  }

  /** The gradient of the mean loss over the examples. */
  private static double[] gradient(float[] values, Examples examples, String mistake) {
    double[] gradient = new double[values.length];
    for (int row = 0; row < ROWS; row++) {
      float[] x = examples.x()[row];
      double[] a = hidden(values, x);
      double dOutput = (probability(values, a) - examples.y()[row][0]) / ROWS;
      gradient[OUTPUT_BIAS] += dOutput;
      for (int unit = 0; unit < UNITS; unit++) {
        gradient[OUTPUT_WEIGHT + unit] += dOutput * a[unit];
        double slope = mistake.equals("tanh") ? 1 - a[unit] : 1 - a[unit] * a[unit];
        double dHidden = dOutput * values[OUTPUT_WEIGHT + unit] * slope;
        gradient[BIAS + unit] += mistake.equals("mean") ? dHidden * ROWS : dHidden;
        for (int input = 0; input < INPUTS; input++) {
          gradient[unit * INPUTS + input] += dHidden * x[input];
        }
      }
    }
    return gradient;
  }

  private static double[] hidden(float[] values, float[] x) {
    double[] a = new double[UNITS];
    for (int unit = 0; unit < UNITS; unit++) {
      double z = values[BIAS + unit];
      for (int input = 0; input < INPUTS; input++) {
        z += (double) values[unit * INPUTS + input] * x[input];
      }
      a[unit] = Math.tanh(z);
    }
    return a;
  }

  private static double probability(float[] values, double[] a) {
    double z = values[OUTPUT_BIAS];
    for (int unit = 0; unit < UNITS; unit++) {
      z += values[OUTPUT_WEIGHT + unit] * a[unit];
    }
    return 1 / (1 + Math.exp(-z));
  }
}
