#!/bin/sh
# Builds and checks the package as CRAN does; arguments go to R CMD check. Then the tests of the vignettes look at the
# pages that the package has been built with, and end in a line 'N passed, N failed' of their own.
# Only its log tells a WARNING from a pass, and where no files are kept the printed logs are all there is to go by.
set -u

# Nothing here may depend on a suggested package that cannot be had, or on a server that does not answer.
export _R_CHECK_FORCE_SUGGESTS_=false _R_CHECK_CRAN_INCOMING_=false _R_CHECK_SYSTEM_CLOCK_=false

rm -rf _build/check && mkdir -p _build/check/web/packages && cd _build/check || exit 1

# About a package that is missing R asks CRAN, and without an answer ends the whole check: let it ask an empty list.
Rscript -e 'saveRDS(data.frame(Package = character(), Maintainer = character()), "web/packages/packages.rds")'
export R_CRAN_WEB="file://$PWD"

# It warns when there is no qpdf to shrink PDFs with, though the package has none: any program will do.
export R_QPDF=true

R CMD build ../.. || exit 1
R CMD check --as-cran --no-manual "$@" descent_*.tar.gz
status=$?

if [ $status -eq 0 ] && ! grep -Eq '^Status: .*(ERROR|WARNING)' descent.Rcheck/00check.log; then
  cd ../.. || exit 1
  R_LIBS="$PWD/_build/check/descent.Rcheck:${R_LIBS:-}" DESCENT_PAGES=built Rscript tools/test.R vignettes
  exit
fi

for log in descent.Rcheck/00install.out descent.Rcheck/tests/*.fail descent.Rcheck/*-Ex.Rout.fail; do
  [ -f "$log" ] && printf '\n==> %s\n' "$log" && tail -n 60 "$log"
done
exit 1
