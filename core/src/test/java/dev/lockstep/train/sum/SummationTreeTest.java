package dev.lockstep.train.sum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.nn.GradientSum;
import dev.lockstep.train.sum.SummationTree.Node;
import dev.lockstep.train.sum.TreeSum.Buffers;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Whoever adds, the bits of the sum are the same. */
final class SummationTreeTest {
  private static final int PARAMETERS = 3;

  @Property
  void anyGroupingOfShardsIntoWorkersGivesTheSameBits(
      @ForAll @IntRange(min = 1, max = 60) int shards, @ForAll long seed) {
    List<GradientSum> leaves = leaves(shards, new Random(seed));
    SummationTree tree = new SummationTree(shards);
    TreeSum sum = new TreeSum(tree.root(), new Buffers(PARAMETERS));
    for (int step = 0; step < 2; step++) {
      sum.begin();
      for (Node worker : workers(shards, new Random(seed ^ step))) {
        for (Node node : tree.cover(worker.from(), worker.to())) {
          sum.add(node, sum(node, leaves));
        }
      }
      assertSameBits(sum.total(), recursively(tree.root(), leaves));
    }
  }

  @Property
  void partsAreMergedAsTheTreeSaysWhoeverHasThem(
      @ForAll @IntRange(min = 1, max = 60) int shards, @ForAll long seed) {
    SummationTree tree = new SummationTree(shards);
    TreeMerge<String> merge =
        new TreeMerge<>(tree.root(), (left, right) -> "(" + left + " " + right + ")");
    for (Node worker : workers(shards, new Random(seed))) {
      for (Node node : tree.cover(worker.from(), worker.to())) {
        merge.add(node, written(node));
      }
    }
    assertThat(merge.total()).isEqualTo(written(tree.root()));
  }

  private static String written(Node node) {
    return node.length() == 1
        ? Integer.toString(node.from())
        : "(" + written(node.left()) + " " + written(node.right()) + ")";
  }

  /** The definition, to compare with. */
  private static GradientSum recursively(Node node, List<GradientSum> leaves) {
    GradientSum sum = new GradientSum(PARAMETERS);
    if (node.length() == 1) {
      sum.add(leaves.get(node.from()));
    } else {
      sum.set(recursively(node.left(), leaves), recursively(node.right(), leaves));
    }
    return sum;
  }

  @Property
  void aCoverIsInOrderAndAsSmallAsTheTreeAllows(
      @ForAll @IntRange(min = 1, max = 40) int shards,
      @ForAll @IntRange(max = 40) int a,
      @ForAll @IntRange(max = 40) int b) {
    int from = Math.min(Math.min(a, b), shards);
    int to = Math.min(Math.max(a, b), shards);
    List<Node> cover = new SummationTree(shards).cover(from, to);
    int next = from;
    for (Node node : cover) {
      assertThat(node.from()).isEqualTo(next);
      next = node.to();
    }
    assertThat(next).isEqualTo(to);
    assertThat(nodes(new Node(0, shards))).containsAll(cover);
    assertThat(cover).hasSize(fewest(shards, from, to));
  }

  @Test
  void theOrderOfAdditionIsTheHalvedTreeAndNotTheRunningSum() {
    List<GradientSum> leaves = new ArrayList<>();
    for (float value : new float[] {1e8f, 1f, -1e8f, 1f}) {
      leaves.add(new GradientSum(new float[] {value, 0, 0}));
    }
    // (1e8 + 1) + (-1e8 + 1) loses both ones; from left to right the last would survive.
    assertThat(sum(new Node(0, 4), leaves).gradient()[0]).isEqualTo(0f);
  }

  @Test
  void aShardThatNobodyAddedIsNamed() {
    GradientSum any = new GradientSum(PARAMETERS);
    TreeSum sum = new TreeSum(new SummationTree(5).root(), new Buffers(PARAMETERS));
    sum.begin();
    assertThatThrownBy(sum::total).hasMessage("no sum covers shard 0");
    sum.add(new Node(0, 2), any);
    assertThatThrownBy(sum::total).hasMessage("no sum covers shard 2");
    assertThatThrownBy(() -> sum.add(new Node(3, 5), any)).hasMessage("no sum covers shard 2");
  }

  @Test
  void whatIsNoNodeOfTheTreeIsNotAdded() {
    GradientSum any = new GradientSum(PARAMETERS);
    TreeSum sum = new TreeSum(new Node(2, 5), new Buffers(PARAMETERS));
    sum.begin();
    for (Node part : List.of(new Node(2, 4), new Node(2, 9))) {
      assertThatThrownBy(() -> sum.add(part, any))
          .hasMessage(part + " is no node below Node[from=2, to=5]");
    }
    sum.add(new Node(2, 3), any);
    assertThatThrownBy(() -> sum.add(new Node(2, 3), any))
        .hasMessage("shard 2 has been added before");
    sum.add(new Node(3, 5), any);
    assertThat(sum.total().count()).isZero();
    assertThatThrownBy(() -> new Node(3, 3)).hasMessage("no shards from 3 to 3");
  }

  @Test
  void aTreeNeedsAShard() {
    assertThatThrownBy(() -> new SummationTree(0))
        .hasMessage("there must be at least 1 shard, not 0");
  }

  /** Values of very different sizes, so that nearly any other order of addition shows. */
  private static List<GradientSum> leaves(int shards, Random random) {
    List<GradientSum> leaves = new ArrayList<>();
    for (int s = 0; s < shards; s++) {
      GradientSum leaf = new GradientSum(PARAMETERS);
      for (int i = 0; i < PARAMETERS; i++) {
        leaf.gradient()[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(8)));
      }
      leaf.addTotals(random.nextGaussian() * 1e6, random.nextDouble(), random.nextInt(100));
      leaves.add(leaf);
    }
    return leaves;
  }

  /** A random partition of the shards into contiguous ranges. */
  private static List<Node> workers(int shards, Random random) {
    TreeSet<Integer> cuts = new TreeSet<>(List.of(0, shards));
    IntStream.range(0, random.nextInt(shards + 1)).forEach(i -> cuts.add(random.nextInt(shards)));
    List<Node> workers = new ArrayList<>();
    for (int from = 0; from < shards; from = workers.get(workers.size() - 1).to()) {
      Integer to = cuts.higher(from);
      workers.add(new Node(from, to == null ? shards : to));
    }
    return workers;
  }

  private static GradientSum sum(Node node, List<GradientSum> leaves) {
    return new TreeSum(node, new Buffers(PARAMETERS))
        .of((shard, into) -> into.add(leaves.get(shard)));
  }

  private static void assertSameBits(GradientSum actual, GradientSum expected) {
    for (int i = 0; i < PARAMETERS; i++) {
      assertThat(Float.floatToRawIntBits(actual.gradient()[i]))
          .isEqualTo(Float.floatToRawIntBits(expected.gradient()[i]));
    }
    assertThat(actual.loss()).isEqualTo(expected.loss());
    assertThat(actual.weight()).isEqualTo(expected.weight());
    assertThat(actual.count()).isEqualTo(expected.count());
  }

  private static List<Node> nodes(Node node) {
    List<Node> all = new ArrayList<>(List.of(node));
    if (node.length() > 1) {
      all.addAll(nodes(node.left()));
      all.addAll(nodes(node.right()));
    }
    return all;
  }

  /** By trying every chain of the tree's nodes: fewest[i] nodes lead from the beginning to i. */
  private static int fewest(int shards, int from, int to) {
    int[] fewest = new int[shards + 1];
    for (int end = from + 1; end <= to; end++) {
      fewest[end] = Integer.MAX_VALUE;
      for (Node node : nodes(new Node(0, shards))) {
        if (node.to() == end && node.from() >= from) {
          fewest[end] = Math.min(fewest[end], fewest[node.from()] + 1);
        }
      }
    }
    return fewest[to];
  }
}
