package dev.lockstep.bench;

import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.CompilationUnit;
import org.bytedeco.pytorch.Function;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * PyTorch's Adam(fused=True). Its kernel is not part of libtorch's C++ optimizers; a TorchScript
 * function calls it, as torch.optim.adam does.
 */
final class FusedAdam {
  @SuppressWarnings("InlineFormatString") // It is a program of its own, and is read as one.
  private static final String SCRIPT =
      """
      def step(parameters: List[Tensor], m: List[Tensor], v: List[Tensor], t: List[Tensor]):
          gradients = [p.grad for p in parameters]
          no_maxima: List[Tensor] = []
          torch._foreach_add_(t, 1.0)
          torch._fused_adam_(parameters, gradients, m, v, no_maxima, t,
              lr=0.001, beta1=0.9, beta2=0.999, weight_decay=0.0, eps=1e-8, amsgrad=False, maximize=False)

      def list(%s):
          return [%s]
      """;

  private final CompilationUnit unit;
  private final Function step;
  private final IValueVector arguments;

  FusedAdam(TensorVector parameters) {
    Tensor[] p = parameters.get();
    String names =
        IntStream.range(0, p.length).mapToObj(i -> "x" + i).collect(Collectors.joining(", "));
    unit = torch.compile(String.format(Locale.ROOT, SCRIPT, names, names));
    step = unit.get_function(new QualifiedName("step"));
    arguments =
        new IValueVector(
            list(p, t -> t),
            list(p, torch::zeros_like),
            list(p, torch::zeros_like),
            list(p, t -> torch.zeros()));
  }

  /** Updates the parameters in place by their gradients. */
  void step() {
    NoGradGuard guard = new NoGradGuard();
    try {
      step.apply(arguments);
    } finally {
      guard.close();
    }
  }

  /** A TorchScript list: a function makes it, because Java cannot. */
  private IValue list(Tensor[] parameters, UnaryOperator<Tensor> element) {
    IValueVector elements = new IValueVector();
    for (Tensor p : parameters) {
      elements.push_back(new IValue(element.apply(p)));
    }
    return unit.get_function(new QualifiedName("list")).apply(elements);
  }
}
