# Everything here works offline once the packages that DESCRIPTION asks for are installed.

# The tests, the demo and the rest use a copy installed here, so that they never meet one left over from before.
LIBRARY := $(CURDIR)/_build/library
WITH_DESCENT = R_LIBS="$(LIBRARY):$$R_LIBS"

# R fills in R_LIBS_USER when it is not set, so only make can tell whether somebody chose that folder.
NEED = @Rscript tools/install.R $(if $(filter-out NULL,$(R_LIBS_USER)),--user) $(if $(SLOW),--slow)

# Compiling Armadillo's templates is slow: use every core.
JOBS = MAKEFLAGS=-j`getconf _NPROCESSORS_ONLN`

.DEFAULT_GOAL := help
.PHONY: help library install demo test clients clients-page document lint format format-check callgraph vignettes \
  coverage sanitize bench check clean

help: ## list these targets
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' Makefile | awk -F '\t' '{ printf "make %-13s %s\n", $$1, $$2 }'
	@echo "SLOW=yes also builds suggested packages that take minutes from source: make test SLOW=yes"

library: ## install descent into _build/library when a source changed (1 to 3 minutes the first time)
	$(NEED)
	@Rscript tools/library.R "$(LIBRARY)"

# R CMD build makes the vignettes; installed from the folder itself, the package would have none.
install: ## install descent with its vignettes into your own library (3 to 7 minutes)
	$(NEED) knitr rmarkdown vignettes/
	@mkdir -p _build/package && rm -f _build/package/descent_*.tar.gz
	@echo "Building the package and its vignettes ..."
	@cd _build/package && $(JOBS) R CMD build ../.. > ../install.log 2>&1 || { tail -30 ../install.log; exit 1; }
	@$(JOBS) Rscript tools/install.R $(if $(filter-out NULL,$(R_LIBS_USER)),--user) --file _build/package/descent_*.tar.gz

demo: library ## run the demo (about a minute); its pictures go into demo-output
	@mkdir -p demo-output
	@$(WITH_DESCENT) Rscript inst/examples/demo.R demo-output
	@echo "Drawing every picture of the package into demo-output/gallery ..."
	@$(WITH_DESCENT) Rscript inst/examples/gallery.R demo-output/gallery

# tools/test.R ends with status 0 or 1; above that R itself has crashed and could count nothing.
test: library ## run all tests (10 to 15 minutes)
	$(NEED) testthat tests/
	@$(WITH_DESCENT) Rscript tools/test.R; s=$$?; [ $$s -le 1 ] || echo "0 passed, 1 failed"; exit $$s

# Clients that are not here are skipped by name. CLIENTS_LIBRARY names a folder with more of them, from CRAN.
clients: library ## ask the packages that people use the same of our fits and of lm() and glm(), a line per check (1 minute)
	@cd tests/clients && $(WITH_DESCENT) Rscript run.R

CLIENTS = $(CURDIR)/_build/clients

clients-page: library ## the same with CRAN's clients too, and write the table of the page "What works with what" (an hour)
	@$(WITH_DESCENT) Rscript tools/clients.R "$(CLIENTS)"
	@cd tests/clients && $(WITH_DESCENT) CLIENTS_LIBRARY="$(CLIENTS)" Rscript run.R ../../inst/clients.csv

document: ## write man/, NAMESPACE and the C++ glue from the comments in the source
	$(NEED) roxygen2 pkgbuild
	Rscript -e 'Rcpp::compileAttributes(); roxygen2::roxygenise()'

# lintr looks up the package's own functions in the installed package.
lint: library ## check the style of the R code (about a minute)
	$(NEED) lintr
	@$(WITH_DESCENT) Rscript -e 'lints <- c(lintr::lint_package(), lintr::lint_dir("tools"))' \
	  -e 'for (l in lints) cat(l$$filename, ":", l$$line_number, ": ", l$$message, "\n", sep = "")' \
	  -e 'cat(length(lints), "lints\n"); quit(status = length(lints) > 0)'

# Other versions of clang-format lay out some lines otherwise.
CLANG_FORMAT := $(shell command -v clang-format-14 || command -v clang-format)
CPP = $(filter-out src/RcppExports.cpp,$(wildcard src/*.cpp src/*.h))

format: ## lay out the C++ code with clang-format 14
	$(CLANG_FORMAT) -i $(CPP)

format-check: ## fail if clang-format 14 would change a C++ file
	@[ -n "$(CLANG_FORMAT)" ] || { echo "clang-format is not installed"; exit 1; }
	@case "`$(CLANG_FORMAT) --version`" in *version\ 14.*) ;; \
	  *) echo "clang-format 14 is wanted, this is `$(CLANG_FORMAT) --version`"; exit 1 ;; esac
	@$(CLANG_FORMAT) --dry-run --Werror $(CPP)

callgraph: library ## count cycles, callers of kernels, names of choices and lengths in R/, and fail beyond the bounds
	@$(WITH_DESCENT) Rscript tools/callgraph.R

# Copies are rendered: with an intermediates_dir rmarkdown first has pandoc look for resources, without MathML, and pandoc
# complains about the formulas.
vignettes: library ## build the vignettes (about a minute); they go into vignette-output
	$(NEED) rmarkdown vignettes/
	@mkdir -p _build/vignettes && cp -R vignettes/* _build/vignettes
	@$(WITH_DESCENT) Rscript -e 'for (f in Sys.glob("vignettes/*.Rmd")) { cat(f, "... "); s <- system.time(' \
	  -e 'rmarkdown::render(file.path("_build", f), output_dir = "vignette-output", envir = new.env(), quiet = TRUE)' \
	  -e '); cat(sprintf("%.0f s\n", s[[3]])) }'

coverage: ## measure which lines the tests run (half an hour); the report goes into _build/coverage.html
	$(NEED) covr --try htmltools DT
	@Rscript tools/coverage.R

sanitize: ## run the tests of the kernels under the address and undefined-behaviour sanitizers
	$(NEED) testthat tests/
	@sh tools/sanitize.sh


# The others to measure against. One that can't be had is skipped, here and in the tables.
RIVALS = nnet ANN2 RSNNS neuralnet speedglm fastglm biglm RcppEigen sgd gradDescent
PYTHON = python3-numpy python3-torch python3-sklearn python3-scipy

# In a library of their own: what they bring is newer than the system's packages, and would break those that are here.
RIVALS_LIBRARY = $(CURDIR)/_build/rivals

# Installed, OpenBLAS would become R's BLAS too: unpacked, it is Python's alone.
OPENBLAS = libopenblas0-pthread
UNPACKED = $(CURDIR)/_build/openblas/usr/lib/*/openblas-pthread

bench: library ## measure speed against others; the tables go into bench/results.md
	$(NEED) --library "$(RIVALS_LIBRARY)" bench/ --try $(RIVALS)
	-[ `id -u` -ne 0 ] || for p in $(PYTHON); do apt-get install -qq -y --no-install-recommends $$p </dev/null; done
	-ls -d $(UNPACKED) || { cd _build && apt-get download $(OPENBLAS) && dpkg -x $(OPENBLAS)_*.deb openblas; }
	R_LIBS="$(LIBRARY):$(RIVALS_LIBRARY):$$R_LIBS" OMP_NUM_THREADS=1 BENCH_PYTHON_LIBRARY="`ls -d $(UNPACKED)`" Rscript bench/run.R

check: ## R CMD check as CRAN does it (5 to 20 minutes); CHECK_ARGS are passed on
	$(NEED) testthat knitr rmarkdown tests/ vignettes/
	@$(JOBS) sh tools/check.sh $(CHECK_ARGS)

clean: ## remove everything that the other targets write
	rm -rf _build demo-output vignette-output src/*.o src/*.so
