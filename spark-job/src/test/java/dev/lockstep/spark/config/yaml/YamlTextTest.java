package dev.lockstep.spark.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

class YamlTextTest {
  private static Object read(String yaml) {
    return new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
  }

  @Property(tries = 500)
  void anyTextComesBackAsItself(@ForAll @Size(max = 4) List<String> texts) {
    assertThat(read("k: " + YamlText.list(texts) + "\n")).isEqualTo(java.util.Map.of("k", texts));
    texts.forEach(text -> assertThat(read("[" + YamlText.of(text) + "]")).isEqualTo(List.of(text)));
  }

  @Property(tries = 1)
  void whatYamlReadsAsSomethingElseIsQuoted() {
    List<String> texts = List.of("true", "No", "null", "7", "1e3", "~", "", "- a", "a: b", "it's");
    assertThat(read(YamlText.list(texts))).isEqualTo(texts);
    assertThat(YamlText.list(List.of("age", "x_1"))).isEqualTo("[age, x_1]");
  }
}
