package dev.lockstep.spark.cli;

import dev.lockstep.spark.cli.terminal.Sessions;
import dev.lockstep.spark.search.Search;
import dev.lockstep.spark.search.SearchFailedException;
import dev.lockstep.spark.search.SearchListener;
import dev.lockstep.spark.search.SearchResult;
import dev.lockstep.spark.search.TrialAgain;
import dev.lockstep.spark.search.config.SearchConfig;
import dev.lockstep.spark.search.file.SearchFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Searches for hyperparameters. */
@Command(
    name = "search",
    description = {
      "Search for the hyperparameters with which the configuration that SEARCH names trains best,",
      "by the dev split, and write a search directory to output.path: search.json, trials.jsonl,",
      "winner.yaml, search.html, and the model of the best trial unless final_model is false. The",
      "configuration as it stands is trained once, too: the best trial is told against it."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "For example:", "  scripts/lockstep search conf/search.yaml --resume"})
final class SearchCommand implements Callable<String> {
  @ParentCommand
  @SuppressWarnings("NullAway.Init") // By picocli.
  private Main main;

  @Parameters(
      paramLabel = "SEARCH",
      description = "A YAML file; spark-job/README.md lists its keys, conf/search.yaml is one.")
  private Path file = Path.of("");

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = {
        "Override a key of SEARCH, as in --set budget.trials=16, or one of the configuration that",
        "it names, as in --set overrides.training.epochs=3. May be given more than once."
      })
  private List<String> options = new ArrayList<>();

  @Option(
      names = "--var",
      paramLabel = "NAME=VALUE",
      description =
          "What $${NAME} stands for in the configuration that SEARCH names. May be given more than"
              + " once.")
  private List<String> variables = new ArrayList<>();

  @Option(
      names = "--resume",
      description = {
        "Go on with a search of this output that did not come to its end, training nothing again",
        "that was done; begin anew if there is none. One of another configuration is refused."
      })
  private boolean resume;

  @Option(
      names = "--trial",
      paramLabel = "NUMBER",
      description = {
        "Train that trial of the search directory alone, as far as it came, and tell the sha256 of",
        "its parameters, which must be that of the table. Writes nothing."
      })
  private @Nullable Integer trial;

  @Override
  public String call() throws IOException {
    SearchConfig config = SearchFile.load(file, options, variables);
    try (SparkSession spark = Sessions.start("search", file.toString())) {
      return trial == null ? search(spark, config) : again(spark, config, trial);
    }
  }

  private String search(SparkSession spark, SearchConfig config) throws IOException {
    PrintStream out = System.out;
    Search search = new Search(spark, config, main.terminal());
    SearchResult result;
    try (SearchListener display = main.terminal().searchDisplay()) {
      result = (resume ? search.resumed() : search).run(display);
    }
    out.print(result.summary().text());
    result.finalModel().ifPresent(model -> out.print(model.text()));
    return result.summary().line();
  }

  private static String again(SparkSession spark, SearchConfig config, int number)
      throws IOException {
    TrialAgain.Verdict verdict = new TrialAgain(spark, config).train(number);
    if (!verdict.same()) {
      throw new SearchFailedException(verdict.line());
    }
    System.out.println(verdict.sha256().isEmpty() ? "diverged" : verdict.sha256());
    return verdict.line();
  }
}
