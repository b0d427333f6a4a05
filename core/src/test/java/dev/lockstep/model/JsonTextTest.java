package dev.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class JsonTextTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Property(tries = 100)
  void theLayoutDoesNotChangeTheContent(@ForAll("trees") Map<String, Object> tree)
      throws IOException {
    String text = JsonText.of(MAPPER.valueToTree(tree));
    assertThat(MAPPER.readTree(text)).isEqualTo(MAPPER.readTree(MAPPER.writeValueAsString(tree)));
  }

  @Provide
  Arbitrary<Map<String, Object>> trees() {
    return Arbitraries.maps(Arbitraries.strings().ofMaxLength(30), node(3)).ofMaxSize(6);
  }

  private static Arbitrary<Object> node(int depth) {
    Arbitrary<Object> scalar =
        Arbitraries.oneOf(
            Arbitraries.strings().ofMaxLength(60).map(s -> s.replaceAll("\\p{Cs}", "")),
            Arbitraries.doubles(),
            Arbitraries.longs(),
            Arbitraries.of(true, false));
    if (depth == 0) {
      return scalar;
    }
    return Arbitraries.oneOf(
        scalar,
        Arbitraries.lazy(() -> node(depth - 1)).list().ofMaxSize(9).map(list -> list),
        Arbitraries.maps(
                Arbitraries.strings().ofMaxLength(20), Arbitraries.lazy(() -> node(depth - 1)))
            .ofMaxSize(5)
            .map(map -> map));
  }

  @Example
  void whatFitsStandsOnOneLine() {
    Map<String, Object> layer = Map.of("kind", "relu");
    Map<String, Object> tree = Map.of("layers", Collections.nCopies(8, layer));
    assertThat(JsonText.of(MAPPER.valueToTree(tree)))
        .startsWith("{\n  \"layers\": [\n    {\"kind\": \"relu\"},\n    {\"kind\"")
        .endsWith("{\"kind\": \"relu\"}\n  ]\n}\n");
  }

  @Example
  void aLongListFillsItsLines() {
    List<Integer> numbers = IntStream.range(0, 1000).boxed().toList();
    String text = JsonText.of(MAPPER.valueToTree(Map.of("numbers", numbers)));
    assertThat(text.lines()).allMatch(line -> line.length() <= 100).hasSizeLessThan(60);
    assertThat(text.lines().skip(2).limit(10)).allMatch(line -> line.length() > 90);
  }

  @Example
  void whatJsonDoesNotHaveBecomesNull() {
    Map<String, Object> tree = Map.of("auc", List.of(Double.NaN, Float.NEGATIVE_INFINITY, 1.5));
    assertThat(JsonText.of(MAPPER.valueToTree(tree))).isEqualTo("{\"auc\": [null, null, 1.5]}\n");
  }
}
