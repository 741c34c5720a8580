#!/bin/sh
# Runs test files on a build with the address and undefined-behaviour sanitizers, the checks of the standard library and
# those of Armadillo, once with the kernels for each instruction set.
#   sh tools/sanitize.sh [test file ...]     names as in "kernels" for tests/testthat/test-kernels.R
# The last line says how many instruction sets ran clean; the exit status is 0 only if all of them did.
set -u
tests=${*:-kernels affine boundary frames fit-fields choice-optimizer gd_lm neuron ann train}
for test in $tests; do
  [ -f "tests/testthat/test-$test.R" ] || { echo "sanitize: there is no tests/testthat/test-$test.R"; exit 1; }
done
home=$(pwd)/_build/sanitize
mkdir -p "$home/library" "$home/logs"
rm -rf "$home/descent" "$home"/logs/*

# A copy of the sources, so that no object compiled without the checks is linked.
mkdir "$home/descent"
cp -r DESCRIPTION NAMESPACE R src data inst man "$home/descent"
rm -f "$home"/descent/src/*.o "$home"/descent/src/*.so

# Armadillo checks its bounds unless it is told not to. R's NDEBUG stays: without it Rcpp ends R where R passes a value of
# the wrong type, in place of the error that is tested.
checks="-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer"
cat > "$home/Makevars" <<MAKEVARS
CXX = $(R CMD config CXX) $checks
CXXFLAGS = -g -O1 -U_FORTIFY_SOURCE -D_GLIBCXX_ASSERTIONS
MAKEVARS
echo "Building with sanitizers (about two minutes on two cores) ..."
if ! R_MAKEVARS_USER="$home/Makevars" MAKEFLAGS=-j$(getconf _NPROCESSORS_ONLN) \
  R CMD INSTALL --no-docs --no-test-load --library="$home/library" "$home/descent" > "$home/logs/build" 2>&1; then
  tail -20 "$home/logs/build"
  echo "sanitize: the package does not build with sanitizers, see $home/logs/build"
  exit 1
fi

# R itself is not built with the sanitizer, so its library must be loaded first. Leaks at the end of R are R's own.
compiler=$(R CMD config CXX | sed 's/ .*//')
with_checks() {
  R_LIBS="$home/library:${R_LIBS:-}" LD_PRELOAD=$($compiler -print-file-name=libasan.so) NOT_CRAN=true \
    ASAN_OPTIONS=detect_leaks=0:detect_stack_use_after_return=1 UBSAN_OPTIONS=print_stacktrace=1 \
    DESCENT_KERNELS=$1 Rscript -e "$2"
}

clean=0
ran=0
for kernels in portable baseline avx2 avx512; do
  if [ "$(with_checks $kernels 'cat(descent:::kernel_choices()$kernels)' 2> "$home/logs/$kernels-start")" != $kernels ]; then
    if [ -s "$home/logs/$kernels-start" ]; then
      cat "$home/logs/$kernels-start"
      exit 1
    fi
    echo "$kernels: not on this processor"
    continue
  fi
  ran=$((ran + 1))
  faults=0
  for test in $tests; do
    log="$home/logs/$kernels-$test"
    begun=$(date +%s)
    with_checks $kernels "testthat::test_file('tests/testthat/test-$test.R', package = 'descent',
      load_package = 'installed', reporter = 'summary', stop_on_failure = TRUE)" > "$log" 2>&1
    status=$?
    reports=$(grep -c 'runtime error:\|AddressSanitizer\|Assertion .* failed' "$log")
    [ $status -eq 0 ] && [ "$reports" -eq 0 ] || faults=$((faults + 1))
    echo "$kernels, $test: status $status, $reports reports, $(($(date +%s) - begun)) s"
  done
  [ $faults -eq 0 ] && clean=$((clean + 1))
done
echo "sanitize: $clean of $ran instruction sets ran clean, $(echo $tests | wc -w) test files each"
[ $clean -eq $ran ] && [ $ran -gt 0 ]
