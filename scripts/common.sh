# shellcheck shell=bash
# What the scripts of this directory share: Java, the build, Spark. Sourced, with $root set to the repository; it starts nothing.

: "${root:?}"
jar=$root/spark-job/target/lockstep-spark-$(sed -n '/<artifactId>lockstep</{n;s:.*<version>\(.*\)</version>.*:\1:p;q;}' "$root/pom.xml").jar
# Maven's list of the jars that a Spark distribution brings, written at the end of each build: its time is that of the build.
spark_classpath=$root/spark-job/target/spark.classpath
# Serves as SPARK_HOME: jars/ has links to the jars of that list, which is kept beside them.
spark_links=$root/spark-job/target/spark-home
build_log=$root/target/build.log

# Whether standard error is for machines: a JSON object a line.
json_log=false

say() {
  if $json_log; then
    tell message "\"message\": $(json_text "$*")"
  else
    printf '%s: %s\n' "$(basename -- "$0")" "$*" >&2
  fi
}

# tell EVENT FIELDS: a line for machines, as Lockstep itself has them.
tell() {
  printf '{"ts": "%s", "event": "%s", %s}\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$1" "$2" >&2
}

# json_text TEXT: prints it as JSON has it.
json_text() {
  local text=${1//\\/\\\\}
  text=${text//\"/\\\"}
  text=${text//$'\n'/\\n}
  printf '"%s"' "${text//[[:cntrl:]]/ }"
}

# fail CODE MESSAGE: ends the script; the message is its last line.
fail() {
  local code=$1 name
  shift
  name=$(basename -- "$0")
  if $json_log; then
    tell end "\"command\": $(json_text "$name"), \"status\": \"failed\", \"exit_code\": $code, \"message\": $(json_text "$*")"
  else
    printf '%s: failed (exit code %d): %s\n' "$name" "$code" "$*" >&2
  fi
  exit "$code"
}

# Sets java to the one to run, the same that Maven and Spark choose; it must be one that Spark 4 runs on.
find_java() {
  if [[ -n ${JAVA_HOME:-} ]]; then
    java=$JAVA_HOME/bin/java
    [[ -x $java ]] || fail 2 "JAVA_HOME is $JAVA_HOME, but there is no bin/java in it; Lockstep needs Java 17 or 21"
  else
    java=$(type -P java) || fail 2 "found no java: install a JDK 17 or 21, or set JAVA_HOME to one"
  fi
  local version
  version=$("$java" -version 2>&1) || fail 2 "$java -version failed: $version"
  [[ $version =~ version\ \"(1\.)?([0-9]+) ]] || fail 2 "cannot tell the version of $java from: $version"
  case ${BASH_REMATCH[2]} in
    17 | 21) ;;
    *) fail 2 "Lockstep needs Java 17 or 21; $java is Java ${BASH_REMATCH[2]} (JAVA_HOME chooses another)" ;;
  esac
  class_archive=$spark_links/classes-$(cksum <<<"$version" | tr -cd 0-9).jsa
}

# Prints why the jar must be built; nothing when it is up to date.
build_reason() {
  if [[ ! -f $jar || ! -f $spark_classpath ]]; then
    echo "for the first time; fetching Spark may take minutes"
    return
  fi
  local newer
  newer=$(find "$root/pom.xml" "$root"/core/{pom.xml,src/main} "$root"/spark-job/{pom.xml,src/main} \
    -newer "$spark_classpath" -print -quit)
  if [[ -n $newer ]]; then
    echo "again: ${newer#"$root"/} has changed"
    return
  fi
  local entries entry
  IFS=: read -r -a entries <"$spark_classpath" || true
  for entry in "${entries[@]}"; do
    if [[ ! -e $entry ]]; then
      echo "again: $entry is gone from Maven's repository"
      return
    fi
  done
}

# Builds what is missing or older than the sources. LOCKSTEP_NO_BUILD=1 takes the jar that is there.
ensure_built() {
  local reason=''
  if [[ -z ${LOCKSTEP_NO_BUILD:-} ]]; then
    reason=$(build_reason)
  elif [[ ! -f $jar || ! -f $spark_classpath ]]; then
    fail 2 "$jar is not built, and LOCKSTEP_NO_BUILD is set"
  fi
  if [[ -z $reason ]] && cmp -s "$spark_classpath" "$spark_links/classpath"; then
    return
  fi
  mkdir -p "$root/target"
  exec 9>"$root/target/build.lock"
  if type -P flock >/dev/null && ! flock -n 9; then
    say "waiting for another build of $root"
    flock 9
  fi
  [[ -z $reason ]] || reason=$(build_reason)
  if [[ -n $reason ]]; then
    say "building ${jar#"$root"/} $reason"
    build 9>&- || fail 1 "the build failed; $build_log has all of what Maven says"
  fi
  cmp -s "$spark_classpath" "$spark_links/classpath" || link_spark_jars
  exec 9>&-
}

# Builds, and says every few seconds what is being done: Maven is silent for minutes, or tells too much.
build() {
  mkdir -p "${build_log%/*}"
  (cd "$root" && exec ./mvnw --batch-mode -Dmaven.test.skip=true -Dspotless.check.skip=true package) 2>&1 \
    | tee "$build_log" | tell_progress
  return "${PIPESTATUS[0]}"
}

# Tells which step of a build Maven's output has come to, and errors.
tell_progress() {
  local line doing='starting Maven' next=$((SECONDS + 5)) start=$SECONDS code
  while true; do
    code=0
    IFS= read -r -t 1 line || code=$?
    if ((code == 0)); then
      case $line in
        '[ERROR]'*) say "$line" ;;
        *'Downloading from '*) doing="fetching ${line##*/}" ;;
        '[INFO] --- '*' @ '*) doing=$(sed 's/^\[INFO\] --- \([^: ]*\):.* @ \([^ ]*\).*/\2: \1/' <<<"$line") ;;
      esac
    elif ((code <= 128)); then
      return
    fi
    if ((SECONDS >= next)); then
      say "$((SECONDS - start)) s: $doing"
      next=$((SECONDS + 10))
    fi
  done
}

link_spark_jars() {
  local entries
  IFS=: read -r -a entries <"$spark_classpath" || true
  rm -rf "$spark_links"
  mkdir -p "$spark_links/jars"
  ln -s "${entries[@]}" "$spark_links/jars/"
  cp "$spark_classpath" "$spark_links/classpath"
}

# Sets distribution to the caller's SPARK_HOME, empty if there is none, and SPARK_HOME to it or to the links.
find_spark() {
  distribution=${SPARK_HOME:-}
  if [[ -z $distribution ]]; then
    export SPARK_HOME=$spark_links
    # What a distribution's scripts set; without it Spark takes SPARK_HOME for its source tree.
    export SPARK_SCALA_VERSION=2.13
    return
  fi
  [[ -x $SPARK_HOME/bin/spark-submit ]] || fail 2 "SPARK_HOME is $SPARK_HOME, but there is no bin/spark-submit in it"
  local core
  for core in "$SPARK_HOME"/jars/spark-core_*.jar; do
    [[ ! -e $core || ${core##*/} == spark-core_2.13-4.* ]] \
      || fail 2 "Lockstep needs Spark 4 (Scala 2.13); SPARK_HOME is $SPARK_HOME, which has ${core##*/}"
  done
}

# spark_command CLASS [ARGUMENT...]: sets the array command to what a distribution's bin/spark-class would run.
spark_command() {
  if [[ -n $distribution ]]; then
    if [[ ! -f $SPARK_HOME/bin/load-spark-env.sh ]]; then
      command=("$SPARK_HOME/bin/spark-class" "$@")
      return
    fi
    # Spark's own script, and the user's conf/spark-env.sh that it reads, are not written for these.
    set +eu
    # shellcheck source=/dev/null
    source "$SPARK_HOME/bin/load-spark-env.sh"
    set -eu
  fi
  # The launcher prints a NUL, a newline, and each word of the command followed by a NUL; its exit code is appended here.
  read_words < <(
    code=0
    "$java" -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$SPARK_HOME/jars/*" \
      org.apache.spark.launcher.Main "$@" || code=$?
    printf '%d\0' "$code"
  )
  local last=$((${#words[@]} - 1))
  if ((last < 2)) || [[ ${words[last]} != 0 ]]; then
    fail 1 "Spark's launcher failed"
  fi
  command=("${words[@]:1:last-1}")
  command[0]=${command[0]#$'\n'}
}

# Sets the array words to what standard input has, each followed by a NUL.
read_words() {
  words=()
  local word
  while IFS= read -r -d '' word; do
    words+=("$word")
  done
}

# kept_spark_command CLASS [OPTION...]: as spark_command. Spark's launcher, a JVM to start another, is asked only once for
# the same options, environment and files.
kept_spark_command() {
  local kept=$spark_links/commands/$(printf '%s ' "$@" | cksum | tr -cd 0-9)
  if [[ -n $distribution ]]; then
    spark_command "$@"
  elif [[ -f $kept ]] && cmp -s "$kept.asked" <(asked_of_launcher "$@"); then
    read_words <"$kept"
    command=("${words[@]}")
  else
    spark_command "$@"
    # Whatever cannot be kept is asked again.
    if mkdir -p "${kept%/*}" 2>/dev/null && asked_of_launcher "$@" >"$kept.$$" 2>/dev/null; then
      mv -f "$kept.$$" "$kept.asked"
      printf '%s\0' "${command[@]}" >"$kept.$$" && mv -f "$kept.$$" "$kept"
    fi
  fi
}

# Has Java take Spark's classes from an archive of them, already parsed and verified, which saves a third of a start's work.
# An archive is for the jars that come first, so that the configuration must follow them.
use_class_archive() {
  [[ -z $distribution && ${command[1]} == -cp ]] || return 0
  [[ -e $class_archive ]] || archive_classes || return 0
  local before="$SPARK_CONF_DIR/:$(slf4j_jar):$SPARK_HOME/jars/*"
  [[ ${command[2]} == "$before"* ]] || return 0
  local entries="$(spark_jars):$SPARK_CONF_DIR/${command[2]#"$before"}"
  command=("${command[0]}" "-XX:SharedArchiveFile=$class_archive" '-Xlog:cds*=off' -cp "$entries" "${command[@]:3}")
}

# Makes the archive, of what a short training loads; fails if there was a try before, or another is making it.
archive_classes() {
  mkdir "$class_archive.tried" 2>/dev/null || return 1
  say "archiving Spark's classes, once, which lets each start take less: some 20 s, more on a busy machine"
  local fresh=$class_archive.tried/classes.jsa
  (
    unset SPARK_SUBMIT_OPTS JAVA_TOOL_OPTIONS
    export SPARK_CONF_DIR=$root/conf
    spark_command org.apache.spark.deploy.SparkSubmit --master 'local[1]' --class "$main_class" "$jar"
    "${command[0]}" "-XX:ArchiveClassesAtExit=$fresh" '-Xlog:cds*=off' -cp "$(spark_jars)" "${command[@]:3}" \
      train "$root/conf/quickstart.yaml" --set training.epochs=1 --set "output.path=$class_archive.tried/run"
  ) </dev/null >"$class_archive.tried/log" 2>&1 || return 1
  mv "$fresh" "$class_archive"
  rm -rf "$class_archive.tried/run"
}

slf4j_jar() {
  printf '%s' "$SPARK_HOME"/jars/slf4j-api-*.jar
}

# Prints the jars of $SPARK_HOME as a class path; that of slf4j comes first, as Spark has it.
spark_jars() {
  local jars=("$(slf4j_jar)") entry
  for entry in "$SPARK_HOME"/jars/*.jar; do
    [[ $entry == "${jars[0]}" ]] || jars+=("$entry")
  done
  local IFS=:
  printf '%s' "${jars[*]}"
}

# asked_of_launcher ARGUMENT...: prints all that decides what Spark's launcher answers.
asked_of_launcher() {
  printf '%s\n' "$java" "$@"
  local name
  for name in $(compgen -e); do
    case $name in
      SPARK_* | _SPARK_* | JAVA_* | HADOOP_CONF_DIR | YARN_CONF_DIR) printf '%s=%s\n' "$name" "${!name}" ;;
    esac
  done
  cat -- "$SPARK_CONF_DIR/spark-defaults.conf" "$SPARK_CONF_DIR/java-opts" "${properties_file:-/dev/null}" "$SPARK_HOME/classpath" \
    2>/dev/null || true
}
