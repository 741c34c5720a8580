# Everything here works offline once the packages that DESCRIPTION asks for are installed.

# The tests, the demo and the rest use a copy installed here, so that they never meet one left over from before.
LIBRARY := $(CURDIR)/_build/library
WITH_DESCENT = R_LIBS="$(LIBRARY):$$R_LIBS"

# R fills in R_LIBS_USER when it is not set, so only make can tell whether somebody chose that folder.
NEED = Rscript tools/install.R $(if $(filter-out NULL,$(R_LIBS_USER)),--user)

# Compiling Armadillo's templates is slow: use every core.
JOBS = MAKEFLAGS=-j`getconf _NPROCESSORS_ONLN`

.DEFAULT_GOAL := help
.PHONY: help library demo test document lint format vignettes bench check clean

help: ## list these targets
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' Makefile | awk -F '\t' '{ printf "make %-10s %s\n", $$1, $$2 }'

# Installing from the built package leaves no objects in src/ and shows what .Rbuildignore leaves out by mistake.
library: ## install descent and what it needs; descent goes into _build/library
	$(NEED)
	@mkdir -p "$(LIBRARY)" && rm -f _build/descent_*.tar.gz
	cd _build && R CMD build --no-build-vignettes ..
	$(JOBS) R CMD INSTALL --library="$(LIBRARY)" _build/descent_*.tar.gz

demo: library ## run the demo; its pictures go into demo-output
	@mkdir -p demo-output
	$(WITH_DESCENT) Rscript inst/examples/demo.R demo-output
	$(WITH_DESCENT) Rscript inst/examples/gallery.R demo-output/gallery

# tools/test.R ends with status 0 or 1; above that R itself has crashed and could count nothing.
test: library ## run all tests
	$(NEED) testthat tests/
	@$(WITH_DESCENT) Rscript tools/test.R; s=$$?; [ $$s -le 1 ] || echo "0 passed, 1 failed"; exit $$s

document: ## write man/, NAMESPACE and the C++ glue from the comments in the source
	$(NEED) roxygen2 pkgbuild
	Rscript -e 'Rcpp::compileAttributes(); roxygen2::roxygenise()'

# lintr looks up the package's own functions in the installed package.
lint: library ## check the style of the R code
	$(NEED) lintr
	$(WITH_DESCENT) Rscript -e 'lints <- lintr::lint_package(); print(lints); quit(status = length(lints) > 0)'

format: ## lay out the C++ code with clang-format
	find src -name '*.cpp' ! -name RcppExports.cpp -o -name '*.h' | xargs clang-format -i

# Copies are rendered: with an intermediates_dir rmarkdown first has pandoc look for resources, without MathML, and pandoc
# complains about the formulas.
vignettes: library ## build the vignettes; they go into vignette-output
	$(NEED) rmarkdown vignettes/
	@mkdir -p _build/vignettes && cp vignettes/*.Rmd _build/vignettes
	$(WITH_DESCENT) Rscript -e 'for (f in Sys.glob("vignettes/*.Rmd")) rmarkdown::render(file.path("_build", f),' \
	  -e 'output_dir = "vignette-output", envir = new.env(), quiet = TRUE)'

# The others to measure against. One that can't be had is skipped, here and in the tables.
RIVALS = nnet ANN2 RSNNS neuralnet speedglm fastglm biglm RcppEigen sgd gradDescent
PYTHON = python3-numpy python3-torch python3-sklearn python3-scipy

# Installed, OpenBLAS would become R's BLAS too: unpacked, it is Python's alone.
OPENBLAS = libopenblas0-pthread
UNPACKED = $(CURDIR)/_build/openblas/usr/lib/*/openblas-pthread

bench: library ## measure speed against others; the tables go into bench/results.md
	$(NEED) bench/ --try $(RIVALS)
	-[ `id -u` -ne 0 ] || for p in $(PYTHON); do apt-get install -qq -y --no-install-recommends $$p </dev/null; done
	-ls -d $(UNPACKED) || { cd _build && apt-get download $(OPENBLAS) && dpkg -x $(OPENBLAS)_*.deb openblas; }
	$(WITH_DESCENT) OMP_NUM_THREADS=1 BENCH_PYTHON_LIBRARY="`ls -d $(UNPACKED)`" Rscript bench/run.R

check: ## R CMD check as CRAN does it; CHECK_ARGS are passed on
	$(NEED) testthat knitr rmarkdown tests/ vignettes/
	$(JOBS) sh tools/check.sh $(CHECK_ARGS)

clean: ## remove everything that the other targets write
	rm -rf _build demo-output vignette-output src/*.o src/*.so
